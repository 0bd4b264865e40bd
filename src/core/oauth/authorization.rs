//! The authorization request (RFC 6749 §4.1.1 with PKCE) and the callback to the redirect URI (§4.1.2, RFC 9207).

use super::form::Form;
use super::pending_login::PendingLogin;
use super::pending_logins::Ended;
use super::pkce;
use super::token_response::error_code;
use crate::core::config::OAuthConfig;
use crate::core::error::{Error, Result};
use crate::core::redact::redact;
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::url::{append_query, parse_query};
use std::rc::Rc;

/// The options of one login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginRequest {
    /// OpenID Connect Core §3.1.2.1.
    pub prompt: Option<String>,
    /// OpenID Connect Core §3.1.2.1.
    pub login_hint: Option<String>,
    /// Further parameters; see [`check_params`].
    pub params: Vec<(String, String)>,
    /// The thumbprint of the key to which the code will be bound (RFC 9449 §10).
    pub dpop_jkt: Option<Rc<str>>,
}

/// Parameters that tokenward sets itself, or that would replace those.
const OWN_PARAMS: [&str; 14] = [
    "response_type",
    "response_mode",
    "client_id",
    "client_secret",
    "redirect_uri",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "dpop_jkt",
    "client_assertion",
    "client_assertion_type",
];

/// The name of the first further parameter that the user must not set, if there is one.
#[must_use]
pub fn check_params(params: &[(String, String)]) -> Option<&str> {
    params
        .iter()
        .map(|(name, _)| name.as_str())
        .find(|name| name.is_empty() || OWN_PARAMS.contains(name))
}

/// The parameters of the authorization request. `challenge` is the PKCE challenge of the login's verifier.
#[must_use]
pub fn parameters(
    config: &OAuthConfig,
    login: &PendingLogin,
    challenge: &str,
    request: &LoginRequest,
) -> Form {
    let mut form = Form::default();
    form.set("response_type", "code");
    form.set("client_id", &config.client_id);
    form.set("redirect_uri", &login.redirect_uri);
    form.set("scope", &login.scope);
    form.add_all("audience", &config.audience);
    form.add_all("resource", &config.resource);
    form.set("prompt", request.prompt.as_deref().unwrap_or(""));
    form.set("login_hint", request.login_hint.as_deref().unwrap_or(""));
    request
        .params
        .iter()
        .for_each(|(name, value)| form.set(name, value));
    login.demands.add_to(&mut form);
    form.set("state", login.state.reveal());
    if login.wants_id_token() {
        form.set("nonce", login.nonce.reveal());
    }
    form.set("code_challenge", challenge);
    form.set("code_challenge_method", pkce::METHOD);
    form.set("dpop_jkt", request.dpop_jkt.as_deref().unwrap_or(""));
    form
}

/// The URL to which the user is sent, with these parameters.
#[must_use]
pub fn url(authorization_endpoint: &str, parameters: &Form) -> String {
    append_query(authorization_endpoint, parameters.encode().reveal())
}

/// A request to the redirect URI from an authorization server. The only check at first is for exactly one `state`,
/// which finds its login and ends it. [`check_callback`] checks the rest.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The login's `state`.
    pub state: Secret,
    code: Option<Secret>,
    error: Option<Secret>,
    error_description: Option<Secret>,
    iss: Option<Secret>,
    /// A parameter appears twice (RFC 6749 §3.1).
    repeated: bool,
}

/// Parses a callback URL. Only its query is read: the response mode is always `query`.
///
/// # Errors
/// [`Class::Login`](crate::core::error::Class::Login) with [`Code::LoginFailed`](crate::core::error::Code::LoginFailed) if the URL is no callback: no `state`, or more than one.
pub fn read_callback(url: &str) -> Result<Callback> {
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let params = parse_query(query);
    // An empty value counts as missing. The second part is true if the name appears again.
    let one = |name: &str| {
        let mut values = params
            .iter()
            .filter(|(n, _)| **n == name)
            .map(|(_, value)| value);
        let first = values.next().filter(|value| !value.is_empty());
        (
            first.map(|value| Secret::from(value.as_str())),
            values.next().is_some(),
        )
    };
    let state = match one("state") {
        (Some(state), false) => state,
        (_, true) => {
            return Err(Error::login_failed(
                "the callback URL has more than one state",
            ));
        }
        (None, _) => {
            return Err(Error::login_failed(
                "the callback URL has no state: it is not the answer to a login",
            ));
        }
    };
    let ((code, twice_a), (error, twice_b)) = (one("code"), one("error"));
    let ((error_description, twice_c), (iss, twice_d)) = (one("error_description"), one("iss"));
    let repeated = twice_a || twice_b || twice_c || twice_d || one("error_uri").1;
    Ok(Callback {
        state,
        code,
        error,
        error_description,
        iss,
        repeated,
    })
}

