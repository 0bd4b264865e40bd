//! One request for all callers, for tabs with one storage, and for requests that end on the edge. Also the winners of
//! races.

mod simulation;
use simulation::*;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::{Event, Input};
use tokenward::core::error::{Class, Code};

#[test]
fn a_thousand_callers_share_one_request() {
    for storage in [StorageTraits::NONE, SHARED] {
        let mut world = World::with(1, with_refresh_token("r0"), storage, rotating(60));
        let waiters: Vec<_> = (0..1000).map(|_| world.want(0)).collect();
        for waiter in waiters {
            assert_eq!(world.wait(0, waiter).unwrap(), "a1");
        }
        world.run_for(70_000);
        let waiters: Vec<_> = (0..1000).map(|_| world.want(0)).collect();
        for waiter in waiters {
            assert_eq!(world.wait(0, waiter).unwrap(), "a2");
        }
        assert_eq!(world.requests.len(), 2);
    }
}

#[test]
fn ten_tabs_whose_token_expires_together_send_one_refresh_and_all_get_the_new_token() {
    let mut world = World::with(10, with_refresh_token("r0"), SHARED, rotating(60));
    for round in 1..=20 {
        let waiters: Vec<_> = (0..10).map(|tab| (tab, world.want(tab))).collect();
        for (tab, waiter) in waiters {
            assert_eq!(world.wait(tab, waiter).unwrap(), format!("a{round}"));
        }
        assert_eq!(world.requests.len(), round);
        world.run_for(60_000);
    }
    for tab in 0..10 {
        assert_eq!(
            world.count(tab, |e| matches!(
                e,
                Event::Failed { .. } | Event::Reauthenticate(_)
            )),
            0
        );
        assert_eq!(
            world.count(tab, |e| matches!(e, Event::Added | Event::Refreshed)),
            20,
            "told once for each token"
        );
    }
}

#[test]
fn a_tab_that_froze_with_the_lock_blocks_the_others_no_longer_than_the_bound() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(58_000);
    world.want(0);
    world.run_for(1);
    world.tabs[0].frozen = true;
    let waiter = world.want(1);
    world.run_for(5_000);
    let flight = world.tabs[1].credential.in_flight().unwrap();
    world.feed(1, Input::LockTimedOut(flight));
    world.run_for(20_000);
    // The frozen tab's request spent the refresh token and its response is lost: the session ends cleanly, and no
    // caller hangs.
    let answer = &world.tabs[1].answers[&waiter].1;
    assert_eq!(
        answer.as_ref().unwrap_err().class,
        Class::ReauthenticationRequired
    );
    assert_eq!(world.count(1, |e| matches!(e, Event::Reauthenticate(_))), 1);
}

#[test]
fn a_tab_that_thaws_reads_storage_before_it_sends_its_refresh_token_again() {
    let mut rotating = rotating(60);
    let mut count = 0;
    let mut world = World::with(
        2,
        with_refresh_token("r0"),
        SHARED,
        Box::new(move |form, now| {
            count += 1;
            // The second request is lost in the network.
            if count == 2 {
                Reply::Silence
            } else {
                rotating(form, now)
            }
        }),
    );
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(60_000);
    let first = world.want(0);
    world.run_for(10);
    world.tabs[0].frozen = true;
    let second = world.want(1);
    world.run_for(5_000);
    let flight = world.tabs[1].credential.in_flight().unwrap();
    world.feed(1, Input::LockTimedOut(flight));
    assert_eq!(world.wait(1, second).unwrap(), "a2");
    world.run_for(6_000);
    world.tabs[0].frozen = false;
    assert_eq!(world.wait(0, first).unwrap(), "a2");
    assert_eq!(world.requests.len(), 3);
}

