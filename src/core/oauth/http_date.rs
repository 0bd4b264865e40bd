//! The times in a response: `Date` and `Retry-After` (RFC 9110).

use crate::core::config::RetryPolicy;
use crate::core::http::HttpResponse;
use crate::core::json::{NumberError, seconds_to_ms};
use crate::core::text::parse_number;
use crate::core::time::{SECOND, Timestamp};

const DAY: i64 = 86_400 * SECOND;
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// Reads an HTTP date in any of its three forms (RFC 9110 §5.6.7) as epoch milliseconds. `now_ms` (the wall clock) decides
/// the century of a two-digit year.
#[must_use]
pub fn parse(text: &str, now_ms: i64) -> Option<i64> {
    // Sun, 06 Nov 1994 08:49:37 GMT  ·  Sunday, 06-Nov-94 08:49:37 GMT  ·  Sun Nov  6 08:49:37 1994
    let mut words = text.split([' ', ',', '-']).filter(|word| !word.is_empty());
    let mut word = || words.next();
    let (_weekday, first, second, third, fourth) = (word()?, word()?, word()?, word()?, word()?);
    let zone = word();
    if word().is_some() {
        return None;
    }
    let (day, month, year, time) = match zone {
        Some("GMT" | "UTC") => (first, second, third, fourth),
        None => (second, first, fourth, third),
        _ => return None,
    };
    let month = MONTHS
        .as_bytes()
        .chunks(3)
        .position(|name| name == month.as_bytes())? as i64
        + 1;
    let day = number(day).filter(|day| (1..=31).contains(day))?;
    let year = match (year.len(), number(year)?) {
        (4, year) => year,
        (2, short) => {
            let this_year = 1970 + now_ms / (DAY * 36525 / 100);
            let year = this_year - this_year % 100 + short;
            if year > this_year + 50 {
                year - 100
            } else {
                year
            }
        }
        _ => return None,
    };
    let mut clock = time.split(':').map(number);
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // A second of 60 is a leap second.
    if clock.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days_since_epoch(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * SECOND)
}

fn number(text: &str) -> Option<i64> {
    parse_number(text).filter(|number| *number >= 0 && text.len() <= 4)
}

/// Days from 1 January 1970 in the Gregorian calendar. Years begin in March here, so that a leap day is the last day.
pub(in crate::core) fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}

/// Clocks closer than this count as equal: `Date` has no fractions, and computers keep no better time.
const SAME: i64 = 2 * SECOND;

/// A larger difference is ignored. The header is probably wrong (a cache, a server with a wrong clock), and a token
/// would live for years.
const BELIEVABLE: i64 = DAY;

/// This machine's wall clock minus the server's, in milliseconds, by the response's `Date` header. Zero if the header's
/// resolution and the duration of the request can explain the difference. `None` without the header, or if it is more than
/// a day off.
#[must_use]
pub fn clock_skew(
    response: &HttpResponse,
    sent_at: Timestamp,
    received_at: Timestamp,
    wall_offset_ms: i64,
) -> Option<i64> {
    let (sent, received) = (
        sent_at.plus(wall_offset_ms.saturating_neg()).0,
        received_at.plus(wall_offset_ms.saturating_neg()).0,
    );
    // `Date` is a moment between the two, without its fraction of a second.
    let server = parse(response.header("date")?, received)? + SECOND / 2;
    let half_way = received.saturating_sub(sent) / 2;
    let skew = sent.saturating_add(half_way).saturating_sub(server);
    match skew.saturating_abs() {
        off if off < SAME.saturating_add(half_way) => Some(0),
        off => (off <= BELIEVABLE).then_some(skew),
    }
}

/// The wait that the server asks for (RFC 9110 §10.2.3), in milliseconds. The header contains seconds, or a date that
/// is compared with the response's own `Date` if there is one. Not negative, at most
/// [`RetryPolicy::MAX_RETRY_AFTER_MS`].
#[must_use]
pub fn retry_after(
    response: &HttpResponse,
    received_at: Timestamp,
    wall_offset_ms: i64,
) -> Option<i64> {
    let text = response.header("retry-after")?.trim();
    let wait = match seconds_to_ms(text) {
        Ok(ms) if ms >= 0 => ms,
        Ok(_) => return None,
        Err(NumberError::Overflow) => {
            if text.starts_with('-') {
                return None;
            } else {
                i64::MAX
            }
        }
        Err(NumberError::Syntax) => {
            let wall = received_at.plus(wall_offset_ms.saturating_neg()).0;
            let server_now = response
                .header("date")
                .and_then(|date| parse(date, wall))
                .unwrap_or(wall);
            parse(text, wall)?.saturating_sub(server_now)
        }
    };
    Some(wait.clamp(0, RetryPolicy::MAX_RETRY_AFTER_MS))
}
