//! The wall clock is set, the machine sleeps, pages are frozen: the flight waits for a request that was sent, no old
//! record counts as new, and no token outlives its end.

mod simulation;
use simulation::*;
use std::collections::BTreeMap;
use tokenward::core::config::*;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::{Event, Input};

const SECOND: i64 = 1_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A change of the clocks while work is under way.
#[derive(Clone, Copy, Debug)]
enum Jump {
    Set(i64),
    Sleep(i64),
    Freeze(i64),
}

const JUMPS: [Jump; 12] = [
    Jump::Set(DAY),
    Jump::Set(12 * SECOND),
    Jump::Set(3 * SECOND),
    Jump::Set(-3 * SECOND),
    Jump::Set(-40 * SECOND),
    Jump::Set(-DAY),
    Jump::Sleep(8 * SECOND),
    Jump::Sleep(12 * SECOND),
    Jump::Sleep(HOUR),
    Jump::Freeze(8 * SECOND),
    Jump::Freeze(12 * SECOND),
    Jump::Freeze(HOUR),
];

impl Jump {
    fn happen(self, world: &mut World) {
        match self {
            Self::Set(ms) => world.set_clock(ms),
            Self::Sleep(ms) => world.sleep(ms),
            Self::Freeze(ms) => world.freeze(ms),
        }
    }

    /// The duration of the absence.
    fn absence(self) -> i64 {
        match self {
            Self::Set(_) => 0,
            Self::Sleep(ms) | Self::Freeze(ms) => ms,
        }
    }
}

/// Tabs of one session. In the last of them a refresh has been under way for `since_ms`; it takes `latency` in all.
fn refreshing(tabs: usize, latency: i64, since_ms: i64) -> (World, u32) {
    let storage = if tabs > 1 {
        SHARED
    } else {
        StorageTraits::NONE
    };
    let mut world = World::with(
        tabs,
        with_refresh_token("r0"),
        storage,
        rotating(2 * 86_400),
    );
    for tab in 0..tabs {
        world.get(tab).unwrap();
    }
    world.one_at_a_time = true;
    world.latency = latency;
    let waiter = world.want_with(tabs - 1, true, None);
    while world.requests.len() < 2 {
        world.run_for(1);
    }
    world.run_for(since_ms);
    (world, waiter)
}

#[test]
fn a_request_under_way_is_waited_for_despite_any_jump_of_the_clocks() {
    for jump in JUMPS {
        for tabs in [1, 3] {
            for since in [0, 500, 4 * SECOND, 9 * SECOND] {
                // The answer comes nine seconds after waking.
                let left = match jump {
                    Jump::Set(ms) if ms < 0 => 9 * SECOND - since,
                    _ => 9 * SECOND,
                };
                if left == 0 {
                    continue;
                }
                let latency = since + jump.absence() + left;
                let (mut world, waiter) = refreshing(tabs, latency, since);
                jump.happen(&mut world);
                // Callers in other tabs wait for the same answer.
                let also: Vec<_> = (0..tabs)
                    .map(|tab| world.want_with(tab, true, None))
                    .collect();
                world.feed(0, Input::TimePassed);
                world.run_for(left - SECOND.min(left));
                assert_eq!(
                    world.requests.len(),
                    2,
                    "{jump:?} after {since} ms, {tabs} tabs"
                );
                assert!(
                    !world.tabs[tabs - 1].answers.contains_key(&waiter),
                    "{jump:?}"
                );
                world.latency = 50;
                world.run_for(20 * SECOND);
                world.tabs[tabs - 1].answers[&waiter].1.as_ref().unwrap();
                for (tab, waiter) in also.iter().enumerate() {
                    world.tabs[tab].answers[waiter].1.as_ref().unwrap();
                }
                for tab in 0..tabs {
                    world.get(tab).unwrap();
                    assert_eq!(world.count(tab, |e| matches!(e, Event::Failed { .. })), 0);
                }
            }
        }
    }
}

