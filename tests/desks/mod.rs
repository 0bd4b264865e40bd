//! Managers' desks and their scripted hosts: each has its tab, the side that holds its tokens, and a server.
#![allow(dead_code)] // Each test file uses its own part.

use crate::fixtures;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use tokenward::core::config::{OAuthConfig, OAuthGrant, ProviderConfig};
use tokenward::core::driving::{Host, Reading};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::Entropy;
use tokenward::core::http::{HttpRequest, HttpResponse, Proved};
use tokenward::core::log::Level;
use tokenward::core::login::callbacks::Finished;
use tokenward::core::login::desk::effect::{
    Answer, Call, Caller, DeviceLogin, Effect, FoundKey, Number, Outcome, Provider, Work,
};
use tokenward::core::login::desk::{Desk, Settings, Signal};
use tokenward::core::login::start::LoginOptions;
use tokenward::core::note::Note;
use tokenward::core::oauth::end_session::LogoutOptions;
use tokenward::core::oauth::metadata;
use tokenward::core::redemption::Redemptions;
use tokenward::core::secret::Secret;
use tokenward::core::time::Clocks;
use tokenward::core::tokens::TokenSet;

pub const NOW: i64 = 1_700_000_000_000;
pub const TOKENS: &str = r#"{"access_token":"at","token_type":"Bearer","expires_in":3600}"#;
pub const CODES: &str = r#"{"device_code":"CANARY-device-code","user_code":"WDJB","verification_uri":"https://as.example/go","expires_in":60,"interval":5}"#;
pub const PENDING: &str = r#"{"error":"authorization_pending"}"#;

/// The state that the managers of a page share.
#[derive(Clone, Default)]
pub struct Page {
    pub session: Rc<RefCell<BTreeMap<String, String>>>,
    pub redemptions: Rc<RefCell<Redemptions>>,
    /// The URL in the address bar.
    pub address: Rc<RefCell<String>>,
}

/// One manager: its desk, and the side that holds its tokens.
pub struct Manager {
    pub desk: Desk,
    pub page: Page,
    pub now: i64,
    /// The configuration of the provider "api".
    pub config: OAuthConfig,
    pub proof_key: Option<&'static str>,
    /// True if the provider was removed.
    pub gone: bool,
    pub logouts: u32,
    /// The members of the issuer's metadata besides its name.
    pub metadata: &'static str,
    pub id_token: Option<&'static str>,
    /// The server's answers to requests, in order. If none is left, it returns tokens.
    pub answers: VecDeque<Answer>,
    /// The requests that the server got.
    pub requests: Vec<HttpRequest>,
    /// The tokens that the credential took.
    pub given: Vec<TokenSet>,
    /// Each sign-out, and whether it revokes.
    pub signed_out: Vec<bool>,
    /// Works that wait for an answer, in order, with their limits.
    pub works: Vec<(Number, Option<i64>, Work)>,
    pub cancelled: Vec<Number>,
    pub settled: BTreeMap<Caller, Result<Outcome>>,
    pub logs: Vec<String>,
    pub notes: Vec<Note>,
    pub storage_errors: usize,
    /// The windows that were closed.
    pub closed_windows: Vec<u32>,
    last: Caller,
}

pub fn redirecting() -> OAuthConfig {
    let mut config = fixtures::oauth(OAuthGrant::AuthorizationCode);
    config.endpoints.authorization = Some("https://as.example/auth".into());
    config.redirect_uri = Some("https://app.example/cb".into());
    config.scope = "api".into();
    config
}

pub fn of_device() -> OAuthConfig {
    let mut config = fixtures::oauth(OAuthGrant::DeviceCode);
    config.endpoints.device_authorization = Some("https://as.example/device".into());
    config
}

pub fn response(status: u16, body: &str) -> Answer {
    Answer::Response(fixtures::response(status, body))
}

