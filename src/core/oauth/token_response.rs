//! Reading the token endpoint's response (RFC 6749 §5) into tokens or a typed error.

use super::id_token::{self, Party};
use super::{http_date, refresh_refusal};
use crate::core::config::ProviderConfig;
use crate::core::dpop;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::http::{HttpResponse, Transport};
use crate::core::json::{Json, ObjectWriter};
use crate::core::lifetime::{self, Received};
use crate::core::lists::add_all;
use crate::core::redact::{holds_secret, redact};
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::{Targets, TokenSet, is_access_token, is_visible};

pub use http_date::retry_after;

/// The context of the response.
#[derive(Clone, Copy, Debug)]
pub struct ResponseContext<'a> {
    /// The tokens that are being refreshed; `None` if the request was not for a refresh.
    pub refreshing: Option<&'a TokenSet>,
    /// The issuer and client that the first ID token of a refresh must be from and for.
    pub party: Option<Party<'a>>,
    /// True if the request was a token exchange. Its response must name the type of the issued token (RFC 8693 §2.2.1).
    pub exchanging: bool,
    /// The requested scope; empty if there was none.
    pub requested_scope: &'a str,
    /// A moment before the request was sent.
    pub sent_at: Timestamp,
    /// The time when the response had arrived.
    pub received_at: Timestamp,
    /// The time line minus the wall clock (`Date.now()`), in milliseconds.
    pub wall_offset_ms: i64,
    /// The lifetime assumed for a token of unknown lifetime, in milliseconds.
    pub assumed_lifetime_ms: i64,
    /// The secrets in the request, which are kept out of error messages.
    pub secrets: &'a [Secret],
}

impl<'a> ResponseContext<'a> {
    /// The context of a login's requests. Requests to other endpoints than the token endpoint have no scope of their
    /// own.
    #[must_use]
    pub fn of_login(
        provider: &ProviderConfig,
        secrets: &'a [Secret],
        sent_at: Timestamp,
        at: Moment,
    ) -> Self {
        Self {
            refreshing: None,
            party: None,
            exchanging: false,
            requested_scope: "",
            sent_at,
            received_at: at.now,
            wall_offset_ms: at.wall_offset_ms,
            assumed_lifetime_ms: provider.refresh_policy.assumed_lifetime_ms,
            secrets,
        }
    }
}

/// Reads the response to a token request. The access token may have expired on arrival: a server that returns one token until
/// its end finally returns it with a lifetime of zero.
///
/// # Errors
/// [`Class::TokenRefresh`] if tokens were being refreshed, else [`Class::TokenAcquisition`]. The code is `rate_limited` for
/// 429, `timeout` for 408, `refresh_failed` or `acquisition_failed` if the server refused (RFC 6749 §5.2) or failed otherwise,
/// and `invalid_response` for redirects, other successes than 200, and a 200 whose content violates RFC 6749 §5.1.
pub fn read(response: &HttpResponse, context: &ResponseContext<'_>) -> Result<TokenSet> {
    let body = super::body_object(response);
    let invalid = |message: &'static str| {
        error(context, Code::InvalidResponse, message).with_status(response.status)
    };
    match response.status {
        200 => {
            let Some(body) = body else {
                let secrets = secrets_around(None, context);
                let message = super::no_object("the token response", response, &secrets);
                return Err(
                    error(context, Code::InvalidResponse, message).with_status(response.status)
                );
            };
            match body.get("error") {
                None => success(&body, response, context).map_err(invalid),
                Some(Json::String(_)) => Err(refusal(THE_REQUEST, response, Some(&body), context)),
                Some(_) => Err(invalid(
                    "the token response holds an error that is not a string",
                )),
            }
        }
        0 | 300..=399 => Err(invalid(
            "the token endpoint answered with a redirect; redirects are not followed",
        )),
        201..=299 => Err(invalid(
            "the token endpoint answered with a status that is not 200",
        )),
        _ => Err(refusal(THE_REQUEST, response, body.as_ref(), context)),
    }
}