#[test]
fn the_time_out_restarts_at_waking_and_a_request_without_an_answer_is_repeated() {
    for jump in JUMPS
        .into_iter()
        .filter(|jump| !matches!(jump, Jump::Set(ms) if *ms < 0))
    {
        let mut answers = rotating(2 * 86_400);
        let mut requests = 0;
        let server: Server = Box::new(move |form, at| {
            requests += 1;
            match requests {
                2 => Reply::Silence,
                _ => answers(form, at),
            }
        });
        let mut world = World::with(2, with_refresh_token("r0"), SHARED, server);
        world.get(0).unwrap();
        world.one_at_a_time = true;
        let waiter = world.want_with(0, true, None);
        world.run_for(9 * SECOND);
        jump.happen(&mut world);
        world.run_for(9 * SECOND);
        assert_eq!(world.requests.len(), 2, "{jump:?}");
        world.run_for(3 * SECOND);
        assert_eq!(world.requests.len(), 3, "{jump:?}");
        assert_eq!(world.tabs[0].answers[&waiter].1.as_ref().unwrap(), "a2");
    }
}

#[test]
fn a_connection_that_did_not_survive_the_sleep_is_replaced_once_storage_was_read_again() {
    for jump in [Jump::Sleep(HOUR), Jump::Freeze(HOUR)] {
        let (mut world, waiter) = refreshing(2, 20 * SECOND, SECOND);
        // While the last tab is away, another one makes progress: it has taken the lock.
        world.tabs[1].frozen = true;
        world.one_at_a_time = false;
        world.latency = 50;
        let other = world.want_with(0, true, None);
        world.run_for(10);
        let flight = world.tabs[0].credential.in_flight().unwrap();
        world.server = Box::new(|_, _| token("a3", 86_400, Some("r3")));
        world.feed(0, Input::LockTimedOut(flight));
        world.run_for(SECOND);
        assert_eq!(world.tabs[0].answers[&other].1.as_ref().unwrap(), "a3");
        jump.happen(&mut world);
        world.tabs[1].frozen = false;
        let sent = world.requests.len();
        world.break_connections();
        world.run_for(SECOND);
        assert_eq!(world.tabs[1].answers[&waiter].1.as_ref().unwrap(), "a3");
        assert_eq!(
            world.requests.len(),
            sent,
            "the spent refresh token was sent again"
        );
    }
}

#[test]
fn a_clock_that_is_set_ends_no_callers_wait() {
    for ms in [31 * SECOND, 33 * SECOND, HOUR, DAY] {
        let (mut world, waiter) = refreshing(1, 5 * SECOND, SECOND);
        world.set_clock(ms);
        world.feed(0, Input::TimePassed);
        world.run_for(10 * SECOND);
        world.tabs[0].answers[&waiter].1.as_ref().unwrap();
    }
}

#[test]
fn waits_end_although_every_timer_comes_a_minute_late() {
    let mut world = World::new(with_refresh_token("r0"), Box::new(|_, _| Reply::Silence));
    let waiter = world.want(0);
    let mut minutes = 0;
    while !world.tabs[0].answers.contains_key(&waiter) {
        world.freeze(60 * SECOND);
        world.run_for(1);
        minutes += 1;
        assert!(minutes < 10, "a caller waits for ever");
    }
}

#[test]
fn no_token_outlives_its_end_when_the_clock_is_set_back() {
    for set in [-2 * SECOND, -10 * SECOND, -50 * SECOND, -HOUR, -DAY] {
        for before in [0, 500, 1_500, 2_900, 3_100, 5_000] {
            // For a record that looks only a little older than it is, another tab cannot know when it was written.
            let tabs = if set > -10 * SECOND { 1 } else { 2 };
            let mut world = World::with(tabs, with_refresh_token("r0"), SHARED, rotating(3));
            let mut born = BTreeMap::from([(world.get(0).unwrap(), world.now - 50)]);
            world.run_for(before);
            world.set_clock(set);
            for turn in 0..80 {
                let tab = turn % tabs;
                let token = world.get(tab).unwrap();
                let sent = world.requests.last().unwrap().0;
                let age = world.now - *born.entry(token).or_insert(sent);
                assert!(age < 3 * SECOND, "{set}, {before}: a token is {age} ms old");
                world.run_for(100);
            }
        }
    }
}

