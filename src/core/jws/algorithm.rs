//! The signature algorithms (RFC 7518 §3, RFC 8037 §3.1, RFC 9864 §2.2), each bound to one type of key.
//!
//! Neither `none` nor HMAC is among them, so that no header can ask for it (RFC 8725 §3.1, §3.2). Any attacker can make
//! an HMAC with a public key.

/// The requirements of an algorithm on its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// RSA of at least 2048 bits.
    Rsa,
    /// A point on a curve (RFC 7518 §6.2.1.1): the curve's name, and the length of a coordinate in bytes.
    Ec(&'static str, usize),
    /// Ed25519 (RFC 8037 §2).
    Ed25519,
}

/// P-256.
pub const P256: KeyType = KeyType::Ec("P-256", 32);
/// P-384.
pub const P384: KeyType = KeyType::Ec("P-384", 48);
/// P-521, whose coordinates have 521 bits.
pub const P521: KeyType = KeyType::Ec("P-521", 66);

/// One algorithm.
#[derive(Debug)]
pub struct Algorithm {
    /// Its name in headers.
    pub name: &'static str,
    /// The key that it needs.
    pub key_type: KeyType,
    /// The parameters of WebCrypto's `importKey` and `verify` in one JSON object; each function picks its own.
    pub parameters: &'static str,
}

/// All of them. The place in this list identifies a token's algorithm.
pub static ALGORITHMS: [Algorithm; 11] = [
    Algorithm {
        name: "RS256",
        key_type: KeyType::Rsa,
        parameters: r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
    },
    Algorithm {
        name: "RS384",
        key_type: KeyType::Rsa,
        parameters: r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-384"}"#,
    },
    Algorithm {
        name: "RS512",
        key_type: KeyType::Rsa,
        parameters: r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-512"}"#,
    },
    Algorithm {
        name: "PS256",
        key_type: KeyType::Rsa,
        parameters: r#"{"name":"RSA-PSS","hash":"SHA-256","saltLength":32}"#,
    },
    Algorithm {
        name: "PS384",
        key_type: KeyType::Rsa,
        parameters: r#"{"name":"RSA-PSS","hash":"SHA-384","saltLength":48}"#,
    },
    Algorithm {
        name: "PS512",
        key_type: KeyType::Rsa,
        parameters: r#"{"name":"RSA-PSS","hash":"SHA-512","saltLength":64}"#,
    },
    Algorithm {
        name: "ES256",
        key_type: P256,
        parameters: r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
    },
    Algorithm {
        name: "ES384",
        key_type: P384,
        parameters: r#"{"name":"ECDSA","namedCurve":"P-384","hash":"SHA-384"}"#,
    },
    Algorithm {
        name: "ES512",
        key_type: P521,
        parameters: r#"{"name":"ECDSA","namedCurve":"P-521","hash":"SHA-512"}"#,
    },
    Algorithm {
        name: "EdDSA",
        key_type: KeyType::Ed25519,
        parameters: r#"{"name":"Ed25519"}"#,
    },
    // The same algorithm by its newer name, which includes the curve (RFC 9864 §2.2).
    Algorithm {
        name: "Ed25519",
        key_type: KeyType::Ed25519,
        parameters: r#"{"name":"Ed25519"}"#,
    },
];

/// The place in [`ALGORITHMS`] of the algorithm of this name, compared to the letter (RFC 7515 §4.1.1).
#[must_use]
pub fn find(name: &str) -> Option<usize> {
    ALGORITHMS
        .iter()
        .position(|algorithm| algorithm.name == name)
}

/// True if two places in [`ALGORITHMS`] hold the same algorithm: `EdDSA` is `Ed25519`, since no other curve is
/// supported.
#[must_use]
pub fn is_same(one: usize, other: usize) -> bool {
    let parameters = |place: usize| ALGORITHMS.get(place).map(|algorithm| algorithm.parameters);
    parameters(one) == parameters(other)
}

/// The algorithms that a token may be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowed(u16);

impl Allowed {
    /// All known algorithms.
    pub const ALL: Self = Self((1 << ALGORITHMS.len()) - 1);
    /// None of them.
    pub const NONE: Self = Self(0);

    /// Adds the algorithm of this name, under its other name too. `None` if the name is unknown.
    #[must_use]
    pub fn with(self, name: &str) -> Option<Self> {
        let named = find(name)?;
        let same = (0..ALGORITHMS.len()).filter(|other| is_same(named, *other));
        Some(same.fold(self, |all, place| Self(all.0 | 1 << place)))
    }

    /// True if the algorithm at this place in [`ALGORITHMS`] is among them.
    #[must_use]
    pub fn has(self, algorithm: usize) -> bool {
        self.0 >> algorithm & 1 == 1
    }
}
