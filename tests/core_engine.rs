//! One manager as a machine: calls, single flight within a tab and between tabs, logout, closing, listeners that call back, edge
//! workers.

mod engines;
mod simulation;
use engines::*;
use simulation::{
    Reply, counting, oauth_error, provider as config, rotating, token, with_refresh_token,
};
use std::cell::RefCell;
use std::rc::Rc;
use tokenward::core::config::{CustomGrant, Grant, OAuthGrant, ProviderConfig, StaticToken};
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::io::TokenState;
use tokenward::core::engine::call::{Call, GetToken, Outcome};
use tokenward::core::engine::effect::{Answer, FoundKey, Thrown, Work};
use tokenward::core::engine::{Fallback, Host, Settings, Signal, Storage};
use tokenward::core::error::{Cause, Class, Code};
use tokenward::core::event::Event;
use tokenward::core::given::TokenInput;
use tokenward::core::health::Status;
use tokenward::core::records::moves::Kind;

fn client_credentials() -> ProviderConfig {
    config(OAuthGrant::ClientCredentials)
}

fn of_grant(grant: Grant) -> ProviderConfig {
    ProviderConfig {
        grant,
        ..client_credentials()
    }
}

fn forced() -> GetToken {
    GetToken {
        force_refresh: true,
        ..GetToken::default()
    }
}

// — single flight —

#[test]
fn callers_in_one_tab_share_one_request() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    let callers: Vec<_> = (0..50).map(|_| world.want(0)).collect();
    for caller in callers {
        assert_eq!(world.token(0, caller).unwrap(), "a1");
    }
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn callers_in_twenty_tabs_share_one_refresh() {
    let mut world = World::of_tabs(20, &with_refresh_token("r0"), rotating(3600));
    let callers: Vec<_> = (0..20).map(|tab| world.want(tab)).collect();
    for (tab, caller) in callers.into_iter().enumerate() {
        assert_eq!(world.token(tab, caller).unwrap(), "a1");
    }
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn tabs_take_turns_with_a_refresh_token_that_rotates() {
    let mut world = World::of_tabs(3, &with_refresh_token("r0"), rotating(3600));
    for turn in 1..=9 {
        let caller = world.want_with(turn % 3, forced());
        assert_eq!(world.token(turn % 3, caller).unwrap(), format!("a{turn}"));
    }
    assert_eq!(world.requests.len(), 9);
}

#[test]
fn a_tab_that_hears_of_a_new_token_adopts_it_without_a_request() {
    let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
    assert_eq!(world.get(0).unwrap(), "a1");
    let caller = world.want_with(0, forced());
    assert_eq!(world.token(0, caller).unwrap(), "a2");
    world.run_for(1_000);
    assert_eq!(world.get(1).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
    assert_eq!(world.count(1, |e| matches!(e, Event::Added { .. })), 1);
}

// — leases —

#[test]
fn a_token_is_lent_before_its_event_and_withdrawn_at_logout() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    assert_eq!(world.get(0).unwrap(), "a1");
    let (handed, since, until) = world.tabs[0].lent["api"].clone();
    assert_eq!(handed.token.reveal(), "a1");
    assert!(since <= world.wall() && until > world.wall() + 3_000_000);
    assert_eq!(world.tabs[0].only.as_deref(), Some("api"));
    world.clear(0);
    assert!(world.tabs[0].lent.is_empty());
    let mut heard = world.tabs[0].heard.clone();
    heard.retain(|name| *name != "state");
    heard.dedup();
    assert_eq!(heard, ["lend", "added", "loggedOut", "withdraw", "removed"]);
}

#[test]
fn providers_that_get_tokens_at_once_do_not_renew_at_once() {
    let mut world = World::new(counting(3600));
    let tab = world.open(settings(None));
    let names: Vec<String> = (0..50).map(|i| format!("tenant{i}")).collect();
    for name in &names {
        world.add(tab, name, provider(client_credentials()));
        world.call(tab, get_of(name));
    }
    world.run_for(1_000);
    world.call(tab, Call::RefreshAll);
    world.run_for(1_000);
    let renewals: std::collections::BTreeSet<_> = names
        .iter()
        .map(|name| world.info(tab, name).next_refresh_at)
        .collect();
    assert!(renewals.len() > 40, "{} moments", renewals.len());
}

fn get_of(name: &str) -> Call {
    Call::GetToken {
        provider: Some(name.into()),
        options: GetToken::default(),
    }
}

#[test]
fn callers_that_are_answered_together_get_one_token_by_its_number() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    let callers = [world.want(0), world.want(0)];
    let ids = callers.map(|caller| match world.outcome(0, caller) {
        Ok(Outcome::Token(handed)) => handed.id,
        other => panic!("{other:?}"),
    });
    assert_eq!(ids[0], ids[1]);
    assert_eq!(world.tabs[0].lent["api"].0.id, ids[0]);
    let caller = world.want_with(0, forced());
    world.token(0, caller).unwrap();
    assert_ne!(world.tabs[0].lent["api"].0.id, ids[0]);
}

#[test]
fn leases_end_when_the_wall_clock_is_set_back() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    world.get(0).unwrap();
    let reading = world.reading();
    assert!(world.tabs[0].engine.leases_hold(reading));
    world.set_clock(-3_600_000);
    let reading = world.reading();
    assert!(!world.tabs[0].engine.leases_hold(reading));
}

