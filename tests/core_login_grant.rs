//! Login endpoints: the address of each request, the meaning of a response, and that a password is sent no more often
//! than necessary.

mod fixtures;
mod simulation;

use fixtures::{jwt, response};
use simulation::*;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::io::{Event, Input, TokenState};
use tokenward::core::error::Code;
use tokenward::core::http::Transport;
use tokenward::core::json::ObjectWriter;
use tokenward::core::login_grant::answer::{self, Answer, Context, Telling};
use tokenward::core::login_grant::request;
use tokenward::core::login_grant::search::{Next, PROBED_PATHS, Search, pairs};
use tokenward::core::text::SecretText;
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;

const HOUR: i64 = 3_600_000;

fn login(urls: &[&str]) -> LoginConfig {
    LoginConfig {
        urls: urls.iter().map(ToString::to_string).collect(),
        probe: false,
        email: Some("ada@example.com".into()),
        username: Some("ada".into()),
        password: "pass \"word\"&ü".into(),
        client_id: None,
        client_secret: None,
        scope: String::new(),
        formats: vec![],
        token_fields: vec![],
    }
}

fn provider_of(config: LoginConfig) -> ProviderConfig {
    ProviderConfig {
        grant: Grant::Login(Rc::new(config)),
        refresh_policy: Default::default(),
        retry_policy: Default::default(),
    }
}

/// A provider that tries two forms, which the simulation's server can read.
fn two_forms() -> ProviderConfig {
    let mut config = login(&["https://app.example/login"]);
    config.formats = vec![LoginFormat::Form, LoginFormat::OAuthPassword];
    provider_of(config)
}

fn context() -> Context {
    Context {
        format: LoginFormat::JsonEmail,
        sent_at: Timestamp(START),
        received_at: Timestamp(START + 100),
        wall_offset_ms: 0,
        assumed_lifetime_ms: 2 * HOUR,
    }
}

fn read(status: u16, body: &str) -> Answer {
    answer::read(
        &response(status, body),
        &login(&["https://app.example/login"]),
        &context(),
    )
}

fn tokens(answer: Answer) -> TokenSet {
    match answer {
        Answer::Tokens(tokens) => *tokens,
        other => panic!("no tokens, but {other:?}"),
    }
}

fn lifetime(body: &str) -> i64 {
    tokens(read(200, body)).expires_at.unwrap().0 - START
}

// — the requests —

#[test]
fn urls_come_in_their_order_each_in_every_format_and_none_twice() {
    let mut config = login(&[
        "https://a.example/x",
        "https://b.example/y",
        "HTTPS://A.example:443/x",
    ]);
    config.formats = vec![LoginFormat::Form, LoginFormat::JsonEmail, LoginFormat::Form];
    let tried: Vec<_> = pairs(&config)
        .into_iter()
        .map(|pair| (pair.number, pair.url, pair.format))
        .collect();
    assert_eq!(
        tried,
        [
            (0, "https://a.example/x".to_owned(), LoginFormat::Form),
            (1, "https://a.example/x".to_owned(), LoginFormat::JsonEmail),
            (2, "https://b.example/y".to_owned(), LoginFormat::Form),
            (3, "https://b.example/y".to_owned(), LoginFormat::JsonEmail),
        ]
    );
}

#[test]
fn probing_adds_the_usual_paths_after_the_configured_urls_on_the_same_origins() {
    let mut config = login(&["https://a.example/api/login", "https://b.example:8443/x?y"]);
    config.formats = vec![LoginFormat::Form];
    config.probe = true;
    let urls: Vec<_> = pairs(&config).into_iter().map(|pair| pair.url).collect();
    assert_eq!(urls[..2], config.urls);
    assert_eq!(
        urls.len(),
        2 + 2 * PROBED_PATHS.len() - 1,
        "/api/login of a.example is there already"
    );
    assert!(
        urls[2..]
            .iter()
            .all(|url| url.starts_with("https://a.example/")
                || url.starts_with("https://b.example:8443/"))
    );
}

