//! The calls that take time: what each takes of its argument, and what its promise brings.

use super::given::{Given, unknown};
use super::{options, output};
use crate::core::error::Result;
use crate::host::shape::Shape;
use crate::manager::token_input;
use crate::manager::{
    AccessToken, GetToken, LoginOptions, LogoutOptions, Restored, Storage, TokenInput, TokenManager,
};
use js_sys::{Array, JsString};
use wasm_bindgen::prelude::*;

/// What takes time, by the name that the facade calls it.
#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Operation {
    /// Reads stored tokens.
    Restore = "restore",
    RemoveProvider = "removeProvider",
    GetToken = "getToken",
    /// The value of an `Authorization` header.
    GetAuthorization = "getAuthorization",
    SetTokens = "setTokens",
    GetTokens = "getTokens",
    Refresh = "refresh",
    RefreshAll = "refreshAll",
    Invalidate = "invalidate",
    /// A resource refused this access token: whether it is worth asking for another.
    RejectToken = "rejectToken",
    AllowedOrigins = "allowedOrigins",
    Clear = "clear",
    Revoke = "revoke",
    /// The URL to send the user to.
    StartLogin = "startLogin",
    FinishLogin = "finishLogin",
    LogoutUrl = "logoutUrl",
    StartDeviceLogin = "startDeviceLogin",
    FinishDeviceLogin = "finishDeviceLogin",
    MigrateStorage = "migrateStorage",
    Backup = "backup",
    /// `restore` of the facade.
    RestoreFrom = "restoreFrom",
}

/// An operation's argument beside the provider, taken before the call returns: what the caller changes later changes nothing.
pub(super) enum Argument {
    None,
    GetToken(GetToken),
    Tokens(TokenInput),
    Login(LoginOptions),
    Logout(LogoutOptions),
    Text(String),
    Number(u32),
    Storage(Storage),
}

pub(super) fn argument(operation: Operation, value: JsValue) -> Result<Argument> {
    Ok(match operation {
        Operation::GetToken | Operation::GetAuthorization => {
            Argument::GetToken(options::get_token(Given::new(value)))
        }
        Operation::SetTokens => Argument::Tokens(token_input::read(&value, "tokens")?),
        Operation::StartLogin => Argument::Login(options::login(Given::new(value))),
        Operation::LogoutUrl => Argument::Logout(options::logout(Given::new(value))),
        Operation::FinishDeviceLogin => {
            Argument::Number(value.as_f64().ok_or_else(unknown)? as u32)
        }
        Operation::FinishLogin | Operation::RejectToken => {
            Argument::Text(value.as_string().ok_or_else(unknown)?)
        }
        Operation::MigrateStorage | Operation::Backup | Operation::RestoreFrom => {
            Argument::Storage(options::storage(value)?)
        }
        _ => Argument::None,
    })
}

/// Does it.
///
/// # Errors
/// Whatever goes wrong with it; [`unknown`] for what is no call.
pub(super) async fn perform(
    manager: TokenManager,
    operation: Operation,
    provider: Option<String>,
    argument: Argument,
) -> Result<JsValue> {
    let name = provider.as_deref();
    let info = match (operation, argument) {
        (Operation::GetToken, Argument::GetToken(options)) => {
            return Ok(manager.get_token(name, options).await?.text.into());
        }
        (Operation::GetAuthorization, Argument::GetToken(options)) => {
            return Ok(authorization(&manager.get_token(name, options).await?));
        }
        (Operation::SetTokens, Argument::Tokens(tokens)) => {
            manager.set_tokens(name.unwrap_or_default(), tokens).await?
        }
        (Operation::StartLogin, Argument::Login(options)) => {
            let login = manager.start_login(name, options).await?;
            let shape = Shape::new().with("url", login.url);
            return Ok(shape.ms("expiresAt", login.expires_at).object().into());
        }
        (Operation::FinishLogin, Argument::Text(url)) => {
            return Ok(output::login_result(&manager.finish_login(&url).await?).into());
        }
        (Operation::LogoutUrl, Argument::Logout(options)) => {
            return Ok(manager.logout_url(name, &options).await?.into());
        }
        (Operation::StartDeviceLogin, _) => {
            return Ok(output::device_login(&manager.start_device_login(name).await?).into());
        }
        (Operation::FinishDeviceLogin, Argument::Number(id)) => {
            manager.finish_device_login(id).await?
        }
        (Operation::RejectToken, Argument::Text(token)) => {
            return Ok(manager.reject_token(name, &token).await?.into());
        }
        (Operation::AllowedOrigins, _) => {
            let origins = manager.allowed_origins(name).await?;
            return Ok(origins
                .iter()
                .map(|origin| JsValue::from_str(origin))
                .collect::<Array>()
                .into());
        }
        (Operation::MigrateStorage, Argument::Storage(to)) => {
            let moved = manager.migrate_storage(&to).await?;
            return Ok(Shape::new().with("moved", moved).object().into());
        }
        (Operation::Backup, Argument::Storage(to)) => {
            let copied = manager.backup(&to).await?;
            return Ok(Shape::new().with("copied", copied).object().into());
        }
        (Operation::RestoreFrom, Argument::Storage(from)) => {
            let Restored { restored, skipped } = manager.restore_from(&from).await?;
            let counts = Shape::new().with("restored", restored);
            return Ok(counts.with("skipped", skipped).object().into());
        }
        (Operation::Refresh, _) => manager.refresh(name).await?,
        (Operation::GetTokens, _) => {
            let tokens = manager.get_tokens(name).await?;
            let offset = manager.wall_offset_ms();
            return Ok(tokens.map_or(JsValue::UNDEFINED, |tokens| {
                token_input::show(&tokens, offset).into()
            }));
        }
        (Operation::RefreshAll, _) => {
            return Ok(output::refresh_report(&manager.refresh_all().await?).into());
        }
        (Operation::Restore, _) => {
            manager.restore().await;
            return Ok(JsValue::UNDEFINED);
        }
        (Operation::RemoveProvider, _) => {
            manager.remove_provider(name.unwrap_or_default()).await?;
            return Ok(JsValue::UNDEFINED);
        }
        (Operation::Invalidate, _) => {
            manager.invalidate(name).await?;
            return Ok(JsValue::UNDEFINED);
        }
        (Operation::Revoke, _) => {
            manager.revoke(name).await?;
            return Ok(JsValue::UNDEFINED);
        }
        (Operation::Clear, _) => {
            manager.clear(name).await?;
            return Ok(JsValue::UNDEFINED);
        }
        _ => return Err(unknown()),
    };
    Ok(output::token_info(&info))
}

/// RFC 6750 §2.1 writes `Bearer` like this and RFC 9449 §7.1 `DPoP`, and not every server compares without regard to case.
fn authorization(token: &AccessToken) -> JsValue {
    let usual = ["Bearer", "DPoP"];
    let mut usual = usual.into_iter();
    let usual = usual.find(|name| token.token_type.eq_ignore_ascii_case(name));
    let scheme = usual.unwrap_or(&token.token_type);
    JsString::from(scheme)
        .concat(&" ".into())
        .concat(&token.text)
        .into()
}