// — logout, late answers, abandoned calls —

#[test]
fn a_logout_during_a_refresh_wins_in_all_tabs() {
    let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
    world.get(0).unwrap();
    world.get(1).unwrap();
    let waiting = world.want_with(0, forced());
    world.run_for(10);
    let cleared = world.clear(1);
    world.outcome(1, cleared).unwrap();
    world.outcome(0, waiting).expect_err("logged out");
    world.run_for(5_000);
    assert!(world.storage.is_empty(), "{:?}", world.storage);
    for tab in 0..2 {
        let reading = world.reading();
        assert!(world.tabs[tab].engine.peek_token(None, reading).is_none());
    }
}

#[test]
fn a_late_answer_to_cancelled_work_is_dropped() {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.cancelled_work_answers = true;
    world.latency = 500;
    let waiting = world.want(0);
    world.run_for(100);
    let given = world.set_tokens(0, "by-hand", 3600, Some("rh"));
    world.outcome(0, given).unwrap();
    assert_eq!(world.token(0, waiting).unwrap(), "by-hand");
    world.run_for(10_000);
    assert_eq!(world.get(0).unwrap(), "by-hand");
    let stored = world.storage.values().next().expect("a record");
    assert!(
        stored.contains("by-hand") && stored.contains("rh"),
        "{stored}"
    );
}

#[test]
fn a_late_answer_to_a_request_that_timed_out_does_not_count_for_its_repetition() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    world.cancelled_work_answers = true;
    world.latency = 12_000;
    let waiting = world.want(0);
    world.run_for(11_000);
    assert_eq!(world.requests.len(), 2, "the first one timed out");
    world.latency = 50;
    world.run_for(30_000);
    let got = world.token(0, waiting);
    assert_ne!(got.ok().as_deref(), Some("a1"));
}

#[test]
fn an_abandoned_call_is_not_settled_and_the_shared_request_goes_on() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    let given_up = world.want(0);
    let stays = world.want(0);
    world.abandon(0, given_up);
    assert_eq!(world.token(0, stays).unwrap(), "a1");
    world.run_for(60_000);
    assert!(!world.tabs[0].answers.contains_key(&given_up));
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_lock_that_is_granted_late_is_released() {
    let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
    world.latency = 3_000;
    let first = world.want(0);
    world.run_for(100);
    let second = world.want(1);
    world.run_for(100);
    // The second tab waits for the lock; tokens set by hand end its flight.
    world.set_tokens(1, "by-hand", 3600, Some("rh"));
    assert_eq!(world.token(1, second).unwrap(), "by-hand");
    world.token(0, first).ok();
    world.run_for(10_000);
    let third = world.want_with(0, forced());
    world.run_for(5_000);
    assert!(world.tabs[0].answers.contains_key(&third));
}

// — closing —

#[test]
fn closing_settles_every_call_and_ends_all_events() {
    let mut world = World::of_tabs(1, &client_credentials(), |_, _| Reply::Silence);
    let callers = [
        world.want(0),
        world.call(0, Call::Refresh { provider: None }),
        world.call(0, Call::Restore),
        world.call(0, Call::Invalidate { provider: None }),
    ];
    world.close(0);
    world.run_for(100);
    for caller in callers {
        assert!(
            world.tabs[0].answers.contains_key(&caller),
            "caller {caller}"
        );
    }
    let error = world.tabs[0].answers[&callers[0]].1.clone().unwrap_err();
    assert_eq!(error.code, Code::Closed);
    let late = world.want(0);
    assert_eq!(
        world.outcome(0, late).unwrap_err().class,
        Class::ManagerClosed
    );
    assert!(world.tabs[0].lent.is_empty());
    world.run_for(120_000);
}

#[test]
fn a_refresh_that_was_sent_is_stored_although_the_manager_was_closed() {
    let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
    world.latency = 400;
    let waiting = world.want(0);
    world.run_for(100);
    world.close(0);
    assert_eq!(world.outcome(0, waiting).unwrap_err().code, Code::Closed);
    world.run_for(2_000);
    assert_eq!(world.get(1).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
}

// — listeners that call back —

#[test]
fn a_listener_that_wants_a_token_at_once_gets_the_one_of_the_event() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    let mut calls = 0;
    world.tabs[0].listener = Some(Box::new(move |event| {
        calls += 1;
        match event {
            Event::Added { .. } if calls < 50 => vec![Call::GetToken {
                provider: None,
                options: GetToken::default(),
            }],
            _ => vec![],
        }
    }));
    let caller = world.want(0);
    assert_eq!(world.token(0, caller).unwrap(), "a1");
    world.run_for(100);
    assert_eq!(world.tabs[0].answers.len(), 2);
    for (_, (_, answer)) in std::mem::take(&mut world.tabs[0].answers) {
        assert!(matches!(answer, Ok(Outcome::Token(handed)) if handed.token.reveal() == "a1"));
    }
}

#[test]
fn a_listener_that_logs_out_while_callers_are_answered_disturbs_none_of_them() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    let mut once = true;
    world.tabs[0].listener = Some(Box::new(move |event| match event {
        Event::Added { .. } if std::mem::take(&mut once) => vec![Call::ClearAll],
        _ => vec![],
    }));
    let callers = [world.want(0), world.want(0)];
    for caller in callers {
        assert_eq!(world.token(0, caller).unwrap(), "a1");
    }
    world.run_for(1_000);
    let info = world.info(0, "api");
    assert_eq!(
        (info.state, info.has_token),
        (TokenState::NotAuthenticated, false)
    );
    assert_eq!(world.count(0, |e| matches!(e, Event::Removed { .. })), 1);
}

