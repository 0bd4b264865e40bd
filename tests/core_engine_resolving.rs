//! Providers that an engine adds when they are first asked for: tenants.

mod engines;
mod simulation;

use engines::*;
use simulation::{Reply, counting, provider as config};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use tokenward::core::config::{Grant, OAuthGrant, ProviderConfig, StaticToken};
use tokenward::core::credential::io::LOST_AFTER_MS;
use tokenward::core::engine::call::{Call, Caller, GetToken, Outcome};
use tokenward::core::engine::effect::{Answer, Effect, Number, Thrown, Work};
use tokenward::core::engine::{Engine, Fallback, Host, Provider, Reading, Settings};
use tokenward::core::error::{Cause, Class, Code, Error};
use tokenward::core::time::Clocks;

const WITHIN_MS: i64 = 30_000;

fn with_token(token: &str) -> Provider {
    provider(ProviderConfig {
        grant: Grant::Static(Rc::new(StaticToken {
            token: token.into(),
            token_type: None,
            expires_at: None,
        })),
        ..config(OAuthGrant::ClientCredentials)
    })
}

/// The names that the user's function was called with.
type Asked = Rc<RefCell<Vec<String>>>;

/// A manager whose `resolveProvider` returns the result of `resolve`; `None`: it never returns.
fn resolving(
    host: Host,
    mut resolve: impl FnMut(&str) -> Option<Answer> + 'static,
) -> (World, Asked) {
    let mut world = World::new(counting(3600));
    world.open(Settings {
        host,
        resolve_within_ms: Some(WITHIN_MS),
        ..settings(None)
    });
    let asked = Asked::default();
    let names = asked.clone();
    world.function = Box::new(move |work, _| match work {
        Work::Resolve { provider } => {
            names.borrow_mut().push(provider.to_string());
            resolve(provider)
        }
        work => panic!("{work:?}"),
    });
    (world, asked)
}

fn tenant(name: &str) -> Option<Answer> {
    let provider = with_token(&format!("token-of-{name}"));
    Some(Answer::Provider(Ok(Some(Box::new(provider)))))
}

fn want(world: &mut World, name: &str) -> Caller {
    let options = GetToken::default();
    let provider = Some(name.to_owned());
    world.call(0, Call::GetToken { provider, options })
}

fn get(world: &mut World, name: &str) -> Result<String, Error> {
    let caller = want(world, name);
    world.token(0, caller)
}

