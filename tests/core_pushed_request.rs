//! Pushed authorization requests (RFC 9126): the request, its response, and the remaining authorization URL.

mod fixtures;

use fixtures::*;
use tokenward::core::config::{ClientAuth, OAuthConfig, OAuthGrant};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::oauth::authorization::{self, LoginRequest};
use tokenward::core::oauth::pushed_request::{Pushed, build, parameters, read};
use tokenward::core::oauth::token_response::ResponseContext;
use tokenward::core::time::{Moment, Timestamp};

const ENDPOINT: &str = "https://as.example/par";
const SENT: Timestamp = Timestamp(1_700_000_000_000);

fn config() -> OAuthConfig {
    oauth(OAuthGrant::AuthorizationCode)
}

fn request_of(config: &OAuthConfig) -> tokenward::core::http::HttpRequest {
    let form = authorization::parameters(
        config,
        &pending_login(),
        "challenge",
        &LoginRequest::default(),
    );
    build(config, ENDPOINT, &pending_login(), form)
}

fn read_after(ms: i64, status: u16, body: &str) -> Result<Pushed> {
    let provider = provider(config());
    let secrets = request_of(&config()).secrets;
    let at = Moment {
        now: SENT.plus(ms),
        wall_offset_ms: 0,
        random: 0,
    };
    let context = ResponseContext::of_login(&provider, &secrets, SENT, at);
    read(&response(status, body), &context)
}

fn refused(status: u16, body: &str) -> Error {
    read_after(100, status, body).unwrap_err()
}

#[test]
fn a_public_client_pushes_the_parameters_that_the_url_would_hold() {
    let request = request_of(&config());
    assert_eq!((request.method, &*request.url), ("POST", ENDPOINT));
    let expected = [
        ("client_id", "app"),
        ("code_challenge", "challenge"),
        ("code_challenge_method", "S256"),
        ("nonce", "CANARY-nonce-1"),
        ("redirect_uri", "https://app.example/cb"),
        ("response_type", "code"),
        ("scope", "openid api"),
        ("state", "CANARY-state-1"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
    let names: Vec<_> = request.headers.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        ["content-type", "accept"],
        "nothing that needs a CORS preflight"
    );
}

#[test]
fn a_confidential_client_authenticates_as_at_the_token_endpoint() {
    let mut config = config();
    config.client_secret = Some("s e+cret".into());
    let basic = request_of(&config);
    let (name, value) = &basic.headers[2];
    // base64 of app:s+e%2Bcret
    assert_eq!(
        (&**name, value.reveal()),
        ("authorization", "Basic YXBwOnMrZSUyQmNyZXQ=")
    );
    config.client_auth = Some(ClientAuth::SecretPost);
    let post = form_of(&request_of(&config));
    assert!(post.contains(&("client_secret".into(), "s e+cret".into())));
    let ids = post.iter().filter(|(name, _)| name == "client_id");
    assert_eq!(ids.count(), 1, "no parameter twice");
}

#[test]
fn the_authorization_url_holds_two_parameters() {
    let body = r#"{"request_uri":"urn:ietf:params:oauth:request_uri:6esc&x","expires_in":60}"#;
    let pushed = read_after(100, 201, body).unwrap();
    assert_eq!(
        pushed.expires_at,
        SENT.plus(60_000),
        "counted from before it was sent"
    );
    let url = authorization::url(
        "https://as.example/auth?tenant=1",
        &parameters(&config(), &pushed),
    );
    let query = url.strip_prefix("https://as.example/auth?").unwrap();
    let expected = [
        ("client_id", "app"),
        ("request_uri", "urn:ietf:params:oauth:request_uri:6esc&x"),
        ("tenant", "1"),
    ];
    assert_eq!(query_of(query), pairs(&expected));
}

#[test]
fn nothing_but_201_with_a_request_uri_that_lives_is_good() {
    let good = r#"{"request_uri":"urn:x","expires_in":60}"#;
    for (status, body) in [
        (200, good),
        (204, ""),
        (302, good),
        (0, ""),
        (201, ""),
        (201, "[]"),
        (201, "<html>"),
        (201, r#"{"expires_in":60}"#),
        (201, r#"{"request_uri":"","expires_in":60}"#),
        (201, r#"{"request_uri":5,"expires_in":60}"#),
        (201, r#"{"request_uri":"urn:x"}"#),
        (201, r#"{"request_uri":"urn:x","expires_in":0}"#),
        (201, r#"{"request_uri":"urn:x","expires_in":-5}"#),
        (201, r#"{"request_uri":"urn:x","expires_in":"soon"}"#),
    ] {
        let error = refused(status, body);
        assert_eq!(error.code, Code::InvalidResponse, "{status} {body}");
        assert_eq!(error.class, Class::TokenAcquisition);
        assert_eq!(error.status, Some(status));
        assert!(!error.retryable);
    }
}

#[test]
fn a_request_uri_that_expired_on_its_way_is_worth_another_try() {
    let body = r#"{"request_uri":"urn:x","expires_in":5}"#;
    assert!(read_after(4_999, 201, body).is_ok());
    let error = read_after(5_000, 201, body).unwrap_err();
    assert!(error.retryable);
}

#[test]
fn errors_of_refusals_contain_the_servers_words_without_secrets() {
    let body = r#"{"error":"invalid_request","error_description":"bad state CANARY-state-1"}"#;
    let error = refused(400, body);
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_request"));
    assert!(!error.message.contains("CANARY"), "{}", error.message);
    assert!(error.message.contains("pushed authorization request"));
    let busy = refused(503, "");
    assert!(busy.retryable);
    assert_eq!(refused(429, "").code, Code::RateLimited);
}
