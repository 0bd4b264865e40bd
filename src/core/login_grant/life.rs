//! The lifetime of a login's token. No standard defines the member for it, nor its unit.

use crate::core::json::{Json, seconds_to_ms};
use crate::core::lifetime::{self, Received};
use crate::core::oauth::http_date::{self, days_since_epoch};
use crate::core::text::parse_number;
use crate::core::time::{SECOND, Timestamp};

/// Members that count seconds from now on.
pub(super) const SPANS: [&str; 2] = ["expires_in", "expiresIn"];
/// Members that name a moment.
pub(super) const MOMENTS: [&str; 3] = ["expires_at", "expiresAt", "expires"];

/// The end of the token: by a member beside the token or at the top of the response, else by
/// [`lifetime::of_new_token`]. A member without a plausible value is skipped, not refused: it breaks no standard.
pub(super) fn expires_at(
    token: &str,
    objects: [Option<&Json>; 2],
    received: &Received,
) -> Timestamp {
    for object in objects.into_iter().flatten() {
        let span = |name: &str| {
            let ms = lifetime::expires_in_ms(object.get(name)?, received.sent_at);
            Some(received.sent_at.plus(ms.ok()?))
        };
        if let Some(end) = SPANS.into_iter().find_map(span) {
            return end;
        }
        let wall_ms = received.sent_at.0.saturating_sub(received.wall_offset_ms);
        let moment = |name: &str| moment(object.get(name)?, wall_ms);
        if let Some(end) = MOMENTS.into_iter().find_map(moment)
            && let Some(end) = lifetime::by_server_clock(end, received)
        {
            return end;
        }
    }
    lifetime::of_new_token(token, None, received)
}

/// In epoch milliseconds, in 2001. A smaller number of seconds is no moment but a count of something unknown.
const FIRST: i64 = 1_000_000_000 * SECOND;
/// In epoch milliseconds, in the year 10208. A number of seconds from this on is really one of milliseconds.
const LAST: i64 = 260_000_000_000 * SECOND;

/// Epoch milliseconds from epoch seconds or milliseconds (a number or a string of digits), or from a date.
fn moment(value: &Json, wall_ms: i64) -> Option<i64> {
    let text = match value {
        Json::Number(text) => text.as_str(),
        Json::String(text) => text.trim_ascii(),
        _ => return None,
    };
    match seconds_to_ms(text) {
        Ok(ms) if (FIRST..LAST).contains(&ms) => Some(ms),
        Ok(thousandfold) if thousandfold >= LAST => Some(thousandfold / 1000),
        Ok(_) => None,
        Err(_) => rfc3339(text).or_else(|| http_date::parse(text, wall_ms)),
    }
}

/// Reads `2026-01-31T23:59:59Z`, with a fraction or another offset, as epoch milliseconds (RFC 3339 §5.6).
fn rfc3339(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| parse_number(text.get(from..to)?).filter(|n| *n >= 0);
    let shape = [(4, "-"), (7, "-"), (13, ":"), (16, ":")];
    let fits = |&(at, mark): &(usize, &str)| text.get(at..at + 1) == Some(mark);
    let between = text.get(10..11)?;
    if !shape.iter().all(fits) || !["T", "t", " "].contains(&between) {
        return None;
    }
    let (month, day) = (number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
    {
        return None;
    }
    let rest = text.get(19..)?;
    // The fraction is dropped: it is less than a second.
    let zone = rest.strip_prefix('.').map_or(rest, |rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let offset = if zone.eq_ignore_ascii_case("z") {
        0
    } else {
        let (hours, minutes) = zone.get(1..)?.split_once(':')?;
        let minutes = parse_number(hours)? * 60 + parse_number(minutes)?;
        match zone.get(..1)? {
            "+" => minutes,
            "-" => -minutes,
            _ => return None,
        }
    };
    let days = days_since_epoch(number(0, 4)?, month, day);
    Some((((days * 24 + hour) * 60 + minute - offset) * 60 + second) * SECOND)
}
