//! The program's own parts of a manager: functions that get tokens, providers that are added when they are asked for,
//! and listeners.
#![cfg(target_arch = "wasm32")]

mod pages;

use js_sys::Array;
use pages::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tokenward::client::*;
use tokenward::core::config::Grant;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

fn given(access: &str) -> TokenInput {
    TokenInput {
        access_token: access.into(),
        refresh_token: Some("r1".into()),
        expires_in_ms: Some(600_000),
        extra: Some(r#"{"tenant":"a"}"#.into()),
        ..TokenInput::default()
    }
}

#[wasm_bindgen_test]
async fn tokens_come_from_functions_of_the_program() {
    let (fetch, _) = token_endpoint(600);
    let manager = manager("functions", Storage::Memory, Some(&fetch));
    let seen = Rc::new(RefCell::new(Vec::new()));
    let (refreshing, revoking) = (seen.clone(), seen.clone());
    let custom = Custom::new(|context: CustomContext| async move {
        assert!(context.signal().is_some() && context.fetch().is_some());
        Ok::<_, Error>(given(
            &format!("first of {}", context.provider()).replace(' ', "-"),
        ))
    })
    .refreshed_by(move |tokens, _| {
        let refresh_token = tokens.refresh_token.unwrap().reveal().to_owned();
        let line = format!("{refresh_token} {}", tokens.extra.unwrap().reveal());
        refreshing.borrow_mut().push(line);
        async { Ok::<_, JsValue>(given("second")) }
    })
    .revoked_by(move |tokens, _| {
        let line = format!("revoked {}", tokens.access_token.reveal());
        revoking.borrow_mut().push(line);
        async { Ok::<_, JsValue>(()) }
    });
    manager.add_provider("own", custom).unwrap();
    assert_eq!(get(&manager).await, "first-of-own");
    manager.refresh(None).await.unwrap();
    assert_eq!(get(&manager).await, "second");
    let held = manager.get_tokens(None).await.unwrap().unwrap();
    let lives_ms = held.expires_at.unwrap().since(held.obtained_at);
    assert_eq!(lives_ms, 600_000);
    manager.revoke(None).await.unwrap();
    assert!(manager.peek_token(None).is_none());
    assert_eq!(*seen.borrow(), [r#"r1 {"tenant":"a"}"#, "revoked second"]);
}

#[wasm_bindgen_test]
async fn a_functions_error_becomes_the_cause_and_this_crates_errors_stay_as_they_are() {
    let manager = manager("fails", Storage::Memory, None);
    let fails = Custom::new(|_| async { Err(JsValue::from("not today")) });
    manager.add_provider("any", fails).unwrap();
    let error = manager.get_token(Some("any")).await.unwrap_err();
    assert_eq!(error.class, Class::TokenAcquisition);
    let thrown = error.cause.as_ref().unwrap().0.downcast_ref::<JsValue>();
    assert_eq!(thrown.unwrap().as_string().as_deref(), Some("not today"));

    let ours = Error::new(Class::TokenAcquisition, Code::RateLimited, "later").retryable();
    let thrown = JsValue::from(ours.clone());
    let shown = script(
        "error",
        "return [error.name, error.code, error.retryable, error instanceof Error].join()",
        &[&thrown],
    );
    assert_eq!(shown, "TokenAcquisitionError,rate_limited,true,true");
    let fails = Custom::new(move |_| {
        let ours = ours.clone();
        async { Err(ours) }
    });
    let policy = RetryPolicy {
        max_attempts: 1,
        ..RetryPolicy::default()
    };
    let fails = Provider::from(fails).retry_policy(policy);
    manager.add_provider("ours", fails).unwrap();
    let error = manager.get_token(Some("ours")).await.unwrap_err();
    assert!(error.retryable);
}

#[wasm_bindgen_test]
async fn tenants_are_added_when_they_are_first_asked_for() {
    let (fetch, bodies) = token_endpoint(600);
    let asked = Rc::new(RefCell::new(Vec::new()));
    let asking = asked.clone();
    let resolver = Resolver::new(move |name| {
        asking.borrow_mut().push(name.clone());
        async move {
            match name.as_str() {
                "nobody" => Ok(None),
                "wrong" => Err(Error::configuration("tenants.wrong", "must be another")),
                _ => Ok(Some(client(
                    OAuthGrant::ClientCredentials,
                    "https://as.example/token",
                ))),
            }
        }
    });
    let manager = TokenManager::new(Options {
        namespace: "tenants".into(),
        resolver: Some(resolver),
        fetch: Some(fetch),
        ..Options::default()
    })
    .unwrap();
    let both = ["a", "a"].map(|name| {
        let manager = manager.clone();
        wasm_bindgen_futures::future_to_promise(async move {
            Ok(manager.get_token(Some(name)).await.unwrap().as_str().into())
        })
    });
    for one in both {
        assert_eq!(token(one).await.as_deref(), Some("a1"));
    }
    assert_eq!(manager.list_providers().len(), 1);
    let error = manager.get_token(Some("nobody")).await.unwrap_err();
    assert_eq!(error.class, Class::UnknownProvider);
    let error = manager.get_token(Some("wrong")).await.unwrap_err();
    assert_eq!(
        error.class,
        Class::InvalidConfiguration,
        "{}",
        error.message
    );
    assert_eq!(*asked.borrow(), ["a", "nobody", "wrong"]);
    assert_eq!(bodies.length(), 1);
}

#[wasm_bindgen_test]
async fn listeners_may_call_the_manager_and_leave() {
    let (fetch, _) = token_endpoint(600);
    let manager = with_client("listeners", Storage::Memory, &fetch);
    let told = Rc::new(Cell::new(0));
    let (count, own) = (told.clone(), manager.clone());
    let listener = manager.on(move |event| {
        if let Event::Added { provider, .. } = event {
            assert!(own.peek_token(Some(provider)).is_some());
            count.set(count.get() + 1);
        }
    });
    get(&manager).await;
    manager.clear(None).await.unwrap();
    manager.off(listener);
    manager.set_tokens("api", given("again")).await.unwrap();
    assert_eq!(told.get(), 1);
}

#[wasm_bindgen_test]
async fn a_provider_without_a_token_serves_that_of_its_fallback() {
    let (fetch, _) = token_endpoint(600);
    let manager = manager("behind", Storage::Memory, Some(&fetch));
    let behind = Provider::from(StaticToken {
        token: "fixed".into(),
        token_type: None,
        expires_at: None,
    });
    let fails = Custom::new(|_| async { Err(JsValue::from("down")) });
    let provider = Provider::from(fails).fallback(behind);
    manager.add_provider("front", provider).unwrap();
    let demands = GetToken {
        use_fallback: Some(true),
        ..GetToken::default()
    };
    let token = manager.get_token_with(None, demands).await.unwrap();
    assert_eq!(token.authorization(), "Bearer fixed");
}

#[wasm_bindgen_test]
async fn fetch_sends_the_token_to_allowed_origins_alone_and_renews_one_that_is_refused() {
    let sent = Array::new();
    let fetch = script(
        "sent",
        r#"let n = 0;
        return async (input, init) => {
            if (input === "https://as.example/token") {
                n += 1;
                return Response.json({ access_token: `a${n}`, token_type: "bearer", expires_in: 600, refresh_token: `r${n}` });
            }
            const authorization = new Request(input, init).headers.get("authorization");
            sent.push(authorization);
            return new Response(authorization, { status: authorization === "Bearer a1" ? 401 : 200 });
        };"#,
        &[&sent],
    );
    let manager = manager("sends", Storage::Memory, Some(&fetch.unchecked_into()));
    let provider = client(OAuthGrant::RefreshToken, "https://as.example/token");
    let provider = provider.allowed_origin("https://api.example");
    manager.add_provider("api", provider).unwrap();
    let request = |url: &str| script("url", "return new Request(url)", &[&url.into()]);
    let api = request("https://api.example/things").unchecked_into();
    let response = manager.fetch(None, &api).await.unwrap();
    assert_eq!(response.status(), 200);
    let sent: Vec<_> = sent
        .iter()
        .filter_map(|header| header.as_string())
        .collect();
    assert_eq!(sent, ["Bearer a1", "Bearer a2"]);
    let elsewhere = request("https://other.example/").unchecked_into();
    let error = manager.fetch(None, &elsewhere).await.unwrap_err();
    let code = script("error", "return error.code", &[&error]);
    assert_eq!(code, "origin_not_allowed");
}

#[wasm_bindgen_test]
async fn a_bound_token_is_fetched_with_a_proof() {
    let (endpoint, _) = dpop_endpoint();
    let seen = Array::new();
    let fetch = script(
        "endpoint, seen",
        r#"return async (input, init) => {
            if (input === "https://as.example/token") return endpoint(input, init);
            const { headers } = new Request(input, init);
            seen.push(headers.get("authorization"), headers.get("dpop")?.split(".").length);
            return new Response();
        };"#,
        &[&endpoint, &seen],
    );
    let fetch = fetch.unchecked_into();
    let grant = OAuthGrant::RefreshToken;
    let manager = manager("bound", Storage::Memory, Some(&fetch));
    let mut provider = client(grant, "https://as.example/token");
    if let Grant::OAuth(config) = &mut provider.config.grant {
        Rc::make_mut(config).dpop = true;
    }
    let provider = provider.allowed_origin("https://api.example");
    manager.add_provider("api", provider).unwrap();
    let request = script("", "return new Request('https://api.example/')", &[]);
    manager
        .fetch(None, &request.unchecked_into())
        .await
        .unwrap();
    assert_eq!(seen.get(0), "DPoP a1");
    assert_eq!(seen.get(1), 3);
}

#[wasm_bindgen_test]
async fn dropping_a_future_abandons_its_call_and_the_request_goes_on_for_others() {
    let (fetch, bodies, let_go) = endpoint_that_waits();
    let manager = with_client("dropped", Storage::Memory, &fetch);
    let others = getting(&manager);
    let mut given_up = Box::pin(manager.get_token(None));
    std::future::poll_fn(|context| {
        assert!(given_up.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(given_up);
    until_asked(&bodies).await;
    let_go.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(token(others).await.as_deref(), Some("a1"));
}

#[wasm_bindgen_test]
async fn the_last_handle_closes_the_manager() {
    let (fetch, bodies) = token_endpoint(2);
    let manager = with_client("last", Storage::Memory, &fetch);
    manager.start_background_refresh().unwrap();
    get(&manager).await;
    drop(manager);
    sleep(3_000).await;
    assert_eq!(bodies.length(), 1);
}
