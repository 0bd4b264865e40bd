//! The signed-in user: from the login to the logout, after reloads, in several tabs, and the events for listeners.

mod engines;
mod simulation;

use engines::*;
use simulation::{Reply, oauth_error, provider as config};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokenward::core::base64;
use tokenward::core::config::{Grant, OAuthConfig, OAuthGrant, ProviderConfig, StaticToken};
use tokenward::core::engine::call::{Call, GetToken, Outcome};
use tokenward::core::engine::effect::{Answer, FoundKey, Work};
use tokenward::core::engine::{Fallback, Signal, Storage};
use tokenward::core::error::Class;
use tokenward::core::event::Event;
use tokenward::core::given::TokenInput;
use tokenward::core::json::Json;
use tokenward::core::user::User;

const ISSUER: &str = "https://as.example";

fn with(grant: OAuthGrant, change: impl FnOnce(&mut OAuthConfig)) -> ProviderConfig {
    let mut config = config(grant);
    if let Grant::OAuth(oauth) = &mut config.grant {
        let oauth = Rc::make_mut(oauth);
        oauth.issuer = Some(ISSUER.into());
        change(oauth);
    }
    config
}

fn login_config() -> ProviderConfig {
    with(OAuthGrant::AuthorizationCode, |_| {})
}

