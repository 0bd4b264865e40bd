//! Device authorization (RFC 8628): the request, its response, and every state until the user's decision.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use tokenward::core::config::{OAuthConfig, OAuthGrant};
use tokenward::core::device::authorization::{DeviceCode, build, read};
use tokenward::core::device::polling::{Next, Polling};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::http::{HttpResponse, Transport};
use tokenward::core::oauth::token_request::{self, GrantRequest};
use tokenward::core::oauth::token_response::{self, ResponseContext, transport_error};
use tokenward::core::secret::Secret;
use tokenward::core::time::{Moment, SECOND, Timestamp};

const ENDPOINT: &str = "https://as.example/device";
const SENT: Timestamp = Timestamp(1_700_000_000_000);

fn config() -> OAuthConfig {
    oauth(OAuthGrant::DeviceCode)
}

// — the request —

#[test]
fn a_public_client_asks_for_codes_with_its_scope() {
    let config = OAuthConfig {
        scope: "openid api".into(),
        audience: vec!["https://api.example".into()],
        resource: vec!["urn:1".into(), "urn:2".into()],
        ..config()
    };
    let request = build(&config, ENDPOINT);
    assert_eq!((request.method, &*request.url), ("POST", ENDPOINT));
    let expected = [
        ("audience", "https://api.example"),
        ("client_id", "app"),
        ("resource", "urn:1"),
        ("resource", "urn:2"),
        ("scope", "openid api"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
    assert_eq!(form_of(&build(&self::config(), ENDPOINT)).len(), 1);
}

#[test]
fn a_confidential_client_authenticates_as_at_the_token_endpoint() {
    let config = OAuthConfig {
        client_secret: Some("secret".into()),
        ..config()
    };
    let request = build(&config, ENDPOINT);
    assert!(request.body.as_ref().unwrap().is_empty());
    assert!(request.headers[2].1.reveal().starts_with("Basic "));
}

#[test]
fn the_token_request_holds_the_device_code() {
    let code = Secret::from("the device code");
    let grant = GrantRequest::DeviceCode(&code);
    let request = token_request::build(&config(), TOKEN_ENDPOINT, grant);
    let expected = [
        ("client_id", "app"),
        ("device_code", "the device code"),
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
    assert!(request.secrets.contains(&code));
    assert_eq!(grant.name(), "device_code");
}

// — its response —

fn read_response(response: &HttpResponse, allow_insecure: bool) -> Result<DeviceCode> {
    let provider = provider(config());
    let at = Moment {
        now: SENT.plus(100),
        wall_offset_ms: 0,
        random: 0,
    };
    let secrets = secrets(&["CANARY-secret-1"]);
    let context = ResponseContext::of_login(&provider, &secrets, SENT, at);
    read(response, allow_insecure, &context)
}

fn read_body(body: &str) -> Result<DeviceCode> {
    read_response(&response(200, body), false)
}

/// The example of RFC 8628 §3.2, with one member replaced (null removes it).
fn with(name: &str, value: &str) -> String {
    let members = [
        (
            "device_code",
            r#""GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS""#,
        ),
        ("user_code", r#""WDJB-MJHT""#),
        ("verification_uri", r#""https://example.com/device""#),
        (
            "verification_uri_complete",
            r#""https://example.com/device?user_code=WDJB-MJHT""#,
        ),
        ("expires_in", "1800"),
        ("interval", "5"),
    ];
    let mut text: Vec<_> = members
        .into_iter()
        .filter(|(n, _)| *n != name)
        .map(|(n, v)| format!("\"{n}\":{v}"))
        .collect();
    text.push(format!("\"{name}\":{value}"));
    format!("{{{}}}", text.join(","))
}

#[test]
fn the_example_of_rfc_8628_is_read() {
    let code = read_body(&with("other", "1")).unwrap();
    assert_eq!(
        code,
        DeviceCode {
            device_code: "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS".into(),
            user_code: "WDJB-MJHT".into(),
            verification_uri: "https://example.com/device".into(),
            verification_uri_complete: Some(
                "https://example.com/device?user_code=WDJB-MJHT".into()
            ),
            expires_at: SENT.plus(1800 * SECOND),
            interval_ms: 5 * SECOND,
        }
    );
    assert!(!format!("{code:?}").contains("GmRhm"));
}

#[test]
fn members_that_the_rfc_makes_optional_may_be_missing() {
    let complete = read_body(&with("verification_uri_complete", "null")).unwrap();
    assert_eq!(complete.verification_uri_complete, None);
    for (interval, ms) in [
        ("null", 5_000),
        ("0", 1_000),
        ("0.2", 1_000),
        ("2.5", 2_500),
        ("7", 7_000),
        ("\"7\"", 7_000),
        ("60", 60_000),
    ] {
        let code = read_body(&with("interval", interval)).unwrap();
        assert_eq!(code.interval_ms, ms, "{interval}");
    }
}

#[test]
fn a_verification_uri_by_the_name_of_early_drafts_counts() {
    let body = with("verification_uri", "null").replace(
        "\"verification_uri\":null",
        r#""verification_url":"https://www.google.com/device""#,
    );
    let code = read_body(&body).unwrap();
    assert_eq!(code.verification_uri, "https://www.google.com/device");
}

#[test]
fn a_response_with_missing_or_invalid_members_is_refused() {
    for (name, values) in [
        ("device_code", &["null", "\"\"", "5", "{}"][..]),
        ("user_code", &["null", "\"\"", "12345", "\"A\\u0007B\""]),
        (
            "verification_uri",
            &[
                "null",
                "\"\"",
                "\"example.com/device\"",
                "\"javascript:alert(1)\"",
                "\"data:text/html,x\"",
                "\"ftp://example.com/\"",
                "\"http://example.com/device\"",
                "\"https://user@example.com/\"",
                "[]",
            ],
        ),
        (
            "verification_uri_complete",
            &["\"javascript:alert(1)\"", "\"/device?code=1\""],
        ),
        (
            "expires_in",
            &["null", "0", "-1", "\"soon\"", "true", "1e400"],
        ),
        (
            "interval",
            &["-1", "\"often\"", "true", "[]", "1800", "1e400", "\"\""],
        ),
    ] {
        for value in values {
            let error = read_body(&with(name, value)).expect_err(&with(name, value));
            assert_eq!(error.code, Code::InvalidResponse, "{name} {value}");
            let named = name.trim_end_matches("_complete");
            assert!(error.message.contains(named), "{name}: {}", error.message);
            assert!(!error.retryable);
        }
    }
}

#[test]
fn plain_http_is_for_loopback_or_when_allowed() {
    let far = with("verification_uri", r#""http://example.com/device""#);
    assert!(read_response(&response(200, &far), true).is_ok());
    let near = with("verification_uri", r#""http://127.0.0.1:8080/device""#);
    assert!(read_body(&near).is_ok());
    let script = with("verification_uri", r#""javascript:alert(1)""#);
    assert!(read_response(&response(200, &script), true).is_err());
}

#[test]
fn refusals_and_failures_are_typed() {
    let good = with("interval", "5");
    for (status, body) in [(201, &*good), (302, ""), (0, ""), (200, ""), (200, "[1]")] {
        let error = read_response(&response(status, body), false).unwrap_err();
        assert_eq!(error.code, Code::InvalidResponse, "{status}");
    }
    let body = r#"{"error":"invalid_scope","error_description":"CANARY-secret-1 is no scope"}"#;
    for status in [200, 400, 401] {
        let error = read_response(&response(status, body), false).unwrap_err();
        assert_eq!(error.oauth_error.as_deref(), Some("invalid_scope"));
        assert!(!error.message.contains("CANARY"));
    }
    let busy = read_response(&response(503, ""), false).unwrap_err();
    assert!(busy.retryable);
}

// — until the user's decision —

fn code() -> DeviceCode {
    read_body(&with("interval", "5")).unwrap()
}

/// A refusal of the token endpoint, read as the manager reads it.
fn refusal(status: u16, error: &str) -> Error {
    let body = format!("{{\"error\":\"{error}\"}}");
    let provider = provider(config());
    let at = Moment {
        now: SENT,
        wall_offset_ms: 0,
        random: 0,
    };
    let context = ResponseContext::of_login(&provider, &[], SENT, at);
    token_response::read(&response(status, &body), &context).unwrap_err()
}

fn pending() -> Error {
    refusal(400, "authorization_pending")
}

fn timeout() -> Error {
    transport_error(Transport::Timeout, false)
}

/// The milliseconds that the machine waits at `now` before it asks again.
fn wait(polling: &Polling, now: Timestamp) -> i64 {
    match polling.next(now) {
        Next::Wait(ms) => ms,
        Next::Ask => 0,
        Next::Over(error) => panic!("{}", error.message),
    }
}

#[test]
fn the_first_question_comes_after_the_interval_and_so_does_each_next_one() {
    let mut polling = Polling::new(&code(), SENT);
    let mut now = SENT;
    for _ in 0..20 {
        assert_eq!(wait(&polling, now), 5_000);
        assert_eq!(wait(&polling, now.plus(4_999)), 1);
        now = now.plus(5_000);
        assert!(matches!(polling.next(now), Next::Ask));
        now = now.plus(300); // The duration of the response.
        polling.failed(pending(), now).unwrap();
    }
}

#[test]
fn slow_down_adds_five_seconds_for_good() {
    let mut polling = Polling::new(&code(), SENT);
    polling.failed(refusal(400, "slow_down"), SENT).unwrap();
    assert_eq!(wait(&polling, SENT), 10_000);
    polling.failed(pending(), SENT).unwrap();
    assert_eq!(wait(&polling, SENT), 10_000, "also after another answer");
    // Some servers use 429 with the same meaning.
    polling.failed(refusal(429, "slow_down"), SENT).unwrap();
    assert_eq!(wait(&polling, SENT), 15_000);
}

#[test]
fn time_outs_double_the_wait_until_there_is_an_answer() {
    let mut polling = Polling::new(&code(), SENT);
    let mut waits = Vec::new();
    for _ in 0..9 {
        polling.failed(timeout(), SENT).unwrap();
        waits.push(wait(&polling, SENT) / 1000);
    }
    assert_eq!(waits, [10, 20, 40, 80, 160, 320, 320, 320, 320]);
    polling.failed(pending(), SENT).unwrap();
    assert_eq!(wait(&polling, SENT), 5_000);
    polling.failed(refusal(400, "slow_down"), SENT).unwrap();
    polling.failed(timeout(), SENT).unwrap();
    assert_eq!(wait(&polling, SENT), 20_000);
}

#[test]
fn failures_of_the_network_and_the_server_go_on_at_the_same_pace() {
    let mut polling = Polling::new(&code(), SENT);
    for error in [
        transport_error(Transport::Network, false),
        refusal(503, "temporarily_unavailable"),
        refusal(500, "server_error"),
        refusal(429, "too_many"),
    ] {
        polling.failed(error, SENT).unwrap();
        assert_eq!(wait(&polling, SENT), 5_000);
    }
    let mut busy = refusal(429, "too_many");
    busy.retry_after_ms = Some(33_000);
    polling.failed(busy, SENT).unwrap();
    assert_eq!(wait(&polling, SENT), 33_000, "Retry-After counts");
}

#[test]
fn the_users_refusal_and_every_final_refusal_end_the_polling() {
    for (status, what, code) in [
        (400, "access_denied", Code::LoginFailed),
        (403, "access_denied", Code::LoginFailed),
        (400, "expired_token", Code::Timeout),
        (400, "invalid_grant", Code::AcquisitionFailed),
        (401, "invalid_client", Code::AcquisitionFailed),
        (400, "unsupported_grant_type", Code::AcquisitionFailed),
        (400, "what_is_this", Code::AcquisitionFailed),
    ] {
        let mut polling = Polling::new(&self::code(), SENT);
        let error = polling.failed(refusal(status, what), SENT).unwrap_err();
        assert_eq!((error.code, error.retryable), (code, false), "{what}");
        assert_eq!(error.oauth_error.as_deref(), Some(what));
        assert_eq!(error.status, Some(status));
    }
    let mut polling = Polling::new(&code(), SENT);
    assert!(
        polling
            .failed(transport_error(Transport::TooLarge, false), SENT)
            .is_err()
    );
}

#[test]
fn the_polling_ends_when_the_code_expires_and_not_a_moment_before() {
    let polling = Polling::new(&code(), SENT);
    let end = code().expires_at;
    assert!(matches!(polling.next(end.plus(-1)), Next::Ask));
    for late in [0, 1, 86_400_000] {
        let Next::Over(error) = polling.next(end.plus(late)) else {
            panic!("not over {late} ms after the end");
        };
        assert_eq!((error.class, error.code), (Class::Login, Code::Timeout));
    }
}

#[test]
fn the_last_wait_ends_with_the_code() {
    let mut polling = Polling::new(&code(), SENT);
    let end = code().expires_at;
    let now = end.plus(-2_000);
    polling.failed(pending(), now).unwrap();
    assert_eq!(wait(&polling, now), 2_000);
    assert!(matches!(polling.next(end), Next::Over(_)));
}

#[test]
fn a_timer_that_fires_late_asks_once_and_not_for_every_tick_that_was_missed() {
    let mut polling = Polling::new(&code(), SENT);
    // A page in the background. Its timers fire once a minute.
    let late = SENT.plus(60_000);
    assert!(matches!(polling.next(late), Next::Ask));
    polling.failed(pending(), late).unwrap();
    assert_eq!(wait(&polling, late), 5_000);
}

proptest! {
    #[test]
    fn with_any_answers_there_are_five_seconds_between_questions_and_an_end(
        answers in proptest::collection::vec(0..6u8, 0..500),
        delays in proptest::collection::vec(0..90_000i64, 500),
    ) {
        let code = code();
        let mut polling = Polling::new(&code, SENT);
        let mut now = SENT;
        let mut asked_at = SENT;
        for (answer, delay) in answers.into_iter().zip(delays) {
            loop {
                match polling.next(now) {
                    Next::Wait(ms) => {
                        prop_assert!(ms > 0 && now.plus(ms) <= code.expires_at);
                        now = now.plus(ms);
                    }
                    Next::Ask => break,
                    Next::Over(_) => {
                        prop_assert!(now >= code.expires_at);
                        return Ok(());
                    }
                }
            }
            prop_assert!(now.since(asked_at) >= 5_000);
            asked_at = now;
            now = now.plus(delay);
            let ended = polling.failed(match answer {
                0 => refusal(400, "slow_down"),
                1 => timeout(),
                2 => transport_error(Transport::Network, false),
                3 => refusal(503, "server_error"),
                _ => pending(),
            }, now);
            prop_assert!(ended.is_ok());
        }
    }
}
