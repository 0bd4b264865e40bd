//! The texts between the engine and the driver. Each effect and each answer has a sample in `tests/fixtures/wire/`.
//!
//! `UPDATE_SAMPLES=1 cargo test --test wire` writes the effects anew.

use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use tokenward::core::challenge::StepUp;
use tokenward::core::config::{ClientAuth, Grant};
use tokenward::core::dpop::Claims;
use tokenward::core::engine::call::{Call, FoundProvider, Handed, Outcome, RefreshReport, TokenId};
use tokenward::core::engine::effect::{Answer, Context, Effect, OwnerCall, Proof, Work};
use tokenward::core::envelope::Sealed;
use tokenward::core::error::{Cause, Class, Code, Error};
use tokenward::core::event::Event;
use tokenward::core::flow::Verification;
use tokenward::core::http::HttpRequest;
use tokenward::core::json::Json;
use tokenward::core::oauth::metadata::Metadata;
use tokenward::core::oauth::parts::Needs;
use tokenward::core::records::restored::Restored;
use tokenward::core::records::work;
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;
use tokenward::core::user::User;
use tokenward::wire::{self, Causes, Policies};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/wire")
        .join(name)
}

fn tokens() -> Box<TokenSet> {
    Box::new(TokenSet {
        access_token: "access".into(),
        expires_at: Some(Timestamp(3_601_000)),
        obtained_at: Timestamp(1_000),
        scope: Some("a b".into()),
        refresh_token: Some("refresh".into()),
        id_token: Some("id".into()),
        extra: Some(r#"{"__proto__":"data"}"#.into()),
        ..TokenSet::from_refresh_token("refresh".into(), Timestamp(1_000))
    })
}

fn handed() -> Handed {
    Handed {
        id: TokenId {
            credential: 3,
            version: 7,
        },
        token: Rc::new("access".into()),
        token_type: "Bearer".into(),
    }
}

fn context() -> Context {
    Context {
        provider: "api".into(),
        force_refresh: true,
        min_lifetime_ms: Some(90_000),
        wish: None,
    }
}

fn error(causes: &Causes) -> Error {
    let text = r#"{"answer":"threw","cause":5,"retryable":true}"#;
    let thrown = wire::answer(text, Vec::new(), &Policies::default(), causes).unwrap();
    let Answer::Threw(thrown) = thrown else {
        panic!("an answer of another kind");
    };
    let mut earlier = Error::new(Class::TokenRefresh, Code::Network, "the request failed");
    earlier.retryable = true;
    let mut error = Error::new(
        Class::TokenAcquisition,
        Code::AcquisitionFailed,
        "a \"quoted\" reason",
    );
    error.provider = Some("api".into());
    error.status = Some(400);
    error.oauth_error = Some("invalid_request".into());
    error.retry_after_ms = Some(1_500);
    error.cause = Some(Cause(Rc::new(earlier.with_cause(Some(thrown.cause)))));
    error
}

fn works() -> Vec<Work> {
    let request = HttpRequest {
        method: "POST",
        url: "https://as.example/token".into(),
        headers: vec![("accept".into(), "application/json".into())],
        body: Some("grant_type=client_credentials".into()),
        secrets: Vec::new(),
        proves: true,
    };
    let proof = Proof {
        key: "tokenward:api".into(),
        claims: Claims {
            htu: "https://as.example/token".into(),
            iat: 1_000,
            nonce: Some("n".into()),
            skew_ms: -20,
        },
    };
    let key: Rc<str> = "tokenward:api:0".into();
    let write = |text: Option<&str>, expected| Work::Write {
        storage: 0,
        key: key.clone(),
        text: text.map(Into::into),
        expires_at: text.map(|_| 9_000_000_000_000_000),
        expected,
    };
    let (functions, context) = (2, context());
    let pass_on = |call| Work::PassOn {
        functions,
        provider: "api".into(),
        call,
    };
    vec![
        Work::Fetch {
            request: Box::new(request),
            proof: Some(Box::new(proof)),
        },
        Work::Read {
            storage: 0,
            key: key.clone(),
        },
        Work::Peek {
            storage: 0,
            key: key.clone(),
        },
        write(Some("record"), Some(Some("before".into()))),
        write(Some("record"), Some(None)),
        write(None, None),
        Work::List {
            storage: 1,
            prefix: "tokenward:".into(),
        },
        Work::Seal {
            key: key.clone(),
            text: "record".into(),
        },
        Work::Open {
            key: key.clone(),
            sealed: Box::new(Sealed {
                iv: [1; 12],
                content: vec![2; 20],
            }),
        },
        Work::Lock {
            storage: 0,
            name: key,
            patient: true,
        },
        Work::ProofKey {
            name: "tokenward:api".into(),
        },
        Work::Verify(Box::new(Verification {
            key: r#"{"kty":"RSA"}"#.into(),
            algorithm: r#"{"name":"RSA-PSS"}"#,
            input: "header.payload".into(),
            signature: vec![3; 4],
        })),
        Work::MakeParts {
            functions,
            needs: Box::new(Needs {
                client_audience: Some("https://as.example".into()),
                grant_endpoint: Some("https://as.example/token".into()),
                now: 1_000,
            }),
            client_id: "client".into(),
            scope: "a".into(),
            subject_token: Some(handed()),
        },
        Work::Acquire {
            functions,
            context: context.clone(),
        },
        Work::Refresh {
            functions,
            context: context.clone(),
            tokens: tokens(),
        },
        Work::Revoke {
            functions,
            context,
            tokens: tokens(),
        },
        Work::Resolve {
            provider: "tenant".into(),
        },
        pass_on(OwnerCall::SetTokens(tokens())),
        pass_on(OwnerCall::Invalidate(Some("access".into()))),
        pass_on(OwnerCall::Clear),
        Work::Decide {
            id: 1,
            answer: Some(Box::new(work::Answer::Flag(true))),
            closing: false,
        },
    ]
}

/// `{"alg":"RS256"}` and `{"iss":"i","aud":"client","sub":"alice","auth_time":1}`.
fn user() -> Option<User> {
    let claims = "eyJpc3MiOiJpIiwiYXVkIjoiY2xpZW50Iiwic3ViIjoiYWxpY2UiLCJhdXRoX3RpbWUiOjF9";
    let id_token = ["eyJhbGciOiJSUzI1NiJ9.", claims, ".c2ln"].concat();
    let config = r#"{"name":"api","grant":"authorization_code","clientId":"client","authorizationEndpoint":"https://as.example/a","tokenEndpoint":"https://as.example/t"}"#;
    let provider = wire::provider(&wire::parse(config).unwrap(), &Policies::default());
    match provider.unwrap().config.grant {
        Grant::OAuth(config) => User::of(&"api".into(), &id_token, &config),
        _ => panic!("another grant"),
    }
}

/// An issuer's metadata.
fn document() -> Json {
    let text = r#"{"issuer":"https://as.example","token_endpoint":"https://as.example/token","jwks_uri":"https://as.example/keys",
        "code_challenge_methods_supported":["S256"],"authorization_response_iss_parameter_supported":true,"other":1}"#;
    Json::parse(text).unwrap()
}