/// The error for a request that got no response.
#[must_use]
pub fn transport_error(transport: Transport, refreshing: bool) -> Error {
    let class = if refreshing {
        Class::TokenRefresh
    } else {
        Class::TokenAcquisition
    };
    match transport {
        Transport::Network => {
            Error::new(class, Code::Network, "the request failed: no connection").retryable()
        }
        Transport::NetworkOfPage => Error::new(
            class,
            Code::Network,
            "the request failed: no connection, or a policy (CORS, CSP) forbids it",
        )
        .retryable(),
        Transport::Timeout => Error::new(
            class,
            Code::Timeout,
            "the authorization server did not answer in time",
        )
        .retryable(),
        Transport::TooLarge => Error::new(
            class,
            Code::InvalidResponse,
            "the authorization server's answer is larger than 1 MiB",
        ),
        Transport::NoProof => Error::new(
            class,
            Code::Crypto,
            "no DPoP proof can be made: WebCrypto is missing (serve the page over https, or from localhost), or fails",
        ),
    }
}

/// The refresh token in a response to a refresh that [`read`] refuses. It replaces the old one regardless of other
/// errors: to the server the old one is spent, and sending it again would end the session at servers that detect reuse
/// (RFC 9700 §4.14.2).
///
/// A response with `error`, or with a status that is no success, may merely echo the request's token, perhaps masked.
/// Such a response must also contain an access token. Also `None` if an ID token shows that the response is about
/// another session.
#[must_use]
pub fn rotated(response: &HttpResponse, context: &ResponseContext<'_>) -> Option<Secret> {
    let old = context.refreshing?;
    let body = super::body_object(response)?;
    let filled = |name: &str| body.get_str(name).filter(|text| !text.is_empty());
    let success = matches!(response.status, 200..=299) && body.get("error").is_none();
    let new = filled("refresh_token").filter(|new| is_visible(new))?;
    let stranger = filled("id_token").is_some_and(|new| {
        let old = old.id_token.as_ref().map(Secret::reveal);
        id_token::is_of_another_session(old, new)
    });
    ((success || filled("access_token").is_some()) && !stranger).then(|| new.into())
}

/// The error for an access token that had expired on arrival. It is retryable: a server that returns one token until its end
/// soon returns another.
#[must_use]
pub fn expired_on_arrival(class: Class) -> Error {
    let message = "the access token had expired when it came: the server returns an old one, or a lifetime of zero";
    Error::new(class, Code::InvalidResponse, message).retryable()
}

/// True if this is the error of [`expired_on_arrival`]. Every other invalid token response is permanent.
#[must_use]
pub fn is_expired_on_arrival(error: &Error) -> bool {
    error.code == Code::InvalidResponse && error.retryable
}

/// True if the grant itself was refused for good (RFC 6749 §5.2): the code, password or assertion is void. A server
/// that fails at the same time (5xx, 429) has decided nothing. For refresh tokens see [`refresh_refusal::of`].
#[must_use]
pub fn is_invalid_grant(error: &Error) -> bool {
    !error.retryable && error.oauth_error.as_deref() == Some("invalid_grant")
}

/// True if the client was refused (RFC 6749 §5.2), so that trying again is useless until its configuration changes.
#[must_use]
pub fn is_client_rejected(error: &Error) -> bool {
    !error.retryable
        && matches!(
            error.oauth_error.as_deref(),
            Some("invalid_client" | "unauthorized_client")
        )
}

pub(in crate::core) fn error(
    context: &ResponseContext<'_>,
    code: Code,
    message: impl Into<std::borrow::Cow<'static, str>>,
) -> Error {
    let class = if context.refreshing.is_some() {
        Class::TokenRefresh
    } else {
        Class::TokenAcquisition
    };
    Error::new(class, code, message)
}

/// The members of a token response that have a meaning here. All others are `extra`.
const KNOWN: [&str; 6] = [
    "access_token",
    "token_type",
    "expires_in",
    "refresh_token",
    "scope",
    "id_token",
];

