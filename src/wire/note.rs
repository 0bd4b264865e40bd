//! The notes of a user's login, to be counted and logged.

use super::config::grant;
use super::read::{Members, unknown};
use super::write::Out;
use crate::core::error::Result;
use crate::core::json::Json;
use crate::core::note::Note;

/// Writes the members of a note. Logins have only these notes.
pub(super) fn write(out: &mut Out, note: &Note) {
    match note {
        Note::Requested {
            grant,
            attempt,
            endpoint,
        } => {
            out.text("kind", "requested");
            out.text("grant", grant);
            out.number("attempt", (*attempt).into());
            out.some("endpoint", endpoint.as_deref());
        }
        Note::Answered { status, ms } => {
            out.text("kind", "answered");
            out.some_number("status", status.map(i64::from));
            out.number("ms", *ms);
        }
        Note::Obtained { clock_skew_ms, .. } => {
            out.text("kind", "obtained");
            out.some_number("clockSkewMs", *clock_skew_ms);
        }
        Note::RequestPushed => out.text("kind", "requestPushed"),
        _ => out.text("kind", "loginNotKept"),
    }
}

/// The note under `note`.
///
/// # Errors
/// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) if it is no note.
pub(super) fn read(json: &Json) -> Result<Note> {
    Ok(match json.get_str("kind").unwrap_or_default() {
        "requested" => Note::Requested {
            grant: grant(json.get_str("grant").unwrap_or_default())?.name(),
            attempt: json.count("attempt").unwrap_or(1),
            endpoint: json.text("endpoint"),
        },
        "answered" => Note::Answered {
            status: json.count("status").map(|status| status as u16),
            ms: json.number("ms").unwrap_or_default(),
        },
        "obtained" => Note::Obtained {
            refreshed: false,
            clock_skew_ms: json.number("clockSkewMs"),
        },
        "requestPushed" => Note::RequestPushed,
        "loginNotKept" => Note::LoginNotKept,
        _ => return Err(unknown()),
    })
}
