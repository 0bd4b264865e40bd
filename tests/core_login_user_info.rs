//! The server's claims about the signed-in user: the claims that count, the address that gets the token, and the error
//! for a refusal.

mod desks;
mod fixtures;

use desks::Manager;
use fixtures::{jwt, oauth, provider, response};
use std::rc::Rc;
use tokenward::core::base64;
use tokenward::core::config::{OAuthConfig, OAuthGrant};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::{Answer, Flow, Next, Work};
use tokenward::core::http::{HttpResponse, Transport};
use tokenward::core::jws::keys::KeySet;
use tokenward::core::login::desk::effect::{self, Call, Outcome};
use tokenward::core::login::user_info::UserInfo;
use tokenward::core::oauth::metadata;
use tokenward::core::oauth::token_response::transport_error;
use tokenward::core::time::{Moment, Timestamp};

const ISSUER: &str = "https://as.example";
const PUBLISHED: &str = r#","userinfo_endpoint":"https://claims.example/me""#;

fn at() -> Moment {
    Moment {
        now: Timestamp(1_700_000_000_000),
        wall_offset_ms: 0,
        random: 0,
    }
}

fn config() -> OAuthConfig {
    let mut config = oauth(OAuthGrant::AuthorizationCode);
    config.issuer = Some(ISSUER.into());
    config
}

fn id_token(sub: &str) -> String {
    jwt(&format!(
        r#"{{"iss":"{ISSUER}","aud":"app","sub":"{sub}"}}"#
    ))
}

