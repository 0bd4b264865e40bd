//! The stored record of a token set: a version, a checksum and JSON.
//!
//! `tw1:0123456789abcdef:{…}`. The checksum covers everything else, in every version of the format, so that a changed bit
//! anywhere makes a miss and never a wrong token. It does not protect against an attacker who can write to the storage. Times
//! inside are epoch milliseconds by the wall clock, which all tabs share; a time line belongs to one manager.

use super::envelope;
use super::json::{Json, ObjectWriter};
use super::secret::Secret;
use super::text::{Fnv, SecretText};
use super::time::Timestamp;
use super::tokens::{Targets, TokenSet, is_access_token, is_http_token};
use std::rc::Rc;

/// The reason why a stored text yields no tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// Damaged, or not a record.
    Corrupt,
    /// In plain text, although records of this namespace have been encrypted before.
    Plain,
    /// Encrypted with another key or by another program, so it cannot be read.
    Sealed,
    /// Written by a later version of this library.
    NewerVersion,
    /// The tokens of another credential; see [`identity`](super::identity).
    OtherCredential,
}

const PREFIX: &str = "tw";
const VERSION: &str = "1";
const CHECKSUM_DIGITS: usize = 16;

/// The record of `tokens`. `identity` is that of the credential. `keep_refresh_token` is false for a storage that may
/// return old values (Workers KV), since a rotated refresh token must not come back. `wall_offset_ms` is the time line
/// minus the wall clock.
#[must_use]
pub fn write(
    tokens: &TokenSet,
    identity: &str,
    keep_refresh_token: bool,
    wall_offset_ms: i64,
) -> Secret {
    let mut body = SecretText::with_capacity(4096);
    write_tokens(
        &mut body,
        tokens,
        identity,
        keep_refresh_token,
        wall_offset_ms,
    );
    SecretText::join(&[
        PREFIX,
        VERSION,
        ":",
        &checksum(VERSION, body.as_str()),
        ":",
        body.as_str(),
    ])
}

/// Writes tokens as an object. `of` is the identity of their credential or of their target.
fn write_tokens(
    body: &mut SecretText,
    tokens: &TokenSet,
    of: &str,
    keep_refresh_token: bool,
    wall_offset_ms: i64,
) {
    let wall = |at: Timestamp| at.plus(wall_offset_ms.saturating_neg()).0;
    let mut object = ObjectWriter::new(body);
    object.string("credential", of);
    object.string("access_token", tokens.access_token.reveal());
    object.string("token_type", &tokens.token_type);
    // No stored token lives for ever: one without an end is read back as expired.
    let end = tokens.expires_at.unwrap_or(tokens.obtained_at);
    object.number("expires_at", Some(wall(end)));
    object.number("obtained_at", Some(wall(tokens.obtained_at)));
    object.optional("scope", tokens.scope.as_deref());
    object.optional(
        "refresh_token",
        tokens
            .refresh_token
            .as_ref()
            .filter(|_| keep_refresh_token)
            .map(Secret::reveal),
    );
    object.optional("id_token", tokens.id_token.as_ref().map(Secret::reveal));
    object.optional("extra", tokens.extra.as_ref().map(Secret::reveal));
    object.number("clock_skew_ms", tokens.clock_skew_ms);
    object.optional("dpop_jkt", tokens.bound_to.as_deref());
    if !tokens.targets.list().is_empty() {
        let mut list = SecretText::default();
        for (place, (id, tokens)) in tokens.targets.list().iter().enumerate() {
            list.push(if place > 0 { ',' } else { '[' });
            write_tokens(&mut list, tokens, id, false, wall_offset_ms);
        }
        list.push(']');
        object.raw("targets", list.as_str());
    }
    object.finish();
}

/// Reads a record. `identity` is that of the expected credential, `wall_offset_ms` is the time line minus the wall
/// clock.
///
/// # Errors
/// See [`Miss`].
pub fn read(text: &str, identity: &str, wall_offset_ms: i64) -> Result<TokenSet, Miss> {
    if text == envelope::PLAIN {
        return Err(Miss::Plain);
    }
    if envelope::is_envelope(text) {
        return Err(Miss::Sealed);
    }
    let (version, body) = open(text).ok_or(Miss::Corrupt)?;
    if version != VERSION {
        return Err(Miss::NewerVersion);
    }
    let body = Json::parse(body).map_err(|_| Miss::Corrupt)?;
    if body.get_str("credential").ok_or(Miss::Corrupt)? != identity {
        return Err(Miss::OtherCredential);
    }
    tokens(&body, wall_offset_ms).ok_or(Miss::Corrupt)
}

