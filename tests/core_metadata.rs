//! Issuer metadata: its addresses (RFC 8414 §3, OpenID Connect Discovery §4) and the parts of it that are accepted.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use tokenward::core::config::{Endpoint, OAuthConfig, OAuthGrant};
use tokenward::core::error::{Class, Code};
use tokenward::core::http::HttpResponse;
use tokenward::core::oauth::metadata::{self, Metadata, endpoint, is_elsewhere, request, urls};

const ISSUER: &str = "https://server.example.com";

const URL: &str = "https://server.example.com/.well-known/openid-configuration";

fn read(response: &HttpResponse, issuer: &str) -> tokenward::core::error::Result<Metadata> {
    metadata::read(response, URL, issuer)
}

fn document(more: &str) -> String {
    format!(r#"{{"issuer":"{ISSUER}"{more}}}"#)
}

#[test]
fn the_well_known_path_stands_behind_the_issuers_path_or_before_it() {
    for (issuer, oidc, oauth) in [
        (
            "https://example.com",
            "https://example.com/.well-known/openid-configuration",
            "https://example.com/.well-known/oauth-authorization-server",
        ),
        (
            "https://example.com/",
            "https://example.com/.well-known/openid-configuration",
            "https://example.com/.well-known/oauth-authorization-server",
        ),
        (
            // The example of RFC 8414 §3.1.
            "https://example.com/issuer1",
            "https://example.com/issuer1/.well-known/openid-configuration",
            "https://example.com/.well-known/oauth-authorization-server/issuer1",
        ),
        (
            "http://localhost:8080/realms/a/",
            "http://localhost:8080/realms/a/.well-known/openid-configuration",
            "http://localhost:8080/.well-known/oauth-authorization-server/realms/a",
        ),
    ] {
        assert_eq!(urls(issuer), [oidc, oauth], "{issuer}");
    }
}

#[test]
fn the_document_is_fetched_without_anything_that_forces_a_preflight() {
    let request = request("https://example.com/.well-known/openid-configuration");
    assert_eq!((request.method, request.body), ("GET", None));
    assert_eq!(
        request.headers,
        [("accept".to_owned(), "application/json".into())]
    );
}

#[test]
fn the_example_of_rfc_8414_is_read() {
    // §3.2, shortened to the relevant parts and those that could confuse.
    let body = r#"{
      "issuer": "https://server.example.com",
      "authorization_endpoint": "https://server.example.com/authorize",
      "token_endpoint": "https://server.example.com/token",
      "token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"],
      "jwks_uri": "https://server.example.com/jwks.json",
      "registration_endpoint": "https://server.example.com/register",
      "scopes_supported": ["openid", "profile"],
      "ui_locales_supported": ["en-US", "fr-CA"],
      "code_challenge_methods_supported": ["S256", 7],
      "authorization_response_iss_parameter_supported": true,
      "revocation_endpoint": null
    }"#;
    let metadata = read(&response(200, body), ISSUER).unwrap();
    assert_eq!(metadata.issuer, ISSUER);
    for (which, url) in [
        (
            Endpoint::Authorization,
            Some("https://server.example.com/authorize"),
        ),
        (Endpoint::Token, Some("https://server.example.com/token")),
        (
            Endpoint::JwksUri,
            Some("https://server.example.com/jwks.json"),
        ),
        (Endpoint::Revocation, None),
        (Endpoint::EndSession, None),
    ] {
        assert_eq!(metadata.published(which), url, "{which:?}");
    }
    assert_eq!(metadata.code_challenge_methods, ["S256"]);
    assert!(metadata.authorization_response_iss_parameter_supported);
    assert!(!metadata.require_pushed_authorization_requests);
}

#[test]
fn the_issuer_is_compared_to_the_letter() {
    for other in [
        "https://server.example.com/",
        "https://SERVER.example.com",
        "https://server.example.com:443",
        "http://server.example.com",
        "https://evil.example",
        "",
    ] {
        let body = format!(
            r#"{{"issuer":"{other}","token_endpoint":"https://server.example.com/token"}}"#
        );
        let error = read(&response(200, &body), ISSUER).unwrap_err();
        assert_eq!(
            (error.class, error.code),
            (Class::TokenAcquisition, Code::InvalidResponse),
            "{other}"
        );
        assert!(error.message.contains("issuer"));
        assert!(read(&response(200, &body), other).is_ok());
    }
    for body in [
        "{}",
        r#"{"issuer":null}"#,
        r#"{"issuer":["https://server.example.com"]}"#,
    ] {
        assert!(read(&response(200, body), ISSUER).is_err(), "{body}");
    }
}

/// A client that takes all endpoints from the metadata.
fn client(allow_insecure_http: bool) -> OAuthConfig {
    let mut config = oauth(OAuthGrant::ClientCredentials);
    config.endpoints = Default::default();
    config.allow_insecure_http = allow_insecure_http;
    config
}

