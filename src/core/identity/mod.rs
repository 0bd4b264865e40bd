//! The identity of a credential. Configurations that differ in any part of it never get each other's tokens.
//!
//! The identity is a digest of the provider's name and namespace, the server, the client, the subject, and every other
//! part of a token request. It is in the record's storage key (which names the lock as well), in the record itself, and
//! in the messages between tabs. The same configuration has the same identity in every tab, isolate and process, which
//! therefore share one request.
//!
//! SHA-256 hides the subject tokens and refresh tokens in it. They are random, so that guesses cannot be tested against
//! the digest. A password can be guessed, so it is not part of the digest; the user's name distinguishes users.

mod former;

pub use self::former::{Former, former};

use super::base64::{self, encode_url};
use super::config::{AssertionSource, Grant, LoginConfig, OAuthConfig, ProviderConfig};
use super::oauth::form::Part;
use super::order;
use super::sha256::{DIGEST_BYTES, Sha256};
use super::text::{concat, escape_namespace};
use crate::core::lists::list;
use std::rc::Rc;

/// The place of a fallback without a name of its own. Its display name (`api.fallback.0.fallback`) can be another provider's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The provider at the head of the chain.
    pub provider: Rc<str>,
    /// The place in that provider's chain, then the place in the chain of the fallback there, and so on.
    pub places: Vec<usize>,
}

/// The owner of a credential.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The manager's namespace.
    pub namespace: &'a str,
    /// The provider's name.
    pub name: &'a str,
    /// Its place, if it has no name of its own.
    pub behind: Option<&'a Behind>,
}

/// The digest of the subject, actor or assertion that the host supplied for a request.
pub type Inputs = [u8; DIGEST_BYTES];

/// The digits of an identity: base64url of 32 bytes.
pub const IDENTITY_DIGITS: usize = 43;

/// The identity of a credential, of [`IDENTITY_DIGITS`] digits. `inputs` is the digest of the parts from the host, if
/// it must be asked for them ([`asks`]).
#[must_use]
pub fn identity(owner: Owner<'_>, config: &ProviderConfig, inputs: Option<&Inputs>) -> String {
    let mut sum = Sum(Sha256::new());
    sum.field("namespace", &[owner.namespace]);
    match owner.behind {
        None => sum.field("name", &[owner.name]),
        Some(behind) => {
            sum.field("behind", &[&behind.provider]);
            sum.count(behind.places.len());
            behind.places.iter().for_each(|place| sum.count(*place));
        }
    }
    match &config.grant {
        Grant::OAuth(oauth) => sum.oauth(oauth),
        Grant::Login(login) => sum.login(login),
        Grant::Static(fixed) => sum.field("token", &[fixed.token.reveal()]),
        Grant::Custom(custom) => sum.optional("owner", custom.owned_by.as_deref()),
    }
    sum.field("grant", &[config.grant.name()]);
    let fixed = match fixed(config) {
        [] => None,
        parts => Some(inputs_of(parts)),
    };
    if let Some(inputs) = fixed.as_ref().or(inputs) {
        sum.0.add(inputs);
    }
    encode_url(&sum.0.finish())
}

/// The request parameters of a client: scopes, resources, audiences, further parameters and headers. Distinguishes one
/// target from another among the tokens of one session. [`IDENTITY_DIGITS`] digits.
#[must_use]
pub fn target(config: &OAuthConfig) -> String {
    let mut sum = Sum(Sha256::new());
    sum.params(config);
    sum.headers(config);
    encode_url(&sum.0.finish())
}

/// True if the host must be asked for the owner of the tokens, because the subject, actor or assertion comes from a
/// function or from another provider.
#[must_use]
pub fn asks(config: &ProviderConfig) -> bool {
    match &config.grant {
        Grant::OAuth(oauth) => {
            let made = oauth.made();
            let supplied = made.subject.is_some() || made.assertion == Some(AssertionSource::Ready);
            supplied && fixed(config).is_empty()
        }
        _ => false,
    }
}

