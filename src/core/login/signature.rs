//! The check that the issuer made a JWT, by its published keys (OpenID Connect Core §3.1.3.7 no. 6, §5.3.2). An HMAC is
//! checked with the client's secret (no. 8).

use crate::core::base64;
use crate::core::config::OAuthConfig;
use crate::core::error::{Error, Result};
use crate::core::flow::{Verification, Work};
use crate::core::jws::algorithm::{ALGORITHMS, Allowed};
use crate::core::jws::compact::{self, Compact, Header};
use crate::core::jws::keys::{KeySet, NoKey};
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use std::rc::Rc;
use zeroize::Zeroizing;

/// The check of one JWT's signature.
#[derive(Debug)]
pub struct SignatureCheck {
    /// The address of the issuer's keys.
    uri: String,
    /// The keys, once they are known.
    keys: Option<Rc<KeySet>>,
    /// The JWT names a key that was searched for already.
    searched: bool,
    /// The JWKs to try; the next one is last.
    candidates: Vec<Secret>,
}

/// The parts of a JWT.
struct Signed<'a> {
    token: Compact<'a>,
    by: By,
}

/// The owner of the key or secret that made the signature.
enum By {
    /// The issuer's.
    Issuer(Header),
    /// The client's own: the parameters of the HMAC for WebCrypto.
    Client(&'static str),
}

/// HMAC with the client's secret, which proves as much as a signature. It is kept apart from [`ALGORITHMS`], so that no
/// public key is ever used as such a secret.
const MACS: [(&str, &str); 3] = [
    ("HS256", r#"{"name":"HMAC","hash":"SHA-256"}"#),
    ("HS384", r#"{"name":"HMAC","hash":"SHA-384"}"#),
    ("HS512", r#"{"name":"HMAC","hash":"SHA-512"}"#),
];

impl<'a> Signed<'a> {
    fn read(token: &'a str) -> Result<Self> {
        let token = compact::parse(token).map_err(Error::login_failed)?;
        let named = token.header_json.get_str("alg");
        let mac = MACS.iter().find(|(name, _)| named == Some(name));
        let by = match mac {
            Some((_, parameters)) => {
                token.check_extensions().map_err(Error::login_failed)?;
                By::Client(parameters)
            }
            None => By::Issuer(token.header(Allowed::ALL).map_err(Error::login_failed)?),
        };
        Ok(Self { token, by })
    }
}

impl SignatureCheck {
    /// A check by the keys at `uri`.
    #[must_use]
    pub fn new(uri: String) -> Self {
        Self {
            uri,
            keys: None,
            searched: false,
            candidates: Vec::new(),
        }
    }

    /// The work that gets the keys before there is a JWT.
    #[must_use]
    pub fn prepare(&self) -> Work {
        let (uri, newer) = (self.uri.clone(), false);
        Work::Keys { uri, newer }
    }

    /// Takes the keys for [`SignatureCheck::check`].
    pub fn take(&mut self, keys: Rc<KeySet>) {
        self.keys = Some(keys);
    }

    /// The first work of the check: to verify with a key, or to get the keys.
    ///
    /// # Errors
    /// [`Class::Login`](crate::core::error::Class::Login) with
    /// [`Code::LoginFailed`](crate::core::error::Code::LoginFailed): the JWT is malformed; its algorithm is unknown; no
    /// key makes such signatures, or several do and it does not name one (§10.1); it has an HMAC and the client has no
    /// secret.
    pub fn check(&mut self, token: &str, config: &OAuthConfig) -> Result<Work> {
        let signed = Signed::read(token)?;
        let header = match &signed.by {
            By::Issuer(header) => header,
            By::Client(_) => {
                let secret = config.client_secret.as_ref().ok_or_else(|| {
                    Error::login_failed(
                        "the JWT is signed by HMAC (alg), which needs the client's secret: set clientSecret, or have the server sign with a key that it publishes",
                    )
                })?;
                let bytes = Zeroizing::new(base64::encode_url(secret.reveal().as_bytes()));
                self.candidates = vec![SecretText::join(&[
                    r#"{"kty":"oct","k":""#,
                    &bytes,
                    r#""}"#,
                ])];
                return self.next(token);
            }
        };
        let newer = self.keys.is_some();
        if let Some(set) = &self.keys {
            if set.keys.is_empty() {
                return Err(Error::login_failed(
                    "the issuer's key set has no key that signatures can be checked with",
                ));
            }
            match set.fitting(&signed.token, header) {
                Ok(places) if places.len() > 1 && header.kid.is_none() => {
                    let problem = "the JWT does not name the issuer's key that signed it (kid)";
                    return Err(Error::login_failed(problem));
                }
                Ok(places) => {
                    let keys = places.iter().rev().filter_map(|at| set.keys.get(*at));
                    self.candidates = keys.map(|key| Secret::from(key.jwk.as_str())).collect();
                    return self.next(token);
                }
                Err(NoKey::Signature) => return Err(wrong()),
                Err(NoKey::Unknown) if self.searched => {
                    let problem = "the JWT is signed with a key that the issuer does not publish";
                    return Err(Error::login_failed(problem));
                }
                Err(NoKey::Unknown) => {}
            }
        }
        self.searched = newer;
        let uri = self.uri.clone();
        Ok(Work::Keys { uri, newer })
    }

    /// The check with the next key, after one that did not make the signature.
    ///
    /// # Errors
    /// No key made it.
    pub fn next(&mut self, token: &str) -> Result<Work> {
        let key = self.candidates.pop().ok_or_else(wrong)?;
        let Signed { token, by } = Signed::read(token)?;
        Ok(Work::Verify(Box::new(Verification {
            key,
            algorithm: match by {
                By::Issuer(header) => ALGORITHMS[header.algorithm].parameters,
                By::Client(parameters) => parameters,
            },
            input: token.input.into(),
            signature: token.signature,
        })))
    }
}

fn wrong() -> Error {
    Error::login_failed("the JWT's signature is wrong, or this host cannot check it")
}
