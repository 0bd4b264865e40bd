//! Token revocation: the request of RFC 7009, its responses, retries, and the earlier steps of a credential's state
//! machine.

mod fixtures;
mod simulation;

use fixtures::{form_of, pairs, response, secrets};
use simulation::{SHARED, World, counting, rotating, with_refresh_token};
use std::rc::Rc;
use tokenward::core::config::{
    ClientAuth, CustomGrant, Grant, OAuthConfig, OAuthGrant, ProviderConfig, RetryPolicy,
};
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::{Event, Input, TokenState};
use tokenward::core::error::{Class, Code};
use tokenward::core::flow::{Answer, Flow, Next, Work};
use tokenward::core::http::Transport;
use tokenward::core::oauth::form::Part;
use tokenward::core::oauth::metadata;
use tokenward::core::oauth::revocation::{Kind, build, read, transport_error};
use tokenward::core::retry;
use tokenward::core::revocation::{Outcome, Revocation};
use tokenward::core::secret::Secret;
use tokenward::core::time::{Moment, Timestamp};
use tokenward::core::tokens::TokenSet;

const ENDPOINT: &str = "https://as.example/revoke";
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn confidential() -> OAuthConfig {
    let mut config = fixtures::oauth(OAuthGrant::AuthorizationCode);
    config.client_secret = Some(Secret::from("s e+cret"));
    config
}

fn request(config: &OAuthConfig, kind: Kind) -> tokenward::core::http::HttpRequest {
    build(config, ENDPOINT, &Secret::from("the token"), kind)
}

