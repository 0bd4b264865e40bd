//! The parts of a request that the configuration does not supply: requested before each attempt, put into the request,
//! and never used twice.

mod fixtures;

use fixtures::{form_of as form, oauth, provider, response};
use std::rc::Rc;
use tokenward::core::config::{
    AssertionAudience, AssertionSource, ClientAuth, Made, OAuthConfig, OAuthGrant, validate,
};
use tokenward::core::credential::io::{Input, Output};
use tokenward::core::credential::{Credential, Settings, StorageTraits};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::http::HttpRequest;
use tokenward::core::oauth::form::Part;
use tokenward::core::oauth::parts::{Needs, needs, of_client};
use tokenward::core::time::{Moment, Timestamp};

const START: i64 = 1_700_000_000_000;
const TOKEN: &str = r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#;

fn signing(grant: OAuthGrant, more: impl FnOnce(&mut Made)) -> OAuthConfig {
    let mut made = Made {
        has_key: true,
        ..Made::default()
    };
    more(&mut made);
    OAuthConfig {
        made: Some(Box::new(made)),
        ..oauth(grant)
    }
}

fn exchange() -> OAuthConfig {
    signing(OAuthGrant::TokenExchange, |made| {
        made.has_key = false;
        made.subject = Some("urn:ietf:params:oauth:token-type:access_token".into());
    })
}

/// A credential and its outputs.
struct World {
    credential: Credential,
    now: i64,
    out: Vec<Output>,
}

impl World {
    fn new(config: OAuthConfig) -> Self {
        let at = moment(START);
        let settings = Settings {
            namespace: Rc::from("tokenward"),
            name: Rc::from("api"),
            behind: None,
            config: provider(config),
            storage: StorageTraits::NONE,
            fallbacks: Vec::new(),
            requests_end: false,
        };
        Self {
            credential: Credential::new(settings, at),
            now: START,
            out: Vec::new(),
        }
    }

    fn feed(&mut self, input: Input) {
        self.credential
            .handle(input, moment(self.now), &mut self.out);
    }

    fn want(&mut self, waiter: u32, force: bool) {
        self.feed(Input::TokenWanted {
            waiter,
            min_lifetime_ms: None,
            force,
            use_fallback: None,
        });
    }

    /// Takes out the parts to be made.
    fn needs(&mut self) -> (u32, Needs) {
        let out = std::mem::take(&mut self.out);
        let found = out.into_iter().find_map(|output| match output {
            Output::Make(flight, needs) => Some((flight, *needs)),
            Output::Send(..) => panic!("sent without what it needs"),
            _ => None,
        });
        found.expect("nothing is to be made")
    }

    /// Takes out the request.
    fn sent(&mut self) -> (u32, HttpRequest) {
        let out = std::mem::take(&mut self.out);
        let found = out.into_iter().find_map(|output| match output {
            Output::Send(flight, request) => Some((flight, *request)),
            _ => None,
        });
        found.expect("nothing is sent")
    }

    fn is_quiet(&self) -> bool {
        !self
            .out
            .iter()
            .any(|output| matches!(output, Output::Make(..) | Output::Send(..)))
    }
}

fn moment(now: i64) -> Moment {
    Moment {
        now: Timestamp(now),
        wall_offset_ms: 0,
        random: 1 << 31,
    }
}

fn parts(pairs: &[(&str, &str)]) -> Vec<Part> {
    let part = |(name, value): &(&str, &str)| Part {
        name: (*name).into(),
        value: (*value).into(),
    };
    pairs.iter().map(part).collect()
}

fn value(request: &HttpRequest, name: &str) -> Option<String> {
    let found = form(request).into_iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value)
}

