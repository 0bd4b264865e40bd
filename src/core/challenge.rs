//! What an API that refuses a request says about it: challenges in `WWW-Authenticate` (RFC 9110 §11.6.1).

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
    /// The first parameter of that name, whatever the case (RFC 9110 §11.2).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The challenges of a header field, which may be several fields joined by commas. What is malformed is passed over.
#[must_use]
pub fn parse(header: &str) -> Vec<Challenge<'_>> {
    let mut challenges: Vec<Challenge<'_>> = Vec::new();
    let mut rest = Rest { text: header };
    loop {
        rest.take(|byte| is_space(byte) || byte == b',');
        let name = rest.take(is_token_character);
        let spaced = !rest.take(is_space).is_empty();
        // Before `=` it is a parameter's name, with optional white space (§11.2); else a scheme.
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

/// What is left of a header.
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

    /// Passes over a character that belongs nowhere, or a quoted string. False at the end.
    fn pass_over(&mut self) -> bool {
        let mut characters = self.text.chars();
        match characters.next() {
            None => return false,
            Some('"') => drop(self.value()),
            Some(_) => self.text = characters.as_str(),
        }
        true
    }

    /// Passes over a `token68` (§11.2), which a scheme may have in place of parameters: it stands alone, and has `=` at its end only.
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

    /// A quoted string (§5.6.4) behind its first quote; one without an end is taken to the end.
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

/// Errors with which a request is refused whatever the token's age: it lacks scope (RFC 6750 §3.1) or a stronger authentication of
/// the user (RFC 9470 §3), or the proof beside it is not accepted (RFC 9449 §7.1, §9).
const NOT_BY_RENEWAL: [&str; 4] = [
    "insufficient_scope",
    "insufficient_user_authentication",
    "invalid_dpop_proof",
    "use_dpop_nonce",
];

/// Whether a new token may do better after a 401 with this `WWW-Authenticate`. Where there is none, where pages may not read it, and
/// where no error is told (RFC 6750 §3.1), it may.
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
    // One challenge for each scheme: a token that one of them calls invalid is renewed.
    errors.peek().is_none() || errors.any(|error| !NOT_BY_RENEWAL.contains(&error))
}

/// Where a token was refused although it was new: asking for another would bring the same answer.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    /// The version of the credential's tokens.
    of: u32,
    origins: Vec<String>,
}

impl Refusals {
    /// `origin` refused the tokens of this version, which were new.
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