fn effects(causes: &Causes) -> Vec<Effect> {
    let works = works().into_iter().enumerate();
    let mut effects: Vec<_> = works
        .map(|(number, work)| Effect::Do {
            number: number as u32,
            within_ms: (number % 2 == 0).then_some(10_000),
            work,
        })
        .collect();
    let report = RefreshReport {
        refreshed: vec!["api".into()],
        failed: vec![("other".into(), error(causes))],
    };
    let outcomes = [
        Err(error(causes)),
        Ok(Outcome::Nothing),
        Ok(Outcome::Token(handed())),
        Ok(Outcome::Tokens(Some(tokens()))),
        Ok(Outcome::Tokens(None)),
        Ok(Outcome::Report(Box::new(report))),
        Ok(Outcome::Flag(true)),
        Ok(Outcome::Moved(Restored {
            restored: 3,
            skipped: 1,
        })),
        Ok(Outcome::Name("api".into())),
        Ok(Outcome::Provider(Box::new(FoundProvider {
            name: "api".into(),
            logouts: 2,
            proof_key: Some("tokenward:api".into()),
        }))),
        Ok(Outcome::Metadata(Rc::new(Metadata::of(&document())))),
        Ok(Outcome::IdToken(Some("id".into()))),
        Ok(Outcome::IdToken(None)),
    ];
    let settled = outcomes.into_iter().enumerate();
    effects.extend(settled.map(|(caller, outcome)| Effect::Settle(caller as u32, outcome)));
    effects.extend([
        Effect::Cancel(1),
        Effect::Unlock(9),
        Effect::Lend {
            provider: "api".into(),
            token: handed(),
            since: 1_000,
            until: 2_000,
        },
        Effect::Withdraw("api".into()),
        Effect::Only(Some("api".into())),
        Effect::Only(None),
        Effect::Emit(Event::Removed {
            provider: "api".into(),
        }),
        Effect::Emit(Event::SignedIn {
            provider: "api".into(),
            user: user(),
        }),
        Effect::Emit(Event::SignedIn {
            provider: "api".into(),
            user: None,
        }),
        Effect::Emit(Event::SignedOut {
            provider: "api".into(),
        }),
        Effect::Emit(Event::StepUp {
            provider: "api".into(),
            wanted: Box::new(StepUp {
                error: "insufficient_user_authentication",
                acr_values: Some("urn:mfa phr".into()),
                max_age_seconds: Some(5),
                scope: Some("read".into()),
                claims: Some("{}".into()),
            }),
        }),
        Effect::Emit(Event::StorageError {
            error: error(causes),
        }),
        Effect::Announce("n".into()),
        Effect::Listen(true),
        Effect::Forget(2),
        Effect::LoggedOut("api".into()),
    ]);
    effects
}

