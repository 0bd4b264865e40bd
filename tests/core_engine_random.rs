//! Whole managers, with random events in random order: every caller is settled exactly once, no refresh token is sent
//! while its answer may still come, no spent one is sent at all, the newest token is not lost, listeners know whether a
//! user is signed in, and there is always progress.
//!
//! The world itself fails a test when a caller is settled twice, a refresh token is sent twice, or a user signs in twice.

mod cases;
mod engines;
mod simulation;
use cases::cases;
use engines::*;
use proptest::prelude::*;
use simulation::{Reply, oauth_error, token, with_refresh_token};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tokenward::core::base64;
use tokenward::core::config::{Grant, OAuthGrant, ProviderConfig, StaticToken, Wish};
use tokenward::core::engine::call::{Call, GetToken, Outcome};
use tokenward::core::engine::{Fallback, Host, Settings, Signal};
use tokenward::core::given::TokenInput;

#[derive(Clone, Debug)]
enum Step {
    Want(usize, bool),
    /// A token for another target: of the derived provider, or for a scope that a caller names.
    WantTarget(usize, u8, bool),
    /// Of the derived provider: cleared, invalidated, revoked.
    ForgetTarget(usize, u8),
    Abandon(usize),
    Refresh(usize),
    RefreshAll(usize),
    Invalidate(usize),
    Reject(usize),
    Clear(usize),
    SetTokens(usize),
    Restore(usize),
    Revoke(usize),
    Background(usize, bool),
    Wait(u32),
    Clock(i64),
    Sleep(u32),
    Freeze(u32),
    Latency(u32),
    WriteTakes(u32),
    Storage(bool),
    StorageHangs(bool),
    Server(u8),
    Online(usize, bool),
    Woke(usize),
    Hidden(usize),
    Restored(usize),
    Remove(usize),
    Open,
    Close(usize),
}

const TABS: usize = 3;

fn step() -> impl Strategy<Value = Step> {
    let tab = || 0..TABS;
    let jump = prop_oneof![Just(86_400_000i64), Just(-86_400_000), -90_000i64..90_000];
    prop_oneof![
        8 => (tab(), any::<bool>()).prop_map(|(tab, force)| Step::Want(tab, force)),
        5 => (tab(), 0u8..4, any::<bool>()).prop_map(|(tab, which, force)| Step::WantTarget(tab, which, force)),
        1 => (tab(), 0u8..3).prop_map(|(tab, how)| Step::ForgetTarget(tab, how)),
        1 => tab().prop_map(Step::Abandon),
        1 => tab().prop_map(Step::Refresh),
        1 => tab().prop_map(Step::RefreshAll),
        1 => tab().prop_map(Step::Invalidate),
        1 => tab().prop_map(Step::Reject),
        1 => tab().prop_map(Step::Clear),
        1 => tab().prop_map(Step::SetTokens),
        1 => tab().prop_map(Step::Restore),
        1 => tab().prop_map(Step::Revoke),
        1 => (tab(), any::<bool>()).prop_map(|(tab, on)| Step::Background(tab, on)),
        6 => (0u32..3_000).prop_map(Step::Wait),
        3 => (0u32..90_000).prop_map(Step::Wait),
        1 => jump.prop_map(Step::Clock),
        1 => (0u32..40_000).prop_map(Step::Sleep),
        1 => (0u32..40_000).prop_map(Step::Freeze),
        2 => (0u32..6_000).prop_map(Step::Latency),
        1 => (0u32..800).prop_map(Step::WriteTakes),
        1 => any::<bool>().prop_map(Step::Storage),
        1 => any::<bool>().prop_map(Step::StorageHangs),
        3 => (0u8..7).prop_map(Step::Server),
        1 => (tab(), any::<bool>()).prop_map(|(tab, online)| Step::Online(tab, online)),
        1 => tab().prop_map(Step::Woke),
        1 => tab().prop_map(Step::Hidden),
        1 => tab().prop_map(Step::Restored),
        1 => tab().prop_map(Step::Remove),
        1 => Just(Step::Open),
        1 => tab().prop_map(Step::Close),
    ]
}

