//! Several access tokens from one login: providers that use another one's refresh token, and targets that a caller
//! names.

mod engines;
mod simulation;
use engines::*;
use simulation::{Reply, oauth_error, token, with_refresh_token};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use tokenward::core::base64;
use tokenward::core::config::{
    CustomGrant, Grant, OAuthConfig, OAuthGrant, ProviderConfig, StaticToken, Wish,
};
use tokenward::core::engine::call::{Call, Caller, GetToken, Outcome};
use tokenward::core::engine::effect::{Answer, FoundKey, Work};
use tokenward::core::engine::{Host, Settings, Signal, Storage};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::event::Event;
use tokenward::core::given::TokenInput;
use tokenward::core::records::moves::Kind;

type Form = BTreeMap<String, String>;

/// The user's login, which holds the refresh token `r0` at first.
fn login() -> ProviderConfig {
    let mut config = with_refresh_token("r0");
    change(&mut config, |oauth| {
        oauth.grant = OAuthGrant::AuthorizationCode;
        oauth.endpoints.authorization = Some("https://as.example/authorize".into());
        oauth.endpoints.revocation = Some("https://as.example/revoke".into());
    });
    config
}

fn change(config: &mut ProviderConfig, change: impl Fn(&mut OAuthConfig)) {
    if let Grant::OAuth(oauth) = &mut config.grant {
        change(Rc::make_mut(oauth));
    }
}

/// A provider with this scope that uses the refresh token of `from`.
fn derived(from: &str, scope: &str) -> ProviderConfig {
    let mut config = simulation::provider(OAuthGrant::RefreshToken);
    change(&mut config, |oauth| {
        oauth.refresh_from = Some(from.into());
        oauth.scope = scope.into();
    });
    config
}

/// The server's behaviour besides rotating refresh tokens.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Well,
    /// Refuses every token except the login's own.
    Refuses(&'static str),
    /// Refuses the refresh token.
    Void,
    /// Returns a new refresh token without an access token, once.
    Broken,
    Down,
    Silent,
}

struct Play {
    world: World,
    mode: Rc<Cell<Mode>>,
    id_token: Rc<RefCell<Option<String>>>,
    lifetime: Rc<Cell<i64>>,
}

/// This many tabs with the providers `login`, `mail` and `files`, at a server that accepts each refresh token once.
fn play(tabs: usize) -> Play {
    play_on(tabs, settings(shared()), &login())
}

