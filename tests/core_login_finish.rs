//! The end of a login: a callback is valid once, for all calls with its URL; a logout meanwhile wins; a stranger's
//! callback has no effect.

mod fixtures;

use fixtures::{Tab, provider, response};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use tokenward::core::config::{OAuthConfig, OAuthGrant, ProviderConfig};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::{Answer, Flow, Next, Work};
use tokenward::core::http::Transport;
use tokenward::core::login::callbacks::{Finished, Finishes, Finishing, MAX_FINISHES};
use tokenward::core::login::finish::{Finish, Redeem};
use tokenward::core::login::pending::{Keep, Logins};
use tokenward::core::oauth::authorization::read_callback;
use tokenward::core::oauth::pending_login::PendingLogin;
use tokenward::core::redemption::{MAX_REDEMPTIONS, Redeemed, Redemption, Redemptions};
use tokenward::core::secret::Secret;
use tokenward::core::time::{Moment, Timestamp};

const NOW: i64 = 1_700_000_000_000;

/// One manager, of a page or of a server, and its host. The test decides when the steps of its flows are done.
struct Manager {
    tab: Rc<RefCell<Tab>>,
    page: Option<Rc<RefCell<Redemptions>>>,
    logins: Logins,
    finishes: Finishes,
    config: OAuthConfig,
    gone: bool,
    logouts: u32,
    now: i64,
    /// The token endpoint's answers.
    answers: VecDeque<Answer>,
    /// The codes that were sent to it.
    sent: u32,
    /// The access tokens that the credential took.
    given: Vec<String>,
}

/// A call of `finishLogin` that waits for its flow.
struct Call {
    flow: Finish,
    finishing: Rc<Finishing>,
    work: Option<Work>,
}

/// The state of a call.
enum Going {
    /// Its flow waits for this step.
    Waits(Box<Call>),
    /// It waits for the call that came first.
    Joins(Rc<Finishing>),
    Ended(Result<Finished>),
}

impl Manager {
    fn of_server() -> Self {
        Self {
            tab: Rc::default(),
            page: None,
            logins: Logins::new("ns", false),
            finishes: Finishes::new(false),
            config: fixtures::oauth(OAuthGrant::AuthorizationCode),
            gone: false,
            logouts: 0,
            now: NOW,
            answers: VecDeque::new(),
            sent: 0,
            given: Vec::new(),
        }
    }

    fn of_page() -> Self {
        Self {
            page: Some(Rc::default()),
            logins: Logins::new("ns", true),
            finishes: Finishes::new(true),
            ..Self::of_server()
        }
    }

    /// Another manager of the same page.
    fn beside(&self) -> Self {
        Self {
            tab: self.tab.clone(),
            page: self.page.clone(),
            ..Self::of_page()
        }
    }

    /// Begins a login, and returns the callback that answers it.
    fn begin(&mut self, state: &str) -> String {
        let login = PendingLogin {
            state: state.into(),
            scope: "api".into(),
            created_at: self.now,
            app_state: Some("\"here\"".into()),
            ..fixtures::pending_login()
        };
        let keep = Keep::new(self.logins.clone(), Box::new(login));
        self.tab.borrow_mut().run(keep);
        format!("https://app.example/cb?state={state}&code=code-{state}")
    }

    fn at(&self) -> Moment {
        Moment {
            now: Timestamp(self.now),
            wall_offset_ms: 0,
            random: 0,
        }
    }

    /// Begins a call, up to the first step that the test must do.
    fn call(&mut self, url: &str) -> Going {
        let callback = match read_callback(url) {
            Ok(callback) => callback,
            Err(error) => return Going::Ended(Err(error)),
        };
        let (gone, logouts) = (self.gone, self.logouts);
        let url = Secret::from(url);
        if let Some(known) = self.finishes.find(&url, &|_| (!gone).then_some(logouts)) {
            return known.result().map_or(Going::Joins(known), Going::Ended);
        }
        let finishing = self.finishes.begin(url);
        let logins = self.logins.clone();
        let page = self.page.clone();
        let mut flow = Finish::new(
            "ns".into(),
            finishing.clone(),
            (callback, false),
            logins,
            page,
        );
        let next = flow.begin(self.at());
        let call = Box::new(Call {
            flow,
            finishing,
            work: None,
        });
        self.go_on(call, next)
    }

    /// Does the steps in sessionStorage at once, as a page does.
    fn go_on(&mut self, mut call: Box<Call>, mut next: Next<Result<Finished>>) -> Going {
        loop {
            match next {
                Next::Done(result) => {
                    self.finishes.ended(&call.finishing, result.clone());
                    return Going::Ended(result);
                }
                Next::Wait(_) => panic!("it waits for the time"),
                Next::Do { work, .. } => {
                    let Some(answer) = self.tab.borrow_mut().answer(&work) else {
                        call.work = Some(work);
                        return Going::Waits(call);
                    };
                    next = call.flow.answer(answer, false, self.at());
                }
            }
        }
    }

