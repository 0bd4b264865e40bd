//! Pending logins: a stranger's callback leaves no trace, and the error for a late callback gives the reason.

mod fixtures;

use fixtures::pending_login;
use proptest::prelude::*;
use std::collections::HashMap;
use tokenward::core::error::{Class, Code};
use tokenward::core::oauth::pending_login::PendingLogin;
use tokenward::core::oauth::pending_logins::{
    Ended, EndedLogins, MAX_ENDED, MAX_PENDING, PendingLogins,
};
use tokenward::core::secret::Secret;

const NOW: i64 = 1_700_000_000_000;
const DAY: i64 = 86_400_000;

fn login(state: &str, created_at: i64) -> PendingLogin {
    PendingLogin {
        state: state.into(),
        created_at,
        ..pending_login()
    }
}

fn begin(logins: &mut PendingLogins, state: &str, now: i64) {
    logins.begin(login(state, now), now);
}

fn refusal(logins: &mut PendingLogins, state: &str) -> String {
    let error = logins.take(&state.into()).unwrap_err();
    assert_eq!((error.class, error.code), (Class::Login, Code::LoginFailed));
    assert!(!error.message.contains(state), "{}", error.message);
    error.message.to_string()
}

#[test]
fn a_pending_login_is_found_by_its_state_once() {
    let mut logins = PendingLogins::default();
    for state in ["b-state", "a-state", "c-state"] {
        begin(&mut logins, state, NOW);
    }
    assert_eq!(logins.len(), 3);
    assert_eq!(
        logins.take(&"a-state".into()).unwrap().state.reveal(),
        "a-state"
    );
    assert!(refusal(&mut logins, "a-state").contains("finished before"));
    assert!(refusal(&mut logins, "a-stat").contains("another tab"));
    assert_eq!(
        logins.take(&"c-state".into()).unwrap().state.reveal(),
        "c-state"
    );
    assert_eq!(logins.len(), 1);
}

#[test]
fn callbacks_of_no_login_leave_nothing_behind() {
    let mut logins = PendingLogins::default();
    begin(&mut logins, "mine", NOW);
    for n in 0..20_000 {
        assert!(logins.take(&Secret::new(format!("junk-{n}"))).is_err());
    }
    assert_eq!(logins.len(), 1);
    assert_eq!(logins.ended, EndedLogins::default());
    assert!(logins.take(&"mine".into()).is_ok());
}

#[test]
fn with_too_many_pending_logins_the_oldest_are_dropped_with_an_error() {
    let mut logins = PendingLogins::default();
    for n in 0..MAX_PENDING + 3 {
        // The wall clock may be set back, so the order shows the oldest.
        begin(
            &mut logins,
            &format!("state-{}", n * 7919 % 10_007),
            NOW - n as i64,
        );
    }
    assert_eq!(logins.len(), MAX_PENDING);
    for n in 0..3 {
        assert!(refusal(&mut logins, &format!("state-{}", n * 7919 % 10_007)).contains("too many"));
    }
    assert!(
        logins
            .take(&format!("state-{}", 3 * 7919 % 10_007).as_str().into())
            .is_ok()
    );
}

#[test]
fn a_login_of_yesterday_is_dropped_with_an_error_when_another_begins() {
    let mut logins = PendingLogins::default();
    begin(&mut logins, "old-state", NOW);
    begin(&mut logins, "young-state", NOW + 1);
    begin(&mut logins, "new-state", NOW + DAY + 1);
    assert_eq!(logins.len(), 2);
    assert!(refusal(&mut logins, "old-state").contains("more than a day ago"));
    assert!(logins.take(&"young-state".into()).is_ok());
}

#[test]
fn the_reasons_for_the_end_of_the_last_logins_survive_the_page() {
    let mut ended = EndedLogins::default();
    ended.add(&"first".into(), Ended::Finished);
    for n in 1..MAX_ENDED {
        ended.add(&format!("state-{n}").as_str().into(), Ended::TooOld);
    }
    assert_eq!(ended.why(&"first".into()), Some(Ended::Finished));
    assert_eq!(EndedLogins::from_record(ended.to_record().reveal()), ended);
    ended.add(&"last".into(), Ended::Displaced);
    assert_eq!(ended.why(&"first".into()), None, "no more than so many");
    let read = EndedLogins::from_record(ended.to_record().reveal());
    assert_eq!(read.why(&"last".into()), Some(Ended::Displaced));
    for damaged in ["", " ", "x", "xstate ", "é", "f", "\u{0}"] {
        assert_eq!(EndedLogins::from_record(damaged).why(&"state".into()), None);
    }
    let many = "fstate ".repeat(10_000);
    let read = EndedLogins::from_record(&many);
    assert_eq!(read.to_record().reveal().len(), "fstate ".len() * MAX_ENDED);
}

proptest! {
    #[test]
    fn pending_logins_behave_like_a_map(steps in prop::collection::vec((any::<bool>(), 0..20u8), 0..200)) {
        let (mut logins, mut expected) = (PendingLogins::default(), HashMap::new());
        for (at, (begins, n)) in steps.into_iter().enumerate() {
            let state = format!("state-{n}-{}", if begins { at } else { expected.get(&n).copied().unwrap_or(0) });
            if begins && !expected.contains_key(&n) {
                begin(&mut logins, &state, NOW);
                expected.insert(n, at);
            } else if !begins {
                prop_assert_eq!(logins.take(&state.as_str().into()).is_ok(), expected.remove(&n).is_some());
            }
            prop_assert_eq!(logins.len(), expected.len());
        }
    }
}
