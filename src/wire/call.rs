//! The facade's calls, which are settled later, and its questions, which are answered at once.

use super::answer::head;
use super::config::{self, Policies};
use super::effect;
use super::error;
use super::note;
use super::read::{Members, parse, unknown};
use super::report;
use super::tokens;
use super::write::Out;
use crate::core::config::Wish;
use crate::core::dpop::Claims;
use crate::core::engine::call::{Call, Caller, GetToken};
use crate::core::engine::{Engine, Reading, Signal};
use crate::core::error::{Error, Result};
use crate::core::json::Json;
use crate::core::secret::Secret;

/// Begins the call in a JSON text.
///
/// # Errors
/// An error in its options; [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the
/// text is no call.
pub fn begin(engine: &mut Engine, caller: Caller, text: &str, reading: Reading) -> Result<()> {
    let json = &parse(text)?;
    if json.get_str("call") == Some("move") {
        let other = json.get("storage").map(config::storage).transpose()?;
        engine.move_remotely(caller, json.count("id").unwrap_or_default(), other, reading);
    } else {
        engine.call(caller, read(json)?, reading);
    }
    Ok(())
}

/// The call in a JSON text. Moves of records are no [`Call`], so they are handled elsewhere.
///
/// # Errors
/// See [`begin`].
pub fn read(json: &Json) -> Result<Call> {
    let provider = json.text("provider");
    let named = || provider.clone().ok_or_else(unknown);
    Ok(match json.get_str("call").unwrap_or_default() {
        "restore" => Call::Restore,
        "getToken" => {
            let options = GetToken {
                force_refresh: json.flag("forceRefresh").unwrap_or_default(),
                use_fallback: json.flag("useFallback"),
                min_lifetime_ms: json.number("minLifetimeMs"),
            };
            Call::get_token(provider, options, wish(json))
        }
        "getTokens" => Call::get_tokens(provider, wish(json)),
        "setTokens" => Call::SetTokens {
            provider: named()?,
            tokens: tokens::read(json.get("tokens").ok_or_else(unknown)?)?.into(),
        },
        "findProvider" => Call::FindProvider { provider },
        "discover" => Call::Discover { provider: named()? },
        "idToken" => Call::IdToken { provider: named()? },
        "takeLogin" => Call::TakeLogin {
            provider: named()?,
            tokens: tokens::read(json.get("tokens").ok_or_else(unknown)?)?.into(),
            logouts: json.count("logouts").unwrap_or_default(),
        },
        "refresh" => Call::Refresh { provider },
        "refreshAll" => Call::RefreshAll,
        "invalidate" => Call::Invalidate { provider },
        "rejectToken" => Call::RejectToken {
            token: json.secret("token").ok_or_else(unknown)?,
            provider,
        },
        "providerFor" => Call::ProviderFor {
            origin: json.text("origin").ok_or_else(unknown)?,
            provider,
        },
        "clear" => Call::Clear { provider: named()? },
        "clearAll" => Call::ClearAll,
        "revoke" => Call::Revoke { provider },
        _ => return Err(unknown()),
    })
}

/// The target that a call names.
fn wish(json: &Json) -> Option<Box<Wish>> {
    let wish = Wish {
        scope: json.text("scope").unwrap_or_default(),
        resource: json.texts("resource"),
        audience: json.texts("audience"),
    };
    wish.named()
}

/// Answers the question in a JSON text, or does its command at once.
///
/// # Errors
/// The engine's error; [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is
/// no question.
pub fn ask(
    engine: &mut Engine,
    policies: &Policies,
    text: &str,
    reading: Reading,
) -> Result<Secret> {
    let json = &parse(text)?;
    Out::object_or(|out| answer(engine, policies, json, reading, out))
}