#[test]
fn each_effect_crosses_by_names() {
    let causes = Causes::default();
    let texts: Vec<_> = (effects(&causes).iter())
        .map(|effect| wire::effect(effect, 500).reveal().to_owned())
        .collect();
    let written = format!("[\n  {}\n]\n", texts.join(",\n  "));
    let path = fixture("effects.json");
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        fs::write(&path, &written).unwrap();
    }
    assert_eq!(written, fs::read_to_string(path).unwrap());
    assert!(matches!(Json::parse(&written), Ok(Json::Array(items)) if items.len() == texts.len()));
}

#[test]
fn each_answer_is_read_by_names() {
    let text = fs::read_to_string(fixture("answers.json")).unwrap();
    let Ok(Json::Array(samples)) = Json::parse(&text) else {
        panic!("the samples are no array");
    };
    let (policies, causes) = (Policies::default(), Causes::default());
    for sample in samples {
        let mut text = tokenward::core::text::SecretText::default();
        sample.write(&mut text);
        let answer = wire::answer(text.as_str(), b"body".to_vec(), &policies, &causes);
        let kind = format!(
            "{:?}",
            answer.unwrap_or_else(|_| panic!("{}", text.as_str()))
        );
        let kind = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap();
        assert_eq!(kind, sample.get_str("is").unwrap(), "{}", text.as_str());
    }
}

#[test]
fn an_answer_of_no_known_kind_is_a_typed_error() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"answer":"maybe"}"#,
        r#"{"answer":"threw"}"#,
    ] {
        let answer = wire::answer(text, Vec::new(), &Policies::default(), &Causes::default());
        assert_eq!(
            answer.unwrap_err().code,
            Code::InvalidConfiguration,
            "{text}"
        );
    }
}

#[test]
fn tokens_that_cannot_be_sent_are_named_by_their_path_and_their_refresh_token_is_kept() {
    let text = r#"{"answer":"tokens","path":"the answer","endpointNames":true,"accessToken":"a b","refreshToken":"r1"}"#;
    let answer = wire::answer(text, Vec::new(), &Policies::default(), &Causes::default());
    let Ok(Answer::NoTokens {
        error,
        refresh_token,
    }) = answer
    else {
        panic!("the tokens were taken");
    };
    assert_eq!(error.code, Code::InvalidResponse);
    assert!(
        error.message.starts_with("the answer.access_token: "),
        "{}",
        error.message
    );
    assert!(!error.message.contains("a b"));
    assert_eq!(refresh_token.unwrap().reveal(), "r1");
}