// — providers —

#[test]
fn a_provider_that_is_removed_refuses_its_callers_and_its_name_is_free() {
    let mut world = World::of_tabs(1, &client_credentials(), |_, _| Reply::Silence);
    let waiting = world.want(0);
    world.remove(0, "api").unwrap();
    assert_eq!(
        world.outcome(0, waiting).unwrap_err().class,
        Class::UnknownProvider
    );
    assert!(world.tabs[0].engine.list_providers().is_empty());
    world.server = counting(3600);
    world.add(0, "api", provider(client_credentials()));
    assert_eq!(world.get(0).unwrap(), "a1");
}

#[test]
fn the_only_provider_needs_no_name_and_one_of_two_does() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    world.add(0, "other", provider(client_credentials()));
    assert_eq!(world.tabs[0].only, None);
    let error = world.get(0).unwrap_err();
    assert_eq!(error.class, Class::UnknownProvider);
    let names = world.tabs[0].engine.list_providers();
    assert_eq!(
        names.iter().map(|n| &**n).collect::<Vec<_>>(),
        ["api", "other"]
    );
    world.remove(0, "other").unwrap();
    assert_eq!(world.get(0).unwrap(), "a1");
    assert_eq!(world.tabs[0].only.as_deref(), Some("api"));
}

#[test]
fn wrong_providers_are_refused_by_their_path() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    let reading = world.reading();
    let engine = &mut world.tabs[0].engine;
    let error = engine.add_provider("api", provider(client_credentials()), reading);
    assert!(
        error
            .unwrap_err()
            .message
            .starts_with("providers.api: the name is taken")
    );
    let chained = |to: &str| tokenward::core::engine::Provider {
        fallback: vec![Fallback::Named(to.into())],
        ..provider(client_credentials())
    };
    let error = engine
        .add_provider("a", chained("missing"), reading)
        .unwrap_err();
    assert!(
        error.message.starts_with("providers.a.fallback: must name"),
        "{error}"
    );
    let both = vec![
        ("b".to_owned(), chained("c")),
        ("c".to_owned(), chained("b")),
    ];
    let error = engine.add_providers(both, reading).unwrap_err();
    assert!(
        error.message.contains("makes a cycle: b → c → b"),
        "{error}"
    );
    assert!(
        engine
            .add_provider("a", provider(client_credentials()), reading)
            .is_ok()
    );
}

#[test]
fn many_providers_are_added_and_found() {
    let mut world = World::new(counting(3600));
    let tab = world.open(settings(None));
    let config = client_credentials();
    let each = (0..20_000).map(|i| {
        (
            format!("tenant{}", i * 7919 % 20_000),
            provider(config.clone()),
        )
    });
    let reading = world.reading();
    world.tabs[tab]
        .engine
        .add_providers(each.collect(), reading)
        .unwrap();
    let options = GetToken::default();
    let provider = Some("tenant4711".into());
    let caller = world.call(tab, Call::GetToken { provider, options });
    assert_eq!(world.token(tab, caller).unwrap(), "a1");
    assert_eq!(world.tabs[tab].engine.list_providers().len(), 20_000);
}

// — fallbacks —

#[test]
fn a_fallback_lends_its_token_and_the_borrower_hears_of_its_changes() {
    let mut world = World::new(Box::new(|_, _| Reply::Answer(503, String::new())));
    let tab = world.open(settings(None));
    world.add(
        tab,
        "spare",
        provider(of_grant(Grant::Static(Rc::new(StaticToken {
            token: "spare-token".into(),
            token_type: None,
            expires_at: None,
        })))),
    );
    let mut main = provider(client_credentials());
    main.fallback = vec![Fallback::Named("spare".into())];
    main.allowed_origins = vec!["https://api.example".into()];
    world.add(tab, "main", main);
    let options = GetToken::default();
    let provider = Some("main".to_owned());
    let caller = world.call(tab, Call::GetToken { provider, options });
    assert_eq!(world.token(tab, caller).unwrap(), "spare-token");
    assert_eq!(
        world.count(
            tab,
            |e| matches!(e, Event::Fallback { to, .. } if &**to == "spare")
        ),
        1
    );
    let engine = &world.tabs[tab].engine;
    let refused = |origin| {
        engine
            .origin_refused_by(Some("main"), "spare-token", origin)
            .unwrap()
    };
    assert_eq!(refused("https://api.example"), None);
    assert_eq!(refused("https://other.example").as_deref(), Some("main"));
    let given = Call::SetTokens {
        provider: "spare".into(),
        tokens: Box::new(TokenInput {
            access_token: "newer".into(),
            ..TokenInput::default()
        }),
    };
    let given = world.call(tab, given);
    world.outcome(tab, given).unwrap();
    let reading = world.reading();
    let lent = world.tabs[tab].engine.peek_token(Some("main"), reading);
    assert_eq!(lent.unwrap().token.reveal(), "newer");
    world.remove(tab, "spare").unwrap();
    let reading = world.reading();
    assert!(
        world.tabs[tab]
            .engine
            .peek_token(Some("main"), reading)
            .is_none()
    );
}

