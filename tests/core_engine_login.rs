//! The engine's part in a user's login, which another core drives: it finds the provider, fetches the issuer's
//! metadata, counts the notes, and takes the tokens.

mod engines;
mod simulation;
use engines::*;
use simulation::{Reply, oauth, provider as config, rotating};
use std::rc::Rc;
use tokenward::core::config::{Endpoints, Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use tokenward::core::engine::call::{Call, Outcome};
use tokenward::core::error::{Class, Code};
use tokenward::core::given::TokenInput;
use tokenward::core::note::Note;

const ISSUER: &str = "https://as.example";

fn of_user(change: impl FnOnce(&mut OAuthConfig)) -> ProviderConfig {
    let mut user = OAuthConfig {
        issuer: Some(ISSUER.into()),
        endpoints: Endpoints::default(),
        ..oauth(OAuthGrant::AuthorizationCode)
    };
    change(&mut user);
    ProviderConfig {
        grant: Grant::OAuth(Rc::new(user)),
        ..config(OAuthGrant::AuthorizationCode)
    }
}

fn found(world: &mut World, provider: Option<&str>) -> (String, u32, bool) {
    let provider = provider.map(str::to_owned);
    let caller = world.call(0, Call::FindProvider { provider });
    match world.outcome(0, caller) {
        Ok(Outcome::Provider(found)) => (
            found.name.to_string(),
            found.logouts,
            found.proof_key.is_some(),
        ),
        other => panic!("{other:?}"),
    }
}

fn discover(world: &mut World) -> Result<String, Code> {
    let provider = "api".into();
    let caller = world.call(0, Call::Discover { provider });
    match world.outcome(0, caller) {
        Ok(Outcome::Metadata(metadata)) => Ok(metadata.issuer.clone()),
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.code),
    }
}

#[test]
fn a_login_finds_its_provider_with_the_count_of_logouts() {
    let mut world = World::of_tabs(1, &of_user(|_| {}), rotating(3600));
    assert_eq!(found(&mut world, None), ("api".into(), 0, false));
    world.clear(0);
    assert_eq!(found(&mut world, Some("api")), ("api".into(), 1, false));
    assert!(world.tabs[0].heard.contains(&"loggedOut"));
    let provider = Some("other".into());
    let caller = world.call(0, Call::FindProvider { provider });
    let error = world.outcome(0, caller).unwrap_err();
    assert_eq!(error.class, Class::UnknownProvider);

    let mut world = World::of_tabs(1, &of_user(|user| user.dpop = true), rotating(3600));
    assert!(found(&mut world, None).2);
}

#[test]
fn metadata_is_fetched_for_a_login_once_and_again_after_a_failure() {
    let document = [r#"{"issuer":""#, ISSUER, r#""}"#].concat();
    let mut times = 0;
    let server = move |_: &_, _| {
        times += 1;
        match times {
            1 => Reply::Broken,
            2 => Reply::Answer(200, document.clone()),
            _ => panic!("asked again"),
        }
    };
    let mut world = World::of_tabs(1, &of_user(|_| {}), Box::new(server));
    assert_eq!(discover(&mut world), Err(Code::Network));
    for _ in 0..2 {
        assert_eq!(discover(&mut world).as_deref(), Ok(ISSUER));
    }
}

#[test]
fn an_id_token_is_that_of_the_provider_itself() {
    let mut world = World::of_tabs(1, &of_user(|_| {}), rotating(3600));
    let id_token = |world: &mut World| {
        let provider = "api".into();
        let caller = world.call(0, Call::IdToken { provider });
        match world.outcome(0, caller) {
            Ok(Outcome::IdToken(id_token)) => id_token.map(|token| token.reveal().to_owned()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(id_token(&mut world), None);
    let tokens = Box::new(TokenInput {
        access_token: "a".into(),
        expires_in_ms: Some(3_600_000),
        id_token: Some("header.payload.signature".into()),
        clock_skew_ms: Some(-20),
        ..TokenInput::default()
    });
    let caller = world.call(
        0,
        Call::TakeLogin {
            provider: "api".into(),
            tokens,
            logouts: 0,
        },
    );
    let Ok(Outcome::Info(info)) = world.outcome(0, caller) else {
        panic!("no info")
    };
    assert_eq!(info.clock_skew_ms, Some(-20));
    let held = id_token(&mut world);
    assert_eq!(held.as_deref(), Some("header.payload.signature"));
}

#[test]
fn the_notes_of_a_login_are_counted() {
    let mut world = World::of_tabs(1, &of_user(|_| {}), rotating(3600));
    let reading = world.reading();
    let engine = &mut world.tabs[0].engine;
    let note = Note::Requested {
        grant: "authorization_code",
        attempt: 1,
        endpoint: None,
    };
    engine.note("api", &note, reading).unwrap();
    assert_eq!(engine.metrics().unwrap().token_requests, 1);
    let error = engine.note("other", &note, reading).unwrap_err();
    assert_eq!(error.class, Class::UnknownProvider);
}
