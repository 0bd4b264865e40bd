//! The options of a verifier: their defaults and limits.

use super::algorithm::{ALGORITHMS, Allowed};
use super::claims::Rules;
use super::keys::KeySet;
use super::verifier::{Source, Verifier, check_address};
use crate::core::error::{Error, Result};
use crate::core::text::SecretText;

const DEFAULT_ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];
/// The default of [`Rules::tolerance_ms`].
pub const DEFAULT_TOLERANCE_MS: i64 = 30_000;
const MAX_TOLERANCE_MS: i64 = 300_000;

/// The place of the keys, as it was given. By default, the issuer's metadata names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keys<'a> {
    /// The address of the key set (RFC 7517 §5).
    pub uri: Option<&'a str>,
    /// A fixed key set: the text of a JSON object.
    pub set: Option<&'a str>,
    /// The address to which tokens are sent for introspection. The verifier then checks claims alone.
    pub introspection_endpoint: Option<&'a str>,
}

/// The verifier with these rules and keys.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration).
pub fn verifier(rules: Rules, keys: Keys<'_>) -> Result<Verifier> {
    let source =
        source(&rules, keys).map_err(|(name, problem)| Error::configuration(name, problem))?;
    Ok(Verifier::new(rules, source))
}

/// The name of a wrong option, and its problem.
type Wrong = (&'static str, &'static str);

fn source(rules: &Rules, keys: Keys<'_>) -> std::result::Result<Source, Wrong> {
    let missing = "is missing, or empty";
    if rules.issuer.is_empty() {
        return Err(("issuer", missing));
    }
    if rules.audience.is_empty() || rules.audience.iter().any(String::is_empty) {
        return Err(("audience", missing));
    }
    if !(0..=MAX_TOLERANCE_MS).contains(&rules.tolerance_ms) {
        return Err(("clockToleranceSeconds", "must be from 0 to 300 seconds"));
    }
    let check = |name, url: &str| check_address(url).map_err(|problem| (name, problem));
    if let Some(endpoint) = keys.introspection_endpoint {
        check("introspection.endpoint", endpoint)?;
        return Ok(Source::Fixed(KeySet::default()));
    }
    match (keys.set, keys.uri) {
        (Some(_), Some(_)) => Err(("jwks", "conflicts with jwksUri: leave one of them out")),
        (Some(set), None) => {
            let problem = "must be a key set: an object with an array `keys`";
            KeySet::parse(set)
                .map(Source::Fixed)
                .ok_or(("jwks", problem))
        }
        (None, Some(uri)) => check("jwksUri", uri).map(|()| Source::Uri(uri.to_owned())),
        (None, None) => check("issuer", &rules.issuer).map(|()| Source::Metadata),
    }
}

/// The algorithms of these names; by default the usual ones.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if a name is unknown, or there is none.
pub fn algorithms(names: Option<&[&str]>) -> Result<Allowed> {
    let mut allowed = Some(Allowed::NONE);
    let names = names.unwrap_or(&DEFAULT_ALGORITHMS);
    for name in names {
        allowed = allowed.and_then(|allowed| allowed.with(name));
    }
    allowed.filter(|_| !names.is_empty()).ok_or_else(|| {
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
