//! The host goes offline and comes back, sleeps and wakes up: no request is sent in vain, and no caller waits for long
//! afterwards.

mod simulation;
use simulation::*;
use std::cell::Cell;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::{Event, Input};
use tokenward::core::error::Code;

const HOUR: i64 = 3_600_000;

/// A rotating server, with a network that can be cut.
fn behind(network: &Rc<Cell<bool>>, seconds: i64) -> Server {
    let network = network.clone();
    let mut server = rotating(seconds);
    Box::new(move |form, at| match network.get() {
        true => server(form, at),
        false => Reply::Broken,
    })
}

/// Tabs with background refresh that all hold the first token, and their network.
fn tabs(count: usize, config: ProviderConfig, seconds: i64) -> (World, Rc<Cell<bool>>) {
    let network = Rc::new(Cell::new(true));
    let storage = match count {
        1 => StorageTraits::NONE,
        _ => SHARED,
    };
    let mut world = World::with(count, config, storage, behind(&network, seconds));
    for tab in 0..count {
        world.feed(tab, Input::Background(true));
        world.get(tab).unwrap();
    }
    (world, network)
}

fn switch(world: &mut World, network: &Cell<bool>, online: bool) {
    network.set(online);
    for tab in 0..world.tabs.len() {
        world.random = (tab as u32).wrapping_mul(0x3333_3333);
        world.feed(tab, Input::Network(online));
    }
}