fn names(world: &World) -> Vec<String> {
    let names = world.tabs[0].engine.list_providers();
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn callers_at_once_share_one_call_of_the_function() {
    let (mut world, asked) = resolving(Host::Process, tenant);
    let callers: Vec<_> = (0..5).map(|_| want(&mut world, "t")).collect();
    for caller in callers {
        assert_eq!(world.token(0, caller).unwrap(), "token-of-t");
    }
    assert_eq!(get(&mut world, "t").unwrap(), "token-of-t");
    assert_eq!(*asked.borrow(), ["t"]);
    assert_eq!(names(&world), ["t"]);
}

#[test]
fn every_call_with_a_name_has_it_resolved() {
    let (mut world, asked) = resolving(Host::Process, tenant);
    let name = |name: &str| Some(name.to_owned());
    for call in [
        Call::GetTokens {
            provider: name("a"),
        },
        Call::Invalidate {
            provider: name("b"),
        },
        Call::Clear {
            provider: "c".into(),
        },
        Call::Revoke {
            provider: name("d"),
        },
        Call::RejectToken {
            provider: name("e"),
            token: "another".into(),
        },
    ] {
        let caller = world.call(0, call);
        assert!(world.outcome(0, caller).is_ok());
    }
    let caller = world.call(
        0,
        Call::ProviderFor {
            provider: name("o"),
            origin: "https://api.example".into(),
        },
    );
    let error = world.outcome(0, caller).unwrap_err();
    assert_eq!(error.code, Code::OriginNotAllowed);
    assert_eq!(*asked.borrow(), ["a", "b", "c", "d", "e", "o"]);
    let caller = world.call(0, Call::GetTokens { provider: None });
    assert!(
        world.outcome(0, caller).is_err(),
        "six are not the only one"
    );
    assert_eq!(asked.borrow().len(), 6);
}

#[test]
fn a_failure_reaches_all_callers_and_the_next_call_asks_again() {
    let mut answers = VecDeque::from([
        Answer::Provider(Ok(None)),
        Answer::Threw(Thrown {
            cause: Cause(Rc::new("the data base is away")),
            retryable: false,
            error: None,
        }),
        Answer::Provider(Err(Error::configuration(
            "providers.t",
            "must be a configuration",
        ))),
        Answer::Provider(Ok(Some(Box::new(Provider {
            fallback: vec![Fallback::Named("t".into())],
            ..with_token("circle")
        })))),
    ]);
    let (mut world, asked) = resolving(Host::Process, move |name| {
        answers.pop_front().or_else(|| tenant(name))
    });
    for (class, retryable, has_cause) in [
        (Class::UnknownProvider, false, false),
        (Class::UnknownProvider, true, true),
        (Class::InvalidConfiguration, false, false),
        (Class::InvalidConfiguration, false, false),
    ] {
        let callers = [want(&mut world, "t"), want(&mut world, "t")];
        for caller in callers {
            let error = world.token(0, caller).expect_err("no provider");
            assert_eq!(
                (error.class, error.retryable, error.cause.is_some()),
                (class, retryable, has_cause),
                "{error}"
            );
            assert_eq!(error.provider.as_deref(), Some("t"));
        }
        assert!(names(&world).is_empty());
    }
    assert_eq!(get(&mut world, "t").unwrap(), "token-of-t");
    assert_eq!(asked.borrow().len(), 5);
}

#[test]
fn a_function_that_never_answers_ends_at_its_limit() {
    let (mut world, _) = resolving(Host::Process, |_| None);
    let began = world.now;
    let error = get(&mut world, "t").expect_err("no answer");
    assert_eq!(
        (error.class, error.code),
        (Class::UnknownProvider, Code::Timeout)
    );
    assert!(world.now - began >= WITHIN_MS);
}

#[test]
fn a_provider_added_by_hand_meanwhile_wins_and_the_late_one_is_dropped() {
    let (mut world, _) = resolving(Host::Process, tenant);
    world.cancelled_work_answers = true;
    let caller = want(&mut world, "t");
    world.add(0, "t", with_token("by-hand"));
    assert_eq!(world.token(0, caller).unwrap(), "by-hand");
    world.run_for(1_000);
    assert_eq!(get(&mut world, "t").unwrap(), "by-hand");
}

#[test]
fn closing_refuses_waiting_callers_and_adds_nothing_later() {
    let (mut world, _) = resolving(Host::Process, tenant);
    world.cancelled_work_answers = true;
    let caller = want(&mut world, "t");
    world.close(0);
    assert_eq!(
        world.token(0, caller).expect_err("closed").class,
        Class::ManagerClosed
    );
    world.run_for(1_000);
    assert!(names(&world).is_empty());
}

#[test]
fn a_caller_that_gave_up_is_not_settled() {
    let (mut world, _) = resolving(Host::Process, tenant);
    let caller = want(&mut world, "t");
    world.abandon(0, caller);
    world.run_for(1_000);
    assert!(!world.tabs[0].answers.contains_key(&caller));
    assert_eq!(names(&world), ["t"]);
}

/// An engine that a test drives by hand, for effects that a world's driver hides. Each input moves its time on by `ms`.
struct ByHand {
    engine: Engine,
    ms: i64,
}

impl ByHand {
    fn new(host: Host) -> Self {
        let settings = Settings {
            host,
            resolve_within_ms: Some(WITHIN_MS),
            ..settings(None)
        };
        let engine = Engine::new(settings).expect("settings that are right");
        Self { engine, ms: 0 }
    }

    fn reading(&mut self, ms: i64) -> Reading {
        self.ms += ms;
        Reading {
            clocks: Clocks {
                wall: simulation::START + self.ms,
                monotonic: self.ms,
            },
            random: 0,
        }
    }

    fn want(&mut self, caller: Caller) {
        let reading = self.reading(0);
        let (provider, options) = (Some("t".into()), GetToken::default());
        let call = Call::GetToken { provider, options };
        self.engine.call(caller, call, reading);
    }

    /// The calls of the user's function that have begun, and the cancelled works.
    fn effects(&mut self) -> (Vec<Number>, Vec<Number>) {
        let (mut begun, mut cancelled) = (vec![], vec![]);
        while let Some(effect) = self.engine.next_effect() {
            match effect {
                Effect::Do {
                    number,
                    work: Work::Resolve { .. },
                    within_ms,
                } => {
                    assert_eq!(within_ms, Some(WITHIN_MS));
                    begun.push(number);
                }
                Effect::Cancel(number) => cancelled.push(number),
                _ => {}
            }
        }
        (begun, cancelled)
    }
}

#[test]
fn a_call_without_waiting_callers_is_cancelled() {
    let mut by_hand = ByHand::new(Host::Process);
    by_hand.want(1);
    let (begun, _) = by_hand.effects();
    let reading = by_hand.reading(0);
    let added = by_hand
        .engine
        .add_provider("t", with_token("by-hand"), reading);
    assert!(added.is_ok());
    assert_eq!(by_hand.effects(), (vec![], begun));

    let mut by_hand = ByHand::new(Host::Process);
    by_hand.want(1);
    let (begun, _) = by_hand.effects();
    let reading = by_hand.reading(0);
    by_hand.engine.close(reading);
    assert_eq!(by_hand.effects(), (vec![], begun));
}

#[test]
fn on_the_edge_the_late_result_of_a_lost_call_is_dropped() {
    let mut by_hand = ByHand::new(Host::Edge);
    by_hand.want(1);
    let (lost, _) = by_hand.effects();
    let reading = by_hand.reading(LOST_AFTER_MS);
    assert!(by_hand.engine.look(1, reading).is_some());
    let (second, cancelled) = by_hand.effects();
    assert_eq!((second.len(), cancelled.len()), (1, 0));
    for (number, names) in [(lost[0], 0), (second[0], 1)] {
        let reading = by_hand.reading(1);
        let answer = tenant("t").expect("an answer");
        by_hand.engine.answer(number, answer, reading);
        assert_eq!(by_hand.engine.list_providers().len(), names);
    }
}

#[test]
fn a_removed_tenant_is_resolved_anew() {
    let (mut world, asked) = resolving(Host::Process, tenant);
    assert!(get(&mut world, "t").is_ok());
    let reading = world.reading();
    world.tabs[0].engine.remove_provider("t", reading).unwrap();
    assert!(get(&mut world, "t").is_ok());
    assert_eq!(asked.borrow().len(), 2);
}

#[test]
fn a_synchronous_question_fails_for_a_tenant_that_is_not_resolved() {
    let (mut world, asked) = resolving(Host::Process, tenant);
    let reading = world.reading();
    let error = world.tabs[0]
        .engine
        .is_expired(Some("t"), reading)
        .expect_err("unknown");
    assert_eq!(error.class, Class::UnknownProvider);
    assert!(error.message.contains("not resolved yet"), "{error}");
    assert!(asked.borrow().is_empty());
}

#[test]
fn a_fallback_may_be_a_tenant_that_is_resolved_when_it_is_needed() {
    let (mut world, asked) = resolving(Host::Process, tenant);
    world.server = Box::new(|_, _| Reply::Answer(503, String::new()));
    let mut api = provider(config(OAuthGrant::ClientCredentials));
    api.fallback = vec![Fallback::Named("spare".into())];
    world.add(0, "api", api);
    assert!(asked.borrow().is_empty(), "added without asking for it");
    assert_eq!(get(&mut world, "api").unwrap(), "token-of-spare");
    assert_eq!(*asked.borrow(), ["spare"]);
}

#[test]
fn a_fallback_that_cannot_be_resolved_leaves_the_providers_own_error() {
    let (mut world, _) = resolving(Host::Process, |_| Some(Answer::Provider(Ok(None))));
    world.server = Box::new(|_, _| Reply::Answer(503, String::new()));
    let mut api = provider(config(OAuthGrant::ClientCredentials));
    api.fallback = vec![Fallback::Named("spare".into())];
    world.add(0, "api", api);
    assert_eq!(
        get(&mut world, "api").expect_err("no token").status,
        Some(503)
    );
}

#[test]
fn on_the_edge_a_caller_takes_over_a_resolution_whose_request_has_ended() {
    let (mut world, asked) = resolving(Host::Edge, tenant);
    world.latency = 3_000;
    let first = world.visit();
    want(&mut world, "t");
    let others: Vec<_> = (0..5)
        .map(|_| {
            world.visit();
            want(&mut world, "t")
        })
        .collect();
    world.leave();
    world.run_for(100);
    world.end_visit(first);
    for caller in others {
        assert_eq!(world.token(0, caller).unwrap(), "token-of-t");
    }
    assert_eq!(asked.borrow().len(), 2);
}

#[test]
fn on_the_edge_a_resolution_whose_request_lives_is_waited_for() {
    let (mut world, asked) = resolving(Host::Edge, tenant);
    world.latency = 6_000;
    world.visit();
    let first = want(&mut world, "t");
    world.visit();
    let other = want(&mut world, "t");
    world.leave();
    assert_eq!(world.token(0, first).unwrap(), "token-of-t");
    assert_eq!(world.token(0, other).unwrap(), "token-of-t");
    assert_eq!(asked.borrow().len(), 1);
}

#[test]
fn on_the_edge_the_resolution_of_a_fallback_is_moved_on_by_the_caller_that_waits_for_it() {
    let (mut world, asked) = resolving(Host::Edge, tenant);
    world.server = Box::new(|_, _| simulation::oauth_error(400, "invalid_scope"));
    let mut api = provider(config(OAuthGrant::ClientCredentials));
    api.fallback = vec![Fallback::Named("spare".into())];
    world.add(0, "api", api);
    world.latency = 4_000;
    let first = world.visit();
    want(&mut world, "api");
    world.visit();
    let other = want(&mut world, "api");
    world.leave();
    world.run_for(4_500);
    assert_eq!(asked.borrow().len(), 1);
    world.end_visit(first);
    assert_eq!(world.token(0, other).unwrap(), "token-of-spare");
    assert!(asked.borrow().len() <= 2, "{:?}", asked.borrow());
}

#[test]
fn on_the_edge_a_fallback_whose_resolution_takes_long_is_asked_once() {
    let (mut world, _) = resolving(Host::Edge, tenant);
    world.server = Box::new(|_, _| simulation::oauth_error(400, "invalid_scope"));
    let mut api = provider(config(OAuthGrant::ClientCredentials));
    api.fallback = vec![Fallback::Named("spare".into())];
    world.add(0, "api", api);
    world.latency = 6_000;
    world.visit();
    assert_eq!(get(&mut world, "api").unwrap(), "token-of-spare");
    let metrics = world.tabs[0].engine.metrics().unwrap();
    assert_eq!(metrics.cache_hits, 1, "one question to the fallback");
}

#[test]
fn tokens_can_be_set_for_a_tenant_that_is_not_resolved_yet() {
    let (mut world, _) = resolving(Host::Process, |_| {
        let provider = provider(config(OAuthGrant::ClientCredentials));
        Some(Answer::Provider(Ok(Some(Box::new(provider)))))
    });
    let caller = world.set_tokens(0, "by-hand", 3600, None);
    assert!(matches!(world.outcome(0, caller), Ok(Outcome::Info(_))));
    assert_eq!(get(&mut world, "api").unwrap(), "by-hand");
}
