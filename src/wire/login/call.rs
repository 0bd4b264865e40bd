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
use crate::core::time::SECOND;
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
    let given = &parse(text)?;
    let settings = Settings {
        namespace: given.get_str("namespace").unwrap_or_default().into(),
        host: config::host(given)?,
        log_level: config::log_level(given)?,
        page,
    };
    Ok((settings, Policies::default().with(given)))
}

/// The call in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no call.
pub fn read(text: &str) -> Result<Call> {
    let given = &parse(text)?;
    let provider = given.get_str("provider").map(Rc::from);
    Ok(match given.get_str("call").unwrap_or_default() {
        "startLogin" => Call::StartLogin {
            provider,
            options: login_options(given),
        },
        "login" => Call::LogIn {
            provider,
            options: login_options(given),
            window: window(given)?,
        },
        "finishLogin" => Call::FinishLogin {
            url: given.secret("url").ok_or_else(unknown)?,
        },
        "handleCallback" => Call::HandleCallback {
            url: given.secret("url").ok_or_else(unknown)?,
        },
        "startDeviceLogin" => Call::StartDeviceLogin { provider },
        "finishDeviceLogin" => Call::FinishDeviceLogin {
            id: given.count("id").ok_or_else(unknown)?,
        },
        "userInfo" => Call::UserInfo { provider },
        "logoutUrl" => Call::LogoutUrl {
            provider,
            options: LogoutOptions {
                post_logout_redirect_uri: given.text("postLogoutRedirectUri"),
                state: given.text("state"),
            },
            signs_out: given.flag("revoke"),
        },
        _ => return Err(unknown()),
    })
}

fn login_options(given: &Json) -> LoginOptions {
    LoginOptions {
        redirect_uri: given.text("redirectUri"),
        scope: given.text("scope"),
        prompt: given.text("prompt"),
        login_hint: given.text("loginHint"),
        acr_values: given.text("acrValues"),
        max_age_seconds: given.count("maxAgeSeconds").and_then(NonZeroU32::new),
        claims: given.text("claims"),
        app_state: given.text("appState"),
        params: (given.pairs("params").into_iter())
            .map(|(name, value)| (name, value.reveal().to_owned()))
            .collect(),
    }
}

fn window(given: &Json) -> Result<Window> {
    let kind = match given.get_str("mode") {
        Some("popup") => Kind::Popup,
        Some("silent") => Kind::Silent,
        _ => return Err(unknown()),
    };
    let usual_ms = match kind {
        Kind::Popup => 300 * SECOND,
        Kind::Silent => 10 * SECOND,
    };
    Ok(Window {
        number: given.count("window").ok_or_else(unknown)?,
        kind,
        timeout_ms: given.number("timeoutMs").unwrap_or(usual_ms),
    })
}

/// Answers the question in a JSON text at once.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no question.
pub fn ask(desk: &mut Desk, text: &str, reading: Reading) -> Result<Secret> {
    let given = &parse(text)?;
    match (given.get_str("ask"), given.count("id")) {
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
    let given = &parse(text)?;
    let provider = given.get_str("provider").unwrap_or_default().into();
    Ok(match given.get_str("signal").unwrap_or_default() {
        "loggedOut" => Signal::LoggedOut(provider),
        "removed" => Signal::Removed(provider),
        _ => return Err(unknown()),
    })
}
