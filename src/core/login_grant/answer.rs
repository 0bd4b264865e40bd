//! Reads a login endpoint's response: tokens, or its meaning for the search.

use super::config::{LoginConfig, LoginFormat};
use super::token::{self, Found};
use super::{life, request};
use crate::core::error::{Cause, Class, Code, Error};
use crate::core::http::{HttpResponse, Transport};
use crate::core::json::Json;
use crate::core::lifetime::Received;
use crate::core::oauth::{body_object, http_date, token_response};
use crate::core::redact::redact;
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::time::Timestamp;
use crate::core::tokens::{Targets, TokenSet, is_http_token};

/// The meaning of a response, or of none, for the search.
#[derive(Debug)]
pub enum Answer {
    /// The search is over, with these tokens.
    Tokens(Box<TokenSet>),
    /// The search is over: the server refused the password, or wants no more requests for now (429).
    Final(Error),
    /// No format will work at this URL: there is no such endpoint, or it is out of order.
    NotThisUrl(Telling, Error),
    /// Another format may work.
    NotThisFormat(Telling, Error),
}

/// The explanatory value of a failure. Of several failures, the one with the highest value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Telling {
    /// There is no such endpoint.
    NoEndpoint,
    /// A page, an empty body or a redirect: something else lives at this URL.
    SomethingElse,
    /// The endpoint refused the request.
    Refused,
    /// The endpoint accepted the request, but no token was found in its response.
    NoToken,
    /// The server is out of order, or cannot be reached; this may pass.
    Outage,
}

/// The moments around a request.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The format of the request.
    pub format: LoginFormat,
    /// A moment before the request was sent.
    pub sent_at: Timestamp,
    /// The time when the answer had arrived.
    pub received_at: Timestamp,
    /// The time line minus the wall clock (`Date.now()`), in milliseconds.
    pub wall_offset_ms: i64,
    /// The lifetime assumed for a token of unknown lifetime, in milliseconds.
    pub assumed_lifetime_ms: i64,
}

/// Reads a response.
#[must_use]
pub fn read(response: &HttpResponse, config: &LoginConfig, context: &Context) -> Answer {
    let invalid = |telling, message: &'static str| {
        Answer::NotThisFormat(
            telling,
            failure(Code::InvalidResponse, message).with_status(response.status),
        )
    };
    match response.status {
        200..=299 => {
            let body = body_object(response);
            let Some(found) = token::find(config, body.as_ref(), response) else {
                let (telling, message) = without_token(response, body.is_some());
                return invalid(telling, message);
            };
            let tokens = tokens(&found, body.as_ref(), response, config, context);
            Answer::Tokens(Box::new(tokens))
        }
        0 | 300..=399 => invalid(
            Telling::SomethingElse,
            "the answer is a redirect; redirects are not followed",
        ),
        _ => refusal(response, config, context),
    }
}

/// The meaning of a request that got no response.
#[must_use]
pub fn unanswered(why: Transport, cause: Option<Cause>) -> Answer {
    let error = token_response::transport_error(why, false).with_cause(cause);
    if error.retryable {
        Answer::NotThisUrl(Telling::Outage, error)
    } else {
        Answer::NotThisFormat(Telling::SomethingElse, error)
    }
}

/// The error of a search without candidates. `validate` refuses such configurations.
pub(super) fn nothing_to_try() -> Error {
    failure(
        Code::AcquisitionFailed,
        "there is no login endpoint to try in any format",
    )
}

fn failure(code: Code, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(Class::TokenAcquisition, code, message)
}

fn without_token(response: &HttpResponse, is_object: bool) -> (Telling, &'static str) {
    let body = response.body.bytes().trim_ascii_start();
    if is_object {
        (
            Telling::NoToken,
            "the answer holds no token in any of tokenFields, nor in an Authorization header",
        )
    } else if body.is_empty() {
        (
            Telling::SomethingElse,
            "the answer is empty and has no Authorization header with a token",
        )
    } else if body.starts_with(b"<") {
        (
            Telling::SomethingElse,
            "the answer is a page (HTML): is this the address of the login API?",
        )
    } else {
        (
            Telling::SomethingElse,
            "the answer is not a JSON object and has no Authorization header with a token",
        )
    }
}

/// Members for other values than the token, in the order in which they are tried.
const REFRESH_TOKENS: [&str; 3] = ["refresh_token", "refreshToken", "refresh"];
const ID_TOKENS: [&str; 2] = ["id_token", "idToken"];
const TYPES: [&str; 2] = ["token_type", "tokenType"];