#[test]
fn another_tabs_renewed_token_is_newer_although_its_clock_shows_less() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(3600));
    world.hints = true;
    world.get(0).unwrap();
    world.run_for(55 * 60 * SECOND);
    world.set_clock(-54 * 60 * SECOND);
    // By its clock the token was obtained a minute ago.
    let young = world.open_tab(with_refresh_token("r0"), SHARED, false);
    assert_eq!(world.get(young).unwrap(), "a1");
    let renewed = world.want_with(0, true, None);
    assert_eq!(world.wait(0, renewed).unwrap(), "a2");
    world.run_for(SECOND);
    assert_eq!(world.get(young).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn a_logout_in_another_tab_is_noticed_although_the_clock_was_set_back() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(3600));
    world.hints = true;
    for tab in 0..2 {
        world.get(tab).unwrap();
    }
    world.set_clock(-DAY);
    world.clear(0);
    world.run_for(SECOND);
    assert!(world.tabs[1].credential.tokens().is_none());
    world.set_tokens(1, "given", 600, Some("r1"));
    world.run_for(SECOND);
    assert_eq!(world.get(0).unwrap(), "given");
}

#[test]
fn a_refresh_token_that_was_refused_does_not_come_back_from_storage() {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    world.get(0).unwrap();
    world.write_takes = SECOND;
    world.server = Box::new(|_, _| oauth_error(400, "invalid_grant"));
    world.want_with(0, true, None);
    world.run_for(200);
    world.feed(
        0,
        Input::Elsewhere(tokenward::core::credential::io::Announcement::Renewed),
    );
    world.run_for(10 * SECOND);
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 1);
    assert_eq!(world.requests.len(), 2);
}

#[test]
fn a_client_that_needs_no_user_gets_its_token_after_every_jump() {
    for jump in JUMPS {
        let mut world = World::with(
            1,
            provider(OAuthGrant::ClientCredentials),
            SHARED,
            counting(60),
        );
        world.get(0).unwrap();
        for _ in 0..5 {
            jump.happen(&mut world);
            world.get(0).unwrap();
        }
    }
}

/// Two tabs that hold `a1` and `r1`. The server's next response contains `r2` and nothing else. Each refresh token
/// works once.
fn two_tabs_whose_first_refresh_brings_no_access_token() -> World {
    let mut count = 0;
    let server: Server = Box::new(move |form, _| {
        assert_eq!(form["refresh_token"], format!("r{count}"));
        count += 1;
        match count {
            2 => Reply::Answer(200, r#"{"refresh_token":"r2"}"#.into()),
            _ => token(&format!("a{count}"), 600, Some(&format!("r{count}"))),
        }
    });
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, server);
    for tab in 0..2 {
        world.get(tab).unwrap();
    }
    world
}

#[test]
fn invalidating_a_token_adopts_the_refresh_token_that_another_tab_got_beside_it() {
    let mut world = two_tabs_whose_first_refresh_brings_no_access_token();
    let refreshed = world.want_with(0, true, None);
    world.run_for(SECOND);
    assert!(world.tabs[0].answers.contains_key(&refreshed));
    let waiter = world.waiter(1);
    world.feed(1, Input::Invalidated(waiter));
    world.run_for(SECOND);
    assert_eq!(world.get(1).unwrap(), "a3");
}

/// A tab whose clock is set back by 45 s just after it got `a1` and `r1`. So their record looks as young as the records
/// of the next 45 s. The storage fails from `fails_after` on.
fn with_a_record_that_looks_young(fails_after: i64) -> World {
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, rotating(600));
    assert_eq!(world.get(0).unwrap(), "a1");
    world.set_clock(-45 * SECOND);
    world.run_for(fails_after);
    world.storage_works = false;
    world
}

