//! The owner of the tokens, where a function or another provider names it: the host is asked before storage is read,
//! and again with each request.

mod fixtures;

use fixtures::{form_of as form, oauth, provider, response};
use std::collections::BTreeMap;
use std::rc::Rc;
use tokenward::core::config::{Made, OAuthConfig, OAuthGrant};
use tokenward::core::credential::io::{Event, Input, Output};
use tokenward::core::credential::{Credential, Settings, StorageTraits};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::oauth::form::Part;
use tokenward::core::secret::Secret;
use tokenward::core::time::{Moment, Timestamp};
use tokenward::core::tokens::TokenSet;

const START: i64 = 1_700_000_000_000;

fn exchange(from: Option<&str>) -> OAuthConfig {
    OAuthConfig {
        made: Some(Box::new(Made {
            subject: Some("urn:subject".into()),
            subject_from: from.map(Into::into),
            ..Made::default()
        })),
        ..oauth(OAuthGrant::TokenExchange)
    }
}

/// The state that managers share.
#[derive(Default)]
struct Shared {
    storage: BTreeMap<String, String>,
    /// Requests, by their subject or refresh token.
    requests: Vec<String>,
    /// The server's next statuses, in place of tokens.
    status: Vec<u16>,
    /// True if responses contain refresh tokens.
    refresh_tokens: bool,
}

/// A manager's credential, and a function that names the owner of its tokens.
struct Manager {
    credential: Credential,
    /// The results of the function. The last one repeats; `None` throws.
    subjects: Vec<Option<&'static str>>,
    asked: usize,
    now: i64,
    answers: BTreeMap<u32, Result<String, Code>>,
    done: Vec<u32>,
    events: Vec<&'static str>,
    /// Reads of storage, and questions about the owner of the tokens, in order.
    steps: Vec<&'static str>,
}