#[test]
fn an_inline_fallback_is_silent_and_goes_with_its_provider() {
    let mut world = World::new(Box::new(|_, _| Reply::Answer(503, String::new())));
    let tab = world.open(settings(None));
    let mut main = provider(client_credentials());
    main.fallback = vec![Fallback::Inline(provider(of_grant(Grant::Static(
        Rc::new(StaticToken {
            token: "inline".into(),
            token_type: None,
            expires_at: None,
        }),
    ))))];
    world.add(tab, "main", main);
    assert_eq!(world.get(tab).unwrap(), "inline");
    let named =
        |e: &Event| matches!(e, Event::Added { provider, .. } if provider.contains("fallback"));
    assert_eq!(world.count(tab, named), 0);
    world.remove(tab, "main").unwrap();
    assert!(world.tabs[tab].engine.list_providers().is_empty());
}

// — tokens set by hand, custom providers, revocation —

#[test]
fn set_tokens_are_stored_before_their_call_is_done() {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    let caller = world.set_tokens(0, "given", 3600, Some("rg"));
    let Ok(Outcome::Info(info)) = world.outcome(0, caller) else {
        panic!("no info")
    };
    assert!(info.has_token && info.has_refresh_token);
    assert_eq!(world.storage.len(), 1);
    let caller = world.call(0, Call::GetTokens { provider: None });
    let Ok(Outcome::Tokens(Some(tokens))) = world.outcome(0, caller) else {
        panic!("no tokens")
    };
    assert_eq!(tokens.access_token.reveal(), "given");
    assert_eq!(
        tokens.refresh_token.as_ref().map(|t| t.reveal()),
        Some("rg")
    );
}

#[test]
fn the_tokens_of_a_login_are_taken_unless_the_user_has_logged_out_since() {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    let login = |access: &str, logouts| Call::TakeLogin {
        provider: "api".into(),
        tokens: Box::new(TokenInput {
            access_token: access.into(),
            expires_in_ms: Some(3_600_000),
            ..TokenInput::default()
        }),
        logouts,
    };
    let began = world.tabs[0].engine.logouts(None).unwrap();
    let caller = world.call(0, login("of-login", began));
    let Ok(Outcome::Info(info)) = world.outcome(0, caller) else {
        panic!("no info")
    };
    assert_eq!(info.source.as_str(), "primary");
    world.clear(0);
    let caller = world.call(0, login("late", began));
    assert_eq!(world.outcome(0, caller).unwrap_err().class, Class::Login);
    let reading = world.reading();
    assert!(world.tabs[0].engine.peek_token(None, reading).is_none());
}

#[test]
fn a_custom_provider_gets_its_own_tokens_for_a_refresh() {
    let mut world = World::new(counting(3600));
    let asked = Rc::new(RefCell::new(Vec::new()));
    let seen = asked.clone();
    world.function = Box::new(move |work, _| {
        let (name, access) = match work {
            Work::Acquire { functions: 7, .. } => ("acquire", "c1"),
            Work::Refresh { tokens, .. } => {
                let refresh = tokens.refresh_token.as_ref().map_or("", |t| t.reveal());
                assert_eq!(refresh, "rc");
                ("refresh", "c2")
            }
            other => panic!("{other:?}"),
        };
        seen.borrow_mut().push(name);
        Some(Answer::Tokens(Box::new(TokenInput {
            access_token: access.into(),
            refresh_token: (name == "acquire").then(|| "rc".into()),
            expires_in_ms: Some(3_600_000),
            ..TokenInput::default()
        })))
    });
    let tab = world.open(settings(None));
    let mut custom = provider(of_grant(Grant::Custom(CustomGrant {
        can_refresh: true,
        ..CustomGrant::default()
    })));
    custom.functions = Some(7);
    world.add(tab, "api", custom);
    assert_eq!(world.get(tab).unwrap(), "c1");
    for _ in 0..2 {
        let caller = world.want_with(tab, forced());
        assert_eq!(world.token(tab, caller).unwrap(), "c2");
    }
    assert_eq!(*asked.borrow(), ["acquire", "refresh", "refresh"]);
}

#[test]
fn a_revocation_forgets_first_and_a_failure_of_the_server_is_reported() {
    let mut config = with_refresh_token("r0");
    if let Grant::OAuth(oauth) = &mut config.grant {
        let endpoints = &mut Rc::make_mut(oauth).endpoints;
        endpoints.revocation = Some("https://as.example/revoke".into());
    }
    let mut world = World::of_tabs(1, &config, rotating(3600));
    world.get(0).unwrap();
    world.server = Box::new(|form, _| {
        assert!(form.contains_key("token"), "{form:?}");
        oauth_error(400, "invalid_client")
    });
    let caller = world.call(0, Call::Revoke { provider: None });
    let reading = world.reading();
    assert!(world.tabs[0].engine.peek_token(None, reading).is_none());
    assert!(matches!(world.outcome(0, caller), Ok(Outcome::Nothing)));
    assert!(world.storage.is_empty());
    let failed = |e: &Event| matches!(e, Event::Error { error, .. } if error.class == Class::Token);
    assert_eq!(world.count(0, failed), 1);
    assert_eq!(
        world.requests.len(),
        3,
        "a refresh, and one request for each token"
    );
}