fn play_on(tabs: usize, settings: Settings, login: &ProviderConfig) -> Play {
    let mode = Rc::new(Cell::new(Mode::Well));
    let id_token = Rc::new(RefCell::new(None::<String>));
    let lifetime = Rc::new(Cell::new(3600));
    let (serving, told, seconds) = (mode.clone(), id_token.clone(), lifetime.clone());
    let newest: RefCell<BTreeMap<String, u32>> = RefCell::default();
    let mut count = 0;
    let mut world = World::new(Box::new(move |form: &Form, _| {
        let Some(sent) = form.get("refresh_token") else {
            count += 1;
            let what = form.get("scope").map_or("none", String::as_str);
            return match form.contains_key("token") {
                true => Reply::Answer(200, String::new()),
                false => token(&format!("{what}{count}"), 3600, None),
            };
        };
        let own = !form.contains_key("scope") && !form.contains_key("resource");
        match serving.get() {
            Mode::Refuses(error) if !own => return oauth_error(400, error),
            Mode::Void => return oauth_error(400, "invalid_grant"),
            Mode::Down => return Reply::Answer(503, String::new()),
            Mode::Silent => return Reply::Silence,
            Mode::Well | Mode::Refuses(_) | Mode::Broken => {}
        }
        let (family, number) = sent.split_at(1);
        let number: u32 = number.parse().expect("a number");
        let mut newest = newest.borrow_mut();
        let newest = newest.entry(family.to_owned()).or_insert(number);
        assert_eq!(number, *newest, "a spent refresh token was sent again");
        *newest += 1;
        count += 1;
        let next = format!("{family}{newest}");
        if serving.get() == Mode::Broken {
            serving.set(Mode::Well);
            return Reply::Answer(200, format!(r#"{{"refresh_token":"{next}"}}"#));
        }
        let what = form.get("scope").or(form.get("resource"));
        let what = what.map_or("own", String::as_str).replace('+', "_");
        let what = what
            .rsplit(['.', '%'])
            .next()
            .unwrap_or_default()
            .to_owned();
        let id_token = told.borrow_mut().take();
        let id_token = id_token.map_or(String::new(), |t| format!(r#","id_token":"{t}""#));
        let seconds = seconds.get();
        Reply::Answer(
            200,
            format!(
                r#"{{"access_token":"{what}{count}","token_type":"Bearer","expires_in":{seconds},"refresh_token":"{next}"{id_token}}}"#
            ),
        )
    }));
    for _ in 0..tabs {
        open(&mut world, settings.clone(), login);
    }
    Play {
        world,
        mode,
        id_token,
        lifetime,
    }
}

fn open(world: &mut World, settings: Settings, login: &ProviderConfig) -> usize {
    let tab = world.open(settings);
    world.add(tab, "login", provider(login.clone()));
    world.add(tab, "mail", provider(derived("login", "mail")));
    world.add(tab, "files", provider(derived("login", "files")));
    tab
}

impl Play {
    fn want(&mut self, tab: usize, name: &str) -> Caller {
        self.want_with(tab, name, false)
    }

    fn want_with(&mut self, tab: usize, name: &str, force_refresh: bool) -> Caller {
        let options = GetToken {
            force_refresh,
            ..GetToken::default()
        };
        let provider = Some(name.to_owned());
        self.world.call(tab, Call::GetToken { provider, options })
    }

    fn get(&mut self, tab: usize, name: &str) -> Result<String, Error> {
        let caller = self.want(tab, name);
        self.world.token(tab, caller)
    }

    fn renew(&mut self, tab: usize, name: &str) -> Result<String, Error> {
        let caller = self.want_with(tab, name, true);
        self.world.token(tab, caller)
    }

    fn get_for(&mut self, tab: usize, name: &str, wish: &Wish) -> Result<String, Error> {
        let call = Call::GetTokenFor {
            provider: Some(name.to_owned()),
            options: GetToken::default(),
            wish: Box::new(wish.clone()),
        };
        let caller = self.world.call(tab, call);
        self.world.token(tab, caller)
    }

    fn call(&mut self, tab: usize, call: Call) -> Outcome {
        let caller = self.world.call(tab, call);
        self.world.outcome(tab, caller).expect("no failure")
    }

    fn clear(&mut self, tab: usize, name: &str) {
        let provider = name.to_owned();
        self.call(tab, Call::Clear { provider });
    }

    fn sent(&self) -> usize {
        self.world.requests.len()
    }

    fn last(&self) -> &Form {
        &self.world.requests.last().expect("a request").1
    }

    fn log_in(&mut self, tab: usize, family: &str, id_token: Option<&str>) {
        let tokens = Box::new(TokenInput {
            access_token: "given".into(),
            expires_in_ms: Some(3_600_000),
            refresh_token: Some(format!("{family}0").as_str().into()),
            id_token: id_token.map(Into::into),
            ..TokenInput::default()
        });
        let provider = "login".into();
        self.call(tab, Call::SetTokens { provider, tokens });
    }

    /// The only record that there is.
    fn record(&self) -> &str {
        assert_eq!(self.world.storage.len(), 1, "{:?}", self.world.storage);
        self.world.storage.values().next().expect("a record")
    }
}

fn scope(scope: &str) -> Wish {
    Wish {
        scope: scope.into(),
        ..Wish::default()
    }
}

fn named(name: &str) -> Option<String> {
    Some(name.to_owned())
}

// — one refresh token —

#[test]
fn a_provider_gets_its_token_with_the_refresh_token_of_another() {
    let mut play = play(1);
    assert_eq!(play.get(0, "login").unwrap(), "own1");
    assert_eq!(play.get(0, "mail").unwrap(), "mail2");
    assert_eq!(play.last()["grant_type"], "refresh_token");
    assert_eq!(play.last()["refresh_token"], "r1");
    assert_eq!(play.last()["scope"], "mail");
    assert_eq!(play.get(0, "files").unwrap(), "files3");
    assert_eq!(play.last()["refresh_token"], "r2");
    assert_eq!(play.get(0, "login").unwrap(), "own1");
    assert_eq!(play.get(0, "mail").unwrap(), "mail2");
    assert_eq!(play.sent(), 3);
    assert!(!play.world.info(0, "mail").has_refresh_token);
    assert!(play.world.info(0, "login").has_refresh_token);
    // One record contains them all.
    for token in ["own1", "mail2", "files3", "\"r3\""] {
        assert!(play.record().contains(token), "{token}");
    }
    assert!(!play.record().contains("\"r2\""));
}

#[test]
fn a_token_of_another_target_does_not_show_in_the_state_or_events_of_the_login() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    let before = play.world.tabs[0].events.len();
    play.get(0, "mail").unwrap();
    let events = &play.world.tabs[0].events[before..];
    let of_login = |event: &Event| match event {
        Event::State { provider, .. } | Event::Refreshed { provider, .. } => &**provider == "login",
        _ => false,
    };
    assert!(
        !events.iter().any(|(_, event)| of_login(event)),
        "{events:?}"
    );
}

#[test]
fn twenty_tabs_that_ask_for_three_targets_at_expiry_send_one_request_each_in_a_row() {
    let mut play = play(20);
    for name in ["login", "mail", "files"] {
        play.get(0, name).unwrap();
    }
    for round in 1..=3 {
        play.world.run_for(3_700_000);
        let callers: Vec<_> = (0..20)
            .flat_map(|tab| ["login", "mail", "files"].map(|name| (tab, name)))
            .map(|(tab, name)| (tab, name, play.want(tab, name)))
            .collect();
        let mut got = std::collections::BTreeSet::new();
        for (tab, name, caller) in callers {
            got.insert((name, play.world.token(tab, caller).unwrap()));
        }
        assert_eq!(got.len(), 3, "{got:?}");
        assert_eq!(play.sent(), 3 + 3 * round);
    }
}

#[test]
fn a_renewal_of_the_login_and_a_token_for_a_target_take_turns() {
    let mut play = play(2);
    let callers = [
        (0, play.want_with(0, "login", true)),
        (0, play.want(0, "mail")),
        (1, play.want(1, "files")),
        (1, play.want_with(1, "login", true)),
    ];
    for (tab, caller) in callers {
        play.world.token(tab, caller).unwrap();
    }
    let latest = play.world.requests.last().unwrap().1["refresh_token"].clone();
    assert!(play.sent() <= 4, "{}", play.sent());
    assert_eq!(latest, format!("r{}", play.sent() - 1));
}

#[test]
fn two_tabs_that_ask_for_one_target_at_once_send_one_request() {
    let mut play = play(2);
    let callers = [(0, play.want(0, "mail")), (1, play.want(1, "mail"))];
    for (tab, caller) in callers {
        assert_eq!(play.world.token(tab, caller).unwrap(), "mail1");
    }
    assert_eq!(play.sent(), 1);
}

#[test]
fn a_cached_token_of_a_target_is_found_without_lock_or_request_after_a_restart() {
    let mut play = play(1);
    play.get(0, "mail").unwrap();
    let tab = open(&mut play.world, settings(shared()), &login());
    assert_eq!(play.get(tab, "mail").unwrap(), "mail1");
    assert_eq!(play.sent(), 1);
    // As `create` does.
    let tab = open(&mut play.world, settings(shared()), &login());
    play.call(tab, Call::Restore);
    assert!(play.world.tabs[tab].lent.contains_key("mail"));
    let provider = named("files");
    let held = play.call(tab, Call::GetTokens { provider });
    assert!(matches!(held, Outcome::Tokens(None)));
    let tab = open(&mut play.world, settings(shared()), &login());
    let provider = named("mail");
    match play.call(tab, Call::GetTokens { provider }) {
        Outcome::Tokens(Some(held)) => {
            assert_eq!(held.access_token.reveal(), "mail1");
            assert!(held.refresh_token.is_none());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_tab_adopts_a_new_token_of_a_target_once() {
    let mut play = play(2);
    play.get(0, "mail").unwrap();
    play.get(1, "mail").unwrap();
    assert_eq!(play.renew(0, "mail").unwrap(), "mail2");
    play.world.run_for(2_000);
    assert_eq!(play.get(1, "mail").unwrap(), "mail2");
    assert_eq!(play.sent(), 2);
    let news =
        |event: &Event| matches!(event, Event::Refreshed { provider, .. } if &**provider == "mail");
    assert_eq!(play.world.count(1, news), 1);
}

#[test]
fn a_target_is_renewed_ahead_in_the_background() {
    let mut play = play(1);
    play.get(0, "mail").unwrap();
    play.world.background(0, true);
    play.world.run_for(3_500_000);
    let sent = play.sent();
    assert!(sent >= 2, "{sent}");
    assert_ne!(play.get(0, "mail").unwrap(), "mail1");
    assert_eq!(play.sent(), sent);
}

// — failures —

#[test]
fn a_servers_refusal_of_one_target_fails_that_target_alone() {
    for error in [
        "invalid_target",
        "invalid_scope",
        "consent_required",
        "interaction_required",
        "access_denied",
    ] {
        let mut play = play(1);
        play.world.background(0, true);
        play.get(0, "login").unwrap();
        play.get(0, "files").unwrap();
        play.mode.set(Mode::Refuses(error));
        let failed = play.get(0, "mail").unwrap_err();
        assert_eq!(failed.oauth_error.as_deref(), Some(error));
        assert_eq!(failed.provider.as_deref(), Some("mail"));
        assert!(!failed.retryable);
        let class = match error.ends_with("_required") {
            true => Class::ReauthenticationRequired,
            false => Class::TokenAcquisition,
        };
        assert_eq!(failed.class, class);
        let sent = play.sent();
        // No further request is sent for it.
        play.world.run_for(60_000);
        assert_eq!(play.sent(), sent, "{error}");
        let ends = |event: &Event| matches!(event, Event::Reauthenticate { .. });
        assert_eq!(play.world.count(0, ends), 0);
        let errors = |event: &Event| matches!(event, Event::Error { .. });
        assert_eq!(play.world.count(0, errors), 1);
        // The others are renewed ahead of time.
        play.mode.set(Mode::Well);
        play.world.run_for(3_500_000);
        assert!(play.sent() >= sent + 2, "{error}");
        assert!(play.get(0, "login").is_ok());
        assert!(play.get(0, "files").is_ok());
        assert!(play.get(0, "mail").is_ok());
    }
}

#[test]
fn a_target_that_needs_the_user_is_not_asked_for_again_until_the_session_changes() {
    for on_demand in [false, true] {
        let mut play = play(1);
        let get = |play: &mut Play| match on_demand {
            true => play.get_for(0, "login", &scope("other")),
            false => play.get(0, "mail"),
        };
        play.get(0, "login").unwrap();
        play.mode.set(Mode::Refuses("interaction_required"));
        for _ in 0..8 {
            let failed = get(&mut play).unwrap_err();
            assert_eq!(failed.class, Class::ReauthenticationRequired);
            assert_eq!(failed.oauth_error.as_deref(), Some("interaction_required"));
            assert!(!failed.retryable);
            play.world.run_for(10_000);
        }
        assert_eq!(play.sent(), 2);
        // The user has not consented yet, then has.
        play.log_in(0, "s", None);
        assert!(get(&mut play).is_err());
        assert_eq!(play.sent(), 3);
        play.mode.set(Mode::Well);
        play.log_in(0, "t", None);
        assert!(get(&mut play).is_ok());
    }
}

#[test]
fn a_void_refresh_token_ends_the_session_of_all() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    play.get(0, "files").unwrap();
    play.mode.set(Mode::Void);
    let failed = play.get(0, "mail").unwrap_err();
    assert_eq!(failed.class, Class::ReauthenticationRequired);
    let ends = |event: &Event| matches!(event, Event::Reauthenticate { provider, .. } if &**provider == "login");
    assert_eq!(play.world.count(0, ends), 1);
    let sent = play.sent();
    play.mode.set(Mode::Well);
    assert!(play.get(0, "mail").is_err());
    // Tokens that live are still handed out.
    assert!(play.get(0, "files").is_ok());
    assert!(play.get(0, "login").is_ok());
    assert_eq!(play.sent(), sent);
    play.log_in(0, "s", None);
    assert!(play.get(0, "mail").is_ok());
}

#[test]
fn a_refresh_token_that_a_broken_answer_brings_is_kept() {
    for storage in [shared(), None] {
        let mut play = play_on(1, settings(storage), &login());
        play.mode.set(Mode::Broken);
        assert_eq!(play.get(0, "mail").unwrap_err().code, Code::InvalidResponse);
        assert_eq!(play.get(0, "mail").unwrap(), "mail2");
        assert_eq!(play.last()["refresh_token"], "r1");
    }
}

#[test]
fn a_server_that_is_down_is_asked_again_for_a_target_and_ends_nothing() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    play.mode.set(Mode::Down);
    let caller = play.want(0, "mail");
    play.world.run_for(60);
    play.mode.set(Mode::Well);
    assert_eq!(play.world.token(0, caller).unwrap(), "mail2");
    assert_eq!(play.world.info(0, "login").consecutive_failures, 0);
}

#[test]
fn a_request_that_is_never_answered_is_sent_again_after_its_time() {
    let mut play = play(1);
    play.mode.set(Mode::Silent);
    let caller = play.want(0, "mail");
    play.world.run_for(9_000);
    assert_eq!(play.sent(), 1);
    play.mode.set(Mode::Well);
    assert_eq!(play.world.token(0, caller).unwrap(), "mail1");
    assert_eq!(play.sent(), 2);
}

#[test]
fn a_tab_that_freezes_in_a_request_delays_no_other() {
    let mut play = play(2);
    play.get(0, "login").unwrap();
    play.world.latency = 2_000;
    play.want(0, "mail");
    play.world.run_for(100);
    play.world.tabs[0].frozen = true;
    let caller = play.want(1, "files");
    let mut answered = false;
    for _ in 0..400 {
        play.world.run_for(100);
        answered |= play.world.tabs[1].answers.contains_key(&caller);
    }
    assert!(answered, "the other tab waits for ever");
}

#[test]
fn offline_a_target_waits_for_the_network() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    play.world.signal(0, Signal::Offline);
    play.mode.set(Mode::Down);
    play.world.server = Box::new({
        let mut calls = 0;
        move |_, _| {
            calls += 1;
            match calls {
                1 => Reply::Broken,
                _ => token("mail", 3600, None),
            }
        }
    });
    let caller = play.want(0, "mail");
    play.world.run_for(1_000);
    assert_eq!(play.sent(), 2);
    play.world.signal(0, Signal::Online);
    assert_eq!(play.world.token(0, caller).unwrap(), "mail");
}

#[test]
fn without_a_session_only_the_callers_of_a_target_get_the_error_and_nothing_is_tried_again() {
    let mut config = login();
    change(&mut config, |oauth| oauth.refresh_token = None);
    let mut play = play_on(1, settings(shared()), &config);
    play.world.background(0, true);
    let failed = play.get(0, "mail").unwrap_err();
    assert_eq!(failed.class, Class::ReauthenticationRequired);
    assert_eq!(failed.provider.as_deref(), Some("mail"));
    assert_eq!(play.world.info(0, "mail").consecutive_failures, 0);
    let errors = |event: &Event| matches!(event, Event::Error { .. });
    assert_eq!(play.world.count(0, errors), 0);
    // The same holds while a token from the last session still lives.
    play.log_in(0, "s", None);
    play.get(0, "mail").unwrap();
    play.mode.set(Mode::Void);
    play.world.run_for(3_700_000);
    let requests = play.sent();
    play.world.run_for(3_700_000);
    assert_eq!(play.sent(), requests);
    assert!(requests <= 3, "{requests}");
}

// — sessions —

#[test]
fn a_logout_clears_the_tokens_of_all_targets_in_all_tabs() {
    let mut play = play(2);
    for tab in 0..2 {
        for name in ["login", "mail", "files"] {
            play.get(tab, name).unwrap();
        }
        play.get_for(tab, "login", &scope("third")).unwrap();
    }
    play.clear(0, "login");
    assert!(play.world.storage.is_empty());
    play.world.run_for(2_000);
    let sent = play.sent();
    for tab in 0..2 {
        for name in ["login", "mail", "files"] {
            assert!(!play.world.tabs[tab].lent.contains_key(name));
            let failed = play.get(tab, name).unwrap_err();
            assert_eq!(failed.class, Class::ReauthenticationRequired);
        }
        assert!(play.get_for(tab, "login", &scope("third")).is_err());
    }
    assert_eq!(play.sent(), sent);
}

#[test]
fn a_logout_of_everything_clears_each_once() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    play.get(0, "mail").unwrap();
    play.call(0, Call::ClearAll);
    let removed = |event: &Event| matches!(event, Event::Removed { .. });
    assert_eq!(play.world.count(0, removed), 2);
    assert!(play.world.storage.is_empty());
}

#[test]
fn a_logout_while_a_target_is_fetched_wins() {
    for elsewhere in [false, true] {
        let mut play = play(2);
        play.get(0, "login").unwrap();
        play.get(1, "login").unwrap();
        let caller = play.want(0, "mail");
        play.world.run_for(20);
        play.clear(usize::from(elsewhere), "login");
        play.world.run_for(5_000);
        assert!(play.world.token(0, caller).is_err());
        assert!(play.world.storage.is_empty());
        assert!(!play.world.tabs[0].lent.contains_key("mail"));
        let errors = |event: &Event| matches!(event, Event::Error { .. });
        assert_eq!(play.world.count(0, errors), 0);
    }
}

#[test]
fn the_next_user_never_gets_a_token_of_the_one_before() {
    let mut play = play(2);
    assert_eq!(play.get(0, "mail").unwrap(), "mail1");
    assert_eq!(play.get(1, "mail").unwrap(), "mail1");
    play.get_for(0, "login", &scope("third")).unwrap();
    // In a tab that knows neither of them.
    let tab = play.world.open(settings(shared()));
    play.world.add(tab, "login", provider(login()));
    play.log_in(tab, "s", None);
    play.world.run_for(2_000);
    for tab in 0..2 {
        assert_eq!(play.get(tab, "mail").unwrap(), "mail3");
    }
    assert_eq!(play.get_for(0, "login", &scope("third")).unwrap(), "third4");
    assert_eq!(play.world.requests[2].1["refresh_token"], "s0");
}

#[test]
fn a_login_while_a_target_is_fetched_has_it_fetched_again_for_the_new_user() {
    let mut play = play(2);
    play.get(0, "login").unwrap();
    let caller = play.want(0, "mail");
    play.world.run_for(20);
    play.log_in(1, "s", None);
    let got = play.world.token(0, caller).unwrap();
    let form = play.last();
    assert_eq!(
        (form["scope"].as_str(), form["refresh_token"].as_str()),
        ("mail", "s0")
    );
    assert_eq!(got, "mail3");
    assert!(!play.record().contains("mail2"));
}

#[test]
fn a_target_that_is_cleared_is_forgotten_alone_in_memory_storage_and_other_tabs() {
    let mut play = play(2);
    for tab in 0..2 {
        play.get(tab, "mail").unwrap();
        play.get(tab, "files").unwrap();
    }
    play.clear(0, "mail");
    assert!(!play.record().contains("mail1"));
    assert!(play.record().contains("files2"));
    play.world.run_for(2_000);
    for tab in 0..2 {
        assert!(!play.world.tabs[tab].lent.contains_key("mail"));
        assert_eq!(play.get(tab, "files").unwrap(), "files2");
    }
    assert_eq!(play.get(1, "mail").unwrap(), "mail3");
    assert_eq!(play.get(0, "mail").unwrap(), "mail3");
}

#[test]
fn a_refused_token_of_a_target_is_not_found_again() {
    for invalidates in [true, false] {
        let mut play = play(1);
        play.get(0, "mail").unwrap();
        let provider = named("mail");
        let call = match invalidates {
            true => Call::Invalidate { provider },
            false => Call::RejectToken {
                provider,
                token: "mail1".into(),
            },
        };
        play.call(0, call);
        assert!(!play.record().contains("mail1"));
        let tab = open(&mut play.world, settings(shared()), &login());
        assert_eq!(play.get(tab, "mail").unwrap(), "mail2");
        assert_eq!(play.get(0, "mail").unwrap(), "mail2");
        assert_eq!(play.sent(), 2);
    }
}

#[test]
fn a_refusal_while_a_target_is_fetched_does_not_bring_back_the_spent_refresh_token() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    play.get(0, "mail").unwrap();
    play.world.write_takes = 20;
    let caller = play.want_with(0, "mail", true);
    play.world.run_for(10);
    for name in ["login", "mail"] {
        let provider = named(name);
        play.world.call(0, Call::Invalidate { provider });
    }
    play.world.token(0, caller).unwrap();
    play.world.run_for(1_000);
    assert!(play.record().contains("r3"), "{}", play.record());
    play.renew(0, "mail").unwrap();
}

#[test]
fn a_record_with_the_spent_refresh_token_is_not_newer_for_a_target_that_another_tab_still_has() {
    let mut play = play(2);
    play.get(0, "login").unwrap();
    play.get(0, "mail").unwrap();
    assert_eq!(play.get(1, "mail").unwrap(), "mail2");
    play.world.tabs[1].frozen = true;
    play.clear(0, "mail");
    let caller = play.want_with(0, "login", true);
    play.world.run_for(10);
    play.world.tabs[1].frozen = false;
    let provider = named("login");
    play.world.call(1, Call::Invalidate { provider });
    play.world.token(0, caller).unwrap();
    play.world.run_for(1_000);
    assert!(play.record().contains("r3"), "{}", play.record());
    play.renew(1, "mail").unwrap();
}

#[test]
fn a_revoked_target_takes_its_access_token_alone_to_the_server() {
    let mut play = play(1);
    play.get(0, "login").unwrap();
    play.get(0, "mail").unwrap();
    let provider = named("mail");
    play.call(0, Call::Revoke { provider });
    assert_eq!(play.last()["token"], "mail2");
    assert_eq!(play.sent(), 3);
    assert_eq!(play.get(0, "login").unwrap(), "own1");
    assert!(!play.record().contains("mail2"));
}

#[test]
fn the_user_of_a_target_is_that_of_the_login_and_follows_its_id_token() {
    let id_token = |name: &str| {
        let claims = format!(r#"{{"iss":"i","aud":"client","sub":"alice","name":"{name}"}}"#);
        let claims = base64::encode_url(claims.as_bytes());
        format!("eyJhbGciOiJSUzI1NiJ9.{claims}.c2ln")
    };
    let mut play = play(2);
    play.log_in(0, "s", Some(&id_token("Alice")));
    let claims = |play: &mut Play, tab: usize, name: &str| {
        let reading = play.world.reading();
        let user = play.world.tabs[tab].engine.user(Some(name), reading);
        user.unwrap().expect("a user").claims
    };
    assert!(claims(&mut play, 0, "mail").contains("Alice"));
    *play.id_token.borrow_mut() = Some(id_token("Alicia"));
    play.get(0, "mail").unwrap();
    play.world.run_for(1_000);
    for (tab, name) in [(0, "login"), (0, "mail"), (1, "login")] {
        assert!(claims(&mut play, tab, name).contains("Alicia"));
    }
    let tokens = play.call(
        0,
        Call::GetTokens {
            provider: named("mail"),
        },
    );
    assert!(matches!(tokens, Outcome::Tokens(Some(held)) if held.id_token.is_none()));
    let reading = play.world.reading();
    let engine = &mut play.world.tabs[0].engine;
    assert!(engine.is_authenticated(Some("mail"), reading).unwrap());
    let signs = |e: &Event| matches!(e, Event::SignedIn { .. } | Event::SignedOut { .. });
    assert_eq!(play.world.count(0, signs), 1);
}

#[test]
fn an_id_token_of_another_user_makes_the_answer_unusable() {
    let id_token = |sub: &str| {
        let claims = format!(r#"{{"iss":"i","aud":"client","sub":"{sub}"}}"#);
        format!(
            "eyJhbGciOiJSUzI1NiJ9.{}.c2ln",
            base64::encode_url(claims.as_bytes())
        )
    };
    let mut play = play(1);
    play.log_in(0, "s", Some(&id_token("alice")));
    *play.id_token.borrow_mut() = Some(id_token("mallory"));
    assert_eq!(play.get(0, "mail").unwrap_err().code, Code::InvalidResponse);
}

// — targets that a caller names —

#[test]
fn the_same_values_in_any_order_are_one_target() {
    let mut play = play(1);
    let wish = |scope: &str, resource: &[&str]| Wish {
        scope: scope.into(),
        resource: resource.iter().map(|&r| r.to_owned()).collect(),
        audience: vec![],
    };
    let first = wish("a b", &["https://x.example", "https://y.example"]);
    let second = wish("b a", &["https://y.example", "https://x.example"]);
    let token = play.get_for(0, "login", &first).unwrap();
    assert_eq!(play.get_for(0, "login", &second).unwrap(), token);
    assert_eq!(play.sent(), 1);
    assert_eq!(play.last()["scope"], "a+b");
    let third = wish("a", &["https://x.example"]);
    assert_ne!(play.get_for(0, "login", &third).unwrap(), token);
    assert_eq!(play.world.tabs[0].engine.list_providers().len(), 3);
}

#[test]
fn the_providers_own_values_are_the_provider_itself() {
    let mut play = play(1);
    assert_eq!(play.get(0, "login").unwrap(), "own1");
    assert_eq!(play.get_for(0, "login", &scope("read")).unwrap(), "own1");
    assert_eq!(play.get(0, "mail").unwrap(), "mail2");
    // The target is the same, with or without a provider of its own.
    assert_eq!(play.get_for(0, "mail", &scope("mail")).unwrap(), "mail2");
    assert_eq!(play.get_for(0, "login", &scope("mail")).unwrap(), "mail2");
    assert_eq!(play.sent(), 2);
}

#[test]
fn a_target_of_a_derived_provider_uses_the_same_login() {
    let mut play = play(1);
    let other = play.get_for(0, "mail", &scope("other")).unwrap();
    assert_eq!(play.last()["refresh_token"], "r0");
    assert_eq!(play.get_for(0, "login", &scope("other")).unwrap(), other);
    play.clear(0, "login");
    assert!(play.get_for(0, "mail", &scope("other")).is_err());
}

#[test]
fn without_a_scope_none_is_asked_for() {
    let mut play = play(1);
    let wish = Wish {
        resource: vec!["https://api.example".into()],
        ..Wish::default()
    };
    play.get_for(0, "login", &wish).unwrap();
    assert!(!play.last().contains_key("scope"));
    assert_eq!(play.last()["resource"], "https%3A%2F%2Fapi.example");
}

#[test]
fn a_target_that_is_asked_for_ahead_of_its_end_is_handed_out_and_renewed_beside() {
    for host in [Host::Browser, Host::Edge] {
        let settings = Settings {
            host,
            ..settings(shared())
        };
        let mut play = play_on(1, settings, &login());
        play.world.visit();
        assert_eq!(play.get_for(0, "login", &scope("x")).unwrap(), "x1");
        play.world.run_for(3_400_000);
        assert_eq!(play.sent(), 1, "nothing renews it that nobody asks for");
        assert_eq!(play.get_for(0, "login", &scope("x")).unwrap(), "x1");
        play.world.run_for(1_000);
        assert_eq!(play.sent(), 2);
        assert_eq!(play.get_for(0, "login", &scope("x")).unwrap(), "x2");
    }
}

#[test]
fn of_many_targets_the_one_least_recently_used_is_forgotten() {
    for host in [Host::Browser, Host::Process] {
        let storage = shared().filter(|_| host == Host::Browser);
        let mut play = play_on(
            1,
            Settings {
                host,
                ..settings(storage)
            },
            &login(),
        );
        let name = |i: usize| scope(&format!("t{i}x"));
        for i in 0..64 {
            play.get_for(0, "login", &name(i)).unwrap();
        }
        play.get_for(0, "login", &name(0)).unwrap();
        assert_eq!(play.sent(), 64);
        play.get_for(0, "login", &name(64)).unwrap();
        assert_eq!(play.sent(), 65);
        play.get_for(0, "login", &name(0)).unwrap();
        assert_eq!(play.sent(), 65);
        play.get_for(0, "login", &name(1)).unwrap();
        assert_eq!(play.sent(), 66);
    }
}

#[test]
fn a_target_of_a_client_is_a_credential_of_the_same_client() {
    let mut play = play(1);
    let machine = simulation::provider(OAuthGrant::ClientCredentials);
    play.world.add(0, "machine", provider(machine.clone()));
    assert_eq!(play.get(0, "machine").unwrap(), "read1");
    assert_eq!(
        play.get_for(0, "machine", &scope("write")).unwrap(),
        "write2"
    );
    assert_eq!(play.last()["grant_type"], "client_credentials");
    assert_eq!(
        play.get_for(0, "machine", &scope("write")).unwrap(),
        "write2"
    );
    assert_eq!(play.get_for(0, "machine", &scope("read")).unwrap(), "read1");
    assert_eq!(play.sent(), 2);
    let tab = open(&mut play.world, settings(shared()), &login());
    play.world.add(tab, "machine", provider(machine));
    assert_eq!(
        play.get_for(tab, "machine", &scope("write")).unwrap(),
        "write2"
    );
    play.clear(tab, "machine");
    assert!(play.world.storage.is_empty());
    play.world.run_for(2_000);
    assert_eq!(
        play.get_for(0, "machine", &scope("write")).unwrap(),
        "write3"
    );
}

#[test]
fn a_grant_that_has_no_targets_names_the_option() {
    let mut play = play(1);
    let fixed = ProviderConfig {
        grant: Grant::Static(Rc::new(StaticToken {
            token: "fixed".into(),
            token_type: None,
            expires_at: None,
        })),
        ..login()
    };
    let custom = ProviderConfig {
        grant: Grant::Custom(CustomGrant::default()),
        ..login()
    };
    for (name, config) in [("fixed", fixed), ("custom", custom)] {
        play.world.add(0, name, provider(config));
        let failed = play.get_for(0, name, &scope("a")).unwrap_err();
        assert_eq!(failed.class, Class::InvalidConfiguration);
        assert!(
            failed.message.starts_with("options.scope: "),
            "{}",
            failed.message
        );
    }
}

#[test]
fn a_coordinator_is_told_the_target() {
    let mut play = play(1);
    let config = ProviderConfig {
        grant: Grant::Custom(CustomGrant {
            coordinated: true,
            owned_by: Some("owner".into()),
            ..CustomGrant::default()
        }),
        ..login()
    };
    let mut coordinated = provider(config);
    coordinated.functions = Some(7);
    play.world.add(0, "remote", coordinated);
    play.world.function = Box::new(|work, _| match work {
        Work::Acquire {
            functions: 7,
            context,
        } => {
            let scope = context.wish.as_ref().map_or("own", |wish| &wish.scope);
            Some(Answer::Tokens(Box::new(TokenInput {
                access_token: scope.into(),
                expires_in_ms: Some(3_600_000),
                ..TokenInput::default()
            })))
        }
        _ => None,
    });
    assert_eq!(play.get(0, "remote").unwrap(), "own");
    assert_eq!(play.get_for(0, "remote", &scope("mail")).unwrap(), "mail");
    assert_eq!(play.get(0, "remote").unwrap(), "own");
}

#[test]
fn a_removed_provider_removes_its_targets() {
    let mut play = play(1);
    play.get_for(0, "login", &scope("third")).unwrap();
    play.world.latency = 500;
    let waiting = play.want(0, "mail");
    play.world.run_for(10);
    play.world.remove(0, "login").unwrap();
    assert_eq!(
        play.world.token(0, waiting).unwrap_err().class,
        Class::UnknownProvider
    );
    assert_eq!(
        play.get(0, "files").unwrap_err().class,
        Class::UnknownProvider
    );
    assert!(play.get_for(0, "login", &scope("third")).is_err());
    play.world.run_for(2_000);
    // The refresh token that arrived meanwhile is kept.
    assert!(play.record().contains("\"r2\""));
    play.world.tabs[0].signed_in.clear();
    play.world.add(0, "login", provider(login()));
    assert_eq!(play.get(0, "files").unwrap(), "files3");
}

#[test]
fn a_closed_manager_commits_the_refresh_token_of_a_target_that_is_under_way() {
    let mut play = play(1);
    let waiting = play.want(0, "mail");
    play.world.run_for(10);
    play.world.close(0);
    assert_eq!(
        play.world.token(0, waiting).unwrap_err().class,
        Class::ManagerClosed
    );
    play.world.run_for(2_000);
    assert!(play.record().contains("\"r1\""));
}

// — configuration —

#[test]
fn a_wrong_supplier_is_named() {
    let mut other = derived("login", "a");
    change(&mut other, |oauth| oauth.client_id = "another".into());
    for (config, path) in [
        (derived("nobody", "a"), "refreshToken.provider"),
        (derived("x", "a"), "refreshToken.provider"),
        (derived("mail", "a"), "refreshToken.provider"),
        (derived("machine", "a"), "refreshToken.provider"),
        (other, "clientId"),
    ] {
        let mut play = play(1);
        let machine = simulation::provider(OAuthGrant::ClientCredentials);
        play.world.add(0, "machine", provider(machine));
        let reading = play.world.reading();
        let engine = &mut play.world.tabs[0].engine;
        let failed = engine
            .add_provider("x", provider(config), reading)
            .unwrap_err();
        assert_eq!(failed.class, Class::InvalidConfiguration);
        let path = format!("providers.x.{path}: ");
        assert!(failed.message.starts_with(&path), "{}", failed.message);
    }
}

#[test]
fn tokens_of_a_target_cannot_be_set_by_hand() {
    let mut play = play(1);
    let provider = "mail".into();
    let tokens = Box::new(TokenInput {
        access_token: "a".into(),
        ..TokenInput::default()
    });
    let caller = play.world.call(0, Call::SetTokens { provider, tokens });
    let failed = play.world.outcome(0, caller).unwrap_err();
    assert_eq!(failed.class, Class::InvalidConfiguration);
}

#[test]
fn a_supplier_is_resolved_when_it_is_first_asked() {
    for host in [Host::Browser, Host::Edge] {
        let mut play = play(0);
        play.world.function = Box::new(|work, _| match work {
            Work::Resolve { .. } => Some(Answer::Provider(Ok(Some(Box::new(provider(login())))))),
            _ => None,
        });
        let tab = play.world.open(Settings {
            host,
            resolve_within_ms: Some(30_000),
            ..settings(shared())
        });
        play.world
            .add(tab, "mail", provider(derived("login", "mail")));
        play.world.visit();
        assert_eq!(play.get(tab, "mail").unwrap(), "mail1");
        play.world.leave();
    }
}

#[test]
fn the_login_of_a_derived_provider_is_that_of_its_supplier() {
    let found = |play: &mut Play, tab| {
        let provider = named("mail");
        match play.call(tab, Call::FindProvider { provider }) {
            Outcome::Provider(found) => found.name.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(found(&mut play(1), 0), "login");
    // Also where it is not known yet.
    let mut play = play(0);
    play.world.function = Box::new(|work, _| match work {
        Work::Resolve { .. } => Some(Answer::Provider(Ok(Some(Box::new(provider(login())))))),
        _ => None,
    });
    let tab = play.world.open(Settings {
        resolve_within_ms: Some(30_000),
        ..settings(shared())
    });
    let mail = provider(derived("login", "mail"));
    play.world.add(tab, "mail", mail);
    assert_eq!(found(&mut play, tab), "login");
}

#[test]
fn tokens_of_a_target_are_bound_to_the_key_of_the_login() {
    let mut bound = login();
    change(&mut bound, |oauth| oauth.dpop = true);
    let mut world = World::new(Box::new(|_, _| {
        Reply::Answer(
            200,
            r#"{"access_token":"a","token_type":"DPoP","expires_in":3600,"refresh_token":"r0"}"#
                .into(),
        )
    }));
    world.dpop = true;
    let names = Rc::new(RefCell::new(std::collections::BTreeSet::new()));
    let asked = names.clone();
    world.function = Box::new(move |work, _| match work {
        Work::ProofKey { name } => {
            asked.borrow_mut().insert(name.clone());
            Some(Answer::ProofKey(Some(FoundKey {
                thumbprint: "thumb".into(),
                fault: None,
            })))
        }
        _ => None,
    });
    let tab = open(&mut world, settings(shared()), &bound);
    let provider = named("mail");
    let options = GetToken::default();
    let caller = world.call(tab, Call::GetToken { provider, options });
    assert_eq!(world.token(tab, caller).unwrap(), "a");
    let reading = world.reading();
    let engine = &mut world.tabs[tab].engine;
    let proof = |engine: &mut tokenward::core::engine::Engine, name| {
        let proof = engine.proof(Some(name), "https://api.example/", reading);
        proof.unwrap().expect("a proof").key
    };
    assert_eq!(proof(engine, "mail"), proof(engine, "login"));
    assert_eq!(names.borrow().len(), 1);
}

// — storages and hosts —

#[test]
fn tokens_of_targets_move_with_the_record_of_the_login() {
    let mut play = play(1);
    play.get(0, "mail").unwrap();
    let other = shared().map(|storage| Storage { id: 2, ..storage });
    let caller = play.world.move_records(0, Kind::Migrate, other);
    match play.world.outcome(0, caller).unwrap() {
        Outcome::Moved(moved) => assert_eq!(moved.restored, 1),
        other => panic!("{other:?}"),
    }
    let tab = play.world.open(settings(
        shared().map(|storage| Storage { id: 2, ..storage }),
    ));
    play.world.add(tab, "login", provider(login()));
    play.world
        .add(tab, "mail", provider(derived("login", "mail")));
    assert_eq!(play.get(tab, "mail").unwrap(), "mail1");
    assert_eq!(play.get(0, "mail").unwrap(), "mail1");
    assert_eq!(play.sent(), 1);
}

#[test]
fn encrypted_records_hold_the_tokens_of_targets() {
    let encrypted = || {
        shared().map(|storage| Storage {
            encrypted: true,
            ..storage
        })
    };
    let mut play = play_on(1, settings(encrypted()), &login());
    play.get(0, "mail").unwrap();
    assert!(
        play.world
            .storage
            .values()
            .all(|record| !record.contains("mail1"))
    );
    let tab = open(&mut play.world, settings(encrypted()), &login());
    assert_eq!(play.get(tab, "mail").unwrap(), "mail1");
    assert_eq!(play.sent(), 1);
}

#[test]
fn a_cache_that_keeps_no_refresh_tokens_keeps_the_tokens_of_targets() {
    let cache = || {
        shared().map(|storage| Storage {
            compares: false,
            traits: tokenward::core::credential::StorageTraits {
                keeps_refresh_tokens: false,
                volatile: true,
                ..STORED
            },
            ..storage
        })
    };
    let mut play = play_on(1, settings(cache()), &login());
    play.get(0, "login").unwrap();
    play.get(0, "mail").unwrap();
    assert!(!play.record().contains("\"r2\""));
    let tab = open(&mut play.world, settings(cache()), &login());
    assert_eq!(play.get(tab, "mail").unwrap(), "mail2");
    assert_eq!(play.get(0, "files").unwrap(), "files3");
}

#[test]
fn on_the_edge_another_caller_takes_over_a_target_that_ended_with_its_request() {
    for stored in [true, false] {
        let edge = Settings {
            host: Host::Edge,
            ..settings(shared().filter(|_| stored))
        };
        let mut play = play_on(1, edge, &login());
        play.mode.set(Mode::Silent);
        let first = play.world.visit();
        play.want(0, "mail");
        play.world.visit();
        let second = play.want(0, "mail");
        play.world.leave();
        play.world.run_for(100);
        play.world.end_visit(first);
        play.mode.set(Mode::Well);
        assert_eq!(play.world.token(0, second).unwrap(), "mail1");
        play.world.visit();
        assert_eq!(play.get(0, "files").unwrap(), "files2");
        play.world.leave();
    }
}

#[test]
fn a_short_lived_token_of_a_target_is_not_asked_for_at_every_call() {
    let mut play = play(1);
    play.lifetime.set(30);
    for _ in 0..10 {
        play.get(0, "mail").unwrap();
        play.world.run_for(1_000);
    }
    assert_eq!(play.sent(), 1);
}