#[test]
fn a_public_client_sends_its_id_and_the_kind_of_token() {
    let config = fixtures::oauth(OAuthGrant::AuthorizationCode);
    let request = request(&config, Kind::RefreshToken);
    assert_eq!((request.method, &*request.url), ("POST", ENDPOINT));
    let expected = [
        ("client_id", "app"),
        ("token", "the token"),
        ("token_type_hint", "refresh_token"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
    let content_type = &request.headers[0];
    assert_eq!(content_type.0, "content-type");
    assert_eq!(content_type.1.reveal(), "application/x-www-form-urlencoded");
    assert_eq!(
        request.headers.len(),
        1,
        "nothing that needs a CORS preflight"
    );
}

#[test]
fn a_confidential_client_authenticates_as_at_the_token_endpoint() {
    let mut config = confidential();
    let basic = request(&config, Kind::AccessToken);
    assert_eq!(
        form_of(&basic),
        pairs(&[("token", "the token"), ("token_type_hint", "access_token")])
    );
    let (name, value) = &basic.headers[1];
    assert_eq!(name, "authorization");
    assert_eq!(value.reveal(), "Basic YXBwOnMrZSUyQmNyZXQ=");

    config.client_auth = Some(ClientAuth::SecretPost);
    let post = request(&config, Kind::AccessToken);
    assert!(form_of(&post).contains(&("client_secret".into(), "s e+cret".into())));
}

#[test]
fn parameters_of_the_token_request_are_not_sent() {
    let mut config = confidential();
    config.scope = "read".into();
    config.resource = vec!["https://api.example".into()];
    config.params = vec![("audience".into(), "api".into())];
    let names: Vec<_> = form_of(&request(&config, Kind::AccessToken))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["token", "token_type_hint"]);
}

#[test]
fn the_request_shows_no_secret() {
    let shown = format!("{:?}", request(&confidential(), Kind::RefreshToken));
    for secret in ["the token", "the+token", "s e+cret", "YXBwOn"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_success_for_a_token_that_the_server_does_not_know_is_a_success() {
    for (status, body) in [(200, ""), (200, "<html>"), (200, "{}"), (204, "")] {
        let result = read(&response(status, body), Kind::RefreshToken, &[], NOW, 0);
        assert!(result.is_ok(), "{status} {body}");
    }
}

#[test]
fn a_server_that_cannot_revoke_access_tokens_is_no_failure() {
    let answer = response(400, r#"{"error":"unsupported_token_type"}"#);
    assert!(read(&answer, Kind::AccessToken, &[], NOW, 0).is_ok());
    let error = read(&answer, Kind::RefreshToken, &[], NOW, 0).expect_err("must be supported");
    assert_eq!(error.oauth_error.as_deref(), Some("unsupported_token_type"));
}

#[test]
fn a_refusal_contains_the_servers_text_without_the_token() {
    let body = r#"{"error":"invalid_client","error_description":"no client for ey-token"}"#;
    let error = read(
        &response(401, body),
        Kind::RefreshToken,
        &secrets(&["ey-token"]),
        NOW,
        0,
    )
    .expect_err("refused");
    assert_eq!(
        (error.class, error.code, error.status, error.retryable),
        (Class::Token, Code::InvalidResponse, Some(401), false)
    );
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_client"));
    assert_eq!(
        error.oauth_error_description.as_deref(),
        Some("no client for [redacted]")
    );
    assert!(!error.message.contains("ey-token"), "{}", error.message);
}

#[test]
fn a_busy_server_is_tried_again_at_the_time_that_it_names() {
    for (status, code) in [
        (503, Code::InvalidResponse),
        (429, Code::RateLimited),
        (408, Code::Timeout),
    ] {
        let mut answer = response(status, "");
        answer.headers.push(("retry-after", "2".into()));
        let error = read(&answer, Kind::RefreshToken, &[], NOW, 0).expect_err("failed");
        assert_eq!((error.code, error.retryable), (code, true));
        let policy = RetryPolicy::default();
        assert_eq!(retry::wait(&error, &policy, 1, 0), Some(2_000));
        assert_eq!(retry::wait(&error, &policy, 3, 0), None, "attempts used up");
    }
}

#[test]
fn a_missing_response_is_tried_again_with_back_off_and_a_too_large_one_is_not() {
    let policy = RetryPolicy::default();
    for why in [Transport::Network, Transport::Timeout] {
        let error = transport_error(why);
        assert_eq!(retry::wait(&error, &policy, 1, u32::MAX), Some(499));
        assert_eq!(retry::wait(&error, &policy, 2, u32::MAX), Some(999));
    }
    let large = transport_error(Transport::TooLarge);
    assert_eq!(retry::wait(&large, &policy, 1, 0), None);
}

// — the flow —

/// A server for one revocation: the requests that it got, in order, and its answers. The last answer repeats.
struct Server {
    answers: Vec<Answer>,
    asked: Vec<String>,
    now: Timestamp,
    closing: bool,
}

impl Server {
    fn new(answers: Vec<Answer>) -> Self {
        Self {
            answers,
            asked: Vec::new(),
            now: NOW,
            closing: false,
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            wall_offset_ms: 0,
            random: u32::MAX,
        }
    }

    /// Drives the flow to its end. Each step takes 10 ms; one without an answer takes all of its time.
    fn run(&mut self, mut flow: Revocation) -> Outcome {
        let mut next = flow.begin(self.moment());
        for _ in 0..100 {
            let answer = match next {
                Next::Done(outcome) => return outcome,
                Next::Wait(until) => {
                    self.asked.push(format!("wait {}", until.since(self.now)));
                    self.now = until;
                    Answer::Waited
                }
                Next::Do { work, until } => {
                    self.asked.push(match &work {
                        Work::Discover(_) => "discover".into(),
                        Work::Make(_, needs) => {
                            format!(
                                "make for {}",
                                needs.client_audience.as_deref().unwrap_or("-")
                            )
                        }
                        Work::Send(request) => {
                            let form = form_of(request);
                            let of = |name: &str| {
                                let found = form.iter().find(|(n, _)| n == name);
                                found.map(|(_, value)| value.clone()).unwrap_or_default()
                            };
                            format!("send {} to {}", of("token"), request.url)
                        }
                        Work::CallRevoke(tokens) => {
                            format!("call {}", tokens.access_token.reveal())
                        }
                        other => panic!("a revocation does not ask for {other:?}"),
                    });
                    let answer = match self.answers.len() {
                        1 => self.answers[0].clone(),
                        _ => self.answers.remove(0),
                    };
                    self.now = match answer {
                        Answer::TimedOut => until,
                        _ => self.now.plus(10),
                    };
                    answer
                }
            };
            next = flow.answer(answer, self.closing, self.moment());
        }
        panic!("the flow does not end: {:?}", self.asked);
    }
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::Response(Ok(response(status, body)))
}

fn both_tokens() -> Box<TokenSet> {
    let mut tokens = fixtures::token_set("at");
    tokens.refresh_token = Some("rt".into());
    Box::new(tokens)
}

fn with_endpoint() -> OAuthConfig {
    let mut config = confidential();
    config.endpoints.revocation = Some(ENDPOINT.into());
    config
}

fn revocation_of(config: OAuthConfig) -> Revocation {
    Revocation::new(&fixtures::provider(config), false, both_tokens(), None)
}

fn published(body: &str) -> Answer {
    Answer::Metadata(
        metadata::read(
            &response(200, body),
            "https://as.example/.well-known",
            "https://as.example",
        )
        .map(Rc::new),
    )
}

fn failure(outcome: Outcome) -> tokenward::core::error::Error {
    match outcome {
        Outcome::Failed(error) => error,
        other => panic!("{other:?} is no failure"),
    }
}

#[test]
fn the_refresh_token_is_revoked_before_the_access_token() {
    let mut server = Server::new(vec![answer(200, "")]);
    assert!(matches!(
        server.run(revocation_of(with_endpoint())),
        Outcome::Revoked
    ));
    assert_eq!(
        server.asked,
        [
            "send rt to https://as.example/revoke",
            "send at to https://as.example/revoke"
        ]
    );
}

#[test]
fn an_endpoint_that_is_not_configured_is_discovered_once() {
    let body = r#"{"issuer":"https://as.example","revocation_endpoint":"https://as.example/gone"}"#;
    let mut server = Server::new(vec![published(body), answer(200, "")]);
    assert!(matches!(
        server.run(revocation_of(confidential())),
        Outcome::Revoked
    ));
    assert_eq!(
        server.asked,
        [
            "discover",
            "send rt to https://as.example/gone",
            "send at to https://as.example/gone"
        ]
    );
}

#[test]
fn a_server_without_a_revocation_endpoint_is_sent_nothing() {
    let body = r#"{"issuer":"https://as.example"}"#;
    let mut server = Server::new(vec![published(body)]);
    assert!(matches!(
        server.run(revocation_of(confidential())),
        Outcome::Unsupported
    ));
    assert_eq!(server.asked, ["discover"]);

    let mut config = confidential();
    config.issuer = None;
    let mut server = Server::new(Vec::new());
    assert!(matches!(
        server.run(revocation_of(config)),
        Outcome::Unsupported
    ));
    assert!(server.asked.is_empty());
}

#[test]
fn a_busy_server_is_asked_again_within_the_attempts_and_then_no_more() {
    let mut server = Server::new(vec![answer(503, "")]);
    let error = failure(server.run(revocation_of(with_endpoint())));
    assert_eq!(error.status, Some(503));
    let sent = "send rt to https://as.example/revoke";
    assert_eq!(server.asked, [sent, "wait 499", sent, "wait 999", sent]);
}

#[test]
fn the_attempts_are_counted_for_each_token_anew() {
    let busy = || answer(503, "");
    let mut server = Server::new(vec![
        busy(),
        busy(),
        answer(200, ""),
        busy(),
        busy(),
        answer(200, ""),
    ]);
    assert!(matches!(
        server.run(revocation_of(with_endpoint())),
        Outcome::Revoked
    ));
}

#[test]
fn a_token_that_is_refused_for_good_leaves_the_other_one_to_be_revoked() {
    let mut server = Server::new(vec![
        answer(400, r#"{"error":"invalid_request"}"#),
        answer(200, ""),
    ]);
    let error = failure(server.run(revocation_of(with_endpoint())));
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_request"));
    assert_eq!(
        server.asked,
        [
            "send rt to https://as.example/revoke",
            "send at to https://as.example/revoke"
        ]
    );
}

#[test]
fn the_deadline_bounds_attempts_and_waits_together() {
    let mut server = Server::new(vec![Answer::TimedOut]);
    let error = failure(server.run(revocation_of(with_endpoint())));
    assert_eq!(error.code, Code::Timeout);
    let policy = RetryPolicy::default();
    assert!(
        server.now.since(NOW) <= policy.deadline_ms,
        "{}",
        server.now.since(NOW)
    );
}

#[test]
fn a_manager_that_closes_tries_nothing_again() {
    let mut server = Server::new(vec![answer(503, "")]);
    server.closing = true;
    failure(server.run(revocation_of(with_endpoint())));
    assert_eq!(server.asked.len(), 1);
}

#[test]
fn every_attempt_authenticates_with_an_assertion_of_its_own() {
    let mut config = with_endpoint();
    config.client_secret = None;
    config.client_auth = Some(ClientAuth::PrivateKeyJwt);
    let made = || {
        Answer::Made(Ok(vec![Part {
            name: "client_assertion".into(),
            value: "signed".into(),
        }]))
    };
    let mut server = Server::new(vec![
        made(),
        answer(503, ""),
        made(),
        answer(200, ""),
        made(),
        answer(200, ""),
    ]);
    assert!(matches!(
        server.run(revocation_of(config)),
        Outcome::Revoked
    ));
    let makes = server
        .asked
        .iter()
        .filter(|asked| asked.starts_with("make"));
    assert_eq!(makes.count(), 3, "{:?}", server.asked);
}

#[test]
fn a_custom_provider_is_called_once_for_both_tokens() {
    let config = ProviderConfig {
        grant: Grant::Custom(CustomGrant {
            can_refresh: false,
            coordinated: false,
            owned_by: None,
            wish: None,
        }),
        ..fixtures::provider(confidential())
    };
    let revocation = |has| Revocation::new(&config, has, both_tokens(), None);
    let mut server = Server::new(vec![Answer::Called(Ok(()))]);
    assert!(matches!(server.run(revocation(true)), Outcome::Revoked));
    assert_eq!(server.asked, ["call at"]);
    let mut server = Server::new(Vec::new());
    assert!(matches!(
        server.run(revocation(false)),
        Outcome::Unsupported
    ));
}

// — the state machine of a credential —

fn revoke(world: &mut World, tab: usize) -> u32 {
    let waiter = world.waiter(tab);
    world.feed(tab, Input::RevokeWanted(waiter));
    waiter
}

#[test]
fn tokens_are_forgotten_and_erased_before_they_are_revoked() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    assert!(world.storage.is_some());
    world.journal.clear();

    revoke(&mut world, 0);
    let at = world.moment();
    assert!(world.tabs[0].credential.good_tokens(at.now).is_none());
    assert!(!world.tabs[0].credential.info(at).has_refresh_token);
    world.run_for(1_000);
    assert_eq!(world.journal, ["erase", "revoke a1/r1"]);
    assert_eq!(world.storage, None);
    let removed = |(_, event): &(i64, Event)| matches!(event, Event::Removed);
    assert_eq!(
        world.tabs[0].events.iter().filter(|e| removed(e)).count(),
        1
    );
}

#[test]
fn tokens_that_only_storage_holds_are_revoked_as_well() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    world.journal.clear();
    revoke(&mut world, 1);
    world.run_for(1_000);
    assert_eq!(world.journal, ["erase", "revoke a1/r1"]);
}

#[test]
fn the_newest_tokens_of_any_tab_are_revoked() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    world.want(1);
    world.run_for(1_000);
    world.want_with(1, true, None);
    world.run_for(1_000);
    world.journal.clear();
    revoke(&mut world, 0);
    world.run_for(1_000);
    assert_eq!(world.journal, ["erase", "revoke a2/r2"]);
}

#[test]
fn a_caller_during_a_revocation_gets_no_revoked_token() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    revoke(&mut world, 0);
    let caller = world.want(0);
    world.run_for(1_000);
    let (_, answer) = &world.tabs[0].answers[&caller];
    let error = answer.as_ref().expect_err("a token that is being revoked");
    assert_eq!(error.class, Class::ReauthenticationRequired);
}

#[test]
fn a_refresh_under_way_ends_with_the_revocation() {
    let mut world = World::new(with_refresh_token("r0"), rotating(3600));
    let caller = world.want(0);
    revoke(&mut world, 0);
    world.run_for(5_000);
    assert_eq!(
        world.journal,
        ["revoke /r0"],
        "the configured refresh token"
    );
    assert!(world.tabs[0].answers[&caller].1.is_err());
    let now = world.moment().now;
    assert_eq!(
        world.tabs[0].credential.state(now),
        TokenState::NotAuthenticated
    );
}

#[test]
fn a_storage_that_fails_delays_no_revocation_and_is_emptied_later() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    world.journal.clear();
    world.storage_works = false;
    revoke(&mut world, 0);
    world.run_for(1_000);
    assert_eq!(world.journal, ["revoke a1/r1"]);
    world.storage_works = true;
    world.run_for(60_000);
    assert_eq!(world.storage, None);
}

#[test]
fn with_nothing_held_there_is_nothing_to_revoke() {
    let mut world = World::with(
        1,
        simulation::provider(OAuthGrant::ClientCredentials),
        StorageTraits::NONE,
        counting(3600),
    );
    let waiter = revoke(&mut world, 0);
    assert_eq!(world.journal, ["revoke nothing"]);
    assert!(world.tabs[0].answers[&waiter].1.is_ok());
}
