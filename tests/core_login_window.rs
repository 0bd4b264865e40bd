//! A login in a window of its own: the signs that it is closed, the meaning of a handed-over URL, and that every window
//! ends.

mod desks;
mod fixtures;

use desks::*;
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::login::desk::effect::{Answer, Call, Caller, Outcome, Work};
use tokenward::core::login::start::LoginOptions;
use tokenward::core::login::window::{Kind, Place, STATE_PREFIX, Seen, Verdict, Watch, Window};
use tokenward::core::secret::Secret;
use tokenward::core::time::Timestamp;

const BLANK: &str = "about:blank";

fn here(url: &str) -> Place {
    Place::Here(url.into())
}

fn at(place: Place) -> Seen {
    Seen {
        place,
        focus: None,
        handed: None,
    }
}

/// The judgement on these looks, 250 ms apart: the number of the look that ended the wait, and the verdict.
fn judged(looks: impl IntoIterator<Item = Seen>) -> Option<(usize, &'static str)> {
    let mut watch = Watch::new("tw.state".into());
    for (nth, seen) in looks.into_iter().enumerate() {
        let now = Timestamp(1_000_000 + 250 * nth as i64);
        match watch.see(seen, now) {
            Verdict::Wait => {}
            Verdict::Closed => return Some((nth, "closed")),
            Verdict::Callback(_) => return Some((nth, "callback")),
        }
    }
    None
}

fn closed_after(before: &[Place], focus: &[Option<bool>]) -> Option<(usize, &'static str)> {
    let before = before.iter().cloned().map(at);
    let closed = focus.iter().map(|focus| Seen {
        focus: *focus,
        ..at(Place::Closed)
    });
    let more = std::iter::repeat_with(|| at(Place::Closed)).take(100);
    judged(before.chain(closed).chain(more))
}

// — observations —

#[test]
fn a_window_that_was_at_another_origin_and_then_closed_is_closed() {
    let seen = closed_after(&[here(BLANK), Place::Elsewhere], &[]);
    assert_eq!(seen, Some((4, "closed")), "after half a second");
}

#[test]
fn a_window_that_is_out_of_sight_may_still_be_open() {
    assert_eq!(closed_after(&[here(BLANK)], &[]), None);
    assert_eq!(closed_after(&[], &[]), None);
    // A user who visits the page for a moment returns to the window.
    let for_a_moment = [Some(true), None, None, Some(false)];
    assert_eq!(closed_after(&[here(BLANK)], &for_a_moment), None);
}

#[test]
fn a_window_out_of_sight_is_closed_when_the_user_is_back_at_the_page_for_good() {
    let seen = closed_after(&[here(BLANK)], &[None, None, Some(true)]);
    assert_eq!(seen, Some((7, "closed")), "a second after the focus");
    // A focus from before the window was out of sight has no meaning.
    let before = Seen {
        focus: Some(true),
        ..at(here(BLANK))
    };
    let closed = std::iter::repeat_with(|| at(Place::Closed)).take(100);
    assert_eq!(judged(std::iter::once(before).chain(closed)), None);
}

#[test]
fn a_window_that_was_closed_before_its_first_page_is_closed() {
    let gone = std::iter::repeat_with(|| at(Place::Gone)).take(10);
    assert_eq!(judged(gone), Some((2, "closed")));
}

#[test]
fn a_closed_window_is_reported_once() {
    let mut watch = Watch::new("tw.state".into());
    watch.see(at(Place::Elsewhere), Timestamp(0));
    let told = (1..100).filter(|nth| {
        let verdict = watch.see(at(Place::Closed), Timestamp(nth * 250));
        matches!(verdict, Verdict::Closed)
    });
    assert_eq!(told.count(), 1);
}

#[test]
fn a_handed_over_url_counts_at_once_despite_other_signs() {
    for place in [here(BLANK), Place::Elsewhere, Place::Closed, Place::Gone] {
        let handed = Seen {
            handed: Some("https://app.example/cb?code=c&state=tw.state".into()),
            ..at(place)
        };
        assert_eq!(judged([handed]), Some((0, "callback")));
    }
}

