//! The beginning of a login: the requests to the host and the server, and the resulting URL.

mod fixtures;

use fixtures::{Tab, form_of, pairs, provider, query_of, response};
use sha2::{Digest, Sha256};
use std::num::NonZeroU32;
use std::rc::Rc;
use tokenward::core::config::{ClientAuth, OAuthConfig, OAuthGrant};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::{Answer, Entropy, Flow, Next, ProofKey, Work};
use tokenward::core::http::Transport;
use tokenward::core::login::pending::{Logins, Take};
use tokenward::core::login::start::{LoginOptions, LoginUrl, Start};
use tokenward::core::note::Note;
use tokenward::core::oauth::demands::Demands;
use tokenward::core::oauth::form::Part;
use tokenward::core::oauth::metadata;
use tokenward::core::time::{Moment, Timestamp};

const ISSUER: &str = "https://as.example";
const NOW: Timestamp = Timestamp(1_700_000_000_000);

/// A client that takes all endpoints from the issuer.
fn config() -> OAuthConfig {
    let mut config = fixtures::oauth(OAuthGrant::AuthorizationCode);
    config.endpoints = Default::default();
    config.redirect_uri = Some("https://app.example/cb".into());
    config.scope = "openid api".into();
    config
}

const ENDPOINTS: &str = r#""authorization_endpoint":"https://as.example/auth","token_endpoint":"https://as.example/token","jwks_uri":"https://as.example/keys""#;

/// A host with a page's tab, and a server.
struct Host {
    tab: Tab,
    logins: Logins,
    /// The members of the issuer's metadata.
    metadata: String,
    proof_key: Option<ProofKey>,
    /// The answer to a pushed request.
    pushed: Answer,
    /// The bodies of pushed requests.
    sent: Vec<Vec<(String, String)>>,
    did: Vec<&'static str>,
    notes: Vec<Note>,
    random: u8,
}

impl Host {
    fn new() -> Self {
        Self {
            tab: Tab::default(),
            logins: Logins::new("ns", true),
            metadata: ENDPOINTS.into(),
            proof_key: None,
            pushed: Answer::TimedOut,
            sent: Vec::new(),
            did: Vec::new(),
            notes: Vec::new(),
            random: 0,
        }
    }

    fn start(&mut self, config: OAuthConfig, options: LoginOptions) -> Result<LoginUrl> {
        let logins = self.logins.clone();
        let mut flow = Start::new("api".into(), provider(config), options, logins)?;
        let at = Moment {
            now: NOW,
            wall_offset_ms: 0,
            random: 0,
        };
        let mut next = flow.begin(at);
        loop {
            self.notes.extend(flow.take_notes());
            let answer = match next {
                Next::Done(result) => return result,
                Next::Wait(_) => panic!("a login does not wait"),
                Next::Do { work, .. } => match self.tab.answer(&work) {
                    Some(answer) => answer,
                    None => self.answer(work),
                },
            };
            next = flow.answer(answer, false, at);
        }
    }

    fn answer(&mut self, work: Work) -> Answer {
        let (did, answer) = match work {
            Work::Discover(_) => {
                let body = format!(r#"{{"issuer":"{ISSUER}",{}}}"#, self.metadata);
                let found = metadata::read(&response(200, &body), "the address", ISSUER);
                ("discover", Answer::Metadata(found.map(Rc::new)))
            }
            Work::Random => {
                self.random += 3;
                let mut bytes = [0; 96];
                for (at, byte) in bytes.iter_mut().enumerate() {
                    *byte = self.random + (at / 32) as u8;
                }
                ("draw", Answer::Random(Ok(Box::new(Entropy(bytes.into())))))
            }
            Work::Digest(text) => {
                let digest = Sha256::digest(text.reveal());
                ("digest", Answer::Digest(Ok(digest.into())))
            }
            Work::ProofKey => ("find the key", Answer::ProofKey(self.proof_key.clone())),
            Work::Make(_, needs) => {
                assert_eq!(needs.client_audience.as_deref(), Some(ISSUER));
                let value = "signed".into();
                let name = "client_assertion".into();
                ("sign", Answer::Made(Ok(vec![Part { name, value }])))
            }
            Work::Send(request) => {
                assert_eq!(request.url, "https://as.example/par");
                self.sent.push(form_of(&request));
                ("push", self.pushed.clone())
            }
            other => panic!("a login does not ask for {other:?}"),
        };
        self.did.push(did);
        answer
    }

    /// The parameters of the URL that a login begins with.
    fn url(&mut self, config: OAuthConfig, options: LoginOptions) -> Vec<(String, String)> {
        let url = self.start(config, options).unwrap().url;
        let (endpoint, query) = url.split_once('?').unwrap();
        assert_eq!(endpoint, "https://as.example/auth");
        query_of(query)
    }
}

fn value<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = parameters.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.as_str())
}

fn pushing() -> OAuthConfig {
    OAuthConfig {
        par: Some(true),
        ..config()
    }
}

const PAR: &str = r#","pushed_authorization_request_endpoint":"https://as.example/par""#;

