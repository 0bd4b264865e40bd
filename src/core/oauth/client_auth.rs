//! The client's authentication at the token endpoint (RFC 6749 §2.3), in one way for each request.

use super::form::{Form, push_encoded};
use crate::core::base64;
use crate::core::config::{ClientAuth, OAuthConfig};
use crate::core::http::HttpRequest;
use crate::core::secret::Secret;
use crate::core::text::SecretText;

/// Puts the client's credentials into the request's `form` or `headers`, and their secret parts into `secrets`.
pub fn apply(
    config: &OAuthConfig,
    form: &mut Form,
    headers: &mut Vec<(String, Secret)>,
    secrets: &mut Vec<Secret>,
) {
    match (config.client_auth(), &config.client_secret) {
        (ClientAuth::SecretBasic, Some(secret)) => {
            secrets.push(secret.clone());
            let credentials = basic_credentials(&config.client_id, secret);
            let value = SecretText::join(&["Basic ", credentials.reveal()]);
            secrets.push(credentials);
            headers.push(("authorization".to_owned(), value));
        }
        (ClientAuth::SecretPost, Some(secret)) => {
            secrets.push(secret.clone());
            form.set("client_id", &config.client_id);
            form.set("client_secret", secret.reveal());
        }
        // A client assertion is sent together with the client's id (RFC 7521 §4.2); the host adds the assertion, see
        // `parts`. A public client identifies itself (RFC 6749 §3.2.1). `config::validate` refuses a missing secret.
        _ => form.set("client_id", &config.client_id),
    }
}

/// A form for one of the authorization server's endpoints. The client authenticates there as at the token endpoint (RFC
/// 9126 §2.1, RFC 8628 §3.1). `secrets` are those that the form already contains.
#[must_use]
pub fn post(
    config: &OAuthConfig,
    endpoint: &str,
    mut form: Form,
    mut secrets: Vec<Secret>,
) -> HttpRequest {
    // Both values are safelisted by CORS, so that a public client's request needs no preflight.
    let mut headers = vec![
        (
            "content-type".to_owned(),
            "application/x-www-form-urlencoded".into(),
        ),
        ("accept".to_owned(), "application/json".into()),
    ];
    apply(config, &mut form, &mut headers, &mut secrets);
    HttpRequest {
        method: "POST",
        url: endpoint.to_owned(),
        headers,
        body: Some(form.encode()),
        secrets,
        proves: false,
    }
}

/// The credentials of HTTP Basic: id and secret, each form-encoded, joined with `:`, in base64 (RFC 6749 §2.3.1).
fn basic_credentials(client_id: &str, secret: &Secret) -> Secret {
    let mut pair = SecretText::default();
    push_encoded(&mut pair, client_id);
    pair.push(':');
    push_encoded(&mut pair, secret.reveal());
    Secret::new(base64::encode(pair.as_str().as_bytes()))
}
