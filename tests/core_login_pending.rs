//! The pending login: kept in the tab's sessionStorage or in memory, dropped when it is too old, and the error for a
//! late callback.

mod fixtures;

use fixtures::{Tab, pending_login};
use tokenward::core::error::{Class, Error};
use tokenward::core::login::pending::{Keep, Logins, Take};
use tokenward::core::login::window::STATE_PREFIX;
use tokenward::core::oauth::pending_login::PendingLogin;

const NOW: i64 = 1_700_000_000_000;
const DAY: i64 = 86_400_000;

fn login(state: &str, created_at: i64) -> PendingLogin {
    PendingLogin {
        state: state.into(),
        created_at,
        ..pending_login()
    }
}

/// Keeps a login. True if the login survives a navigation.
fn keep(tab: &mut Tab, logins: &Logins, state: &str, created_at: i64) -> bool {
    tab.run(Keep::new(
        logins.clone(),
        Box::new(login(state, created_at)),
    ))
}

fn take(tab: &mut Tab, logins: &Logins, state: &str) -> Result<Box<PendingLogin>, Error> {
    let taken = tab.run(Take::new(logins.clone(), state.into()));
    if let Err(error) = &taken {
        assert_eq!(error.class, Class::Login);
        assert!(!error.message.contains(state), "{}", error.message);
    }
    taken
}

fn refusal(tab: &mut Tab, logins: &Logins, state: &str) -> String {
    take(tab, logins, state).unwrap_err().message.to_string()
}

#[test]
fn a_page_keeps_its_logins_in_its_tab_where_the_next_page_finds_them() {
    let mut tab = Tab::default();
    assert!(keep(&mut tab, &Logins::new("ns", true), "mine", NOW));
    let next_page = Logins::new("ns", true);
    let taken = take(&mut tab, &next_page, "mine").unwrap();
    assert_eq!(*taken, login("mine", NOW));
    assert!(refusal(&mut tab, &next_page, "mine").contains("finished before"));
    let page_after = Logins::new("ns", true);
    assert!(refusal(&mut tab, &page_after, "mine").contains("finished before"));
}

/// A page that is no callback runs no core, so `callback.js` finds out by itself whether a login waits for it.
#[test]
fn the_script_that_recognizes_callbacks_knows_the_key_and_the_state_of_the_core() {
    const SCRIPT: &str = include_str!("../pkg-template/callback.js");
    let mut tab = Tab::default();
    keep(&mut tab, &Logins::new("a%b:c", true), "mine", NOW);
    let key = tab.session.keys().next().expect("a pending login");
    let mark = key
        .strip_prefix("a%25b%3Ac")
        .and_then(|rest| rest.strip_suffix("mine"))
        .expect("the namespace, a mark and the state");
    for line in [
        r#"const prefix = namespace.replaceAll("%", "%25").replaceAll(":", "%3A");"#.to_owned(),
        format!("sessionStorage.getItem(`${{prefix}}{mark}${{state}}`)"),
        format!("const IN_WINDOW = \"{STATE_PREFIX}\";"),
    ] {
        assert!(SCRIPT.contains(&line), "callback.js has no {line}");
    }
}

#[test]
fn a_login_belongs_to_no_other_namespace_even_with_similar_names() {
    let mut tab = Tab::default();
    keep(&mut tab, &Logins::new("a", true), "mine", NOW);
    for other in ["b", "", "a%login:", "a%25"] {
        let message = refusal(&mut tab, &Logins::new(other, true), "mine");
        assert!(message.contains("another tab"), "{other}: {message}");
    }
    assert!(take(&mut tab, &Logins::new("a", true), "mine").is_ok());
    keep(&mut tab, &Logins::new("a%login:b", true), "mine", NOW);
    assert!(take(&mut tab, &Logins::new("a", true), "b%login:mine").is_err());
}

#[test]
fn a_state_that_another_one_begins_with_takes_nothing() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", true);
    keep(&mut tab, &logins, "mine-and-more", NOW);
    assert!(refusal(&mut tab, &logins, "mine").contains("another tab"));
    assert!(take(&mut tab, &logins, "mine-and-more").is_ok());
}

#[test]
fn a_host_that_is_no_page_never_reads_session_storage() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", false);
    assert!(!keep(&mut tab, &logins, "mine", NOW));
    assert!(tab.session.is_empty() && tab.asked == 0);
    assert!(take(&mut tab, &logins, "mine").is_ok());
    assert!(refusal(&mut tab, &logins, "mine").contains("finished before"));
    assert_eq!(tab.asked, 0);
}

#[test]
fn memory_keeps_logins_that_the_tab_cannot_and_reports_it() {
    for broken in [
        Tab {
            missing: true,
            ..Tab::default()
        },
        Tab {
            full: true,
            ..Tab::default()
        },
    ] {
        let mut tab = broken;
        let logins = Logins::new("ns", true);
        assert!(!keep(&mut tab, &logins, "mine", NOW));
        assert!(take(&mut tab, &logins, "mine").is_ok());
        assert!(refusal(&mut tab, &logins, "mine").contains("finished before"));
    }
}

#[test]
fn a_login_that_is_too_old_is_dropped_and_its_callback_gets_the_reason() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", true);
    keep(&mut tab, &logins, "old", NOW);
    keep(&mut tab, &logins, "young", NOW + DAY);
    keep(&mut tab, &logins, "new", NOW + DAY + 1);
    assert!(refusal(&mut tab, &logins, "old").contains("more than a day ago"));
    assert!(take(&mut tab, &logins, "young").is_ok());
    assert!(take(&mut tab, &logins, "new").is_ok());
}

#[test]
fn a_record_that_cannot_be_read_is_dropped_and_is_no_login() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", true);
    keep(&mut tab, &logins, "mine", NOW);
    for text in tab.session.values_mut() {
        *text = text.replace("verifier", "v");
    }
    let mut copy = tab.clone();
    assert!(refusal(&mut copy, &logins, "mine").contains("no login is pending"));
    keep(&mut tab, &logins, "next", NOW);
    assert_eq!(tab.session.len(), 1, "{:?}", tab.session.keys());
}

#[test]
fn a_login_that_cannot_be_removed_is_not_taken() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", true);
    keep(&mut tab, &logins, "mine", NOW);
    tab.stuck = true;
    assert!(take(&mut tab, &logins, "mine").is_err());
}

#[test]
fn a_closed_manager_forgets_the_logins_in_memory() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", false);
    keep(&mut tab, &logins, "mine", NOW);
    logins.close();
    assert!(refusal(&mut tab, &logins, "mine").contains("another manager"));
}

#[test]
fn the_tab_keeps_only_the_state_of_a_finished_login() {
    let mut tab = Tab::default();
    let logins = Logins::new("ns", true);
    keep(&mut tab, &logins, "mine", NOW);
    take(&mut tab, &logins, "mine").unwrap();
    assert_eq!(tab.session.len(), 1);
    let kept: String = tab.session.values().cloned().collect();
    assert!(kept.contains("mine") && !kept.contains("CANARY"), "{kept}");
}
