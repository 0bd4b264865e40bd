//! A credential after failures: no token is lost, requests do not storm, and a final failure stays final.

mod simulation;
use simulation::*;
use std::rc::Rc;
use tokenward::core::config::*;
use tokenward::core::credential::io::{Event, Input, TokenState};
use tokenward::core::error::{Class, Code};
use tokenward::core::time::Timestamp;

fn failures(world: &World) -> usize {
    world.count(0, |e| matches!(e, Event::Failed { .. }))
}

/// A server that works once, and then answers with `reply`.
fn once_then(mut reply: impl FnMut() -> Reply + 'static) -> Server {
    let mut first = true;
    Box::new(move |_, _| {
        if std::mem::take(&mut first) {
            token("a1", 3600, Some("r1"))
        } else {
            reply()
        }
    })
}

#[test]
fn a_failed_early_refresh_still_hands_out_the_token_that_lives() {
    for reply in [
        (|| Reply::Answer(503, String::new())) as fn() -> Reply,
        || Reply::Broken,
        || Reply::Silence,
        || Reply::Header(429, "retry-after", "7".into()),
        || Reply::Answer(408, String::new()),
        || Reply::Answer(500, "<html>".into()),
    ] {
        let mut world = World::new(with_refresh_token("r0"), once_then(reply));
        world.get(0).unwrap();
        world.run_for(3_400_000);
        assert_eq!(world.get(0).unwrap(), "a1");
        world.run_for(35_000);
        assert_eq!(
            failures(&world),
            1,
            "one event for each refresh that failed, after its retries"
        );
        assert_eq!(world.get(0).unwrap(), "a1");
        assert!(
            world.tabs[0]
                .credential
                .info(world.moment())
                .has_refresh_token
        );
    }
}

#[test]
fn inside_the_hard_window_the_living_token_is_handed_out_if_no_other_can_be_obtained() {
    let mut world = World::new(
        with_refresh_token("r0"),
        once_then(|| Reply::Answer(503, String::new())),
    );
    world.get(0).unwrap();
    world.run_for(3_550_000);
    assert_eq!(world.get(0).unwrap(), "a1");
    let forced = world.want_with(0, true, None);
    let error = world.wait(0, forced).unwrap_err();
    assert_eq!(
        (error.class, error.status),
        (Class::TokenRefresh, Some(503))
    );
    world.run_for(60_000);
    assert!(
        world.get(0).is_err(),
        "a dead token is handed out to nobody"
    );
}

#[test]
fn attempts_are_bounded_and_spaced_by_back_off_with_full_jitter() {
    let mut config = provider(OAuthGrant::ClientCredentials);
    Rc::make_mut(&mut config.retry_policy).max_attempts = 4;
    let mut world = World::new(config, Box::new(|_, _| Reply::Answer(503, String::new())));
    world.random = 0xffff_ffff;
    let error = world.get(0).unwrap_err();
    assert_eq!(
        (error.code, error.status, error.retryable),
        (Code::AcquisitionFailed, Some(503), true)
    );
    let times: Vec<i64> = world.requests.iter().map(|r| r.0).collect();
    let waits: Vec<i64> = times
        .windows(2)
        .map(|t| t[1] - t[0] - world.latency)
        .collect();
    assert_eq!(waits.len(), 3);
    for (wait, most) in waits.iter().zip([500, 1000, 2000]) {
        assert!((most - 2..=most).contains(wait), "{waits:?}");
    }
}

#[test]
fn background_refresh_backs_off_while_the_server_is_down_for_hours() {
    let mut world = World::new(
        with_refresh_token("r0"),
        once_then(|| Reply::Answer(503, String::new())),
    );
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(3_600_000 + 6 * 3_600_000);
    // Six hours of at most one probe per five minutes, and the attempts before the circuit opened.
    assert!(
        world.requests.len() < 110,
        "{} requests",
        world.requests.len()
    );
    assert!(
        world.requests.len() > 60,
        "it goes on trying: {} requests",
        world.requests.len()
    );
}

