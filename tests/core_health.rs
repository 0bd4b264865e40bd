//! The judgement of health: for one provider, for a manager, and the facts from a credential.

mod simulation;

use simulation::{World, counting, oauth_error, provider, rotating, token, with_refresh_token};
use tokenward::core::config::OAuthGrant;
use tokenward::core::credential::io::Input;
use tokenward::core::health::{ProviderFacts, Status, of_manager, of_provider};

const WELL: ProviderFacts = ProviderFacts {
    usable: true,
    failing: false,
    on_fallback: false,
    stuck: false,
};

fn status_of(world: &World) -> Status {
    let now = world.moment().now;
    of_provider(world.tabs[0].credential.health(now))
}

#[test]
fn a_provider_is_as_healthy_as_its_callers_are_served() {
    let without = |facts: ProviderFacts| ProviderFacts {
        usable: false,
        ..facts
    };
    let failing = ProviderFacts {
        failing: true,
        ..WELL
    };
    let stuck = ProviderFacts {
        stuck: true,
        ..WELL
    };
    let on_fallback = ProviderFacts {
        on_fallback: true,
        ..WELL
    };
    assert_eq!(of_provider(WELL), Status::Healthy);
    assert_eq!(of_provider(without(WELL)), Status::Healthy, "never used");
    for facts in [failing, stuck, on_fallback] {
        assert_eq!(of_provider(facts), Status::Degraded, "{facts:?}");
    }
    for facts in [failing, stuck] {
        assert_eq!(of_provider(without(facts)), Status::Unhealthy, "{facts:?}");
    }
}

#[test]
fn a_manager_is_as_healthy_as_its_worst_provider() {
    use Status::{Degraded, Healthy, Unhealthy};
    let of = |all: &[Status], storage| of_manager(all.iter().copied(), storage);
    assert_eq!(of(&[], true), Healthy);
    assert_eq!(of(&[Healthy, Healthy], true), Healthy);
    assert_eq!(of(&[Healthy, Degraded], true), Degraded);
    assert_eq!(of(&[Unhealthy, Degraded, Healthy], true), Unhealthy);
    assert_eq!(of(&[Healthy], false), Degraded, "memory serves meanwhile");
    assert_eq!(of(&[Unhealthy], false), Unhealthy);
}

#[test]
fn a_credential_is_healthy_before_its_first_use_and_after_a_success() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
    assert_eq!(status_of(&world), Status::Healthy);
    world.want(0);
    world.run_for(1_000);
    assert_eq!(status_of(&world), Status::Healthy);
}

#[test]
fn a_token_that_has_expired_and_can_be_renewed_is_no_failure() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
    world.want(0);
    world.run_for(7_200_000);
    assert_eq!(status_of(&world), Status::Healthy);
}

#[test]
fn a_failed_refresh_degrades_while_the_token_lives_and_then_ends_the_service() {
    let mut count = 0;
    let server = move |_: &_, _| {
        count += 1;
        match count {
            1 => token("a1", 3600, None),
            _ => oauth_error(400, "invalid_scope"),
        }
    };
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), Box::new(server));
    world.want(0);
    world.run_for(1_000);
    world.want_with(0, true, None);
    world.run_for(1_000);
    assert_eq!(status_of(&world), Status::Degraded);
    world.run_for(3_600_000);
    assert_eq!(status_of(&world), Status::Unhealthy);
}

#[test]
fn a_first_failure_is_unhealthy_since_nothing_serves() {
    let server = |_: &_, _| oauth_error(400, "invalid_scope");
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), Box::new(server));
    world.want(0);
    world.run_for(1_000);
    assert_eq!(status_of(&world), Status::Unhealthy);
}

#[test]
fn a_session_whose_refresh_token_was_refused_needs_a_login() {
    let mut count = 0;
    let server = move |_: &_, _| {
        count += 1;
        match count {
            1 => token("a1", 3600, Some("r1")),
            _ => oauth_error(400, "invalid_grant"),
        }
    };
    let mut world = World::new(with_refresh_token("r0"), Box::new(server));
    world.want(0);
    world.run_for(1_000);
    world.want_with(0, true, None);
    world.run_for(1_000);
    assert_eq!(status_of(&world), Status::Degraded, "the token still lives");
    world.run_for(3_600_000);
    world.feed(0, Input::TimePassed);
    assert_eq!(status_of(&world), Status::Unhealthy);
}

#[test]
fn a_logout_is_no_failure() {
    let mut world = World::new(with_refresh_token("r0"), rotating(3600));
    world.want(0);
    world.run_for(1_000);
    let waiter = world.waiter(0);
    world.feed(0, Input::Cleared(waiter));
    assert_eq!(status_of(&world), Status::Healthy);
}