#[test]
fn an_endpoint_is_checked_when_it_is_used_and_affects_no_other() {
    for which in Endpoint::ALL {
        let name = which.published_as();
        let other = match which {
            Endpoint::Token => Endpoint::JwksUri,
            _ => Endpoint::Token,
        };
        for value in [
            "\"http://server.example.com/x\"",
            "\"/x\"",
            "\"https://s.example/#f\"",
            "\"javascript:1\"",
            "\"\"",
            "7",
            "[\"https://s.example\"]",
            "{}",
            "false",
        ] {
            let good = other.published_as();
            let body = document(&format!(
                r#","{name}":{value},"{good}":"https://s.example/good""#
            ));
            let metadata = read(&response(200, &body), ISSUER).unwrap();
            let config = client(false);
            let found = endpoint(&config, Some(&metadata), other).unwrap();
            assert_eq!(found, Some("https://s.example/good"), "{name}: {value}");
            match endpoint(&config, Some(&metadata), which) {
                // A value that cannot be an address counts as missing.
                Ok(found) => {
                    assert_eq!(found, None, "{name}: {value}");
                    assert!(
                        value.len() < 3 || !value.starts_with('"'),
                        "{name}: {value}"
                    );
                }
                Err(error) => {
                    assert_eq!(error.code, Code::InvalidResponse, "{name}: {value}");
                    assert!(error.message.contains(name), "{}", error.message);
                    assert!(error.message.contains(which.configured_as()));
                }
            }
        }
    }
}

#[test]
fn one_clients_permission_for_plain_http_is_no_other_clients() {
    let body = document(r#","token_endpoint":"http://server.example.com/x""#);
    let metadata = read(&response(200, &body), ISSUER).unwrap();
    let (lax, strict) = (client(true), client(false));
    let found = endpoint(&lax, Some(&metadata), Endpoint::Token).unwrap();
    assert_eq!(found, Some("http://server.example.com/x"));
    assert!(endpoint(&strict, Some(&metadata), Endpoint::Token).is_err());
    let body = document(r#","token_endpoint":"http://localhost:9/x""#);
    let metadata = read(&response(200, &body), ISSUER).unwrap();
    assert!(
        endpoint(&strict, Some(&metadata), Endpoint::Token).is_ok(),
        "loopback"
    );
}

#[test]
fn a_configured_endpoint_wins_over_a_published_one() {
    let body = document(r#","token_endpoint":"not good""#);
    let metadata = read(&response(200, &body), ISSUER).unwrap();
    let config = oauth(OAuthGrant::ClientCredentials);
    let configured = config.endpoints.token.as_deref();
    assert!(configured.is_some());
    let found = endpoint(&config, Some(&metadata), Endpoint::Token).unwrap();
    assert_eq!(found, configured);
}

#[test]
fn the_error_for_a_useless_document_shows_its_address_and_both_issuers() {
    let body = r#"{"issuer":"https://server.example.com/\u0007other"}"#;
    let error = read(&response(200, body), ISSUER).unwrap_err();
    for text in [
        URL,
        "\"https://server.example.com/other\"",
        "\"https://server.example.com\"",
    ] {
        assert!(error.message.contains(text), "{}", error.message);
    }
    for (status, body) in [
        (404, ""),
        (503, ""),
        (302, ""),
        (200, "<html>"),
        (200, "{}"),
    ] {
        let error = read(&response(status, body), ISSUER).unwrap_err();
        assert!(error.message.contains(URL), "{}", error.message);
    }
    let long = format!(r#"{{"issuer":"{}"}}"#, "x".repeat(100_000));
    let error = read(&response(200, &long), ISSUER).unwrap_err();
    assert!(error.message.len() < 1_000);
}

#[test]
fn without_a_document_here_the_other_url_is_asked() {
    for (status, body, code, retryable, elsewhere) in [
        (404, "", Code::AcquisitionFailed, false, true),
        (403, "", Code::AcquisitionFailed, false, true),
        (200, "<html>", Code::InvalidResponse, false, true),
        (200, "[]", Code::InvalidResponse, false, true),
        (302, "", Code::InvalidResponse, false, false),
        (0, "", Code::InvalidResponse, false, false),
        (408, "", Code::Timeout, true, false),
        (429, "", Code::RateLimited, true, false),
        (503, "", Code::AcquisitionFailed, true, false),
    ] {
        let error = read(&response(status, body), ISSUER).unwrap_err();
        assert_eq!((error.code, error.retryable), (code, retryable), "{status}");
        assert_eq!(is_elsewhere(&error), elsewhere, "{status}");
    }
}

proptest! {
    #[test]
    fn no_answer_makes_the_reader_panic(status in 190u16..310, body in any::<String>(), issuer in any::<String>()) {
        let _ = read(&response(status, &body), &issuer);
        let _ = urls(&issuer);
    }
}
