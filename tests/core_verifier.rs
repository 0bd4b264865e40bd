//! The verifier of a resource server: the times and number of fetches of the key set, and the errors if it cannot be
//! fetched.

mod fixtures;

use fixtures::*;
use std::rc::Rc;
use tokenward::core::error::{Cause, Error};
use tokenward::core::json::Json;
use tokenward::core::jws::algorithm::Allowed;
use tokenward::core::jws::boundary;
use tokenward::core::jws::claims::{Rules, scopes};
use tokenward::core::jws::kept::{COOL_DOWN_MS, MAX_STALE_MS};
use tokenward::core::jws::options::{self, Keys};
use tokenward::core::jws::verifier::{Answer, Fetch, Source, Verifier};

const NOW: i64 = 1_700_000_000_000;
const ISSUER: &str = "https://id.example";
const METADATA: &str = "https://id.example/.well-known/openid-configuration";
const JWKS: &str = "https://id.example/jwks";

fn rules() -> Rules {
    Rules {
        issuer: ISSUER.to_owned(),
        audience: vec!["api".to_owned()],
        algorithms: Allowed::ALL,
        tolerance_ms: 0,
        claims: Vec::new(),
        scopes: Vec::new(),
        typ: None,
    }
}

fn verifier(source: Source) -> Verifier {
    Verifier::new(rules(), source)
}

fn by_uri() -> Verifier {
    verifier(Source::Uri(JWKS.to_owned()))
}

/// A token that any attacker can make: valid in every part except its signature.
fn forged() -> String {
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"api","exp":9999999999}}"#);
    let unsigned = jwt_with(r#"{"alg":"ES256","kid":"k"}"#, &claims);
    format!(
        "{}.{}",
        unsigned.rsplit_once('.').unwrap().0,
        "A".repeat(86)
    )
}

/// Ok if a token makes the host fetch; if not, the reason why it is refused.
fn asks(verifier: &mut Verifier, now: i64) -> Result<(), Error> {
    verifier
        .begin(forged().as_bytes(), now, false)
        .map(|step| assert!(step.is_none(), "there are no keys"))
}

/// Begins a fetch while no other is under way.
fn start(verifier: &mut Verifier, now: i64) -> String {
    match verifier.fetch(false, now) {
        Fetch::Ask(url) => url,
        other => panic!("{other:?}"),
    }
}

fn fail(verifier: &mut Verifier, now: i64) {
    assert_eq!(start(verifier, now), JWKS);
    let answer = Answer::Response(response(503, ""));
    assert_eq!(verifier.answer(JWKS, answer, now), None);
}

