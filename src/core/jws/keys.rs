//! Key sets (RFC 7517 §5), and the keys in them that can check a token.

use super::algorithm::{self, ALGORITHMS, KeyType, P256, P384, P521};
use super::compact::{Compact, Header};
use crate::core::base64;
use crate::core::json::{Json, ObjectWriter};
use crate::core::lists::list;
use crate::core::text::SecretText;

/// A public key that can check signatures.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// RFC 7517 §4.5.
    pub kid: Option<String>,
    /// The key as a JWK with its public numbers and nothing else, for `importKey`.
    pub jwk: String,
    key_type: KeyType,
    /// The only algorithm that it is for (RFC 7517 §4.4): its place in the list.
    algorithm: Option<usize>,
    /// The length of its signatures in bytes.
    signature: usize,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// The keys of a set that can check signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    /// In the order of the set.
    pub keys: Vec<Key>,
}

/// Further keys of a set are not read. No issuer has so many, and every token is compared with all of them.
const MAX_KEYS: usize = 256;
/// The maximum number of keys that are tried for a token that does not name one.
pub const MAX_TRIED: usize = 8;
/// RFC 7518 §3.3, §3.5.
const MIN_RSA_BITS: usize = 2048;

/// The reason why no key of a set can check a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// None has the token's `kid`. The set may be older than the key.
    Unknown,
    /// The signature's length is not that of the algorithm and key (RFC 7518 §3.4: ECDSA's is raw, not ASN.1).
    Signature,
}

impl KeySet {
    /// Reads a key set; `None` if the text is none. Keys of other types, for other uses, malformed or too weak are left
    /// out, and unknown members are ignored (RFC 7517 §5).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(&Json::parse(text).ok()?)
    }

    /// Like [`KeySet::parse`], from parsed JSON.
    #[must_use]
    pub fn of(json: &Json) -> Option<Self> {
        let Some(Json::Array(keys)) = json.get("keys") else {
            return None;
        };
        Some(Self {
            keys: list(keys.iter().filter_map(key).take(MAX_KEYS)),
        })
    }

    /// The places of the keys that the token may have been signed with: they are for its algorithm, have its `kid` if it has one,
    /// and make signatures of its length. At most [`MAX_TRIED`], at least one.
    ///
    /// # Errors
    /// See [`NoKey`].
    pub fn fitting(&self, token: &Compact<'_>, header: &Header) -> Result<Vec<usize>, NoKey> {
        let algorithm = ALGORITHMS.get(header.algorithm);
        let fits = |key: &Key| {
            algorithm.is_some_and(|algorithm| algorithm.key_type == key.key_type)
                && key
                    .algorithm
                    .is_none_or(|own| algorithm::is_same(own, header.algorithm))
                && (header.kid.is_none() || key.kid == header.kid)
        };
        let mut found = Vec::new();
        let mut seen = false;
        for (place, key) in self.keys.iter().enumerate() {
            if fits(key) {
                seen = true;
                if key.signature == token.signature.len() && found.len() < MAX_TRIED {
                    found.push(place);
                }
            }
        }
        match (found.is_empty(), seen) {
            (false, _) => Ok(found),
            (true, true) => Err(NoKey::Signature),
            (true, false) => Err(NoKey::Unknown),
        }
    }
}

fn key(json: &Json) -> Option<Key> {
    let text = |name: &str| json.get_str(name);
    // A key with a member that violates the standard is left out, since its meaning is uncertain.
    let optional = |name: &str| match json.get(name) {
        None => Some(None),
        Some(value) => value.as_str().map(Some),
    };
    if optional("use")?.is_some_and(|usage| usage != "sig") {
        return None;
    }
    match json.get("key_ops") {
        None => {}
        Some(Json::Array(all)) if all.iter().any(|op| op.as_str() == Some("verify")) => {}
        Some(_) => return None,
    }
    let number = |name: &str| Some((text(name)?, base64::decode_url(text(name)?)?));
    let mut jwk = SecretText::default();
    let mut members = ObjectWriter::new(&mut jwk);
    members.string("kty", text("kty")?);
    let (key_type, signature) = match (text("kty")?, text("crv")) {
        ("RSA", _) => {
            let ((_, modulus), (_, exponent)) = (number("n")?, number("e")?);
            // Some servers send leading zeros, against RFC 7518 §2. Chromium's WebCrypto refuses them.
            let (modulus, exponent) = (without_zeros(&modulus), without_zeros(&exponent));
            members.string("n", &base64::encode_url(modulus));
            members.string("e", &base64::encode_url(exponent));
            let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
            if bits(modulus) < MIN_RSA_BITS || !odd(modulus) || !odd(exponent) || exponent == [1] {
                return None;
            }
            (KeyType::Rsa, modulus.len())
        }
        ("EC", Some(curve)) => {
            let key_type = [P256, P384, P521]
                .into_iter()
                .find(|known| matches!(known, KeyType::Ec(name, _) if *name == curve))?;
            let KeyType::Ec(_, length) = key_type else {
                return None;
            };
            members.string("crv", curve);
            for name in ["x", "y"] {
                let (text, coordinate) = number(name)?;
                if coordinate.len() != length {
                    return None;
                }
                members.string(name, text);
            }
            (key_type, 2 * length)
        }
        ("OKP", Some("Ed25519")) => {
            let (x, point) = number("x")?;
            if point.len() != 32 {
                return None;
            }
            members.string("crv", "Ed25519");
            members.string("x", x);
            (KeyType::Ed25519, 64)
        }
        _ => return None,
    };
    members.finish();
    let algorithm = match optional("alg")? {
        None => None,
        Some(name) => Some(algorithm::find(name)?),
    };
    Some(Key {
        kid: optional("kid")?.map(str::to_owned),
        jwk: jwk.into_string(),
        key_type,
        algorithm,
        signature,
    })
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn bits(number: &[u8]) -> usize {
    let first = number.first().map_or(0, |byte| byte.leading_zeros());
    (number.len() * 8).saturating_sub(first as usize)
}
