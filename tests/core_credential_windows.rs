//! The time of a token's renewal: the two windows, background refresh over hours, short and long lifetimes.

mod simulation;
use simulation::*;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::io::{Event, Input, TokenState};

const HOUR: i64 = 3_600_000;

#[test]
fn an_hour_of_background_refresh_with_60_second_tokens_has_no_gap_and_one_request_per_period() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    let begin = world.now;
    while world.now < begin + HOUR {
        world.run_for(250);
        let good = world.tabs[0]
            .credential
            .good_tokens(tokenward::core::time::Timestamp(world.now));
        assert!(
            good.is_some(),
            "no good token {} ms after the beginning",
            world.now - begin
        );
    }
    let times: Vec<i64> = world.requests.iter().map(|r| r.0).collect();
    for pair in times.windows(2) {
        let period = pair[1] - pair[0];
        assert!(
            (40_000..60_000).contains(&period),
            "two requests {period} ms apart"
        );
    }
    assert!((60..=90).contains(&times.len()), "{} requests", times.len());
    assert_eq!(world.count(0, |e| matches!(e, Event::Failed { .. })), 0);
}

#[test]
fn a_token_of_two_seconds_does_not_cause_a_request_per_call() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(2));
    for _ in 0..200 {
        world.get(0).unwrap();
        world.run_for(50);
    }
    // Ten seconds plus the latency of the answers: one request every 1.5 seconds, which is when the soft window begins.
    assert!(
        world.requests.len() <= 10,
        "{} requests",
        world.requests.len()
    );
}

#[test]
fn a_token_of_a_year_is_not_renewed_early() {
    let year = 365 * 24 * HOUR;
    let mut world = World::new(
        provider(OAuthGrant::ClientCredentials),
        counting(year / 1000),
    );
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(year - 400_000);
    assert_eq!(world.requests.len(), 1);
    world.run_for(200_000);
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn inside_the_soft_window_the_token_is_handed_out_and_renewed_at_the_same_time() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
    world.get(0).unwrap();
    world.run_for(3_400_000);
    let waiter = world.want(0);
    assert_eq!(
        world.tabs[0].answers[&waiter].1.as_deref().unwrap(),
        "a1",
        "answered at once"
    );
    assert_eq!(world.state(0), TokenState::Refreshing);
    world.run_for(100);
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn inside_the_hard_window_the_caller_waits_for_a_new_token() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
    world.get(0).unwrap();
    world.run_for(3_545_000);
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn outside_the_windows_nothing_is_sent() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
    world.get(0).unwrap();
    world.run_for(3_200_000);
    assert_eq!(world.get(0).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
    assert_eq!(world.state(0), TokenState::Valid);
}

#[test]
fn a_demand_for_more_life_than_the_server_gives_does_not_cause_a_request_per_call() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(600));
    for _ in 0..100 {
        let waiter = world.want_with(0, false, Some(HOUR));
        world.wait(0, waiter).unwrap();
    }
    assert!(
        world.requests.len() <= 2,
        "{} requests",
        world.requests.len()
    );
    world.run_for(120_000);
    let waiter = world.want_with(0, false, Some(HOUR));
    assert_eq!(
        world.wait(0, waiter).unwrap(),
        "a2",
        "a demand that can be met better is met"
    );
}

#[test]
fn a_fixed_interval_renews_tokens_of_any_lifetime() {
    let mut config = provider(OAuthGrant::ClientCredentials);
    Rc::make_mut(&mut config.refresh_policy).interval_ms = Some(600_000);
    let mut world = World::new(config, counting(86_400));
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(HOUR + 1_000);
    assert_eq!(world.requests.len(), 7);
}

#[test]
fn without_background_refresh_nothing_is_sent_and_expiring_and_expired_are_emitted_once() {
    let mut world = World::new(with_refresh_token("r0"), rotating(600));
    world.get(0).unwrap();
    world.run_for(2 * HOUR);
    assert_eq!(world.requests.len(), 1);
    assert_eq!(world.count(0, |e| matches!(e, Event::Expiring)), 1);
    assert_eq!(world.count(0, |e| matches!(e, Event::Expired)), 1);
    assert_eq!(world.state(0), TokenState::Expired);
}

#[test]
fn renewals_of_many_clients_are_spread_by_jitter() {
    let mut times = Vec::new();
    for random in [0, 0x4000_0000, 0x8000_0000, 0xffff_ffff] {
        let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
        world.random = random;
        world.feed(0, Input::Background(true));
        world.get(0).unwrap();
        world.run_for(HOUR);
        times.push(world.requests[1].0 - START);
    }
    assert!(times.windows(2).all(|pair| pair[1] < pair[0]), "{times:?}");
    assert!(
        times[0] - times[3] <= 30_100,
        "at most a tenth of aheadSeconds: {times:?}"
    );
}