fn taken() -> Answer {
    let body = r#"{"request_uri":"urn:1","expires_in":60}"#;
    Answer::Response(Ok(response(201, body)))
}

#[test]
fn the_url_holds_a_challenge_whose_verifier_waits_in_the_tab() {
    let mut host = Host::new();
    let parameters = host.url(config(), LoginOptions::default());
    assert_eq!(host.did, ["discover", "draw", "digest"]);
    let state = value(&parameters, "state").unwrap();
    let next_page = Logins::new("ns", true);
    let login = host.tab.run(Take::new(next_page, state.into())).unwrap();
    assert_eq!(value(&parameters, "nonce"), Some(login.nonce.reveal()));
    let digest: [u8; 32] = Sha256::digest(login.verifier.reveal()).into();
    let challenge = tokenward::core::base64::encode_url(&digest);
    assert_eq!(value(&parameters, "code_challenge"), Some(&*challenge));
    assert_ne!(login.nonce, login.state);
    assert_ne!(login.nonce, login.verifier);
    assert_eq!(login.token_endpoint, "https://as.example/token");
    assert_eq!(login.jwks_uri.as_deref(), Some("https://as.example/keys"));
    assert_eq!(login.created_at, NOW.0);
    assert!(host.notes.is_empty(), "{:?}", host.notes);
}

#[test]
fn two_logins_at_once_share_nothing() {
    let mut host = Host::new();
    let first = host.url(config(), LoginOptions::default());
    let second = host.url(config(), LoginOptions::default());
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(value(&first, name), value(&second, name), "{name}");
    }
    for parameters in [first, second] {
        let state = value(&parameters, "state").unwrap();
        let login = host.tab.run(Take::new(host.logins.clone(), state.into()));
        assert_eq!(login.unwrap().state.reveal(), state);
    }
}