fn success(
    body: &Json,
    response: &HttpResponse,
    context: &ResponseContext<'_>,
) -> std::result::Result<TokenSet, &'static str> {
    let access_token = body
        .get_str("access_token")
        .filter(|token| !token.is_empty())
        .ok_or("access_token is missing or not a string")?;
    if !is_access_token(access_token) {
        return Err("access_token has characters that a header cannot carry");
    }
    let token_type = body
        .get_str("token_type")
        .ok_or("token_type is missing or not a string")?;
    if context.exchanging && body.get_str("issued_token_type").is_none_or(str::is_empty) {
        return Err("issued_token_type is missing: the response to a token exchange must have it");
    }
    if token_type.eq_ignore_ascii_case("n_a") {
        return Err("token_type is N_A: the issued token is not an access token");
    }
    // RFC 6749 §7.1: a client must not use a token whose type it does not understand.
    dpop::check_type(token_type, response.proved.is_some())?;
    let expires_in = body
        .get("expires_in")
        .map(|value| lifetime::remaining_ms(value, context.sent_at))
        .transpose()?;
    let clock_skew_ms = http_date::clock_skew(
        response,
        context.sent_at,
        context.received_at,
        context.wall_offset_ms,
    );
    let received = Received {
        sent_at: context.sent_at,
        wall_offset_ms: context.wall_offset_ms,
        clock_skew_ms,
        assumed_ms: context.assumed_lifetime_ms,
    };
    let old = context.refreshing;
    let scope = match body.get("scope") {
        Some(scope) => {
            Some(scope_of(scope).ok_or("scope is neither a string nor an array of strings")?)
        }
        // The requested scope (§5.1). A refresh requests the granted scope (§6).
        None => old
            .and_then(|old| old.scope.clone())
            .or_else(|| Some(context.requested_scope.to_owned()).filter(|s| !s.is_empty())),
    };
    let refresh_token = text(body, "refresh_token", "refresh_token is not a string")?
        .filter(|token| !token.is_empty());
    let id_token =
        text(body, "id_token", "id_token is not a string")?.filter(|token| !token.is_empty());
    let old_id_token = old.and_then(|old| old.id_token.as_ref());
    if let (Some(new), Some(_)) = (id_token, old) {
        id_token::after_refresh(
            old_id_token.map(Secret::reveal),
            new,
            context.party.as_ref(),
        )?;
    }
    Ok(TokenSet {
        expires_at: Some(lifetime::of_new_token(access_token, expires_in, &received)),
        access_token: access_token.into(),
        token_type: TokenSet::type_of(Some(token_type)),
        obtained_at: context.sent_at,
        scope,
        refresh_token: refresh_token
            .map(Secret::from)
            .or_else(|| old.and_then(|old| old.refresh_token.clone())),
        id_token: id_token.map(Secret::from).or_else(|| old_id_token.cloned()),
        extra: extra(body, &|name| KNOWN.contains(&name)),
        clock_skew_ms,
        bound_to: response.proved.as_ref().map(|proved| proved.jkt.clone()),
        targets: Targets::default(),
    })
}

fn text<'a>(
    body: &'a Json,
    name: &str,
    complaint: &'static str,
) -> std::result::Result<Option<&'a str>, &'static str> {
    body.get(name)
        .map(|value| value.as_str().ok_or(complaint))
        .transpose()
}

/// Scopes as one text. The standard is a string (RFC 6749 §3.3); Twitch and others send an array of strings, which can only
/// mean those scopes. `None` for everything else.
#[must_use]
pub fn scope_of(value: &Json) -> Option<String> {
    match value {
        Json::String(scope) => Some(scope.to_string()),
        Json::Array(scopes) => {
            let mut text = String::new();
            for (place, scope) in scopes.iter().enumerate() {
                if place > 0 {
                    text.push(' ');
                }
                text.push_str(scope.as_str()?);
            }
            Some(text)
        }
        _ => None,
    }
}

/// The members without a meaning here, as the text of one JSON object.
pub(in crate::core) fn extra(body: &Json, is_known: &dyn Fn(&str) -> bool) -> Option<Secret> {
    let Json::Object(members) = body else {
        return None;
    };
    let mut rest = members
        .iter()
        .filter(|(name, _)| !is_known(name))
        .peekable();
    rest.peek()?;
    let mut out = SecretText::default();
    let mut object = ObjectWriter::new(&mut out);
    rest.for_each(|(name, value)| object.value(name, value));
    object.finish();
    Some(out.into_secret())
}

const THE_REQUEST: &str = "the token request";

