//! The verifier of a resource server: when the key set is asked for, by how many, and what is said where it cannot be had.

mod fixtures;

use fixtures::*;
use std::rc::Rc;
use tokenward::core::error::{Cause, Error};
use tokenward::core::jws::algorithm::Allowed;
use tokenward::core::jws::claims::Rules;
use tokenward::core::jws::kept::{COOL_DOWN_MS, MAX_STALE_MS};
use tokenward::core::jws::verifier::{Answer, Source, Verifier};

const NOW: i64 = 1_700_000_000_000;
const ISSUER: &str = "https://id.example";
const METADATA: &str = "https://id.example/.well-known/openid-configuration";
const JWKS: &str = "https://id.example/jwks";

fn verifier(source: Source) -> Verifier {
    let rules = Rules {
        issuer: ISSUER.to_owned(),
        audience: vec!["api".to_owned()],
        algorithms: Allowed::ALL,
        tolerance_ms: 0,
        claims: Vec::new(),
        scopes: Vec::new(),
        typ: None,
    };
    Verifier::new(rules, source)
}

fn by_uri() -> Verifier {
    verifier(Source::Uri(JWKS.to_owned()))
}

/// What anybody can make: right in all but its signature.
fn forged() -> String {
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"api","exp":9999999999}}"#);
    let unsigned = jwt_with(r#"{"alg":"ES256","kid":"k"}"#, &claims);
    format!(
        "{}.{}",
        unsigned.rsplit_once('.').unwrap().0,
        "A".repeat(86)
    )
}

/// Whether a token makes the host fetch; if not, why it is refused.
fn asks(verifier: &mut Verifier, now: i64) -> Result<(), Error> {
    verifier
        .begin(forged().as_bytes(), now, false)
        .map(|step| assert!(step.is_none(), "there are no keys"))
}

fn fail(verifier: &mut Verifier, now: i64) {
    assert_eq!(verifier.start(now), JWKS);
    let answer = Answer::Response(response(503, ""));
    assert_eq!(verifier.answer(JWKS, answer, now), None);
}

#[test]
fn while_the_key_set_cannot_be_had_forged_tokens_ask_once_per_pause_however_many_come() {
    let mut verifier = by_uri();
    let mut fetches = 0;
    // An hour, with a forged token every tenth of a second.
    for tick in 0..36_000 {
        let now = NOW + tick * 100;
        match asks(&mut verifier, now) {
            Ok(()) => {
                fetches += 1;
                fail(&mut verifier, now);
            }
            Err(error) => {
                assert!(error.retryable && error.status == Some(503));
                assert!(
                    error
                        .retry_after_ms
                        .is_some_and(|ms| ms > 0 && ms <= COOL_DOWN_MS)
                );
            }
        }
    }
    let seldom = 3_600_000 / COOL_DOWN_MS + 8;
    assert!(fetches <= seldom, "{fetches}");
    assert!(
        fetches >= seldom - 10,
        "it is asked for again and again: {fetches}"
    );
}