#[test]
fn a_refused_refresh_token_ends_the_session_by_one_request_for_all_callers() {
    for lives in [false, true] {
        let mut first = true;
        let mut world = World::with(
            5,
            with_refresh_token("r0"),
            SHARED,
            Box::new(move |_, _| match std::mem::take(&mut first) {
                true => token("a1", 60, Some("r1")),
                false => oauth_error(400, "invalid_grant"),
            }),
        );
        for tab in 0..5 {
            world.get(tab).unwrap();
        }
        world.run_for(if lives { 10_000 } else { 60_000 });
        let waiters: Vec<_> = (0..5)
            .map(|tab| (tab, world.want_with(tab, true, None)))
            .collect();
        let answers = waiters
            .into_iter()
            .map(|(tab, waiter)| world.wait(tab, waiter));
        let codes: Vec<_> = answers.map(|answer| answer.unwrap_err().code).collect();
        assert_eq!(codes, [Code::ReauthenticationRequired; 5]);
        assert_eq!(world.requests.len(), 2, "lives: {lives}");
        let told = |tab| world.count(tab, |e| matches!(e, Event::Reauthenticate(_)));
        assert!((0..5).all(|tab| told(tab) <= 1));
        let told: usize = (0..5).map(told).sum();
        assert!(if lives { told >= 1 } else { told == 1 }, "{told}");
    }
}

#[test]
fn a_flight_that_failed_leaves_the_lock_to_the_next() {
    let mut refuses = true;
    let server: Server = Box::new(move |_, _| match std::mem::take(&mut refuses) {
        true => oauth_error(400, "invalid_request"),
        false => token("a1", 600, Some("r1")),
    });
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, server);
    assert!(world.get(0).is_err());
    assert_eq!(world.get(1).unwrap(), "a1");
}

#[test]
fn the_new_refresh_token_is_stored_before_any_caller_has_its_token() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.run_for(70_000);
    world.get(0).unwrap();
    assert_eq!(world.journal, ["save", "resolve a1", "save", "resolve a2"]);
}

#[test]
fn late_refresh_result_is_dropped_after_logout() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.run_for(70_000);
    let waiter = world.want(0);
    world.run_for(10);
    world.clear(0);
    assert_eq!(
        world.tabs[0].answers[&waiter].1.as_ref().unwrap_err().class,
        Class::ReauthenticationRequired
    );
    world.run_for(60_000);
    assert_eq!(world.storage, None);
    assert!(world.tabs[0].credential.tokens().is_none());
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed)), 1);
}

#[test]
fn a_logout_in_another_tab_during_the_flight_wins() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(70_000);
    let waiter = world.want(0);
    world.run_for(10);
    world.clear(1);
    world.run_for(1_000);
    assert_eq!(
        world.tabs[0].answers[&waiter].1.as_ref().unwrap_err().code,
        Code::ReauthenticationRequired
    );
    assert_eq!(world.storage, None);
    assert!(world.tabs[0].credential.tokens().is_none());
}

#[test]
fn after_a_logout_in_another_tab_a_client_gets_a_token_of_its_own_again() {
    let mut world = World::with(
        2,
        provider(OAuthGrant::ClientCredentials),
        SHARED,
        counting(60),
    );
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(58_000);
    world.clear(1);
    world.run_for(10);
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn tokens_set_during_the_flight_win() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    let waiter = world.want(0);
    world.run_for(10);
    world.set_tokens(0, "given", 3600, Some("r9"));
    world.run_for(60_000);
    assert_eq!(
        world.tabs[0].answers[&waiter].1.as_deref().unwrap(),
        "given"
    );
    assert_eq!(world.get(0).unwrap(), "given");
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_second_start_uses_the_stored_token_without_a_request() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    let tab = world.open_tab(with_refresh_token("r0"), SHARED, false);
    assert_eq!(world.get(tab).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_stored_token_of_another_client_is_not_used() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    let mut other = with_refresh_token("r1");
    if let Grant::OAuth(oauth) = &mut other.grant {
        Rc::make_mut(oauth).client_id = "somebody-else".into();
    }
    let tab = world.open_tab(other, SHARED, false);
    assert_eq!(world.get(tab).unwrap(), "a2");
}

#[test]
fn on_invalid_grant_a_newer_stored_refresh_token_is_adopted_before_logout_is_declared() {
    // Two tabs without a lock between them: the second comes a moment too late with the same refresh token.
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(58_000);
    world.want(0);
    world.run_for(1);
    let waiter = world.want(1);
    world.run_for(1);
    let flight = world.tabs[1].credential.in_flight().unwrap();
    world.feed(1, Input::LockTimedOut(flight));
    assert_eq!(world.wait(1, waiter).unwrap(), "a2");
    assert_eq!(world.count(1, |e| matches!(e, Event::Reauthenticate(_))), 0);
}

#[test]
fn a_spent_refresh_token_is_never_sent_again_because_the_storage_failed() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.storage_works = false;
    world.run_for(60_000);
    assert_eq!(world.get(0).unwrap(), "a2");
    world.run_for(60_000);
    assert_eq!(world.get(0).unwrap(), "a3");
    world.storage_works = true;
    world.run_for(31_000);
    let tab = world.open_tab(with_refresh_token("r0"), SHARED, false);
    assert_eq!(
        world.get(tab).unwrap(),
        "a3",
        "the write was repeated once the storage worked again"
    );
}