/// Tabs that hold the same tokens, whose refresh token is "r1".
fn tabs_that_may_revoke(count: usize) -> World {
    let mut config = with_refresh_token("r0");
    if let Grant::OAuth(oauth) = &mut config.grant {
        let endpoints = &mut Rc::make_mut(oauth).endpoints;
        endpoints.revocation = Some("https://as.example/revoke".into());
    }
    let mut world = World::of_tabs(count, &config, rotating(3600));
    for tab in 0..count {
        world.get(tab).unwrap();
    }
    assert_eq!(world.requests.len(), 1);
    world.server = Box::new(|form, _| {
        assert!(form.contains_key("token"), "{form:?}");
        Reply::Answer(200, String::new())
    });
    world
}

#[test]
fn of_ten_tabs_that_log_out_at_once_one_revokes() {
    let mut world = tabs_that_may_revoke(10);
    let callers: Vec<_> = (0..10)
        .map(|tab| (tab, world.call(tab, Call::Revoke { provider: None })))
        .collect();
    for (tab, caller) in callers {
        assert!(matches!(world.outcome(tab, caller), Ok(Outcome::Nothing)));
    }
    assert!(world.storage.is_empty());
    assert_eq!(
        world.requests.len(),
        3,
        "a refresh, and one request for each token"
    );
}

#[test]
fn a_tab_whose_tokens_were_not_stored_revokes_them_itself() {
    let mut world = tabs_that_may_revoke(2);
    world.storage_hangs = true;
    let given = world.set_tokens(1, "own", 3600, Some("own-r"));
    drop(world.outcome(1, given));
    world.storage_hangs = false;
    let first = world.call(0, Call::Revoke { provider: None });
    let second = world.call(1, Call::Revoke { provider: None });
    world.outcome(0, first).unwrap();
    world.outcome(1, second).unwrap();
    assert!(world.storage.is_empty());
    assert_eq!(world.requests.len(), 5, "a refresh, and both tabs' tokens");
}

#[test]
fn endpoints_are_discovered_once_for_all_providers_of_an_issuer() {
    let of_issuer = || {
        let mut config = client_credentials();
        if let Grant::OAuth(oauth) = &mut config.grant {
            let oauth = Rc::make_mut(oauth);
            oauth.issuer = Some("https://as.example".into());
            oauth.endpoints.token = None;
        }
        provider(config)
    };
    let mut count = 0;
    let mut world = World::new(Box::new(move |form, _| {
        if form.contains_key("grant_type") {
            return token("a", 3600, None);
        }
        count += 1;
        match count {
            1 => Reply::Answer(404, String::new()),
            2 => Reply::Answer(
                200,
                r#"{"issuer":"https://as.example","token_endpoint":"https://as.example/t"}"#.into(),
            ),
            _ => panic!("the metadata was known"),
        }
    }));
    let tab = world.open(settings(None));
    world.add(tab, "one", of_issuer());
    assert_eq!(world.get(tab).unwrap(), "a");
    world.add(tab, "two", of_issuer());
    let provider = Some("two".to_owned());
    let options = GetToken::default();
    let caller = world.call(tab, Call::GetToken { provider, options });
    assert_eq!(world.token(tab, caller).unwrap(), "a");
    assert_eq!(world.requests.len(), 4);
}

#[test]
fn those_who_need_the_metadata_of_an_issuer_at_once_share_one_fetch_but_not_on_the_edge() {
    for (host, fetches) in [(Host::Browser, 1), (Host::Edge, 4)] {
        let mut world = World::new(Box::new(move |form, _| {
            if form.contains_key("grant_type") {
                return token("a", 3600, None);
            }
            Reply::Answer(
                200,
                r#"{"issuer":"https://as.example","token_endpoint":"https://as.example/t"}"#.into(),
            )
        }));
        let tab = world.open(Settings {
            host,
            ..settings(None)
        });
        let names = ["one", "two", "three"];
        for (place, name) in names.into_iter().enumerate() {
            let mut config = client_credentials();
            if let Grant::OAuth(oauth) = &mut config.grant {
                let oauth = Rc::make_mut(oauth);
                oauth.issuer = Some("https://as.example".into());
                oauth.endpoints.token = None;
                oauth.scope = format!("scope{place}");
            }
            world.add(tab, name, provider(config));
        }
        let mut callers: Vec<_> = names
            .iter()
            .map(|name| {
                let provider = Some((*name).to_owned());
                let options = GetToken::default();
                world.call(tab, Call::GetToken { provider, options })
            })
            .collect();
        let provider = "one".into();
        let login = world.call(tab, Call::Discover { provider });
        // The fetch goes on for the others.
        let gone = callers.remove(0);
        world.abandon(tab, gone);
        drop(world.remove(tab, "one"));
        for caller in callers {
            assert_eq!(world.token(tab, caller).unwrap(), "a");
        }
        let found = world.outcome(tab, login);
        assert!(matches!(found, Ok(Outcome::Metadata(_))), "{found:?}");
        let forms = world.requests.iter().map(|(_, form)| form);
        let fetched = forms.filter(|form| form.is_empty()).count();
        assert_eq!(fetched, fetches, "{host:?}");
    }
}

// — storage that fails —

