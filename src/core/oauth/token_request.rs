//! The request to the token endpoint (RFC 6749 §3.2), for every grant that is supported.

use super::client_auth;
use super::form::Form;
use super::form::Part;
use super::parts;
use crate::core::config::{OAuthConfig, OAuthGrant};
use crate::core::http::HttpRequest;
use crate::core::secret::Secret;

/// The credential that is exchanged for an access token.
#[derive(Clone, Copy, Debug)]
pub enum GrantRequest<'a> {
    /// The client's own credentials (RFC 6749 §4.4.2).
    ClientCredentials,
    /// The user's name and password from the configuration (RFC 6749 §4.3.2).
    Password,
    /// A token or an assertion that the host makes for the request: see [`parts`].
    Made(OAuthGrant),
    /// A refresh token (RFC 6749 §6).
    RefreshToken(&'a Secret),
    /// An authorization code (RFC 6749 §4.1.3) with its verifier (RFC 7636 §4.5).
    AuthorizationCode {
        /// The code.
        code: &'a Secret,
        /// The redirect URI of the authorization request, repeated.
        redirect_uri: &'a str,
        /// The code verifier.
        verifier: &'a Secret,
    },
    /// A device code (RFC 8628 §3.4).
    DeviceCode(&'a Secret),
}

impl<'a> GrantRequest<'a> {
    /// The credential that a client exchanges without the user: a refresh token if there is one, else the configured
    /// grant.
    #[must_use]
    pub fn next(config: &OAuthConfig, refresh_token: Option<&'a Secret>) -> Self {
        match refresh_token {
            Some(token) => Self::RefreshToken(token),
            None => match config.grant {
                OAuthGrant::Password => Self::Password,
                grant @ (OAuthGrant::TokenExchange | OAuthGrant::JwtBearer) => Self::Made(grant),
                _ => Self::ClientCredentials,
            },
        }
    }

    /// The grant's public name, for example `client_credentials`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::ClientCredentials => OAuthGrant::ClientCredentials,
            Self::Password => OAuthGrant::Password,
            Self::RefreshToken(_) => OAuthGrant::RefreshToken,
            Self::AuthorizationCode { .. } => OAuthGrant::AuthorizationCode,
            Self::Made(grant) => *grant,
            Self::DeviceCode(_) => OAuthGrant::DeviceCode,
        }
        .name()
    }
}

/// Makes the token request.
///
/// - `scope` is sent with client credentials, a password, an exchanged token or assertion, and a configured refresh
///   token. It is not sent with a code, since the login already asked for it, nor when a login's token is renewed: by
///   RFC 6749 §6, a missing scope means the granted one. The configured scope may exceed that, and servers would answer
///   `invalid_scope`.
/// - `audience`, which no RFC defines for these grants, is sent like `scope`: servers that support it expect it there.
/// - `resource` is sent with every grant (RFC 8707 §2.2): without it a server picks one of the granted ones.
/// - `params` and `headers` of the configuration replace values of the same name. Names that would change the meaning of the
///   request are refused by [`config::validate`](crate::core::config::validate).
#[must_use]
pub fn build(config: &OAuthConfig, token_endpoint: &str, grant: GrantRequest<'_>) -> HttpRequest {
    build_for(config, config, token_endpoint, grant)
}

/// The same for another configuration: with `asking`'s scope, audience, resource, params and headers.
#[must_use]
pub fn build_for(
    config: &OAuthConfig,
    asking: &OAuthConfig,
    token_endpoint: &str,
    grant: GrantRequest<'_>,
) -> HttpRequest {
    let mut form = Form::default();
    // Both values are safelisted by CORS, so that a public client's request needs no preflight.
    let mut headers = vec![
        (
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".into(),
        ),
        ("accept".to_owned(), "application/json".into()),
    ];
    let mut secrets = Vec::new();
    let mut asks = true;
    match grant {
        GrantRequest::ClientCredentials => form.set("grant_type", "client_credentials"),
        GrantRequest::Password => {
            form.set("grant_type", "password");
            form.set("username", config.username.as_deref().unwrap_or(""));
            if let Some(password) = &config.password {
                form.set("password", password.reveal());
                secrets.push(password.clone());
            }
        }
        GrantRequest::Made(grant) => {
            form.set("grant_type", grant.grant_type());
            let types = [
                ("subject_token_type", &config.made().subject),
                ("actor_token_type", &config.made().actor),
            ];
            for (name, token_type) in types {
                form.set(name, token_type.as_deref().unwrap_or(""));
            }
        }
        GrantRequest::RefreshToken(token) => {
            asks = asking.grant == OAuthGrant::RefreshToken;
            form.set("grant_type", "refresh_token");
            form.set("refresh_token", token.reveal());
            secrets.push(token.clone());
        }
        GrantRequest::AuthorizationCode {
            code,
            redirect_uri,
            verifier,
        } => {
            asks = false;
            form.set("grant_type", "authorization_code");
            form.set("code", code.reveal());
            form.set("redirect_uri", redirect_uri);
            form.set("code_verifier", verifier.reveal());
            secrets.push(code.clone());
            secrets.push(verifier.clone());
        }
        GrantRequest::DeviceCode(code) => {
            asks = false;
            form.set("grant_type", OAuthGrant::DeviceCode.grant_type());
            form.set("device_code", code.reveal());
            secrets.push(code.clone());
        }
    }
    if asks {
        form.set("scope", &asking.scope);
        form.add_all("audience", &asking.audience);
    }
    form.add_all("resource", &asking.resource);
    client_auth::apply(config, &mut form, &mut headers, &mut secrets);
    if matches!(grant, GrantRequest::Made(_))
        && config.signs_grant()
        && config.client_auth.is_none()
    {
        // The assertion identifies the client (RFC 7523 §3.1). The server may not know it as a client otherwise: a
        // Google service account is none.
        form.remove("client_id");
    }
    for (name, value) in &asking.params {
        form.set(name, value.reveal());
        remember_extra(&mut secrets, value);
    }
    for (name, value) in &asking.headers {
        let name = name.to_ascii_lowercase();
        headers.retain(|(n, _)| *n != name);
        headers.push((name, value.clone()));
        remember_extra(&mut secrets, value);
    }
    HttpRequest {
        method: "POST",
        url: token_endpoint.to_owned(),
        headers,
        body: Some(form.encode()),
        secrets,
        proves: config.dpop,
    }
}

/// The secrets in such a request, which no message about its response may show.
#[must_use]
pub fn secrets(
    config: &OAuthConfig,
    asking: &OAuthConfig,
    grant: GrantRequest<'_>,
    parts: &[Part],
) -> Vec<Secret> {
    let mut request = build_for(config, asking, "", grant);
    parts::add(&mut request, parts);
    request.secrets
}

/// An added value may be a secret or only a word such as `v2`. Short ones stay visible: error messages that hide every
/// `v2` would be useless.
fn remember_extra(secrets: &mut Vec<Secret>, value: &Secret) {
    if value.reveal().len() >= 8 {
        secrets.push(value.clone());
    }
}
