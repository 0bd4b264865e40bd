//! One login request.

use super::config::{LoginConfig, LoginFormat};
use crate::core::http::HttpRequest;
use crate::core::json::ObjectWriter;
use crate::core::lists::list;
use crate::core::oauth::form::Form;
use crate::core::secret::Secret;
use crate::core::text::SecretText;

/// A URL in a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Its place among the pairs of the configuration: the same in every search.
    pub number: u32,
    /// The address of the request.
    pub url: String,
    /// The form of the request.
    pub format: LoginFormat,
    /// True if the URL is not configured, but one of [`PROBED_PATHS`](super::search::PROBED_PATHS).
    pub guessed: bool,
}

/// Makes the request of one URL in one format. It contains only the values that the format needs.
#[must_use]
pub fn build(config: &LoginConfig, pair: &Pair) -> HttpRequest {
    let json = |name: &str, user: &str| {
        let mut text = SecretText::default();
        let mut object = ObjectWriter::new(&mut text);
        object.string(name, user);
        object.string("password", config.password.reveal());
        object.finish();
        ("application/json", text.into_secret())
    };
    let (content_type, body) = match pair.format {
        LoginFormat::JsonEmail => json("email", config.email.as_deref().unwrap_or("")),
        LoginFormat::JsonUsername => json("username", config.user()),
        format => ("application/x-www-form-urlencoded", form(config, format)),
    };
    HttpRequest {
        method: "POST",
        url: pair.url.clone(),
        headers: vec![
            ("content-type".to_owned(), content_type.into()),
            ("accept".to_owned(), "application/json".into()),
        ],
        body: Some(body),
        secrets: secrets(config),
        proves: false,
    }
}

fn form(config: &LoginConfig, format: LoginFormat) -> Secret {
    let mut form = Form::default();
    let grant_type = match format {
        LoginFormat::OAuthPassword => "password",
        LoginFormat::OAuthClientCredentials => "client_credentials",
        // `Form` leaves out empty values.
        _ => "",
    };
    form.set("grant_type", grant_type);
    if format != LoginFormat::OAuthClientCredentials {
        form.set("username", config.user());
        form.set("password", config.password.reveal());
    }
    if format != LoginFormat::Form {
        form.set("client_id", config.client_id.as_deref().unwrap_or(""));
        let secret = config.client_secret.as_ref().map(Secret::reveal);
        form.set("client_secret", secret.unwrap_or(""));
        form.set("scope", &config.scope);
    }
    form.encode()
}

/// The secrets that no error message may show.
#[must_use]
pub fn secrets(config: &LoginConfig) -> Vec<Secret> {
    let secrets = [Some(&config.password), config.client_secret.as_ref()];
    list(secrets.into_iter().flatten().cloned())
}
