//! A login on another device (RFC 8628) from its beginning to the tokens: two flows, and the outside events that end a
//! login.

mod fixtures;

use fixtures::{form_of, response};
use std::rc::Rc;
use tokenward::core::config::{ClientAuth, OAuthConfig, OAuthGrant};
use tokenward::core::device::codes::{Begun, Codes};
use tokenward::core::device::decision::Decision;
use tokenward::core::device::logins::{DeviceLogins, Ended};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::{Answer, Flow, Next, Work};
use tokenward::core::http::Transport;
use tokenward::core::note::Note;
use tokenward::core::oauth::form::Part;
use tokenward::core::oauth::metadata;
use tokenward::core::oauth::token_response::transport_error;
use tokenward::core::time::{Moment, Timestamp};
use tokenward::core::tokens::TokenSet;

const NOW: Timestamp = Timestamp(1_700_000_000_000);
const DEVICE_ENDPOINT: &str = "https://as.example/device";
const CODES: &str = r#"{"device_code":"CANARY-device-code","user_code":"WDJB","verification_uri":"https://as.example/go","expires_in":60,"interval":5}"#;
const TOKENS: &str = r#"{"access_token":"at","token_type":"Bearer","expires_in":3600}"#;
const PENDING: &str = r#"{"error":"authorization_pending"}"#;

fn config() -> OAuthConfig {
    let mut config = fixtures::oauth(OAuthGrant::DeviceCode);
    config.endpoints.device_authorization = Some(DEVICE_ENDPOINT.into());
    config
}

fn codes(config: OAuthConfig) -> Codes {
    Codes::new("tv".into(), fixtures::provider(config)).expect("the right grant")
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::Response(Ok(response(status, body)))
}

fn published(more: &str) -> Answer {
    let body = format!(
        r#"{{"issuer":"https://as.example","token_endpoint":"https://as.example/t"{more}}}"#
    );
    let found = metadata::read(
        &response(200, &body),
        "https://as.example/m",
        "https://as.example",
    );
    Answer::Metadata(found.map(Rc::new))
}

/// A server: the questions it got with their times, and its answers. The last answer repeats. Each step takes 100 ms.
struct Server {
    answers: Vec<Answer>,
    asked: Vec<String>,
    notes: Vec<Note>,
    now: Timestamp,
}

impl Server {
    fn new(answers: Vec<Answer>) -> Self {
        Self {
            answers,
            asked: Vec::new(),
            notes: Vec::new(),
            now: NOW,
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            wall_offset_ms: 0,
            random: 0,
        }
    }

    fn run<T>(&mut self, mut flow: impl Flow<Output = T>) -> T {
        let mut next = flow.begin(self.moment());
        for _ in 0..100 {
            match self.step(&mut flow, next) {
                Ok(result) => return result,
                Err(after) => next = after,
            }
        }
        panic!("the flow does not end: {:?}", self.asked);
    }

    fn step<T>(
        &mut self,
        flow: &mut impl Flow<Output = T>,
        next: Next<T>,
    ) -> std::result::Result<T, Next<T>> {
        self.notes.extend(flow.take_notes());
        let answer = match next {
            Next::Done(result) => return Ok(result),
            Next::Wait(until) => {
                assert!(until > self.now);
                self.now = until;
                Answer::Waited
            }
            Next::Do { work, until } => {
                let at = self.now.since(NOW);
                self.asked.push(match &work {
                    Work::Discover(_) => format!("{at} discover"),
                    Work::Make(_, needs) => format!(
                        "{at} make for {}",
                        needs.client_audience.as_deref().unwrap_or("-")
                    ),
                    Work::Send(request) => format!("{at} send to {}", request.url),
                    work => panic!("{work:?}"),
                });
                if let Work::Send(request) = &work
                    && request.url.ends_with("/token")
                {
                    let form = form_of(request);
                    assert!(form.contains(&("device_code".into(), "CANARY-device-code".into())));
                }
                let answer = match self.answers.len() {
                    1 => self.answers[0].clone(),
                    _ => self.answers.remove(0),
                };
                self.now = match answer {
                    Answer::TimedOut => until,
                    _ => self.now.plus(100),
                };
                answer
            }
        };
        Err(flow.answer(answer, false, self.moment()))
    }
}

fn begun() -> Begun {
    *Server::new(vec![answer(200, CODES)])
        .run(codes(config()))
        .expect("codes")
}

