//! How long a token lives, from whatever says so.

use super::json::{Json, NumberError, seconds_to_ms};
use super::jwt;
use super::time::Timestamp;

/// The longest lifetime that is believed: a hundred years, in milliseconds. What is longer is cut to it.
pub const MAX_LIFETIME_MS: i64 = 3_155_760_000_000;
/// The last moment that a JavaScript `Date` can hold, in epoch milliseconds.
const LAST_DATE_MS: i64 = 8_640_000_000_000_000;

/// Reads the `expires_in` of a token response (RFC 6749 §5.1) as milliseconds: a number of seconds, with or without a
/// fraction, or a string that is one. `from` is where the lifetime begins; at most [`MAX_LIFETIME_MS`] is returned.
///
/// # Errors
/// A sentence that says what is wrong: no number, not positive, or an end that no date can express.
pub fn expires_in_ms(value: &Json, from: Timestamp) -> Result<i64, &'static str> {
    match value {
        Json::Number(text) => parse_expires_in(text, from),
        Json::String(text) => parse_expires_in(text, from),
        _ => Err("expires_in is not a number of seconds"),
    }
}

/// The same for the text of a number.
///
/// # Errors
/// As [`expires_in_ms`].
pub fn parse_expires_in(text: &str, from: Timestamp) -> Result<i64, &'static str> {
    match seconds_to_ms(text) {
        Err(NumberError::Syntax) => Err("expires_in is not a number of seconds"),
        Err(NumberError::Overflow) => Err("expires_in is too large"),
        Ok(ms) if ms <= 0 => Err("expires_in is not a positive number of seconds"),
        Ok(ms) if from.plus(ms).0 > LAST_DATE_MS => Err("expires_in is too large"),
        Ok(ms) => Ok(ms.min(MAX_LIFETIME_MS)),
    }
}

/// What is known of the moments around a token response.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// Before the request was sent.
    pub sent_at: Timestamp,
    /// The time line minus the wall clock, in milliseconds.
    pub wall_offset_ms: i64,
    /// This machine's wall clock minus the server's, in milliseconds, where the server told.
    pub clock_skew_ms: Option<i64>,
    /// The lifetime of a token of which nobody tells it.
    pub assumed_ms: i64,
}

/// When a token that a server has just issued expires.
///
/// Best is `expires_in`; then a JWT's `exp − iat`: both are spans, which no wrong clock can spoil. Then a JWT's `exp`, which
/// is a moment by the server's clock, moved by the skew between the clocks. Then the assumption. Every span counts from
/// before the request was sent, so that the result errs on the safe side.
///
/// # Errors
/// If the token has expired by the clock of the server that has just issued it.
pub fn of_new_token(
    token: &str,
    expires_in_ms: Option<i64>,
    received: &Received,
) -> Result<Timestamp, &'static str> {
    let after = |ms: i64| Ok(received.sent_at.plus(ms.min(MAX_LIFETIME_MS)));
    if let Some(ms) = expires_in_ms {
        return after(ms);
    }
    let times = jwt::times(token).unwrap_or_default();
    let Some(exp) = times.exp_ms else {
        return after(received.assumed_ms);
    };
    if let Some(iat) = times.iat_ms.filter(|iat| *iat < exp) {
        return after(exp - iat);
    }
    match by_server_clock(exp, received)? {
        Some(end) => Ok(end),
        None => after(received.assumed_ms),
    }
}

/// When a token that a server has just issued expires, from the moment that the server's clock shows then: moved by the skew
/// between the clocks. `None` if that has passed already and the skew is not known: nobody issues an expired token, so this
/// machine's clock is ahead, nobody knows how far.
///
/// # Errors
/// If the token has expired by the clock of the server that has just issued it.
pub fn by_server_clock(
    end_ms: i64,
    received: &Received,
) -> Result<Option<Timestamp>, &'static str> {
    let skew = received.clock_skew_ms;
    let left = Timestamp(end_ms)
        .plus(skew.unwrap_or(0))
        .plus(received.wall_offset_ms)
        .since(received.sent_at);
    match (left > 0, skew) {
        (true, _) => Ok(Some(received.sent_at.plus(left.min(MAX_LIFETIME_MS)))),
        (false, Some(_)) => Err("the access token has already expired"),
        (false, None) => Ok(None),
    }
}