impl Manager {
    fn new(config: OAuthConfig, subjects: &[Option<&'static str>]) -> Self {
        let settings = Settings {
            namespace: Rc::from("tokenward"),
            name: Rc::from("api"),
            behind: None,
            config: provider(config),
            storage: StorageTraits {
                present: true,
                ..StorageTraits::NONE
            },
            fallbacks: Vec::new(),
            requests_end: false,
        };
        Self {
            credential: Credential::new(settings, moment(START)),
            subjects: subjects.to_vec(),
            asked: 0,
            now: START,
            answers: BTreeMap::new(),
            done: vec![],
            events: vec![],
            steps: vec![],
        }
    }

    /// Feeds an input and all inputs that follow from it.
    fn feed(&mut self, shared: &mut Shared, input: Input) {
        let mut inputs = vec![input];
        let mut given: BTreeMap<u32, String> = BTreeMap::new();
        while !inputs.is_empty() {
            let mut out = Vec::new();
            let input = inputs.remove(0);
            self.credential.handle(input, moment(self.now), &mut out);
            for output in out {
                // The place of the record at that moment.
                let key = self.credential.storage_key();
                match output {
                    Output::Make(flight, _) => {
                        self.steps.push("asks");
                        let subject = self.subjects[self.asked.min(self.subjects.len() - 1)];
                        self.asked += 1;
                        let part = |subject: &str| Part {
                            name: "subject_token".into(),
                            value: subject.into(),
                        };
                        let failed = || Error::new(Class::Token, Code::Crypto, "threw");
                        let made = subject.map(|s| vec![part(s)]).ok_or_else(failed);
                        inputs.push(Input::Made(flight, made));
                    }
                    Output::Load(ticket) | Output::Peek(ticket) => {
                        self.steps.push("reads");
                        given.insert(ticket, key.clone());
                        let text = shared.storage.get(&key).map(|t| Secret::from(t.as_str()));
                        inputs.push(Input::Loaded(ticket, Ok(text)));
                    }
                    Output::Save { ticket, record, .. } => {
                        shared.storage.insert(key, record.reveal().to_owned());
                        inputs.push(Input::Saved(ticket, Ok(())));
                    }
                    Output::Erase { ticket, .. } => {
                        shared.storage.remove(&key);
                        inputs.push(Input::Saved(ticket, Ok(())));
                    }
                    Output::Discard(key) => drop(shared.storage.remove(&key)),
                    Output::TakeLock(flight) => inputs.push(Input::LockGranted(flight)),
                    Output::Send(flight, request) => {
                        let form = form(&request);
                        let says = |name: &str| form.iter().find(|(n, _)| n == name);
                        let (_, whose) = says("subject_token")
                            .or_else(|| says("refresh_token"))
                            .expect("a request says whose token it asks for");
                        shared.requests.push(whose.clone());
                        let number = shared.requests.len();
                        let refresh = if shared.refresh_tokens {
                            format!(r#","refresh_token":"r{number}""#)
                        } else {
                            String::new()
                        };
                        let answer = match shared.status.pop() {
                            Some(status) => response(status, "{}"),
                            None => response(
                                200,
                                &format!(
                                    r#"{{"access_token":"t{number}","token_type":"Bearer","expires_in":600,"issued_token_type":"urn:x"{refresh}}}"#
                                ),
                            ),
                        };
                        inputs.push(Input::Response(flight, answer));
                    }
                    Output::Resolve(waiter) => {
                        let held = self.credential.tokens().expect("a token");
                        let token = held.access_token.reveal().to_owned();
                        self.answers.insert(waiter, Ok(token));
                    }
                    Output::Reject(waiter, error) => {
                        self.answers.insert(waiter, Err(error.code));
                    }
                    Output::Done(waiter) | Output::Revoke(waiter, _) => self.done.push(waiter),
                    Output::Emit(Event::Added) => self.events.push("added"),
                    Output::Emit(Event::Refreshed) => self.events.push("refreshed"),
                    Output::Emit(Event::Removed) => self.events.push("removed"),
                    _ => {}
                }
            }
        }
    }

    fn get(&mut self, shared: &mut Shared, force: bool) -> Result<String, Code> {
        let waiter = self.answers.len() as u32;
        let wanted = Input::TokenWanted {
            waiter,
            min_lifetime_ms: None,
            force,
            use_fallback: None,
        };
        self.now += 1_000;
        self.feed(shared, wanted);
        for _ in 0..100 {
            if let Some(answer) = self.answers.get(&waiter) {
                return answer.clone();
            }
            self.now += 1_000;
            self.feed(shared, Input::TimePassed);
        }
        panic!("a caller was never answered");
    }
}

fn moment(now: i64) -> Moment {
    Moment {
        now: Timestamp(now),
        wall_offset_ms: 0,
        random: 1 << 31,
    }
}

fn ok(token: &str) -> Result<String, Code> {
    Ok(token.into())
}

const ALICE: Option<&str> = Some("alice");
const BOB: Option<&str> = Some("bob");

#[test]
fn storage_is_read_only_after_the_owner_of_the_token_is_known() {
    let mut shared = Shared::default();
    let mut manager = Manager::new(exchange(None), &[ALICE]);
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
    assert_eq!(manager.steps[..2], ["asks", "reads"]);
    assert_eq!(manager.asked, 1, "what was asked for goes into the request");
    assert_eq!(shared.requests, ["alice"]);
}

#[test]
fn managers_for_different_users_share_nothing_and_for_the_same_user_one_request() {
    let mut shared = Shared::default();
    let mut get = |subject| Manager::new(exchange(None), &[subject]).get(&mut shared, false);
    assert_eq!(get(ALICE), ok("t1"));
    assert_eq!(get(BOB), ok("t2"));
    assert_eq!(get(ALICE), ok("t1"));
    assert_eq!(get(BOB), ok("t2"));
    assert_eq!(shared.requests, ["alice", "bob"]);
    assert_eq!(shared.storage.len(), 2);
}

#[test]
fn a_function_that_now_names_another_user_ends_the_tokens_of_the_first() {
    let mut shared = Shared {
        refresh_tokens: true,
        ..Shared::default()
    };
    let mut manager = Manager::new(exchange(None), &[ALICE, BOB]);
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
    assert_eq!(manager.get(&mut shared, true), ok("t2"));
    assert_eq!(
        shared.requests,
        ["alice", "bob"],
        "not Alice's refresh token"
    );
    assert_eq!(manager.events, ["added", "removed", "added"]);
    assert_eq!(
        shared.storage.len(),
        1,
        "nobody here can ask for Alice's again"
    );
}

#[test]
fn a_repeated_request_for_another_subject_begins_anew_with_its_record() {
    let mut shared = Shared::default();
    assert_eq!(
        Manager::new(exchange(None), &[BOB]).get(&mut shared, false),
        ok("t1")
    );
    shared.status.push(503);
    let mut manager = Manager::new(exchange(None), &[ALICE, BOB]);
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
    assert_eq!(shared.requests, ["bob", "alice"]);
}

#[test]
fn the_renewed_token_of_another_provider_takes_nothing_away_until_it_was_exchanged() {
    let mut shared = Shared::default();
    let mut manager = Manager::new(exchange(Some("users")), &[Some("u1"), Some("u2")]);
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
    // Inside the refresh-ahead window, with the server down.
    manager.now += 545_000;
    shared.status = vec![503; 20];
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
    assert!(shared.requests.len() > 1);
    assert!(!manager.events.contains(&"removed"));
    shared.status.clear();
    manager.now += 60_000;
    let renewed = manager.get(&mut shared, false).expect("a token");
    assert_ne!(renewed, "t1");
    assert_eq!(shared.storage.len(), 1);
}

#[test]
fn a_function_that_throws_is_the_callers_error_and_no_record_is_read() {
    let mut shared = Shared::default();
    let mut manager = Manager::new(exchange(None), &[None, ALICE]);
    assert_eq!(manager.get(&mut shared, false), Err(Code::Crypto));
    assert!(!manager.steps.contains(&"reads"));
    manager.now += 60_000;
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
}

#[test]
fn a_session_is_renewed_by_its_refresh_token_where_the_function_throws() {
    let mut shared = Shared {
        refresh_tokens: true,
        ..Shared::default()
    };
    let mut manager = Manager::new(exchange(None), &[ALICE, None]);
    assert_eq!(manager.get(&mut shared, false), ok("t1"));
    assert_eq!(manager.get(&mut shared, true), ok("t2"));
    assert_eq!(shared.requests, ["alice", "r1"]);
}

// — operations on a record before the first call for a token —

#[test]
fn restoring_finds_the_record_of_the_functions_subject() {
    let mut shared = Shared::default();
    assert_eq!(
        Manager::new(exchange(None), &[ALICE]).get(&mut shared, false),
        ok("t1")
    );
    for (subject, found) in [(ALICE, Some("t1")), (BOB, None), (None, None)] {
        let mut manager = Manager::new(exchange(None), &[subject]);
        manager.feed(&mut shared, Input::RestoreWanted(7));
        assert_eq!(manager.done, [7]);
        let held = manager.credential.tokens().map(|t| t.access_token.reveal());
        assert_eq!(held, found, "{subject:?}");
        assert_eq!(manager.asked, 1);
    }
    assert_eq!(shared.requests.len(), 1);
}

#[test]
fn clearing_removes_only_the_record_of_the_functions_subject() {
    let mut shared = Shared::default();
    for subject in [ALICE, BOB] {
        let got = Manager::new(exchange(None), &[subject]).get(&mut shared, false);
        assert!(got.is_ok());
    }
    for input in [Input::Cleared(7), Input::RevokeWanted(7)] {
        let mut shared = Shared {
            storage: shared.storage.clone(),
            ..Shared::default()
        };
        let mut manager = Manager::new(exchange(None), &[ALICE]);
        manager.feed(&mut shared, input);
        assert_eq!(manager.done, [7]);
        assert_eq!(shared.storage.len(), 1);
        let mut of_bob = Manager::new(exchange(None), &[BOB]);
        assert_eq!(of_bob.get(&mut shared, false), ok("t2"));
    }
}

#[test]
fn set_tokens_are_stored_for_the_subject_that_the_function_names_and_held_if_it_throws() {
    for (subject, stored) in [(ALICE, 1), (None, 0)] {
        let mut shared = Shared::default();
        let mut manager = Manager::new(exchange(None), &[subject]);
        let tokens = Box::new(TokenSet {
            expires_at: Some(Timestamp(START + 600_000)),
            obtained_at: Timestamp(START),
            ..fixtures::token_set("given")
        });
        let given = Input::TokensSet {
            waiter: 7,
            tokens,
            by_login: false,
        };
        manager.feed(&mut shared, given);
        assert_eq!(
            (manager.done.as_slice(), shared.storage.len()),
            (&[7][..], stored)
        );
        let held = manager.credential.tokens().map(|t| t.access_token.reveal());
        assert_eq!(held, Some("given"));
    }
}

#[test]
fn late_answer_of_the_function_hands_out_nothing_after_a_logout() {
    let mut shared = Shared::default();
    let mut manager = Manager::new(exchange(None), &[ALICE]);
    let mut out = Vec::new();
    let wanted = Input::TokenWanted {
        waiter: 1,
        min_lifetime_ms: None,
        force: false,
        use_fallback: None,
    };
    manager.credential.handle(wanted, moment(START), &mut out);
    manager.feed(&mut shared, Input::Cleared(7));
    assert!(manager.answers[&1].is_err());
    assert_eq!(manager.done, [7]);
    let late = out.iter().find_map(|output| match output {
        Output::Make(flight, _) => Some(*flight),
        _ => None,
    });
    manager.feed(
        &mut shared,
        Input::Made(late.expect("a question"), Ok(vec![])),
    );
    assert!(shared.requests.is_empty() && manager.credential.tokens().is_none());
}