    /// Does the step that a call waits for.
    fn step(&mut self, mut call: Box<Call>) -> Going {
        let answer = match call.work.take().expect("a step") {
            Work::FindProvider(name) => {
                assert_eq!(&*name, "api");
                Answer::Provider(match self.gone {
                    true => Err(Error::closed()),
                    false => Ok((self.provider(), self.logouts)),
                })
            }
            Work::Redeem(redemption, provider) => {
                self.redeem(&redemption, provider);
                Answer::Redeemed(redemption.outcome().expect("it was redeemed"))
            }
            Work::GiveTokens { tokens, logouts } => {
                let takes = self.logouts == logouts;
                let token = tokens.access_token.reveal().to_owned();
                self.given.extend(takes.then_some(token));
                Answer::Given(Ok(takes))
            }
            other => panic!("a login does not end with {other:?}"),
        };
        let next = call.flow.answer(answer, false, self.at());
        self.go_on(call, next)
    }

    fn provider(&self) -> ProviderConfig {
        provider(self.config.clone())
    }

    /// Redeems the code, unless that was done already.
    fn redeem(&mut self, redemption: &Redemption, provider: ProviderConfig) {
        let Some(parts) = redemption.begin() else {
            return;
        };
        let (callback, login) = *parts;
        let mut flow = Redeem::new(callback, login, provider);
        let mut next = flow.begin(self.at());
        loop {
            match next {
                Next::Done(outcome) => return redemption.ended(outcome),
                Next::Do {
                    work: Work::Send(_),
                    ..
                } => {
                    self.sent += 1;
                    let answer = self.answers.pop_front().unwrap_or_else(|| tokens("at"));
                    next = flow.answer(answer, false, self.at());
                }
                other => panic!("{other:?} redeems nothing"),
            }
        }
    }

    /// The result of a call without disturbances.
    fn finish(&mut self, url: &str) -> Result<Finished> {
        let mut going = self.call(url);
        loop {
            going = match going {
                Going::Ended(result) => return result,
                Going::Joins(_) => panic!("it waits for another call"),
                Going::Waits(call) => self.step(call),
            }
        }
    }

    fn log_out(&mut self) {
        self.logouts += 1;
        if let Some(page) = &self.page {
            page.borrow_mut().log_out("ns", "api");
        }
    }
}

