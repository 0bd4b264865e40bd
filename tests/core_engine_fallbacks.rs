//! Fallback chains of an engine: the lenders, their order, and the messages to the borrowers.

mod engines;
mod simulation;

use engines::*;
use simulation::{oauth_error, provider as config, token};
use std::cell::RefCell;
use std::rc::Rc;
use tokenward::core::config::{Grant, OAuthGrant, ProviderConfig, StaticToken};
use tokenward::core::engine::call::{Call, Caller, GetToken};
use tokenward::core::engine::{Fallback, Provider};
use tokenward::core::error::{Class, Error};
use tokenward::core::event::Event;

/// Scopes whose requests the server refuses.
type Refused = Rc<RefCell<Vec<&'static str>>>;

/// A manager, and a server that returns `token-of-<scope>-<n>` for each scope, unless it refuses the scope.
fn world(refused: &[&'static str]) -> (World, Refused) {
    let refused = Rc::new(RefCell::new(refused.to_vec()));
    let refuses = refused.clone();
    let mut given = 0;
    let mut world = World::new(Box::new(move |form, _| {
        let scope = form.get("scope").map(String::as_str).unwrap_or_default();
        if refuses.borrow().contains(&scope) {
            return oauth_error(400, "invalid_scope");
        }
        given += 1;
        token(&format!("token-of-{scope}-{given}"), 3600, None)
    }));
    world.open(settings(None));
    (world, refused)
}

/// A provider that asks the server for this scope.
fn of(scope: &str, fallback: Vec<Fallback>) -> Provider {
    let mut config = config(OAuthGrant::ClientCredentials);
    if let Grant::OAuth(oauth) = &mut config.grant {
        Rc::make_mut(oauth).scope = scope.into();
    }
    Provider {
        fallback,
        allowed_origins: vec![
            format!("https://{scope}.example"),
            "https://all.example".into(),
        ],
        ..provider(config)
    }
}

fn by_hand(token: &str) -> Provider {
    provider(ProviderConfig {
        grant: Grant::Static(Rc::new(StaticToken {
            token: token.into(),
            token_type: None,
            expires_at: None,
        })),
        ..config(OAuthGrant::ClientCredentials)
    })
}

fn named(name: &str) -> Fallback {
    Fallback::Named(name.into())
}

fn want(world: &mut World, name: &str) -> Caller {
    let (provider, options) = (Some(name.to_owned()), GetToken::default());
    world.call(0, Call::GetToken { provider, options })
}

fn get(world: &mut World, name: &str) -> Result<String, Error> {
    let caller = want(world, name);
    world.token(0, caller)
}

fn peek(world: &mut World, name: &str) -> Option<String> {
    let reading = world.reading();
    let handed = world.tabs[0].engine.peek_token(Some(name), reading)?;
    Some(handed.token.reveal().to_owned())
}

fn done(world: &mut World, call: Call) {
    let caller = world.call(0, call);
    world.outcome(0, caller).expect("no failure");
}

fn remove(world: &mut World, name: &str) {
    let reading = world.reading();
    let removed = world.tabs[0].engine.remove_provider(name, reading);
    removed.expect("it was there");
    world.run_for(0);
}

fn scopes(world: &World) -> Vec<&str> {
    let requests = world.requests.iter();
    requests.map(|(_, form)| form["scope"].as_str()).collect()
}

/// `a` falls back to `b`, and `b` to `c`; the server refuses the first two.
fn three_deep() -> (World, Refused) {
    let (mut world, refused) = world(&["a", "b"]);
    world.add(0, "c", of("c", vec![]));
    world.add(0, "b", of("b", vec![named("c")]));
    world.add(0, "a", of("a", vec![named("b")]));
    (world, refused)
}

// — order —

#[test]
fn the_places_of_a_chain_are_asked_in_order_until_one_has_a_token() {
    let (mut world, _) = world(&["a", "b"]);
    world.add(0, "c", of("c", vec![]));
    let chain = vec![
        Fallback::Inline(of("b", vec![])),
        named("c"),
        Fallback::Inline(by_hand("the-last")),
    ];
    world.add(0, "a", of("a", chain));
    assert_eq!(get(&mut world, "a").unwrap(), "token-of-c-1");
    assert_eq!(scopes(&world), ["a", "b", "c"]);
}

#[test]
fn a_chain_without_any_token_leaves_the_error_of_the_provider_itself() {
    let (mut world, _) = world(&["a", "b", "c"]);
    world.add(0, "c", of("c", vec![]));
    let chain = vec![Fallback::Inline(of("b", vec![])), named("c")];
    world.add(0, "a", of("a", chain));
    let error = get(&mut world, "a").expect_err("no token");
    assert_eq!(
        (error.provider.as_deref(), error.status),
        (Some("a"), Some(400))
    );
    assert_eq!(scopes(&world), ["a", "b", "c"]);
}

#[test]
fn a_fallback_falls_back_itself() {
    let (mut world, _) = three_deep();
    assert_eq!(get(&mut world, "a").unwrap(), "token-of-c-1");
    assert_eq!(scopes(&world), ["a", "b", "c"]);
    for (borrower, lender) in [("a", "b"), ("b", "c")] {
        let lent = |event: &Event| matches!(event, Event::Fallback { provider, to } if &**provider == borrower && &**to == lender);
        assert_eq!(world.count(0, lent), 1, "{lender} to {borrower}");
    }
}

// — messages to borrowers —

#[test]
fn a_new_token_goes_along_the_whole_chain() {
    let (mut world, _) = three_deep();
    get(&mut world, "a").unwrap();
    done(
        &mut world,
        Call::Refresh {
            provider: Some("c".into()),
        },
    );
    for name in ["a", "b", "c"] {
        assert_eq!(
            peek(&mut world, name).as_deref(),
            Some("token-of-c-2"),
            "{name}"
        );
    }
}

#[test]
fn a_logout_goes_along_the_whole_chain() {
    let (mut world, _) = three_deep();
    get(&mut world, "a").unwrap();
    done(
        &mut world,
        Call::Clear {
            provider: "c".into(),
        },
    );
    for name in ["a", "b", "c"] {
        assert_eq!(peek(&mut world, name), None, "{name}");
    }
}

#[test]
fn invalidating_a_borrowed_token_makes_its_owner_get_a_new_one() {
    let (mut world, _) = three_deep();
    get(&mut world, "a").unwrap();
    done(
        &mut world,
        Call::Invalidate {
            provider: Some("a".into()),
        },
    );
    for name in ["a", "b", "c"] {
        assert_eq!(peek(&mut world, name), None, "{name}");
    }
    assert_eq!(get(&mut world, "a").unwrap(), "token-of-c-2");
}

#[test]
fn the_owner_renews_a_refused_token() {
    let (mut world, _) = three_deep();
    let token = get(&mut world, "a").unwrap();
    let provider = Some("a".to_owned());
    done(
        &mut world,
        Call::RejectToken {
            provider,
            token: token.as_str().into(),
        },
    );
    assert_eq!(get(&mut world, "a").unwrap(), "token-of-c-2");
}

#[test]
fn a_borrowed_token_goes_where_all_between_its_owner_and_the_borrower_allow() {
    let (mut world, _) = three_deep();
    let token = get(&mut world, "a").unwrap();
    let engine = &world.tabs[0].engine;
    let refused_by = |origin| engine.origin_refused_by(Some("a"), &token, origin).unwrap();
    assert_eq!(refused_by("https://all.example"), None);
    assert_eq!(refused_by("https://a.example").as_deref(), Some("b"));
    assert_eq!(refused_by("https://c.example").as_deref(), Some("a"));
}

#[test]
fn a_provider_that_gets_its_own_token_again_returns_the_lent_one() {
    let (mut world, refused) = three_deep();
    get(&mut world, "a").unwrap();
    refused.borrow_mut().retain(|scope| *scope != "a");
    done(
        &mut world,
        Call::Refresh {
            provider: Some("a".into()),
        },
    );
    assert_eq!(peek(&mut world, "a").as_deref(), Some("token-of-a-2"));
    done(
        &mut world,
        Call::Clear {
            provider: "c".into(),
        },
    );
    assert_eq!(
        peek(&mut world, "a").as_deref(),
        Some("token-of-a-2"),
        "it is its own"
    );
}

// — fallbacks that are removed —

#[test]
fn a_removed_fallbacks_token_is_dropped_and_the_next_place_serves() {
    let (mut world, _) = world(&["a"]);
    world.add(0, "b", of("b", vec![]));
    world.add(0, "c", of("c", vec![]));
    world.add(0, "a", of("a", vec![named("b"), named("c")]));
    assert_eq!(get(&mut world, "a").unwrap(), "token-of-b-1");
    remove(&mut world, "b");
    assert_eq!(peek(&mut world, "a"), None);
    assert_eq!(get(&mut world, "a").unwrap(), "token-of-c-2");
}

#[test]
fn removing_the_end_of_a_chain_takes_effect_at_its_beginning() {
    let (mut world, _) = three_deep();
    get(&mut world, "a").unwrap();
    remove(&mut world, "c");
    assert_eq!((peek(&mut world, "a"), peek(&mut world, "b")), (None, None));
    assert_eq!(
        get(&mut world, "a")
            .expect_err("no token")
            .provider
            .as_deref(),
        Some("a")
    );
    world.add(0, "c", of("c", vec![]));
    world.run_for(60_000);
    assert_eq!(
        get(&mut world, "a").unwrap(),
        "token-of-c-2",
        "it is found by name again"
    );
}

#[test]
fn a_fallback_that_is_removed_while_it_is_asked_passes_the_question_on() {
    let (mut world, _) = world(&["a"]);
    world.add(0, "b", of("b", vec![]));
    world.add(
        0,
        "a",
        of("a", vec![named("b"), Fallback::Inline(by_hand("the-last"))]),
    );
    let caller = want(&mut world, "a");
    for _ in 0..1_000 {
        if scopes(&world).contains(&"b") {
            break;
        }
        world.run_for(1);
    }
    assert_eq!(scopes(&world), ["a", "b"]);
    remove(&mut world, "b");
    assert_eq!(world.token(0, caller).unwrap(), "the-last");
}

#[test]
fn a_removed_borrower_gets_no_more_messages() {
    let (mut world, _) = three_deep();
    get(&mut world, "a").unwrap();
    remove(&mut world, "a");
    let before = world.tabs[0].events.len();
    done(
        &mut world,
        Call::Refresh {
            provider: Some("c".into()),
        },
    );
    let later = &world.tabs[0].events[before..];
    let of_a = |(_, event): &(i64, Event)| matches!(event, Event::Refreshed { provider, .. } if &**provider == "a");
    assert!(!later.iter().any(of_a));
    assert_eq!(peek(&mut world, "b").as_deref(), Some("token-of-c-2"));
}

#[test]
fn a_manager_that_closes_while_a_fallback_is_asked_settles_the_caller_once() {
    let (mut world, _) = three_deep();
    let caller = want(&mut world, "a");
    world.run_for(70);
    world.close(0);
    let error = world.token(0, caller).expect_err("closed");
    assert_eq!(error.class, Class::ManagerClosed);
    world.run_for(60_000);
}

// — chains that lead back or nowhere —

#[test]
fn a_chain_that_leads_back_or_nowhere_is_refused_and_leaves_nothing_behind() {
    for (providers, problem) in [
        (
            vec![("a", of("a", vec![named("a")]))],
            "providers.a.fallback: makes a cycle: a → a",
        ),
        (
            vec![
                ("a", of("a", vec![named("b")])),
                (
                    "b",
                    of("b", vec![Fallback::Inline(by_hand("x")), named("c")]),
                ),
                ("c", of("c", vec![named("a")])),
            ],
            "providers.a.fallback: makes a cycle: a → b → c → a",
        ),
        (
            vec![
                ("a", of("a", vec![named("b")])),
                (
                    "b",
                    of("b", vec![Fallback::Inline(of("i", vec![named("a")]))]),
                ),
            ],
            "providers.a.fallback: makes a cycle: a → b → b.fallback → a",
        ),
        (
            vec![(
                "a",
                of("a", vec![Fallback::Inline(of("i", vec![named("nobody")]))]),
            )],
            "providers.a.fallback: must name providers",
        ),
    ] {
        let (mut world, _) = world(&[]);
        let providers = providers.into_iter().map(|(name, p)| (name.to_owned(), p));
        let reading = world.reading();
        let added = world.tabs[0]
            .engine
            .add_providers(providers.collect(), reading);
        let error = added.expect_err(problem);
        assert_eq!(error.class, Class::InvalidConfiguration);
        assert!(error.message.starts_with(problem), "{error}");
        let names = world.tabs[0].engine.list_providers();
        assert!(!names.iter().any(|name| &**name == "a"), "{names:?}");
    }
}

#[test]
fn a_chain_may_lead_to_one_provider_by_two_ways() {
    let (mut world, _) = world(&["a", "b", "c"]);
    world.add(0, "d", by_hand("of-d"));
    world.add(0, "c", of("c", vec![named("d")]));
    world.add(0, "b", of("b", vec![named("d")]));
    world.add(0, "a", of("a", vec![named("b"), named("c")]));
    assert_eq!(get(&mut world, "a").unwrap(), "of-d");
}

#[test]
fn a_wrong_fallback_is_named_by_its_path() {
    let wrong = || {
        let mut wrong = of("b", vec![]);
        if let Grant::OAuth(oauth) = &mut wrong.config.grant {
            Rc::make_mut(oauth).client_id = String::new();
        }
        wrong
    };
    for (chain, path) in [
        (
            vec![Fallback::Inline(wrong())],
            "providers.a.fallback.clientId",
        ),
        (
            vec![Fallback::Inline(by_hand("x")), Fallback::Inline(wrong())],
            "providers.a.fallback.1.clientId",
        ),
        (
            vec![Fallback::Inline(of("b", vec![Fallback::Inline(wrong())]))],
            "providers.a.fallback.fallback.clientId",
        ),
    ] {
        let (mut world, _) = world(&[]);
        let reading = world.reading();
        let added = world.tabs[0]
            .engine
            .add_provider("a", of("a", chain), reading);
        let error = added.expect_err("a wrong fallback");
        assert!(error.message.starts_with(path), "{error}");
    }
}