fn jwt(claims: &str) -> String {
    let part = |text: &str| base64::encode_url(text.as_bytes());
    [&part(r#"{"alg":"RS256"}"#), ".", &part(claims), ".c2ln"].concat()
}

fn id_token(sub: &str, more: &str) -> String {
    jwt(&format!(
        r#"{{"iss":"{ISSUER}","aud":"client","sub":"{sub}"{more}}}"#
    ))
}

/// The members that the server adds to its responses to refreshes; `None`: it refuses them.
type Renewals = Rc<RefCell<Option<String>>>;

/// Tabs that share a storage, and a server that renews tokens at every request.
fn world_of(tabs: usize, config: &ProviderConfig) -> (World, Renewals) {
    let renewals = Renewals::new(RefCell::new(Some(String::new())));
    let more = renewals.clone();
    let mut count = 0;
    let world = World::of_tabs(tabs, config, move |form, _| {
        assert_eq!(form["grant_type"], "refresh_token");
        let Some(more) = &*more.borrow() else {
            return oauth_error(400, "invalid_grant");
        };
        count += 1;
        Reply::Answer(
            200,
            format!(
                r#"{{"access_token":"a{count}","token_type":"Bearer","expires_in":3600,"refresh_token":"r{count}"{more}}}"#
            ),
        )
    });
    (world, renewals)
}

fn world(tabs: usize) -> (World, Renewals) {
    world_of(tabs, &login_config())
}

fn add_id_token(renewals: &Renewals, token: &str) {
    *renewals.borrow_mut() = Some(format!(r#","id_token":"{token}""#));
}

/// Tokens of a login, different each time.
fn given(id_token: Option<&str>, refresh_token: Option<&str>) -> Box<TokenInput> {
    static LOGINS: AtomicUsize = AtomicUsize::new(0);
    let login = LOGINS.fetch_add(1, Ordering::Relaxed);
    let refresh_token = refresh_token.map(|token| format!("{token}-of-login-{login}"));
    Box::new(TokenInput {
        access_token: format!("of-login-{login}").as_str().into(),
        expires_in_ms: Some(3_600_000),
        id_token: id_token.map(Into::into),
        refresh_token: refresh_token.map(|token| token.as_str().into()),
        ..TokenInput::default()
    })
}

fn log_in_with(world: &mut World, tab: usize, tokens: Box<TokenInput>) {
    let logouts = world.tabs[tab].engine.logouts(Some("api")).unwrap();
    let login = Call::TakeLogin {
        provider: "api".into(),
        tokens,
        logouts,
    };
    let caller = world.call(tab, login);
    let outcome = world.outcome(tab, caller);
    assert!(matches!(outcome, Ok(Outcome::Info(_))), "{outcome:?}");
}

fn log_in(world: &mut World, tab: usize, sub: &str) {
    let token = id_token(sub, "");
    log_in_with(world, tab, given(Some(&token), Some("r0")));
}

fn user(world: &mut World, tab: usize) -> Option<User> {
    let reading = world.reading();
    world.tabs[tab].engine.user(None, reading).unwrap()
}

fn id(world: &mut World, tab: usize) -> Option<String> {
    user(world, tab).map(|user| user.id)
}

fn authenticated(world: &mut World, tab: usize) -> bool {
    let reading = world.reading();
    let engine = &mut world.tabs[tab].engine;
    engine.is_authenticated(None, reading).unwrap()
}

/// The events about users that a tab's listeners got, in order.
fn heard(world: &World, tab: usize) -> Vec<String> {
    let events = world.tabs[tab].events.iter();
    let told = events.filter_map(|(_, event)| match event {
        Event::SignedIn { user, .. } => {
            let id = user.as_ref().map_or("?", |user| user.id.as_str());
            Some(format!("in {id}"))
        }
        Event::SignedOut { .. } => Some("out".into()),
        _ => None,
    });
    told.collect()
}

fn renew(world: &mut World, tab: usize) {
    let forced = GetToken {
        force_refresh: true,
        ..GetToken::default()
    };
    let caller = world.want_with(tab, forced);
    drop(world.token(tab, caller));
    world.run_for(5_000);
}

/// Another tab, whose page has just been loaded.
fn open_page(world: &mut World, config: &ProviderConfig, storage: Option<Storage>) -> usize {
    let tab = world.open(settings(storage));
    world.add(tab, "api", provider(config.clone()));
    let caller = world.call(tab, Call::Restore);
    world.outcome(tab, caller).unwrap();
    tab
}

// — life —

#[test]
fn a_user_is_there_from_the_login_to_the_logout() {
    let (mut world, _) = world(1);
    assert!(!authenticated(&mut world, 0));
    assert_eq!(user(&mut world, 0), None);
    let token = id_token("alice", r#","auth_time":1700000000,"name":"Alice \"A\"""#);
    log_in_with(&mut world, 0, given(Some(&token), Some("r0")));
    assert!(authenticated(&mut world, 0));
    let alice = user(&mut world, 0).unwrap();
    assert_eq!((&*alice.provider, &*alice.id), ("api", "alice"));
    assert_eq!(alice.authenticated_at, Some(1_700_000_000_000));
    let claims = Json::parse(&alice.claims).unwrap();
    assert_eq!(claims.get_str("name"), Some("Alice \"A\""));
    assert!(!format!("{alice:?}").contains("alice"));
    world.clear(0);
    assert!(!authenticated(&mut world, 0));
    assert_eq!(user(&mut world, 0), None);
    world.run_for(5_000);
    assert_eq!(heard(&world, 0), ["in alice", "out"]);
    // The event about the tokens comes first.
    let names = world.tabs[0].heard.iter();
    let names: Vec<_> = names.filter(|name| **name != "state").collect();
    assert_eq!(
        names,
        [
            &"lend",
            &"added",
            &"signedIn",
            &"loggedOut",
            &"withdraw",
            &"removed",
            &"signedOut"
        ]
    );
}

#[test]
fn a_login_without_an_id_token_signs_in_a_user_without_a_name() {
    let (mut world, _) = world(1);
    log_in_with(&mut world, 0, given(None, Some("r0")));
    assert!(authenticated(&mut world, 0));
    assert_eq!(user(&mut world, 0), None);
    assert_eq!(heard(&world, 0), ["in ?"]);
}

#[test]
fn a_user_stays_through_renewals_without_a_further_event() {
    let (mut world, renewals) = world(2);
    log_in(&mut world, 0, "alice");
    for _ in 0..3 {
        renew(&mut world, 0);
        renew(&mut world, 1);
    }
    add_id_token(&renewals, &id_token("alice", r#","name":"new""#));
    renew(&mut world, 1);
    for tab in 0..2 {
        let alice = user(&mut world, tab).unwrap();
        assert!(alice.claims.contains(r#""name":"new""#), "{}", alice.claims);
        assert_eq!(heard(&world, tab), ["in alice"]);
    }
}

#[test]
fn a_refresh_about_another_user_changes_no_user() {
    let (mut world, renewals) = world(1);
    log_in(&mut world, 0, "alice");
    add_id_token(&renewals, &id_token("mallory", ""));
    renew(&mut world, 0);
    assert_eq!(id(&mut world, 0).as_deref(), Some("alice"));
    assert_eq!(heard(&world, 0), ["in alice"]);
}

#[test]
fn the_first_id_token_of_a_refresh_is_no_sign_in() {
    let (mut world, renewals) = world(1);
    log_in_with(&mut world, 0, given(None, Some("r0")));
    add_id_token(&renewals, &id_token("alice", ""));
    renew(&mut world, 0);
    assert_eq!(id(&mut world, 0).as_deref(), Some("alice"));
    assert_eq!(heard(&world, 0), ["in ?"]);
}

#[test]
fn a_session_that_cannot_be_renewed_ends_with_its_access_token() {
    let (mut world, _) = world(1);
    let token = id_token("alice", "");
    log_in_with(&mut world, 0, given(Some(&token), None));
    world.run_for(3_599_000);
    assert!(authenticated(&mut world, 0));
    assert_eq!(heard(&world, 0), ["in alice"]);
    world.run_for(2_000);
    assert!(!authenticated(&mut world, 0));
    assert_eq!(user(&mut world, 0), None);
    assert_eq!(heard(&world, 0), ["in alice", "out"]);
}

#[test]
fn a_session_that_can_be_renewed_outlives_its_access_token() {
    let (mut world, _) = world(1);
    log_in(&mut world, 0, "alice");
    world.server = Box::new(|_, _| Reply::Broken);
    world.run_for(5 * 3_600_000);
    drop(world.get(0));
    assert!(authenticated(&mut world, 0));
    assert_eq!(id(&mut world, 0).as_deref(), Some("alice"));
    assert_eq!(heard(&world, 0), ["in alice"]);
}

#[test]
fn a_refused_refresh_token_ends_the_session_once_no_access_token_lives() {
    let (mut world, renewals) = world(2);
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    *renewals.borrow_mut() = None;
    renew(&mut world, 0);
    assert!(authenticated(&mut world, 0));
    assert_eq!(heard(&world, 0), ["in alice"]);
    world.run_for(3_600_000);
    for tab in 0..2 {
        drop(world.get(tab));
        assert!(!authenticated(&mut world, tab));
        assert_eq!(id(&mut world, tab), None);
        assert_eq!(heard(&world, tab), ["in alice", "out"]);
    }
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    for tab in 0..2 {
        assert_eq!(heard(&world, tab), ["in alice", "out", "in alice"]);
    }
}

#[test]
fn a_forgotten_access_token_is_no_sign_out_while_another_can_be_obtained() {
    let (mut world, _) = world(1);
    log_in(&mut world, 0, "alice");
    let caller = world.call(0, Call::Invalidate { provider: None });
    world.outcome(0, caller).unwrap();
    assert!(authenticated(&mut world, 0));
    assert_eq!(id(&mut world, 0).as_deref(), Some("alice"));
    world.get(0).unwrap();
    assert_eq!(heard(&world, 0), ["in alice"]);
}

#[test]
fn a_revocation_signs_out_at_once() {
    let (mut world, _) = world(1);
    log_in(&mut world, 0, "alice");
    world.call(0, Call::Revoke { provider: None });
    assert!(!authenticated(&mut world, 0));
    assert_eq!(heard(&world, 0), ["in alice", "out"]);
}

// — another user —

#[test]
fn another_users_login_signs_the_first_one_out() {
    let (mut world, _) = world(2);
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    log_in(&mut world, 1, "bob");
    world.run_for(5_000);
    log_in(&mut world, 1, "bob");
    world.run_for(5_000);
    for tab in 0..2 {
        assert_eq!(id(&mut world, tab).as_deref(), Some("bob"));
        assert_eq!(heard(&world, tab), ["in alice", "out", "in bob"]);
    }
}

#[test]
fn a_user_of_the_same_name_at_another_issuer_is_another_user() {
    let config = with(OAuthGrant::AuthorizationCode, |oauth| {
        oauth.issuer = None;
        oauth.endpoints.authorization = Some("https://as.example/authorize".into());
    });
    let (mut world, _) = world_of(1, &config);
    log_in(&mut world, 0, "alice");
    let elsewhere = jwt(r#"{"iss":"https://b.example","aud":["client"],"sub":"alice"}"#);
    log_in_with(&mut world, 0, given(Some(&elsewhere), None));
    assert_eq!(heard(&world, 0), ["in alice", "out", "in alice"]);
}

#[test]
fn a_login_without_an_id_token_signs_the_named_user_out() {
    let (mut world, _) = world(1);
    log_in(&mut world, 0, "alice");
    log_in_with(&mut world, 0, given(None, Some("r9")));
    assert_eq!(id(&mut world, 0), None);
    assert_eq!(heard(&world, 0), ["in alice", "out", "in ?"]);
}

// — several tabs, reloads —

#[test]
fn a_page_that_loads_knows_the_user_at_once() {
    let config = login_config();
    let (mut world, _) = world(1);
    log_in(&mut world, 0, "alice");
    world.run_for(5 * 3_600_000);
    let requests = world.requests.len();
    let tab = open_page(&mut world, &config, shared());
    assert!(authenticated(&mut world, tab));
    assert_eq!(id(&mut world, tab).as_deref(), Some("alice"));
    assert_eq!(world.requests.len(), requests);
}

#[test]
fn a_page_that_reads_its_storage_later_gets_the_users_event_then() {
    let (mut world, _) = world(2);
    log_in(&mut world, 0, "alice");
    world.tabs[1].events.clear();
    let tab = world.open(settings(shared()));
    world.add(tab, "api", provider(login_config()));
    assert!(!authenticated(&mut world, tab));
    world.get(tab).unwrap();
    assert_eq!(heard(&world, tab), ["in alice"]);
}

#[test]
fn all_tabs_hear_once_of_a_login_and_a_logout() {
    let (mut world, _) = world(5);
    log_in(&mut world, 2, "alice");
    world.run_for(5_000);
    for tab in 0..5 {
        assert_eq!(id(&mut world, tab).as_deref(), Some("alice"));
    }
    world.clear(4);
    world.run_for(5_000);
    for tab in 0..5 {
        assert!(!authenticated(&mut world, tab));
        assert_eq!(id(&mut world, tab), None);
        assert_eq!(heard(&world, tab), ["in alice", "out"]);
    }
    let tab = open_page(&mut world, &login_config(), shared());
    assert_eq!(id(&mut world, tab), None);
}

#[test]
fn a_page_from_the_back_forward_cache_gets_the_events_that_it_missed() {
    let (mut world, _) = world(2);
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    for (change, expected) in [
        (None, vec!["in alice", "out"]),
        (Some("bob"), vec!["in alice", "out", "in bob"]),
        (
            Some("carol"),
            vec!["in alice", "out", "in bob", "out", "in carol"],
        ),
        (
            Some("carol"),
            vec!["in alice", "out", "in bob", "out", "in carol"],
        ),
    ] {
        world.signal(1, Signal::Hidden);
        match change {
            Some(sub) => log_in(&mut world, 0, sub),
            None => drop(world.clear(0)),
        }
        world.run_for(60_000);
        world.signal(1, Signal::Restored { offline: false });
        world.run_for(5_000);
        assert_eq!(heard(&world, 1), expected);
        assert_eq!(id(&mut world, 1).as_deref(), change);
    }
}

#[test]
fn a_logout_in_another_tab_during_a_refresh_signs_out_once() {
    let (mut world, _) = world(2);
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    world.latency = 2_000;
    let forced = GetToken {
        force_refresh: true,
        ..GetToken::default()
    };
    let caller = world.want_with(0, forced);
    world.run_for(500);
    world.clear(1);
    world.token(0, caller).unwrap_err();
    world.run_for(10_000);
    for tab in 0..2 {
        assert_eq!(heard(&world, tab), ["in alice", "out"]);
        assert!(!authenticated(&mut world, tab));
    }
    assert!(world.storage.is_empty());
}

#[test]
fn another_users_login_in_another_tab_wins_over_a_refresh() {
    let (mut world, _) = world(2);
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    world.latency = 2_000;
    let forced = GetToken {
        force_refresh: true,
        ..GetToken::default()
    };
    let caller = world.want_with(0, forced);
    world.run_for(500);
    log_in(&mut world, 1, "bob");
    drop(world.token(0, caller));
    world.run_for(10_000);
    for tab in 0..2 {
        assert_eq!(id(&mut world, tab).as_deref(), Some("bob"));
        assert_eq!(heard(&world, tab), ["in alice", "out", "in bob"]);
    }
}

#[test]
fn a_listener_that_logs_out_again_disturbs_no_order() {
    let (mut world, _) = world(1);
    world.tabs[0].listener = Some(Box::new(|event| match event {
        Event::SignedIn { .. } => vec![Call::ClearAll],
        _ => vec![],
    }));
    log_in(&mut world, 0, "alice");
    world.run_for(1_000);
    assert_eq!(heard(&world, 0), ["in alice", "out"]);
    assert!(!authenticated(&mut world, 0));
}

#[test]
fn a_broken_storage_signs_no_user_out() {
    let (mut world, _) = world(1);
    log_in(&mut world, 0, "alice");
    world.storage_works = false;
    renew(&mut world, 0);
    world.signal(0, Signal::Woke { offline: false });
    world.run_for(60_000);
    assert_eq!(id(&mut world, 0).as_deref(), Some("alice"));
    assert_eq!(heard(&world, 0), ["in alice"]);
}

#[test]
fn a_clock_that_is_set_back_signs_no_user_in() {
    let (mut world, _) = world(1);
    let token = id_token("alice", "");
    log_in_with(&mut world, 0, given(Some(&token), None));
    world.run_for(3_601_000);
    world.set_clock(-7_200_000);
    world.signal(0, Signal::Woke { offline: false });
    world.run_for(1_000);
    assert!(!authenticated(&mut world, 0));
    assert_eq!(heard(&world, 0), ["in alice", "out"]);
}

#[test]
fn neither_a_removed_provider_nor_a_closed_manager_is_a_sign_out() {
    let (mut world, _) = world(2);
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    world.remove(0, "api").unwrap();
    world.close(1);
    world.run_for(5_000);
    let reading = world.reading();
    let error = world.tabs[0].engine.user(Some("api"), reading).unwrap_err();
    assert_eq!(error.class, Class::UnknownProvider);
    let error = world.tabs[1].engine.is_authenticated(None, reading);
    assert_eq!(error.unwrap_err().class, Class::ManagerClosed);
    for tab in 0..2 {
        assert_eq!(heard(&world, tab), ["in alice"]);
    }
    let tab = open_page(&mut world, &login_config(), shared());
    assert_eq!(id(&mut world, tab).as_deref(), Some("alice"));
}

// — encryption, proofs of possession —

#[test]
fn an_encrypted_record_contains_the_user() {
    let encrypted = || {
        shared().map(|storage| Storage {
            encrypted: true,
            ..storage
        })
    };
    let config = login_config();
    let (mut world, _) = world(0);
    for _ in 0..2 {
        open_page(&mut world, &config, encrypted());
    }
    log_in(&mut world, 0, "alice");
    world.run_for(5_000);
    assert_eq!(heard(&world, 1), ["in alice"]);
    let tab = open_page(&mut world, &config, encrypted());
    assert_eq!(id(&mut world, tab).as_deref(), Some("alice"));
}

#[test]
fn tokens_that_are_bound_to_another_key_sign_no_user_in() {
    let config = with(OAuthGrant::AuthorizationCode, |oauth| oauth.dpop = true);
    let (mut world, _) = world_of(0, &config);
    world.dpop = true;
    let key = Rc::new(RefCell::new("thumb"));
    let found = key.clone();
    world.function = Box::new(move |work, _| match work {
        Work::ProofKey { .. } => Some(Answer::ProofKey(Some(FoundKey {
            thumbprint: (*found.borrow()).into(),
            fault: None,
        }))),
        _ => None,
    });
    open_page(&mut world, &config, shared());
    let token = id_token("alice", "");
    let mut tokens = given(Some(&token), Some("r0"));
    tokens.token_type = Some("DPoP".into());
    log_in_with(&mut world, 0, tokens);
    let tab = open_page(&mut world, &config, shared());
    assert_eq!(id(&mut world, tab).as_deref(), Some("alice"));
    *key.borrow_mut() = "another";
    let tab = open_page(&mut world, &config, shared());
    assert!(!authenticated(&mut world, tab));
    assert_eq!(id(&mut world, tab), None);
}

// — providers with a user —

#[test]
fn only_the_tokens_of_a_login_are_a_users() {
    let token = id_token("alice", "");
    for (grant, expected) in [
        (OAuthGrant::AuthorizationCode, true),
        (OAuthGrant::DeviceCode, true),
        (OAuthGrant::RefreshToken, false),
        (OAuthGrant::ClientCredentials, false),
    ] {
        let (mut world, _) = world_of(1, &with(grant, |_| {}));
        let tokens = given(Some(&token), Some("r0"));
        let provider = "api".into();
        let caller = world.call(0, Call::SetTokens { provider, tokens });
        world.outcome(0, caller).unwrap();
        assert_eq!(authenticated(&mut world, 0), expected, "{grant:?}");
        assert_eq!(user(&mut world, 0).is_some(), expected, "{grant:?}");
        assert_eq!(heard(&world, 0).len(), usize::from(expected), "{grant:?}");
    }
}

#[test]
fn a_fallbacks_token_signs_no_user_in() {
    let (mut world, _) = world(0);
    world.open(settings(shared()));
    let by_hand = provider(ProviderConfig {
        grant: Grant::Static(Rc::new(StaticToken {
            token: "by-hand".into(),
            token_type: None,
            expires_at: None,
        })),
        ..login_config()
    });
    let mut login = provider(login_config());
    login.fallback = vec![Fallback::Inline(by_hand)];
    world.add(0, "api", login);
    assert_eq!(world.get(0).unwrap(), "by-hand");
    assert!(!authenticated(&mut world, 0));
    assert_eq!(user(&mut world, 0), None);
    assert_eq!(heard(&world, 0), [""; 0]);
}

#[test]
fn an_id_token_that_is_not_for_this_client_and_issuer_names_no_user() {
    for claims in [
        r#"{"iss":"https://as.example","aud":"other","sub":"alice"}"#,
        r#"{"iss":"https://evil.example","aud":"client","sub":"alice"}"#,
        r#"{"aud":"client","sub":"alice"}"#,
        r#"{"iss":"https://as.example","aud":"client","sub":""}"#,
        r#"{"iss":"https://as.example","aud":"client"}"#,
        r#"{"iss":"https://as.example","sub":"alice"}"#,
        r#"{"iss":"https://as.example","aud":"client","sub":7}"#,
    ] {
        let (mut world, _) = world(1);
        let token = jwt(claims);
        log_in_with(&mut world, 0, given(Some(&token), Some("r0")));
        assert!(authenticated(&mut world, 0));
        assert_eq!(user(&mut world, 0), None, "{claims}");
        assert_eq!(heard(&world, 0), ["in ?"], "{claims}");
    }
    let (mut world, _) = world(1);
    log_in_with(&mut world, 0, given(Some("no jwt"), Some("r0")));
    assert_eq!(user(&mut world, 0), None);
}
