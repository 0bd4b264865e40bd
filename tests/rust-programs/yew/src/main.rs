//! A page of Yew: it shows the signed-in user, and the API's items for that user.

use tokenward::client::{
    Event, LoginMode, LoginOptions, OAuthConfig, OAuthGrant, Options, Provider, SignOut, Storage,
    TokenManager, User,
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::js_sys::Object;
use web_sys::wasm_bindgen::JsValue;
use web_sys::{Location, Request, Window};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct Props {
    manager: TokenManager,
    api: AttrValue,
}

#[component]
fn Page(props: &Props) -> Html {
    let user = use_state(|| signed_in(&props.manager));
    let shown = use_state(String::new);

    use_effect_with(props.manager.clone(), {
        let (user, shown) = (user.setter(), shown.setter());
        move |manager| {
            let (asked, listened) = (manager.clone(), manager.clone());
            let listener = manager.on(move |event| {
                if matches!(event, Event::SignedIn { .. } | Event::SignedOut { .. }) {
                    user.set(signed_in(&asked));
                    shown.set(String::new());
                }
            });
            move || listened.off(listener)
        }
    });

    let sign_in = |mode: LoginMode| {
        let (manager, shown) = (props.manager.clone(), shown.setter());
        move |_| {
            // Here and not in the future: a browser opens a popup for a click alone.
            let login = manager.login(None, LoginOptions::default(), mode.clone());
            let shown = shown.clone();
            spawn_local(async move {
                if let Err(error) = login.await {
                    shown.set(error.to_string());
                }
            });
        }
    };
    let on_load = {
        let (manager, api, shown) = (props.manager.clone(), props.api.clone(), shown.setter());
        move |_| {
            let (manager, api, shown) = (manager.clone(), api.clone(), shown.clone());
            spawn_local(async move { shown.set(items(&manager, &api).await.unwrap_or_else(told)) });
        }
    };
    let on_sign_out = {
        let (manager, shown) = (props.manager.clone(), shown.setter());
        move |_| {
            let (manager, shown) = (manager.clone(), shown.clone());
            spawn_local(async move {
                if let Err(error) = manager.logout(None, SignOut::default()).await {
                    shown.set(error.to_string());
                }
            });
        }
    };

    html! {
        <main>
            if let Some(user) = &*user {
                <p>{ "Signed in as " }<strong id="user">{ &user.id }</strong></p>
                <button id="load" onclick={on_load}>{ "Load" }</button>
                <button id="sign-out" onclick={on_sign_out}>{ "Sign out" }</button>
            } else {
                <button id="sign-in" onclick={sign_in(LoginMode::Redirect)}>{ "Sign in" }</button>
                <button id="sign-in-popup" onclick={sign_in(LoginMode::popup())}>{ "Sign in in a window" }</button>
            }
            <pre id="shown" aria-live="polite">{ &*shown }</pre>
        </main>
    }
}

fn signed_in(manager: &TokenManager) -> Option<User> {
    manager.user(None).ok().flatten()
}

async fn items(manager: &TokenManager, api: &str) -> Result<String, JsValue> {
    let request = Request::new_with_str(&format!("{api}/items"))?;
    let response = manager.fetch(None, &request).await?;
    let text = JsFuture::from(response.text()?).await?;
    Ok(text.as_string().unwrap_or_default())
}

fn told(error: JsValue) -> String {
    Object::from(error).to_string().into()
}

fn window() -> Window {
    web_sys::window().expect("this is a page")
}

/// The content of a `meta` element in the head of the page.
fn meta(name: &str) -> Option<String> {
    let head = window().document()?.head()?;
    let element = head.query_selector(&format!("meta[name={name}]"));
    element.ok()??.get_attribute("content")
}

async fn start() -> Result<(), JsValue> {
    let manager = TokenManager::new(Options {
        storage: Storage::Local,
        ..Options::default()
    })?;
    let location: Location = window().location();
    let page = location.origin()? + &location.pathname()?;
    let server = OAuthConfig {
        issuer: meta("issuer"),
        redirect_uri: Some(page),
        scope: "openid offline_access".into(),
        ..OAuthConfig::new(OAuthGrant::AuthorizationCode, "the-app")
    };
    let api = meta("api").unwrap_or_default();
    manager.add_provider("user", Provider::from(server).allowed_origin(&api))?;
    manager.restore().await;
    manager.handle_callback(None).await?;
    let api = api.into();
    yew::Renderer::<Page>::with_props(Props { manager, api }).render();
    Ok(())
}

fn main() {
    spawn_local(async {
        if let Err(error) = start().await {
            let body = window().document().and_then(|document| document.body());
            body.expect("a page has one")
                .set_text_content(Some(&told(error)));
        }
    });
}