#[test]
fn the_options_of_a_login_replace_configured_values() {
    let mut host = Host::new();
    let options = LoginOptions {
        redirect_uri: Some("https://app.example/other".into()),
        scope: Some("openid more".into()),
        prompt: Some("login".into()),
        login_hint: Some("ada".into()),
        acr_values: Some("mfa phr".into()),
        max_age_seconds: NonZeroU32::new(300),
        claims: Some(r#"{"userinfo":{}}"#.into()),
        params: vec![("ui_locales".into(), "de".into())],
        app_state: Some("7".into()),
    };
    let parameters = host.url(config(), options);
    for (name, expected) in [
        ("redirect_uri", "https://app.example/other"),
        ("scope", "openid more"),
        ("prompt", "login"),
        ("login_hint", "ada"),
        ("acr_values", "mfa phr"),
        ("max_age", "300"),
        ("claims", r#"{"userinfo":{}}"#),
        ("ui_locales", "de"),
    ] {
        assert_eq!(value(&parameters, name), Some(expected));
    }
    let state = value(&parameters, "state").unwrap();
    let login = host.tab.run(Take::new(host.logins.clone(), state.into()));
    let login = login.unwrap();
    assert_eq!(login.app_state.as_deref(), Some("7"));
    let claims = Some(r#"{"userinfo":{}}"#.into());
    let demands = Demands::new(Some("mfa phr".into()), NonZeroU32::new(300), claims, true);
    assert_eq!(login.demands, demands.unwrap());
}

#[test]
fn any_prompt_is_passed_on_and_none_stands_alone() {
    let with = |prompt: &str| LoginOptions {
        prompt: Some(prompt.into()),
        ..LoginOptions::default()
    };
    for prompt in ["none", "create", "login consent", "vendor:step"] {
        let parameters = Host::new().url(config(), with(prompt));
        assert_eq!(value(&parameters, "prompt"), Some(prompt));
    }
    for (prompt, problem) in [
        ("", "empty"),
        (" ", "empty"),
        ("none login", "none"),
        ("login  none", "none"),
        ("none none", "none"),
    ] {
        let logins = Host::new().logins;
        let error = Start::new("api".into(), provider(config()), with(prompt), logins).unwrap_err();
        assert_eq!(error.class, Class::InvalidConfiguration);
        assert!(error.message.starts_with("options.prompt: "), "{error}");
        assert!(error.message.contains(problem), "{error}");
    }
}

#[test]
fn an_issuer_is_not_asked_for_configured_endpoints() {
    let mut host = Host::new();
    let mut config = config();
    config.endpoints.authorization = Some("https://as.example/auth".into());
    config.endpoints.token = Some("https://as.example/token".into());
    config.scope = "api".into();
    host.url(config.clone(), LoginOptions::default());
    assert_eq!(host.did, ["draw", "digest"]);
    config.scope = "openid".into();
    host.url(config, LoginOptions::default());
    assert_eq!(host.did[2], "discover", "its keys are not known");
}

#[test]
fn a_pushed_request_leaves_its_name_alone_in_the_url() {
    let mut host = Host::new();
    host.metadata.push_str(PAR);
    host.pushed = taken();
    let login = host.start(pushing(), LoginOptions::default()).unwrap();
    assert_eq!(login.expires_at, Some(NOW.0 + 60_000));
    let (_, query) = login.url.split_once('?').unwrap();
    let expected = [("client_id", "app"), ("request_uri", "urn:1")];
    assert_eq!(query_of(query), pairs(&expected));
    let state = value(&host.sent[0], "state").unwrap();
    assert!(
        host.tab
            .run(Take::new(host.logins.clone(), state.into()))
            .is_ok()
    );
    assert_eq!(host.notes, [Note::RequestPushed]);
}

#[test]
fn a_server_that_requires_pushed_requests_gets_them_unless_configured_otherwise() {
    let required = [PAR, r#","require_pushed_authorization_requests":true"#].concat();
    for (par, pushes) in [(None, 1), (Some(true), 1), (Some(false), 0)] {
        let mut host = Host::new();
        host.metadata.push_str(&required);
        host.pushed = taken();
        let config = OAuthConfig { par, ..config() };
        host.start(config, LoginOptions::default()).unwrap();
        assert_eq!(host.sent.len(), pushes, "{par:?}");
    }
}

#[test]
fn a_client_signs_its_pushed_request() {
    let mut host = Host::new();
    host.metadata.push_str(PAR);
    host.pushed = taken();
    let config = OAuthConfig {
        client_auth: Some(ClientAuth::PrivateKeyJwt),
        ..pushing()
    };
    host.start(config, LoginOptions::default()).unwrap();
    assert_eq!(value(&host.sent[0], "client_assertion"), Some("signed"));
}

#[test]
fn a_refused_push_is_the_logins_failure_and_keeps_nothing() {
    for (answer, code) in [
        (
            Answer::Response(Ok(response(400, r#"{"error":"invalid_request"}"#))),
            Code::LoginFailed,
        ),
        (
            Answer::Response(Err((Transport::Network, None))),
            Code::Network,
        ),
        (Answer::TimedOut, Code::Timeout),
    ] {
        let mut host = Host::new();
        host.metadata.push_str(PAR);
        host.pushed = answer;
        let error = host.start(pushing(), LoginOptions::default()).unwrap_err();
        assert_eq!((error.class, error.code), (Class::Login, code));
        assert_eq!(error.provider.as_deref(), Some("api"));
        assert!(host.tab.session.is_empty());
    }
}

#[test]
fn a_code_is_bound_to_a_key_that_is_still_there_when_the_user_comes_back() {
    for (kept, is_page, bound) in [
        (true, true, true),
        (false, true, false),
        (false, false, true),
    ] {
        let mut host = Host::new();
        host.logins = Logins::new("ns", is_page);
        host.proof_key = Some(ProofKey {
            jkt: "thumbprint".into(),
            kept,
        });
        let config = OAuthConfig {
            dpop: true,
            ..config()
        };
        let parameters = host.url(config, LoginOptions::default());
        let sent = value(&parameters, "dpop_jkt");
        assert_eq!(sent, bound.then_some("thumbprint"));
    }
}

#[test]
fn a_page_that_cannot_keep_its_login_reports_it_once() {
    let mut host = Host::new();
    host.tab.full = true;
    host.url(config(), LoginOptions::default());
    assert_eq!(host.notes, [Note::LoginNotKept]);
    let mut host = Host::new();
    host.logins = Logins::new("ns", false);
    host.url(config(), LoginOptions::default());
    assert!(host.notes.is_empty(), "no page is left");
}

#[test]
fn wrong_options_are_named_before_anything_is_done() {
    let refused = |config: OAuthConfig, options: LoginOptions, name: &str| {
        let mut host = Host::new();
        let error = host.start(config, options).unwrap_err();
        assert_eq!(error.class, Class::InvalidConfiguration);
        assert!(error.message.contains(name), "{}", error.message);
        assert!(host.did.is_empty());
    };
    let none = LoginOptions::default;
    let without = OAuthConfig {
        redirect_uri: None,
        ..config()
    };
    refused(without, none(), "providers.api.redirectUri");
    let other_grant = OAuthConfig {
        grant: OAuthGrant::ClientCredentials,
        ..config()
    };
    refused(other_grant, none(), "providers.api.grant");
    let relative = LoginOptions {
        redirect_uri: Some("/cb".into()),
        ..none()
    };
    refused(config(), relative, "options.redirectUri");
    let unseen = LoginOptions {
        scope: Some("api".into()),
        acr_values: Some("mfa".into()),
        ..none()
    };
    refused(config(), unseen, "options.acrValues");
    let own = LoginOptions {
        params: vec![("state".into(), "x".into())],
        ..none()
    };
    refused(config(), own, "options.params.state");
}

#[test]
fn the_error_for_a_missing_endpoint_names_its_option() {
    let mut host = Host::new();
    host.metadata = r#""token_endpoint":"https://as.example/token""#.into();
    let error: Error = host.start(config(), LoginOptions::default()).unwrap_err();
    assert!(
        error
            .message
            .contains("providers.api.authorizationEndpoint")
    );
    let mut host = Host::new();
    let error = host.start(pushing(), LoginOptions::default()).unwrap_err();
    let option = "providers.api.pushedAuthorizationRequestEndpoint";
    assert!(error.message.contains(option), "{}", error.message);
}