#[test]
fn the_driver_is_told_when_the_last_copy_of_a_cause_is_gone() {
    let causes = Causes::default();
    let error = error(&causes);
    let copy = error.clone();
    drop(error);
    assert!(causes.take_dropped().is_empty());
    drop(copy);
    assert_eq!(causes.take_dropped(), [5]);
    assert!(causes.take_dropped().is_empty());
}

/// A provider's configuration in another order of its members.
fn reversed(text: &str) -> Json {
    match Json::parse(text) {
        Ok(Json::Object(members)) => Json::Object(members.into_iter().rev().collect()),
        _ => panic!("no object"),
    }
}

#[test]
fn a_providers_members_are_read_by_name_in_any_order() {
    let text = r#"{"grant":"client_credentials","clientId":"id","clientSecret":"secret","issuer":"https://as.example",
        "tokenEndpoint":"https://as.example/token","scope":"a b","audience":["x","y"],"clientAuth":"client_secret_post",
        "params":[["p","1"]],"dpop":true,"functions":4,"made":{"hasKey":true,"audience":"token_endpoint"},
        "refreshPolicy":{"aheadMs":1000},"retryPolicy":{"maxAttempts":7},"allowedOrigins":["https://api.example"],
        "fallback":["other",{"grant":"static","token":"t","expiresAt":5}]}"#;
    let read = |given: &Json| wire::provider(given, &Policies::default()).unwrap();
    let provider = read(&Json::parse(text).unwrap());
    let Grant::OAuth(config) = &provider.config.grant else {
        panic!("a grant of another kind");
    };
    assert_eq!(config.client_id, "id");
    assert_eq!(config.client_secret.as_ref().unwrap().reveal(), "secret");
    assert_eq!(config.issuer.as_deref(), Some("https://as.example"));
    assert_eq!(
        config.endpoints.token.as_deref(),
        Some("https://as.example/token")
    );
    assert_eq!(config.client_auth, Some(ClientAuth::SecretPost));
    assert_eq!(config.audience, ["x", "y"]);
    assert!(config.dpop && config.made().has_key);
    assert_eq!(provider.functions, Some(4));
    assert_eq!(provider.config.refresh_policy.ahead_ms, 1_000);
    assert_eq!(
        provider.config.refresh_policy.min_lifetime_ms, 60_000,
        "the default"
    );
    assert_eq!(provider.config.retry_policy.max_attempts, 7);
    assert_eq!(provider.allowed_origins, ["https://api.example"]);
    assert_eq!(provider.fallback.len(), 2);
    assert_eq!(
        format!("{:?}", read(&reversed(text))),
        format!("{provider:?}")
    );
}

#[test]
fn a_grant_or_a_word_of_no_known_name_is_a_typed_error() {
    for text in [
        r#"{}"#,
        r#"{"grant":"implicit"}"#,
        r#"{"grant":"client_credentials","clientAuth":"tls"}"#,
        r#"{"grant":"login","formats":["xml"]}"#,
        r#"{"grant":"static","token":"t","fallback":[{"grant":"implicit"}]}"#,
    ] {
        let provider = wire::provider(&Json::parse(text).unwrap(), &Policies::default());
        assert_eq!(
            provider.unwrap_err().code,
            Code::InvalidConfiguration,
            "{text}"
        );
    }
}

#[test]
fn metadata_crosses_without_loss() {
    let metadata = Metadata::of(&document());
    let outcome = Ok(Outcome::Metadata(Rc::new(metadata.clone())));
    let text = wire::effect(&Effect::Settle(1, outcome), 0);
    let settled = Json::parse(text.reveal()).unwrap();
    assert_eq!(Metadata::of(settled.get("value").unwrap()), metadata);
}

#[test]
fn the_tokens_of_a_login_come_with_its_servers_clock_skew() {
    let text = r#"{"call":"takeLogin","provider":"api","logouts":3,
        "tokens":{"accessToken":"a","obtainedAt":5,"expiresAt":9,"clockSkewMs":-20,"extra":"{}"}}"#;
    let Ok(Call::TakeLogin {
        provider,
        tokens,
        logouts,
    }) = wire::call(&wire::parse(text).unwrap())
    else {
        panic!("a call of another kind");
    };
    assert_eq!((provider.as_str(), logouts), ("api", 3));
    assert_eq!(
        (tokens.expires_at, tokens.clock_skew_ms),
        (Some(9), Some(-20))
    );
}