#[test]
fn nothing_is_sent_offline_and_due_tokens_are_renewed_within_five_seconds_after_it() {
    let (mut world, network) = tabs(1, with_refresh_token("r0"), 600);
    switch(&mut world, &network, false);
    world.run_for(10 * HOUR);
    assert_eq!(world.requests.len(), 1);
    assert_eq!(world.count(0, |e| matches!(e, Event::Failed { .. })), 0);
    switch(&mut world, &network, true);
    world.run_for(5_000);
    assert_eq!(world.requests.len(), 2);
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn ten_tabs_that_come_online_together_send_one_request() {
    let (mut world, network) = tabs(10, with_refresh_token("r0"), 600);
    switch(&mut world, &network, false);
    world.run_for(HOUR);
    switch(&mut world, &network, true);
    world.run_for(5_000);
    assert_eq!(world.requests.len(), 2);
    for tab in 0..10 {
        assert_eq!(world.get(tab).unwrap(), "a2");
        assert_eq!(world.count(tab, |e| matches!(e, Event::Refreshed)), 1);
    }
}

#[test]
fn a_request_that_the_network_loses_is_repeated_when_it_is_back_and_not_before() {
    let (mut world, network) = tabs(1, with_refresh_token("r0"), 600);
    network.set(false);
    while world.requests.len() < 2 {
        world.run_for(10);
    }
    world.feed(0, Input::Network(false));
    world.run_for(HOUR);
    assert_eq!(world.requests.len(), 2);
    let told: Vec<_> = world.tabs[0].events.iter().collect();
    let failed = told.iter().filter_map(|(_, event)| match event {
        Event::Failed {
            next_attempt_at, ..
        } => Some(next_attempt_at),
        _ => None,
    });
    assert_eq!(
        failed.collect::<Vec<_>>(),
        [&None],
        "told once, with no time for a next attempt"
    );
    switch(&mut world, &network, true);
    world.run_for(5_000);
    assert_eq!(world.requests.len(), 3);
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn a_caller_offline_gets_one_attempt_and_then_an_error_or_a_token_when_the_network_is_back() {
    let (mut world, network) = tabs(1, with_refresh_token("r0"), 600);
    switch(&mut world, &network, false);
    world.run_for(HOUR);
    let error = world.get(0).unwrap_err();
    assert_eq!((error.code, error.retryable), (Code::Network, true));
    assert_eq!(
        world.requests.len(),
        2,
        "onLine may lie: one attempt is made, and no more"
    );

    let waiter = world.want(0);
    world.run_for(4_000);
    assert_eq!(world.requests.len(), 3);
    switch(&mut world, &network, true);
    world.run_for(5_000);
    let (_, answer) = &world.tabs[0].answers[&waiter];
    assert_eq!(answer.as_deref().unwrap(), "a2");
}

#[test]
fn a_caller_whose_token_still_lives_is_not_kept_waiting_for_the_network() {
    let (mut world, network) = tabs(1, with_refresh_token("r0"), 600);
    switch(&mut world, &network, false);
    world.run_for(570_000);
    let asked = world.now;
    assert_eq!(world.get(0).unwrap(), "a1");
    assert!(world.now - asked <= 100);
}

#[test]
fn without_a_network_a_fallback_is_asked_at_once() {
    let network = Rc::new(Cell::new(false));
    let server = behind(&network, 600);
    let fallback: Fallback = Box::new(|_, _| Loan::Token("lent", 600));
    let mut world =
        World::falling_back(provider(OAuthGrant::ClientCredentials), 1, server, fallback);
    world.feed(0, Input::Network(false));
    let asked = world.now;
    assert_eq!(world.get(0).unwrap(), "lent");
    assert!(world.now - asked <= 200);
}

#[test]
fn a_circuit_that_the_missing_network_opened_closes_when_it_is_back() {
    let (mut world, network) = tabs(1, with_refresh_token("r0"), 600);
    switch(&mut world, &network, false);
    world.run_for(HOUR);
    for _ in 0..5 {
        assert_eq!(world.get(0).unwrap_err().code, Code::Network);
    }
    assert_eq!(world.get(0).unwrap_err().code, Code::CircuitOpen);
    switch(&mut world, &network, true);
    world.run_for(5_000);
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn a_refused_request_is_not_sent_again_because_the_network_is_back() {
    let refuse = Box::new(|_: &_, _| oauth_error(401, "invalid_client"));
    let mut world = World::new(with_refresh_token("r0"), refuse);
    world.feed(0, Input::Background(true));
    world.set_tokens(0, "given", 600, Some("r0"));
    world.run_for(HOUR);
    let sent = world.requests.len();
    world.feed(0, Input::Network(false));
    world.feed(0, Input::Network(true));
    world.run_for(HOUR);
    assert_eq!(world.requests.len(), sent);

    let later = Box::new(|_: &_, _| Reply::Header(429, "retry-after", "600".into()));
    let mut world = World::new(with_refresh_token("r0"), later);
    world.get(0).unwrap_err();
    world.feed(0, Input::Network(false));
    world.feed(0, Input::Network(true));
    assert_eq!(world.get(0).unwrap_err().code, Code::RateLimited);
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn an_answer_shows_that_the_host_was_wrong_about_being_offline() {
    let (mut world, _) = tabs(1, with_refresh_token("r0"), 600);
    world.feed(0, Input::Network(false));
    world.run_for(595_000);
    assert_eq!(world.get(0).unwrap(), "a2");
    world.run_for(HOUR);
    assert!(world.requests.len() > 5, "renewed in the background again");
}

#[test]
fn timers_frozen_for_hours_give_a_new_token_at_once() {
    let (mut world, _) = tabs(1, with_refresh_token("r0"), 600);
    world.tabs[0].frozen = true;
    world.run_for(5 * HOUR);
    world.tabs[0].frozen = false;
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn a_flight_that_sleep_cut_short_is_decided_anew_and_its_caller_served() {
    let (mut world, network) = tabs(1, with_refresh_token("r0"), 600);
    (0..world.tabs.len()).for_each(|tab| world.feed(tab, Input::Background(false)));
    world.run_for(595_000);
    network.set(false);
    let waiter = world.want(0);
    world.tabs[0].frozen = true;
    world.run_for(5 * HOUR);
    network.set(true);
    world.tabs[0].frozen = false;
    world.run_for(1_000);
    let (_, answer) = &world.tabs[0].answers[&waiter];
    assert_eq!(answer.as_deref().unwrap(), "a2");
    assert_eq!(world.count(0, |e| matches!(e, Event::Failed { .. })), 0);
}

#[test]
fn a_tab_that_slept_between_attempts_looks_first_whether_another_renewed() {
    let (mut world, network) = tabs(2, with_refresh_token("r0"), 600);
    (0..world.tabs.len()).for_each(|tab| world.feed(tab, Input::Background(false)));
    world.run_for(595_000);
    network.set(false);
    world.want(0);
    while world.requests.len() < 2 {
        world.run_for(1);
    }
    world.run_for(60);
    world.tabs[0].frozen = true;
    network.set(true);
    let waiter = world.want(1);
    let flight = world.tabs[1].credential.in_flight().unwrap();
    world.run_for(5_000);
    world.feed(1, Input::LockTimedOut(flight));
    assert_eq!(world.wait(1, waiter).unwrap(), "a2");
    world.run_for(60_000);
    world.tabs[0].frozen = false;
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(
        world.requests.len(),
        3,
        "the spent refresh token was not sent again"
    );
}

#[test]
fn a_server_that_never_answers_is_not_asked_for_ever_by_a_host_that_always_wakes_late() {
    let mut world = World::new(with_refresh_token("r0"), Box::new(|_, _| Reply::Silence));
    let waiter = world.want(0);
    for _ in 0..30 {
        world.tabs[0].frozen = true;
        world.run_for(60_000);
        world.tabs[0].frozen = false;
        world.run_for(1);
    }
    assert!(world.tabs[0].answers[&waiter].1.is_err());
    assert!(
        world.requests.len() <= 3,
        "{} requests",
        world.requests.len()
    );
}