/// The text of a record after its credential's identity changed from `former` to `identity`. `None` if the record
/// belongs to no such credential.
#[must_use]
pub fn taken_over(text: &str, former: &str, identity: &str) -> Option<Secret> {
    let tokens = read(text, former, 0).ok()?;
    Some(write(&tokens, identity, true, 0))
}

/// The content of a record for a reader that does not know its credential. Times are epoch milliseconds by the wall
/// clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The identity of its credential. `None` for a record of a later version, whose other content is unknown too.
    pub credential: Option<String>,
    /// The time when its tokens were obtained.
    pub obtained_at: i64,
    /// The time when its last access token expires.
    pub expires_at: Option<i64>,
    /// True if it holds a refresh token.
    pub has_refresh_token: bool,
}

impl Summary {
    /// The time when a storage may forget the record. `None` with a refresh token, which outlives the access token.
    #[must_use]
    pub fn forgettable_from(&self) -> Option<i64> {
        self.expires_at.filter(|_| !self.has_refresh_token)
    }
}

/// The summary of a record; `None` if it is damaged.
#[must_use]
pub fn summary(text: &str) -> Option<Summary> {
    let (version, body) = open(text)?;
    if version != VERSION {
        return Some(Summary {
            credential: None,
            obtained_at: i64::MIN,
            expires_at: None,
            // This is unknown. It is assumed, so that no refresh token is lost.
            has_refresh_token: true,
        });
    }
    let body = Json::parse(body).ok()?;
    let credential = body.get_str("credential")?.to_owned();
    let tokens = tokens(&body, 0)?;
    Some(Summary {
        credential: Some(credential),
        obtained_at: tokens.obtained_at.0,
        expires_at: tokens.last_expires_at().map(|at| at.0),
        has_refresh_token: tokens.refresh_token.is_some(),
    })
}

/// The version and body of a record with a correct checksum.
fn open(text: &str) -> Option<(&str, &str)> {
    let (version, rest) = text.strip_prefix(PREFIX)?.split_once(':')?;
    let (sum, body) = rest.split_once(':')?;
    let numbered = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    (numbered && sum.len() == CHECKSUM_DIGITS && sum == checksum(version, body))
        .then_some((version, body))
}

fn checksum(version: &str, body: &str) -> String {
    let mut sum = Fnv::new();
    sum.add(version.as_bytes());
    sum.add(b":");
    sum.add(body.as_bytes());
    sum.hex()
}

/// JavaScript's numbers are exact integers up to here, so no clock of the host shows more.
const LARGEST: i64 = 1 << 53;

fn tokens(body: &Json, wall_offset_ms: i64) -> Option<TokenSet> {
    let whole = |name: &str| {
        let number = body.get(name)?.as_i64()?;
        (-LARGEST..=LARGEST).contains(&number).then_some(number)
    };
    let time = |name: &str| Some(Timestamp(whole(name)?).plus(wall_offset_ms));
    let text = |name: &str| body.get_str(name);
    // The record is untrusted, so the token is checked. It is empty if there is only a refresh token.
    let access_token =
        text("access_token").filter(|token| token.is_empty() || is_access_token(token))?;
    let token_type = text("token_type").filter(|name| is_http_token(name))?;
    let mut targets = Targets::default();
    if let Some(Json::Array(list)) = body.get("targets") {
        for item in list {
            let id = item.get_str("credential")?;
            targets.put(id.into(), tokens(item, wall_offset_ms)?);
        }
    }
    Some(TokenSet {
        access_token: access_token.into(),
        token_type: TokenSet::type_of(Some(token_type)),
        expires_at: Some(time("expires_at")?),
        obtained_at: time("obtained_at")?,
        scope: text("scope").map(str::to_owned),
        refresh_token: text("refresh_token").map(Secret::from),
        id_token: text("id_token").map(Secret::from),
        extra: text("extra").map(Secret::from),
        clock_skew_ms: match body.get("clock_skew_ms") {
            None => None,
            Some(_) => Some(whole("clock_skew_ms")?),
        },
        bound_to: text("dpop_jkt").map(Rc::from),
        targets,
    })
}