#[test]
fn formats_follow_from_the_fields_that_are_there() {
    let mut config = login(&[]);
    assert_eq!(
        config.formats(),
        [
            LoginFormat::JsonEmail,
            LoginFormat::JsonUsername,
            LoginFormat::Form,
            LoginFormat::OAuthPassword
        ]
    );
    config.email = None;
    config.client_id = Some("c".into());
    config.client_secret = Some("s".into());
    assert_eq!(
        config.formats(),
        [
            LoginFormat::JsonUsername,
            LoginFormat::Form,
            LoginFormat::OAuthPassword,
            LoginFormat::OAuthClientCredentials
        ]
    );
}

#[test]
fn each_format_sends_its_fields_and_nothing_else() {
    let mut config = login(&["https://a.example/x"]);
    config.client_id = Some("c".into());
    config.client_secret = Some("s".into());
    config.scope = "a b".into();
    let bodies: Vec<_> = pairs(&config)
        .iter()
        .map(|pair| {
            request::build(&config, pair)
                .body
                .unwrap()
                .reveal()
                .to_owned()
        })
        .collect();
    assert_eq!(
        bodies,
        [
            r#"{"email":"ada@example.com","password":"pass \"word\"&ü"}"#,
            r#"{"username":"ada","password":"pass \"word\"&ü"}"#,
            "username=ada&password=pass+%22word%22%26%C3%BC",
            "grant_type=password&username=ada&password=pass+%22word%22%26%C3%BC&client_id=c&client_secret=s&scope=a+b",
            "grant_type=client_credentials&client_id=c&client_secret=s&scope=a+b",
        ]
    );
}

// — the meaning of a response —

