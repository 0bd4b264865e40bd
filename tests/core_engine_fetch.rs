//! The questions of `fetch` to the engine: the provider for a request, and the meaning of an API's refusal.

mod engines;
mod simulation;

use engines::*;
use simulation::{Reply, provider as config};
use std::rc::Rc;
use tokenward::core::config::{Grant, OAuthGrant, ProviderConfig, StaticToken};
use tokenward::core::engine::call::{Call, Outcome};
use tokenward::core::error::{Code, Result};
use tokenward::core::event::Event;

const HERE: &str = "https://here.example";
const THERE: &str = "https://there.example";

/// A manager of static tokens: each provider's name, and its allowed origins.
fn of_lists(lists: &[(&str, &[&str])]) -> World {
    let mut world = World::new(Box::new(|_, _| Reply::Answer(503, String::new())));
    let tab = world.open(settings(None));
    for (name, origins) in lists {
        let grant = Grant::Static(Rc::new(StaticToken {
            token: format!("token-of-{name}").into(),
            token_type: None,
            expires_at: None,
        }));
        let config = ProviderConfig {
            grant,
            ..config(OAuthGrant::ClientCredentials)
        };
        let mut added = provider(config);
        added.allowed_origins = origins.iter().map(|origin| (*origin).into()).collect();
        world.add(tab, name, added);
    }
    world
}

fn provider_for(world: &mut World, provider: Option<&str>, origin: &str) -> Result<String> {
    let (provider, origin) = (provider.map(Into::into), origin.into());
    let caller = world.call(0, Call::ProviderFor { provider, origin });
    match world.outcome(0, caller)? {
        Outcome::Name(name) => Ok(name.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_without_a_provider_gets_the_token_of_the_only_one_that_allows_its_origin() {
    let mut world = of_lists(&[("a", &[HERE]), ("b", &[THERE]), ("c", &[THERE, HERE])]);
    let error = provider_for(&mut world, None, HERE).unwrap_err();
    assert_eq!(error.code, Code::UnknownProvider);
    let competing = "several providers have https://here.example in allowedOrigins. Name one of them by the option provider: a, c";
    assert_eq!(error.message, competing);
    world.remove(0, "c").unwrap();
    assert_eq!(provider_for(&mut world, None, HERE).unwrap(), "a");
    assert_eq!(provider_for(&mut world, None, THERE).unwrap(), "b");
    let error = provider_for(&mut world, None, "https://other.example").unwrap_err();
    assert_eq!(error.code, Code::UnknownProvider);
    let lacking = "no provider has https://other.example in allowedOrigins. Add it to that of one of these: a, b";
    assert_eq!(error.message, lacking);
}

#[test]
fn the_only_provider_and_a_named_one_must_allow_the_origin() {
    let mut world = of_lists(&[("a", &[HERE])]);
    for name in [None, Some("a")] {
        assert_eq!(provider_for(&mut world, name, HERE).unwrap(), "a");
        let error = provider_for(&mut world, name, THERE).unwrap_err();
        assert_eq!(error.code, Code::OriginNotAllowed);
        assert_eq!(error.provider.as_deref(), Some("a"));
        assert!(error.message.contains("providers.a.allowedOrigins"));
    }
    let error = provider_for(&mut world, Some("b"), HERE).unwrap_err();
    assert_eq!(error.code, Code::UnknownProvider);
    world.remove(0, "a").unwrap();
    let error = provider_for(&mut world, None, HERE).unwrap_err();
    assert_eq!(error.code, Code::UnknownProvider);
}

#[test]
fn a_token_that_may_not_go_there_is_an_error_that_names_the_list() {
    let world = of_lists(&[("a", &[HERE])]);
    let engine = &world.tabs[0].engine;
    assert!(engine.check_origin("a", "token-of-a", HERE).is_ok());
    let error = engine.check_origin("a", "token-of-a", THERE).unwrap_err();
    assert_eq!(error.code, Code::OriginNotAllowed);
    assert!(error.message.contains("providers.a.allowedOrigins"));
    let error = engine.check_origin("b", "x", HERE).unwrap_err();
    assert_eq!(error.code, Code::UnknownProvider);
}

/// The result of an API's response to a request with the token of `a`: whether a new token is worth a try, and the
/// number of step-up events.
fn challenged(world: &mut World, status: u16, header: Option<&str>) -> (bool, usize) {
    let reading = world.reading();
    let engine = &mut world.tabs[0].engine;
    let renew = engine.challenged(None, "token-of-a", HERE, status, header, reading);
    world.drain(0);
    let step_ups = world.count(0, |event| matches!(event, Event::StepUp { .. }));
    (renew, step_ups)
}

const AUTHENTICATION: &str =
    r#"Bearer error="insufficient_user_authentication", acr_values="mfa", max_age=60"#;

#[test]
fn a_step_up_is_reported_once_per_answer_and_renews_nothing() {
    let mut world = of_lists(&[("a", &[HERE])]);
    for (count, status) in [(1, 401), (2, 403), (3, 401)] {
        let told = challenged(&mut world, status, Some(AUTHENTICATION));
        assert_eq!(told, (false, count));
    }
    let heard = world.tabs[0].events.iter().rev();
    let told = heard.into_iter().find_map(|(_, event)| match event {
        Event::StepUp { provider, wanted } => Some((provider.to_string(), wanted.clone())),
        _ => None,
    });
    let (provider, wanted) = told.expect("a step-up");
    assert_eq!(provider, "a");
    assert_eq!(wanted.acr_values.as_deref(), Some("mfa"));
    assert_eq!(wanted.max_age_seconds, Some(60));
    assert_eq!((wanted.scope, wanted.claims), (None, None));
}

#[test]
fn other_refusals_are_no_step_up() {
    let mut world = of_lists(&[("a", &[HERE])]);
    for (status, header, renew) in [
        (401, None, true),
        (401, Some("Bearer error=\"invalid_token\""), true),
        (403, None, false),
        (403, Some("Bearer error=\"invalid_token\""), false),
        (403, Some("Basic realm=\"x\""), false),
        (401, Some("DPoP error=\"invalid_dpop_proof\""), false),
    ] {
        let told = challenged(&mut world, status, header);
        assert_eq!(told, (renew, 0), "{status} {header:?}");
    }
    world.close(0);
    assert_eq!(
        challenged(&mut world, 401, Some(AUTHENTICATION)),
        (false, 0)
    );
}