#[test]
fn an_assertion_is_asked_for_before_anything_is_sent_and_is_for_the_issuer() {
    let mut world = World::new(signing(OAuthGrant::ClientCredentials, |_| {}));
    world.want(1, false);
    let (flight, needs) = world.needs();
    assert_eq!(
        needs,
        Needs {
            client_audience: Some("https://as.example".into()),
            grant_endpoint: None,
            now: START,
        }
    );
    world.now += 40;
    world.feed(Input::Made(
        flight,
        Ok(parts(&[("client_assertion", "a.b.c")])),
    ));
    let (flight, request) = world.sent();
    assert_eq!(
        value(&request, "client_assertion").as_deref(),
        Some("a.b.c")
    );
    assert_eq!(value(&request, "client_id").as_deref(), Some("app"));
    assert_eq!(value(&request, "client_secret"), None);
    world.feed(Input::Response(flight, response(200, TOKEN)));
    assert!(world.out.iter().any(|o| matches!(o, Output::Resolve(1))));
}

#[test]
fn every_attempt_has_an_assertion_of_its_own() {
    let mut world = World::new(signing(OAuthGrant::ClientCredentials, |_| {}));
    world.want(1, false);
    let (flight, _) = world.needs();
    world.feed(Input::Made(
        flight,
        Ok(parts(&[("client_assertion", "1.1.1")])),
    ));
    let (flight, _) = world.sent();
    world.feed(Input::Response(flight, response(503, "")));
    world.now += 10_000;
    world.feed(Input::TimePassed);
    let (flight, needs) = world.needs();
    assert_eq!(needs.now, START + 10_000);
    world.feed(Input::Made(
        flight,
        Ok(parts(&[("client_assertion", "2.2.2")])),
    ));
    let (_, request) = world.sent();
    assert_eq!(
        value(&request, "client_assertion").as_deref(),
        Some("2.2.2")
    );
    let body = request.body.expect("a body");
    assert!(!body.reveal().contains("1.1.1"));
}

#[test]
fn a_second_answer_and_one_of_an_older_flight_send_nothing() {
    let mut world = World::new(signing(OAuthGrant::ClientCredentials, |_| {}));
    world.want(1, false);
    let (flight, _) = world.needs();
    world.feed(Input::Made(flight, Ok(Vec::new())));
    world.sent();
    world.feed(Input::Made(flight, Ok(Vec::new())));
    world.feed(Input::Made(flight.wrapping_sub(1), Ok(Vec::new())));
    assert!(world.is_quiet());
}

#[test]
fn a_part_that_cannot_be_made_is_the_callers_error_and_a_passing_failure_is_tried_again() {
    let mut world = World::new(signing(OAuthGrant::ClientCredentials, |_| {}));
    world.want(1, false);
    let (flight, _) = world.needs();
    let error = Error::new(Class::Token, Code::Network, "the function threw").retryable();
    world.feed(Input::Made(flight, Err(error)));
    assert!(world.is_quiet());
    world.now += 10_000;
    world.feed(Input::TimePassed);
    let (flight, _) = world.needs();
    let error = Error::new(Class::Token, Code::Crypto, "no key");
    world.feed(Input::Made(flight, Err(error)));
    let rejected = world.out.iter().find_map(|output| match output {
        Output::Reject(1, error) => Some((error.class, error.code)),
        _ => None,
    });
    assert_eq!(rejected, Some((Class::TokenAcquisition, Code::Crypto)));
}

#[test]
fn making_takes_no_longer_than_an_attempt_may() {
    let mut world = World::new(exchange());
    world.want(1, false);
    let (first, _) = world.needs();
    // Awake all the time, because a delay counts as the host's absence.
    for _ in 0..10 {
        world.now += 1_000;
        world.feed(Input::TimePassed);
    }
    assert!(
        world
            .out
            .iter()
            .any(|o| matches!(o, Output::Cancel(f) if *f == first))
    );
    world.now += 10_000;
    world.feed(Input::TimePassed);
    world.needs();
}

