//! The options of a verifier: their defaults and limits.

use super::algorithm::{ALGORITHMS, Allowed};
use super::claims::Rules;
use super::keys::KeySet;
use super::verifier::{Source, Verifier, check_address};
use crate::core::error::{Error, Result};
use crate::core::text::SecretText;

const DEFAULT_ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];
const DEFAULT_TOLERANCE_MS: i64 = 30_000;
const MAX_TOLERANCE_MS: i64 = 300_000;

/// The options as they were given.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `iss` of all tokens. The issuer's metadata has the address of the key set, unless another source is given.
    pub issuer: String,
    /// One of these must be in `aud`.
    pub audience: Vec<String>,
    /// The address of the key set (RFC 7517 §5).
    pub jwks_uri: Option<String>,
    /// A fixed key set: the text of a JSON object.
    pub jwks: Option<String>,
    /// The names of the allowed signature algorithms.
    pub algorithms: Option<Vec<String>>,
    /// The tolerated difference between the issuer's clock and this one, in milliseconds.
    pub clock_tolerance_ms: Option<i64>,
    /// Required claims.
    pub required_claims: Vec<String>,
    /// Required scopes; a text may hold several, with white space between them.
    pub required_scopes: Vec<String>,
    /// The header's `typ`.
    pub typ: Option<String>,
    /// The address to which tokens are sent for introspection. Without keys, the verifier then checks claims alone.
    pub introspection_endpoint: Option<String>,
}

impl Options {
    /// The verifier with these options.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration).
    pub fn verifier(self) -> Result<Verifier> {
        let wrong = |name, problem| Err(Error::configuration(name, problem));
        let missing = "is missing, or empty";
        if self.issuer.is_empty() {
            return wrong("issuer", missing);
        }
        if self.audience.is_empty() || self.audience.iter().any(String::is_empty) {
            return wrong("audience", missing);
        }
        let tolerance_ms = self.clock_tolerance_ms.unwrap_or(DEFAULT_TOLERANCE_MS);
        if !(0..=MAX_TOLERANCE_MS).contains(&tolerance_ms) {
            return wrong("clockToleranceSeconds", "must be from 0 to 300 seconds");
        }
        let algorithms = algorithms(self.algorithms)?;
        let source = match self.introspection_endpoint {
            Some(endpoint) => {
                check("introspection.endpoint", &endpoint)?;
                Source::Fixed(KeySet::default())
            }
            None => source(self.jwks_uri, self.jwks, &self.issuer)?,
        };
        let mut scopes = Vec::new();
        for text in &self.required_scopes {
            scopes.extend(text.split_ascii_whitespace().map(str::to_owned));
        }
        let rules = Rules {
            issuer: self.issuer,
            audience: self.audience,
            algorithms,
            tolerance_ms,
            claims: self.required_claims,
            scopes,
            typ: self.typ,
        };
        Ok(Verifier::new(rules, source))
    }
}

fn algorithms(names: Option<Vec<String>>) -> Result<Allowed> {
    let mut allowed = Some(Allowed::NONE);
    let mut add = |name: &str| allowed = allowed.and_then(|allowed| allowed.with(name));
    match names {
        Some(names) if !names.is_empty() => names.iter().for_each(|name| add(name)),
        // No algorithm has this name.
        Some(_) => add(""),
        None => DEFAULT_ALGORITHMS.into_iter().for_each(add),
    }
    allowed.ok_or_else(|| {
        let mut problem = SecretText::default();
        problem.push_str("must hold one or more of");
        for (place, algorithm) in ALGORITHMS.iter().enumerate() {
            problem.push_str(if place == 0 { " \"" } else { ", \"" });
            problem.push_str(algorithm.name);
            problem.push('"');
        }
        problem.push_str(" and nothing else");
        Error::configuration("algorithms", problem.as_str())
    })
}

fn source(uri: Option<String>, keys: Option<String>, issuer: &str) -> Result<Source> {
    let Some(keys) = keys else {
        return match uri {
            Some(uri) => check("jwksUri", &uri).map(|()| Source::Uri(uri)),
            None => check("issuer", issuer).map(|()| Source::Metadata),
        };
    };
    if uri.is_some() {
        let problem = "conflicts with jwksUri: leave one of them out";
        return Err(Error::configuration("jwks", problem));
    }
    let problem = "must be a key set: an object with an array `keys`";
    let keys = KeySet::parse(&keys).ok_or_else(|| Error::configuration("jwks", problem))?;
    Ok(Source::Fixed(keys))
}

/// Checks an address to which requests are sent.
fn check(name: &str, url: &str) -> Result<()> {
    check_address(url).map_err(|problem| Error::configuration(name, problem))
}