fn config() -> ProviderConfig {
    let mut config = with_refresh_token("r0");
    if let Grant::OAuth(oauth) = &mut config.grant {
        let oauth = Rc::make_mut(oauth);
        oauth.grant = OAuthGrant::AuthorizationCode;
        let endpoints = &mut oauth.endpoints;
        endpoints.authorization = Some("https://as.example/authorize".into());
        endpoints.revocation = Some("https://as.example/revoke".into());
    }
    config
}

/// The provider `api`, with a fallback of its own, and a second one.
fn open(world: &mut World, host: Host, storage: bool) -> usize {
    let tab = world.open(Settings {
        host,
        ..settings(shared().filter(|_| storage))
    });
    let spare = provider(ProviderConfig {
        grant: Grant::Static(Rc::new(StaticToken {
            token: "spare".into(),
            token_type: None,
            expires_at: None,
        })),
        ..config()
    });
    let mut api = provider(config());
    api.fallback = vec![Fallback::Inline(spare)];
    world.add(tab, "api", api);
    let machine = simulation::provider(OAuthGrant::ClientCredentials);
    world.add(tab, "machine", provider(machine));
    world.add(tab, "derived", provider(derived()));
    tab
}

/// A provider that uses the refresh token of `api`.
fn derived() -> ProviderConfig {
    let mut derived = simulation::provider(OAuthGrant::RefreshToken);
    if let Grant::OAuth(oauth) = &mut derived.grant {
        let oauth = Rc::make_mut(oauth);
        oauth.refresh_from = Some("api".into());
        oauth.scope = "derived".into();
    }
    derived
}

/// A token for another target: of the derived provider, or for a scope that a caller names.
fn want_target(world: &mut World, tab: usize, which: u8, force_refresh: bool) -> u32 {
    let options = GetToken {
        force_refresh,
        ..GetToken::default()
    };
    let (name, scope) = match which {
        0 => return want(world, tab, "derived", force_refresh),
        // Another way to the same target.
        1 => ("api", "derived"),
        2 => ("api", "other"),
        _ => ("machine", "other"),
    };
    let call = Call::GetTokenFor {
        provider: Some(name.into()),
        options,
        wish: Box::new(Wish {
            scope: scope.into(),
            ..Wish::default()
        }),
    };
    world.call(tab, call)
}

fn want(world: &mut World, tab: usize, name: &str, force_refresh: bool) -> u32 {
    let options = GetToken {
        force_refresh,
        ..GetToken::default()
    };
    let provider = Some(name.to_owned());
    world.call(tab, Call::GetToken { provider, options })
}