/// The result of a login whose questions get these answers, and the time of each question.
fn decide(answers: Vec<Answer>) -> (Result<Box<TokenSet>>, Server) {
    let mut server = Server::new(answers);
    let result = server.run(Decision::new(begun()));
    (result, server)
}

fn asked_at(server: &Server) -> Vec<i64> {
    let time = |asked: &String| asked.split(' ').next()?.parse().ok();
    server.asked.iter().filter_map(time).collect()
}

// — the codes —

#[test]
fn known_endpoints_are_not_discovered() {
    let mut server = Server::new(vec![answer(200, CODES)]);
    let begun = server.run(codes(config())).expect("codes");
    assert_eq!(server.asked, ["0 send to https://as.example/device"]);
    assert_eq!((&*begun.provider, &*begun.code.user_code), ("tv", "WDJB"));
    assert_eq!(
        begun.code.expires_at,
        NOW.plus(60_000),
        "counted from before the request"
    );
    assert_eq!(begun.terms.token_endpoint, fixtures::TOKEN_ENDPOINT);
}

#[test]
fn an_endpoint_that_is_missing_is_discovered_or_named() {
    let mut config = config();
    config.endpoints.device_authorization = None;
    let more = r#","device_authorization_endpoint":"https://as.example/d""#;
    let mut server = Server::new(vec![published(more), answer(200, CODES)]);
    assert!(server.run(codes(config.clone())).is_ok());
    assert_eq!(
        server.asked,
        ["0 discover", "100 send to https://as.example/d"]
    );

    let mut server = Server::new(vec![published("")]);
    let error = server.run(codes(config)).expect_err("no endpoint");
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(
        error
            .message
            .starts_with("providers.tv.deviceAuthorizationEndpoint"),
        "{error}"
    );
    assert_eq!(server.asked, ["0 discover"]);
}

