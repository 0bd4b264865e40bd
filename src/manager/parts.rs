//! What the host makes for one request: see [`parts`].

use super::GetToken;
use super::calls::token_in;
use super::inner::Inner;
use super::registry::Key;
use super::thrown;
use crate::core::config::{Grant, OAuthConfig};
use crate::core::error::Result;
use crate::core::oauth::form::Part;
use crate::core::oauth::parts::Needs;
use crate::core::secret::Secret;
use crate::host::settled;
use crate::host::shape::Shape;
use js_sys::{Array, Function};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// Boxed, since a flight and a login and a revocation ask for it, and another provider's token may need it in turn.
pub(super) type Making<'a> = Pin<Box<dyn Future<Output = Result<Vec<Part>>> + 'a>>;

/// Makes what a flight's request needs.
pub(super) async fn make(inner: &Rc<Inner>, key: Key, needs: Needs) -> Result<Vec<Part>> {
    let grant = inner.with_entry(key, |e| e.credential.settings().config.grant.clone());
    match grant {
        Some(Grant::OAuth(config)) => make_for(inner, &config, needs).await,
        _ => Err(super::closed()),
    }
}

pub(super) fn make_for<'a>(
    inner: &'a Rc<Inner>,
    config: &'a OAuthConfig,
    needs: Needs,
) -> Making<'a> {
    Box::pin(async move {
        let made = config.made();
        let subject = match &made.subject_from {
            Some(name) if needs.grant_endpoint.is_some() => {
                let key = inner.find_or_resolve(Some(name)).await?;
                let answer = inner.token(key, GetToken::default()).await;
                Some(JsValue::from(token_in(answer)?.text))
            }
            _ => None,
        };
        let wanted = Shape::new()
            .with("clientId", &*config.client_id)
            .with("scope", &*config.scope)
            .some("audience", needs.client_audience.as_deref())
            .some("endpoint", needs.grant_endpoint.as_deref())
            .some("subjectToken", subject)
            .with("now", needs.now as f64);
        let function = made
            .by
            .as_ref()
            .and_then(|by| by.0.downcast_ref::<Function>());
        let function = function.ok_or_else(super::closed)?;
        let returned = function.call1(&JsValue::UNDEFINED, &wanted.object());
        let list = settled(returned).await.map_err(|thrown| {
            thrown::error(
                thrown,
                "what the token request needs could not be made: see cause",
            )
        })?;
        let list: Array = list.unchecked_into();
        let text = |at| list.get(at).as_string().unwrap_or_default();
        let pairs = (0..list.length()).step_by(2);
        Ok(pairs
            .map(|at| Part {
                name: text(at),
                value: Secret::new(text(at + 1)),
            })
            .collect())
    })
}