#[test]
fn when_the_server_is_back_the_background_refresh_recovers_by_itself() {
    let mut down = true;
    let (mut first, mut count) = (true, 1);
    let server: Server = Box::new(move |_, now| {
        down = down && now < START + 3_900_000;
        if std::mem::take(&mut first) || !down {
            count += 1;
            token(&format!("a{count}"), 3600, Some("r"))
        } else {
            Reply::Broken
        }
    });
    let mut world = World::new(with_refresh_token("r0"), server);
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(3_900_000 + 310_000);
    assert!(
        world.tabs[0]
            .credential
            .good_tokens(Timestamp(world.now))
            .is_some()
    );
}

#[test]
fn retry_after_takes_precedence_over_back_off() {
    let mut count = 0;
    let server: Server = Box::new(move |_, _| {
        count += 1;
        if count == 1 {
            Reply::Header(429, "retry-after", "12".into())
        } else {
            token("a", 60, None)
        }
    });
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    assert_eq!(world.get(0).unwrap(), "a");
    let wait = world.requests[1].0 - world.requests[0].0;
    assert_eq!(wait, 12_000 + world.latency);
}

#[test]
fn a_retry_after_beyond_the_callers_deadline_fails_now_and_later_calls_send_nothing_before() {
    let server: Server = Box::new(|_, now| {
        if now < START + 600_000 {
            Reply::Header(429, "retry-after", "600".into())
        } else {
            token("a", 60, None)
        }
    });
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    let error = world.get(0).unwrap_err();
    assert_eq!(
        (error.code, error.retry_after_ms),
        (Code::RateLimited, Some(600_000))
    );
    assert!(world.now < START + 1_000);
    world.run_for(60_000);
    let error = world.get(0).unwrap_err();
    assert_eq!(error.code, Code::RateLimited);
    assert!(error.retry_after_ms.unwrap() < 541_000);
    assert_eq!(world.requests.len(), 1);
    world.run_for(545_000);
    assert_eq!(world.get(0).unwrap(), "a");
}

#[test]
fn the_circuit_opens_after_five_failures_and_lets_one_probe_through_per_cool_down() {
    let mut config = provider(OAuthGrant::ClientCredentials);
    Rc::make_mut(&mut config.retry_policy).max_attempts = 1;
    let mut world = World::new(config, Box::new(|_, _| Reply::Broken));
    for _ in 0..5 {
        assert_eq!(world.get(0).unwrap_err().code, Code::Network);
    }
    for _ in 0..100 {
        let error = world.get(0).unwrap_err();
        assert_eq!(error.code, Code::CircuitOpen);
        assert!(error.retry_after_ms.unwrap() <= 30_000);
    }
    assert_eq!(world.requests.len(), 5);
    let events = failures(&world);
    assert_eq!(events, 5, "failing fast is no failed refresh");
    world.run_for(30_000);
    assert_eq!(world.get(0).unwrap_err().code, Code::Network);
    assert_eq!(world.requests.len(), 6);
    let error = world.get(0).unwrap_err();
    assert_eq!(error.code, Code::CircuitOpen);
    assert!(
        error.retry_after_ms.unwrap() > 30_000,
        "the cool-down doubles"
    );
}

#[test]
fn after_invalid_grant_a_required_login_is_reported_once_and_nothing_more_is_sent() {
    let mut world = World::with(
        1,
        with_refresh_token("r0"),
        SHARED,
        once_then(|| oauth_error(400, "invalid_grant")),
    );
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(3_700_000);
    for _ in 0..10 {
        let error = world.get(0).unwrap_err();
        assert_eq!(
            (error.class, error.code),
            (
                Class::ReauthenticationRequired,
                Code::ReauthenticationRequired
            )
        );
        let forced = world.want_with(0, true, None);
        assert!(world.wait(0, forced).is_err());
        world.run_for(600_000);
    }
    assert_eq!(world.requests.len(), 2);
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 1);
    assert_eq!(world.state(0), TokenState::Failed);
    world.set_tokens(0, "new", 3600, Some("r9"));
    assert_eq!(world.get(0).unwrap(), "new", "new credentials end it");
}