impl Manager {
    pub fn new(host: Host, config: OAuthConfig, page: Page) -> Self {
        let settings = Settings {
            namespace: "ns".into(),
            host,
            log_level: Some(Level::Info),
            page: page.redemptions.clone(),
        };
        Self {
            desk: Desk::new(settings),
            page,
            now: NOW,
            config,
            proof_key: None,
            gone: false,
            logouts: 0,
            metadata: "",
            id_token: None,
            answers: VecDeque::new(),
            requests: Vec::new(),
            given: Vec::new(),
            signed_out: Vec::new(),
            works: Vec::new(),
            cancelled: Vec::new(),
            settled: BTreeMap::new(),
            logs: Vec::new(),
            notes: Vec::new(),
            storage_errors: 0,
            closed_windows: Vec::new(),
            last: 0,
        }
    }

    pub fn of_page() -> Self {
        Self::new(Host::Browser, redirecting(), Page::default())
    }

    pub fn of_server(host: Host) -> Self {
        Self::new(host, redirecting(), Page::default())
    }

    /// A manager of a page whose login was begun, and its callback.
    pub fn at_callback() -> (Self, String) {
        let mut manager = Self::of_page();
        let url = manager.begun();
        (manager, url)
    }

    /// Another manager of the same page.
    pub fn beside(&self) -> Self {
        Self::new(Host::Browser, self.config.clone(), self.page.clone())
    }

    pub fn reading(&self) -> Reading {
        Reading {
            clocks: Clocks {
                wall: self.now,
                monotonic: self.now - NOW,
            },
            random: 7,
        }
    }

    pub fn call(&mut self, call: Call) -> Caller {
        self.last += 1;
        self.desk.call(self.last, call, self.reading());
        self.drive();
        self.last
    }

    /// Does the effects. Works that a page does at once are answered at once; other works wait.
    pub fn drive(&mut self) {
        while let Some(effect) = self.desk.next_effect() {
            match effect {
                Effect::Do {
                    number,
                    within_ms,
                    work,
                } => match self.at_once(&work) {
                    Some(answer) => self.desk.answer(number, answer, self.reading()),
                    None => self.works.push((number, within_ms, work)),
                },
                Effect::Cancel(number) => {
                    self.works.retain(|(of, ..)| *of != number);
                    self.cancelled.push(number);
                }
                Effect::Settle(caller, result) => {
                    assert!(self.settled.insert(caller, result).is_none(), "twice");
                }
                Effect::Log(record) => {
                    let provider = record.provider.as_deref().unwrap_or("-");
                    let code = record
                        .error
                        .as_ref()
                        .map_or("", |error| error.code.as_str());
                    self.logs
                        .push(format!("{} {provider} {code}", record.message));
                }
                Effect::StorageError(_) => self.storage_errors += 1,
                Effect::CloseWindow(number) => self.closed_windows.push(number),
                Effect::Note(provider, note) => {
                    assert_eq!(&*provider, "api");
                    self.notes.push(note);
                }
            }
        }
    }

    fn at_once(&mut self, work: &Work) -> Option<Answer> {
        let mut session = self.page.session.borrow_mut();
        Some(match work {
            Work::ReadSession(prefix) => {
                let entries = session.iter().filter(|(key, _)| key.starts_with(prefix));
                let entry = |(key, text): (&String, &String)| (key.clone(), text.as_str().into());
                Answer::Session(Some(entries.map(entry).collect()))
            }
            Work::WriteSession(key, Some(text)) => {
                session.insert(key.clone(), text.reveal().to_owned());
                Answer::Written(true)
            }
            Work::WriteSession(key, None) => {
                session.remove(key);
                Answer::Written(true)
            }
            Work::ShowUrl { from, to } => {
                let mut address = self.page.address.borrow_mut();
                let shows = *address == from.reveal();
                if shows {
                    *address = to.reveal().to_owned();
                }
                Answer::Written(shows)
            }
            _ => return None,
        })
    }