impl Callback {
    /// True if it contains a server's answer to a login: a code or an error (RFC 6749 §4.1.2).
    #[must_use]
    pub fn is_answer(&self) -> bool {
        self.code.is_some() || self.error.is_some()
    }
}

/// The callback's URL without the server's answer: of the query, only the redirect URI's own part stays; the fragment
/// stays too.
#[must_use]
pub fn url_without_answer(url: &str, redirect_uri: &str) -> Secret {
    let (url, fragment) = cut(url, '#');
    SecretText::join(&[cut(url, '?').0, cut(redirect_uri, '?').1, fragment])
}

/// The text before the mark, and the rest with it.
fn cut(text: &str, mark: char) -> (&str, &str) {
    text.split_at(text.find(mark).unwrap_or(text.len()))
}

/// Checks a callback against the login that it answers, and returns the code. `now` is in epoch milliseconds by the wall clock.
///
/// # Errors
/// [`Class::Login`](crate::core::error::Class::Login) with [`Code::LoginFailed`](crate::core::error::Code::LoginFailed) if
/// - the callback belongs to another login (`state`, compared in constant time), or its login is too old;
/// - it comes from another issuer (RFC 9207 §2.4: `iss` is compared exactly, and required if the issuer promised it);
/// - it contains a parameter twice, or neither a code nor an error;
/// - the server refused (RFC 6749 §4.1.2.1): the message shows `error` and `error_description`.
pub fn check_callback(callback: &Callback, login: &PendingLogin, now: i64) -> Result<Secret> {
    if !callback.state.matches(login.state.reveal()) {
        return Err(Error::login_failed(
            "the callback belongs to another login (state)",
        ));
    }
    if login.is_too_old(now) {
        return Err(Error::login_failed(Ended::TooOld.message()));
    }
    if callback.repeated {
        return Err(Error::login_failed(
            "the callback URL has a parameter twice",
        ));
    }
    match (&callback.iss, &login.issuer) {
        (Some(iss), Some(issuer)) if iss.reveal() != issuer => {
            return Err(Error::login_failed(super::another_issuer(
                "the callback",
                &redact(iss.reveal(), &secrets(callback, login)),
                issuer,
            )));
        }
        (None, _) if login.iss_required => {
            return Err(Error::login_failed(
                "the callback does not name its issuer (iss), although the metadata promises it",
            ));
        }
        _ => {}
    }
    match (&callback.error, &callback.code) {
        (Some(error), _) => Err(refusal(error, callback, login)),
        (None, Some(code)) => Ok(code.clone()),
        (None, None) => Err(Error::login_failed(
            "the callback holds neither a code nor an error",
        )),
    }
}

/// The secrets that no message about a callback may show.
fn secrets(callback: &Callback, login: &PendingLogin) -> Vec<Secret> {
    let own = [&login.state, &login.nonce, &login.verifier];
    own.into_iter().chain(&callback.code).cloned().collect()
}

fn refusal(error: &Secret, callback: &Callback, login: &PendingLogin) -> Error {
    let secrets = secrets(callback, login);
    let code = error_code(error.reveal(), &secrets);
    let description = callback
        .error_description
        .as_ref()
        .map(|text| redact(text.reveal(), &secrets));
    let mut message = SecretText::default();
    message.push_str("the authorization server refused the login");
    for text in [&code, &description].into_iter().flatten() {
        message.push_str(": ");
        message.push_str(text);
    }
    let mut error = Error::login_failed(message.into_string());
    error.oauth_error = code;
    error.oauth_error_description = description;
    error
}
