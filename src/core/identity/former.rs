//! The places of records from before their keys contained the whole identity. A former record is taken over, once, if
//! its key and fingerprint already contained every part of the identity. Otherwise the owner of its tokens is unknown.

use super::{Owner, borrowed};
use crate::core::config::{Grant, LoginConfig, OAuthConfig, ProviderConfig};
use crate::core::lists::list;
use crate::core::text::{Fnv, concat, escape_namespace};
use std::rc::Rc;

/// A credential's former record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Its storage key, which was also the name of its lock.
    pub key: Rc<str>,
    /// The fingerprint of the credential that it contains.
    pub fingerprint: String,
}

/// The part of a fallback's name that marks its place.
const FALLBACK: &[u8] = b".fallback";

/// The former record of a credential, if key and fingerprint contained every part of its identity.
#[must_use]
pub fn former(owner: Owner<'_>, config: &ProviderConfig) -> Option<Former> {
    let said_all = match &config.grant {
        Grant::OAuth(oauth) => says_all(oauth),
        Grant::Login(login) => login.formats.is_empty() && login.token_fields.is_empty(),
        Grant::Custom(custom) => !custom.coordinated,
        Grant::Static(_) => false,
    };
    // A fallback's name is ambiguous if it contains "fallback" more than once.
    let name = owner.name.as_bytes();
    let said = name.windows(FALLBACK.len()).filter(|at| *at == FALLBACK);
    let one_reading = owner.behind.is_none() || said.count() == 1;
    (said_all && one_reading).then(|| Former {
        key: key(owner).into(),
        fingerprint: fingerprint(owner, config),
    })
}

/// The former storage key of a credential.
pub(super) fn key(owner: Owner<'_>) -> String {
    let mark = if owner.behind.is_some() {
        "%fallback:"
    } else {
        ":"
    };
    concat(&[&escape_namespace(owner.namespace), mark, owner.name])
}

fn says_all(config: &OAuthConfig) -> bool {
    let made = config.made();
    let one_server = config.issuer.is_none() || config.endpoints.token.is_none();
    let known = |(name, _): &(String, _)| super::ASKED.contains(&name.as_str());
    config.refresh_token.is_none()
        && made.subject.is_none()
        && made.assertion.is_none()
        && config.headers.is_empty()
        && config.params.iter().all(known)
        // A grant without a user need not take the record over. It gets another token in the usual way.
        && (one_server || config.grant.needs_user())
}

fn fingerprint(owner: Owner<'_>, config: &ProviderConfig) -> String {
    let mut sum = Fnv::new();
    add(&mut sum, owner.namespace);
    add(&mut sum, owner.name);
    match &config.grant {
        Grant::OAuth(oauth) => add_oauth(&mut sum, oauth),
        Grant::Login(login) => add_login(&mut sum, login),
        Grant::Static(_) => add(&mut sum, "static"),
        Grant::Custom(_) => add(&mut sum, "custom"),
    }
    sum.hex()
}

fn add_oauth(sum: &mut Fnv, config: &OAuthConfig) {
    add(sum, config.grant.name());
    if let Some(username) = &config.username {
        add(sum, username);
    }
    let server = config.issuer.as_ref().or(config.endpoints.token.as_ref());
    add(sum, server.map_or("", String::as_str));
    add(sum, &config.client_id);
    let from_params = |name: &str| {
        config
            .params
            .iter()
            .rfind(|(n, _)| n == name)
            .map(|(_, value)| value.reveal())
    };
    let scope = from_params("scope").unwrap_or(&config.scope);
    let mut scopes = list(scope.split(' '));
    scopes.retain(|scope| !scope.is_empty());
    add_set(sum, &scopes);
    for (name, values) in [
        ("resource", &config.resource),
        ("audience", &config.audience),
    ] {
        match from_params(name) {
            Some(value) => add_set(sum, &[value]),
            None => add_set(sum, &borrowed(values)),
        }
    }
    if config.dpop {
        add(sum, "dpop");
    }
}

fn add_login(sum: &mut Fnv, config: &LoginConfig) {
    add(sum, "login");
    let options = [&config.email, &config.username, &config.client_id];
    for text in config.urls.iter().chain(options.into_iter().flatten()) {
        add(sum, text);
    }
    add_set(sum, &list(config.scope.split(' ')));
}

fn add(sum: &mut Fnv, text: &str) {
    sum.add(&(text.len() as u32).to_le_bytes());
    sum.add(text.as_bytes());
}

/// Texts whose order and number do not matter: the sum of their hashes, each counted once.
fn add_set(sum: &mut Fnv, texts: &[&str]) {
    let mut all = 0u64;
    for (place, text) in texts.iter().enumerate() {
        if !texts.iter().take(place).any(|earlier| earlier == text) {
            let mut one = Fnv::new();
            add(&mut one, text);
            all = all.wrapping_add(one.value());
        }
    }
    sum.add(&all.to_le_bytes());
}
