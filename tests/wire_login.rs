//! The texts between the desk of logins and the driver. Each effect has a sample in `tests/fixtures/wire/`, and so has
//! each answer.
//!
//! `UPDATE_SAMPLES=1 cargo test --test wire_login` writes the effects anew.

use std::cell::RefCell;
use std::fs;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::rc::Rc;
use tokenward::core::config::{Grant, OAuthGrant};
use tokenward::core::driving::{Host, Reading};
use tokenward::core::error::{Cause, Class, Code, Error};
use tokenward::core::json::Json;
use tokenward::core::log::{Level, LogRecord};
use tokenward::core::login::callbacks::Finished;
use tokenward::core::login::desk::Desk;
use tokenward::core::login::desk::effect::{Answer, Call, DeviceLogin, Effect, Outcome, Work};
use tokenward::core::login::start::LoginUrl;
use tokenward::core::note::Note;
use tokenward::core::time::{Clocks, Timestamp};
use tokenward::core::tokens::TokenSet;
use tokenward::wire::{Causes, Policies, login};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/wire")
        .join(name)
}

fn tokens() -> Box<TokenSet> {
    Box::new(TokenSet {
        access_token: "access".into(),
        expires_at: Some(Timestamp(3_601_500)),
        scope: Some("a b".into()),
        id_token: Some("id".into()),
        extra: Some(r#"{"__proto__":"data"}"#.into()),
        clock_skew_ms: Some(-20),
        ..TokenSet::from_refresh_token("refresh".into(), Timestamp(1_500))
    })
}

fn effects() -> Vec<Effect> {
    let works = [
        Work::Random,
        Work::Digest("verifier".into()),
        Work::ReadSession("ns%login:".into()),
        Work::WriteSession("ns%login:state".into(), Some("record".into())),
        Work::WriteSession("ns%login:state".into(), None),
        Work::Watch {
            window: 3,
            go: Some(("https://as.example/auth".into(), "tw.state".into())),
        },
        Work::Watch {
            window: 3,
            go: None,
        },
        Work::ShowUrl {
            from: "https://app/cb?code=c&state=s#hash".into(),
            to: "https://app/cb#hash".into(),
        },
        Work::FindProvider(Some("api".into())),
        Work::FindProvider(None),
        Work::Discover("api".into()),
        Work::FindIdToken("api".into()),
        Work::FetchAsUser {
            provider: "api".into(),
            url: "https://as.example/me".into(),
        },
        Work::SignOut {
            provider: "api".into(),
            revoke: true,
        },
        Work::GiveTokens {
            provider: "api".into(),
            tokens: tokens(),
            logouts: 2,
        },
    ];
    let works = works
        .into_iter()
        .enumerate()
        .map(|(number, work)| Effect::Do {
            number: number as u32,
            within_ms: None,
            work,
        });
    let outcomes = [
        Err(Error::login_failed("no").of(&"api".into())),
        Ok(Outcome::Url(LoginUrl {
            url: "https://as.example/auth".into(),
            expires_at: Some(1_000),
        })),
        Ok(Outcome::Finished(Finished {
            provider: "api".into(),
            logouts: 0,
            app_state: Some(r#"{"__proto__":[1]}"#.into()),
            claims: None,
        })),
        Ok(Outcome::Codes(DeviceLogin {
            id: 1,
            user_code: "WDJB".into(),
            verification_uri: "https://as.example/go".into(),
            verification_uri_complete: None,
            expires_at: 2_000,
        })),
        Ok(Outcome::Decided("api".into())),
        Ok(Outcome::LogoutUrl(Some("https://as.example/end".into()))),
        Ok(Outcome::LogoutUrl(None)),
        Ok(Outcome::NoCallback),
        Ok(Outcome::UserInfo(r#"{"sub":"ada"}"#.into())),
    ];
    let settled = outcomes.into_iter().enumerate();
    let settled = settled.map(|(caller, outcome)| Effect::Settle(caller as u32, outcome));
    let notes = [
        Note::Requested {
            grant: OAuthGrant::DeviceCode.name(),
            attempt: 1,
            endpoint: Some("https://as.example/token".into()),
        },
        Note::Answered {
            status: Some(200),
            ms: 12,
        },
        Note::Obtained {
            refreshed: false,
            clock_skew_ms: Some(3),
        },
        Note::RequestPushed,
        Note::LoginNotKept,
    ];
    let notes = notes.map(|note| Effect::Note("api".into(), note));
    let full = Error::new(Class::Storage, Code::Storage, "full");
    works
        .chain(settled)
        .chain(notes)
        .chain([
            Effect::Cancel(1),
            Effect::CloseWindow(3),
            Effect::StorageError(full.clone()),
            Effect::Log(LogRecord {
                level: Level::Warn,
                message: "login failed",
                provider: Some("api".into()),
                at: 1_000,
                error: Some(full),
                fields: Vec::new(),
            }),
        ])
        .collect()
}

#[test]
fn each_effect_crosses_by_names() {
    let texts: Vec<_> = (effects().iter())
        .map(|effect| login::effect(effect, 500).reveal().to_owned())
        .collect();
    let written = format!("[\n  {}\n]\n", texts.join(",\n  "));
    let path = fixture("login-effects.json");
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        fs::write(&path, &written).unwrap();
    }
    assert_eq!(written, fs::read_to_string(path).unwrap());
    assert!(matches!(Json::parse(&written), Ok(Json::Array(items)) if items.len() == texts.len()));
}

fn answer(text: &str, causes: &Causes) -> Answer {
    let answer = login::answer(text, b"body".to_vec(), &Policies::default(), causes);
    answer.unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn each_answer_is_read_by_names() {
    let text = fs::read_to_string(fixture("login-answers.json")).unwrap();
    let Ok(Json::Array(samples)) = Json::parse(&text) else {
        panic!("the samples are no array");
    };
    for sample in samples {
        let mut text = tokenward::core::text::SecretText::default();
        sample.write(&mut text);
        let kind = format!("{:?}", answer(text.as_str(), &Causes::default()));
        let kind = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap();
        assert_eq!(kind, sample.get_str("is").unwrap(), "{}", text.as_str());
    }
}

#[test]
fn a_provider_comes_with_its_configuration_and_the_managers_policies() {
    let settings = r#"{"namespace":"ns","host":"browser","logLevel":"warn","retryPolicy":{"timeoutMs":77},"storage":{"id":0}}"#;
    let (settings, policies) = login::settings(settings, Rc::default()).unwrap();
    assert_eq!(
        (&*settings.namespace, settings.host, settings.log_level),
        ("ns", Host::Browser, Some(Level::Warn))
    );
    let text = r#"{"answer":"provider","logouts":3,"proofKey":"ns:api","provider":{"name":"api","grant":"authorization_code","clientId":"app","functions":4,"dpop":true}}"#;
    let Ok(Answer::Provider(provider)) =
        login::answer(text, Vec::new(), &policies, &Causes::default())
    else {
        panic!("no provider");
    };
    assert_eq!((&*provider.name, provider.logouts), ("api", 3));
    assert_eq!(provider.functions, Some(4));
    assert_eq!(provider.proof_key.as_deref(), Some("ns:api"));
    assert_eq!(provider.config.retry_policy.timeout_ms, 77);
    let Grant::OAuth(config) = provider.config.grant else {
        panic!("another grant");
    };
    assert!(config.dpop && config.grant == OAuthGrant::AuthorizationCode);
}

#[test]
fn an_error_of_another_core_comes_as_it_was() {
    let causes = Causes::default();
    let text = r#"{"answer":"failed","error":{"class":"ManagerClosedError","code":"closed","message":"m","provider":"api","retryable":true,"status":503,
        "earlier":{"class":"TokenRefreshError","code":"network","message":"e","retryable":false,"cause":5}}}"#;
    let Answer::Failed(error) = answer(text, &causes) else {
        panic!("no error");
    };
    assert_eq!(
        (error.class, error.code),
        (Class::ManagerClosed, Code::Closed)
    );
    assert_eq!(
        (error.provider.as_deref(), error.status, error.retryable),
        (Some("api"), Some(503), true)
    );
    let Some(Cause(cause)) = &error.cause else {
        panic!("no cause");
    };
    let earlier = cause.downcast_ref::<Error>().expect("an error of ours");
    assert_eq!(
        (earlier.class, earlier.code),
        (Class::TokenRefresh, Code::Network)
    );
    assert_eq!(causes.take_dropped(), [0; 0]);
    drop(error);
    assert_eq!(causes.take_dropped(), [5]);
}

#[test]
fn calls_questions_and_signals_are_read_by_names() {
    let text = r#"{"call":"startLogin","provider":"api","redirectUri":"https://app/cb","scope":"a","prompt":"login","loginHint":"ada","acrValues":"mfa phr","maxAgeSeconds":300,"claims":"{}","appState":"{}","params":[["acr","1"]]}"#;
    let Ok(Call::StartLogin { provider, options }) = login::call(text) else {
        panic!("no call");
    };
    assert_eq!(provider.as_deref(), Some("api"));
    assert_eq!(options.redirect_uri.as_deref(), Some("https://app/cb"));
    assert_eq!(options.app_state.as_deref(), Some("{}"));
    assert_eq!(options.acr_values.as_deref(), Some("mfa phr"));
    assert_eq!(options.max_age_seconds, NonZeroU32::new(300));
    assert_eq!(options.claims.as_deref(), Some("{}"));
    assert_eq!(options.params, [("acr".to_owned(), "1".to_owned())]);
    let text = r#"{"call":"logoutUrl","postLogoutRedirectUri":"https://app/","state":"s"}"#;
    let Ok(Call::LogoutUrl {
        provider,
        options,
        signs_out,
    }) = login::call(text)
    else {
        panic!("no call");
    };
    assert_eq!((provider, options.state.as_deref()), (None, Some("s")));
    assert_eq!(signs_out, None);
    let text = r#"{"call":"logoutUrl","provider":"api","revoke":false}"#;
    let signs_out = match login::call(text) {
        Ok(Call::LogoutUrl { signs_out, .. }) => signs_out,
        other => panic!("{other:?}"),
    };
    assert_eq!(signs_out, Some(false));
    for text in [
        r#"{"call":"finishLogin","url":"https://app/cb?state=1"}"#,
        r#"{"call":"login","mode":"popup","window":1,"timeoutMs":5}"#,
        r#"{"call":"login","mode":"silent","window":1}"#,
        r#"{"call":"handleCallback","url":"https://app/cb"}"#,
        r#"{"call":"startDeviceLogin"}"#,
        r#"{"call":"userInfo"}"#,
        r#"{"call":"finishDeviceLogin","id":1}"#,
    ] {
        login::call(text).unwrap();
    }
    for text in [
        "{}",
        "",
        r#"{"call":"getToken"}"#,
        r#"{"call":"finishLogin"}"#,
    ] {
        login::call(text).expect_err("no call");
    }
    login::signal(r#"{"signal":"loggedOut","provider":"api"}"#).unwrap();
    login::signal(r#"{"signal":"removed","provider":"api"}"#).unwrap();
    login::signal(r#"{"signal":"woke"}"#).expect_err("no signal");
    let settings = r#"{"namespace":"ns","host":"process"}"#;
    let (settings, _) = login::settings(settings, Rc::new(RefCell::default())).unwrap();
    let mut desk = Desk::new(settings);
    let clocks = Clocks {
        wall: 1,
        monotonic: 1,
    };
    let reading = Reading { clocks, random: 0 };
    let text = r#"{"ask":"cancelDeviceLogin","id":1}"#;
    assert_eq!(login::ask(&mut desk, text, reading).unwrap().reveal(), "{}");
    login::ask(&mut desk, r#"{"ask":"health"}"#, reading).expect_err("no question");
}