    /// The usual answer to a work.
    fn usual(&mut self, work: &Work) -> Answer {
        match work {
            Work::Random => Answer::Random(Box::new(Entropy(zeroize::Zeroizing::new(
                [self.last as u8; 96],
            )))),
            Work::Digest(text) => Answer::Digest(Sha256::digest(text.reveal()).into()),
            Work::FindProvider(name) => {
                assert!(name.as_deref().is_none_or(|name| name == "api"));
                match self.gone {
                    true => Answer::Failed(Error::unknown_provider(&"api".into())),
                    false => Answer::Provider(Box::new(self.provider())),
                }
            }
            Work::Discover(_) => {
                let body = format!(r#"{{"issuer":"https://as.example"{}}}"#, self.metadata);
                let response = fixtures::response(200, &body);
                let issuer = "https://as.example";
                Answer::Metadata(metadata::read(&response, issuer, issuer).unwrap().into())
            }
            Work::FindIdToken(_) => Answer::IdToken(self.id_token.map(Secret::from)),
            Work::GiveTokens {
                tokens, logouts, ..
            } => {
                let takes = *logouts == self.logouts;
                self.given.extend(takes.then(|| (**tokens).clone()));
                Answer::Given(takes)
            }
            Work::FetchAsUser { .. } => {
                let answer = self.answers.pop_front();
                answer.unwrap_or_else(|| response(200, r#"{"sub":"ada"}"#))
            }
            Work::Fetch { request, proof } => {
                self.requests.push((**request).clone());
                let answer = self.answers.pop_front();
                match (answer.unwrap_or_else(|| response(200, TOKENS)), proof) {
                    (Answer::Response(response), Some(_)) => Answer::Response(HttpResponse {
                        proved: Some(Box::new(Proved {
                            jkt: "jkt".into(),
                            proof: "CANARY-proof".into(),
                            again: false,
                        })),
                        ..response
                    }),
                    (answer, _) => answer,
                }
            }
            Work::MakeParts { .. } => Answer::Parts(Vec::new()),
            Work::Verify(_) => Answer::Verified(true),
            Work::ProofKey { .. } => Answer::ProofKey(Some((
                FoundKey {
                    thumbprint: "jkt".into(),
                    fault: None,
                },
                true,
            ))),
            Work::SignOut { revoke, .. } => {
                self.signed_out.push(*revoke);
                self.id_token = None;
                self.log_out();
                Answer::Written(true)
            }
            Work::Watch { .. } => panic!("what is seen is for the test to say"),
            Work::ReadSession(_) | Work::WriteSession(..) | Work::ShowUrl { .. } => {
                unreachable!("answered at once")
            }
        }
    }

    fn provider(&self) -> Provider {
        let config: ProviderConfig = fixtures::provider(self.config.clone());
        Provider {
            name: "api".into(),
            config,
            functions: Some(3),
            logouts: self.logouts,
            proof_key: self.proof_key.map(str::to_owned),
        }
    }

    /// Answers the first work that waits.
    pub fn answer(&mut self, answer: Answer) {
        let (number, ..) = self.works.remove(0);
        self.desk.answer(number, answer, self.reading());
        self.drive();
    }

    /// Gives the first work its usual answer.
    pub fn step(&mut self) {
        let work = self.works[0].2.clone();
        let answer = self.usual(&work);
        self.answer(answer);
    }

    /// Gives works their usual answers until one of these waits.
    pub fn until(&mut self, is: impl Fn(&Work) -> bool) {
        while !is(&self.works.first().expect("the work comes").2) {
            self.step();
        }
    }

    /// Gives all works their usual answers.
    pub fn run(&mut self) {
        while !self.works.is_empty() {
            self.step();
        }
    }

    /// Lets time pass, and the timer fire when it is due.
    pub fn pass(&mut self, ms: i64) {
        let end = self.now + ms;
        self.desk.tick(self.reading());
        while let Some(deadline) = self.desk.deadline() {
            if self.now + deadline.in_ms > end {
                break;
            }
            self.now += deadline.in_ms;
            self.desk.tick(self.reading());
            self.drive();
            self.run();
        }
        self.now = end;
    }

    pub fn outcome(&mut self, caller: Caller) -> Result<Outcome> {
        self.run();
        self.settled.remove(&caller).expect("it is settled")
    }

    pub fn close(&mut self) {
        self.desk.close(self.reading());
        self.drive();
    }

    /// The user logs out.
    pub fn log_out(&mut self) {
        self.logouts += 1;
        self.desk
            .signal(&Signal::LoggedOut("api".into()), self.reading());
        self.drive();
    }

    pub fn remove(&mut self) {
        self.gone = true;
        self.desk
            .signal(&Signal::Removed("api".into()), self.reading());
        self.drive();
    }

    /// A caller's request looks for its result.
    pub fn look(&mut self, caller: Caller) -> Option<i64> {
        let next = self.desk.look(caller, self.reading());
        self.drive();
        next
    }

    // — logins —

    pub fn start(&mut self, options: LoginOptions) -> Caller {
        let provider = None;
        self.call(Call::StartLogin { provider, options })
    }

    /// Begins a login, and returns the callback that answers it.
    pub fn begun(&mut self) -> String {
        let options = LoginOptions {
            app_state: Some(r#"{"page":1}"#.into()),
            ..LoginOptions::default()
        };
        let caller = self.start(options);
        let url = match self.outcome(caller) {
            Ok(Outcome::Url(login)) => login.url,
            other => panic!("{other:?}"),
        };
        let query = fixtures::query_of(url.split_once('?').expect("a query").1);
        let state = query.iter().find(|(name, _)| name == "state");
        let state = &state.expect("a state").1;
        format!("https://app.example/cb?code=CANARY-code&state={state}")
    }

    pub fn finish(&mut self, url: &str) -> Caller {
        self.call(Call::FinishLogin { url: url.into() })
    }

    /// Calls `handleCallback` with the page's URL.
    pub fn handle(&mut self, url: &str) -> Caller {
        self.page.address.replace(url.to_owned());
        self.call(Call::HandleCallback { url: url.into() })
    }

    pub fn finished(&mut self, caller: Caller) -> Result<Finished> {
        match self.outcome(caller)? {
            Outcome::Finished(finished) => Ok(finished),
            other => panic!("{other:?}"),
        }
    }

    /// Finishes a login, with the usual answers.
    pub fn redeemed(&mut self, url: &str) -> Result<Finished> {
        let caller = self.finish(url);
        self.finished(caller)
    }

    /// The same for a page at this URL, which is a callback.
    pub fn handled(&mut self, url: &str) -> Result<Finished> {
        let caller = self.handle(url);
        self.finished(caller)
    }

    /// Begins a device login.
    pub fn codes(&mut self) -> DeviceLogin {
        self.answers.push_front(response(200, CODES));
        let caller = self.call(Call::StartDeviceLogin { provider: None });
        match self.outcome(caller) {
            Ok(Outcome::Codes(login)) => login,
            other => panic!("{other:?}"),
        }
    }

    pub fn decide(&mut self, id: u32) -> Caller {
        self.call(Call::FinishDeviceLogin { id })
    }

    pub fn logout_url(&mut self, options: LogoutOptions) -> Result<Option<String>> {
        let provider = None;
        let caller = self.call(Call::LogoutUrl {
            provider,
            options,
            signs_out: None,
        });
        self.left(caller)
    }

    pub fn left(&mut self, caller: Caller) -> Result<Option<String>> {
        match self.outcome(caller)? {
            Outcome::LogoutUrl(url) => Ok(url),
            other => panic!("{other:?}"),
        }
    }

    /// Begins a logout for a user who wants to leave.
    pub fn leave(&mut self, options: LogoutOptions, revoke: bool) -> Caller {
        self.call(Call::LogoutUrl {
            provider: None,
            options,
            signs_out: Some(revoke),
        })
    }
}

/// Checks that it failed with this class and code, and returns the error.
pub fn refused<T: std::fmt::Debug>(result: Result<T>, class: Class, code: Code) -> Error {
    let error = result.expect_err("it fails");
    assert_eq!((error.class, error.code), (class, code), "{error:?}");
    error
}