#[test]
fn one_failure_costs_no_pause_and_success_ends_all() {
    let mut verifier = by_uri();
    fail(&mut verifier, NOW);
    assert!(asks(&mut verifier, NOW).is_ok());
    fail(&mut verifier, NOW);
    assert!(asks(&mut verifier, NOW).is_err());
    assert!(asks(&mut verifier, NOW + 1_000).is_ok());
    assert!(
        asks(&mut verifier, NOW - 1).is_ok(),
        "the clock was set back"
    );
    fail(&mut verifier, NOW + 1_000);
    assert!(asks(&mut verifier, NOW + 2_000).is_err());
    verifier.start(NOW + 3_000);
    let answer = Answer::Response(response(200, r#"{"keys":[]}"#));
    verifier.answer(JWKS, answer, NOW + 3_000);
    let error = verifier.begin(forged().as_bytes(), NOW + 3_000, true);
    assert!(error.unwrap_err().message.contains("not in the key set"));
}

#[test]
fn renewals_that_failed_while_old_keys_served_cost_no_pause_once_those_are_gone() {
    let mut verifier = by_uri();
    verifier.start(NOW);
    let answer = Answer::Response(response(200, r#"{"keys":[]}"#));
    verifier.answer(JWKS, answer, NOW);
    (1..100).for_each(|hours| fail(&mut verifier, NOW + hours * 600_000));
    let gone = NOW + MAX_STALE_MS;
    fail(&mut verifier, gone);
    assert!(asks(&mut verifier, gone).is_ok());
}

#[test]
fn a_fetch_is_shared_as_long_as_it_is_heard_of() {
    let mut verifier = verifier(Source::Metadata);
    assert!(!verifier.is_fetching(NOW) && !verifier.is_lost());
    assert_eq!(verifier.start(NOW), METADATA);
    let mut now = NOW;
    for _ in 0..20 {
        now += 500;
        assert!(verifier.is_fetching(now));
        verifier.alive(now);
    }
    let body = format!(r#"{{"issuer":"{ISSUER}","jwks_uri":"{JWKS}"}}"#);
    let next = verifier.answer(
        METADATA,
        Answer::Response(response(200, &body)),
        now + 1_900,
    );
    assert_eq!(next.as_deref(), Some(JWKS));
    assert!(
        verifier.is_fetching(now + 3_800),
        "that was a sign of life, too"
    );
    assert!(!verifier.is_fetching(now + 3_900));
    assert!(verifier.is_lost(), "its request has ended");
    verifier.start(now + 4_000);
    verifier.answer(JWKS, Answer::TimedOut, now + 9_000);
    assert!(!verifier.is_lost());
    verifier.alive(now + 9_000);
    assert!(
        !verifier.is_fetching(now + 9_000),
        "a late sign of life begins nothing"
    );
}

#[test]
fn what_kept_the_key_set_away_is_told_and_in_time_is_said_of_time_outs_alone() {
    let refusal = |answer: Answer| {
        let mut verifier = by_uri();
        verifier.start(NOW);
        verifier.answer(JWKS, answer, NOW);
        verifier.begin(forged().as_bytes(), NOW, true).unwrap_err()
    };
    let thrown = refusal(Answer::Failed(Some(Cause(Rc::new("self-signed")))));
    let cause = thrown
        .cause
        .as_ref()
        .and_then(|cause| cause.0.downcast_ref::<&str>());
    assert_eq!(cause, Some(&"self-signed"));
    let late = refusal(Answer::TimedOut);
    let refused = refusal(Answer::Response(response(500, "")));
    for (error, in_time) in [(&thrown, false), (&late, true), (&refused, false)] {
        assert!(error.retryable);
        assert!(error.message.contains(JWKS), "{}", error.message);
        assert_eq!(
            error.message.contains("in time"),
            in_time,
            "{}",
            error.message
        );
    }
    assert!(late.cause.is_none());
}

#[test]
fn metadata_is_judged_by_its_jwks_uri_alone() {
    let read = |members: &str| {
        let mut verifier = verifier(Source::Metadata);
        verifier.start(NOW);
        let body = format!(r#"{{"issuer":"{ISSUER}"{members}}}"#);
        let next = verifier.answer(METADATA, Answer::Response(response(200, &body)), NOW);
        next.ok_or_else(|| verifier.begin(forged().as_bytes(), NOW, true).unwrap_err())
    };
    for odd in [
        r#""""#,
        r#""http://keycloak:8080/x""#,
        r#""https://x.example/#f""#,
        "7",
    ] {
        let members =
            format!(r#","jwks_uri":"{JWKS}","token_endpoint":{odd},"end_session_endpoint":{odd}"#);
        assert_eq!(read(&members).unwrap(), JWKS);
        let error = read(&format!(r#","jwks_uri":{odd}"#)).unwrap_err();
        assert!(error.message.contains("jwks_uri"), "{}", error.message);
        assert!(
            !error.message.contains("allowInsecureHttp"),
            "no option of a verifier"
        );
    }
}
