//! Token sets from and to the user.

use super::read::Members;
use super::write::Out;
use crate::core::error::{Error, Result};
use crate::core::given::TokenInput;
use crate::core::json::Json;
use crate::core::text::concat;
use crate::core::tokens::TokenSet;

/// Tokens from a user. `path` is their name in messages. `endpointNames` is true if their members have the names of a
/// token endpoint's response (RFC 6749 §5.1).
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration), naming the member by its path.
pub(super) fn read(json: &Json) -> Result<TokenInput> {
    let input = TokenInput {
        access_token: json.secret("accessToken").unwrap_or_default(),
        token_type: json.text("tokenType"),
        expires_at: json.number("expiresAt"),
        expires_in_ms: json.number("expiresInMs"),
        obtained_at: json.number("obtainedAt"),
        scope: json.text("scope"),
        refresh_token: json.secret("refreshToken"),
        id_token: json.secret("idToken"),
        extra: json.secret("extra"),
        clock_skew_ms: json.number("clockSkewMs"),
    };
    match input.check() {
        Ok(()) => Ok(input),
        Err((member, problem)) => {
            let name = member.name(json.flag("endpointNames").unwrap_or_default());
            let path = concat(&[json.get_str("path").unwrap_or_default(), ".", name]);
            Err(Error::configuration(&path, problem))
        }
    }
}

/// Writes tokens for the user; `wall_offset_ms` is the time line minus the wall clock. `extra` is the text of an object, which the
/// driver parses.
pub(super) fn write(out: &mut Out, tokens: &TokenSet, wall_offset_ms: i64) {
    let wall = |at: i64| at.saturating_sub(wall_offset_ms);
    out.text("accessToken", tokens.access_token.reveal());
    out.text("tokenType", &tokens.token_type);
    out.some_number("expiresAt", tokens.expires_at.map(|at| wall(at.0)));
    out.number("obtainedAt", wall(tokens.obtained_at.0));
    out.some("scope", tokens.scope.as_deref());
    out.secret("refreshToken", tokens.refresh_token.as_ref());
    out.secret("idToken", tokens.id_token.as_ref());
    out.secret("extra", tokens.extra.as_ref());
}

/// Writes tokens as [`read`] reads them.
pub(super) fn give(out: &mut Out, tokens: &TokenSet, wall_offset_ms: i64) {
    write(out, tokens, wall_offset_ms);
    out.some_number("clockSkewMs", tokens.clock_skew_ms);
}