#[test]
fn a_url_that_is_no_callback_of_this_login_is_ignored() {
    for handed in [
        "",
        "https://app.example/cb",
        "https://app.example/cb?code=c",
        "https://app.example/cb?state=tw.state",
        "https://app.example/cb?code=c&state=tw.other",
        "https://app.example/cb?code=c&state=tw.state&state=tw.state",
    ] {
        let seen = Seen {
            handed: Some(handed.into()),
            ..at(here(handed))
        };
        let looks = std::iter::repeat_with(|| seen.clone()).take(100);
        assert_eq!(judged(looks), None, "{handed}");
    }
}

#[test]
fn a_callback_that_hands_nothing_over_is_read_after_a_second() {
    let url = "https://app.example/cb?error=access_denied&state=tw.state";
    let looks = std::iter::repeat_with(|| at(here(url))).take(100);
    assert_eq!(judged(looks), Some((4, "callback")));
}

// — the desk —

const NUMBER: u32 = 3;

struct Opened {
    caller: Caller,
    /// The URL to which the server sends the user back.
    callback: String,
    /// The URL to which the window was sent.
    url: String,
}

fn log_in(manager: &mut Manager, kind: Kind) -> Caller {
    manager.call(Call::LogIn {
        provider: None,
        options: LoginOptions::default(),
        window: Window {
            number: NUMBER,
            kind,
            timeout_ms: 60_000,
        },
    })
}

fn is_look(work: &Work) -> bool {
    matches!(work, Work::Watch { .. })
}

/// Begins a login, up to the moment when its window goes to the server.
fn opened(manager: &mut Manager, kind: Kind) -> Opened {
    let caller = log_in(manager, kind);
    manager.until(is_look);
    let Work::Watch {
        window: NUMBER,
        go: Some((url, state)),
    } = manager.works[0].2.clone()
    else {
        panic!("{:?}", manager.works);
    };
    let state = state.reveal();
    assert!(state.starts_with(STATE_PREFIX) && url.contains(state));
    Opened {
        caller,
        callback: format!("https://app.example/cb?code=CANARY-code&state={state}"),
        url,
    }
}

fn look(manager: &mut Manager, seen: Seen) {
    assert!(is_look(&manager.works[0].2));
    manager.answer(Answer::Seen(Box::new(seen)));
}

fn hand_over(manager: &mut Manager, url: &str) {
    let handed = Some(Secret::from(url));
    look(
        manager,
        Seen {
            handed,
            ..at(Place::Closed)
        },
    );
}

#[test]
fn a_login_in_a_window_ends_with_the_url_that_its_callback_hands_over() {
    for kind in [Kind::Popup, Kind::Silent] {
        let mut manager = Manager::of_page();
        let opened = opened(&mut manager, kind);
        assert_eq!(opened.url.contains("prompt=none"), kind == Kind::Silent);
        // The frames of the page share its sessionStorage, and would take the login for theirs.
        assert!(manager.page.session.borrow().is_empty());
        look(&mut manager, at(here(BLANK)));
        look(&mut manager, at(Place::Elsewhere));
        hand_over(&mut manager, &opened.callback);
        assert_eq!(manager.closed_windows, [NUMBER], "before the code is sent");
        manager.finished(opened.caller).unwrap();
        assert_eq!(manager.given.len(), 1);
        assert_eq!(manager.desk.deadline(), None);
    }
}

#[test]
fn a_refusal_that_is_handed_over_is_the_logins_error() {
    let mut manager = Manager::of_page();
    let opened = opened(&mut manager, Kind::Silent);
    let url = opened
        .callback
        .replace("code=CANARY-code", "error=login_required");
    hand_over(&mut manager, &url);
    let result = manager.finished(opened.caller);
    let error = refused(result, Class::Login, Code::LoginFailed);
    assert_eq!(error.oauth_error.as_deref(), Some("login_required"));
}

#[test]
fn a_closed_window_is_the_users_answer_and_a_late_callback_counts_still() {
    let mut manager = Manager::of_page();
    let opened = opened(&mut manager, Kind::Popup);
    look(&mut manager, at(Place::Elsewhere));
    look(&mut manager, at(Place::Closed));
    manager.now += 500;
    look(&mut manager, at(Place::Closed));
    let result = manager.settled.remove(&opened.caller).unwrap();
    refused(result, Class::Login, Code::PopupClosed);
    hand_over(&mut manager, &opened.callback);
    manager.run();
    assert_eq!(manager.given.len(), 1);
    assert!(manager.settled.is_empty());
    assert_eq!(manager.closed_windows, [NUMBER]);
}

