//! Random events in random order: no caller is answered twice or waits for ever, there is one request at a time, and a
//! spent refresh token is not sent again, however the clocks are set.

mod cases;
mod simulation;
use cases::cases;
use proptest::prelude::*;
use simulation::*;
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use tokenward::core::credential::io::Input;

#[derive(Clone, Debug)]
enum Step {
    Want(bool, Option<bool>),
    Fallback(u8),
    Wait(u32),
    Clear,
    SetTokens,
    Invalidate,
    Background(bool),
    StorageWorks(bool),
    Server(u8),
    StorageLost,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (any::<bool>(), any::<Option<bool>>()).prop_map(|(force, fallback)| Step::Want(force, fallback)),
        2 => (0u8..4).prop_map(Step::Fallback),
        4 => (0u32..120_000).prop_map(Step::Wait),
        2 => (0u32..100).prop_map(Step::Wait),
        1 => Just(Step::Clear),
        1 => Just(Step::SetTokens),
        1 => Just(Step::Invalidate),
        1 => any::<bool>().prop_map(Step::Background),
        1 => any::<bool>().prop_map(Step::StorageWorks),
        3 => (0u8..9).prop_map(Step::Server),
        1 => Just(Step::StorageLost),
    ]
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn the_machine_keeps_its_promises(steps in prop::collection::vec(step(), 1..40), fallbacks in 0usize..3, random in any::<u32>()) {
        let mode = Rc::new(RefCell::new(0u8));
        let serving = mode.clone();
        let mut count = 0;
        let mut spent = HashSet::new();
        let server: Server = Box::new(move |form, _| match *serving.borrow() {
            // The answer rotates the refresh token, but may have no usable access token.
            mode @ (0 | 1 | 5 | 6) => {
                assert!(spent.insert(form["refresh_token"].clone()), "a spent refresh token was sent again");
                count += 1;
                match mode {
                    5 => Reply::Answer(200, format!(r#"{{"refresh_token":"r{count}"}}"#)),
                    6 => token(&format!("a{count}"), 0, Some(&format!("r{count}"))),
                    _ => token(&format!("a{count}"), 60, Some(&format!("r{count}"))),
                }
            }
            2 => Reply::Answer(503, String::new()),
            3 => Reply::Broken,
            4 => Reply::Silence,
            7 => oauth_error(400, "interaction_required"),
            _ => oauth_error(400, "invalid_grant"),
        });
        let lending = Rc::new(RefCell::new(0u8));
        let lends = lending.clone();
        let mut world = World::with(0, with_refresh_token("r0"), SHARED, server);
        world.fallbacks = fallbacks;
        world.fallback = Box::new(move |place, _| match *lends.borrow() {
            0 => Loan::Token("lent", 20),
            1 if place == 1 => Loan::Token("lent by the second", 3600),
            2 => Loan::Silence,
            _ => Loan::Nothing,
        });
        world.open_tab(with_refresh_token("r0"), SHARED, false);
        world.random = random;
        let mut waiters = Vec::new();
        let mut given = 0;
        for step in steps {
            match step {
                Step::Want(force, fallback) => waiters.push(world.want_as(0, force, None, fallback)),
                Step::Fallback(loan) => *lending.borrow_mut() = loan,
                Step::Wait(ms) => world.run_for(i64::from(ms)),
                Step::Clear => world.clear(0),
                Step::SetTokens => {
                    given += 1;
                    world.set_tokens(0, &format!("given{given}"), 60, Some(&format!("rg{given}")));
                }
                Step::Invalidate => {
                    let waiter = world.waiter(0);
                    world.feed(0, Input::Invalidated(waiter));
                    waiters.push(waiter);
                }
                Step::Background(on) => world.feed(0, Input::Background(on)),
                Step::StorageWorks(works) => world.storage_works = works,
                Step::Server(answers) => *mode.borrow_mut() = answers,
                Step::StorageLost => world.storage = None,
            }
        }
        // Every caller is answered within the deadline. A second answer to a caller, and two requests at a time, panic
        // in the simulation.
        world.run_for(31_000);
        for waiter in waiters {
            prop_assert!(world.tabs[0].answers.contains_key(&waiter), "a caller waits for ever");
        }
        // When the storage and the server work again, so does the credential with new tokens.
        world.storage_works = true;
        *mode.borrow_mut() = 0;
        world.set_tokens(0, "well", 60, Some("rw"));
        prop_assert_eq!(world.get(0).unwrap(), "well");
        world.run_for(58_000);
        prop_assert!(world.get(0).is_ok());
    }
}

#[derive(Clone, Debug)]
enum Turn {
    Want(usize, bool),
    Invalidate(usize),
    Background(usize, bool),
    Wait(u32),
    Clock(i64),
    Sleep(u32),
    Freeze(u32),
    Latency(u32),
    Online(usize, bool),
    Woke(usize),
    Open,
}

fn turn() -> impl Strategy<Value = Turn> {
    const DAY: i64 = 86_400_000;
    let jump = prop_oneof![Just(DAY), Just(-DAY), -90_000i64..90_000, -3_000i64..3_000,];
    prop_oneof![
        5 => (0usize..3, any::<bool>()).prop_map(|(tab, force)| Turn::Want(tab, force)),
        1 => (0usize..3).prop_map(Turn::Invalidate),
        1 => (0usize..3, any::<bool>()).prop_map(|(tab, on)| Turn::Background(tab, on)),
        3 => (0u32..3_000).prop_map(Turn::Wait),
        2 => (0u32..90_000).prop_map(Turn::Wait),
        4 => jump.prop_map(Turn::Clock),
        2 => (0u32..40_000).prop_map(Turn::Sleep),
        2 => (0u32..40_000).prop_map(Turn::Freeze),
        2 => (0u32..6_000).prop_map(Turn::Latency),
        1 => (0usize..3, any::<bool>()).prop_map(|(tab, online)| Turn::Online(tab, online)),
        1 => (0usize..3).prop_map(Turn::Woke),
        1 => Just(Turn::Open),
    ]
}

/// A server that answers late, issues a successor for each refresh token, and ends the session if a spent one is sent.
fn detecting_reuse(seconds: i64) -> Server {
    let mut count = 0;
    Box::new(move |form, _| {
        let current = format!("r{count}");
        assert_eq!(
            form["refresh_token"], current,
            "a spent refresh token was sent again"
        );
        count += 1;
        token(&format!("a{count}"), seconds, Some(&format!("r{count}")))
    })
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn no_refresh_token_is_sent_twice_despite_any_change_of_the_clocks(
        turns in prop::collection::vec(turn(), 1..40),
        seconds in prop_oneof![Just(3i64), Just(60), Just(3600)],
        random in any::<u32>(),
    ) {
        let mut world = World::with(3, with_refresh_token("r0"), SHARED, detecting_reuse(seconds));
        world.one_at_a_time = true;
        world.hints = true;
        world.random = random;
        let mut waiters = Vec::new();
        for turn in turns {
            match turn {
                Turn::Want(tab, force) => waiters.push((tab, world.want_with(tab, force, None))),
                Turn::Invalidate(tab) => {
                    let waiter = world.waiter(tab);
                    world.feed(tab, Input::Invalidated(waiter));
                }
                Turn::Background(tab, on) => world.feed(tab, Input::Background(on)),
                Turn::Wait(ms) => world.run_for(i64::from(ms)),
                Turn::Clock(ms) => world.set_clock(ms),
                Turn::Sleep(ms) => world.sleep(i64::from(ms)),
                Turn::Freeze(ms) => world.freeze(i64::from(ms)),
                Turn::Latency(ms) => world.latency = i64::from(ms),
                Turn::Online(tab, online) => world.feed(tab, Input::Network(online)),
                Turn::Woke(tab) => world.feed(tab, Input::TimePassed),
                Turn::Open => {
                    world.open_tab(with_refresh_token("r0"), SHARED, false);
                    let tab = world.tabs.len() - 1;
                    waiters.push((tab, world.want(tab)));
                }
            }
        }
        world.latency = 50;
        world.run_for(200_000);
        for (tab, waiter) in waiters {
            prop_assert!(world.tabs[tab].answers.contains_key(&waiter), "a caller waits for ever");
        }
        for tab in 0..world.tabs.len() {
            prop_assert!(world.get(tab).is_ok(), "the session was lost");
        }
    }
}