/// Does the steps in a world whose server rotates refresh tokens, then lets all work end and checks the promises.
fn run(steps: Vec<Step>, host: Host, storage: bool, faults: bool) {
    let mode = Rc::new(Cell::new(0u8));
    let serving = mode.clone();
    // The newest refresh token of each session, by its family: a login by hand begins a new family.
    let current = Rc::new(RefCell::new(BTreeMap::from([("r".to_owned(), 0u32)])));
    let sessions = current.clone();
    // The sessions that ended by a logout.
    let over = Rc::new(RefCell::new(BTreeSet::new()));
    let ended = over.clone();
    let mut count = 0;
    let mut refused = false;
    let mut world = World::new(Box::new(move |form, _| {
        if form.contains_key("token") {
            return Reply::Answer(200, String::new());
        }
        match serving.get() {
            2 => return Reply::Answer(503, String::new()),
            3 => return Reply::Broken,
            4 => {
                refused |= form.contains_key("refresh_token");
                return oauth_error(400, "invalid_grant");
            }
            _ => {}
        }
        count += 1;
        if serving.get() == 6 && form.contains_key("scope") {
            return oauth_error(400, "invalid_target");
        }
        let Some(sent) = form.get("refresh_token") else {
            return token(&format!("m{count}"), 60, None);
        };
        let digits = sent.find(|c: char| c.is_ascii_digit()).expect("a number");
        let (family, number) = sent.split_at(digits);
        let number: u32 = number.parse().expect("a number");
        let mut sessions = sessions.borrow_mut();
        let newest = sessions.entry(family.to_owned()).or_insert(number);
        if number != *newest {
            // After a logout, the answer to a refresh under way is no longer wanted.
            let over = ended.borrow().contains(family);
            // After a refusal the record has no refresh token, so a tab that never had another tries the configured one.
            let first = refused && sent == "r0";
            assert!(
                over || first,
                "a spent refresh token was sent again: {sent}"
            );
            return oauth_error(400, "invalid_grant");
        }
        *newest += 1;
        let next = format!("{family}{newest}");
        match serving.get() {
            // A rotated refresh token counts even if the access token is of no use.
            5 => Reply::Answer(200, format!(r#"{{"refresh_token":"{next}"}}"#)),
            _ => token(&format!("a{count}"), 60, Some(&next)),
        }
    }));
    for _ in 0..TABS {
        open(&mut world, host, storage);
    }
    let mut waiting = vec![];
    let mut families = 0;
    let mut logouts = BTreeSet::new();
    let users = ["alice", "bob", ""].map(|sub| {
        let claims = [r#"{"iss":"i","aud":"client","sub":""#, sub, r#""}"#].concat();
        let claims = base64::encode_url(claims.as_bytes());
        ["eyJhbGciOiJSUzI1NiJ9.", &claims, ".c2ln"].concat()
    });
    for step in steps {
        let tabs = world.tabs.len();
        let of = move |tab: usize| tab % tabs;
        let name = || Some("api".to_owned());
        if let Step::Clear(tab) | Step::Revoke(tab) = step {
            over.borrow_mut().extend(current.borrow().keys().cloned());
            logouts.insert((world.now, of(tab)));
        }
        match step {
            Step::Want(tab, force) => {
                waiting.push((of(tab), want(&mut world, of(tab), "api", force)));
                waiting.push((of(tab), want(&mut world, of(tab), "machine", false)));
            }
            Step::WantTarget(tab, which, force) => {
                // The second client may have been removed.
                waiting.push((of(tab), want_target(&mut world, of(tab), which, force)));
            }
            Step::ForgetTarget(tab, how) => {
                let provider = Some("derived".to_owned());
                let call = match how {
                    0 => Call::Clear {
                        provider: "derived".into(),
                    },
                    1 => Call::Invalidate { provider },
                    _ => Call::Revoke { provider },
                };
                waiting.push((of(tab), world.call(of(tab), call)));
            }
            Step::Abandon(tab) => {
                let caller = want(&mut world, of(tab), "api", true);
                if !world.tabs[of(tab)].answers.contains_key(&caller) {
                    world.abandon(of(tab), caller);
                }
            }
            Step::Refresh(tab) => {
                let call = Call::Refresh { provider: name() };
                waiting.push((of(tab), world.call(of(tab), call)));
            }
            Step::RefreshAll(tab) => waiting.push((of(tab), world.call(of(tab), Call::RefreshAll))),
            Step::Invalidate(tab) => {
                let call = Call::Invalidate { provider: name() };
                waiting.push((of(tab), world.call(of(tab), call)));
            }
            Step::Reject(tab) => {
                let call = Call::RejectToken {
                    provider: name(),
                    token: "a1".into(),
                };
                waiting.push((of(tab), world.call(of(tab), call)));
            }
            Step::Clear(tab) => waiting.push((of(tab), world.clear(of(tab)))),
            Step::SetTokens(tab) => {
                families += 1;
                let access = format!("given{families}");
                let family = "g".repeat(families) + "-";
                let refresh = family.clone() + "0";
                // The session exists before the server gets its first request, so that a logout can end it.
                current.borrow_mut().insert(family.clone(), 0);
                // A logout that another tab began a moment ago may also end this session: it reads the storage first.
                let meets = |(at, by): &(i64, usize)| *at + 3_000 > world.now && *by != of(tab);
                if logouts.iter().any(meets) {
                    over.borrow_mut().insert(family);
                }
                let user = &users[families % users.len()];
                let tokens = TokenInput {
                    access_token: access.as_str().into(),
                    expires_in_ms: Some(60_000),
                    refresh_token: Some(refresh.as_str().into()),
                    id_token: Some(user.as_str().into()),
                    ..TokenInput::default()
                };
                let call = Call::SetTokens {
                    provider: "api".into(),
                    tokens: Box::new(tokens),
                };
                let caller = world.call(of(tab), call);
                waiting.push((of(tab), caller));
            }
            Step::Restore(tab) => waiting.push((of(tab), world.call(of(tab), Call::Restore))),
            Step::Revoke(tab) => {
                let call = Call::Revoke { provider: name() };
                waiting.push((of(tab), world.call(of(tab), call)));
            }
            Step::Background(tab, on) => world.background(of(tab), on),
            Step::Wait(ms) => world.run_for(i64::from(ms)),
            Step::Clock(ms) => world.set_clock(ms),
            Step::Sleep(ms) => world.sleep(i64::from(ms)),
            Step::Freeze(ms) => world.freeze(i64::from(ms)),
            Step::Latency(ms) => world.latency = i64::from(ms),
            Step::WriteTakes(ms) if faults => world.write_takes = i64::from(ms),
            Step::Storage(works) if faults => world.storage_works = works,
            Step::StorageHangs(hangs) if faults => world.storage_hangs = hangs,
            Step::WriteTakes(_) | Step::Storage(_) | Step::StorageHangs(_) => {}
            Step::Server(answers) => mode.set(answers),
            Step::Online(tab, true) => world.signal(of(tab), Signal::Online),
            Step::Online(tab, false) => world.signal(of(tab), Signal::Offline),
            Step::Woke(tab) => world.signal(of(tab), Signal::Woke { offline: false }),
            Step::Hidden(tab) => world.signal(of(tab), Signal::Hidden),
            Step::Restored(tab) => world.signal(of(tab), Signal::Restored { offline: false }),
            Step::Remove(tab) => {
                drop(world.remove(of(tab), "machine"));
            }
            Step::Open => drop(open(&mut world, host, storage)),
            Step::Close(tab) => world.close(of(tab)),
        }
    }
    world.run_for(70_000);
    let reading = world.reading();
    for tab in world.tabs.iter_mut().filter(|tab| !tab.closed) {
        let signed_in = tab.engine.is_authenticated(Some("api"), reading).unwrap();
        let told = tab.signed_in.contains("api");
        assert_eq!(signed_in, told, "listeners know otherwise");
    }
    for (tab, caller) in waiting {
        let answers = &world.tabs[tab].answers;
        assert!(answers.contains_key(&caller), "a caller waits for ever");
    }
    // When server, storage and network work again, so does a new session, in every tab that shares its storage.
    mode.set(0);
    world.storage_works = true;
    world.storage_hangs = false;
    world.latency = 50;
    world.write_takes = 0;
    let tab = open(&mut world, host, storage);
    world.run_for(31_000);
    let given = world.set_tokens(tab, "well", 60, Some("w-0"));
    world.outcome(tab, given).expect("tokens that are right");
    let caller = want(&mut world, tab, "api", true);
    match world.outcome(tab, caller) {
        Ok(Outcome::Token(handed)) => {
            let got = handed.token.reveal();
            assert!(got.starts_with('a'), "{got} is no token of the new session");
        }
        other => panic!("no progress: {other:?}"),
    }
    for which in 0..3 {
        let caller = want_target(&mut world, tab, which, which != 1);
        match world.outcome(tab, caller) {
            Ok(Outcome::Token(handed)) => assert!(handed.token.reveal().starts_with('a')),
            other => panic!("no progress for a target: {other:?}"),
        }
    }
    if storage {
        let newest = format!("w-{}", current.borrow()["w-"]);
        let kept = world
            .storage
            .values()
            .any(|record| record.contains(&newest));
        assert!(
            kept,
            "the newest refresh token {newest} is not stored: {:?}",
            world.storage
        );
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn in_tabs_with_one_storage_all_promises_are_kept(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        run(steps, Host::Browser, true, false);
    }

    #[test]
    fn in_one_tab_whose_storage_fails_all_promises_are_kept(
        steps in prop::collection::vec(step(), 1..40),
    ) {
        run(steps.into_iter().map(in_first_tab).collect(), Host::Browser, true, true);
    }

    #[test]
    fn in_memory_all_promises_are_kept(steps in prop::collection::vec(step(), 1..40)) {
        run(steps.into_iter().map(in_first_tab).collect(), Host::Process, false, false);
    }
}

/// The same step in the first tab, because the other tabs have no session of their own.
fn in_first_tab(step: Step) -> Step {
    match step {
        Step::Want(_, force) => Step::Want(0, force),
        Step::WantTarget(_, which, force) => Step::WantTarget(0, which, force),
        Step::ForgetTarget(_, how) => Step::ForgetTarget(0, how),
        Step::Abandon(_) => Step::Abandon(0),
        Step::Refresh(_) => Step::Refresh(0),
        Step::RefreshAll(_) => Step::RefreshAll(0),
        Step::Invalidate(_) => Step::Invalidate(0),
        Step::Reject(_) => Step::Reject(0),
        Step::Clear(_) => Step::Clear(0),
        Step::SetTokens(_) => Step::SetTokens(0),
        Step::Restore(_) => Step::Restore(0),
        Step::Revoke(_) => Step::Revoke(0),
        Step::Background(_, on) => Step::Background(0, on),
        Step::Online(_, online) => Step::Online(0, online),
        Step::Woke(_) => Step::Woke(0),
        Step::Hidden(_) => Step::Hidden(0),
        Step::Restored(_) => Step::Restored(0),
        Step::Remove(_) => Step::Remove(0),
        Step::Close(_) => Step::Close(0),
        Step::Open => Step::Wait(10),
        step => step,
    }
}

#[derive(Clone, Debug)]
enum Turn {
    /// A request that needs a token: for the client, or for a target of the login.
    Visit(bool, bool),
    /// One of the last requests ends.
    End(usize),
    Wait(u32),
    Latency(u32),
    Server(u8),
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        5 => (any::<bool>(), any::<bool>()).prop_map(|(force, target)| Turn::Visit(force, target)),
        3 => (0usize..4).prop_map(Turn::End),
        4 => (0u32..3_000).prop_map(Turn::Wait),
        1 => (0u32..90_000).prop_map(Turn::Wait),
        2 => (0u32..6_000).prop_map(Turn::Latency),
        2 => (0u8..4).prop_map(Turn::Server),
    ]
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn on_the_edge_every_caller_whose_request_lives_is_answered(
        turns in prop::collection::vec(turn(), 1..40),
        stored in any::<bool>(),
    ) {
        let mode = Rc::new(Cell::new(0u8));
        let serving = mode.clone();
        let mut count = 0;
        let mut world = World::new(Box::new(move |_: &BTreeMap<String, String>, _| match serving.get() {
            2 => Reply::Answer(503, String::new()),
            3 => Reply::Broken,
            _ => {
                count += 1;
                token(&format!("m{count}"), 60, None)
            }
        }));
        let tab = world.open(Settings { host: Host::Edge, ..settings(shared().filter(|_| stored)) });
        let mut machine = provider(simulation::provider(OAuthGrant::ClientCredentials));
        machine.fallback = vec![Fallback::Inline(provider(simulation::provider(OAuthGrant::ClientCredentials)))];
        world.add(tab, "machine", machine);
        world.add(tab, "api", provider(config()));
        world.add(tab, "derived", provider(derived()));
        let mut waiting = vec![];
        for turn in turns {
            match turn {
                Turn::Visit(force, target) => {
                    let visit = world.visit();
                    let name = if target { "derived" } else { "machine" };
                    waiting.push((visit, want(&mut world, tab, name, force)));
                    world.leave();
                }
                Turn::End(back) if back < waiting.len() => {
                    let (visit, _) = waiting.remove(waiting.len() - 1 - back);
                    world.end_visit(visit);
                }
                Turn::End(_) => {}
                Turn::Wait(ms) => world.run_for(i64::from(ms)),
                Turn::Latency(ms) => world.latency = i64::from(ms),
                Turn::Server(answers) => mode.set(answers),
            }
        }
        world.run_for(70_000);
        for (_, caller) in waiting {
            prop_assert!(world.tabs[tab].answers.contains_key(&caller), "a caller waits for ever");
        }
    }
}