#[test]
fn a_refresh_needs_the_clients_assertion_and_not_the_grants_parts() {
    let config = signing(OAuthGrant::TokenExchange, |made| {
        made.subject = Some("urn:x".into());
    });
    let mut world = World::new(config);
    world.want(1, false);
    let (flight, needs) = world.needs();
    assert!(needs.grant_endpoint.is_some(), "whose token it is");
    assert_eq!(needs.client_audience, None);
    let subject = || Ok(parts(&[("subject_token", "s")]));
    world.feed(Input::Made(flight, subject()));
    let (flight, needs) = world.needs();
    assert_eq!(needs.grant_endpoint, None, "it is there already");
    assert!(needs.client_audience.is_some());
    world.feed(Input::Made(flight, Ok(parts(&[("client_assertion", "c")]))));
    let (flight, request) = world.sent();
    assert_eq!(value(&request, "subject_token").as_deref(), Some("s"));
    assert_eq!(value(&request, "client_assertion").as_deref(), Some("c"));
    assert_eq!(
        value(&request, "grant_type").as_deref(),
        Some("urn:ietf:params:oauth:grant-type:token-exchange")
    );
    assert_eq!(
        value(&request, "subject_token_type").as_deref(),
        Some("urn:x")
    );
    let answer = r#"{"access_token":"t","token_type":"Bearer","issued_token_type":"urn:x","refresh_token":"r"}"#;
    world.feed(Input::Response(flight, response(200, answer)));
    world.want(2, true);
    let (flight, _) = world.needs();
    world.feed(Input::Made(flight, subject()));
    let (flight, needs) = world.needs();
    assert_eq!(needs.grant_endpoint, None);
    assert!(needs.client_audience.is_some());
    world.feed(Input::Made(flight, Ok(Vec::new())));
    let (flight, request) = world.sent();
    assert_eq!(
        value(&request, "grant_type").as_deref(),
        Some("refresh_token")
    );
    // RFC 6749 §6: the response to a refresh is not that of an exchange, and need not name the type of the issued
    // token.
    world.feed(Input::Response(flight, response(200, TOKEN)));
    assert!(world.out.iter().any(|o| matches!(o, Output::Resolve(2))));
}

#[test]
fn an_exchange_has_to_name_the_issued_type_and_n_a_is_no_token() {
    for (answer, says) in [
        (TOKEN, "issued_token_type"),
        (
            r#"{"access_token":"t","token_type":"N_A","issued_token_type":"urn:ietf:params:oauth:token-type:id_token"}"#,
            "N_A",
        ),
    ] {
        let mut world = World::new(exchange());
        world.want(1, false);
        let (flight, _) = world.needs();
        world.feed(Input::Made(flight, Ok(parts(&[("subject_token", "s")]))));
        let (flight, _) = world.sent();
        world.feed(Input::Response(flight, response(200, answer)));
        let rejected = world.out.iter().find_map(|output| match output {
            Output::Reject(1, error) => Some((error.code, error.message.clone())),
            _ => None,
        });
        let (code, message) = rejected.expect("a rejection");
        assert_eq!(code, Code::InvalidResponse);
        assert!(message.contains(says), "{message}");
    }
}

#[test]
fn a_made_part_that_a_server_echoes_is_hidden() {
    let mut world = World::new(exchange());
    world.want(1, false);
    let (flight, _) = world.needs();
    world.feed(Input::Made(
        flight,
        Ok(parts(&[("subject_token", "the-users-token")])),
    ));
    let (flight, request) = world.sent();
    assert!(!format!("{request:?}").contains("the-users-token"));
    let echo = r#"{"error":"invalid_request","error_description":"bad the-users-token"}"#;
    world.feed(Input::Response(flight, response(400, echo)));
    let said = world.out.iter().find_map(|output| match output {
        Output::Reject(1, error) => error.oauth_error_description.clone(),
        _ => None,
    });
    assert_eq!(said.as_deref(), Some("bad [redacted]"));
}

#[test]
fn the_audience_is_the_token_endpoint_where_that_is_asked_for_or_no_issuer_is_known() {
    let audience = |config: &OAuthConfig| {
        needs(config, "https://as.example/token", false, 0).and_then(|needs| needs.client_audience)
    };
    let config = signing(OAuthGrant::ClientCredentials, |made| {
        made.audience = AssertionAudience::TokenEndpoint;
    });
    assert_eq!(
        audience(&config).as_deref(),
        Some("https://as.example/token")
    );
    let mut config = signing(OAuthGrant::ClientCredentials, |_| {});
    config.issuer = None;
    assert_eq!(
        audience(&config).as_deref(),
        Some("https://as.example/token")
    );
    assert_eq!(audience(&oauth(OAuthGrant::ClientCredentials)), None);
}

