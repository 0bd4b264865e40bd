//! Issuer metadata: where it lies (RFC 8414 §3, OpenID Connect Discovery §4) and what of it is believed.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use tokenward::core::error::{Class, Code};
use tokenward::core::oauth::metadata::{is_elsewhere, read, request, urls};

const ISSUER: &str = "https://server.example.com";

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
    // §3.2, shortened to what is used or could confuse.
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
    let metadata = read(&response(200, body), ISSUER, false).unwrap();
    assert_eq!(metadata.issuer, ISSUER);
    let endpoints = metadata.endpoints;
    assert_eq!(
        endpoints.authorization.as_deref(),
        Some("https://server.example.com/authorize")
    );
    assert_eq!(
        endpoints.token.as_deref(),
        Some("https://server.example.com/token")
    );
    assert_eq!(
        endpoints.jwks_uri.as_deref(),
        Some("https://server.example.com/jwks.json")
    );
    assert_eq!((endpoints.revocation, endpoints.end_session), (None, None));
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
        let error = read(&response(200, &body), ISSUER, false).unwrap_err();
        assert_eq!(
            (error.class, error.code),
            (Class::TokenAcquisition, Code::InvalidResponse),
            "{other}"
        );
        assert!(error.message.contains("issuer"));
        assert!(read(&response(200, &body), other, false).is_ok());
    }
    for body in [
        "{}",
        r#"{"issuer":null}"#,
        r#"{"issuer":["https://server.example.com"]}"#,
    ] {
        assert!(read(&response(200, body), ISSUER, false).is_err(), "{body}");
    }
}

#[test]
fn endpoints_that_credentials_must_not_go_to_are_refused_by_name() {
    for name in [
        "token_endpoint",
        "authorization_endpoint",
        "revocation_endpoint",
        "device_authorization_endpoint",
        "pushed_authorization_request_endpoint",
        "end_session_endpoint",
        "jwks_uri",
    ] {
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
            let body = document(&format!(r#","{name}":{value}"#));
            let error = read(&response(200, &body), ISSUER, false).unwrap_err();
            assert_eq!(error.code, Code::InvalidResponse, "{name}: {value}");
            assert!(error.message.contains(name), "{}", error.message);
        }
    }
    let body = document(r#","token_endpoint":"http://server.example.com/x""#);
    assert!(
        read(&response(200, &body), ISSUER, true).is_ok(),
        "insecure http was allowed"
    );
    let body = document(r#","token_endpoint":"http://localhost:9/x""#);
    assert!(
        read(&response(200, &body), ISSUER, false).is_ok(),
        "loopback"
    );
}

#[test]
fn what_is_no_document_here_may_lie_at_the_other_url() {
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
        let error = read(&response(status, body), ISSUER, false).unwrap_err();
        assert_eq!((error.code, error.retryable), (code, retryable), "{status}");
        assert_eq!(is_elsewhere(&error), elsewhere, "{status}");
    }
}

proptest! {
    #[test]
    fn no_answer_makes_the_reader_panic(status in 190u16..310, body in any::<String>(), issuer in any::<String>()) {
        let _ = read(&response(status, &body), &issuer, false);
        let _ = urls(&issuer);
    }
}
