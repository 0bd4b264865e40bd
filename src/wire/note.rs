//! What is to be counted and logged of a user's login.

use super::config::grant;
use super::read::{Members, unknown};
use crate::core::error::Result;
use crate::core::json::Json;
use crate::core::note::Note;

/// The note under `note`.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) for what is none.
pub(super) fn read(given: &Json) -> Result<Note> {
    Ok(match given.get_str("kind").unwrap_or_default() {
        "requested" => Note::Requested {
            grant: grant(given.get_str("grant").unwrap_or_default())?.name(),
            attempt: given.count("attempt").unwrap_or(1),
            endpoint: given.text("endpoint"),
        },
        "answered" => Note::Answered {
            status: given.count("status").map(|status| status as u16),
            ms: given.number("ms").unwrap_or_default(),
        },
        "obtained" => Note::Obtained {
            refreshed: false,
            clock_skew_ms: given.number("clockSkewMs"),
        },
        "requestPushed" => Note::RequestPushed,
        "loginNotKept" => Note::LoginNotKept,
        _ => return Err(unknown()),
    })
}