#[test]
fn a_storage_that_fails_is_reported_once_and_serves_again_when_it_works() {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.storage_works = false;
    assert_eq!(world.get(0).unwrap(), "a1");
    let caller = world.want_with(0, forced());
    assert_eq!(world.token(0, caller).unwrap(), "a2");
    let broken = |e: &Event| matches!(e, Event::StorageError { .. });
    assert_eq!(world.count(0, broken), 1);
    let reading = world.reading();
    let health = world.tabs[0].engine.health(reading).unwrap();
    assert_eq!(
        (health.status, health.storage.ok),
        (Status::Degraded, false)
    );
    world.storage_works = true;
    world.run_for(31_000);
    assert!(world.storage.values().any(|record| record.contains("a2")));
    let invalidated = world.call(0, Call::Invalidate { provider: None });
    world.outcome(0, invalidated).unwrap();
    let reading = world.reading();
    assert!(world.tabs[0].engine.health(reading).unwrap().storage.ok);
}

#[test]
fn a_storage_that_hangs_delays_no_caller() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    world.storage_hangs = true;
    let began = world.now;
    assert_eq!(world.get(0).unwrap(), "a1");
    assert!(world.now - began < 5_000, "{} ms", world.now - began);
}

#[test]
fn a_removal_does_not_overtake_the_write_before_it() {
    let mut world = World::of_tabs(1, &client_credentials(), counting(3600));
    world.write_takes = 300;
    world.set_tokens(0, "given", 3600, None);
    let cleared = world.clear(0);
    world.outcome(0, cleared).unwrap();
    world.run_for(2_000);
    assert!(world.storage.is_empty());
}

// — moves between storages, encryption —

fn other(id: u32) -> Option<Storage> {
    shared().map(|storage| Storage {
        id,
        kind: "indexeddb".into(),
        ..storage
    })
}

fn moved(world: &mut World, tab: usize, kind: Kind, storage: u32) -> (u32, u32) {
    let caller = world.move_records(tab, kind, other(storage));
    match world.outcome(tab, caller) {
        Ok(Outcome::Moved(moved)) => (moved.restored, moved.skipped),
        other => panic!("{other:?}"),
    }
}

/// The same test for moves that the engine decides, and for moves that a core of their own decides.
macro_rules! moves {
    ($module:ident, $remote:literal) => {
        mod $module {
            #[test]
            fn a_migration_moves_records_and_goes_on_with_the_new_storage() {
                super::a_migration_moves_records_and_goes_on_with_the_new_storage($remote);
            }
            #[test]
            fn a_backup_is_restored_by_a_manager_that_holds_nothing() {
                super::a_backup_is_restored_by_a_manager_that_holds_nothing($remote);
            }
            #[test]
            fn a_backup_brings_back_cleared_tokens_also_in_a_users_own_storage() {
                super::a_backup_brings_back_cleared_tokens_also_in_a_users_own_storage($remote);
            }
            #[test]
            fn the_driver_releases_a_storage_that_no_move_uses_any_more() {
                super::the_driver_releases_a_storage_that_no_move_uses_any_more($remote);
            }
            #[test]
            fn a_manager_that_closes_ends_a_move_and_releases_its_locks() {
                super::a_manager_that_closes_ends_a_move_and_releases_its_locks($remote);
            }
        }
    };
}
moves!(moves_of_the_engine, false);
moves!(moves_of_another_core, true);

fn a_migration_moves_records_and_goes_on_with_the_new_storage(remote: bool) {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.moves_are_remote = remote;
    world.add(0, "machine", provider(client_credentials()));
    let caller = world.call(
        0,
        Call::GetToken {
            provider: Some("api".into()),
            options: GetToken::default(),
        },
    );
    world.token(0, caller).unwrap();
    assert_eq!(moved(&mut world, 0, Kind::Migrate, 2), (1, 0));
    assert!(world.storage.is_empty() && world.others[&2].len() == 1);
    let reading = world.reading();
    let health = world.tabs[0].engine.health(reading).unwrap();
    assert_eq!(health.storage.kind, "indexeddb");
    let caller = world.call(
        0,
        Call::GetToken {
            provider: Some("api".into()),
            options: forced(),
        },
    );
    assert_eq!(world.token(0, caller).unwrap(), "a2");
    assert!(
        world.others[&2]
            .values()
            .any(|record| record.contains("a2"))
    );
    assert!(world.storage.is_empty());
    let caller = world.move_records(0, Kind::Migrate, other(2));
    let error = world.outcome(0, caller).unwrap_err();
    assert_eq!(error.class, Class::InvalidConfiguration);
}

fn a_backup_is_restored_by_a_manager_that_holds_nothing(remote: bool) {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.moves_are_remote = remote;
    world.get(0).unwrap();
    assert_eq!(moved(&mut world, 0, Kind::Backup, 3), (1, 0));
    let cleared = world.clear(0);
    world.outcome(0, cleared).unwrap();
    assert!(world.storage.is_empty());
    assert_eq!(moved(&mut world, 0, Kind::Restore, 3), (1, 0));
    let reading = world.reading();
    let token = world.tabs[0].engine.peek_token(None, reading);
    assert_eq!(token.unwrap().token.reveal(), "a1");
    assert_eq!(world.storage.len(), 1);
}

