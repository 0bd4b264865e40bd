//! Challenges in `WWW-Authenticate` (RFC 9110 §11.6.1): an API's reasons for refusing a request.

use super::text::part;
use super::tokens::is_token_character;

/// One challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge<'a> {
    /// The authentication scheme, as it was written.
    pub scheme: &'a str,
    /// Its parameters, with quotes and escapes resolved; names as they were written.
    pub parameters: Vec<(&'a str, String)>,
}

impl Challenge<'_> {
    /// The first parameter of that name, ignoring case (RFC 9110 §11.2).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The challenges of a header field, which may be several fields joined by commas. Malformed parts are skipped.
#[must_use]
pub fn parse(header: &str) -> Vec<Challenge<'_>> {
    let mut challenges: Vec<Challenge<'_>> = Vec::new();
    let mut rest = Rest { text: header };
    loop {
        rest.take(|byte| is_space(byte) || byte == b',');
        let name = rest.take(is_token_character);
        let spaced = !rest.take(is_space).is_empty();
        // A name before `=`, with optional white space (§11.2), is a parameter's. Any other name is a scheme.
        if name.is_empty() {
            if !rest.pass_over() {
                return challenges;
            }
        } else if let Some(value) = rest.text.strip_prefix('=') {
            rest.text = value;
            let value = rest.value();
            if let Some(challenge) = challenges.last_mut() {
                challenge.parameters.push((name, value));
            }
        } else {
            challenges.push(Challenge {
                scheme: name,
                parameters: Vec::new(),
            });
            if spaced {
                rest.pass_token68();
            }
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The unread rest of a header.
struct Rest<'a> {
    text: &'a str,
}

impl<'a> Rest<'a> {
    /// Takes the characters that `is` accepts, all of them ASCII.
    fn take(&mut self, is: fn(u8) -> bool) -> &'a str {
        let end = self.text.bytes().position(|byte| !is(byte));
        let end = end.unwrap_or(self.text.len());
        let taken = part(self.text, 0..end);
        self.text = part(self.text, end..self.text.len());
        taken
    }

    /// Skips a stray character or a quoted string. False at the end.
    fn pass_over(&mut self) -> bool {
        let mut characters = self.text.chars();
        match characters.next() {
            None => return false,
            Some('"') => drop(self.value()),
            Some(_) => self.text = characters.as_str(),
        }
        true
    }

    /// Skips a `token68` (§11.2), which a scheme may have in place of parameters. It stands alone, with `=` only at its end.
    fn pass_token68(&mut self) {
        let mut ahead = Rest { text: self.text };
        let taken = ahead.take(|byte| is_token_character(byte) || b"/=".contains(&byte));
        ahead.take(is_space);
        let alone = ahead.text.is_empty() || ahead.text.starts_with(',');
        if alone && !taken.trim_end_matches('=').contains('=') {
            self.text = ahead.text;
        }
    }

    /// A parameter's value: a token or a quoted string.
    fn value(&mut self) -> String {
        self.take(is_space);
        match self.text.strip_prefix('"') {
            Some(quoted) => {
                self.text = quoted;
                self.quoted()
            }
            None => self.take(is_token_character).to_owned(),
        }
    }

    /// A quoted string (§5.6.4) after its opening quote. Without a closing quote it extends to the end of the header.
    fn quoted(&mut self) -> String {
        let mut value = String::new();
        let mut characters = self.text.chars();
        loop {
            match characters.next() {
                None | Some('"') => break,
                Some('\\') => value.extend(characters.next()),
                Some(c) => value.push(c),
            }
        }
        self.text = characters.as_str();
        value
    }
}

/// Errors that no new token cures: the token lacks scope (RFC 6750 §3.1) or a stronger authentication of the user (RFC 9470
/// §3), or the server rejects the proof beside it (RFC 9449 §7.1, §9).
const NOT_BY_RENEWAL: [&str; 4] = [
    "insufficient_scope",
    "insufficient_user_authentication",
    "invalid_dpop_proof",
    "use_dpop_nonce",
];

/// Whether a new token may succeed after a 401 with this `WWW-Authenticate`. Also true if the header is missing, hidden from
/// pages, or names no error (RFC 6750 §3.1).
#[must_use]
pub fn asks_for_new_token(header: Option<&str>) -> bool {
    let challenges = header.map(parse).unwrap_or_default();
    let is_ours = |scheme: &str| {
        ["bearer", "dpop"]
            .iter()
            .any(|s| scheme.eq_ignore_ascii_case(s))
    };
    let mut errors = challenges
        .iter()
        .filter(|challenge| is_ours(challenge.scheme))
        .filter_map(|challenge| challenge.get("error"))
        .peekable();
    // Each scheme has a challenge of its own: one that calls the token invalid is enough to renew it.
    errors.peek().is_none() || errors.any(|error| !NOT_BY_RENEWAL.contains(&error))
}

/// The origins that refused a token although it was new: they would refuse another one as well.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    /// The version of the credential's tokens.
    of: u32,
    origins: Vec<String>,
}

impl Refusals {
    /// Notes that `origin` refused the tokens of this version although they were new.
    pub fn note(&mut self, version: u32, origin: &str) {
        if self.of != version {
            self.of = version;
            self.origins.clear();
        }
        if !self.hold(version, origin) {
            self.origins.push(origin.to_owned());
        }
    }

    /// Whether `origin` refused the tokens of this version when they were new.
    #[must_use]
    pub fn hold(&self, version: u32, origin: &str) -> bool {
        self.of == version && self.origins.iter().any(|known| known == origin)
    }
}
