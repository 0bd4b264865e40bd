//! Settings, calls, questions and signals.

use crate::core::driving::Reading;
use crate::core::error::Result;
use crate::core::json::Json;
use crate::core::login::desk::effect::Call;
use crate::core::login::desk::{Desk, Settings, Signal};
use crate::core::login::start::LoginOptions;
use crate::core::login::window::{Kind, Window};
use crate::core::oauth::end_session::LogoutOptions;
use crate::core::redemption::Redemptions;
use crate::core::secret::Secret;
use crate::wire::config::{self, Policies};
use crate::wire::read::{Members, parse, unknown};
use crate::wire::write::Out;
use std::cell::RefCell;
use std::num::NonZeroU32;
use std::rc::Rc;

/// The settings of a desk: those of its manager, with the policies that providers start from.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) for a value that the driver should
/// have refused.
pub fn settings(text: &str, page: Rc<RefCell<Redemptions>>) -> Result<(Settings, Policies)> {
    let json = &parse(text)?;
    let settings = Settings {
        namespace: json.get_str("namespace").unwrap_or_default().into(),
        host: config::host(json)?,
        log_level: config::log_level(json)?,
        page,
    };
    Ok((settings, Policies::default().with(json)))
}

/// The call in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no call.
pub fn read(text: &str) -> Result<Call> {
    let json = &parse(text)?;
    let provider = json.get_str("provider").map(Rc::from);
    Ok(match json.get_str("call").unwrap_or_default() {
        "startLogin" => Call::StartLogin {
            provider,
            options: login_options(json),
        },
        "login" => Call::LogIn {
            provider,
            options: login_options(json),
            window: window(json)?,
        },
        "finishLogin" => Call::FinishLogin {
            url: json.secret("url").ok_or_else(unknown)?,
        },
        "handleCallback" => Call::HandleCallback {
            url: json.secret("url").ok_or_else(unknown)?,
        },
        "startDeviceLogin" => Call::StartDeviceLogin { provider },
        "finishDeviceLogin" => Call::FinishDeviceLogin {
            id: json.count("id").ok_or_else(unknown)?,
        },
        "userInfo" => Call::UserInfo { provider },
        "logoutUrl" => Call::LogoutUrl {
            provider,
            options: LogoutOptions {
                post_logout_redirect_uri: json.text("postLogoutRedirectUri"),
                state: json.text("state"),
            },
            signs_out: json.flag("revoke"),
        },
        _ => return Err(unknown()),
    })
}

fn login_options(json: &Json) -> LoginOptions {
    LoginOptions {
        redirect_uri: json.text("redirectUri"),
        scope: json.text("scope"),
        prompt: json.text("prompt"),
        login_hint: json.text("loginHint"),
        acr_values: json.text("acrValues"),
        max_age_seconds: json.count("maxAgeSeconds").and_then(NonZeroU32::new),
        claims: json.text("claims"),
        app_state: json.text("appState"),
        params: (json.pairs("params").into_iter())
            .map(|(name, value)| (name, value.reveal().to_owned()))
            .collect(),
    }
}

fn window(json: &Json) -> Result<Window> {
    let kind = match json.get_str("mode") {
        Some("popup") => Kind::Popup,
        Some("silent") => Kind::Silent,
        _ => return Err(unknown()),
    };
    let number = json.count("window").ok_or_else(unknown)?;
    Ok(Window::new(number, kind, json.number("timeoutMs")))
}

/// Answers the question in a JSON text at once.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no question.
pub fn ask(desk: &mut Desk, text: &str, reading: Reading) -> Result<Secret> {
    let json = &parse(text)?;
    match (json.get_str("ask"), json.count("id")) {
        (Some("cancelDeviceLogin"), Some(id)) => {
            desk.cancel_device_login(id, reading);
            Ok(Out::object(|_| {}))
        }
        _ => Err(unknown()),
    }
}

/// The signal in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no signal.
pub fn signal(text: &str) -> Result<Signal> {
    let json = &parse(text)?;
    let provider = json.get_str("provider").unwrap_or_default().into();
    Ok(match json.get_str("signal").unwrap_or_default() {
        "loggedOut" => Signal::LoggedOut(provider),
        "removed" => Signal::Removed(provider),
        _ => return Err(unknown()),
    })
}
