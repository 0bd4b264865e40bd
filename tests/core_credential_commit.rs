//! A write depends on the last read: any change by another tab between the read and the write wins.
//!
//! Hints are off here, because they would usually tell the tabs in time.

mod simulation;
use simulation::*;
use tokenward::core::config::*;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::{Event, Input};
use tokenward::core::error::Class;

/// Two tabs with the first token of a session. Their writes take a while from now on.
fn two_tabs() -> World {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(60));
    world.hints = false;
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(70_000);
    world.write_takes = 50;
    world
}

/// Runs until the first tab has its new token and is writing it.
fn until_it_writes(world: &mut World) {
    world.run_for(world.latency + 10);
    assert!(world.tabs[0].credential.in_flight().is_some());
}

#[test]
fn a_logout_between_the_last_look_and_the_write_wins() {
    let mut world = two_tabs();
    let waiter = world.want(0);
    until_it_writes(&mut world);
    world.clear(1);
    world.run_for(60_000);
    assert_eq!(world.storage, None);
    assert!(world.tabs[0].credential.tokens().is_none());
    let answer = world.tabs[0].answers[&waiter].1.as_ref();
    assert_eq!(
        answer.unwrap_err().class,
        Class::ReauthenticationRequired,
        "whoever waited is told"
    );
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed)), 1);
    assert!(world.journal.contains(&"changed".to_owned()));
}

#[test]
fn tokens_set_between_the_last_look_and_the_write_win() {
    let mut world = two_tabs();
    let waiter = world.want(0);
    until_it_writes(&mut world);
    world.write_takes = 0;
    world.set_tokens(1, "given", 3600, Some("r9"));
    world.run_for(1_000);
    assert_eq!(
        world.tabs[0].answers[&waiter].1.as_deref().unwrap(),
        "given"
    );
    assert!(world.storage.as_deref().unwrap().contains("given"));
    assert_eq!(world.get(0).unwrap(), "given");
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn a_record_that_is_no_newer_does_not_keep_the_new_token_from_being_written() {
    let mut world = two_tabs();
    let waiter = world.want(0);
    until_it_writes(&mut world);
    let wait = world.waiter(1);
    world.write_takes = 0;
    world.feed(1, Input::Invalidated(wait));
    world.run_for(1_000);
    assert_eq!(world.tabs[0].answers[&waiter].1.as_deref().unwrap(), "a2");
    assert!(world.storage.as_deref().unwrap().contains("a2"));
    assert_eq!(world.get(1).unwrap(), "a2");
}

#[test]
fn invalidate_does_not_write_over_a_token_that_came_in_that_moment() {
    let mut world = two_tabs();
    let wait = world.waiter(0);
    world.feed(0, Input::Invalidated(wait));
    world.run_for(10);
    world.write_takes = 0;
    world.set_tokens(1, "newer", 3600, Some("r9"));
    world.run_for(1_000);
    assert!(world.storage.as_deref().unwrap().contains("newer"));
    assert_eq!(world.get(0).unwrap(), "newer");
}

#[test]
fn a_login_in_another_tab_is_not_removed_by_the_end_of_the_old_session() {
    let mut world = two_tabs();
    world.server = Box::new(|_, _| oauth_error(400, "invalid_grant"));
    world.want(0);
    until_it_is_refused(&mut world);
    world.write_takes = 0;
    world.set_tokens(1, "of the new login", 3600, Some("r9"));
    world.run_for(1_000);
    assert!(
        world
            .storage
            .as_deref()
            .unwrap()
            .contains("of the new login")
    );
}

#[test]
fn an_unexpected_read_changes_nothing() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    let wait = world.waiter(0);
    world.feed(0, Input::RestoreWanted(wait));
    world.feed(0, Input::Closing);
    world.storage = Some("tw1:0000000000000000:{}".into());
    world.run_for(1_000);
    assert!(
        world.storage.is_some(),
        "it is for others to find it corrupt, and to tell"
    );
    assert_eq!(world.count(0, |e| matches!(e, Event::StorageError(_))), 0);
}

/// A tab that opens while its copy of the storage still shows the first token.
fn late_tab(then: impl FnOnce(&mut World)) -> World {
    let storage = StorageTraits {
        late: true,
        ..SHARED
    };
    let mut world = World::with(2, with_refresh_token("r0"), storage, rotating(60));
    world.hints = false;
    world.get(0).unwrap();
    world.late_copy = world.storage.clone();
    then(&mut world);
    world
}

#[test]
fn a_late_copy_is_used_at_once_and_a_logout_that_it_does_not_show_a_moment_later() {
    let mut world = late_tab(|world| {
        world.clear(0);
        world.run_for(10);
    });
    let waiter = world.want(1);
    world.run_for(1_000);
    assert_eq!(world.tabs[1].answers[&waiter].1.as_deref().unwrap(), "a1");
    assert!(world.tabs[1].credential.tokens().is_none());
    assert_eq!(world.count(1, |e| matches!(e, Event::Removed)), 1);
    assert_eq!(world.storage, None);
}

#[test]
fn a_token_that_a_late_copy_does_not_show_is_adopted_a_moment_later() {
    let mut world = late_tab(|world| world.set_tokens(0, "newer", 3600, Some("r9")));
    let wait = world.waiter(1);
    world.feed(1, Input::RestoreWanted(wait));
    world.run_for(1_000);
    assert_eq!(world.get(1).unwrap(), "newer");
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_refresh_token_that_only_a_late_copy_shows_is_never_sent() {
    let mut world = late_tab(|world| {
        world.run_for(58_000);
        world.get(0).unwrap();
    });
    assert_eq!(world.get(1).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
}

/// Runs until the first tab's refresh token was refused, and the tab is removing the remains.
fn until_it_is_refused(world: &mut World) {
    world.run_for(world.latency + 10);
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 1);
    assert!(world.storage.is_some());
}

#[test]
fn a_corrupt_record_that_was_replaced_meanwhile_is_not_removed() {
    let provider = provider(OAuthGrant::ClientCredentials);
    let mut world = World::with(2, provider, SHARED, counting(60));
    world.hints = false;
    world.storage = Some("tw1:0000000000000000:{}".into());
    world.write_takes = 50;
    let wait = world.waiter(0);
    world.feed(0, Input::RestoreWanted(wait));
    world.run_for(10);
    world.write_takes = 0;
    world.set_tokens(1, "good", 3600, None);
    world.run_for(1_000);
    assert!(world.storage.as_deref().unwrap().contains("good"));
    assert_eq!(world.get(0).unwrap(), "good");
}
