//! The desk of a manager's logins with redirects: a callback is finished once for all calls and all managers of a page,
//! a logout wins, closing ends everything except a page's redemptions, and no caller waits for ever.

mod desks;
mod fixtures;

use desks::*;
use std::rc::Rc;
use tokenward::core::config::{ClientAuth, OAuthGrant};
use tokenward::core::driving::{Host, Thrown};
use tokenward::core::error::{Cause, Class, Code, Error};
use tokenward::core::http::Transport;
use tokenward::core::login::desk::effect::{Answer, Call, FoundKey, Outcome, Work};
use tokenward::core::login::start::LoginOptions;
use tokenward::core::note::Note;
use tokenward::core::oauth::end_session::LogoutOptions;

fn is_fetch(work: &Work) -> bool {
    matches!(work, Work::Fetch { .. })
}

fn is_gift(work: &Work) -> bool {
    matches!(work, Work::GiveTokens { .. })
}

fn threw() -> Answer {
    Answer::Threw(Thrown {
        cause: Cause(Rc::new(5)),
        retryable: false,
        error: None,
    })
}

// — to the server and back —

#[test]
fn a_login_brings_tokens_and_the_apps_state() {
    for mut manager in [Manager::of_page(), Manager::of_server(Host::Process)] {
        let url = manager.begun();
        let caller = manager.finish(&url);
        let finished = manager.finished(caller).unwrap();
        assert_eq!(&*finished.provider, "api");
        assert_eq!(finished.app_state.as_deref(), Some(r#"{"page":1}"#));
        assert_eq!(manager.given.len(), 1);
        assert_eq!(manager.given[0].access_token.reveal(), "at");
        let form = fixtures::form_of(&manager.requests[0]);
        assert!(form.contains(&("code".into(), "CANARY-code".into())));
        assert!(matches!(
            manager.notes[..],
            [
                Note::Requested { .. },
                Note::Answered { .. },
                Note::Obtained { .. }
            ]
        ));
        assert_eq!(manager.logs, ["login started api ", "login finished api "]);
        let pending = |key: &String| key.contains("%login:");
        assert!(!manager.page.session.borrow().keys().any(pending));
        assert_eq!(manager.desk.deadline(), None);
    }
}

#[test]
fn requests_have_the_providers_limit_and_other_works_end_by_themselves() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.finish(&url);
    assert_eq!(manager.works[0].1, None);
    manager.until(is_fetch);
    assert_eq!(manager.works[0].1, Some(10_000));
    manager.answer(Answer::TimedOut);
    let error = refused(manager.finished(caller), Class::Login, Code::Timeout);
    assert_eq!(error.provider.as_deref(), Some("api"));
    assert_eq!(manager.logs[1], "login failed api timeout");
}

#[test]
fn a_work_that_the_host_cannot_do_fails_the_login() {
    let none = LoginOptions::default;
    for (work, code) in [
        ("random", Code::Crypto),
        ("digest", Code::Crypto),
        ("discover", Code::InvalidResponse),
    ] {
        let mut manager = Manager::of_page();
        if work == "discover" {
            manager.config.endpoints.authorization = None;
        }
        let caller = manager.start(none());
        manager.until(|waits| match work {
            "random" => matches!(waits, Work::Random),
            "digest" => matches!(waits, Work::Digest(_)),
            _ => matches!(waits, Work::Discover(_)),
        });
        manager.answer(match work {
            "discover" => Answer::Failed(Error::new(Class::TokenAcquisition, code, "no document")),
            _ => threw(),
        });
        let result = manager.outcome(caller);
        let class = match work {
            "discover" => Class::Login,
            _ => Class::TokenAcquisition,
        };
        refused(result, class, code);
    }
}

#[test]
fn a_provider_that_is_not_found_or_has_another_grant_refuses_a_login() {
    let mut manager = Manager::of_page();
    manager.gone = true;
    let caller = manager.start(LoginOptions::default());
    let result = manager.outcome(caller);
    refused(result, Class::UnknownProvider, Code::UnknownProvider);
    manager.gone = false;
    manager.config = fixtures::oauth(OAuthGrant::ClientCredentials);
    for call in [
        Call::StartLogin {
            provider: Some("api".into()),
            options: LoginOptions::default(),
        },
        Call::StartDeviceLogin { provider: None },
    ] {
        let caller = manager.call(call);
        let result = manager.outcome(caller);
        refused(
            result,
            Class::InvalidConfiguration,
            Code::InvalidConfiguration,
        );
    }
}

#[test]
fn metadata_comes_from_the_holder_of_the_tokens() {
    let mut manager = Manager::of_page();
    manager.config.endpoints.authorization = None;
    manager.metadata = r#","authorization_endpoint":"https://as.example/published","pushed_authorization_request_endpoint":"https://as.example/par","require_pushed_authorization_requests":true"#;
    manager
        .answers
        .push_back(response(201, r#"{"request_uri":"urn:1","expires_in":60}"#));
    let url = {
        let caller = manager.start(LoginOptions::default());
        format!("{:?}", manager.outcome(caller).unwrap())
    };
    assert!(url.contains("https://as.example/published?"), "{url}");
    assert_eq!(manager.requests[0].url, "https://as.example/par");
    assert_eq!(manager.notes, [Note::RequestPushed]);
}

#[test]
fn a_client_that_signs_has_the_parts_of_its_request_made() {
    let mut manager = Manager::of_page();
    manager.config.client_auth = Some(ClientAuth::PrivateKeyJwt);
    let url = manager.begun();
    let caller = manager.finish(&url);
    let makes = |work: &Work| matches!(work, Work::MakeParts { functions: 3, .. });
    manager.until(makes);
    manager.answer(threw());
    let error = refused(manager.finished(caller), Class::Login, Code::LoginFailed);
    assert!(error.cause.is_some() && manager.requests.is_empty());
}

// — ID tokens —

fn id_token(manager: &mut Manager) -> String {
    manager.config.scope = "openid".into();
    manager.config.endpoints.jwks_uri = Some("https://as.example/keys".into());
    let caller = manager.start(LoginOptions::default());
    let url = format!("{:?}", manager.outcome(caller).unwrap());
    let of = |name: &str| {
        let rest = url.split_once(&format!("{name}=")).expect("a parameter").1;
        rest.split(['&', '"']).next().unwrap().to_owned()
    };
    let claims = format!(
        r#"{{"iss":"https://as.example","sub":"ada","aud":"app","exp":{},"iat":{},"nonce":"{}"}}"#,
        NOW / 1000 + 60,
        NOW / 1000,
        of("nonce")
    );
    let header = fixtures::base64url(r#"{"alg":"EdDSA","kid":"1"}"#);
    let token = [
        &header,
        ".",
        &fixtures::base64url(&claims),
        ".",
        &"A".repeat(86),
    ]
    .concat();
    let tokens = TOKENS.replace('}', &format!(r#","id_token":"{token}"}}"#));
    let key = "A".repeat(43);
    let keys = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","kid":"1","x":"{key}"}}]}}"#);
    manager.answers = [response(200, &keys), response(200, &tokens)].into();
    format!(
        "https://app.example/cb?code=CANARY-code&state={}",
        of("state")
    )
}

#[test]
fn the_issuers_keys_are_fetched_before_the_code_is_spent_and_check_the_signature() {
    for verified in [true, false] {
        let mut manager = Manager::of_page();
        let url = id_token(&mut manager);
        let caller = manager.finish(&url);
        manager.until(|work| matches!(work, Work::Verify(_)));
        assert_eq!(manager.requests[0].url, "https://as.example/keys");
        manager.answer(Answer::Verified(verified));
        let finished = manager.finished(caller);
        match verified {
            true => assert!(finished.unwrap().claims.unwrap().contains("ada")),
            false => drop(refused(finished, Class::Login, Code::LoginFailed)),
        }
    }
}

#[test]
fn keys_that_cannot_be_fetched_end_the_login_before_the_code_is_sent() {
    let mut manager = Manager::of_page();
    let url = id_token(&mut manager);
    manager.answers = [response(500, "")].into();
    manager.redeemed(&url).expect_err("no keys");
    assert_eq!(manager.requests.len(), 1);
}

// — one callback, several calls —

#[test]
fn calls_with_one_callback_share_its_end() {
    for mut manager in [Manager::of_page(), Manager::of_server(Host::Process)] {
        let url = manager.begun();
        let callers = [manager.finish(&url), manager.finish(&url)];
        for caller in callers {
            manager.finished(caller).unwrap();
        }
        assert_eq!((manager.requests.len(), manager.given.len()), (1, 1));
    }
}

#[test]
fn a_later_call_gets_the_result_in_a_page_until_a_logout_or_the_providers_removal() {
    let ends: [fn(&mut Manager); 2] = [Manager::log_out, Manager::remove];
    for end in ends {
        let (mut manager, url) = Manager::at_callback();
        manager.redeemed(&url).unwrap();
        let caller = manager.finish(&url);
        assert!(manager.works.is_empty());
        manager.finished(caller).unwrap();
        end(&mut manager);
        refused(manager.redeemed(&url), Class::Login, Code::LoginFailed);
        assert_eq!(manager.requests.len(), 1);
    }
    let mut manager = Manager::of_server(Host::Process);
    let url = manager.begun();
    manager.redeemed(&url).unwrap();
    refused(manager.redeemed(&url), Class::Login, Code::LoginFailed);
}

#[test]
fn a_logout_while_the_tokens_are_passed_on_ends_the_result_for_later_calls() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.finish(&url);
    manager.until(is_gift);
    manager.log_out();
    manager.answer(Answer::Given(true));
    manager.finished(caller).unwrap();
    refused(manager.redeemed(&url), Class::Login, Code::LoginFailed);
}

#[test]
fn managers_of_a_page_share_a_callback() {
    let (mut first, url) = Manager::at_callback();
    let mut second = first.beside();
    let one = first.finish(&url);
    let other = second.finish(&url);
    first.until(is_fetch);
    second.step();
    assert!(second.works.is_empty());
    second.pass(100);
    assert!(second.settled.is_empty());
    first.finished(one).unwrap();
    second.pass(100);
    let finished = second.finished(other).unwrap();
    assert_eq!(finished.app_state.as_deref(), Some(r#"{"page":1}"#));
    assert_eq!((first.requests.len(), second.requests.len()), (1, 0));
    assert_eq!((first.given.len(), second.given.len()), (1, 1));
}

#[test]
fn a_strangers_callback_leaves_everything_as_it_was() {
    let (mut manager, url) = Manager::at_callback();
    let stranger = manager.finish("https://app.example/cb?code=c&state=unknown");
    refused(manager.finished(stranger), Class::Login, Code::LoginFailed);
    let no_callback = manager.finish("https://app.example/");
    manager.finished(no_callback).expect_err("no state");
    manager.redeemed(&url).unwrap();
    assert_eq!(manager.given.len(), 1);
}

// — a logout meanwhile, a removed provider —

#[test]
fn a_logout_during_a_login_wins() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.finish(&url);
    manager.until(is_fetch);
    manager.log_out();
    let error = refused(manager.finished(caller), Class::Login, Code::LoginFailed);
    assert_eq!(error.provider.as_deref(), Some("api"));
    assert!(manager.given.is_empty());
}

#[test]
fn a_logout_that_the_credential_reports_wins() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.finish(&url);
    manager.until(is_gift);
    manager.answer(Answer::Failed(Error::login_failed("logged out")));
    refused(manager.finished(caller), Class::Login, Code::LoginFailed);
}

#[test]
fn a_removed_provider_ends_the_login_with_its_error() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.finish(&url);
    manager.remove();
    let error = refused(
        manager.finished(caller),
        Class::UnknownProvider,
        Code::UnknownProvider,
    );
    assert_eq!(error.provider.as_deref(), Some("api"));
}

// — closing —

#[test]
fn closing_settles_all_calls_and_cancels_requests() {
    let mut manager = Manager::of_server(Host::Process);
    let url = manager.begun();
    let finishes = manager.finish(&url);
    manager.until(is_fetch);
    let starts = manager.start(LoginOptions::default());
    let fetch = manager.works[0].0;
    manager.close();
    assert!(manager.cancelled.len() == 2 && manager.cancelled.contains(&fetch));
    for caller in [starts, finishes] {
        let result = manager.outcome(caller);
        refused(result, Class::ManagerClosed, Code::Closed);
    }
    assert!(manager.logs.contains(&"login failed - closed".to_owned()));
    let reading = manager.reading();
    manager.desk.answer(fetch, response(200, TOKENS), reading);
    manager.drive();
    refused(manager.redeemed(&url), Class::ManagerClosed, Code::Closed);
    assert_eq!(manager.desk.deadline(), None);
}

#[test]
fn a_page_redeems_on_when_its_manager_is_closed_and_the_next_one_takes_the_tokens() {
    // Under React's StrictMode a component is mounted twice.
    for steps in 0..2 {
        let (mut first, url) = Manager::at_callback();
        let lost = first.finish(&url);
        for _ in 0..steps {
            first.step();
        }
        first.close();
        refused(first.outcome(lost), Class::ManagerClosed, Code::Closed);
        let mut second = first.beside();
        let caller = second.finish(&url);
        second.run();
        first.gone = steps == 0;
        first.run();
        second.pass(1_000);
        second.finished(caller).unwrap();
        let sent = first.requests.len() + second.requests.len();
        let given = (second.given.len(), first.given.len());
        assert_eq!((sent, given), (1, (1, 0)), "{steps}");
    }
}

#[test]
fn tokens_that_no_manager_took_are_void_after_a_logout() {
    let (mut first, url) = Manager::at_callback();
    first.finish(&url);
    first.until(is_fetch);
    first.close();
    first.run();
    let mut second = first.beside();
    second.log_out();
    refused(second.redeemed(&url), Class::Login, Code::LoginFailed);
    assert!(second.given.is_empty());
}

#[test]
fn an_abandoned_call_is_not_settled_and_its_login_goes_on() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.finish(&url);
    manager.desk.abandon(caller, manager.reading());
    manager.redeemed(&url).unwrap();
    assert!(manager.settled.is_empty());
}

// — proofs of possession —

#[test]
fn a_bound_provider_finds_its_key_before_it_sends_and_repeats_with_the_servers_nonce() {
    let mut manager = Manager::of_page();
    manager.config.dpop = true;
    manager.proof_key = Some("key");
    let url = manager.begun();
    let caller = manager.finish(&url);
    manager.until(|work| matches!(work, Work::ProofKey { name } if name == "key"));
    manager.answer(Answer::ProofKey(Some((
        FoundKey {
            thumbprint: "jkt".into(),
            fault: Some(Cause(Rc::new(1))),
        },
        false,
    ))));
    assert_eq!(manager.storage_errors, 1);
    assert!(
        manager
            .logs
            .contains(&"the storage failed - storage".into())
    );
    let mut asks = fixtures::response(400, r#"{"error":"use_dpop_nonce"}"#);
    asks.headers.push(("dpop-nonce", "nonce-1".into()));
    let bound = TOKENS.replace("Bearer", "DPoP");
    manager.answers = [Answer::Response(asks), response(200, &bound)].into();
    manager.step();
    let Some((_, _, Work::Fetch { proof, .. })) = manager.works.first() else {
        panic!("{:?}", manager.works);
    };
    let claims = &proof.as_ref().expect("a proof").claims;
    assert_eq!(claims.nonce.as_deref(), Some("nonce-1"));
    manager.finished(caller).unwrap();
    assert_eq!(manager.given[0].bound_to.as_deref(), Some("jkt"));
    assert_eq!(manager.requests.len(), 2);
}

#[test]
fn without_a_key_nothing_is_sent() {
    let mut manager = Manager::of_page();
    manager.config.dpop = true;
    manager.proof_key = Some("key");
    let url = manager.begun();
    let caller = manager.finish(&url);
    manager.until(|work| matches!(work, Work::ProofKey { .. }));
    manager.answer(Answer::ProofKey(None));
    let error = manager.finished(caller).expect_err("no proof");
    let other = tokenward::core::oauth::token_response::transport_error(Transport::NoProof, false);
    assert_eq!(error.message, other.message);
    assert!(manager.requests.is_empty());
}

#[test]
fn a_login_reports_that_the_code_for_proofs_could_not_be_loaded() {
    let mut manager = Manager::of_page();
    manager.config.dpop = true;
    manager.proof_key = Some("key");
    let url = manager.begun();
    let caller = manager.finish(&url);
    manager.until(|work| matches!(work, Work::ProofKey { .. }));
    manager.answer(Answer::Threw(Thrown {
        cause: Cause(Rc::new("no connection")),
        retryable: true,
        error: None,
    }));
    let error = manager.finished(caller).expect_err("no proof");
    assert_eq!(error.code, Code::Network);
    assert!(error.retryable);
}

// — the page of a callback —

#[test]
fn a_callback_is_removed_from_the_address_bar_when_its_login_is_used_up() {
    let (mut manager, url) = Manager::at_callback();
    let caller = manager.handle(&format!("{url}&iss=https://as.example&session_state=1#top"));
    // Before the code is sent.
    assert!(manager.requests.is_empty());
    assert_eq!(*manager.page.address.borrow(), "https://app.example/cb#top");
    manager.finished(caller).unwrap();
}

#[test]
fn the_redirect_uris_own_query_stays_in_the_address_bar() {
    let mut manager = Manager::of_page();
    manager.config.redirect_uri = Some("https://app.example/cb?tab=2&scope=mine".into());
    let url = manager.begun().replace("?", "?tab=2&scope=mine&");
    let caller = manager.handle(&format!("{url}&scope=theirs"));
    manager.finished(caller).unwrap();
    assert_eq!(
        *manager.page.address.borrow(),
        "https://app.example/cb?tab=2&scope=mine"
    );
}

#[test]
fn a_login_that_the_server_refused_leaves_no_callback_in_the_address_bar() {
    let mut manager = Manager::of_page();
    let url = manager
        .begun()
        .replace("code=CANARY-code", "error=access_denied");
    let error = refused(manager.handled(&url), Class::Login, Code::LoginFailed);
    assert_eq!(error.oauth_error.as_deref(), Some("access_denied"));
    assert_eq!(*manager.page.address.borrow(), "https://app.example/cb");
}

#[test]
fn a_page_that_has_moved_on_keeps_its_address() {
    let (mut manager, url) = Manager::at_callback();
    manager
        .page
        .address
        .replace("https://app.example/other".into());
    let caller = manager.call(Call::HandleCallback {
        url: url.as_str().into(),
    });
    manager.finished(caller).unwrap();
    assert_eq!(*manager.page.address.borrow(), "https://app.example/other");
}

#[test]
fn a_page_that_is_no_callback_of_this_manager_is_left_as_it_is() {
    let (mut manager, url) = Manager::at_callback();
    for stranger in [
        "https://app.example/",
        "https://app.example/?code=c",
        "https://app.example/?state=s",
        "https://app.example/cb?code=c&state=stranger",
        "https://app.example/cb?error=access_denied&state=stranger",
        &url.replace("code=CANARY-code", "code="),
        &format!("{url}&state=twice"),
    ] {
        let caller = manager.handle(stranger);
        let outcome = manager.outcome(caller).unwrap();
        assert!(matches!(outcome, Outcome::NoCallback), "{stranger}");
        assert_eq!(*manager.page.address.borrow(), stranger);
    }
    assert!(manager.requests.is_empty());
    assert_eq!(manager.logs, ["login started api "]);
    // The login still waits.
    manager.redeemed(&url).unwrap();
}

#[test]
fn a_page_that_asks_twice_gets_the_same_while_that_counts() {
    let (mut manager, url) = Manager::at_callback();
    let first = manager.handle(&url);
    let second = manager.handle(&url);
    manager.finished(first).unwrap();
    manager.finished(second).unwrap();
    manager.handled(&url).unwrap();
    assert_eq!((manager.requests.len(), manager.given.len()), (1, 1));
    // Another manager of the page asks too late for the tokens, but shares them by the storage.
    let mut other = manager.beside();
    let late = other.handle(&url);
    assert!(matches!(other.outcome(late), Ok(Outcome::NoCallback)));
    manager.log_out();
    let after = manager.handle(&url);
    assert!(matches!(manager.outcome(after), Ok(Outcome::NoCallback)));
}

#[test]
fn a_page_that_asks_twice_gets_the_same_refusal() {
    let (mut manager, url) = Manager::at_callback();
    manager
        .answers
        .push_back(response(400, r#"{"error":"invalid_grant"}"#));
    for _ in 0..2 {
        let error = refused(manager.handled(&url), Class::Login, Code::LoginFailed);
        assert_eq!(error.oauth_error.as_deref(), Some("invalid_grant"));
    }
    assert_eq!(manager.requests.len(), 1);
}

#[test]
fn a_manager_that_was_closed_leaves_the_callback_to_the_next_one() {
    let (mut first, url) = Manager::at_callback();
    let lost = first.handle(&url);
    first.until(is_fetch);
    first.close();
    let mut second = first.beside();
    let caller = second.handle(&url);
    refused(first.outcome(lost), Class::ManagerClosed, Code::Closed);
    second.until(|work| matches!(work, Work::FindProvider(_)));
    second.step();
    second.pass(100);
    second.finished(caller).unwrap();
}

#[test]
fn a_server_gives_a_callbacks_result_once_and_has_no_address_bar() {
    let mut manager = Manager::of_server(Host::Process);
    let url = manager.begun();
    manager.handled(&url).unwrap();
    assert_eq!(*manager.page.address.borrow(), url);
    let again = manager.handle(&url);
    assert!(matches!(manager.outcome(again), Ok(Outcome::NoCallback)));
}

// — hosts where work ends with its request —

#[test]
fn a_request_waits_for_another_requests_callback_no_longer_than_its_limit() {
    let mut manager = Manager::of_server(Host::Edge);
    let url = manager.begun();
    let first = manager.finish(&url);
    manager.until(is_fetch);
    let second = manager.finish(&url);
    assert_eq!(manager.desk.deadline(), None);
    assert_eq!(manager.look(second), Some(1));
    assert_eq!(manager.look(second), Some(2));
    manager.now += 9_999;
    assert!(manager.look(second).is_some());
    manager.now += 2;
    assert_eq!(manager.look(second), None);
    let error = refused(manager.finished(second), Class::Login, Code::Timeout);
    assert!(error.message.contains("has ended"));
    manager.finished(first).unwrap();
}

#[test]
fn a_caller_whose_request_has_ended_leaves_nothing() {
    let mut manager = Manager::of_server(Host::Edge);
    let gone = manager.start(LoginOptions::default());
    let number = manager.works[0].0;
    manager.now += 60_001;
    let caller = manager.start(LoginOptions::default());
    assert_eq!(manager.cancelled, [number]);
    assert_eq!(manager.look(gone), None);
    manager.outcome(caller).unwrap();
    assert!(manager.settled.is_empty());
}

// — the URL of the logout —

#[test]
fn the_logout_goes_to_the_endpoint_with_the_own_id_token() {
    let mut manager = Manager::of_page();
    manager.metadata = r#","end_session_endpoint":"https://as.example/end""#;
    manager.id_token = Some("CANARY-id");
    let options = LogoutOptions {
        post_logout_redirect_uri: Some("https://app.example/bye".into()),
        state: None,
    };
    let url = manager.logout_url(options.clone()).unwrap().unwrap();
    assert_eq!(
        url,
        "https://as.example/end?id_token_hint=CANARY-id&client_id=app&post_logout_redirect_uri=https%3A%2F%2Fapp.example%2Fbye"
    );
    manager.metadata = "";
    assert_eq!(manager.logout_url(options).unwrap(), None);
    assert_eq!(manager.logs, [""; 0]);
}

#[test]
fn a_logout_needs_no_url_without_a_server_and_a_valid_one_with_it() {
    let mut manager = Manager::of_page();
    let wrong = LogoutOptions {
        post_logout_redirect_uri: Some("#".into()),
        state: None,
    };
    refused(
        manager.logout_url(wrong),
        Class::InvalidConfiguration,
        Code::InvalidConfiguration,
    );
    let caller = manager.call(Call::LogoutUrl {
        provider: None,
        options: LogoutOptions::default(),
        signs_out: None,
    });
    manager.until(|work| matches!(work, Work::Discover(_)));
    let network = Error::new(Class::TokenAcquisition, Code::Network, "no network").retryable();
    manager.answer(Answer::Failed(network));
    let error = refused(manager.outcome(caller), Class::Login, Code::Network);
    assert!(error.retryable);
}

// — the user leaves —

fn leaving() -> Manager {
    let mut manager = Manager::of_page();
    manager.metadata = r#","end_session_endpoint":"https://as.example/end""#;
    manager.id_token = Some("CANARY-id");
    manager
}

#[test]
fn a_sign_out_reads_the_id_token_before_it_is_forgotten() {
    for revoke in [true, false] {
        let mut manager = leaving();
        let caller = manager.leave(LogoutOptions::default(), revoke);
        manager.until(|work| matches!(work, Work::Discover(_)));
        assert_eq!(manager.signed_out, [revoke]);
        let url = manager.left(caller).unwrap().unwrap();
        assert_eq!(
            url,
            "https://as.example/end?id_token_hint=CANARY-id&client_id=app"
        );
        assert_eq!(manager.logs, [""; 0]);
    }
}

#[test]
fn a_sign_out_waits_for_the_server_no_longer_than_a_leaving_user() {
    let mut manager = leaving();
    let caller = manager.leave(LogoutOptions::default(), true);
    manager.step();
    let mut limits = Vec::new();
    while let Some((_, within_ms, _)) = manager.works.first() {
        limits.push(*within_ms);
        // The tokens are forgotten as soon as this work begins.
        manager.answer(Answer::TimedOut);
    }
    assert_eq!(limits, [Some(1_000), Some(2_000), Some(1_000)]);
    assert_eq!(manager.left(caller).unwrap(), None);
}

#[test]
fn a_sign_out_cannot_fail() {
    let failed = || {
        let error = Error::new(Class::TokenAcquisition, Code::Network, "no network").retryable();
        Answer::Failed(error)
    };
    // A failure of the network, the storage or the host.
    for answer in [failed, threw] {
        let mut manager = leaving();
        let caller = manager.leave(LogoutOptions::default(), true);
        manager.step();
        let mut seen = 0;
        while !manager.works.is_empty() {
            manager.answer(answer());
            seen += 1;
        }
        assert_eq!(seen, 3);
        assert_eq!(manager.left(caller).unwrap(), None);
    }
    // With the facts found before it, the user still gets the server's URL.
    let mut manager = leaving();
    manager.config.endpoints.end_session = Some("https://as.example/end".into());
    let caller = manager.leave(LogoutOptions::default(), true);
    manager.step();
    manager.step();
    manager.answer(failed());
    assert!(manager.left(caller).unwrap().is_some());
}

#[test]
fn a_sign_out_works_without_an_end_session_endpoint() {
    let mut manager = leaving();
    manager.metadata = "";
    let caller = manager.leave(LogoutOptions::default(), true);
    assert_eq!(manager.left(caller).unwrap(), None);
    assert_eq!(manager.signed_out, [true]);
    // An endpoint that must not be used counts as missing.
    manager.metadata = r#","end_session_endpoint":"http://as.example/end""#;
    let caller = manager.leave(LogoutOptions::default(), true);
    assert_eq!(manager.left(caller).unwrap(), None);
}

#[test]
fn a_wrong_redirect_uri_is_reported_before_any_token_is_forgotten() {
    let mut manager = leaving();
    let wrong = LogoutOptions {
        post_logout_redirect_uri: Some("#".into()),
        state: None,
    };
    let caller = manager.leave(wrong, true);
    refused(
        manager.left(caller),
        Class::InvalidConfiguration,
        Code::InvalidConfiguration,
    );
    assert!(manager.signed_out.is_empty());
}

#[test]
fn a_sign_out_of_a_login_under_way_wins() {
    let mut manager = leaving();
    let url = manager.begun();
    let login = manager.handle(&url);
    manager.until(is_fetch);
    let caller = manager.leave(LogoutOptions::default(), false);
    let is_sign_out = |work: &Work| matches!(work, Work::FindProvider(_));
    let place = manager
        .works
        .iter()
        .position(|(.., work)| is_sign_out(work));
    let sign_out = manager.works.remove(place.unwrap());
    manager.works.insert(0, sign_out);
    manager.step();
    let fetch = manager.works.remove(0);
    manager.works.push(fetch);
    manager.left(caller).unwrap();
    refused(manager.finished(login), Class::Login, Code::LoginFailed);
    assert!(manager.given.is_empty());
}