fn fixed(config: &ProviderConfig) -> &[Part] {
    match &config.grant {
        Grant::OAuth(oauth) => &oauth.made().fixed,
        _ => &[],
    }
}

/// The digest of the parts from the host.
#[must_use]
pub fn inputs_of(parts: &[Part]) -> Inputs {
    let mut sum = Sum(Sha256::new());
    for Part { name, value } in parts {
        sum.field(name, &[value.reveal()]);
    }
    sum.0.finish()
}

/// Longer names and namespaces are cut in storage keys, since Workers KV limits keys to 512 bytes, prefix included. The
/// identity at the end of the key still distinguishes them.
const MAX_NAME_BYTES: usize = 160;
const MAX_NAMESPACE_BYTES: usize = 96;
const CUT_NAMESPACE_BYTES: usize = 40;

/// The mark between namespace and name.
const NAMED: &str = ":";
const CUT: &str = "%long:";
const INLINE: &str = "%fallback:";

/// The key of a credential's record, which is also the name of its lock: namespace, name and identity.
#[must_use]
pub fn storage_key(owner: Owner<'_>, identity: &str) -> String {
    let name = cut(owner.name, MAX_NAME_BYTES);
    let mark = match owner.behind {
        Some(_) => INLINE,
        None if name.len() < owner.name.len() => CUT,
        None => NAMED,
    };
    concat(&[&namespace_part(owner.namespace), mark, name, ":", identity])
}

/// The identity in a storage key.
#[must_use]
pub fn of(storage_key: &str) -> &str {
    let start = storage_key.len().saturating_sub(IDENTITY_DIGITS);
    storage_key.get(start..).unwrap_or("")
}

/// The beginnings of a namespace's storage keys.
#[must_use]
pub fn prefixes(namespace: &str) -> [String; 3] {
    [NAMED, CUT, INLINE].map(|mark| concat(&[&namespace_part(namespace), mark]))
}

/// The key that marks a namespace's records as encrypted ([`closes_namespace`](super::envelope::closes_namespace)). No record has
/// such a key.
#[must_use]
pub fn marker_of_encryption(namespace: &str) -> String {
    concat(&[&namespace_part(namespace), "%encrypted"])
}

/// The name under which the key for proofs of possession (RFC 9449) is kept: the same for all subjects of a provider.
/// The name has not changed since identities came into storage keys, because stored tokens are bound to the key.
#[must_use]
pub fn proof_key_name(owner: Owner<'_>) -> String {
    former::key(owner)
}

/// A namespace as the beginning of its keys. The keys of other namespaces begin differently.
fn namespace_part(namespace: &str) -> String {
    let escaped = escape_namespace(namespace);
    if escaped.len() <= MAX_NAMESPACE_BYTES {
        return escaped;
    }
    let mut sum = Sha256::new();
    sum.add(namespace.as_bytes());
    let digest = encode_url(&sum.finish());
    concat(&[cut(&escaped, CUT_NAMESPACE_BYTES), "%~", &digest])
}

/// The beginning of a text, in whole characters.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// A digest of named values. Different values cannot produce the same input.
struct Sum(Sha256);

impl Sum {
    fn count(&mut self, count: usize) {
        self.0.add(&(count as u32).to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.add(text.as_bytes());
    }

    fn field(&mut self, name: &str, values: &[&str]) {
        self.text(name);
        self.count(values.len());
        values.iter().for_each(|value| self.text(value));
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.field(name, &[value]);
        }
    }

    /// Values whose order and number do not matter.
    fn set(&mut self, name: &str, mut values: Vec<&str>) {
        values.retain(|value| !value.is_empty());
        self.field(name, &sorted_once(&values));
    }

