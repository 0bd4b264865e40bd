//! Responses to a refresh that bring no usable token, yet must not end the session.

mod simulation;
use simulation::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::io::{Event, Input, TokenState};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::http::Transport;

/// A server that rotates its refresh tokens and ends the session when a token is sent a second time. `answer` makes the
/// response to the nth refresh from the new refresh token.
fn reuse_detecting(
    answer: impl Fn(usize, &str) -> Reply + 'static,
) -> (Server, Rc<RefCell<Vec<String>>>) {
    let sent = Rc::new(RefCell::new(Vec::new()));
    let seen = sent.clone();
    let server = move |form: &BTreeMap<String, String>, _: i64| {
        let mut seen = seen.borrow_mut();
        let token = form["refresh_token"].clone();
        let count = seen.len();
        let current = format!("r{count}");
        let reused = seen.contains(&token) || token != current;
        seen.push(token);
        if reused {
            return refusal("invalid_grant");
        }
        answer(count + 1, &format!("r{}", count + 1))
    };
    (Box::new(server), sent)
}

fn refusal(error: &str) -> Reply {
    Reply::Answer(400, format!(r#"{{"error":"{error}"}}"#))
}

/// Members of a refused response, each with its status. `NEW` stands for the new refresh token.
const BAD: [(u16, &str); 7] = [
    (200, r#"{"refresh_token":"NEW"}"#),
    (200, r#"{"access_token":"a","refresh_token":"NEW"}"#),
    (
        200,
        r#"{"access_token":"a","token_type":"Bearer","scope":{"a":1},"refresh_token":"NEW"}"#,
    ),
    (
        200,
        r#"{"access_token":"a","token_type":"Bearer","expires_in":"soon","refresh_token":"NEW"}"#,
    ),
    (
        200,
        r#"{"access_token":"a","token_type":"Bearer","id_token":"none","refresh_token":"NEW"}"#,
    ),
    (
        201,
        r#"{"access_token":"a","token_type":"Bearer","refresh_token":"NEW"}"#,
    ),
    (503, r#"{"access_token":"a","refresh_token":"NEW"}"#),
];

#[test]
fn the_new_refresh_token_of_a_refused_answer_is_kept_and_the_old_one_never_sent_again() {
    for shared in [false, true] {
        for (status, body) in BAD {
            let (server, sent) = reuse_detecting(move |count, refresh| {
                if count == 2 {
                    Reply::Answer(status, body.replace("NEW", refresh))
                } else {
                    token(&format!("a{count}"), 3600, Some(refresh))
                }
            });
            let config = with_refresh_token("r0");
            let mut world = match shared {
                true => World::with(2, config, SHARED, server),
                false => World::new(config, server),
            };
            // All tabs hold the token from the first response.
            for tab in 0..world.tabs.len() {
                assert_eq!(world.get(tab).unwrap(), "a1");
            }
            let forced = world.want_with(0, true, None);
            let first = world.wait(0, forced);
            // A failure that may pass is tried again at once, with the new refresh token; other failures wait for the
            // next call.
            assert_eq!(first.is_ok(), status == 503, "{body}");
            assert_eq!(world.state(0), TokenState::Valid, "{body}");
            let stored = world.storage.clone().unwrap_or_default();
            assert_eq!(
                stored.contains("r2") || stored.contains("r3"),
                shared,
                "{body}"
            );
            let last = if shared { 1 } else { 0 };
            let forced = world.want_with(last, true, None);
            assert!(world.wait(last, forced).is_ok(), "{body}");
            assert!(
                !sent
                    .borrow()
                    .iter()
                    .enumerate()
                    .any(|(n, t)| *t != format!("r{n}"))
            );
            assert_eq!(
                world.count(0, |e| matches!(e, Event::Reauthenticate(_))),
                0,
                "{body}"
            );
        }
    }
}

#[test]
fn a_configured_refresh_token_gives_way_to_the_one_that_a_refused_answer_brings() {
    let (server, sent) = reuse_detecting(|count, refresh| match count {
        1 => Reply::Answer(200, format!(r#"{{"refresh_token":"{refresh}"}}"#)),
        _ => token("a", 3600, Some(refresh)),
    });
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, server);
    assert_eq!(world.get(0).unwrap_err().code, Code::InvalidResponse);
    assert!(world.storage.as_ref().unwrap().contains("r1"));
    // A later tab begins with the stored tokens.
    assert_eq!(world.get(1).unwrap(), "a");
    assert_eq!(*sent.borrow(), ["r0", "r1"]);
}

#[test]
fn a_refused_answer_counts_as_a_failure_although_its_refresh_token_is_kept() {
    let (server, sent) = reuse_detecting(|_, refresh| {
        Reply::Answer(200, format!(r#"{{"refresh_token":"{refresh}"}}"#))
    });
    let mut world = World::new(with_refresh_token("r0"), server);
    let mut codes = Vec::new();
    for _ in 0..10 {
        codes.push(world.get(0).unwrap_err().code);
    }
    assert_eq!(codes[..5], [Code::InvalidResponse; 5]);
    assert_eq!(codes[5..], [Code::CircuitOpen; 5]);
    assert_eq!(sent.borrow().len(), 5);
    assert_eq!(world.count(0, |e| matches!(e, Event::Added)), 0);
}

#[test]
fn a_logout_during_the_flight_wins_over_the_refresh_token_of_a_refused_answer() {
    let (server, _) = reuse_detecting(|count, refresh| match count {
        1 => token("a1", 3600, Some(refresh)),
        _ => Reply::Answer(200, format!(r#"{{"refresh_token":"{refresh}"}}"#)),
    });
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, server);
    world.get(0).unwrap();
    world.get(1).unwrap();
    let forced = world.want_with(0, true, None);
    world.run_for(world.latency / 2);
    world.clear(1);
    assert!(world.wait(0, forced).is_err());
    world.run_for(10_000);
    assert_eq!(world.storage, None);
    assert_eq!(world.state(0), TokenState::NotAuthenticated);
}

#[test]
fn an_invalidated_token_does_not_come_back_with_the_refresh_token_of_a_refused_answer() {
    let (server, _) = reuse_detecting(|count, refresh| match count {
        1 | 3 => token(&format!("a{count}"), 3600, Some(refresh)),
        _ => Reply::Answer(200, format!(r#"{{"refresh_token":"{refresh}"}}"#)),
    });
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, server);
    world.write_takes = 500;
    world.get(0).unwrap();
    let forced = world.want_with(0, true, None);
    world.run_for(world.latency + 100);
    let waiter = world.waiter(0);
    world.feed(0, Input::Invalidated(waiter));
    assert!(world.wait(0, forced).is_err());
    world.run_for(5_000);
    assert_eq!(world.get(0).unwrap(), "a3");
    assert!(!world.storage.as_ref().unwrap().contains("\"a1\""));
}

// — the server requires the user —

fn wants_user(world: &World, tab: usize) -> usize {
    world.count(tab, |e| matches!(e, Event::Reauthenticate(_)))
}

#[test]
fn a_server_that_requires_the_user_gets_no_request_until_there_are_new_credentials() {
    for word in [
        "interaction_required",
        "login_required",
        "consent_required",
        "account_selection_required",
        "invalid_grant",
    ] {
        for shared in [false, true] {
            let server: Server = Box::new(move |form, _| match form["refresh_token"].as_str() {
                "new" => token("a2", 3600, Some("newer")),
                _ => Reply::Answer(
                    400,
                    format!(
                        r#"{{"error":"{word}","suberror":"basic_action","claims":"{{\"a\":1}}"}}"#
                    ),
                ),
            });
            let config = provider(OAuthGrant::AuthorizationCode);
            let mut world = match shared {
                true => World::with(2, config, SHARED, server),
                false => World::new(config, server),
            };
            world.feed(0, Input::Background(true));
            world.set_tokens(0, "a1", 600, Some("dead"));
            world.run_for(599_000);
            assert_eq!(world.get(0).unwrap(), "a1", "it lives to its end");
            world.run_for(2_000);
            let stored = world.storage.clone();
            assert_eq!(stored.is_some_and(|text| text.contains("dead")), shared);
            for _ in 0..6 {
                let error = world.get(0).unwrap_err();
                assert_eq!(
                    (error.class, error.code, error.retryable),
                    (
                        Class::ReauthenticationRequired,
                        Code::ReauthenticationRequired,
                        false
                    )
                );
                assert_eq!(error.oauth_error.as_deref(), Some(word));
                assert_eq!(error.suberror.as_deref(), Some("basic_action"));
                assert_eq!(error.claims.as_deref(), Some(r#"{"a":1}"#));
            }
            world.run_for(86_400_000);
            assert_eq!((world.requests.len(), wants_user(&world, 0)), (1, 1));
            assert!(
                world.tabs[0]
                    .credential
                    .info(world.moment())
                    .has_refresh_token
            );
            world.set_tokens(0, "b", 1, Some("new"));
            world.run_for(2_000);
            assert_eq!(world.get(0).unwrap(), "a2", "new credentials are used");
            assert_eq!(wants_user(&world, 0), 1);
        }
    }
}

#[test]
fn a_session_that_requires_its_user_keeps_its_refresh_token_although_its_access_token_is_dead() {
    let server: Server = Box::new(|_, _| refusal("interaction_required"));
    let config = provider(OAuthGrant::AuthorizationCode);
    let mut world = World::with(1, config, SHARED, server);
    world.set_tokens(0, "a1", 10, Some("kept"));
    world.run_for(11_000);
    assert_eq!(
        world.get(0).unwrap_err().class,
        Class::ReauthenticationRequired
    );
    world.run_for(86_400_000);
    assert!(world.storage.as_ref().unwrap().contains("kept"));
    let info = world.tabs[0].credential.info(world.moment());
    assert!(info.has_refresh_token);
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed)), 0);
}

#[test]
fn before_the_user_is_called_storage_is_checked_for_another_tabs_tokens() {
    let server: Server = Box::new(|form, _| match form["refresh_token"].as_str() {
        "new" => token("a2", 3600, None),
        _ => refusal("interaction_required"),
    });
    let mut world = World::with(2, provider(OAuthGrant::AuthorizationCode), SHARED, server);
    world.set_tokens(0, "a1", 10, Some("dead"));
    world.run_for(11_000);
    let waiter = world.want(0);
    world.run_for(world.latency / 2);
    // The user logs in again in the other tab while the refresh is on its way.
    world.set_tokens(1, "b1", 3600, Some("new"));
    assert_eq!(world.wait(0, waiter).unwrap(), "b1");
    assert_eq!(wants_user(&world, 0), 0);
}

#[test]
fn a_grant_without_a_user_begins_anew_if_a_refresh_requires_one() {
    let server: Server = Box::new(|form, _| match form.get("refresh_token") {
        Some(_) => refusal("interaction_required"),
        None => token("a", 3600, Some("r")),
    });
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    assert_eq!(world.get(0).unwrap(), "a");
    let forced = world.want_with(0, true, None);
    assert_eq!(world.wait(0, forced).unwrap(), "a");
    assert_eq!(wants_user(&world, 0), 0);
}

#[test]
fn an_acquisition_that_requires_the_user_is_not_repeated_without_a_caller() {
    let mut first = true;
    let server: Server = Box::new(move |_, _| match std::mem::take(&mut first) {
        true => token("a", 600, None),
        false => refusal("interaction_required"),
    });
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(86_400_000);
    assert_eq!(world.requests.len(), 2);
}

// — a server that repeats its token until the end —

/// A server that returns one token until its end, with its remaining life in whole seconds.
fn repeating(lifetime_ms: i64, refresh: Option<&'static str>) -> Server {
    let (mut count, mut end) = (0, 0);
    Box::new(move |_, now| {
        if now >= end {
            count += 1;
            end = now + lifetime_ms;
        }
        token(&format!("a{count}"), (end - now) / 1000, refresh)
    })
}

#[test]
fn a_server_that_repeats_its_token_until_the_end_costs_no_call_and_opens_no_circuit() {
    for (config, refresh) in [
        (provider(OAuthGrant::ClientCredentials), None),
        (with_refresh_token("r"), Some("r")),
    ] {
        let mut world = World::new(config, repeating(300_000, refresh));
        // The back-off may be nearly zero.
        world.random = 0;
        let mut waiters = Vec::new();
        for _ in 0..12_000 {
            waiters.push(world.want(0));
            world.run_for(50);
        }
        world.run_for(10_000);
        let answers = &world.tabs[0].answers;
        let served = waiters.iter().filter(|id| answers[id].1.is_ok()).count();
        assert_eq!(served, 12_000);
        assert_eq!(world.count(0, |e| matches!(e, Event::Failed { .. })), 0);
        assert!(world.requests.len() < 120, "{}", world.requests.len());
    }
}

#[test]
fn a_token_that_is_always_expired_is_requested_a_few_times_and_then_counts_as_a_failure() {
    let server: Server = Box::new(|_, _| token("a", 0, None));
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    let error = world.get(0).unwrap_err();
    assert_eq!(
        (error.class, error.code, error.retryable),
        (Class::TokenAcquisition, Code::InvalidResponse, true)
    );
    let times: Vec<i64> = world.requests.iter().map(|request| request.0).collect();
    let waits: Vec<i64> = times
        .windows(2)
        .map(|t| t[1] - t[0] - world.latency)
        .collect();
    assert_eq!(waits, [1_000, 2_000, 4_000]);
    assert_eq!(world.count(0, |e| matches!(e, Event::Failed { .. })), 1);
    for _ in 0..10 {
        let _ = world.get(0);
    }
    assert!(world.requests.len() <= 4 * 5, "the circuit opens at last");
}

#[test]
fn a_rotated_refresh_token_is_kept_when_the_access_token_beside_it_has_expired() {
    let (server, sent) = reuse_detecting(|count, refresh| {
        let life = if count < 3 { 0 } else { 3600 };
        token(&format!("a{count}"), life, Some(refresh))
    });
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, server);
    assert_eq!(world.get(0).unwrap(), "a3");
    assert_eq!(*sent.borrow(), ["r0", "r1", "r2"]);
}

// — an open circuit —

#[test]
fn an_open_circuits_error_is_the_failure_that_opened_it() {
    let mut config = provider(OAuthGrant::ClientCredentials);
    Rc::make_mut(&mut config.retry_policy).max_attempts = 1;
    let mut world = World::new(config, Box::new(|_, _| refusal("invalid_scope")));
    for _ in 0..5 {
        world.get(0).unwrap_err();
    }
    let error = world.get(0).unwrap_err();
    assert_eq!(error.code, Code::CircuitOpen);
    let cause = error
        .cause
        .as_ref()
        .unwrap()
        .0
        .downcast_ref::<Error>()
        .unwrap();
    assert_eq!(cause.oauth_error.as_deref(), Some("invalid_scope"));
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn an_answer_that_no_step_waits_for_is_dropped() {
    let server: Server = Box::new(|_, _| token("new", 3600, Some("r1")));
    let mut world = World::with(1, with_refresh_token("r0"), SHARED, server);
    world.write_takes = 20;
    let waiter = world.want(0);
    let error = || Error::new(Class::Token, Code::InvalidResponse, "not asked for");
    while let Some(flight) = world.tabs[0].credential.in_flight() {
        let unexpected = [
            Input::Loaded(u32::MAX, Ok(None)),
            Input::Saved(u32::MAX, Ok(())),
            Input::Discovered(flight, Err(error())),
            Input::Made(flight, Err(error())),
            Input::FallbackEnded(u32::MAX, Err(error())),
            Input::Made(flight + 1, Err(error())),
            Input::NetworkFailed(flight + 1, Transport::Network, None),
        ];
        for input in unexpected {
            world.feed(0, input);
        }
        world.run_for(1);
        // The lock was granted before. After the wait, this answer fits no step.
        if world.requests.len() == 1 {
            world.feed(0, Input::LockGranted(flight));
        }
    }
    assert_eq!(world.wait(0, waiter).unwrap(), "new");
    assert_eq!(world.requests.len(), 1);
    assert!(world.storage.is_some_and(|record| record.contains("new")));
}
