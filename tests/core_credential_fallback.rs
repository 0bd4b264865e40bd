//! Fallback chains: the times at which a fallback's token serves, and the provider's return to its own token.

mod simulation;
use simulation::*;
use std::cell::Cell;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::info::{Source, TokenInfo};
use tokenward::core::credential::io::{Event, Input, TokenState};
use tokenward::core::error::Code;

/// A server that can be switched off and on.
struct Switch(Rc<Cell<bool>>);

impl Switch {
    fn server(works: bool) -> (Self, Server) {
        let on = Rc::new(Cell::new(works));
        let mut count = 0;
        let (switch, works) = (Self(on.clone()), on);
        let server: Server = Box::new(move |_, _| {
            if !works.get() {
                return Reply::Answer(503, String::new());
            }
            count += 1;
            token(&format!("own{count}"), 3600, Some(&format!("r{count}")))
        });
        (switch, server)
    }
    fn turn(&self, on: bool) {
        self.0.set(on);
    }
}

fn one_attempt() -> ProviderConfig {
    let mut config = provider(OAuthGrant::ClientCredentials);
    Rc::make_mut(&mut config.retry_policy).max_attempts = 1;
    config
}

fn lending(access: &'static str) -> Fallback {
    Box::new(move |_, _| Loan::Token(access, 3600))
}

fn info(world: &World) -> TokenInfo {
    world.tabs[0].credential.info(world.moment())
}

fn told_of(world: &World, name: &str) -> usize {
    world.count(0, |e| matches!(e, Event::Fallback { to } if &**to == name))
}