    fn oauth(&mut self, config: &OAuthConfig) {
        self.optional("issuer", config.issuer.as_deref());
        self.optional("token_endpoint", config.endpoints.token.as_deref());
        self.field("client_id", &[&config.client_id]);
        self.optional("username", config.username.as_deref());
        let first = config.refresh_token.as_ref();
        self.optional("refresh_token", first.map(|token| token.reveal()));
        self.optional("refresh_from", config.refresh_from.as_deref());
        let made = config.made();
        self.optional("subject_token_type", made.subject.as_deref());
        self.optional("actor_token_type", made.actor.as_deref());
        self.params(config);
        self.headers(config);
        // The key itself does not count, since it may be lost. The record names the key.
        if config.dpop {
            self.field("dpop", &[]);
        }
    }

    /// The request's parameters. A value in `params` overrides the option of the same name, as in the request.
    fn params(&mut self, config: &OAuthConfig) {
        let last = |name: &str| config.params.iter().rfind(|(n, _)| n == name);
        let param = |name| last(name).map(|(_, value)| value.reveal());
        let scope = param("scope").unwrap_or(&config.scope);
        self.set("scope", list(scope.split(' ')));
        for (name, values) in [
            ("resource", &config.resource),
            ("audience", &config.audience),
        ] {
            self.set(
                name,
                param(name).map_or_else(|| borrowed(values), |value| vec![value]),
            );
        }
        let mut others: Vec<&str> = list(config.params.iter().map(|(name, _)| name.as_str()));
        others.retain(|name| !ASKED.contains(name) && *name != "password");
        self.text("params");
        for name in sorted_once(&others) {
            self.optional(name, param(name));
        }
    }

    fn headers(&mut self, config: &OAuthConfig) {
        let mut headers: Vec<(String, &str)> = Vec::new();
        for (name, value) in &config.headers {
            let name = name.to_ascii_lowercase();
            headers.retain(|(earlier, _)| *earlier != name);
            headers.push((name, value.reveal()));
        }
        self.text("headers");
        let names: Vec<&str> = list(headers.iter().map(|(name, _)| name.as_str()));
        for name in sorted_once(&names) {
            let value = headers.iter().find(|(known, _)| known == name);
            let value = value.map_or("", |(_, value)| value);
            match user_of(name, value) {
                Some(user) => self.field(&concat(&[name, " user"]), &[&user]),
                None => self.field(name, &[value]),
            }
        }
    }

    fn login(&mut self, config: &LoginConfig) {
        let formats = config.formats.iter().map(|format| format.as_str());
        self.field("formats", &list(formats));
        self.field("url", &borrowed(&config.urls));
        self.field("token_fields", &borrowed(&config.token_fields));
        self.optional("email", config.email.as_deref());
        self.optional("username", config.username.as_deref());
        self.optional("client_id", config.client_id.as_deref());
        self.set("scope", list(config.scope.split(' ')));
    }
}

/// The values in order, each once. Uses the sort of other lists: std's own would be 6 KB of code for these few names.
fn sorted_once<'a>(values: &[&'a str]) -> Vec<&'a str> {
    let value = |at: u32| values.get(at as usize).copied().unwrap_or_default();
    let order = order::sorted(values.len(), &|a, b| value(a) < value(b));
    let mut sorted: Vec<&str> = list(order.into_iter().map(value));
    sorted.dedup();
    sorted
}

fn borrowed(texts: &[String]) -> Vec<&str> {
    list(texts.iter().map(String::as_str))
}

/// The parameters that have an option of their own.
const ASKED: [&str; 3] = ["scope", "resource", "audience"];

/// The user of HTTP Basic (RFC 7617 §2). The password is left out of the identity, since it may be guessable.
fn user_of(name: &str, value: &str) -> Option<String> {
    let (scheme, credentials) = value.split_once(' ')?;
    if !name.ends_with("authorization") || !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = base64::decode_either(credentials.trim())?;
    let user = bytes.split(|byte| *byte == b':').next()?;
    Some(String::from_utf8_lossy(user).into_owned())
}