#[test]
fn the_present_is_the_servers_where_its_clock_is_known() {
    let mut world = World::new(signing(OAuthGrant::ClientCredentials, |_| {}));
    world.want(1, false);
    let (flight, _) = world.needs();
    world.feed(Input::Made(flight, Ok(Vec::new())));
    let (flight, _) = world.sent();
    let mut answer = response(200, TOKEN);
    // Two hours behind this machine's clock.
    answer.headers = vec![("date", "Tue, 14 Nov 2023 20:13:20 GMT".into())];
    world.feed(Input::Response(flight, answer));
    world.want(2, true);
    // A Date header has whole seconds, and counts as the middle of its second.
    assert_eq!(world.needs().1.now, START - 7_200_000 + 500);
}

#[test]
fn a_key_that_signs_the_exchanged_assertion_does_not_authenticate_as_well() {
    let claims = |made: &mut Made| made.assertion = Some(AssertionSource::Claims);
    let mut config = signing(OAuthGrant::JwtBearer, claims);
    assert_eq!(config.client_auth(), ClientAuth::None);
    let mut world = World::new(config.clone());
    world.want(1, false);
    let (flight, needs) = world.needs();
    assert_eq!(needs.client_audience, None);
    world.feed(Input::Made(flight, Ok(parts(&[("assertion", "a.b.c")]))));
    let (_, request) = world.sent();
    assert_eq!(value(&request, "client_id"), None);
    config.client_auth = Some(ClientAuth::PrivateKeyJwt);
    let mut world = World::new(config);
    world.want(1, false);
    assert!(world.needs().1.client_audience.is_some());
}

#[test]
fn each_grant_has_the_part_that_it_exchanges_and_every_option_is_used() {
    let message =
        |config: OAuthConfig| validate(&provider(config), "p").map_err(|e| e.message.to_string());
    let starts = |config, path: &str| {
        let message = message(config).expect_err(path);
        assert!(message.starts_with(path), "{message}");
    };
    starts(
        oauth(OAuthGrant::TokenExchange),
        "p.subjectToken: is missing",
    );
    starts(oauth(OAuthGrant::JwtBearer), "p.assertion: is missing");
    let mut config = exchange();
    config.grant = OAuthGrant::ClientCredentials;
    starts(config, "p.subjectToken: is for");
    let mut config = oauth(OAuthGrant::ClientCredentials);
    config.client_auth = Some(ClientAuth::PrivateKeyJwt);
    starts(config, "p.privateKey: is missing");
    let mut config = signing(OAuthGrant::ClientCredentials, |_| {});
    config.client_secret = Some("s".into());
    starts(config, "p.privateKey: is not used");
    let mut config = exchange();
    config.params = vec![("actor_token".into(), "x".into())];
    starts(config, "p.params.actor_token: is set by");
    assert!(message(exchange()).is_ok());
    assert!(message(signing(OAuthGrant::ClientCredentials, |_| {})).is_ok());
}

#[test]
fn the_older_audience_is_the_token_endpoint_at_every_endpoint() {
    let endpoint = "https://as.example/revoke";
    let needs = |config: &OAuthConfig| {
        let needs = of_client(config, None, endpoint, Some(2_000), moment(10_000));
        needs.expect("an assertion")
    };
    let mut config = signing(OAuthGrant::AuthorizationCode, |_| {});
    let issuer = config.issuer.clone();
    let Needs {
        client_audience,
        grant_endpoint,
        now,
    } = needs(&config);
    assert_eq!(
        (client_audience, grant_endpoint, now),
        (issuer, None, 8_000)
    );

    config = signing(OAuthGrant::AuthorizationCode, |made| {
        made.audience = AssertionAudience::TokenEndpoint;
    });
    assert_eq!(
        needs(&config).client_audience.as_deref(),
        Some(fixtures::TOKEN_ENDPOINT)
    );

    config.endpoints.token = None;
    assert_eq!(
        needs(&config).client_audience.as_deref(),
        Some(endpoint),
        "none is known"
    );
}
