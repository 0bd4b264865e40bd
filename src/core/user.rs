//! The signed-in user, from an ID token (OpenID Connect Core §2).
//!
//! The claims are read from the ID token that is kept with the tokens. So they are available wherever the tokens are:
//! after a reload, in other tabs, in encrypted records, and in records of older versions. That token was checked when
//! it arrived: at the login, or, if a refresh brought it, against the one before ([`id_token`]). Tokens that the
//! program set, and stored records, come without such a check. So each time the issuer, the client and the subject are
//! compared, as far as the configuration names them.

use super::config::OAuthConfig;
use super::jwt::{self, Jwt};
use super::oauth::id_token::{self, Party};
use super::text::Fnv;
use std::fmt;
use std::rc::Rc;

/// The user of a login.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The provider's name.
    pub provider: Rc<str>,
    /// `sub` of the ID token.
    pub id: String,
    /// The ID token's claims, the text of a JSON object.
    pub claims: String,
    /// The time when the user authenticated (`auth_time`): epoch milliseconds by the issuer's clock.
    pub authenticated_at: Option<i64>,
    /// Identifies the user: a sum of issuer and subject, which is never zero.
    pub(super) sum: u64,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("User([redacted])")
    }
}

impl User {
    /// The user that an ID token names to the client. `None` if the token is no JWT, is for another client or from
    /// another issuer, or names no subject.
    #[must_use]
    pub fn of(provider: &Rc<str>, id_token: &str, config: &OAuthConfig) -> Option<Self> {
        let Named { jwt, subject } = named_by(id_token, config)?;
        let issuer = jwt.claims.get_str("iss")?;
        let mut sum = Fnv::new();
        sum.add(issuer.as_bytes());
        sum.add(b" ");
        sum.add(subject.as_bytes());
        Some(Self {
            provider: provider.clone(),
            id: subject,
            authenticated_at: jwt::time_claim(&jwt.claims, "auth_time"),
            sum: sum.value().max(1),
            claims: jwt.payload,
        })
    }
}

/// An ID token and the subject that it names.
#[derive(Debug)]
pub struct Named {
    /// The token.
    pub jwt: Jwt,
    /// `sub`, which is not empty.
    pub subject: String,
}

/// The subject that an ID token names to the client. `None` as for [`User::of`].
#[must_use]
pub fn named_by(id_token: &str, config: &OAuthConfig) -> Option<Named> {
    let jwt = jwt::decode(id_token).ok()?;
    let party = Party {
        client_id: &config.client_id,
        issuer: config.issuer.as_deref(),
    };
    id_token::check_party(&jwt.claims, &party).ok()?;
    jwt.claims.get_str("iss")?;
    let subject = jwt.claims.get_str("sub").filter(|sub| !sub.is_empty())?;
    let subject = subject.to_owned();
    Some(Named { jwt, subject })
}