#[test]
fn the_endpoint_for_the_decision_is_checked_before_there_are_codes() {
    let mut no_token_endpoint = config();
    no_token_endpoint.endpoints.token = None;
    let mut insecure_keys = config();
    insecure_keys.scope = "openid".into();
    for (config, more, named) in [
        (no_token_endpoint, "", "providers.tv.tokenEndpoint"),
        (
            insecure_keys,
            r#","jwks_uri":"http://as.example/keys""#,
            "the issuer's metadata",
        ),
    ] {
        let body = format!(r#"{{"issuer":"https://as.example"{more}}}"#);
        let found = metadata::read(&response(200, &body), "", "https://as.example");
        let mut server = Server::new(vec![Answer::Metadata(found.map(Rc::new))]);
        let error = server.run(codes(config)).expect_err("nothing to ask with");
        assert!(error.message.starts_with(named), "{error}");
        assert_eq!(server.asked, ["0 discover"]);
    }
}

#[test]
fn the_keys_for_an_id_token_are_found_before_the_user_is_asked() {
    let mut config = config();
    config.scope = "openid".into();
    let more = r#","jwks_uri":"https://as.example/keys""#;
    let mut server = Server::new(vec![published(more), answer(200, CODES)]);
    let begun = server.run(codes(config)).expect("codes");
    assert_eq!(
        begun.terms.jwks_uri.as_deref(),
        Some("https://as.example/keys")
    );
}

#[test]
fn a_provider_of_another_grant_has_no_device_login() {
    let provider = fixtures::provider(fixtures::oauth(OAuthGrant::ClientCredentials));
    let error = Codes::new("api".into(), provider).expect_err("another grant");
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(error.message.starts_with("providers.api.grant"), "{error}");
}

#[test]
fn a_client_with_a_key_signs_for_the_codes_as_well() {
    let mut config = config();
    config.client_auth = Some(ClientAuth::PrivateKeyJwt);
    let made = Answer::Made(Ok(vec![Part {
        name: "client_assertion".into(),
        value: "CANARY-assertion".into(),
    }]));
    let mut server = Server::new(vec![
        made,
        answer(
            400,
            r#"{"error":"invalid_client","error_description":"CANARY-assertion"}"#,
        ),
    ]);
    let error = server.run(codes(config)).expect_err("refused");
    assert_eq!(
        server.asked,
        [
            "0 make for https://as.example",
            "100 send to https://as.example/device"
        ]
    );
    assert_eq!(error.oauth_error_description.as_deref(), Some("[redacted]"));
}

#[test]
fn a_failure_before_there_are_codes_is_a_login_error_that_names_the_provider() {
    let lost = || Answer::Response(Err((Transport::Network, None)));
    let no_metadata = Answer::Metadata(Err(transport_error(Transport::Timeout, false)));
    let mut discovers = config();
    discovers.endpoints.token = None;
    for (config, answers, code, retryable) in [
        (
            config(),
            vec![answer(400, r#"{"error":"invalid_scope"}"#)],
            Code::LoginFailed,
            false,
        ),
        (config(), vec![answer(503, "")], Code::LoginFailed, true),
        (
            config(),
            vec![answer(200, "{}")],
            Code::InvalidResponse,
            false,
        ),
        (config(), vec![lost()], Code::Network, true),
        (config(), vec![Answer::TimedOut], Code::Timeout, true),
        (
            discovers.clone(),
            vec![Answer::TimedOut],
            Code::Timeout,
            true,
        ),
        (discovers, vec![no_metadata], Code::Timeout, true),
    ] {
        let error = Server::new(answers).run(codes(config)).expect_err("failed");
        assert_eq!(
            (error.class, error.code, error.retryable),
            (Class::Login, code, retryable),
            "{error}"
        );
        assert_eq!(error.provider.as_deref(), Some("tv"));
    }
}

// — the decision —

#[test]
fn the_server_is_asked_after_each_interval_until_there_are_tokens() {
    let (result, server) = decide(vec![
        answer(400, PENDING),
        answer(400, PENDING),
        answer(200, TOKENS),
    ]);
    assert_eq!(result.expect("tokens").access_token.reveal(), "at");
    // The codes came after 100 ms, each answer takes 100.
    assert_eq!(asked_at(&server), [5_100, 10_200, 15_300]);
}

#[test]
fn slow_down_lengthens_every_interval_from_then_on() {
    let slow_down = answer(400, r#"{"error":"slow_down"}"#);
    let (result, server) = decide(vec![slow_down, answer(400, PENDING), answer(200, TOKENS)]);
    assert!(result.is_ok());
    assert_eq!(asked_at(&server), [5_100, 15_200, 25_300]);
}

#[test]
fn the_code_ends_by_the_managers_time_and_nothing_more_is_asked() {
    let (result, server) = decide(vec![answer(400, PENDING)]);
    let error = result.expect_err("nobody decided");
    assert_eq!(
        (error.class, error.code, error.provider.as_deref()),
        (Class::Login, Code::Timeout, Some("tv"))
    );
    assert_eq!(server.now, NOW.plus(60_000));

    let mut server = Server::new(vec![answer(200, TOKENS)]);
    server.now = NOW.plus(3_600_000);
    assert!(
        server.run(Decision::new(begun())).is_err(),
        "the host slept beyond the end"
    );
    assert!(server.asked.is_empty());
}

#[test]
fn the_users_refusal_ends_the_login() {
    let (result, server) = decide(vec![answer(400, r#"{"error":"access_denied"}"#)]);
    let error = result.expect_err("refused");
    assert_eq!((error.class, error.code), (Class::Login, Code::LoginFailed));
    assert_eq!(
        (error.oauth_error.as_deref(), error.provider.as_deref()),
        (Some("access_denied"), Some("tv"))
    );
    assert_eq!(server.asked.len(), 1);
}

#[test]
fn a_failure_of_the_network_does_not_end_the_login() {
    let (result, server) = decide(vec![
        Answer::Response(Err((Transport::Network, None))),
        answer(200, TOKENS),
    ]);
    assert!(result.is_ok());
    assert_eq!(server.asked.len(), 2);
}

#[test]
fn each_question_is_noted_and_no_note_shows_the_code() {
    let (_, server) = decide(vec![answer(400, PENDING), answer(200, TOKENS)]);
    let requested = |note: &&Note| matches!(note, Note::Requested { .. });
    assert_eq!(server.notes.iter().filter(requested).count(), 2);
    assert!(matches!(server.notes.last(), Some(Note::Obtained { .. })));
    assert!(!format!("{:?}", server.notes).contains("CANARY"));
    assert!(!format!("{:?}", Decision::new(begun())).contains("CANARY"));
}

#[test]
fn a_logout_while_the_user_decides_ends_it_before_the_next_question() {
    let mut server = Server::new(vec![answer(200, TOKENS)]);
    let mut flow = Decision::new(begun());
    let next = flow.begin(server.moment());
    flow.logged_out();
    let next = server.step(&mut flow, next).expect_err("a wait");
    let error = server
        .step(&mut flow, next)
        .expect("the end")
        .expect_err("logged out");
    assert_eq!(
        (error.class, error.code, error.provider.as_deref()),
        (Class::Login, Code::LoginFailed, Some("tv"))
    );
    assert!(server.asked.is_empty());
}

#[test]
fn tokens_that_come_after_a_logout_are_not_taken() {
    for last in [answer(200, TOKENS), answer(400, PENDING)] {
        let mut server = Server::new(vec![last]);
        let mut flow = Decision::new(begun());
        let next = flow.begin(server.moment());
        let question = server.step(&mut flow, next).expect_err("a question");
        flow.logged_out();
        let next = server.step(&mut flow, question).expect_err("an end");
        let error = server
            .step(&mut flow, next)
            .expect("the end")
            .expect_err("logged out");
        assert_eq!(error.code, Code::LoginFailed);
    }
}

// — logins under way —

fn of(provider: &str) -> Box<Begun> {
    Box::new(Begun {
        provider: provider.into(),
        ..begun()
    })
}

fn ended(by: impl FnOnce(&mut Vec<Ended>)) -> Vec<(u32, Error)> {
    let mut ended = Vec::new();
    by(&mut ended);
    ended
        .into_iter()
        .map(|ended| (ended.id, ended.error))
        .collect()
}

#[test]
fn a_login_takes_the_place_of_the_providers_earlier_one_alone() {
    let mut logins = DeviceLogins::default();
    let mut none = Vec::new();
    let tv = logins.begin(of("tv"), &mut none);
    let radio = logins.begin(of("radio"), &mut none);
    assert!(none.is_empty());
    let mut newer = 0;
    let ended = ended(|out| newer = logins.begin(of("tv"), out));
    assert_eq!(ended.len(), 1);
    assert_eq!((ended[0].0, ended[0].1.class), (tv, Class::Login));
    assert_eq!(ended[0].1.provider.as_deref(), Some("tv"));
    assert!(logins.decide(tv).is_err());
    assert!(logins.decide(radio).is_ok() && logins.decide(newer).is_ok());
}

#[test]
fn a_decision_is_awaited_once() {
    let mut logins = DeviceLogins::default();
    let id = logins.begin(of("tv"), &mut Vec::new());
    assert!(logins.decide(id).is_ok());
    assert_eq!(logins.decide(id).expect_err("taken").class, Class::Login);
    assert_eq!(
        logins.decide(id + 1).expect_err("unknown").class,
        Class::Login
    );
}

#[test]
fn cancel_ends_a_login_once_and_not_after_the_decision() {
    let mut logins = DeviceLogins::default();
    let id = logins.begin(of("tv"), &mut Vec::new());
    let decision = logins.decide(id);
    assert!(decision.is_ok());
    let first = ended(|out| logins.cancel(id, out));
    assert_eq!((first[0].0, first[0].1.code), (id, Code::LoginFailed));
    assert!(ended(|out| logins.cancel(id, out)).is_empty());

    let id = logins.begin(of("tv"), &mut Vec::new());
    logins.decided(id);
    assert!(ended(|out| logins.cancel(id, out)).is_empty());
}

#[test]
fn a_removed_provider_ends_its_logins_and_a_closed_manager_ends_all() {
    let mut logins = DeviceLogins::default();
    let tv = logins.begin(of("tv"), &mut Vec::new());
    let radio = logins.begin(of("radio"), &mut Vec::new());
    let removed = Error::new(Class::UnknownProvider, Code::UnknownProvider, "removed");
    let gone = ended(|out| logins.leave(Some("tv"), &removed, out));
    assert_eq!(
        (gone.len(), gone[0].0, gone[0].1.class),
        (1, tv, Class::UnknownProvider)
    );
    let closed = Error::new(Class::ManagerClosed, Code::Closed, "closed");
    let gone = ended(|out| logins.leave(None, &closed, out));
    assert_eq!(
        (gone.len(), gone[0].0, gone[0].1.class),
        (1, radio, Class::ManagerClosed)
    );
}