#[test]
fn the_life_is_read_from_spans_moments_dates_and_the_jwt() {
    let s = (START + HOUR) / 1000;
    for life in [
        r#""expires_in":3600"#.to_owned(),
        r#""expires_in":"3600""#.into(),
        r#""expiresIn":3600.0"#.into(),
        format!(r#""expires_at":{s}"#),
        format!(r#""expires_at":"{s}""#),
        format!(r#""expiresAt":{s}000"#),
        r#""expires":"2026-01-01T01:00:00Z""#.into(),
        r#""expires":"2026-01-01T01:00:00.123456789z""#.into(),
        r#""expires":"2026-01-01 02:30:00+01:30""#.into(),
        r#""expires":"2025-12-31T23:00:00-02:00""#.into(),
        r#""expires":"Thu, 01 Jan 2026 01:00:00 GMT""#.into(),
        r#""expires_in":"1h","expiresAt":"soon","expires":"2026-01-01T01:00:00Z""#.into(),
    ] {
        assert_eq!(
            lifetime(&format!(r#"{{"token":"t",{life}}}"#)),
            HOUR,
            "{life}"
        );
    }
    let token = jwt(&format!(r#"{{"exp":{s}}}"#));
    assert_eq!(lifetime(&format!(r#"{{"token":"{token}"}}"#)), HOUR);
    assert_eq!(
        lifetime(&format!(r#"{{"token":"{token}","expires_in":60}}"#)),
        60_000
    );
}

#[test]
fn an_implausible_lifetime_is_skipped() {
    for life in [
        "0",
        "-5",
        "null",
        "true",
        "[]",
        r#""""#,
        r#""1h""#,
        "3600000000000000000000",
        r#""2026-13-01T00:00:00Z""#,
        r#""2026-01-01T00:00:00""#,
    ] {
        for name in ["expires_in", "expires_at", "expires"] {
            assert_eq!(
                lifetime(&format!(r#"{{"token":"t","{name}":{life}}}"#)),
                2 * HOUR,
                "{name}: {life}"
            );
        }
    }
    assert_eq!(
        lifetime(r#"{"token":"t","expires":3600}"#),
        2 * HOUR,
        "a count of nobody knows what"
    );
    assert_eq!(
        lifetime(r#"{"token":"t","expires_at":1700000000}"#),
        2 * HOUR,
        "past, by a clock that nobody knows"
    );
}

#[test]
fn members_beside_the_token_win_over_members_at_the_top() {
    let mut config = login(&["https://a.example/"]);
    config.token_fields = vec!["data.token".into()];
    let body = r#"{"data":{"token":"t","expires_in":60,"refresh":"r"},"expires_in":3600,"refresh_token":"other","scope":"s","user":1}"#;
    let tokens = tokens(answer::read(&response(200, body), &config, &context()));
    assert_eq!(tokens.expires_at, Some(Timestamp(START + 60_000)));
    assert_eq!(tokens.refresh_token.unwrap().reveal(), "r");
    assert_eq!(tokens.scope.as_deref(), Some("s"));
    assert_eq!(tokens.extra.unwrap().reveal(), r#"{"user":1}"#);
}

#[test]
fn hostile_names_and_odd_values_are_no_tokens() {
    for body in [
        r#"{"__proto__":{"token":"x"},"constructor":"y"}"#,
        r#"{"token":{"token":"x"}}"#,
        r#"{"token":["x"]}"#,
        r#"{"token":7,"jwt":true,"access":null}"#,
        r#"{"token":"two words here"}"#,
        r#"{"token":"Basic dXNlcjpwYXNz"}"#,
        r#"{"token":"line\nbreak"}"#,
        r#"{"token":"é"}"#,
        r#"{"token":"a","token":"b"}"#,
        r#"["token"]"#,
    ] {
        assert!(
            matches!(read(200, body), Answer::NotThisFormat(..)),
            "{body}"
        );
    }
}

#[test]
fn the_header_is_the_last_resort_and_shows_in_no_debug_output() {
    let mut answer = response(200, r#"{"ok":true}"#);
    answer
        .headers
        .push(("authorization", "Bearer header-token".into()));
    assert!(!format!("{answer:?}").contains("header-token"));
    let config = login(&["https://a.example/"]);
    assert_eq!(
        tokens(answer::read(&answer, &config, &context()))
            .access_token
            .reveal(),
        "header-token"
    );
    answer.body = r#"{"jwt":"body-token"}"#.into();
    assert_eq!(
        tokens(answer::read(&answer, &config, &context()))
            .access_token
            .reveal(),
        "body-token"
    );
}

// — the search —

fn found(token: &str) -> Answer {
    read(200, &format!(r#"{{"token":"{token}"}}"#))
}

/// Runs a search against `server`, which is asked by URL and format. Returns the tried pairs and the result.
fn run(
    config: &LoginConfig,
    known: Option<u32>,
    server: impl Fn(&str, LoginFormat) -> Answer,
) -> (Vec<String>, Next) {
    let mut search = Search::new(config, known);
    let mut tried = Vec::new();
    loop {
        let pair = search.current().expect("something to send").clone();
        let entry = [
            pair.url.trim_start_matches("https://"),
            " ",
            pair.format.as_str(),
        ]
        .concat();
        assert!(!tried.contains(&entry), "{entry} was tried twice");
        tried.push(entry);
        match search.answered(server(&pair.url, pair.format)) {
            Next::Send => {}
            end => return (tried, end),
        }
    }
}

fn failed(next: Next) -> (Code, bool, String) {
    match next {
        Next::Failed(error) => (error.code, error.retryable, error.message.to_string()),
        other => panic!("it did not fail: {other:?}"),
    }
}

#[test]
fn the_pair_that_worked_is_tried_first_and_then_the_others_in_their_order() {
    let mut config = login(&["https://a.example/", "https://b.example/"]);
    config.formats = vec![LoginFormat::Form, LoginFormat::JsonEmail];
    let (tried, _) = run(&config, Some(2), |_, _| read(400, ""));
    assert_eq!(
        tried,
        [
            "b.example/ form",
            "a.example/ form",
            "a.example/ json_email",
            "b.example/ json_email"
        ]
    );
    let (tried, end) = run(&config, Some(3), |_, _| found("t"));
    assert_eq!(tried, ["b.example/ json_email"]);
    assert!(matches!(end, Next::Found(3, _)));
}

#[test]
fn a_missing_endpoint_or_an_outage_ends_its_url_and_a_refused_password_everything() {
    let config = login(&[
        "https://a.example/",
        "https://b.example/",
        "https://c.example/",
    ]);
    let (tried, end) = run(&config, None, |url, _| match url {
        "https://a.example/" => read(404, "<html>"),
        "https://b.example/" => answer::unanswered(Transport::Network, None),
        _ => read(401, r#"{"message":"no"}"#),
    });
    assert_eq!(
        tried,
        [
            "a.example/ json_email",
            "b.example/ json_email",
            "c.example/ json_email"
        ]
    );
    let (code, retryable, message) = failed(end);
    assert_eq!((code, retryable), (Code::LoginFailed, false));
    assert_eq!(
        message,
        "https://c.example/ (json_email): the credentials were refused with status 401: no"
    );
}

#[test]
fn an_outage_at_any_url_makes_a_failed_search_retryable() {
    let config = login(&["https://a.example/", "https://b.example/"]);
    let (_, end) = run(&config, None, |url, _| match url {
        "https://a.example/" => read(503, ""),
        _ => read(200, "{}"),
    });
    let (code, retryable, message) = failed(end);
    assert_eq!((code, retryable), (Code::AcquisitionFailed, true));
    assert!(message.starts_with("https://a.example/ (json_email)"));
}

#[test]
fn while_the_known_endpoint_is_out_no_url_is_guessed_and_no_other_refusal_counts() {
    let mut config = login(&["https://a.example/x", "https://b.example/x"]);
    config.probe = true;
    for elsewhere in [401, 404] {
        let (tried, end) = run(&config, Some(0), |url, _| match url {
            "https://a.example/x" => read(500, ""),
            _ => read(elsewhere, ""),
        });
        assert_eq!(tried, ["a.example/x json_email", "b.example/x json_email"]);
        let (code, retryable, message) = failed(end);
        assert_eq!((code, retryable), (Code::AcquisitionFailed, true));
        assert!(message.contains("500"), "{message}");
    }
}

#[test]
fn the_most_telling_answer_is_the_error() {
    let order = [
        Telling::NoEndpoint,
        Telling::SomethingElse,
        Telling::Refused,
        Telling::NoToken,
        Telling::Outage,
    ];
    assert!(order.is_sorted());
    let config = login(&["https://a.example/"]);
    let (tried, end) = run(&config, None, |_, format| match format {
        LoginFormat::JsonEmail => read(422, ""),
        LoginFormat::JsonUsername => read(200, r#"{"data":{"token":"deep"}}"#),
        LoginFormat::Form => read(302, ""),
        _ => read(200, "<html>"),
    });
    assert_eq!(tried.len(), 4);
    let (code, _, message) = failed(end);
    assert_eq!(code, Code::InvalidResponse);
    assert!(
        message.contains("(json_username): the answer holds no token in any of tokenFields"),
        "{message}"
    );
}

#[test]
fn the_password_is_in_no_message_in_any_spelling() {
    let mut config = login(&["https://a.example/"]);
    config.password = "correct-horse \"battery\" staple&ü".into();
    let spellings = [
        "correct-horse \"battery\" staple&ü",
        "correct-horse+%22battery%22+staple%26%C3%BC",
        "correct-horse%20%22battery%22%20staple%26%c3%bc",
        "correct-horse \\\"battery\\\" staple&ü",
        "correct-horse &quot;battery&quot; staple&amp;ü",
        "Y29ycmVjdC1ob3JzZSAiYmF0dGVyeSIgc3RhcGxlJsO8",
    ];
    for spelling in spellings {
        let mut body = SecretText::default();
        let mut object = ObjectWriter::new(&mut body);
        object.string("error", &["e ", spelling].concat());
        object.string("message", &["before ", spelling, " after"].concat());
        object.finish();
        let answer = response(403, body.as_str());
        let Answer::Final(error) = answer::read(&answer, &config, &context()) else {
            panic!("not final");
        };
        assert_eq!(
            error.oauth_error_description.as_deref(),
            Some("before [redacted] after")
        );
        let shown = format!("{error:?}");
        assert!(
            !shown.contains("horse") && !shown.contains("staple"),
            "{shown}"
        );
    }
}

// — in the life of a credential —

fn form_login(mut answer: impl FnMut(bool) -> Reply + 'static) -> Server {
    Box::new(move |form, _| answer(form.contains_key("grant_type")))
}

#[test]
fn a_search_is_one_attempt_and_its_finding_is_used_from_then_on() {
    let mut count = 0;
    let mut world = World::new(
        two_forms(),
        form_login(move |oauth| {
            count += 1;
            if oauth {
                token(&format!("a{count}"), 3600, None)
            } else {
                Reply::Answer(400, String::new())
            }
        }),
    );
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
    assert_eq!(world.count(0, |e| matches!(e, Event::Failed { .. })), 0);
    world.run_for(3_500_000);
    assert!(world.get(0).is_ok());
    world.run_for(10_000);
    assert_eq!(
        world.requests.len(),
        3,
        "the form that was refused is not sent again"
    );
}

#[test]
fn a_refused_password_is_sent_once_for_each_caller_and_never_by_itself_until_the_circuit_opens() {
    let mut world = World::new(
        two_forms(),
        Box::new(|_, _| Reply::Answer(401, String::new())),
    );
    world.feed(0, Input::Background(true));
    for sent in 1..=5 {
        assert_eq!(world.get(0).unwrap_err().code, Code::LoginFailed);
        assert_eq!(world.requests.len(), sent);
    }
    world.run_for(20_000);
    assert_eq!(world.get(0).unwrap_err().code, Code::CircuitOpen);
    assert_eq!(world.requests.len(), 5);
    world.run_for(3 * HOUR);
    assert_eq!(world.requests.len(), 5, "nobody asked");
    assert_eq!(world.state(0), TokenState::Failed);
}

#[test]
fn a_password_that_is_refused_while_a_token_lives_is_not_sent_again_by_itself() {
    let mut first = true;
    let server = form_login(move |_| match std::mem::take(&mut first) {
        true => token("a1", 3600, None),
        false => Reply::Answer(403, String::new()),
    });
    let mut world = World::new(two_forms(), server);
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(3_500_000);
    assert_eq!(world.get(0).unwrap(), "a1");
    world.run_for(3 * HOUR);
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn an_endpoint_that_never_answers_ends_with_the_deadline() {
    let mut config = login(&[
        "https://a.example/",
        "https://b.example/",
        "https://c.example/",
        "https://d.example/",
        "https://e.example/",
    ]);
    config.formats = vec![LoginFormat::Form];
    let mut world = World::new(provider_of(config), Box::new(|_, _| Reply::Silence));
    let began = world.now;
    assert_eq!(world.get(0).unwrap_err().code, Code::Timeout);
    assert!(world.now - began <= 30_010, "{} ms", world.now - began);
    world.run_for(10 * 60_000);
    assert!(
        world.requests.len() <= 3,
        "{} requests: the search ends with the deadline",
        world.requests.len()
    );
}

#[test]
fn an_outage_is_retried_with_a_new_search() {
    let mut count = 0;
    let mut world = World::new(
        two_forms(),
        form_login(move |oauth| {
            count += 1;
            match (count, oauth) {
                (1..=2, _) => Reply::Broken,
                (_, true) => token("a", 3600, None),
                (_, false) => Reply::Answer(415, String::new()),
            }
        }),
    );
    assert_eq!(world.get(0).unwrap(), "a");
    let oauth: Vec<_> = world
        .requests
        .iter()
        .map(|(_, form)| form.contains_key("grant_type"))
        .collect();
    assert_eq!(oauth, [false, false, false, true]);
}

#[test]
fn tabs_share_one_login_through_the_storage() {
    let mut world = World::with(3, two_forms(), SHARED, counting(3600));
    let waiters: Vec<_> = (0..3).map(|tab| (tab, world.want(tab))).collect();
    for (tab, waiter) in waiters {
        assert_eq!(world.wait(tab, waiter).unwrap(), "a1");
    }
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_logout_during_the_search_ends_it() {
    let mut world = World::new(
        two_forms(),
        Box::new(|_, _| Reply::Answer(400, String::new())),
    );
    let waiter = world.want(0);
    world.run_for(10);
    world.clear(0);
    assert_eq!(world.wait(0, waiter).unwrap_err().code, Code::TokenNotFound);
    world.run_for(60_000);
    assert_eq!(world.requests.len(), 1);
}