#[test]
fn cleared_tokens_do_not_come_back_although_the_removal_failed() {
    let mut world = World::with(
        1,
        provider(OAuthGrant::ClientCredentials),
        SHARED,
        counting(600),
    );
    world.get(0).unwrap();
    world.storage_works = false;
    world.clear(0);
    world.run_for(10);
    world.storage_works = true;
    assert_eq!(
        world.get(0).unwrap(),
        "a2",
        "the record of a1 is still there, and does not count"
    );
}

#[test]
fn cleared_tokens_do_not_come_back_although_a_late_copy_hides_them_from_the_removal() {
    let mut world = World::with(
        1,
        provider(OAuthGrant::ClientCredentials),
        SHARED,
        counting(600),
    );
    world.get(0).unwrap();
    let late = world.storage.clone();
    let forced = world.want_with(0, true, None);
    assert_eq!(world.wait(0, forced).unwrap(), "a2");
    world.storage_works = false;
    world.clear(0);
    world.run_for(10);
    world.storage_works = true;
    world.late_copy = late;
    assert_eq!(
        world.get(0).unwrap(),
        "a3",
        "the record of a2 is still there, and does not count"
    );
    assert!(world.journal.contains(&"changed".into()));
}

#[test]
fn a_removal_that_failed_is_repeated_although_a_late_copy_hid_the_record_meanwhile() {
    let mut world = World::with(
        1,
        provider(OAuthGrant::ClientCredentials),
        SHARED,
        counting(600),
    );
    world.get(0).unwrap();
    let late = world.storage.clone();
    let forced = world.want_with(0, true, None);
    assert_eq!(world.wait(0, forced).unwrap(), "a2");
    world.storage_works = false;
    world.clear(0);
    world.run_for(10);
    world.storage_works = true;
    world.late_copy = late;
    let waiter = world.waiter(0);
    world.feed(0, Input::RestoreWanted(waiter));
    world.run_for(31_000);
    assert!(world.journal.contains(&"changed".into()));
    assert_eq!(world.storage, None);
}

#[test]
fn a_removal_that_failed_is_not_repeated_once_there_are_new_tokens() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    for before_its_failure_is_known in [true, false] {
        world.storage_works = false;
        world.clear(0);
        if !before_its_failure_is_known {
            world.run_for(10);
        }
        world.write_takes = 10;
        world.set_tokens(0, "of the next login", 600, Some("s1"));
        world.run_for(5);
        world.storage_works = true;
        world.run_for(31_000);
        assert!(
            (world.storage.as_ref()).is_some_and(|record| record.contains("of the next login"))
        );
    }
}

#[test]
fn a_removal_that_failed_does_not_remove_what_another_tab_has_stored_since() {
    for refused in [false, true] {
        let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(600));
        world.get(0).unwrap();
        world.storage_works = false;
        if refused {
            world.server = Box::new(|_, _| oauth_error(400, "invalid_grant"));
            world.run_for(601_000);
            world.get(0).unwrap_err();
        } else {
            world.clear(0);
        }
        world.run_for(1_000);
        world.storage_works = true;
        world.set_tokens(1, "of-the-next-login", 600, Some("s1"));
        world.run_for(31_000);
        let stored = world.storage.unwrap_or_default();
        assert!(stored.contains("of-the-next-login"), "{refused}: {stored}");
    }
}

#[test]
fn the_record_of_a_refused_session_is_removed_once_the_storage_works_again() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    world.run_for(601_000);
    world.storage_works = false;
    world.server = Box::new(|_, _| oauth_error(400, "invalid_grant"));
    world.get(0).unwrap_err();
    world.run_for(1_000);
    world.storage_works = true;
    world.run_for(61_000);
    assert_eq!(world.storage, None);
}

