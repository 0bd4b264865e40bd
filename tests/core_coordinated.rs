//! A provider whose credential a coordinator owns: asked once, never locked out, and never given a refresh token to
//! keep.

mod fixtures;

use fixtures::token_set;
use std::rc::Rc;
use tokenward::core::config::{CustomGrant, Grant, ProviderConfig};
use tokenward::core::credential::io::{Event, Input, Output};
use tokenward::core::credential::{Credential, Settings, StorageTraits};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::time::{Moment, Timestamp};
use tokenward::core::tokens::TokenSet;

const START: i64 = 1_700_000_000_000;

struct World {
    credential: Credential,
    now: i64,
}

impl World {
    fn new() -> Self {
        let settings = Settings {
            name: Rc::from("api"),
            behind: None,
            namespace: Rc::from("tokenward"),
            config: ProviderConfig {
                grant: Grant::Custom(CustomGrant {
                    can_refresh: false,
                    coordinated: true,
                    owned_by: None,
                    wish: None,
                }),
                refresh_policy: Rc::default(),
                retry_policy: Rc::default(),
            },
            storage: StorageTraits::NONE,
            fallbacks: Vec::new(),
            requests_end: true,
        };
        Self {
            credential: Credential::new(settings, moment(START)),
            now: START,
        }
    }

    fn feed(&mut self, input: Input) -> Vec<Output> {
        let mut out = Vec::new();
        self.credential.handle(input, moment(self.now), &mut out);
        out
    }

    fn want(&mut self, waiter: u32, force: bool) -> Vec<Output> {
        self.feed(Input::TokenWanted {
            waiter,
            min_lifetime_ms: None,
            force,
            use_fallback: None,
        })
    }

    fn tokens(&self, text: &str) -> Box<TokenSet> {
        Box::new(TokenSet {
            expires_at: Some(Timestamp(self.now + 3_600_000)),
            obtained_at: Timestamp(self.now),
            ..token_set(text)
        })
    }
}

fn moment(now: i64) -> Moment {
    Moment {
        now: Timestamp(now),
        wall_offset_ms: 0,
        random: 1 << 31,
    }
}

fn asked(out: &[Output]) -> Option<u32> {
    out.iter().find_map(|output| match output {
        Output::CallAcquire(flight) => Some(*flight),
        _ => None,
    })
}

fn rejected(out: &[Output]) -> Vec<(Class, Code)> {
    let of = |output: &Output| match output {
        Output::Reject(_, error) => Some((error.class, error.code)),
        _ => None,
    };
    out.iter().filter_map(of).collect()
}

fn resolved(out: &[Output]) -> Vec<u32> {
    let of = |output: &Output| match output {
        Output::Resolve(waiter) => Some(*waiter),
        _ => None,
    };
    out.iter().filter_map(of).collect()
}

#[test]
fn a_caller_that_demands_a_new_token_does_not_get_the_one_of_an_earlier_request() {
    let mut world = World::new();
    let flight = asked(&world.want(1, false)).expect("asked");
    assert_eq!(world.credential.demanded(), (false, None));
    world.want(2, true);
    assert_eq!(world.credential.demanded(), (true, None));
    let cached = world.tokens("cached");
    let out = world.feed(Input::CustomEnded(flight, Ok(cached)));
    assert!(resolved(&out).is_empty());
    let flight = asked(&out).expect("asked again");
    let new = world.tokens("new");
    let out = world.feed(Input::CustomEnded(flight, Ok(new)));
    assert_eq!(resolved(&out), [1, 2]);
    assert!(world.credential.hands_out("new"));
}

#[test]
fn the_owner_has_tried_already_and_is_asked_once() {
    let mut world = World::new();
    let flight = asked(&world.want(1, false)).expect("asked");
    let error = Error::new(Class::Token, Code::RateLimited, "busy").retryable();
    let out = world.feed(Input::CustomEnded(flight, Err(error.into())));
    assert_eq!(
        rejected(&out),
        [(Class::TokenAcquisition, Code::RateLimited)]
    );
    assert_eq!(asked(&out), None);
}

#[test]
fn a_required_login_is_reported_once_and_the_circuit_stays_closed() {
    let mut world = World::new();
    let mut told = 0;
    for round in 0..12 {
        world.now += 10;
        let flight = asked(&world.want(round, false)).expect("asked each time");
        let error = Error::new(Class::Token, Code::ReauthenticationRequired, "log in");
        let out = world.feed(Input::CustomEnded(flight, Err(error.into())));
        let class = Class::ReauthenticationRequired;
        assert_eq!(rejected(&out), [(class, Code::ReauthenticationRequired)]);
        let is_event = |o: &&Output| matches!(o, Output::Emit(Event::Reauthenticate(_)));
        told += out.iter().filter(is_event).count();
    }
    assert_eq!(told, 1);
    world.now += 10;
    let flight = asked(&world.want(20, false)).expect("asked");
    let tokens = world.tokens("after the login");
    let out = world.feed(Input::CustomEnded(flight, Ok(tokens)));
    assert_eq!(resolved(&out), [20]);
}