fn a_backup_brings_back_cleared_tokens_also_in_a_users_own_storage(remote: bool) {
    let own = shared().map(|storage| Storage {
        traits: StorageTraits {
            shared: false,
            ..storage.traits
        },
        ..storage
    });
    let mut world = World::new(rotating(3600));
    world.moves_are_remote = remote;
    let tab = world.open(settings(own));
    world.add(tab, "api", provider(with_refresh_token("r0")));
    world.get(0).unwrap();
    moved(&mut world, 0, Kind::Backup, 3);
    let cleared = world.clear(0);
    world.outcome(0, cleared).unwrap();
    assert_eq!(moved(&mut world, 0, Kind::Restore, 3), (1, 0));
    assert_eq!(world.get(0).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
}

fn the_driver_releases_a_storage_that_no_move_uses_any_more(remote: bool) {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.moves_are_remote = remote;
    world.get(0).unwrap();
    let open = |world: &World| -> Vec<u32> { world.tabs[0].engine.open_storages().collect() };
    let mine = open(&world);
    let caller = world.move_records(0, Kind::Backup, other(3));
    assert_eq!(open(&world), [mine[0], 3]);
    world.outcome(0, caller).unwrap();
    assert_eq!(open(&world), mine);
    moved(&mut world, 0, Kind::Migrate, 2);
    assert_eq!(open(&world), [2]);
}

fn a_manager_that_closes_ends_a_move_and_releases_its_locks(remote: bool) {
    let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
    world.moves_are_remote = remote;
    world.get(0).unwrap();
    world.write_takes = 400;
    let caller = world.move_records(0, Kind::Migrate, other(2));
    world.run_for(600);
    world.close(0);
    assert_eq!(world.outcome(0, caller).unwrap_err().code, Code::Closed);
    world.run_for(5_000);
    assert_eq!(world.locks_held(), 0);
}

#[test]
fn encrypted_records_are_read_by_another_tab() {
    let encrypted = || {
        settings(shared().map(|storage| Storage {
            encrypted: true,
            ..storage
        }))
    };
    let mut world = World::new(rotating(3600));
    for _ in 0..2 {
        let tab = world.open(encrypted());
        world.add(tab, "api", provider(with_refresh_token("r0")));
    }
    assert_eq!(world.get(0).unwrap(), "a1");
    assert!(world.storage.values().all(|record| !record.contains("a1")));
    assert_eq!(world.get(1).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
}

// — background, signals of the host —

#[test]
fn background_refresh_renews_without_a_caller_and_stops() {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.background(0, true);
    world.get(0).unwrap();
    world.run_for(4 * 3_600_000);
    assert!(world.requests.len() >= 4, "{}", world.requests.len());
    world.background(0, false);
    let before = world.requests.len();
    world.run_for(4 * 3_600_000);
    assert_eq!(world.requests.len(), before);
}

#[test]
fn a_hidden_page_gets_no_hints_and_reads_storage_when_it_is_back() {
    let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
    world.get(0).unwrap();
    world.get(1).unwrap();
    world.run_for(30_000);
    world.signal(1, Signal::Hidden);
    world.clear(0);
    world.run_for(1_000);
    assert!(world.info(1, "api").has_token);
    world.signal(1, Signal::Restored { offline: false });
    world.run_for(1_000);
    assert!(!world.info(1, "api").has_token);
}

#[test]
fn a_hint_about_another_credential_causes_no_look() {
    let mut world = World::of_tabs(1, &with_refresh_token("r0"), rotating(3600));
    world.get(0).unwrap();
    let reads = world.reads;
    for hint in ["", "n", "nö", "xapi", &format!("c{}:api", "0".repeat(43))] {
        world.signal(0, Signal::Heard(hint.into()));
    }
    world.run_for(1_000);
    assert_eq!(world.reads, reads);
}

// — hosts where work ends with its request —

fn edge(world: &mut World, config: ProviderConfig) -> usize {
    let tab = world.open(tokenward::core::engine::Settings {
        host: Host::Edge,
        ..settings(None)
    });
    world.add(tab, "api", provider(config));
    tab
}

#[test]
fn on_the_edge_callers_of_several_requests_share_one_token_request() {
    let mut world = World::new(counting(3600));
    let tab = edge(&mut world, client_credentials());
    world.latency = 1_000;
    let callers: Vec<_> = (0..5)
        .map(|_| {
            world.visit();
            world.want(tab)
        })
        .collect();
    world.leave();
    for caller in callers {
        assert_eq!(world.token(tab, caller).unwrap(), "a1");
    }
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn on_the_edge_another_caller_takes_over_work_that_ended_with_its_request() {
    let mut world = World::new(counting(3600));
    let tab = edge(&mut world, client_credentials());
    world.latency = 3_000;
    let first = world.visit();
    world.want(tab);
    world.visit();
    let other = world.want(tab);
    world.leave();
    world.run_for(100);
    world.end_visit(first);
    let began = world.now;
    assert_eq!(world.token(tab, other).unwrap(), "a2");
    assert_eq!(world.requests.len(), 2);
    assert!(world.now - began < 8_000, "{} ms", world.now - began);
}

#[test]
fn on_the_edge_a_slow_request_that_lives_is_waited_for() {
    let mut world = World::new(counting(3600));
    let tab = edge(&mut world, client_credentials());
    world.latency = 6_000;
    world.visit();
    let first = world.want(tab);
    world.visit();
    let other = world.want(tab);
    world.leave();
    assert_eq!(world.token(tab, other).unwrap(), "a1");
    assert_eq!(world.token(tab, first).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn on_the_edge_a_fallback_is_moved_on_by_the_caller_that_waits_for_it() {
    let mut world = World::new(Box::new(|form, _| {
        match form.get("scope").map(String::as_str) {
            Some("spare") => token("spare-token", 3600, None),
            _ => oauth_error(400, "invalid_scope"),
        }
    }));
    let tab = edge(&mut world, client_credentials());
    let mut spare = client_credentials();
    if let Grant::OAuth(oauth) = &mut spare.grant {
        Rc::make_mut(oauth).scope = "spare".into();
    }
    let mut main = provider(client_credentials());
    main.fallback = vec![Fallback::Inline(provider(spare))];
    world.add(tab, "main", main);
    world.latency = 2_000;
    world.visit();
    let options = GetToken::default();
    let provider = Some("main".to_owned());
    let caller = world.call(tab, Call::GetToken { provider, options });
    world.leave();
    assert_eq!(world.token(tab, caller).unwrap(), "spare-token");
    assert_eq!(world.requests.len(), 2);
}

// — proofs of possession —

#[test]
fn tokens_are_bound_to_the_key_that_the_host_has_and_a_nonce_is_asked_for_once() {
    let mut config = with_refresh_token("r0");
    if let Grant::OAuth(oauth) = &mut config.grant {
        Rc::make_mut(oauth).dpop = true;
    }
    let mut world = World::of_tabs(1, &config, rotating(3600));
    world.dpop = true;
    let mut sent = 0;
    world.server = Box::new(move |_, _| {
        sent += 1;
        match sent {
            1 => Reply::Header(401, "dpop-nonce", "n-1".into()),
            _ => Reply::Answer(
                200,
                r#"{"access_token":"bound","token_type":"DPoP","expires_in":3600}"#.into(),
            ),
        }
    });
    world.function = Box::new(|work, _| match work {
        Work::ProofKey { .. } => Some(Answer::ProofKey(Some(FoundKey {
            thumbprint: "thumb".into(),
            fault: None,
        }))),
        other => panic!("{other:?}"),
    });
    assert_eq!(world.get(0).unwrap(), "bound");
    assert_eq!(world.nonces, [None, Some("n-1".to_owned())]);
    assert!(
        world
            .storage
            .values()
            .any(|record| record.contains("thumb"))
    );
    let reading = world.reading();
    let proof = world.tabs[0]
        .engine
        .proof(None, "https://api.example/x", reading);
    let proof = proof.unwrap().expect("the token is bound");
    assert_eq!(proof.claims.htu, "https://api.example/x");
}

#[test]
fn a_request_is_repeated_if_the_code_for_proofs_could_not_be_loaded() {
    let mut config = with_refresh_token("r0");
    if let Grant::OAuth(oauth) = &mut config.grant {
        Rc::make_mut(oauth).dpop = true;
    }
    let mut world = World::of_tabs(1, &config, rotating(3600));
    world.dpop = true;
    world.server = Box::new(|_, _| {
        let bound = r#"{"access_token":"bound","token_type":"DPoP","expires_in":3600}"#;
        Reply::Answer(200, bound.into())
    });
    let mut asked = 0;
    world.function = Box::new(move |work, _| match work {
        Work::ProofKey { .. } => {
            asked += 1;
            Some(match asked {
                1..=4 => Answer::Threw(Thrown {
                    cause: Cause(Rc::new("no connection")),
                    retryable: true,
                    error: None,
                }),
                _ => Answer::ProofKey(Some(FoundKey {
                    thumbprint: "thumb".into(),
                    fault: None,
                })),
            })
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(world.get(0).unwrap(), "bound");
    assert_eq!(world.requests.len(), 1);
}

#[test]
fn a_login_while_a_revocation_reads_the_storage_keeps_its_tokens() {
    let mut config = with_refresh_token("r0");
    if let Grant::OAuth(oauth) = &mut config.grant {
        let endpoints = &mut Rc::make_mut(oauth).endpoints;
        endpoints.revocation = Some("https://as.example/revoke".into());
    }
    let mut world = World::of_tabs(1, &config, |form, _| {
        assert_ne!(form.get("token").map(String::as_str), Some("n0"));
        Reply::Answer(200, String::new())
    });
    let revoking = world.call(0, Call::Revoke { provider: None });
    let given = world.set_tokens(0, "next", 3600, Some("n0"));
    world.outcome(0, given).expect("tokens that are right");
    world.outcome(0, revoking).expect("a logout");
    assert_eq!(world.get(0).unwrap(), "next");
    assert!(world.storage.values().any(|record| record.contains("n0")));
}

#[test]
fn a_write_that_is_repeated_leaves_the_newer_tokens_of_another_tab() {
    // The other tab stores its tokens at various times around the repetition.
    for wait_ms in (28_000..34_000).step_by(500) {
        let mut world = World::of_tabs(2, &with_refresh_token("r0"), rotating(3600));
        world.storage_hangs = true;
        let given = world.set_tokens(0, "older", 3600, Some("o0"));
        drop(world.outcome(0, given));
        world.storage_hangs = false;
        world.run_for(wait_ms);
        let given = world.set_tokens(1, "newer", 3600, Some("n0"));
        world.outcome(1, given).expect("tokens that are right");
        world.run_for(61_000);
        let kept = |record: &String| record.contains("n0");
        assert!(world.storage.values().any(kept), "after {wait_ms} ms");
        assert_eq!(world.get(0).unwrap(), "newer");
    }
}