#[test]
fn after_the_first_failure_the_fallbacks_token_is_handed_out_with_an_event() {
    let (_, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    assert_eq!(world.get(0).unwrap(), "lent");
    assert_eq!(told_of(&world, "backup0"), 1);
    let info = info(&world);
    assert_eq!(
        (info.source, info.state),
        (Source::Fallback, TokenState::Valid)
    );
    assert_eq!(info.consecutive_failures, 1);
    assert!(info.last_error.is_some() && info.next_attempt_at.is_some());
    assert!(world.tabs[0].credential.own_tokens().is_none());
}

#[test]
fn the_fallback_waits_for_as_many_failures_as_configured() {
    let (_, server) = Switch::server(false);
    let mut config = one_attempt();
    Rc::make_mut(&mut config.retry_policy).max_failures_before_fallback = 3;
    let mut world = World::falling_back(config, 1, server, lending("lent"));
    assert_eq!(world.get(0).unwrap_err().status, Some(503));
    assert_eq!(world.get(0).unwrap_err().status, Some(503));
    assert_eq!(world.get(0).unwrap(), "lent");
    assert_eq!((world.requests.len(), world.asked.len()), (3, 1));
}

#[test]
fn with_use_fallback_the_provider_itself_is_not_asked_at_all() {
    let (_, server) = Switch::server(true);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    let waiter = world.want_falling_back(0, true);
    assert_eq!(world.wait(0, waiter).unwrap(), "lent");
    assert_eq!(world.requests.len(), 0);
}

#[test]
fn without_use_fallback_its_token_is_never_handed_out() {
    let (_, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    let waiter = world.want_falling_back(0, false);
    assert!(world.wait(0, waiter).is_err());
    assert_eq!(world.asked.len(), 0);
    assert_eq!(world.get(0).unwrap(), "lent");
    let waiter = world.want_falling_back(0, false);
    assert!(
        world.wait(0, waiter).is_err(),
        "nor while it is lent to others"
    );
}

#[test]
fn each_caller_of_one_flight_gets_the_token_it_asked_for() {
    let (_, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    let by_default = world.want(0);
    let never = world.want_falling_back(0, false);
    let at_once = world.want_falling_back(0, true);
    assert_eq!(world.wait(0, at_once).unwrap(), "lent");
    assert_eq!(world.wait(0, by_default).unwrap(), "lent");
    assert_eq!(world.wait(0, never).unwrap_err().status, Some(503));
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn while_a_token_of_its_own_is_good_no_fallback_is_asked() {
    let (switch, server) = Switch::server(true);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    assert_eq!(world.get(0).unwrap(), "own1");
    switch.turn(false);
    world.run_for(3_400_000);
    assert_eq!(world.get(0).unwrap(), "own1");
    world.run_for(1_000);
    assert_eq!(
        world.get(0).unwrap(),
        "own1",
        "an early refresh failed meanwhile"
    );
    let forced = world.want_with(0, true, None);
    assert!(
        world.wait(0, forced).is_err(),
        "nor is a token that stays replaced by force"
    );
    assert_eq!(world.asked.len(), 0);
    world.run_for(150_000);
    assert_eq!(
        world.get(0).unwrap(),
        "lent",
        "below the hard limit another can be had"
    );
}

#[test]
fn once_the_cool_down_ends_the_provider_is_tried_again_and_takes_over() {
    let (switch, server) = Switch::server(false);
    let mut config = one_attempt();
    Rc::make_mut(&mut config.retry_policy).circuit_threshold = 1;
    let mut world = World::falling_back(config, 1, server, lending("lent"));
    assert_eq!(world.get(0).unwrap(), "lent");
    for _ in 0..10 {
        world.run_for(2_900);
        assert_eq!(world.get(0).unwrap(), "lent");
    }
    assert_eq!(
        world.requests.len(),
        1,
        "nothing is sent while the circuit is open"
    );
    world.run_for(2_000);
    assert_eq!(world.get(0).unwrap(), "lent");
    assert_eq!(world.requests.len(), 2, "one probe");
    switch.turn(true);
    world.run_for(60_000);
    assert_eq!(world.get(0).unwrap(), "own1");
    assert_eq!(info(&world).source, Source::Primary);
    assert_eq!(info(&world).consecutive_failures, 0);
    world.run_for(10_000);
    assert_eq!(world.get(0).unwrap(), "own1");
}

#[test]
fn a_probe_that_hangs_delays_no_caller_for_long() {
    let mut count = 0;
    let server: Server = Box::new(move |_, _| {
        count += 1;
        if count == 1 {
            Reply::Answer(503, String::new())
        } else {
            Reply::Silence
        }
    });
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    assert_eq!(world.get(0).unwrap(), "lent");
    world.run_for(30_000);
    let (asked_at, waiter) = (world.now, world.want(0));
    assert_eq!(world.wait(0, waiter).unwrap(), "lent");
    assert!(world.tabs[0].answers[&waiter].0 - asked_at <= 2_000);
    let waiter = world.want(0);
    assert!(
        world.tabs[0].answers.contains_key(&waiter),
        "the next one is answered at once"
    );
}

#[test]
fn in_the_background_the_provider_comes_back_without_a_caller() {
    let (switch, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    world.feed(0, Input::Background(true));
    assert_eq!(world.get(0).unwrap(), "lent");
    switch.turn(true);
    world.run_for(60_000);
    assert_eq!(world.count(0, |e| matches!(e, Event::Refreshed)), 1);
    assert_eq!(info(&world).source, Source::Primary);
}

#[test]
fn in_the_background_a_token_that_dies_is_replaced_by_the_fallbacks_without_a_caller() {
    let (switch, server) = Switch::server(true);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    world.get(0).unwrap();
    world.feed(0, Input::Background(true));
    switch.turn(false);
    world.run_for(3_700_000);
    assert_eq!(told_of(&world, "backup0"), 1);
    assert_eq!(info(&world).source, Source::Fallback);
}

#[test]
fn the_chain_is_asked_in_order_until_one_has_a_token() {
    let (_, server) = Switch::server(false);
    let chain: Fallback = Box::new(|place, _| match place {
        2 => Loan::Token("third", 3600),
        _ => Loan::Nothing,
    });
    let mut world = World::falling_back(one_attempt(), 4, server, chain);
    assert_eq!(world.get(0).unwrap(), "third");
    let places: Vec<_> = world.asked.iter().map(|(_, place)| *place).collect();
    assert_eq!(places, [0, 1, 2]);
    assert_eq!(told_of(&world, "backup2"), 1);
}

#[test]
fn when_no_fallback_has_a_token_callers_get_the_providers_own_error() {
    let (_, server) = Switch::server(false);
    let nothing: Fallback = Box::new(|_, _| Loan::Nothing);
    let mut world = World::falling_back(one_attempt(), 2, server, nothing);
    let error = world.get(0).unwrap_err();
    assert_eq!(error.status, Some(503));
    assert_eq!(world.asked.len(), 2);
}

#[test]
fn when_no_fallback_has_a_token_the_provider_serves_callers_that_asked_for_one() {
    let (_, server) = Switch::server(true);
    let nothing: Fallback = Box::new(|_, _| Loan::Nothing);
    let mut world = World::falling_back(one_attempt(), 2, server, nothing);
    let waiter = world.want_falling_back(0, true);
    assert_eq!(world.wait(0, waiter).unwrap(), "own1");
}

#[test]
fn a_fallback_that_hangs_delays_no_caller_beyond_the_deadline() {
    let (_, server) = Switch::server(false);
    let silent: Fallback = Box::new(|_, _| Loan::Silence);
    let mut world = World::falling_back(one_attempt(), 1, server, silent);
    let (asked_at, waiter) = (world.now, world.want(0));
    let error = world.wait(0, waiter).unwrap_err();
    assert_eq!(error.code, Code::Timeout);
    assert!(world.tabs[0].answers[&waiter].0 - asked_at <= 30_000);
}

#[test]
fn retries_leave_time_to_ask_the_fallback() {
    let silent: Server = Box::new(|_, _| Reply::Silence);
    let config = provider(OAuthGrant::ClientCredentials);
    let mut world = World::falling_back(config, 1, silent, lending("lent"));
    assert_eq!(world.get(0).unwrap(), "lent");
}

#[test]
fn a_session_that_ended_for_good_falls_back_at_once() {
    let mut config = with_refresh_token("r0");
    Rc::make_mut(&mut config.retry_policy).max_failures_before_fallback = 9;
    let refused: Server = Box::new(|_, _| oauth_error(400, "invalid_grant"));
    let mut world = World::falling_back(config, 1, refused, lending("lent"));
    assert_eq!(world.get(0).unwrap(), "lent");
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 1);
    world.run_for(600_000);
    assert_eq!(world.get(0).unwrap(), "lent");
    assert_eq!(
        world.requests.len(),
        1,
        "what was refused for good is not sent again"
    );
}

#[test]
fn a_refresh_token_survives_while_a_fallbacks_token_is_handed_out() {
    let (switch, server) = Switch::server(true);
    let mut config = with_refresh_token("r0");
    Rc::make_mut(&mut config.retry_policy).max_attempts = 1;
    let mut world = World::falling_back(config, 1, server, lending("lent"));
    world.get(0).unwrap();
    switch.turn(false);
    world.run_for(3_590_000);
    assert_eq!(world.get(0).unwrap(), "lent");
    assert!(info(&world).has_refresh_token);
    switch.turn(true);
    world.run_for(60_000);
    assert_eq!(world.get(0).unwrap(), "own2");
    assert_eq!(world.requests.last().unwrap().1["refresh_token"], "r1");
}

#[test]
fn a_lent_token_ends_with_its_own_life_and_is_asked_for_again() {
    let (_, server) = Switch::server(false);
    let mut count = 0;
    let fallback: Fallback = Box::new(move |_, _| {
        count += 1;
        Loan::Token(["one", "two", "three"][count - 1], 100)
    });
    let mut config = one_attempt();
    Rc::make_mut(&mut config.retry_policy).circuit_threshold = 1;
    Rc::make_mut(&mut config.retry_policy).circuit_cooldown_ms = 290_000;
    let mut world = World::falling_back(config, 1, server, fallback);
    assert_eq!(world.get(0).unwrap(), "one");
    world.run_for(50_000);
    assert_eq!(world.get(0).unwrap(), "one");
    world.run_for(45_000);
    assert_eq!(world.get(0).unwrap(), "two");
    assert_eq!(
        told_of(&world, "backup0"),
        1,
        "the switch is told, not each token"
    );
    assert_eq!(world.count(0, |e| matches!(e, Event::Refreshed)), 1);
}

#[test]
fn a_borrower_follows_the_fallbacks_new_and_lost_tokens() {
    let (_, server) = Switch::server(false);
    let mut config = one_attempt();
    Rc::make_mut(&mut config.retry_policy).circuit_threshold = 1;
    let mut world = World::falling_back(config, 1, server, lending("lent"));
    world.get(0).unwrap();
    let renewed = Box::new(world.tokens("renewed", 3600, None));
    let changed = |tokens| Input::FallbackChanged {
        from: "backup0".into(),
        tokens,
    };
    world.feed(0, changed(Some(renewed)));
    assert_eq!(world.get(0).unwrap(), "renewed");
    world.feed(0, changed(None));
    assert!(
        world.tabs[0]
            .credential
            .good_tokens(world.moment().now)
            .is_none()
    );
    assert_eq!(world.get(0).unwrap(), "lent", "asked for again");
}

#[test]
fn clear_and_invalidate_take_the_lent_token_away() {
    let (_, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    world.get(0).unwrap();
    let waiter = world.waiter(0);
    world.feed(0, Input::Invalidated(waiter));
    assert!(world.tabs[0].credential.tokens().is_none());
    world.get(0).unwrap();
    world.clear(0);
    assert!(world.tabs[0].credential.tokens().is_none());
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed)), 1);
}

#[test]
fn a_fallbacks_answer_after_a_logout_is_dropped() {
    let (_, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    let waiter = world.want(0);
    world.run_for(60);
    assert_eq!(world.asked.len(), 1);
    world.clear(0);
    world.run_for(1_000);
    assert!(world.wait(0, waiter).is_err());
    assert!(world.tabs[0].credential.tokens().is_none());
}

#[test]
fn tokens_set_by_hand_win_over_the_lent_one() {
    let (_, server) = Switch::server(false);
    let mut world = World::falling_back(one_attempt(), 1, server, lending("lent"));
    world.get(0).unwrap();
    world.set_tokens(0, "given", 3600, None);
    assert_eq!(world.get(0).unwrap(), "given");
    assert_eq!(info(&world).source, Source::Manual);
}

#[test]
fn tokens_that_were_not_written_are_written_again_even_during_a_loan() {
    let (_, server) = Switch::server(true);
    let mut world = World::with(0, one_attempt(), SHARED, server);
    world.fallbacks = 1;
    world.fallback = lending("lent");
    world.open_tab(one_attempt(), SHARED, false);
    world.write_takes = 200;
    world.storage_works = false;
    world.set_tokens(0, "given", 3600, None);
    let waiter = world.want_as(0, true, None, Some(true));
    world.run_for(100);
    assert!(world.tabs[0].answers.contains_key(&waiter));
    world.run_for(100);
    world.storage_works = true;
    world.run_for(31_000);
    assert!(world.storage.is_some_and(|record| record.contains("given")));
}