#[test]
fn invalidate_never_writes_over_a_newer_record() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    world.get(1).unwrap();
    let forced = world.want_with(1, true, None);
    assert_eq!(world.wait(1, forced).unwrap(), "a2");
    let waiter = world.waiter(0);
    world.feed(0, Input::Invalidated(waiter));
    world.run_for(10);
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn invalidate_keeps_the_refresh_token_so_that_the_next_call_refreshes() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    let waiter = world.waiter(0);
    world.feed(0, Input::Invalidated(waiter));
    world.run_for(10);
    assert!(
        world.tabs[0]
            .credential
            .is_expired(tokenward::core::time::Timestamp(world.now))
    );
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(world.requests[1].1["refresh_token"], "r1");
}

#[test]
fn a_cache_that_forgets_a_record_causes_no_logout() {
    let cache = StorageTraits {
        present: true,
        keeps_refresh_tokens: false,
        shared: false,
        volatile: true,
        late: false,
    };
    let mut world = World::with(1, with_refresh_token("r0"), cache, rotating(60));
    world.get(0).unwrap();
    assert!(
        !world.storage.as_ref().unwrap().contains("\"r1\""),
        "the refresh token is left out"
    );
    world.storage = None;
    world.run_for(60_000);
    assert_eq!(world.get(0).unwrap(), "a2");
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed)), 0);
}

#[test]
fn a_corrupt_record_is_reported_and_removed_and_is_no_logout() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    let broken = world.storage.as_ref().unwrap().replace("a1", "zz");
    world.storage = Some(broken);
    world.run_for(60_000);
    assert_eq!(
        world.get(0).unwrap(),
        "a2",
        "the refresh token in memory still serves"
    );
    assert_eq!(world.count(0, |e| matches!(e, Event::StorageError(_))), 1);
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed)), 0);
}

#[test]
fn a_useless_record_that_stays_is_reported_once() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    let told = |world: &World| world.count(0, |e| matches!(e, Event::StorageError(_)));
    for (text, times) in [("twe1:AAAA", 1), ("twe1:AAAA", 1), ("twe1:BBBB", 2)] {
        world.storage = Some(text.into());
        world.run_for(60_000);
        world.get(0).unwrap();
        assert_eq!(told(&world), times, "{text}");
    }
}

#[test]
fn on_the_edge_a_waiting_caller_takes_over_from_a_request_that_ended() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), {
        let mut first = true;
        // The first request's answer never comes, because the request that it belongs to has ended.
        Box::new(move |_, _| {
            if std::mem::take(&mut first) {
                Reply::Silence
            } else {
                token("a", 600, None)
            }
        })
    });
    world.tabs.clear();
    world.open_tab(
        provider(OAuthGrant::ClientCredentials),
        StorageTraits::NONE,
        true,
    );
    world.want(0);
    world.run_for(100);
    let second = world.want(0);
    for _ in 0..200 {
        world.run_for(15);
        world.feed(0, Input::TimePassed);
    }
    assert_eq!(world.tabs[0].answers[&second].1.as_deref().unwrap(), "a");
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn on_the_edge_no_caller_takes_over_while_the_request_gives_signs_of_life() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(600));
    world.tabs.clear();
    world.open_tab(
        provider(OAuthGrant::ClientCredentials),
        StorageTraits::NONE,
        true,
    );
    world.latency = 6_000;
    let first = world.want(0);
    let flight = world.tabs[0].credential.in_flight().unwrap();
    let second = world.want(0);
    for _ in 0..400 {
        world.run_for(15);
        world.feed(0, Input::StillAlive(flight));
    }
    assert!(world.tabs[0].answers[&first].1.is_ok() && world.tabs[0].answers[&second].1.is_ok());
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn closing_brings_a_sent_refresh_to_its_end_so_that_the_session_is_not_lost() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(60));
    world.get(0).unwrap();
    world.run_for(60_000);
    world.want(0);
    world.run_for(10);
    world.feed(0, Input::Closing);
    world.run_for(1_000);
    assert!(world.tabs[0].credential.in_flight().is_none());
    let tab = world.open_tab(with_refresh_token("r0"), SHARED, false);
    assert_eq!(world.get(tab).unwrap(), "a2");
}
