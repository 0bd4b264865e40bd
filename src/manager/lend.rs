//! Tokens as strings of the host, and the leases under which the package's facade hands them out by itself.

use super::AccessToken;
use super::drive::Action;
use super::inner::Inner;
use super::registry::Entry;
use crate::core::time::Moment;
use crate::host::clock;
use js_sys::JsString;
use wasm_bindgen::JsValue;

impl Inner {
    pub(super) fn publish(&self, name: &str, lease: Option<(JsString, i64, i64)>) {
        let Some(lend) = &self.lend else { return };
        let result = match lease {
            Some((token, since, until)) => lend.call4(
                &JsValue::UNDEFINED,
                &name.into(),
                &token,
                &(since as f64).into(),
                &(until as f64).into(),
            ),
            None => lend.call1(&JsValue::UNDEFINED, &name.into()),
        };
        drop(result);
    }

    /// Whether the wall clock still runs as it did when tokens were last lent: leases tell time by it alone. If not, no lease
    /// counts any more.
    pub(super) fn leases_hold(&self) -> bool {
        let offset = self.moment().wall_offset_ms;
        self.lent_offset.replace(offset) == offset
    }

    /// Says which provider is the only one, if that may have changed: the first came, or a second, or the last but one left.
    pub(super) fn tell_only(&self) {
        let (changed, only) = {
            let state = self.state.borrow();
            let registry = &state.registry;
            let only = registry.only().and_then(|key| registry.get(key));
            (registry.len() <= 2, only.map(|entry| entry.name().clone()))
        };
        let Some(lend) = self.lend.as_ref().filter(|_| changed) else {
            return;
        };
        let only = only.map_or(JsValue::UNDEFINED, |name| JsValue::from_str(&name));
        drop(lend.call2(&JsValue::UNDEFINED, &JsValue::UNDEFINED, &only));
    }
}

/// The held access token as a string of the host, made once for each version.
pub(super) fn token_of(entry: &mut Entry) -> Option<AccessToken> {
    let version = entry.credential.version();
    let tokens = entry
        .credential
        .tokens()
        .filter(|tokens| !tokens.access_token.is_empty())?;
    if entry.token.as_ref().is_none_or(|(of, _)| *of != version) {
        let text = JsString::from(tokens.access_token.reveal());
        entry.token = Some((version, text));
    }
    let (_, text) = entry.token.as_ref()?;
    Some(AccessToken {
        text: text.clone(),
        token_type: tokens.token_type.clone(),
    })
}

/// What is lent of the token from now on, if that changed or somebody just asked for it.
pub(super) fn lease(entry: &mut Entry, at: Moment, wanted: bool) -> Option<Action> {
    let version = entry.credential.version();
    if entry.lent == Some(version) && !wanted && !entry.leaving {
        return None;
    }
    let until = entry
        .credential
        .lease_until(at.now)
        .filter(|_| !entry.leaving);
    if until.is_none() && entry.lent.is_none() {
        return None;
    }
    entry.lent = until.map(|_| version);
    let lease = until.and_then(|until| {
        // By the wall clock as it shows: what the facade compares with. `at` places records, to within a second.
        let since = clock::read().wall;
        Some((
            token_of(entry)?.text,
            since,
            since.saturating_add(until.since(at.now)),
        ))
    });
    Some(Action::Lend {
        name: entry.name().clone(),
        lease,
    })
}