/// Writes the members of the answer.
fn answer(
    engine: &mut Engine,
    policies: &Policies,
    json: &Json,
    reading: Reading,
    out: &mut Out,
) -> Result<()> {
    let provider = json.get_str("provider");
    match json.get_str("ask").unwrap_or_default() {
        "addProvider" => {
            let added = config::provider(json, policies)?;
            let name = json.get_str("name").unwrap_or_default();
            engine.add_provider(name, added, reading)?;
        }
        "removeProvider" => engine.remove_provider(provider.unwrap_or_default(), reading)?,
        "listProviders" => out.list("value", |out| {
            for name in engine.list_providers() {
                out.item(&name);
            }
        }),
        "storages" => out.list("value", |out| {
            for id in engine.open_storages() {
                out.item_number(id.into());
            }
        }),
        "leasesHold" => value(out, engine.leases_hold(reading)),
        "peekToken" => {
            if let Some(token) = &engine.peek_token(provider, reading) {
                effect::handed(out, token);
            }
        }
        "tokenInfo" => {
            let info = engine.token_info(provider, reading)?;
            out.inside("info", |out| report::info(out, &info));
        }
        "isExpired" => value(out, engine.is_expired(provider, reading)?),
        "needsRefresh" => value(out, engine.needs_refresh(provider, reading)?),
        "isAuthenticated" => value(out, engine.is_authenticated(provider, reading)?),
        "user" => report::user(out, engine.user(provider, reading)?.as_ref()),
        "health" => report::health(out, &engine.health(reading)?),
        "metrics" => report::metrics(out, engine.metrics()?),
        "isBackgroundRefreshRunning" => value(out, engine.is_background_refresh_running()),
        "setBackgroundRefresh" => {
            engine.set_background_refresh(json.flag("on").unwrap_or_default(), reading)?;
        }
        "checkOrigin" => {
            let provider = provider.ok_or_else(unknown)?;
            engine.check_origin(provider, token(json)?, origin(json)?)?;
        }
        "challenged" => {
            let challenge = json.get_str("challenge");
            let (token, origin) = (token(json)?, origin(json)?);
            let status = json.count("status").unwrap_or_default() as u16;
            let renew = engine.challenged(provider, token, origin, status, challenge, reading);
            value(out, renew);
        }
        "refusedWhenNew" => engine.refused_when_new(provider, token(json)?, origin(json)?),
        "note" => {
            let note = note::read(json.get("note").ok_or_else(unknown)?)?;
            engine.note(provider.unwrap_or_default(), &note, reading)?;
        }
        "proof" => {
            let url = json.get_str("url").ok_or_else(unknown)?;
            if let Some(proof) = &engine.proof(provider, url, reading)? {
                effect::proof(out, proof);
            }
        }
        "proofAnswered" => {
            let claims = Claims {
                htu: json.text("htu").ok_or_else(unknown)?,
                iat: json.number("iat").unwrap_or_default(),
                nonce: json.text("nonce"),
                skew_ms: json.number("skewMs").unwrap_or_default(),
            };
            let again = engine.proof_answered(&claims, &head(json), reading);
            value(out, again);
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

fn value(out: &mut Out, flag: bool) {
    out.flag("value", flag);
}

/// The signal in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if the text is no signal.
pub fn signal(text: &str) -> Result<Signal> {
    let json = &parse(text)?;
    let offline = json.flag("offline").unwrap_or_default();
    Ok(match json.get_str("signal").unwrap_or_default() {
        "woke" => Signal::Woke { offline },
        "online" => Signal::Online,
        "offline" => Signal::Offline,
        "hidden" => Signal::Hidden,
        "restored" => Signal::Restored { offline },
        "heard" => Signal::Heard(json.text("text").ok_or_else(unknown)?),
        _ => return Err(unknown()),
    })
}

/// The JSON text of an error.
#[must_use]
pub fn failure(failure: &Error) -> Secret {
    Out::object(|out| error::write(out, failure))
}

fn token(json: &Json) -> Result<&str> {
    json.get_str("token").ok_or_else(unknown)
}

fn origin(json: &Json) -> Result<&str> {
    json.get_str("origin").ok_or_else(unknown)
}
