//! The check of a login provider's configuration.

use super::config::{LoginConfig, LoginFormat};
use crate::core::secret::Secret;
use crate::core::url::{Url, is_loopback};
use crate::core::wrong::{SCOPE, Wrong, is_scope, wrong};

pub(in crate::core) fn check(config: &LoginConfig) -> Option<Wrong<'static>> {
    check_urls(&config.urls)
        .or_else(|| check_credentials(config))
        .or_else(|| check_formats(config))
        .or_else(|| {
            let empty = config.token_fields.iter().any(String::is_empty);
            empty
                .then(|| wrong("tokenFields", "must not hold an empty name"))
                .flatten()
        })
}

fn check_urls(urls: &[String]) -> Option<Wrong<'static>> {
    if urls.is_empty() {
        return wrong("url", "is missing: set the address of the login endpoint");
    }
    urls.iter().find_map(|url| match Url::parse(url) {
        Err(problem) => wrong("url", problem),
        Ok(url) if url.fragment.is_some() => wrong("url", "must not have a fragment (#…)"),
        Ok(url) if !url.https && !is_loopback(url.host) => wrong(
            "url",
            "must be an https URL: a password goes there; plain http is for loopback addresses",
        ),
        Ok(_) => None,
    })
}

fn check_credentials(config: &LoginConfig) -> Option<Wrong<'static>> {
    let empty = |text: &Option<String>| text.as_ref().is_some_and(String::is_empty);
    if config.password.is_empty() {
        return wrong("password", "must not be empty");
    }
    if empty(&config.email) {
        return wrong("email", "must not be empty");
    }
    if empty(&config.username) {
        return wrong("username", "must not be empty");
    }
    if empty(&config.client_id) {
        return wrong("clientId", "must not be empty");
    }
    if config.client_secret.as_ref().is_some_and(Secret::is_empty) {
        return wrong("clientSecret", "must not be empty");
    }
    if config.client_secret.is_some() && config.client_id.is_none() {
        return wrong("clientId", "is missing: clientSecret goes with one");
    }
    if !is_scope(&config.scope) {
        return wrong("scope", SCOPE);
    }
    let without_user = config.formats == [LoginFormat::OAuthClientCredentials];
    if config.user().is_empty() && !without_user {
        return wrong("username", "is missing: set username or email");
    }
    None
}

/// A format that is configured by name must not be skipped silently.
fn check_formats(config: &LoginConfig) -> Option<Wrong<'static>> {
    let lacking = |format: &&LoginFormat| !config.has_fields_of(**format);
    match config.formats.iter().find(lacking)? {
        LoginFormat::JsonEmail => wrong("email", "is missing: the format json_email sends it"),
        LoginFormat::OAuthClientCredentials if config.client_id.is_none() => wrong(
            "clientId",
            "is missing: the format oauth_client_credentials sends it",
        ),
        LoginFormat::OAuthClientCredentials => wrong(
            "clientSecret",
            "is missing: the format oauth_client_credentials sends it",
        ),
        _ => wrong("username", "is missing: set username or email"),
    }
}
