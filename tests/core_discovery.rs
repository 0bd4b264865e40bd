//! The search for an issuer's metadata: the addresses that are asked, and the error if none has it.

mod fixtures;

use fixtures::response;
use std::rc::Rc;
use tokenward::core::config::{Endpoint, OAuthConfig, OAuthGrant};
use tokenward::core::discovery::Discovery;
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::{Answer, Flow, Next, Work};
use tokenward::core::http::Transport;
use tokenward::core::oauth::metadata::Metadata;
use tokenward::core::time::{Moment, Timestamp};

const ISSUER: &str = "https://as.example/tenant";
const FIRST: &str = "https://as.example/tenant/.well-known/openid-configuration";
const SECOND: &str = "https://as.example/.well-known/oauth-authorization-server/tenant";
const GOOD: &str =
    r#"{"issuer":"https://as.example/tenant","token_endpoint":"https://as.example/token"}"#;
const AT: Moment = Moment {
    now: Timestamp(1_700_000_000_000),
    wall_offset_ms: 0,
    random: 0,
};

fn config(issuer: Option<&str>) -> OAuthConfig {
    let mut config = fixtures::oauth(OAuthGrant::ClientCredentials);
    config.issuer = issuer.map(str::to_owned);
    config
}

/// The result of a search that gets these answers, and the addresses that were asked.
fn search(answers: Vec<Answer>) -> (Result<Rc<Metadata>>, Vec<String>) {
    let until = AT.now.plus(10_000);
    let mut flow = Discovery::new(&config(Some(ISSUER)), until).unwrap();
    let mut asked = Vec::new();
    let mut next = flow.begin(AT);
    for answer in answers {
        match next {
            Next::Do {
                work: Work::Send(request),
                until: bound,
            } => {
                assert_eq!(bound, until, "the caller's time is the search's");
                assert_eq!(request.method, "GET");
                asked.push(request.url);
            }
            other => panic!("{other:?} asks nobody"),
        }
        next = flow.answer(answer, false, AT);
    }
    match next {
        Next::Done(found) => (found, asked),
        other => panic!("{other:?} after {asked:?}"),
    }
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::Response(Ok(response(status, body)))
}

fn no_answer(why: Transport) -> Answer {
    Answer::Response(Err((why, None)))
}

fn failure(answers: Vec<Answer>) -> Error {
    search(answers).0.expect_err("no metadata")
}

#[test]
fn one_request_is_enough_if_the_first_address_has_the_metadata() {
    let (found, asked) = search(vec![answer(200, GOOD)]);
    let found = found.unwrap();
    assert_eq!(
        found.published(Endpoint::Token),
        Some("https://as.example/token")
    );
    assert_eq!(asked, [FIRST]);
}

#[test]
fn the_second_address_is_asked_if_the_first_has_no_metadata() {
    for first in [
        answer(404, ""),
        answer(403, ""),
        answer(200, "<html>"),
        answer(200, r#"{"issuer":"https://other.example"}"#),
        no_answer(Transport::TooLarge),
    ] {
        let (found, asked) = search(vec![first, answer(200, GOOD)]);
        assert!(found.is_ok());
        assert_eq!(asked, [FIRST, SECOND]);
    }
}

#[test]
fn a_server_that_cannot_answer_now_is_not_asked_at_the_second_address() {
    for (first, code) in [
        (answer(503, ""), Code::AcquisitionFailed),
        (answer(429, ""), Code::RateLimited),
        (no_answer(Transport::Network), Code::Network),
        (Answer::TimedOut, Code::Timeout),
    ] {
        let error = failure(vec![first]);
        assert_eq!((error.code, error.retryable), (code, true));
        assert!(error.message.contains(FIRST), "{}", error.message);
    }
}

#[test]
fn an_error_in_the_first_document_is_reported_rather_than_a_missing_second() {
    let other = r#"{"issuer":"https://other.example"}"#;
    let error = failure(vec![answer(200, other), answer(404, "")]);
    assert_eq!(error.class, Class::TokenAcquisition);
    assert!(error.message.contains(FIRST), "{}", error.message);
    assert!(
        error.message.contains("https://other.example"),
        "{}",
        error.message
    );
}

#[test]
fn the_error_of_the_second_address_is_reported_if_the_first_has_no_document() {
    let other = r#"{"issuer":"https://other.example"}"#;
    let error = failure(vec![answer(404, ""), answer(200, other)]);
    assert!(error.message.contains(SECOND), "{}", error.message);
    let error = failure(vec![answer(404, ""), answer(404, "")]);
    assert_eq!(error.status, Some(404));
}

#[test]
fn an_address_that_gave_no_answer_is_named_with_the_reason() {
    let error = failure(vec![answer(404, ""), no_answer(Transport::Network)]);
    for part in [SECOND, "no connection"] {
        assert!(error.message.contains(part), "{}", error.message);
    }
}

#[test]
fn without_an_issuer_no_address_is_asked() {
    let error = Discovery::new(&config(None), AT.now).unwrap_err();
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(error.message.contains("issuer"));
}