/// The error for a request for `what` that the server refused or failed to answer.
pub(in crate::core) fn refusal(
    what: &'static str,
    response: &HttpResponse,
    body: Option<&Json>,
    context: &ResponseContext<'_>,
) -> Error {
    let status = response.status;
    let mut secrets = secrets_around(body, context);
    add_all(
        &mut secrets,
        response.proved.as_ref().map(|proved| proved.proof.clone()),
    );
    let member = |name: &str| body?.get_str(name);
    let refreshing = context.refreshing.is_some();
    let oauth_error = body
        .filter(|_| refreshing)
        .and_then(refresh_refusal::in_other_words)
        .map(str::to_owned)
        .or_else(|| error_code(member("error")?, &secrets));
    let description = member("error_description").map(|text| redact(text, &secrets));
    // Google calls it `error_subtype`.
    let suberror = member("suberror").or_else(|| member("error_subtype"));
    let suberror = suberror.and_then(|code| error_code(code, &secrets));
    let passing = matches!(
        oauth_error.as_deref(),
        Some("temporarily_unavailable" | "server_error")
    );
    let code = match status {
        408 => Code::Timeout,
        429 => Code::RateLimited,
        _ if refreshing => Code::RefreshFailed,
        _ => Code::AcquisitionFailed,
    };
    let mut message = SecretText::default();
    message.push_str(what);
    message.push_str(" failed with status ");
    message.push_number(i64::from(status));
    for text in [&oauth_error, &description].into_iter().flatten() {
        message.push_str(": ");
        message.push_str(text);
    }
    let mut error = error(context, code, message.into_string()).with_status(status);
    error.retryable = passing || matches!(status, 408 | 429 | 500..=599);
    if error.retryable {
        error.retry_after_ms = retry_after(response, context.received_at, context.wall_offset_ms);
    }
    error.oauth_error = oauth_error;
    error.oauth_error_description = description;
    error.suberror = suberror;
    error.claims = body.and_then(|body| claims(body, &secrets));
    error
}

/// A longer claims request is not kept: an app would put it into a URL.
const MAX_CLAIMS: usize = 4096;

/// The claims request for the next login, from the server (OpenID Connect Core §5.5), as JSON text; Entra ID sends it
/// as a string. `None` if it contains a secret: with a piece cut out it would be useless.
fn claims(body: &Json, secrets: &[Secret]) -> Option<String> {
    let text = match body.get("claims")? {
        Json::String(text) => Json::parse(text).ok()?,
        claims => claims.clone(),
    };
    let mut out = SecretText::default();
    matches!(text, Json::Object(_)).then(|| text.write(&mut out))?;
    let text = out.into_string();
    (text.len() <= MAX_CLAIMS && !holds_secret(&text, secrets)).then_some(text)
}

/// The secrets of the request, of the held tokens, and of the response itself, since a refused response may contain new
/// ones.
fn secrets_around(body: Option<&Json>, context: &ResponseContext<'_>) -> Vec<Secret> {
    let mut secrets = context.secrets.to_vec();
    if let Some(old) = context.refreshing {
        secrets.push(old.access_token.clone());
        add_all(
            &mut secrets,
            [&old.refresh_token, &old.id_token]
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    let tokens = ["access_token", "refresh_token", "id_token"];
    add_all(
        &mut secrets,
        tokens
            .into_iter()
            .filter_map(|name| body?.get_str(name))
            .map(Secret::from),
    );
    secrets
}

/// Error codes that standards define. They are public words, shown even if a (bad) secret looks like one of them.
const ERROR_CODES: [&str; 17] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_target",
    "access_denied",
    "server_error",
    "temporarily_unavailable",
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
    "authorization_pending",
    "slow_down",
    "expired_token",
];

/// An `error` member with secrets replaced; `None` if it has characters that RFC 6749 §5.2 does not allow.
pub(in crate::core) fn error_code(code: &str, secrets: &[Secret]) -> Option<String> {
    if ERROR_CODES.contains(&code) {
        return Some(code.to_owned());
    }
    let allowed = |byte: u8| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~');
    (!code.is_empty() && code.bytes().all(allowed)).then(|| redact(code, secrets))
}