fn tokens(
    found: &Found<'_>,
    body: Option<&Json>,
    response: &HttpResponse,
    config: &LoginConfig,
    context: &Context,
) -> TokenSet {
    // A member that is not beside the token may be at the top.
    let objects = [found.beside, body];
    let text = |names: &[&str]| {
        let in_object = |object: &&'_ Json| {
            let texts = names.iter().filter_map(|name| object.get_str(name));
            texts
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .next()
        };
        objects.iter().flatten().find_map(in_object)
    };
    let received = Received {
        sent_at: context.sent_at,
        wall_offset_ms: context.wall_offset_ms,
        clock_skew_ms: http_date::clock_skew(
            response,
            context.sent_at,
            context.received_at,
            context.wall_offset_ms,
        ),
        assumed_ms: context.assumed_lifetime_ms,
    };
    let token_type = text(&TYPES).filter(|name| is_http_token(name));
    let asked = matches!(
        context.format,
        LoginFormat::OAuthPassword | LoginFormat::OAuthClientCredentials
    );
    let scope = text(&["scope"])
        .or_else(|| asked.then(|| config.scope.clone()))
        .filter(|scope| !scope.is_empty());
    TokenSet {
        expires_at: Some(life::expires_at(found.token, objects, &received)),
        access_token: found.token.into(),
        token_type: TokenSet::type_of(token_type.as_deref().or(found.scheme)),
        obtained_at: context.sent_at,
        scope,
        refresh_token: text(&REFRESH_TOKENS).map(Secret::from),
        id_token: text(&ID_TOKENS).map(Secret::from),
        extra: body
            .and_then(|body| token_response::extra(body, &|name| is_read(name, found.field))),
        clock_skew_ms: received.clock_skew_ms,
        bound_to: None,
        targets: Targets::default(),
    }
}

/// True if a member at the top has a meaning here, or contains the token. All others are `extra`.
fn is_read(name: &str, field: &str) -> bool {
    let holds_token = field
        .strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let lists: [&[&str]; 6] = [
        &REFRESH_TOKENS,
        &ID_TOKENS,
        &TYPES,
        &life::SPANS,
        &life::MOMENTS,
        &["scope"],
    ];
    holds_token || lists.iter().any(|list| list.contains(&name))
}

/// The meaning of a response with which the server refused or failed.
fn refusal(response: &HttpResponse, config: &LoginConfig, context: &Context) -> Answer {
    let status = response.status;
    let body = body_object(response);
    let secrets = request::secrets(config);
    let oauth_error = body
        .as_ref()
        .and_then(|body| body.get_str("error"))
        .and_then(|code| token_response::error_code(code, &secrets));
    let description = ["error_description", "message", "detail"]
        .into_iter()
        .find_map(|name| body.as_ref()?.get_str(name))
        .map(|text| redact(text, &secrets));
    // RFC 6749 §5.2 answers a wrong password with `invalid_grant` and status 400.
    let wrong_password = matches!(status, 401 | 403)
        || (status == 400
            && context.format == LoginFormat::OAuthPassword
            && oauth_error.as_deref() == Some("invalid_grant"));
    let code = match status {
        _ if wrong_password => Code::LoginFailed,
        408 => Code::Timeout,
        429 => Code::RateLimited,
        _ => Code::AcquisitionFailed,
    };
    let mut message = SecretText::default();
    message.push_str(if wrong_password {
        "the credentials were refused with status "
    } else {
        "the login failed with status "
    });
    message.push_number(i64::from(status));
    for text in [&oauth_error, &description].into_iter().flatten() {
        message.push_str(": ");
        message.push_str(text);
    }
    let mut error = failure(code, message.into_string()).with_status(status);
    error.retryable = matches!(status, 408 | 429 | 500..=599);
    if error.retryable {
        error.retry_after_ms =
            http_date::retry_after(response, context.received_at, context.wall_offset_ms);
    }
    error.oauth_error = oauth_error;
    error.oauth_error_description = description;
    match status {
        429 => Answer::Final(error),
        _ if wrong_password => Answer::Final(error),
        _ if error.retryable => Answer::NotThisUrl(Telling::Outage, error),
        404 | 405 | 410 => Answer::NotThisUrl(Telling::NoEndpoint, error),
        _ => Answer::NotThisFormat(Telling::Refused, error),
    }
}