#[test]
fn a_spent_refresh_token_that_is_still_stored_is_not_sent_again_after_the_clock_was_set_back() {
    for renewals in 1..4 {
        let mut world = with_a_record_that_looks_young(30 * SECOND);
        for n in 0..renewals {
            let renewed = world.want_with(0, true, None);
            assert_eq!(world.wait(0, renewed).unwrap(), format!("a{}", n + 2));
        }
        world.storage_works = true;
        world.run_for(20 * SECOND);
        let renewed = world.want_with(0, true, None);
        let newest = world.wait(0, renewed).unwrap();
        assert_eq!(newest, format!("a{}", renewals + 2));
        assert!(world.storage.unwrap().contains(&newest));
    }
}

#[test]
fn a_write_that_failed_is_repeated_although_the_record_from_before_looks_newer() {
    let mut world = with_a_record_that_looks_young(30 * SECOND);
    let renewed = world.want_with(0, true, None);
    assert_eq!(world.wait(0, renewed).unwrap(), "a2");
    world.storage_works = true;
    world.run_for(40 * SECOND);
    assert!(world.storage.as_ref().unwrap().contains("a2"));
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn an_answer_is_not_dropped_for_the_record_that_it_replaces() {
    let mut world = with_a_record_that_looks_young(44 * SECOND);
    let renewed = world.want_with(0, true, None);
    while world.requests.len() < 2 {
        world.run_for(1);
    }
    world.storage_works = true;
    assert_eq!(world.wait(0, renewed).unwrap(), "a2");
    assert!(world.storage.unwrap().contains("r2"));
}

#[test]
fn cleared_tokens_stay_cleared_although_the_clock_was_set_back_and_their_record_is_still_there() {
    let mut world = with_a_record_that_looks_young(40 * SECOND);
    world.clear(0);
    world.run_for(10 * SECOND);
    world.storage_works = true;
    world.get(0).unwrap_err();
    assert!(world.storage.is_none());
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn the_user_before_does_not_come_back_although_the_clock_was_set_back() {
    let mut world = with_a_record_that_looks_young(40 * SECOND);
    world.set_tokens(0, "given", 600, Some("g0"));
    world.run_for(10 * SECOND);
    world.storage_works = true;
    world.feed(
        0,
        Input::Elsewhere(tokenward::core::credential::io::Announcement::Renewed),
    );
    world.run_for(SECOND);
    assert_eq!(world.get(0).unwrap(), "given");
}

#[test]
fn an_invalid_token_does_not_come_back_although_the_clock_was_set_back() {
    let mut world = with_a_record_that_looks_young(40 * SECOND);
    let waiter = world.waiter(0);
    world.feed(0, Input::Invalidated(waiter));
    world.run_for(10 * SECOND);
    world.storage_works = true;
    assert_eq!(world.get(0).unwrap(), "a2");
}

#[test]
fn the_newest_tokens_are_revoked_although_the_clock_was_set_back() {
    let mut world = with_a_record_that_looks_young(40 * SECOND);
    let renewed = world.want_with(0, true, None);
    assert_eq!(world.wait(0, renewed).unwrap(), "a2");
    world.storage_works = true;
    world.run_for(10 * SECOND);
    let waiter = world.waiter(0);
    world.feed(0, Input::RevokeWanted(waiter));
    world.run_for(SECOND);
    assert!(world.journal.contains(&"revoke a2/r2".to_owned()));
}

#[test]
fn another_tabs_refresh_token_beside_an_invalid_token_is_adopted_after_a_failed_removal() {
    let mut world = two_tabs_whose_first_refresh_brings_no_access_token();
    world.storage_works = false;
    let waiter = world.waiter(1);
    world.feed(1, Input::Invalidated(waiter));
    world.run_for(SECOND);
    world.storage_works = true;
    let refreshed = world.want_with(0, true, None);
    world.run_for(SECOND);
    assert!(world.tabs[0].answers.contains_key(&refreshed));
    let renewed = world.want_with(1, true, None);
    assert_eq!(world.wait(1, renewed).unwrap(), "a3");
}