fn tokens(access_token: &str) -> Answer {
    let body =
        format!(r#"{{"access_token":"{access_token}","token_type":"Bearer","expires_in":60}}"#);
    Answer::Response(Ok(response(200, &body)))
}

fn waits(going: Going) -> Box<Call> {
    match going {
        Going::Waits(call) => call,
        Going::Joins(_) => panic!("it waits for another call"),
        Going::Ended(result) => panic!("it ended: {result:?}"),
    }
}

fn ended(going: Going) -> Result<Finished> {
    match going {
        Going::Ended(result) => result,
        _ => panic!("it waits"),
    }
}

#[test]
fn a_login_ends_with_its_tokens_and_the_apps_state() {
    for mut manager in [Manager::of_page(), Manager::of_server()] {
        let url = manager.begin("s1");
        let finished = manager.finish(&url).unwrap();
        assert_eq!(&*finished.provider, "api");
        assert_eq!(finished.app_state.as_deref(), Some("\"here\""));
        assert_eq!(manager.given, ["at"]);
    }
}

#[test]
fn two_logins_at_once_end_each_with_its_own_tokens() {
    let mut manager = Manager::of_page();
    let (one, other) = (manager.begin("s1"), manager.begin("s2"));
    manager.answers = [tokens("first"), tokens("second")].into();
    let first = waits(manager.call(&other));
    let second = waits(manager.call(&one));
    let first = waits(manager.step(first));
    let second = waits(manager.step(second));
    let first = waits(manager.step(first));
    let second = waits(manager.step(second));
    assert!(ended(manager.step(second)).is_ok());
    assert!(ended(manager.step(first)).is_ok());
    assert_eq!(manager.given, ["second", "first"]);
}

#[test]
fn a_callback_that_comes_twice_at_once_is_redeemed_once_with_one_result() {
    for mut manager in [Manager::of_page(), Manager::of_server()] {
        let url = manager.begin("s1");
        let first = waits(manager.call(&url));
        let Going::Joins(second) = manager.call(&url) else {
            panic!("it is redeemed again")
        };
        assert!(second.result().is_none());
        let first = waits(manager.step(first));
        let first = waits(manager.step(first));
        assert!(ended(manager.step(first)).is_ok());
        assert!(second.result().unwrap().is_ok());
        assert_eq!(manager.sent, 1);
    }
}

#[test]
fn a_callback_that_comes_again_later_is_answered_again_in_a_page_alone() {
    let mut manager = Manager::of_page();
    let url = manager.begin("s1");
    manager.finish(&url).unwrap();
    assert!(manager.finish(&url).is_ok());
    assert_eq!((manager.sent, manager.given.len()), (1, 1));

    let mut manager = Manager::of_server();
    let url = manager.begin("s1");
    manager.finish(&url).unwrap();
    let error = manager.finish(&url).unwrap_err();
    assert!(error.message.contains("finished before"));
}

#[test]
fn the_result_of_a_callback_ends_with_the_logout_and_with_the_next_login() {
    let mut manager = Manager::of_page();
    let url = manager.begin("s1");
    manager.finish(&url).unwrap();
    manager.log_out();
    let error = manager.finish(&url).unwrap_err();
    assert!(error.message.contains("finished before"));

    let mut manager = Manager::of_page();
    let (one, other) = (manager.begin("s1"), manager.begin("s2"));
    manager.finish(&one).unwrap();
    manager.finish(&other).unwrap();
    assert!(manager.finish(&one).is_err());
    assert!(manager.finish(&other).is_ok());
}

#[test]
fn a_callback_with_another_code_is_no_second_call() {
    let mut manager = Manager::of_page();
    let url = manager.begin("s1");
    let first = waits(manager.call(&url));
    let forged = url.replace("code-s1", "stolen");
    let error = ended(manager.call(&forged)).unwrap_err();
    assert!(error.message.contains("finished before"));
    let first = waits(manager.step(first));
    let first = waits(manager.step(first));
    assert!(ended(manager.step(first)).is_ok());
}

#[test]
fn a_strangers_callback_leaves_everything_as_it_was() {
    for mut manager in [Manager::of_page(), Manager::of_server()] {
        let url = manager.begin("s1");
        let stranger = "https://app.example/cb?state=stranger&code=x";
        assert!(manager.finish(stranger).is_err());
        let call = waits(manager.call(&url));
        for _ in 0..2 * MAX_FINISHES {
            let error = manager.finish(stranger).unwrap_err();
            assert!(error.message.contains("no login is pending"));
        }
        assert!(matches!(manager.call(&url), Going::Joins(_)));
        let call = waits(manager.step(call));
        let call = waits(manager.step(call));
        assert!(ended(manager.step(call)).is_ok());
    }
    let mut manager = Manager::of_page();
    let url = manager.begin("s1");
    manager.finish(&url).unwrap();
    manager
        .finish("https://app.example/cb?state=x&code=x")
        .unwrap_err();
    assert!(manager.finish(&url).is_ok(), "the last result stays");
    let error = manager.finish("https://app.example/cb?code=x").unwrap_err();
    assert!(error.message.contains("no state"));
}

#[test]
fn a_callback_that_comes_more_than_a_day_late_by_the_wall_clock_gets_the_reason() {
    let mut manager = Manager::of_page();
    let url = manager.begin("s1");
    manager.now += 86_400_001;
    let error = manager.finish(&url).unwrap_err();
    assert!(error.message.contains("more than a day ago"));
    assert_eq!(
        (error.class, error.provider.as_deref()),
        (Class::Login, Some("api"))
    );
    assert_eq!(manager.sent, 0);
}

#[test]
fn a_logout_before_the_tokens_are_there_wins() {
    for steps in 1..=2 {
        let mut manager = Manager::of_page();
        let url = manager.begin("s1");
        let mut call = waits(manager.call(&url));
        for _ in 0..steps {
            call = waits(manager.step(call));
        }
        manager.log_out();
        let mut going = Going::Waits(call);
        let error = loop {
            going = match going {
                Going::Ended(result) => break result.unwrap_err(),
                other => manager.step(waits(other)),
            };
        };
        assert!(error.message.contains("logged out"), "{}", error.message);
        assert!(manager.given.is_empty());
    }
}

#[test]
fn a_failed_redemption_uses_the_login_up() {
    for (answer, code) in [
        (
            Answer::Response(Ok(response(400, r#"{"error":"invalid_grant"}"#))),
            Code::LoginFailed,
        ),
        (
            Answer::Response(Err((Transport::Network, None))),
            Code::Network,
        ),
        (Answer::TimedOut, Code::Timeout),
    ] {
        let mut manager = Manager::of_server();
        let url = manager.begin("s1");
        manager.answers.push_back(answer);
        let error = manager.finish(&url).unwrap_err();
        assert_eq!(
            (error.class, error.code, error.provider.as_deref()),
            (Class::Login, code, Some("api"))
        );
        assert!(
            manager
                .finish(&url)
                .unwrap_err()
                .message
                .contains("finished before")
        );
        assert_eq!(manager.sent, 1);
    }
}

#[test]
fn a_refusal_and_a_callback_of_another_issuer_send_no_code() {
    let mut manager = Manager::of_server();
    let url = manager
        .begin("s1")
        .replace("code=code-s1", "error=access_denied");
    let error = manager.finish(&url).unwrap_err();
    assert_eq!(error.oauth_error.as_deref(), Some("access_denied"));
    assert_eq!(manager.sent, 0);
}

#[test]
fn a_missing_provider_or_another_grant_is_an_error_and_the_login_is_used_up() {
    let mut manager = Manager::of_server();
    let url = manager.begin("s1");
    manager.gone = true;
    assert_eq!(
        manager.finish(&url).unwrap_err().provider.as_deref(),
        Some("api")
    );
    manager.gone = false;
    assert!(manager.finish(&url).is_err());

    let mut manager = Manager::of_server();
    let url = manager.begin("s1");
    manager.config.grant = OAuthGrant::ClientCredentials;
    let error = manager.finish(&url).unwrap_err();
    assert!(error.message.contains("not authorization_code any more"));
    assert_eq!(manager.sent, 0);
}

#[test]
fn the_next_manager_of_a_page_gets_the_tokens_that_a_closed_one_asked_for() {
    let mut closed = Manager::of_page();
    let url = closed.begin("s1");
    let call = waits(closed.call(&url));
    let mut call = waits(closed.step(call));
    let Some(Work::Redeem(redemption, provider)) = call.work.take() else {
        panic!("the code is redeemed next")
    };
    // The component is mounted again while the request is under way; its first manager closes.
    let mut next = closed.beside();
    let second = waits(next.call(&url));
    let second = waits(next.step(second));
    closed.redeem(&redemption, provider);
    let redeemed = Answer::Redeemed(redemption.outcome().unwrap());
    match call.flow.answer(redeemed, true, closed.at()) {
        Next::Done(result) => assert_eq!(result.unwrap_err().class, Class::ManagerClosed),
        other => panic!("a closed manager goes on: {other:?}"),
    }
    let second = waits(next.step(second));
    assert!(ended(next.step(second)).is_ok());
    assert_eq!((closed.sent, next.sent), (1, 0));
    assert_eq!(next.given, ["at"]);
    let mut late = next.beside();
    let error = late.finish(&url).unwrap_err();
    assert!(
        error.message.contains("finished before"),
        "{}",
        error.message
    );
}

#[test]
fn tokens_that_a_closed_manager_left_are_gone_with_the_logout() {
    let mut closed = Manager::of_page();
    let url = closed.begin("s1");
    let call = waits(closed.call(&url));
    let mut call = waits(closed.step(call));
    if let Some(Work::Redeem(redemption, provider)) = call.work.take() {
        closed.redeem(&redemption, provider);
    }
    let mut next = closed.beside();
    next.log_out();
    assert!(next.finish(&url).is_err());
    assert!(next.given.is_empty());
}

#[test]
fn redemptions_are_distinguished_by_namespace_and_url_and_the_oldest_is_dropped_first() {
    let url = |n: usize| Secret::from(format!("https://app.example/cb?state=s{n}"));
    let redemption = |namespace: &str, n: usize| {
        let callback = read_callback(url(n).reveal()).unwrap();
        let login = fixtures::pending_login();
        Rc::new(Redemption::new(
            namespace.into(),
            url(n),
            callback,
            login.into(),
        ))
    };
    let mut page = Redemptions::default();
    page.add(redemption("a", 0));
    assert!(page.find("a", &url(0)).is_some());
    assert!(page.find("b", &url(0)).is_none());
    assert!(page.find("a", &url(1)).is_none());
    (1..=MAX_REDEMPTIONS).for_each(|n| page.add(redemption("a", n)));
    assert!(page.find("a", &url(0)).is_none());
    assert!(page.find("a", &url(MAX_REDEMPTIONS)).is_some());
    // A redemption that has not ended outlives the logout, but its tokens are refused when they come.
    page.log_out("a", "api");
    assert!(page.find("a", &url(1)).is_some());
    page.find("a", &url(1)).unwrap().ended(Ok(Redeemed {
        tokens: fixtures::token_set("at").into(),
        claims: None,
        app_state: None,
    }));
    for (namespace, provider, stays) in [("b", "api", true), ("a", "x", true), ("a", "api", false)]
    {
        page.log_out(namespace, provider);
        assert_eq!(
            page.find("a", &url(1)).is_some(),
            stays,
            "{namespace} {provider}"
        );
    }
}
