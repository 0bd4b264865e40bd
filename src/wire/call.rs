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
    let given = &parse(text)?;
    if given.get_str("call") == Some("move") {
        let other = given.get("storage").map(config::storage).transpose()?;
        engine.move_remotely(
            caller,
            given.count("id").unwrap_or_default(),
            other,
            reading,
        );
    } else {
        engine.call(caller, read(given)?, reading);
    }
    Ok(())
}

/// The call in a JSON text. Moves of records are no [`Call`], so they are handled elsewhere.
///
/// # Errors
/// See [`begin`].
pub fn read(given: &Json) -> Result<Call> {
    let provider = given.text("provider");
    let named = || provider.clone().ok_or_else(unknown);
    Ok(match given.get_str("call").unwrap_or_default() {
        "restore" => Call::Restore,
        "getToken" => {
            let options = GetToken {
                force_refresh: given.flag("forceRefresh").unwrap_or_default(),
                use_fallback: given.flag("useFallback"),
                min_lifetime_ms: given.number("minLifetimeMs"),
            };
            match wish(given) {
                None => Call::GetToken { provider, options },
                Some(wish) => Call::GetTokenFor {
                    provider,
                    options,
                    wish,
                },
            }
        }
        "getTokens" => match wish(given) {
            None => Call::GetTokens { provider },
            Some(wish) => Call::GetTokensFor { provider, wish },
        },
        "setTokens" => Call::SetTokens {
            provider: named()?,
            tokens: tokens::read(given.get("tokens").ok_or_else(unknown)?)?.into(),
        },
        "findProvider" => Call::FindProvider { provider },
        "discover" => Call::Discover { provider: named()? },
        "idToken" => Call::IdToken { provider: named()? },
        "takeLogin" => Call::TakeLogin {
            provider: named()?,
            tokens: tokens::read(given.get("tokens").ok_or_else(unknown)?)?.into(),
            logouts: given.count("logouts").unwrap_or_default(),
        },
        "refresh" => Call::Refresh { provider },
        "refreshAll" => Call::RefreshAll,
        "invalidate" => Call::Invalidate { provider },
        "rejectToken" => Call::RejectToken {
            token: given.secret("token").ok_or_else(unknown)?,
            provider,
        },
        "providerFor" => Call::ProviderFor {
            origin: given.text("origin").ok_or_else(unknown)?,
            provider,
        },
        "clear" => Call::Clear { provider: named()? },
        "clearAll" => Call::ClearAll,
        "revoke" => Call::Revoke { provider },
        _ => return Err(unknown()),
    })
}

/// The target that a call names.
fn wish(given: &Json) -> Option<Box<Wish>> {
    let wish = Wish {
        scope: given.text("scope").unwrap_or_default(),
        resource: given.texts("resource"),
        audience: given.texts("audience"),
    };
    (wish != Wish::default()).then(|| Box::new(wish))
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
    let given = &parse(text)?;
    Out::object_or(|out| answer(engine, policies, given, reading, out))
}

/// Writes the members of the answer.
fn answer(
    engine: &mut Engine,
    policies: &Policies,
    given: &Json,
    reading: Reading,
    out: &mut Out,
) -> Result<()> {
    let provider = given.get_str("provider");
    match given.get_str("ask").unwrap_or_default() {
        "addProvider" => {
            let added = config::provider(given, policies)?;
            let name = given.get_str("name").unwrap_or_default();
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
            engine.set_background_refresh(given.flag("on").unwrap_or_default(), reading)?;
        }
        "checkOrigin" => {
            let provider = provider.ok_or_else(unknown)?;
            engine.check_origin(provider, token(given)?, origin(given)?)?;
        }
        "challenged" => {
            let challenge = given.get_str("challenge");
            let (token, origin) = (token(given)?, origin(given)?);
            let status = given.count("status").unwrap_or_default() as u16;
            let renew = engine.challenged(provider, token, origin, status, challenge, reading);
            value(out, renew);
        }
        "refusedWhenNew" => engine.refused_when_new(provider, token(given)?, origin(given)?),
        "note" => {
            let note = note::read(given.get("note").ok_or_else(unknown)?)?;
            engine.note(provider.unwrap_or_default(), &note, reading)?;
        }
        "proof" => {
            let url = given.get_str("url").ok_or_else(unknown)?;
            if let Some(proof) = &engine.proof(provider, url, reading)? {
                effect::proof(out, proof);
            }
        }
        "proofAnswered" => {
            let claims = Claims {
                htu: given.text("htu").ok_or_else(unknown)?,
                iat: given.number("iat").unwrap_or_default(),
                nonce: given.text("nonce"),
                skew_ms: given.number("skewMs").unwrap_or_default(),
            };
            let again = engine.proof_answered(&claims, &head(given), reading);
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
    let given = &parse(text)?;
    let offline = given.flag("offline").unwrap_or_default();
    Ok(match given.get_str("signal").unwrap_or_default() {
        "woke" => Signal::Woke { offline },
        "online" => Signal::Online,
        "offline" => Signal::Offline,
        "hidden" => Signal::Hidden,
        "restored" => Signal::Restored { offline },
        "heard" => Signal::Heard(given.text("text").ok_or_else(unknown)?),
        _ => return Err(unknown()),
    })
}

/// The JSON text of an error.
#[must_use]
pub fn failure(failure: &Error) -> Secret {
    Out::object(|out| error::write(out, failure))
}

fn token(given: &Json) -> Result<&str> {
    given.get_str("token").ok_or_else(unknown)
}

fn origin(given: &Json) -> Result<&str> {
    given.get_str("origin").ok_or_else(unknown)
}
