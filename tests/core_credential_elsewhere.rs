//! Hints between tabs: new tokens are adopted without a request, a logout empties all tabs, and no hint is trusted.

mod simulation;
use simulation::*;
use tokenward::core::config::*;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::{Announcement, Event, Input};
use tokenward::core::error::Class;

/// Tabs that hear each other and hold the first token, which lives this many seconds.
fn tabs(count: usize, config: ProviderConfig, storage: StorageTraits, server: Server) -> World {
    let mut world = World::with(count, config, storage, server);
    world.hints = true;
    for tab in 0..count {
        world.get(tab).unwrap();
    }
    world.run_for(2_000);
    world
}

fn sharing(count: usize, seconds: i64) -> World {
    tabs(count, with_refresh_token("r0"), SHARED, rotating(seconds))
}

fn held(world: &World, tab: usize) -> Option<String> {
    let tokens = world.tabs[tab].credential.own_tokens()?;
    Some(tokens.access_token.reveal().to_owned())
}

fn refreshed(world: &World, tab: usize) -> usize {
    world.count(tab, |e| matches!(e, Event::Refreshed))
}

#[test]
fn a_tab_that_hears_of_new_tokens_adopts_them_at_once_without_a_request_and_emits_one_event() {
    let mut world = sharing(10, 600);
    let waiter = world.want_with(0, true, None);
    world.wait(0, waiter).unwrap();
    world.run_for(10);
    for tab in 0..10 {
        assert_eq!(held(&world, tab).as_deref(), Some("a2"));
    }
    world.run_for(5_000);
    assert_eq!(world.requests.len(), 2);
    assert!((0..10).all(|tab| refreshed(&world, tab) == 1));
}

#[test]
fn tokens_that_are_set_in_one_tab_are_adopted_by_the_others() {
    let mut world = sharing(2, 600);
    world.set_tokens(0, "given", 600, Some("r9"));
    world.run_for(10);
    assert_eq!(held(&world, 1).as_deref(), Some("given"));
    assert_eq!(refreshed(&world, 1), 1);
}

