//! Challenges in `WWW-Authenticate` (RFC 9110 §11.6.1): an API's reasons for refusing a request.

use super::base64;
use super::json::Json;
use super::text::{Parts, find, parse_number, part};
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

/// An API's demand on the user's login: another authentication (RFC 9470 §3) or more scope (RFC 6750 §3). Malformed
/// parts are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUp {
    /// One of `insufficient_user_authentication`, `insufficient_scope` and `insufficient_claims`.
    pub error: &'static str,
    /// Authentication context classes, space-separated, in order of preference.
    pub acr_values: Option<String>,
    /// The number of seconds ago that the user may have authenticated: at least 1, even if the API asks for 0.
    pub max_age_seconds: Option<u32>,
    /// The scope that the resource needs.
    pub scope: Option<String>,
    /// A `claims` request (OpenID Connect Core §5.5): a JSON text.
    pub claims: Option<String>,
}

/// The errors that a login resolves and a renewal does not. The first one is Microsoft's.
const STEP_UP: [&str; 3] = [
    "insufficient_claims",
    "insufficient_user_authentication",
    "insufficient_scope",
];
/// Errors that only another proof resolves (RFC 9449 §7.1, §9).
const OF_THE_PROOF: [&str; 2] = ["invalid_dpop_proof", "use_dpop_nonce"];
/// Longer parameters count as malformed.
const MAX_BYTES: usize = 8192;

impl StepUp {
    /// The demand of a challenge; `None` if it asks for no step-up. A `claims` request counts as one, with any error
    /// beside it.
    fn of(challenge: &Challenge<'_>) -> Option<Self> {
        let get = |name| challenge.get(name).filter(|text| text.len() <= MAX_BYTES);
        let claims = get("claims").and_then(claims_request);
        let error = get("error");
        let known = STEP_UP.iter().find(|known| error == Some(known));
        let at_least_one = |seconds: i64| u32::try_from(seconds).ok().map(|s| s.max(1));
        let max_age = get("max_age").and_then(parse_number);
        Some(Self {
            error: known.or(STEP_UP.first().filter(|_| claims.is_some()))?,
            acr_values: get("acr_values").and_then(words),
            max_age_seconds: max_age.and_then(at_least_one),
            scope: get("scope").and_then(words),
            claims: claims.map(|(text, _)| text),
        })
    }
}

/// The words of a text that fit a `scope` (RFC 6749 §3.3), if there are any.
fn words(text: &str) -> Option<String> {
    let fits = |byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let mut words = String::new();
    for word in Parts::of(text, b' ') {
        if !word.is_empty() && word.bytes().all(fits) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
    }
    Some(words).filter(|words| !words.is_empty())
}

/// The `claims` request (OpenID Connect Core §5.5) in a text: its JSON text and the object. The text is JSON or, in
/// Microsoft's challenges, the base64 of it. `None` if it is neither.
#[must_use]
pub fn claims_request(text: &str) -> Option<(String, Json)> {
    let json = match find(text, b'{') {
        Some(_) => text.to_owned(),
        None => String::from_utf8(base64::decode_either(text)?).ok()?,
    };
    match Json::parse(&json) {
        Ok(object @ Json::Object(_)) => Some((json, object)),
        _ => None,
    }
}

/// The reason for an API's refusal of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The token. A new one may succeed.
    OfToken,
    /// The login. Only another one may bring the missing claims or scope.
    StepUp(StepUp),
    /// Another reason, which neither a new token nor a login resolves.
    Other,
}

/// Reads `WWW-Authenticate`. If the header is missing, hidden from pages, or names no error, the token counts as
/// refused (RFC 6750 §3.1).
#[must_use]
pub fn read(header: Option<&str>) -> Refusal {
    let (mut named, mut step_up) = (false, None);
    for challenge in header.map(parse).unwrap_or_default() {
        let scheme = challenge.scheme;
        if !scheme.eq_ignore_ascii_case("bearer") && !scheme.eq_ignore_ascii_case("dpop") {
            continue;
        }
        if let Some(wanted) = StepUp::of(&challenge) {
            step_up = step_up.or(Some(wanted));
        } else if let Some(error) = challenge.get("error") {
            named = true;
            // Each scheme has a challenge of its own. If one of them calls the token invalid, it is renewed.
            if !OF_THE_PROOF.contains(&error) {
                return Refusal::OfToken;
            }
        }
    }
    match step_up {
        Some(step_up) => Refusal::StepUp(step_up),
        None if named => Refusal::Other,
        None => Refusal::OfToken,
    }
}

/// The origins that refused a token when it was new. They would refuse another one as well.
#[derive(Clone, Debug, Default)]
pub struct Refusals {
    /// The version of the credential's tokens.
    of: u32,
    origins: Vec<String>,
}

impl Refusals {
    /// Notes that `origin` refused the tokens of this version when they were new.
    pub fn note(&mut self, version: u32, origin: &str) {
        if self.of != version {
            self.of = version;
            self.origins.clear();
        }
        if !self.hold(version, origin) {
            self.origins.push(origin.to_owned());
        }
    }

    /// True if `origin` refused the tokens of this version when they were new.
    #[must_use]
    pub fn hold(&self, version: u32, origin: &str) -> bool {
        self.of == version && self.origins.iter().any(|known| known == origin)
    }
}