#[test]
fn a_login_that_takes_too_long_ends_with_its_window() {
    for kind in [Kind::Popup, Kind::Silent] {
        // While its window is at another origin, and during the search for its server.
        for begun in [true, false] {
            let mut manager = Manager::of_page();
            manager.config.endpoints.authorization = None;
            let caller = match begun {
                true => {
                    manager.metadata = r#","authorization_endpoint":"https://as.example/auth""#;
                    opened(&mut manager, kind).caller
                }
                false => {
                    let caller = log_in(&mut manager, kind);
                    manager.until(|work| matches!(work, Work::Discover(_)));
                    caller
                }
            };
            let deadline = manager.desk.deadline().unwrap();
            assert_eq!((deadline.in_ms, deadline.keeps_alive), (60_000, true));
            manager.now += 60_000;
            manager.desk.tick(manager.reading());
            manager.drive();
            let result = manager.settled.remove(&caller).unwrap();
            refused(result, Class::Login, Code::Timeout);
            assert_eq!((manager.closed_windows.len(), manager.works.len()), (1, 0));
            assert_eq!(manager.desk.deadline(), None);
        }
    }
}

#[test]
fn a_window_is_closed_with_its_manager_and_when_its_login_cannot_begin() {
    let mut manager = Manager::of_page();
    let first = opened(&mut manager, Kind::Popup);
    manager.close();
    let result = manager.settled.remove(&first.caller).unwrap();
    refused(result, Class::ManagerClosed, Code::Closed);
    assert_eq!(manager.closed_windows, [NUMBER]);

    for what in ["provider", "option", "metadata", "look"] {
        let mut manager = Manager::of_page();
        manager.gone = what == "provider";
        if what == "option" {
            manager.config.redirect_uri = None;
        }
        if what == "metadata" {
            manager.config.endpoints.authorization = None;
        }
        let caller = log_in(&mut manager, Kind::Popup);
        if what == "look" {
            manager.until(is_look);
            let failed = Error::login_failed("the host cannot look");
            manager.answer(Answer::Failed(failed));
        }
        assert!(manager.outcome(caller).is_err(), "{what}");
        assert_eq!(manager.closed_windows, [NUMBER], "{what}");
    }
}

#[test]
fn two_logins_in_windows_do_not_mix() {
    let mut manager = Manager::of_page();
    let first = opened(&mut manager, Kind::Popup);
    look(&mut manager, at(Place::Elsewhere));
    let waiting = manager.works.remove(0);
    let second = opened(&mut manager, Kind::Silent);
    // Each gets the other's callback, and ignores it.
    hand_over(&mut manager, &first.callback);
    let of_second = manager.works.remove(0);
    manager.works = vec![waiting, of_second];
    hand_over(&mut manager, &second.callback);
    assert!(manager.closed_windows.is_empty());
    let (of_first, of_second) = match &manager.works[..] {
        [one, two] => (two.clone(), one.clone()),
        other => panic!("{other:?}"),
    };
    manager.works = vec![of_first, of_second];
    hand_over(&mut manager, &first.callback);
    let look = manager.works.iter().position(|(.., work)| is_look(work));
    let look = manager.works.remove(look.unwrap());
    manager.works.insert(0, look);
    hand_over(&mut manager, &second.callback);
    for caller in [first.caller, second.caller] {
        assert!(matches!(manager.outcome(caller), Ok(Outcome::Finished(_))));
    }
    assert_eq!(manager.given.len(), 2);
}

#[test]
fn a_logout_before_the_tokens_arrive_fails_a_login_in_a_window() {
    let mut manager = Manager::of_page();
    let opened = opened(&mut manager, Kind::Popup);
    hand_over(&mut manager, &opened.callback);
    manager.until(|work| matches!(work, Work::Fetch { .. }));
    manager.log_out();
    let result = manager.finished(opened.caller);
    refused(result, Class::Login, Code::LoginFailed);
    assert!(manager.given.is_empty());
}
