//! The desk of a manager's logins on other devices: the times of its requests, the events that end a login, and the
//! calls that move it on.

mod desks;
mod fixtures;

use desks::*;
use tokenward::core::driving::Host;
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::login::desk::effect::{Answer, Caller, Outcome, Work};

fn manager(host: Host) -> Manager {
    Manager::new(host, of_device(), Page::default())
}

fn decided(manager: &mut Manager, caller: Caller) -> Result<()> {
    match manager.outcome(caller)? {
        Outcome::Decided(provider) => {
            assert_eq!(&*provider, "api");
            Ok(())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_user_decides_and_the_tokens_are_passed_on() {
    let mut manager = manager(Host::Process);
    let login = manager.codes();
    assert_eq!(
        (&*login.user_code, login.expires_at),
        ("WDJB", NOW + 60_000)
    );
    manager.answers = [response(400, PENDING), response(400, PENDING)].into();
    let caller = manager.decide(login.id);
    let deadline = manager.desk.deadline().expect("a timer");
    assert!(deadline.keeps_alive);
    assert_eq!(deadline.in_ms, 5_000);
    manager.pass(14_999);
    assert_eq!((manager.requests.len(), manager.given.len()), (3, 0));
    manager.pass(1);
    decided(&mut manager, caller).unwrap();
    assert_eq!((manager.requests.len(), manager.given.len()), (4, 1));
    assert_eq!(
        manager.logs,
        ["device login started api ", "login finished api "]
    );
    assert_eq!(manager.desk.deadline(), None);
}

#[test]
fn no_decision_is_asked_for_before_a_caller_waits_and_only_one_may_wait() {
    let mut manager = manager(Host::Process);
    let login = manager.codes();
    assert_eq!(manager.desk.deadline(), None);
    manager.pass(10_000);
    assert_eq!(manager.requests.len(), 1);
    let caller = manager.decide(login.id);
    let second = manager.decide(login.id);
    refused(manager.outcome(second), Class::Login, Code::LoginFailed);
    decided(&mut manager, caller).unwrap();
    let late = manager.decide(login.id);
    refused(manager.outcome(late), Class::Login, Code::LoginFailed);
}

#[test]
fn a_code_that_expires_ends_the_login() {
    let mut manager = manager(Host::Process);
    let login = manager.codes();
    let caller = manager.decide(login.id);
    manager.answers = std::iter::repeat_with(|| response(400, PENDING))
        .take(20)
        .collect();
    manager.pass(60_000);
    refused(manager.outcome(caller), Class::Login, Code::Timeout);
    assert_eq!(manager.logs[1], "login failed api timeout");
}

#[test]
fn the_end_of_a_login_cancels_its_request() {
    type End = fn(&mut Manager, u32);
    let ends: [(End, Class); 4] = [
        (
            |manager, id| manager.desk.cancel_device_login(id, manager.reading()),
            Class::Login,
        ),
        (|manager, _| manager.remove(), Class::UnknownProvider),
        (|manager, _| manager.close(), Class::ManagerClosed),
        (|manager, _| manager.begin_another(), Class::Login),
    ];
    for (end, class) in ends {
        let mut manager = manager(Host::Process);
        let login = manager.codes();
        let caller = manager.decide(login.id);
        manager.now += 5_000;
        let reading = manager.reading();
        manager.desk.tick(reading);
        manager.drive();
        let fetch = manager.works[0].0;
        end(&mut manager, login.id);
        manager.drive();
        let error = manager.settled.remove(&caller).expect("settled");
        assert_eq!(error.expect_err("ended").class, class);
        assert!(manager.cancelled.contains(&fetch));
        let reading = manager.reading();
        manager.desk.answer(fetch, response(200, TOKENS), reading);
        manager.drive();
        assert!(manager.given.is_empty());
    }
}

impl Manager {
    /// Another login of the same provider gets its codes, while the first one's request is under way.
    fn begin_another(&mut self) {
        let first = self.works.remove(0);
        self.codes();
        self.works.insert(0, first);
    }
}

#[test]
fn a_logout_wins_before_the_wait_in_it_and_after_it() {
    let message = "the user logged out while the device login was under way";
    for when in 0..4 {
        let mut manager = manager(Host::Process);
        let login = manager.codes();
        if when == 0 {
            manager.log_out();
        }
        let caller = manager.decide(login.id);
        if when == 1 {
            manager.log_out();
        }
        manager.now += 5_000;
        let reading = manager.reading();
        manager.desk.tick(reading);
        manager.drive();
        if when == 2 {
            manager.log_out();
        }
        if when == 3 {
            manager.until(|work| matches!(work, Work::GiveTokens { .. }));
            manager.log_out();
        }
        let error = refused(
            decided(&mut manager, caller),
            Class::Login,
            Code::LoginFailed,
        );
        assert_eq!(
            (&*error.message, error.provider.as_deref()),
            (message, Some("api"))
        );
        assert!(manager.given.is_empty());
        assert_eq!(manager.requests.len(), if when < 2 { 1 } else { 2 });
    }
}

#[test]
fn a_logout_or_removal_while_the_codes_are_fetched_counts() {
    let mut manager = manager(Host::Process);
    let fetches = |work: &Work| matches!(work, Work::Fetch { .. });
    let start = || tokenward::core::login::desk::effect::Call::StartDeviceLogin { provider: None };
    let caller = manager.call(start());
    manager.until(fetches);
    manager.log_out();
    manager.answer(response(200, CODES));
    let Ok(Outcome::Codes(login)) = manager.outcome(caller) else {
        panic!("no codes");
    };
    let caller = manager.decide(login.id);
    refused(
        decided(&mut manager, caller),
        Class::Login,
        Code::LoginFailed,
    );
    let caller = manager.call(start());
    manager.until(fetches);
    manager.remove();
    let result = manager.outcome(caller);
    refused(result, Class::UnknownProvider, Code::UnknownProvider);
}

#[test]
fn tokens_that_the_credential_refuses_are_an_error() {
    let mut manager = manager(Host::Process);
    let login = manager.codes();
    let caller = manager.decide(login.id);
    manager.now += 5_000;
    let reading = manager.reading();
    manager.desk.tick(reading);
    manager.drive();
    manager.until(|work| matches!(work, Work::GiveTokens { .. }));
    let full = Error::new(Class::Storage, Code::Storage, "full");
    manager.answer(Answer::Failed(full));
    refused(decided(&mut manager, caller), Class::Storage, Code::Storage);
}

#[test]
fn on_the_edge_a_request_moves_its_own_login_on_and_no_other() {
    let mut manager = manager(Host::Edge);
    let login = manager.codes();
    let caller = manager.decide(login.id);
    let other = manager
        .call(tokenward::core::login::desk::effect::Call::StartDeviceLogin { provider: None });
    manager.now += 5_000;
    assert_eq!(manager.desk.deadline(), None);
    manager.look(other);
    let asks = |manager: &Manager| {
        let works = manager.works.iter();
        works
            .filter(|(.., work)| matches!(work, Work::Fetch { .. }))
            .count()
    };
    assert_eq!(asks(&manager), 0);
    manager.look(caller);
    assert_eq!(asks(&manager), 1);
}