fn metadata(members: &str) -> Answer {
    let body = format!(r#"{{"issuer":"{ISSUER}"{members}}}"#);
    Answer::Metadata(metadata::read(&response(200, &body), "the address", ISSUER).map(Rc::new))
}

fn with(header: &'static str, value: &str, mut response: HttpResponse) -> HttpResponse {
    response.headers.push((header, value.into()));
    response
}

/// The result of the request, and the address that got the token.
fn ask(answers: impl IntoIterator<Item = Answer>) -> (Result<String>, Option<String>) {
    let mut flow = UserInfo::new("api".into(), provider(config())).unwrap();
    let mut next = flow.begin(at());
    let (mut answers, mut sent) = (answers.into_iter(), None);
    loop {
        match next {
            Next::Done(result) => return (result, sent),
            Next::Do { work, until } => {
                if let Work::FetchAsUser(url) = work {
                    let deadline = provider(config()).retry_policy.deadline_ms;
                    assert_eq!(until, at().now.plus(deadline));
                    sent = Some(url);
                }
                let answer = answers.next().expect("an answer is there");
                next = flow.answer(answer, false, at());
            }
            Next::Wait(_) => panic!("nothing is to wait for"),
        }
    }
}

fn signed_in() -> Answer {
    Answer::IdToken(Ok(Some(id_token("ada").into())))
}

/// The result of a request about the signed-in user "ada".
fn answered(response: HttpResponse) -> Result<String> {
    let (result, sent) = ask([
        signed_in(),
        metadata(PUBLISHED),
        Answer::Response(Ok(response)),
    ]);
    assert_eq!(sent.as_deref(), Some("https://claims.example/me"));
    result
}

fn refused(result: Result<String>, class: Class, code: Code) -> Error {
    let error = result.unwrap_err();
    assert_eq!((error.class, error.code), (class, code), "{error}");
    assert_eq!(error.provider.as_deref(), Some("api"));
    assert!(!format!("{error:?}").contains("CANARY"), "{error:?}");
    error
}

#[test]
fn the_published_endpoint_is_asked_and_the_claims_come_without_tokens_of_distributed_claims() {
    let body = r#"{"sub":"ada","name":"Ada \"A\" Ünï","n":1.50,"_claim_names":{"pay":"src1"},"_claim_sources":{"src1":{"access_token":"CANARY"}},"__proto__":1}"#;
    assert_eq!(
        answered(response(200, body)).unwrap(),
        r#"{"sub":"ada","name":"Ada \"A\" Ünï","n":1.50,"_claim_names":{"pay":"src1"},"__proto__":1}"#
    );
}

#[test]
fn claims_of_another_user_or_without_a_user_are_refused() {
    for body in [
        r#"{"sub":"CANARY-bob"}"#,
        r#"{"sub":"Ada"}"#,
        r#"{"sub":null}"#,
        r#"{"sub":["ada"]}"#,
        "{}",
    ] {
        refused(
            answered(response(200, body)),
            Class::Login,
            Code::InvalidResponse,
        );
    }
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    for body in ["", "<html>CANARY", "[]", r#"{"sub":"ada","sub":"bob"}"#] {
        refused(
            answered(response(200, body)),
            Class::Login,
            Code::InvalidResponse,
        );
    }
}

// — signed answers (§5.3.2) —

const WITH_KEYS: &str =
    r#","userinfo_endpoint":"https://claims.example/me","jwks_uri":"https://as.example/keys""#;

fn signed_with(header: &str, claims: &str) -> String {
    let part = |text: &str| base64::encode_url(text.as_bytes());
    let signature = base64::encode_url(&[7; 64]);
    [&part(header), ".", &part(claims), ".", &signature].concat()
}

/// The result for a response with these claims, after its signature was checked with the outcomes `checked`, and the
/// works that were done for it.
fn signed(jwt: &str, answers: Vec<Answer>) -> (Result<String>, Vec<String>) {
    let mut flow = UserInfo::new("api".into(), provider(config())).unwrap();
    let body = with("content-type", "application/jwt", response(200, jwt));
    let first = [signed_in(), metadata(WITH_KEYS), Answer::Response(Ok(body))];
    let (mut done, mut next) = (Vec::new(), flow.begin(at()));
    for answer in first.into_iter().chain(answers) {
        next = match next {
            Next::Do { work, .. } => {
                match work {
                    Work::Keys { uri, newer } => done.push(format!("keys of {uri} {newer}")),
                    Work::Verify(verification) => {
                        let (input, signature) = jwt.rsplit_once('.').unwrap();
                        assert_eq!(verification.input.reveal(), input);
                        assert_eq!(base64::encode_url(&verification.signature), signature);
                        done.push("verify".into());
                    }
                    _ => {}
                }
                flow.answer(answer, false, at())
            }
            other => panic!("{other:?} before {answer:?}"),
        };
    }
    match next {
        Next::Done(result) => (result, done),
        other => panic!("{other:?}"),
    }
}

fn key_set(kids: &[&str]) -> Answer {
    let coordinate = base64::encode_url(&[1; 32]);
    let key = |kid: &&str| {
        format!(
            r#"{{"kty":"EC","crv":"P-256","kid":"{kid}","x":"{coordinate}","y":"{coordinate}"}}"#
        )
    };
    let keys: Vec<_> = kids.iter().map(key).collect();
    let set = KeySet::parse(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")));
    Answer::Keys(Ok(Rc::new(set.unwrap())))
}

const HEADER: &str = r#"{"alg":"ES256","kid":"1"}"#;
const CLAIMS: &str = r#"{"iss":"https://as.example","aud":"app","sub":"ada","name":"Ada","_claim_sources":{"s":{"access_token":"CANARY"}}}"#;

#[test]
fn a_signed_answer_is_checked_by_the_issuers_keys_and_its_claims_come() {
    let answers = vec![key_set(&["1"]), Answer::Verified(true)];
    let (result, done) = signed(&signed_with(HEADER, CLAIMS), answers);
    let claims = r#"{"iss":"https://as.example","aud":"app","sub":"ada","name":"Ada"}"#;
    assert_eq!(result.unwrap(), claims);
    assert_eq!(done, ["keys of https://as.example/keys false", "verify"]);
    // §5.3.2 only recommends iss and aud.
    let bare = signed_with(HEADER, r#"{"sub":"ada"}"#);
    let (result, _) = signed(&bare, vec![key_set(&["1"]), Answer::Verified(true)]);
    assert_eq!(result.unwrap(), r#"{"sub":"ada"}"#);
    // The keys were rotated since they were fetched.
    let answers = vec![
        key_set(&["0"]),
        key_set(&["0", "1"]),
        Answer::Verified(true),
    ];
    let (result, done) = signed(&bare, answers);
    assert!(result.is_ok());
    assert_eq!(
        done[1..],
        ["keys of https://as.example/keys true", "verify"]
    );
}

#[test]
fn a_signed_answer_of_another_user_issuer_or_client_is_refused() {
    for claims in [
        r#"{"iss":"https://as.example","aud":"app","sub":"CANARY-bob"}"#,
        r#"{"iss":"https://as.example","aud":"app"}"#,
        r#"{"iss":"https://evil.example","aud":"app","sub":"ada"}"#,
        r#"{"iss":["https://as.example"],"aud":"app","sub":"ada"}"#,
        r#"{"iss":"https://as.example","aud":"CANARY","sub":"ada"}"#,
        r#"{"iss":"https://as.example","aud":["CANARY"],"sub":"ada"}"#,
        r#"{"iss":"https://as.example","aud":[],"sub":"ada"}"#,
        r#"{"iss":"https://as.example","aud":7,"sub":"ada"}"#,
        r#"{"sub":"ada","sub":"bob"}"#,
        "[]",
    ] {
        let answers = vec![key_set(&["1"]), Answer::Verified(true)];
        let (result, _) = signed(&signed_with(HEADER, claims), answers);
        refused(result, Class::Login, Code::InvalidResponse);
    }
}

#[test]
fn an_answer_whose_signature_is_not_the_issuers_is_refused() {
    let jwt = signed_with(HEADER, CLAIMS);
    let invalid = |answers| {
        let (result, _) = signed(&jwt, answers);
        refused(result, Class::Login, Code::InvalidResponse)
            .message
            .clone()
    };
    let wrong = invalid(vec![key_set(&["1"]), Answer::Verified(false)]);
    assert!(wrong.contains("signature is wrong"));
    let unknown = invalid(vec![key_set(&["0"]), key_set(&["0"])]);
    assert!(unknown.contains("does not publish"));
    assert!(invalid(vec![key_set(&[])]).contains("no key"));
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"ES256","crit":["x"]}"#,
    ] {
        let (result, done) = signed(&signed_with(header, CLAIMS), vec![]);
        let error = refused(result, Class::Login, Code::InvalidResponse);
        assert!(error.message.starts_with("the JWT"));
        assert_eq!(done, [""; 0]);
    }
    let encrypted = [&jwt, ".CANARY.CANARY"].concat();
    let (result, _) = signed(&encrypted, vec![]);
    let error = refused(result, Class::Login, Code::InvalidResponse);
    assert!(error.message.contains("encrypted"));
}

#[test]
fn the_error_for_missing_keys_is_the_reason_why_they_are_missing() {
    let jwt = signed_with(HEADER, CLAIMS);
    let down = transport_error(Transport::Network, false);
    let (result, _) = signed(&jwt, vec![Answer::Keys(Err(down))]);
    assert!(refused(result, Class::Login, Code::Network).retryable);
    let (result, _) = signed(&jwt, vec![key_set(&["1"]), Answer::TimedOut]);
    refused(result, Class::Login, Code::Timeout);
    let error = answered(response(200, &jwt)).unwrap_err();
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(error.message.starts_with("providers.api.jwksUri: "));
}

#[test]
fn nothing_is_sent_without_an_id_token_of_this_client_and_issuer() {
    let others = r#"{"iss":"https://as.example","aud":"other","sub":"CANARY"}"#;
    let strangers = r#"{"iss":"https://evil.example","aud":"app","sub":"CANARY"}"#;
    for found in [
        None,
        Some("CANARY-opaque".into()),
        Some(jwt(others).into()),
        Some(jwt(strangers).into()),
    ] {
        let (result, sent) = ask([Answer::IdToken(Ok(found))]);
        let error = refused(result, Class::TokenNotFound, Code::TokenNotFound);
        assert!(error.message.contains("openid"));
        assert_eq!(sent, None);
    }
}

#[test]
fn nothing_is_sent_to_an_endpoint_that_is_missing_or_not_safe() {
    for members in [
        "",
        r#","userinfo_endpoint":"""#,
        r#","userinfo_endpoint":"http://claims.example/me""#,
        r#","userinfo_endpoint":"https://claims.example/me#fragment""#,
        r#","userinfo_endpoint":"/me""#,
    ] {
        let (result, sent) = ask([signed_in(), metadata(members)]);
        let error = refused(result, Class::Login, Code::InvalidResponse);
        assert!(error.message.contains("userinfo_endpoint"));
        assert_eq!(sent, None);
    }
    let here = r#","userinfo_endpoint":"http://127.0.0.1:9/me""#;
    let (_, sent) = ask([signed_in(), metadata(here), Answer::TimedOut]);
    assert_eq!(sent.as_deref(), Some("http://127.0.0.1:9/me"));
}

#[test]
fn a_provider_without_an_issuer_cannot_be_asked() {
    let mut config = config();
    config.issuer = None;
    let error = UserInfo::new("api".into(), provider(config)).unwrap_err();
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(error.message.starts_with("providers.api.issuer: "));
}

#[test]
fn a_refusal_names_the_status_and_a_known_error_alone() {
    let challenge = |text: &str, status| with("www-authenticate", text, response(status, ""));
    for (response, oauth_error) in [
        (
            challenge(
                r#"Bearer error="invalid_token", error_description="CANARY""#,
                401,
            ),
            Some("invalid_token"),
        ),
        (
            challenge(r#"DPoP algs="ES256", error="insufficient_scope""#, 403),
            Some("insufficient_scope"),
        ),
        (
            response(403, r#"{"error":"insufficient_scope"}"#),
            Some("insufficient_scope"),
        ),
        (challenge(r#"Bearer error="CANARY-token""#, 401), None),
        (response(401, r#"{"error":"CANARY-token"}"#), None),
        (response(401, ""), None),
    ] {
        let status = response.status;
        let error = refused(answered(response), Class::Login, Code::LoginFailed);
        assert_eq!(error.status, Some(status));
        assert_eq!(error.oauth_error.as_deref(), oauth_error);
        assert_eq!(error.oauth_error_description, None);
        assert!(!error.retryable);
    }
}

#[test]
fn failures_that_may_pass_are_worth_a_retry_and_redirects_are_not_followed() {
    for (status, code, retryable) in [
        (500, Code::LoginFailed, true),
        (503, Code::LoginFailed, true),
        (429, Code::RateLimited, true),
        (302, Code::InvalidResponse, false),
        (0, Code::InvalidResponse, false),
        (404, Code::LoginFailed, false),
    ] {
        let error = refused(answered(response(status, "CANARY")), Class::Login, code);
        assert_eq!((error.status, error.retryable), (Some(status), retryable));
    }
}

#[test]
fn a_server_without_an_answer_and_unavailable_metadata_are_the_logins_failure() {
    let network = Answer::Response(Err((Transport::Network, None)));
    let (result, _) = ask([signed_in(), metadata(PUBLISHED), network]);
    assert!(refused(result, Class::Login, Code::Network).retryable);
    let (result, _) = ask([signed_in(), metadata(PUBLISHED), Answer::TimedOut]);
    refused(result, Class::Login, Code::Timeout);
    let down = Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, "down");
    let (result, sent) = ask([signed_in(), Answer::Metadata(Err(down))]);
    refused(result, Class::Login, Code::LoginFailed);
    assert_eq!(sent, None);
}

// — at the desk —

fn desk() -> Manager {
    let mut manager = Manager::of_page();
    manager.config.issuer = Some(ISSUER.into());
    manager.metadata = PUBLISHED;
    manager.id_token = Some(id_token("ada").leak());
    manager
}

#[test]
fn the_work_names_the_provider_and_has_a_limit() {
    let mut manager = desk();
    let caller = manager.call(Call::UserInfo { provider: None });
    manager.until(|work| matches!(work, effect::Work::FetchAsUser { .. }));
    let (_, within_ms, work) = &manager.works[0];
    let effect::Work::FetchAsUser { provider, url } = work else {
        panic!("{work:?}");
    };
    assert_eq!((&**provider, &**url), ("api", "https://claims.example/me"));
    assert!(within_ms.is_some());
    match manager.outcome(caller) {
        Ok(Outcome::UserInfo(claims)) => assert_eq!(claims, r#"{"sub":"ada"}"#),
        other => panic!("{other:?}"),
    }
    assert_eq!(manager.logs, [""; 0], "it is no login");
}

#[test]
fn a_manager_that_closes_cancels_the_request() {
    let mut manager = desk();
    let caller = manager.call(Call::UserInfo { provider: None });
    manager.until(|work| matches!(work, effect::Work::FetchAsUser { .. }));
    manager.close();
    assert_eq!(manager.cancelled.len(), 1);
    let error = manager.settled.remove(&caller).unwrap().unwrap_err();
    assert_eq!(error.class, Class::ManagerClosed);
}
