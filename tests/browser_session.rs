//! A user's session in a real browser: the callback of a login, logins in windows of their own, logout, the user's claims, and
//! a token for each API.
#![cfg(target_arch = "wasm32")]

mod pages;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use js_sys::{Array, Function, Object};
use pages::{fetch_that, manager, script, settled};
use std::cell::RefCell;
use std::rc::Rc;
use tokenward::client::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

fn parameter(text: &str, name: &str) -> String {
    let read = "return new URLSearchParams(text.slice(text.indexOf('?') + 1)).get(name) ?? ''";
    let value = script("text, name", read, &[&text.into(), &name.into()]);
    value.as_string().unwrap()
}

fn address() -> String {
    script("", "return location.href", &[]).as_string().unwrap()
}

/// An ID token of the user `ada`.
fn id_token(nonce: &str) -> String {
    let claims = format!(
        r#"{{"iss":"https://as.example","sub":"ada","aud":"client","nonce":"{nonce}","iat":{now},"exp":{end}}}"#,
        now = (js_sys::Date::now() / 1_000.0) as i64,
        end = (js_sys::Date::now() / 1_000.0) as i64 + 600,
    );
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    [&part(r#"{"alg":"RS256"}"#), ".", &part(&claims), ".c2ln"].concat()
}

/// A `fetch` that answers with tokens `a1`, `a2` … and the ID token `answers.idToken`; `answers`; and the bodies of its requests.
fn server() -> (Function, Object, Array) {
    let (answers, bodies) = (Object::new(), Array::new());
    let fetch = script(
        "answers, bodies",
        r#"return async (url, init) => {
            bodies.push(String(init.body ?? ""));
            if (url.endsWith("/revoke")) return new Response(null);
            const n = bodies.length;
            return Response.json({ access_token: `a${n}`, token_type: "Bearer", expires_in: 600, refresh_token: `r${n}`, id_token: answers.idToken });
        }"#,
        &[&answers, &bodies],
    );
    (fetch.unchecked_into(), answers, bodies)
}

/// A client whose users come back to this page. The server is at `authorization`.
fn client(authorization: &str) -> OAuthConfig {
    let here = script("", "return location.origin + location.pathname", &[]);
    OAuthConfig {
        endpoints: Endpoints {
            token: Some("https://as.example/token".into()),
            authorization: Some(authorization.into()),
            revocation: Some("https://as.example/revoke".into()),
            end_session: Some("https://as.example/logout".into()),
            ..Endpoints::default()
        },
        scope: "read".into(),
        redirect_uri: here.as_string(),
        ..OAuthConfig::new(OAuthGrant::AuthorizationCode, "client")
    }
}

fn with_user(namespace: &str, authorization: &str, fetch: &Function) -> TokenManager {
    let manager = manager(namespace, Storage::Memory, Some(fetch));
    manager.add_provider("user", client(authorization)).unwrap();
    manager
}

const SERVER: &str = "https://as.example/authorize";

/// A page of this origin in place of an authorization server. Its URL is already the server's answer.
fn server_that_answers(answer: &str) -> String {
    let found = r#"const { name } = performance.getEntriesByType("resource").find(({ name }) => name.startsWith(location.origin) && name.endsWith(".js"));
        return name + "?" + answer;"#;
    let url = script("answer", found, &[&answer.into()]);
    url.as_string().unwrap()
}

/// The events of sessions, in order.
fn heard(manager: &TokenManager) -> Rc<RefCell<Vec<String>>> {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let told = heard.clone();
    manager.on(move |event| match event {
        Event::SignedIn { user, .. } => {
            let user = user.as_ref().map_or("somebody", |user| &user.id);
            told.borrow_mut().push(format!("in {user}"));
        }
        Event::SignedOut { .. } => told.borrow_mut().push("out".into()),
        Event::StepUp { wanted, .. } => {
            let levels = wanted.acr_values.as_deref().unwrap_or_default();
            told.borrow_mut().push(format!("step up {levels}"));
        }
        _ => {}
    });
    heard
}

/// Begins a login, and makes this page its callback.
async fn come_back(manager: &TokenManager, answers: &Object) {
    let options = LoginOptions {
        scope: Some("openid".into()),
        app_state: Some(r#"{"page":"/"}"#.into()),
        ..LoginOptions::default()
    };
    let url = manager.start_login(None, options).await.unwrap().url;
    let token = id_token(&parameter(&url, "nonce")).into();
    js_sys::Reflect::set(answers, &"idToken".into(), &token).unwrap();
    let state = parameter(&url, "state");
    let go = "history.replaceState(null, '', '?code=c1&state=' + state)";
    script("state", go, &[&state.into()]);
}

#[wasm_bindgen_test]
async fn a_page_that_is_no_callback_of_ours_stays_as_it_is() {
    let (fetch, _, bodies) = server();
    let manager = with_user("none", SERVER, &fetch);
    assert!(manager.handle_callback(None).await.unwrap().is_none());
    let strange = "https://app.example/?code=c1&state=unknown";
    let handled = manager.handle_callback(Some(strange)).await.unwrap();
    assert!(handled.is_none());
    assert!(!manager.is_authenticated(None).unwrap());
    assert_eq!(bodies.length(), 0);
}

#[wasm_bindgen_test]
async fn a_callback_signs_the_user_in_once_and_leaves_the_address_bar() {
    let (fetch, answers, bodies) = server();
    let manager = with_user("callback", SERVER, &fetch);
    let (heard, before) = (heard(&manager), address());
    come_back(&manager, &answers).await;
    let result = manager.handle_callback(None).await.unwrap().unwrap();
    assert_eq!(address(), before);
    assert_eq!(&*result.provider, "user");
    assert_eq!(result.app_state.as_deref(), Some(r#"{"page":"/"}"#));
    assert_eq!(result.user.unwrap().id, "ada");
    assert!(manager.is_authenticated(None).unwrap());
    // A component that is mounted again asks twice.
    let again = manager.handle_callback(None).await.unwrap().unwrap();
    assert_eq!(again.user.unwrap().id, "ada");
    assert_eq!(*heard.borrow(), ["in ada"]);
    assert_eq!(bodies.length(), 1);
}

#[wasm_bindgen_test]
async fn a_logout_makes_the_result_of_a_callback_void() {
    let (fetch, answers, bodies) = server();
    let manager = with_user("void", SERVER, &fetch);
    let heard = heard(&manager);
    come_back(&manager, &answers).await;
    manager.handle_callback(None).await.unwrap().unwrap();
    let out = SignOut {
        options: LogoutOptions {
            post_logout_redirect_uri: Some("https://app.example/bye".into()),
            ..LogoutOptions::default()
        },
        navigate: false,
        ..SignOut::default()
    };
    let url = manager.logout(None, out).await.unwrap().unwrap();
    assert!(url.starts_with("https://as.example/logout?id_token_hint="));
    assert!(manager.handle_callback(None).await.unwrap().is_none());
    assert!(manager.user(None).unwrap().is_none());
    assert_eq!(*heard.borrow(), ["in ada", "out"]);
    let sent: Vec<_> = bodies.iter().filter_map(|body| body.as_string()).collect();
    assert_eq!(parameter(&format!("?{}", sent[1]), "token"), "r1");
}

/// The result of a login in a window, and the bodies of the token requests.
async fn logged_in(name: &str, answer: &str, mode: LoginMode) -> (Result<LoginResult>, Array) {
    let (fetch, _, bodies) = server();
    let manager = with_user(name, &server_that_answers(answer), &fetch);
    let finished = manager.login(None, LoginOptions::default(), mode).await;
    assert_eq!(manager.is_authenticated(None).unwrap(), finished.is_ok());
    (finished, bodies)
}

#[wasm_bindgen_test]
async fn a_login_goes_through_a_window_or_frame_of_its_own() {
    let frame = "const frame = document.createElement('iframe'); document.body.append(frame); return frame.contentWindow";
    let popup = LoginMode::Popup {
        window: Some(script("", frame, &[]).unchecked_into()),
        timeout_ms: None,
    };
    let logins = [("popup", popup), ("silent", LoginMode::silent())];
    for (name, mode) in logins {
        let (finished, bodies) = logged_in(name, "code=c1", mode).await;
        assert_eq!(&*finished.unwrap().provider, "user");
        let sent = bodies.get(0).as_string().unwrap();
        assert!(sent.contains("code_verifier="), "{sent}");
    }
}

#[wasm_bindgen_test]
async fn a_silent_login_that_needs_the_user_says_so() {
    let mode = LoginMode::silent();
    let (finished, bodies) = logged_in("needs", "error=login_required", mode).await;
    let error = finished.unwrap_err();
    assert_eq!(error.class, Class::Login);
    assert_eq!(error.oauth_error.as_deref(), Some("login_required"));
    assert_eq!(bodies.length(), 0);
}

#[wasm_bindgen_test]
async fn a_blocked_popup_is_a_typed_error() {
    let block =
        "const { open } = window; window.open = () => null; return () => { window.open = open; }";
    let unblock: Function = script("", block, &[]).unchecked_into();
    let (finished, _) = logged_in("blocked", "code=c1", LoginMode::popup()).await;
    unblock.call0(&JsValue::UNDEFINED).unwrap();
    let error = finished.unwrap_err();
    assert_eq!(
        (error.class, error.code),
        (Class::Login, Code::PopupBlocked)
    );
}

/// Signs a user in by tokens from elsewhere.
async fn signed_in(manager: &TokenManager) {
    let tokens = TokenInput {
        access_token: "a0".into(),
        refresh_token: Some("r0".into()),
        id_token: Some(id_token("n").into()),
        expires_in_ms: Some(600_000),
        ..TokenInput::default()
    };
    manager.set_tokens("user", tokens).await.unwrap();
}

#[wasm_bindgen_test]
async fn the_userinfo_endpoint_is_asked_with_the_users_token() {
    let fetch = fetch_that(
        r#"const issuer = "https://as.example";
        return Promise.resolve(url.endsWith("openid-configuration")
            ? Response.json({ issuer, token_endpoint: issuer + "/token", userinfo_endpoint: issuer + "/me" })
            : Response.json({ sub: "ada", token: new Headers(init.headers).get("authorization") }))"#,
    );
    let manager = manager("info", Storage::Memory, Some(&fetch));
    let server = OAuthConfig {
        issuer: Some("https://as.example".into()),
        ..client(SERVER)
    };
    manager.add_provider("user", server).unwrap();
    let nobody = manager.user_info(None).await.unwrap_err();
    assert_eq!(nobody.class, Class::TokenNotFound);
    signed_in(&manager).await;
    let claims = manager.user_info(None).await.unwrap();
    assert_eq!(claims, r#"{"sub":"ada","token":"Bearer a0"}"#);
    manager.invalidate(None).await.unwrap();
    let kept_back = manager.user_info(None).await.unwrap_err();
    assert_ne!(kept_back.code, Code::Network, "{kept_back}");
}

#[wasm_bindgen_test]
async fn an_api_that_wants_another_authentication_causes_a_step_up_event() {
    let fetch = fetch_that(
        r#"return Promise.resolve(new Response(null, { status: 401, headers: { "www-authenticate": 'Bearer error="insufficient_user_authentication", acr_values="gold"' } }))"#,
    );
    let manager = manager("step", Storage::Memory, Some(&fetch));
    let provider = Provider::from(client(SERVER)).allowed_origin("https://api.example");
    manager.add_provider("user", provider).unwrap();
    signed_in(&manager).await;
    let heard = heard(&manager);
    let request = web_sys::Request::new_with_str("https://api.example/items").unwrap();
    let response = manager.fetch(None, &request).await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(*heard.borrow(), ["step up gold"]);
}

/// A server whose tokens name their target. It refuses the target `https://none.example`.
const TARGETS: &str = r#"const asked = new URLSearchParams(init.body);
    const target = [asked.get("resource"), asked.get("audience"), asked.get("scope")].filter(Boolean).join(" ");
    globalThis.asked = [...(globalThis.asked ?? []), `${asked.get("refresh_token")} ${target}`];
    return Promise.resolve(target.includes("none.example")
        ? Response.json({ error: "invalid_target" }, { status: 400 })
        : Response.json({ access_token: `for ${target}`.replaceAll(" ", "-"), token_type: "Bearer", expires_in: 600, refresh_token: "r" + globalThis.asked.length }))"#;

fn asked() -> Vec<String> {
    let asked = script("", "return globalThis.asked.splice(0)", &[]);
    let asked: Array = asked.unchecked_into();
    asked.iter().filter_map(|text| text.as_string()).collect()
}

#[wasm_bindgen_test]
async fn each_target_has_a_token_of_its_own_from_one_login() {
    let manager = with_user("targets", SERVER, &fetch_that(TARGETS));
    signed_in(&manager).await;
    let get = async |request: TokenRequest| manager.get_token_with(None, request).await;
    let resource = || TokenRequest::default().resource("https://api.example");
    let [first, again] = [
        get(resource()).await.unwrap(),
        get(resource()).await.unwrap(),
    ];
    assert_eq!(first.as_str(), "for-https://api.example");
    assert_eq!(again.as_str(), first.as_str());
    let graph = TokenRequest::default().scope("https://graph.example/.default");
    let graph = get(graph).await.unwrap();
    assert_eq!(
        graph.authorization(),
        "Bearer for-https://graph.example/.default"
    );
    let refused = TokenRequest::default().audience("https://none.example");
    let refused = get(refused).await.unwrap_err();
    assert_eq!(refused.oauth_error.as_deref(), Some("invalid_target"));
    assert_eq!(get(TokenRequest::default()).await.unwrap().as_str(), "a0");
    let kept = manager.get_tokens_for(None, resource().target).await;
    assert_eq!(kept.unwrap().unwrap().access_token.reveal(), first.as_str());
    let rotated = ["r0", "r1", "r2"];
    let asked = asked();
    let used: Vec<_> = asked.iter().filter_map(|of| of.split(' ').next()).collect();
    assert_eq!(used, rotated);
}

#[wasm_bindgen_test]
async fn a_provider_gets_its_tokens_from_anothers_refresh_token() {
    let manager = with_user("lent", SERVER, &fetch_that(TARGETS));
    let orders = OAuthConfig {
        grant: OAuthGrant::RefreshToken,
        refresh_from: Some("user".into()),
        resource: vec!["https://orders.example".into()],
        scope: String::new(),
        redirect_uri: None,
        ..client(SERVER)
    };
    manager.add_provider("orders", orders).unwrap();
    signed_in(&manager).await;
    let token = manager.get_token(Some("orders")).await.unwrap();
    assert_eq!(token.as_str(), "for-https://orders.example");
    manager.clear(Some("user")).await.unwrap();
    assert!(manager.peek_token(Some("orders")).is_none());
    assert_eq!(asked(), ["r0 https://orders.example"]);
}

#[wasm_bindgen_test]
async fn the_callback_of_a_window_hands_itself_over() {
    // The part of the page that began the login. `close` would end these tests.
    let page = r#"const { close } = window;
        window.close = () => {};
        const channel = new BroadcastChannel("tokenward%login:tw.s");
        return new Promise((resolve) => {
            channel.onmessage = ({ data }) => { channel.postMessage("taken"); channel.close(); resolve(data); };
        }).finally(() => setTimeout(() => { window.close = close; }, 100));"#;
    let url = "https://app.example/?code=c1&state=tw.s";
    let (fetch, _, _) = server();
    let manager = with_user("hands", SERVER, &fetch);
    let handled = wasm_bindgen_futures::future_to_promise(async move {
        let result = manager.handle_callback(Some(url)).await;
        Ok(result.unwrap().is_none().into())
    });
    let handed = settled("", page, &[]).await;
    assert_eq!(handed.as_string().as_deref(), Some(url));
    let is_page_like_others = wasm_bindgen_futures::JsFuture::from(handled).await;
    assert_eq!(is_page_like_others.unwrap(), true);
}