#[test]
fn after_invalid_grant_the_access_token_is_handed_out_as_long_as_it_lives() {
    let mut world = World::new(
        with_refresh_token("r0"),
        once_then(|| oauth_error(400, "invalid_grant")),
    );
    world.get(0).unwrap();
    world.run_for(3_400_000);
    world.get(0).unwrap();
    world.run_for(1_000);
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 1);
    assert_eq!(world.get(0).unwrap(), "a1");
}

#[test]
fn after_invalid_grant_a_client_acquires_anew_in_the_same_flight() {
    let server: Server = Box::new(|form, _| {
        if form["grant_type"] == "refresh_token" {
            oauth_error(400, "invalid_grant")
        } else {
            token("anew", 60, None)
        }
    });
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    world.set_tokens(0, "old", 1, Some("r1"));
    world.run_for(2_000);
    assert_eq!(world.get(0).unwrap(), "anew");
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 0);
}

#[test]
fn invalid_client_stops_automation_and_deletes_nothing() {
    let mut world = World::with(
        1,
        with_refresh_token("r0"),
        SHARED,
        once_then(|| oauth_error(401, "invalid_client")),
    );
    world.feed(0, Input::Background(true));
    world.get(0).unwrap();
    world.run_for(12 * 3_600_000);
    assert_eq!(world.requests.len(), 2);
    assert!(world.storage.is_some());
    assert!(
        world.tabs[0]
            .credential
            .info(world.moment())
            .has_refresh_token
    );
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 0);
}

#[test]
fn a_caller_waits_no_longer_than_its_deadline() {
    let mut config = provider(OAuthGrant::ClientCredentials);
    Rc::make_mut(&mut config.retry_policy).deadline_ms = 5_000;
    let mut world = World::new(config, Box::new(|_, _| Reply::Silence));
    let waiter = world.want(0);
    world.run_for(60_000);
    let (at, answer) = &world.tabs[0].answers[&waiter];
    assert_eq!(answer.as_ref().unwrap_err().code, Code::Timeout);
    assert_eq!(*at - START, 5_000);
}

#[test]
fn an_attempt_without_an_answer_ends_after_its_time_and_is_repeated() {
    let mut first = true;
    let server: Server = Box::new(move |_, _| {
        if std::mem::take(&mut first) {
            Reply::Silence
        } else {
            token("a", 60, None)
        }
    });
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), server);
    assert_eq!(world.get(0).unwrap(), "a");
    assert!(world.now - START < 11_000);
}

#[test]
fn the_access_token_of_a_refused_session_is_forgotten_once_it_is_dead() {
    let mut world = World::with(
        1,
        with_refresh_token("r0"),
        SHARED,
        once_then(|| oauth_error(400, "invalid_grant")),
    );
    world.get(0).unwrap();
    world.run_for(3_400_000);
    world.get(0).unwrap();
    world.run_for(1_000);
    assert!(
        world.storage.is_some(),
        "the access token lives and stays stored"
    );
    world.run_for(300_000);
    let info = world.tabs[0].credential.info(world.moment());
    assert!(!info.has_token && !info.has_refresh_token);
    assert_eq!(world.storage, None);
    assert_eq!(world.count(0, |e| matches!(e, Event::Reauthenticate(_))), 1);
    assert_eq!(world.state(0), TokenState::Failed);
}

#[test]
fn a_refresh_token_beside_a_static_token_is_kept_and_never_sent() {
    let mut config = provider(OAuthGrant::ClientCredentials);
    config.grant = Grant::Static(Rc::new(StaticToken {
        token: "by-hand".into(),
        token_type: None,
        expires_at: None,
    }));
    let mut world = World::new(config, counting(3600));
    world.set_tokens(0, "given", 100, Some("r"));
    world.run_for(95_000);
    assert_eq!(
        world.get(0).unwrap(),
        "given",
        "it lives, and no other can be had"
    );
    let forced = world.want_with(0, true, None);
    assert!(world.wait(0, forced).is_err());
    world.run_for(10_000);
    assert_eq!(world.get(0).unwrap_err().class, Class::TokenExpired);
    let info = world.tabs[0].credential.info(world.moment());
    assert!(info.has_refresh_token && world.requests.is_empty());
}
