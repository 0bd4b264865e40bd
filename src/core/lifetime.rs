//! The lifetime of a token, from the best source that states it.

use super::json::{Json, NumberError, seconds_to_ms};
use super::jwt;
use super::time::Timestamp;

/// The longest lifetime that is accepted: a hundred years, in milliseconds. Longer ones are reduced to it.
pub const MAX_LIFETIME_MS: i64 = 3_155_760_000_000;
/// The last moment that a JavaScript `Date` can hold, in epoch milliseconds.
const LAST_DATE_MS: i64 = 8_640_000_000_000_000;

/// Reads an `expires_in` (RFC 6749 §5.1) as milliseconds: a number of seconds above zero, with or without a fraction,
/// or a string that holds one. `from` is the start of the lifetime; at most [`MAX_LIFETIME_MS`] is returned.
///
/// # Errors
/// A sentence about the error: no number, not positive, or an end that no date can express.
pub fn expires_in_ms(value: &Json, from: Timestamp) -> Result<i64, &'static str> {
    match remaining_ms(value, from)? {
        0 => Err("expires_in is not a positive number of seconds"),
        ms => Ok(ms),
    }
}

/// The same for a token that may have been issued earlier. Zero if no life is left, for example because a server
/// repeats one token until it has expired.
///
/// # Errors
/// A sentence about the error: no number, or an end that no date can express.
pub fn remaining_ms(value: &Json, from: Timestamp) -> Result<i64, &'static str> {
    let text = match value {
        Json::Number(text) => text,
        Json::String(text) => text.as_str(),
        _ => return Err("expires_in is not a number of seconds"),
    };
    match seconds_to_ms(text) {
        Err(NumberError::Syntax) => Err("expires_in is not a number of seconds"),
        Err(NumberError::Overflow) => Err("expires_in is too large"),
        Ok(ms) if from.plus(ms).0 > LAST_DATE_MS => Err("expires_in is too large"),
        Ok(ms) => Ok(ms.clamp(0, MAX_LIFETIME_MS)),
    }
}

/// The times around a token response.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// The time before the request was sent.
    pub sent_at: Timestamp,
    /// The time line minus the wall clock, in milliseconds.
    pub wall_offset_ms: i64,
    /// This machine's wall clock minus the server's, in milliseconds, if the server sent its time.
    pub clock_skew_ms: Option<i64>,
    /// The lifetime of a token that states none.
    pub assumed_ms: i64,
}

/// The time when a token that has just come from a server expires. This may be in the past, since some servers repeat
/// one token until its end.
///
/// `expires_in` is best: it is a span, which does not depend on a clock. A JWT's `exp − iat` is a span as well, but the
/// server may have issued the token a while ago: if the server's clock is known, `exp` by that clock counts if it is
/// nearer. A JWT without `iat` has only `exp`. The assumed lifetime comes last. Every span counts from before the
/// request was sent, so that the result errs on the safe side.
#[must_use]
pub fn of_new_token(token: &str, expires_in_ms: Option<i64>, received: &Received) -> Timestamp {
    let after = |ms: i64| received.sent_at.plus(ms.min(MAX_LIFETIME_MS));
    if let Some(ms) = expires_in_ms {
        return after(ms);
    }
    let times = jwt::times(token).unwrap_or_default();
    let Some(exp) = times.exp_ms else {
        return after(received.assumed_ms);
    };
    let by_clock = by_server_clock(exp, received);
    if let Some(iat) = times.iat_ms.filter(|iat| *iat < exp) {
        let by_span = after(exp - iat);
        return match by_clock.filter(|_| received.clock_skew_ms.is_some()) {
            Some(end) => end.min(by_span),
            None => by_span,
        };
    }
    by_clock.unwrap_or_else(|| after(received.assumed_ms))
}

/// The time when a token that has just come expires. `end_ms` is its end by the server's clock, which is corrected by
/// the skew between the clocks. `None` if the end has passed and the skew is unknown: servers hardly ever issue expired
/// tokens, so this machine's clock is ahead by an unknown amount.
#[must_use]
pub fn by_server_clock(end_ms: i64, received: &Received) -> Option<Timestamp> {
    let skew = received.clock_skew_ms;
    let left = Timestamp(end_ms)
        .plus(skew.unwrap_or(0))
        .plus(received.wall_offset_ms)
        .since(received.sent_at);
    let known = left > 0 || skew.is_some();
    known.then(|| received.sent_at.plus(left.clamp(0, MAX_LIFETIME_MS)))
}