#[test]
fn a_logout_empties_all_others_at_once() {
    let mut world = sharing(10, 600);
    world.clear(0);
    world.run_for(10);
    for tab in 0..10 {
        assert_eq!(held(&world, tab), None);
        assert_eq!(world.count(tab, |e| matches!(e, Event::Removed)), 1);
        let error = world.get(tab).unwrap_err();
        assert_eq!(error.class, Class::ReauthenticationRequired);
    }
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_logout_in_another_tab_ends_a_flight_and_its_late_answer_is_dropped() {
    let mut world = sharing(2, 60);
    world.run_for(58_000);
    let waiter = world.want(1);
    while world.requests.len() < 2 {
        world.run_for(1);
    }
    world.clear(0);
    world.run_for(10);
    let (_, answer) = &world.tabs[1].answers[&waiter];
    let class = answer.as_ref().unwrap_err().class;
    assert_eq!(class, Class::ReauthenticationRequired);
    world.run_for(60_000);
    assert_eq!((held(&world, 1), world.storage.clone()), (None, None));
    assert_eq!(world.count(1, |e| matches!(e, Event::Removed)), 1);
}

#[test]
fn a_revocation_empties_the_others_as_well() {
    let mut world = sharing(2, 600);
    let waiter = world.waiter(0);
    world.feed(0, Input::RevokeWanted(waiter));
    world.run_for(10);
    assert_eq!(held(&world, 1), None);
}

#[test]
fn without_a_storage_a_logout_is_taken_at_its_word_and_new_tokens_are_not() {
    let client = provider(OAuthGrant::ClientCredentials);
    let mut world = tabs(2, client, StorageTraits::NONE, counting(600));
    assert_eq!(world.requests.len(), 2, "each has a token of its own");
    let waiter = world.want_with(0, true, None);
    world.wait(0, waiter).unwrap();
    world.run_for(1_000);
    assert_eq!(held(&world, 1).as_deref(), Some("a2"));
    world.clear(0);
    world.run_for(10);
    assert_eq!(held(&world, 1), None);
    assert_eq!(world.get(1).unwrap(), "a4", "it needs no user");
}

#[test]
fn a_hint_that_is_not_true_changes_nothing() {
    let mut world = sharing(2, 600);
    for what in [Announcement::Cleared, Announcement::Renewed] {
        world.feed(1, Input::Elsewhere(what));
        world.run_for(10_000);
    }
    assert_eq!(held(&world, 1).as_deref(), Some("a1"));
    assert_eq!(
        world.count(1, |e| matches!(e, Event::Removed | Event::Refreshed)),
        0
    );
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_logout_that_storage_shows_only_later_is_still_seen_within_a_second() {
    let mut world = sharing(2, 600);
    world.hints = false;
    world.feed(1, Input::Elsewhere(Announcement::Cleared));
    world.run_for(500);
    assert_eq!(held(&world, 1).as_deref(), Some("a1"));
    world.clear(0);
    world.run_for(500);
    assert_eq!(held(&world, 1), None);
}

#[test]
fn a_storm_of_hints_costs_ten_reads_a_second_at_most() {
    let mut world = sharing(2, 600);
    let before = world.reads;
    for _ in 0..10_000 {
        world.feed(1, Input::Elsewhere(Announcement::Renewed));
        world.feed(1, Input::Elsewhere(Announcement::Cleared));
        world.run_for(1);
    }
    let reads = world.reads - before;
    assert!((2..=101).contains(&reads), "{reads} reads in ten seconds");
}

#[test]
fn a_page_that_was_away_notices_the_logout_of_another() {
    let mut world = sharing(2, 600);
    world.hints = false;
    world.clear(0);
    world.run_for(60_000);
    assert_eq!(held(&world, 1).as_deref(), Some("a1"), "nobody told it");
    // From the back/forward cache.
    world.feed(1, Input::Elsewhere(Announcement::Renewed));
    world.run_for(10);
    assert_eq!(held(&world, 1), None);
}

#[test]
fn a_logout_of_a_session_before_does_not_end_the_new_one() {
    let mut world = sharing(2, 600);
    world.clear(0);
    world.set_tokens(1, "new", 600, Some("r9"));
    world.run_for(10);
    world.feed(1, Input::Elsewhere(Announcement::Cleared));
    world.run_for(5_000);
    assert_eq!(held(&world, 1).as_deref(), Some("new"));
}

#[test]
fn a_refresh_that_lost_a_race_does_not_end_the_session_of_the_winner() {
    let mut world = sharing(2, 60);
    world.run_for(58_000);
    // Both send the same refresh token, because the lock was not granted in time.
    world.latency = 3_000;
    world.want(0);
    world.run_for(10);
    world.latency = 4_000;
    let waiter = world.want(1);
    world.run_for(10);
    let flight = world.tabs[1].credential.in_flight().unwrap();
    world.feed(1, Input::LockTimedOut(flight));
    world.run_for(20_000);
    assert_eq!(world.requests.len(), 3, "and the second was a reuse");
    assert_eq!(held(&world, 1).as_deref(), Some("a2"));
    assert_eq!(world.count(1, |e| matches!(e, Event::Reauthenticate(_))), 0);
    assert_eq!(world.tabs[1].answers[&waiter].1.as_deref().unwrap(), "a2");
}

#[test]
fn a_logout_in_another_tab_also_empties_a_storage_of_the_tabs_own() {
    let own = StorageTraits {
        shared: false,
        ..SHARED
    };
    let mut world = tabs(1, with_refresh_token("r0"), own, rotating(600));
    world.feed(0, Input::Elsewhere(Announcement::Cleared));
    world.run_for(10);
    assert_eq!((held(&world, 0), world.storage.clone()), (None, None));
    let error = world.get(0).unwrap_err();
    assert_eq!(error.class, Class::ReauthenticationRequired);
}

#[test]
fn a_forced_refresh_that_lost_a_race_goes_on_with_the_winners_refresh_token() {
    let mut world = sharing(2, 60);
    world.latency = 3_000;
    world.want_with(0, true, None);
    world.run_for(10);
    world.latency = 4_000;
    let waiter = world.want_with(1, true, None);
    world.run_for(10);
    let flight = world.tabs[1].credential.in_flight().unwrap();
    world.feed(1, Input::LockTimedOut(flight));
    world.run_for(20_000);
    let count = world.count(1, |e| matches!(e, Event::Reauthenticate(_)));
    assert_eq!(count, 0);
    assert_eq!(world.tabs[1].answers[&waiter].1.as_deref().unwrap(), "a3");
}

#[test]
fn a_tab_without_tokens_adopts_those_of_another() {
    for background in [false, true] {
        let config = || provider(OAuthGrant::AuthorizationCode);
        let mut world = World::with(4, config(), SHARED, rotating(600));
        world.hints = true;
        for tab in 0..4 {
            world.feed(tab, Input::Background(background));
            world.get(tab).unwrap_err();
        }
        world.set_tokens(0, "a0", 600, Some("r0"));
        world.run_for(1_000);
        for tab in 0..4 {
            assert!(world.tabs[tab].credential.hands_out("a0"), "tab {tab}");
            assert_eq!(world.count(tab, |e| matches!(e, Event::Added)), 1);
        }
        let renewed = world.want_with(1, true, None);
        world.run_for(1_000);
        assert_eq!(world.tabs[1].answers[&renewed].1.as_deref().unwrap(), "a1");
        for tab in 0..4 {
            assert!(world.tabs[tab].credential.hands_out("a1"), "tab {tab}");
            assert_eq!(world.count(tab, |e| matches!(e, Event::Added)), 1);
            assert_eq!(world.count(tab, |e| matches!(e, Event::Refreshed)), 1);
        }
        // Signed out and in again, as the first time.
        world.clear(2);
        world.run_for(1_000);
        world.set_tokens(3, "again", 600, None);
        world.run_for(1_000);
        for tab in 0..4 {
            assert!(world.tabs[tab].credential.hands_out("again"), "tab {tab}");
            assert_eq!(world.count(tab, |e| matches!(e, Event::Added)), 2);
            assert_eq!(world.count(tab, |e| matches!(e, Event::Removed)), 1);
        }
        assert_eq!(world.requests.len(), 1);
    }
}

#[test]
fn a_tab_without_tokens_that_was_away_reads_storage_when_it_comes_back() {
    let mut world = World::with(
        2,
        provider(OAuthGrant::AuthorizationCode),
        SHARED,
        rotating(600),
    );
    world.set_tokens(0, "a0", 600, Some("r0"));
    world.run_for(1_000);
    assert!(world.tabs[1].credential.tokens().is_none());
    world.feed(1, Input::Elsewhere(Announcement::Renewed));
    world.run_for(1_000);
    assert!(world.tabs[1].credential.hands_out("a0"));
    assert_eq!(world.count(1, |e| matches!(e, Event::Added)), 1);
}

#[test]
fn false_hints_cost_a_tab_without_tokens_few_reads_and_no_request() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    for _ in 0..1_000 {
        world.feed(0, Input::Elsewhere(Announcement::Renewed));
        world.feed(0, Input::Elsewhere(Announcement::Cleared));
    }
    world.run_for(10_000);
    assert!(world.reads <= 3, "{} reads", world.reads);
    assert!(world.requests.is_empty());
    assert!(world.tabs[0].events.is_empty());
}

#[test]
fn a_session_that_ended_here_goes_on_with_the_tokens_of_another_tab() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(600));
    world.hints = true;
    for tab in 0..2 {
        world.get(tab).unwrap();
    }
    world.server = Box::new(|_, _| oauth_error(400, "invalid_grant"));
    world.run_for(600_000);
    for tab in 0..2 {
        world.get(tab).unwrap_err();
    }
    world.set_tokens(0, "new", 600, Some("r9"));
    world.run_for(1_000);
    assert!(world.tabs[1].credential.hands_out("new"));
}
