//! The signature of an ID token (OpenID Connect Core §3.1.3.7 no. 6), by the issuer's keys: fetched when they are first
//! needed, kept, and fetched again once per cool-down when a token names a key that is not among them.

use super::{as_login, send};
use crate::core::config::{OAuthConfig, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::jws::kept::Kept;
use crate::core::jws::keys::KeySet;
use crate::core::oauth::{id_token, key_set};
use crate::core::secret::Secret;
use crate::host::crypto;
use crate::manager::inner::Inner;
use crate::manager::registry::Key;
use std::cell::RefMut;
use std::rc::Rc;

/// Sees to it that the issuer's keys are at hand, and checks the ID token by them if there is one already.
///
/// That the keys cannot be had ends the login: who can keep them from us could else choose what is checked. Where a page may
/// not read its issuer's key set, `jwksUri` names a copy that it may.
pub(super) async fn check(
    inner: &Rc<Inner>,
    key: Key,
    (provider, config): (&ProviderConfig, &OAuthConfig),
    jwks_uri: &str,
    token: Option<&Secret>,
) -> Result<()> {
    let signed = token.map(|token| id_token::signed(token.reveal()));
    let signed = signed.transpose()?;
    if let Some(signed) = &signed
        && let Some(own_key) = signed.own_key(config.client_secret.as_ref())?
    {
        let (algorithm, input, signature) = signed.parts();
        let good = crypto::verify(own_key.reveal(), algorithm, input, signature).await;
        return good.then_some(()).ok_or_else(id_token::wrong_signature);
    }
    let mut fetch = kept(inner, jwks_uri, Kept::renew);
    loop {
        if fetch {
            let request = key_set::request(jwks_uri);
            let keys = (send(inner, key, provider, &request).await)
                .map_err(|error| unreachable(error, jwks_uri))
                .and_then(|response| key_set::read(&response, jwks_uri));
            match keys {
                Ok(keys) => drop(kept(inner, jwks_uri, |kept, now| kept.put(keys, now))),
                Err(_) if kept(inner, jwks_uri, |kept, now| kept.keys(now).is_some()) => {}
                Err(error) => return Err(as_login(error)),
            }
        }
        let Some(signed) = &signed else { return Ok(()) };
        let keys: KeySet =
            kept(inner, jwks_uri, |kept, now| kept.keys(now).cloned()).unwrap_or_default();
        if let Some(fitting) = signed.keys(&keys)? {
            let (algorithm, input, signature) = signed.parts();
            for key in fitting {
                if crypto::verify(&key.jwk, algorithm, input, signature).await {
                    return Ok(());
                }
            }
            return Err(id_token::wrong_signature());
        }
        fetch = kept(inner, jwks_uri, Kept::search);
        if !fetch {
            return Err(id_token::unknown_key());
        }
    }
}

fn unreachable(mut error: Error, jwks_uri: &str) -> Error {
    let why = &error.message;
    error.message = [
        "the issuer's key set (",
        jwks_uri,
        ") could not be had: ",
        why,
    ]
    .concat()
    .into();
    error
}

fn kept<T>(inner: &Inner, jwks_uri: &str, ask: impl FnOnce(&mut Kept, i64) -> T) -> T {
    let now = js_sys::Date::now() as i64;
    ask(&mut kept_at(inner, jwks_uri), now)
}

/// Not generic, as what is asked of it is.
#[inline(never)]
fn kept_at<'a>(inner: &'a Inner, jwks_uri: &str) -> RefMut<'a, Kept> {
    RefMut::map(inner.state.borrow_mut(), |state| {
        state.key_sets.get_or_default(jwks_uri)
    })
}