#[test]
fn without_a_key_set_many_forged_tokens_cause_one_fetch_per_pause() {
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
    start(&mut verifier, NOW + 3_000);
    let answer = Answer::Response(response(200, r#"{"keys":[]}"#));
    verifier.answer(JWKS, answer, NOW + 3_000);
    let error = verifier.begin(forged().as_bytes(), NOW + 3_000, true);
    assert!(error.unwrap_err().message.contains("not in the key set"));
}

#[test]
fn renewals_that_failed_while_old_keys_served_cost_no_pause_once_those_are_gone() {
    let mut verifier = by_uri();
    start(&mut verifier, NOW);
    let answer = Answer::Response(response(200, r#"{"keys":[]}"#));
    verifier.answer(JWKS, answer, NOW);
    (1..100).for_each(|hours| fail(&mut verifier, NOW + hours * 600_000));
    let gone = NOW + MAX_STALE_MS;
    fail(&mut verifier, gone);
    assert!(asks(&mut verifier, gone).is_ok());
}

#[test]
fn a_fetch_is_shared_as_long_as_it_gives_signs_of_life() {
    let mut verifier = verifier(Source::Metadata);
    assert_eq!(start(&mut verifier, NOW), METADATA);
    let mut now = NOW;
    for _ in 0..20 {
        now += 500;
        assert_eq!(verifier.fetch(true, now), Fetch::Wait);
        verifier.alive(now);
    }
    let body = format!(r#"{{"issuer":"{ISSUER}","jwks_uri":"{JWKS}"}}"#);
    let next = verifier.answer(
        METADATA,
        Answer::Response(response(200, &body)),
        now + 1_900,
    );
    assert_eq!(next.as_deref(), Some(JWKS));
    let heard = verifier.fetch(true, now + 3_800);
    assert_eq!(heard, Fetch::Wait, "that was a sign of life, too");
    let lost = verifier.fetch(true, now + 3_900);
    assert_eq!(lost, Fetch::Ask(JWKS.to_owned()), "its request has ended");
    verifier.answer(JWKS, Answer::TimedOut, now + 9_000);
    assert_eq!(verifier.fetch(true, now + 9_000), Fetch::Done);
    verifier.alive(now + 9_000);
    let late = verifier.fetch(true, now + 9_000);
    assert_eq!(late, Fetch::Done, "a late sign of life begins nothing");
}

#[test]
fn the_error_names_the_reason_for_a_missing_key_set_and_only_a_time_out_mentions_time() {
    let refusal = |answer: Answer| {
        let mut verifier = by_uri();
        start(&mut verifier, NOW);
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
fn only_the_jwks_uri_of_metadata_is_checked() {
    let read = |members: &str| {
        let mut verifier = verifier(Source::Metadata);
        start(&mut verifier, NOW);
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

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

fn options_with(more: &str) -> String {
    format!(r#"{{"issuer":"{ISSUER}","audience":["api"]{more}}}"#)
}

const KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","kid":"k","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

#[test]
fn options_cross_by_name_and_a_wrong_one_is_named() {
    for (more, wrong) in [
        ("", None),
        (r#","algorithms":["EdDSA"],"clockToleranceMs":0"#, None),
        (r#","jwksUri":"https://id.example/keys""#, None),
        (r#","introspectionEndpoint":"https://id.example/i""#, None),
        (r#","jwks":"{\"keys\":[]}""#, None),
        (
            r#","algorithms":[]"#,
            Some("algorithms: must hold one or more of \"RS256\", \"RS384\""),
        ),
        (r#","algorithms":["none"]"#, Some("algorithms: ")),
        (
            r#","jwksUri":"http://id.example/keys""#,
            Some("jwksUri: must be an https URL"),
        ),
        (r#","jwks":"{}""#, Some("jwks: must be a key set")),
        (
            r#","jwks":"{\"keys\":[]}","jwksUri":"https://id.example/keys""#,
            Some("jwks: conflicts with"),
        ),
        (
            r#","introspectionEndpoint":"id.example""#,
            Some("introspection.endpoint: "),
        ),
        (r#","typ":"\ud800""#, Some("options: ")),
        (r#","clockToleranceMs":300000"#, None),
        (
            r#","clockToleranceMs":300001"#,
            Some("clockToleranceSeconds: must be from 0 to 300"),
        ),
        (
            r#","clockToleranceMs":-1"#,
            Some("clockToleranceSeconds: must be from 0 to 300"),
        ),
    ] {
        let problem = boundary::verifier(options_with(more).as_bytes()).err();
        let message = problem.map(|error| error.message.to_string());
        match wrong {
            None => assert_eq!(message, None, "{more}"),
            Some(begins) => assert!(
                message.is_some_and(|said| said.starts_with(begins)),
                "{more}"
            ),
        }
    }
}

#[test]
fn a_verifier_needs_an_issuer_and_an_audience() {
    for (issuer, audience, wrong) in [
        ("", vec!["api"], Some("issuer: is missing, or empty")),
        (ISSUER, vec![], Some("audience: is missing, or empty")),
        (
            ISSUER,
            vec!["api", ""],
            Some("audience: is missing, or empty"),
        ),
        (ISSUER, vec!["api", "other"], None),
    ] {
        let mut rules = rules();
        rules.issuer = issuer.into();
        rules.audience = audience.iter().map(|name| name.to_string()).collect();
        let keys = Keys {
            set: Some(r#"{"keys":[]}"#),
            ..Keys::default()
        };
        let problem = options::verifier(rules, keys).err();
        assert_eq!(problem.as_ref().map(|error| &*error.message), wrong);
    }
}

#[test]
fn required_scopes_may_be_granted_in_either_claim() {
    let mut rules = rules();
    rules.scopes = ["read", "write", "list"].map(String::from).to_vec();
    let verifier = Verifier::new(rules, Source::Metadata);
    for (granted, good) in [
        (r#""scope":"list write  read""#, true),
        (r#""scp":["read","write","list"]"#, true),
        (r#""scope":null,"scp":"read write list""#, true),
        (r#""scope":"read write""#, false),
        (r#""scope":"read write lists","scp":"list""#, false),
        (r#""scp":["read write list"]"#, false),
        (r#""scope":7"#, false),
    ] {
        let claims = format!(r#"{{"iss":"{ISSUER}","aud":"api","exp":9999999999,{granted}}}"#);
        let checked = verifier.check(claims.as_bytes(), NOW);
        assert_eq!(checked.is_ok(), good, "{granted}");
        let read = Json::parse(&claims).unwrap();
        let all = ["read", "write", "list"];
        assert_eq!(
            all.iter().all(|scope| scopes(&read).contains(scope)),
            good,
            "{granted}"
        );
    }
}

#[test]
fn a_check_crosses_as_keys_and_an_algorithm() {
    let keys = format!(r#"{{\"keys\":[{}]}}"#, KEY.replace('"', r#"\""#));
    let mut verifier =
        boundary::verifier(options_with(&format!(r#","jwks":"{keys}""#)).as_bytes()).unwrap();
    let claims = format!(r#"{{"iss":"{ISSUER}","aud":"api","exp":9999999999}}"#);
    let unsigned = jwt_with(r#"{"alg":"EdDSA","kid":"k"}"#, &claims);
    let token = format!(
        "{}.{}",
        unsigned.rsplit_once('.').unwrap().0,
        "A".repeat(86)
    );
    let said = text(boundary::begin(&mut verifier, token.as_bytes(), NOW, false));
    let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(
        said,
        format!(
            r#"{{"keys":[{{"id":9,"jwk":{jwk}}}],"algorithm":{{"name":"Ed25519"}},"generation":0}}"#
        )
    );
}

#[test]
fn a_refusal_crosses_with_its_members_and_a_cause_as_its_number() {
    let mut verifier = by_uri();
    let said = text(boundary::begin(
        &mut verifier,
        forged().as_bytes(),
        NOW,
        false,
    ));
    assert_eq!(said, "{}");
    assert_eq!(
        text(boundary::fetch(&mut verifier, false, NOW)),
        format!(r#"{{"url":"{JWKS}"}}"#)
    );
    assert_eq!(
        text(boundary::fetch(&mut verifier, true, NOW)),
        r#"{"wait":true}"#
    );
    let told = format!(r#"{{"url":"{JWKS}","cause":7}}"#);
    assert_eq!(
        text(boundary::answer(&mut verifier, told.as_bytes(), b"", NOW)),
        "{}"
    );
    let said = text(boundary::begin(
        &mut verifier,
        forged().as_bytes(),
        NOW,
        true,
    ));
    assert!(
        said.starts_with(r#"{"error":{"message":"the token cannot be checked now"#),
        "{said}"
    );
    assert!(
        said.ends_with(r#""oauthError":"invalid_token","retryable":true,"cause":7}}"#),
        "{said}"
    );
    let told = format!(r#"{{"url":"{JWKS}","status":503}}"#);
    assert_eq!(
        text(boundary::answer(
            &mut verifier,
            told.as_bytes(),
            b"busy",
            NOW
        )),
        "{}"
    );
    let said = text(boundary::begin(
        &mut verifier,
        forged().as_bytes(),
        NOW,
        true,
    ));
    assert!(
        said.ends_with(r#""retryable":true,"status":503,"retryAfterMs":1000}}"#),
        "{said}"
    );
    assert!(boundary::problem(Ok(())).is_empty());
}

#[test]
fn a_verifier_that_is_not_configured_accepts_nothing() {
    let mut verifier = Verifier::default();
    assert!(verifier.begin(forged().as_bytes(), NOW, false).is_err());
    assert!(
        verifier
            .check(br#"{"iss":"","aud":"","exp":9999999999}"#, NOW)
            .is_err()
    );
}
