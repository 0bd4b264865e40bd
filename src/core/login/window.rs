//! A login in a window of its own (a popup), or in a hidden frame: the page that began it judges by its observations of
//! that window.
//!
//! The callback hands its URL over by the origin's channel. The window itself shows little. If the pages have
//! `Cross-Origin-Opener-Policy: same-origin`, the page loses sight of its window as soon as that is at another origin,
//! and sees it as closed.

use crate::core::error::{Class, Code, Error};
use crate::core::oauth::authorization::read_callback;
use crate::core::secret::Secret;
use crate::core::time::{SECOND, Timestamp};

/// The prefix of the `state` of a login in a window. By it, the callback's page knows without a core that it must hand
/// its URL over.
pub const STATE_PREFIX: &str = "tw.";

/// A window that seems closed counts as closed if the page gets the focus and keeps it for this long.
const FOCUS_MS: i64 = SECOND;
/// A window that is certainly closed may have handed its URL over just before, so the page waits this long.
const CLOSED_MS: i64 = SECOND / 2;
/// A callback that hands nothing over gets this much time.
const CALLBACK_MS: i64 = SECOND;

/// The kind of window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The user sees it.
    Popup,
    /// A hidden frame: the server must not interact with the user (OpenID Connect Core §3.1.2.1, `prompt=none`).
    Silent,
}

/// The window of a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The driver's number for it.
    pub number: u32,
    /// Its kind.
    pub kind: Kind,
    /// The time limit of the login, in milliseconds.
    pub timeout_ms: i64,
}

impl Window {
    /// A window of this number. The default time limit is five minutes for a popup, and ten seconds for a hidden frame.
    #[must_use]
    pub fn new(number: u32, kind: Kind, timeout_ms: Option<i64>) -> Self {
        let usual_ms = match kind {
            Kind::Popup => 300 * SECOND,
            Kind::Silent => 10 * SECOND,
        };
        Self {
            number,
            kind,
            timeout_ms: timeout_ms.unwrap_or(usual_ms),
        }
    }
}

/// The place of a window.
#[derive(Clone, Debug)]
pub enum Place {
    /// It was closed before it was sent anywhere.
    Gone,
    /// The browser shows it as closed.
    Closed,
    /// At another origin.
    Elsewhere,
    /// At this origin, with this URL.
    Here(Secret),
}

/// A page's observation of a window.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The place of the window.
    pub place: Place,
    /// True if the page has got the focus since the last look, false if it has lost it.
    pub focus: Option<bool>,
    /// The URL that a callback has handed over since then.
    pub handed: Option<Secret>,
}

/// The judgement on an observation.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The login goes on.
    Wait,
    /// The user has closed the window. If that is wrong, its callback still comes.
    Closed,
    /// This is the callback.
    Callback(Secret),
}

/// A page that waits for the callback of a login in a window.
#[derive(Debug)]
pub struct Watch {
    state: Secret,
    was_elsewhere: bool,
    /// The time of the first sign that the user has closed the window.
    closing_at: Option<Timestamp>,
    told_closed: bool,
    /// The time when the window was first seen at its callback.
    back_at: Option<Timestamp>,
}

impl Watch {
    /// Waits for the callback with this `state`.
    #[must_use]
    pub fn new(state: Secret) -> Self {
        Self {
            state,
            was_elsewhere: false,
            closing_at: None,
            told_closed: false,
            back_at: None,
        }
    }

    /// Its `state`, which names the channel.
    #[must_use]
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// Judges the present observation.
    pub fn see(&mut self, seen: Seen, now: Timestamp) -> Verdict {
        if let Some(url) = seen.handed.filter(|url| self.is_callback(url)) {
            return Verdict::Callback(url);
        }
        let is_due = |since: Timestamp, ms: i64| now.since(since) >= ms;
        let mut closes = None;
        match seen.place {
            Place::Here(url) if self.is_callback(&url) => {
                let since = *self.back_at.get_or_insert(now);
                if is_due(since, CALLBACK_MS) {
                    return Verdict::Callback(url);
                }
            }
            Place::Here(_) => {}
            Place::Elsewhere => self.was_elsewhere = true,
            Place::Gone => closes = Some((now, CLOSED_MS)),
            Place::Closed if self.was_elsewhere => closes = Some((now, CLOSED_MS)),
            // Or it is out of sight. A user who closes it returns to the page.
            Place::Closed => {
                let since = match seen.focus {
                    Some(true) => Some(now),
                    Some(false) => None,
                    None => self.closing_at,
                };
                closes = since.map(|since| (since, FOCUS_MS));
            }
        }
        let since = self.closing_at;
        self.closing_at = closes.map(|(at, _)| since.map_or(at, |since| since.min(at)));
        let grace = closes.map(|(_, ms)| ms);
        let due = self.closing_at.zip(grace);
        if !self.told_closed && due.is_some_and(|(since, ms)| is_due(since, ms)) {
            self.told_closed = true;
            return Verdict::Closed;
        }
        Verdict::Wait
    }

    fn is_callback(&self, url: &Secret) -> bool {
        let callback = read_callback(url.reveal());
        callback.is_ok_and(|callback| {
            callback.is_answer() && callback.state.matches(self.state.reveal())
        })
    }
}

/// The user has closed the window.
#[must_use]
pub fn closed() -> Error {
    let message = "the window of the login was closed before the login was finished";
    Error::new(Class::Login, Code::PopupClosed, message)
}

/// The login took too long.
#[must_use]
pub fn timed_out(kind: Kind) -> Error {
    let message = match kind {
        Kind::Popup => "the login in the popup was not finished in time",
        Kind::Silent => {
            "no answer came to the silent login in time: the server may refuse to be framed, or the callback page does not call handleCallback"
        }
    };
    Error::new(Class::Login, Code::Timeout, message)
}
