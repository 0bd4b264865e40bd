//! JSON (RFC 8259): a strict reader, a writer, and numbers read without floating point.
//!
//! Small on purpose: the usual crates cost more code than the whole protocol. The texts may hold secrets, so strings are wiped
//! when dropped and Debug output shows no content.

use super::order;
use super::text::{Parts, SecretText, parse_number, part};
use std::borrow::Cow;
use std::fmt;
use zeroize::Zeroizing;

/// A JSON value. Names such as `__proto__` are data like any other.
#[derive(Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written; see [`Json::as_seconds_ms`].
    Number(String),
    /// A string, its escapes resolved.
    String(Zeroizing<String>),
    /// An array.
    Array(Vec<Json>),
    /// An object: its members in the order of the text, no name twice.
    Object(Vec<(String, Json)>),
}

/// The reason why a text is refused as JSON. Reveals nothing of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// Violates the grammar of RFC 8259, or contains half a surrogate pair (§8.2), which no UTF-8 text can hold.
    Syntax,
    /// Nested deeper than [`MAX_DEPTH`], or an object of more than [`MAX_MEMBERS`] members.
    TooDeep,
    /// An object has a name twice. RFC 8259 §4 leaves the meaning open, and attacks exploit parsers that disagree. So
    /// the text is refused everywhere, as RFC 7515 §4 and RFC 7519 §4 allow.
    DuplicateName,
}

/// The maximum depth of nested arrays and objects.
pub const MAX_DEPTH: usize = 32;
/// The maximum number of members in an object.
pub const MAX_MEMBERS: usize = 4096;
/// Up to this many names, comparing each with all before it finds a duplicate fastest; most objects have fewer.
const FEW_NAMES: usize = 32;

impl Json {
    /// Reads a text that is one JSON value, with nothing but white space around it.
    ///
    /// # Errors
    /// See [`JsonError`].
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        let mut reader = Reader::of(text);
        let value = reader.value(0)?;
        reader.end()?;
        Ok(value)
    }

    /// Calls `tell` with the name and the value's text of each member of a text that is one object. As strict in every part as
    /// [`Json::parse`]. Few of a token's claims are used, and storing the others would take most of the time.
    ///
    /// # Errors
    /// See [`JsonError`]; [`JsonError::Syntax`] if the text is no object.
    pub fn each_member<'a>(
        text: &'a str,
        tell: &mut dyn FnMut(&str, &'a str),
    ) -> Result<(), JsonError> {
        let mut reader = Reader::of(text);
        reader.skip_space();
        if reader.peek() != Some(b'{') {
            return Err(JsonError::Syntax);
        }
        reader.members(&mut |reader, name| {
            reader.skip_space();
            let start = reader.at;
            reader.skip_value(1)?;
            tell(name, part(text, start..reader.at));
            Ok(())
        })?;
        reader.end()
    }

    /// The member `name` of an object. A member that is `null` reads like one that is missing.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value)
            .filter(|value| !matches!(value, Self::Null))
    }

    /// The text of a string; `None` for everything else.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The member `name` if it is a string.
    #[must_use]
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// A whole number that fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        if let Self::Number(text) = self {
            parse_number(text)
        } else {
            None
        }
    }

    /// A number of seconds, in milliseconds; see [`seconds_to_ms`]. `None` if it is no number.
    #[must_use]
    pub fn as_seconds_ms(&self) -> Option<Result<i64, NumberError>> {
        if let Self::Number(text) = self {
            Some(seconds_to_ms(text))
        } else {
            None
        }
    }

    /// Appends the value as JSON text without white space; numbers stay as they were written.
    pub fn write(&self, out: &mut SecretText) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(text) => out.push_str(text),
            Self::String(text) => write_string(out, text),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                let mut object = ObjectWriter::new(out);
                for (name, value) in members {
                    object.value(name, value);
                }
                object.finish();
            }
        }
    }
}

/// Shows only the kind, since the content may be secret.
impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool([redacted])",
            Self::Number(_) => "Number([redacted])",
            Self::String(_) => "String([redacted])",
            Self::Array(_) => "Array([redacted])",
            Self::Object(_) => "Object([redacted])",
        })
    }
}

/// The reason why a text is no number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// Not the grammar of a JSON number (RFC 8259 §6).
    Syntax,
    /// Too large for 64 bits of milliseconds.
    Overflow,
}

/// Reads the text of a JSON number, a count of seconds, as whole milliseconds. Exact, without floating point, with fraction and
/// exponent; fractions of a millisecond are dropped.
///
/// # Errors
/// See [`NumberError`].
pub fn seconds_to_ms(text: &str) -> Result<i64, NumberError> {
    let mut reader = Reader::of(text);
    let parts = reader.number().map_err(|_| NumberError::Syntax)?;
    if reader.at != text.len() {
        return Err(NumberError::Syntax);
    }
    // The number of digits before the decimal point, after the point moved three places for milliseconds and by the
    // exponent.
    let whole_digits = parts.whole.len() as i64 + 3 + parts.exponent;
    let mut digits = parts.whole.bytes().chain(parts.fraction.bytes());
    let mut value: i64 = 0;
    let mut read_digits = 0;
    while read_digits < whole_digits {
        let digit = match digits.next() {
            Some(digit) => i64::from(digit - b'0'),
            // Only zeros follow, and zero times ten stays zero.
            None if value == 0 => break,
            None => 0,
        };
        value = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(digit))
            .ok_or(NumberError::Overflow)?;
        read_digits += 1;
    }
    Ok(if parts.negative { -value } else { value })
}

/// True if this byte must be escaped in a JSON string.
fn is_special(byte: &u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// Appends `text` as a JSON string. Escapes only what RFC 8259 §7 requires. Most of a token is plain text, which is copied as a whole.
pub fn write_string(out: &mut SecretText, text: &str) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !is_special(&byte) {
            continue;
        }
        out.push_str(part(text, from..at));
        from = at + 1;
        if byte > 0x1f {
            out.push('\\');
            out.push(char::from(byte));
        } else {
            out.push_str(if byte < 0x10 { "\\u000" } else { "\\u001" });
            out.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
        }
    }
    out.push_str(part(text, from..text.len()));
    out.push('"');
}

/// Writes one JSON object, member by member.
#[derive(Debug)]
pub struct ObjectWriter<'a> {
    out: &'a mut SecretText,
    empty: bool,
}

impl<'a> ObjectWriter<'a> {
    /// Begins an object at the end of `out`.
    pub fn new(out: &'a mut SecretText) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    fn name(&mut self, name: &str) {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        write_string(self.out, name);
        self.out.push(':');
    }

    /// Adds a string.
    pub fn string(&mut self, name: &str, text: &str) {
        self.name(name);
        write_string(self.out, text);
    }

    /// Adds a string, if there is one.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.string(name, text);
        }
    }

    /// Adds a number, if there is one.
    pub fn number(&mut self, name: &str, number: Option<i64>) {
        if let Some(number) = number {
            self.name(name);
            self.out.push_number(number);
        }
    }

    /// Adds a value.
    pub fn value(&mut self, name: &str, value: &Json) {
        self.name(name);
        value.write(self.out);
    }

    /// Adds a value that is JSON text already.
    pub fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.out.push_str(json);
    }

    /// Ends the object.
    pub fn finish(self) {
        self.out.push('}');
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
}

struct NumberParts<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

/// The cap of exponents: in a text of a megabyte it is enough to make any number zero or too large.
const EXPONENT_LIMIT: i64 = 1 << 40;

/// Called for each member; reads the value.
type Each<'e, 'a> = dyn FnMut(&mut Reader<'a>, &str) -> Result<(), JsonError> + 'e;

/// Called for each item of an array; reads the item.
type EachItem<'e, 'a> = dyn FnMut(&mut Reader<'a>) -> Result<(), JsonError> + 'e;

impl<'a> Reader<'a> {
    fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self { text, bytes, at: 0 }
    }

    /// Checks that only white space follows.
    fn end(&mut self) -> Result<(), JsonError> {
        self.skip_space();
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(JsonError::Syntax)
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.take(byte) {
            Ok(())
        } else {
            Err(JsonError::Syntax)
        }
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => Err(JsonError::TooDeep),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                self.number()?;
                Ok(Json::Number(part(self.text, start..self.at).to_owned()))
            }
            _ => {
                for (word, value) in [
                    ("null", Json::Null),
                    ("true", Json::Bool(true)),
                    ("false", Json::Bool(false)),
                ] {
                    if part(self.text, self.at..self.text.len()).starts_with(word) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err(JsonError::Syntax)
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        let mut members = Vec::new();
        self.members(&mut |reader, name| {
            members.push((name.to_owned(), reader.value(depth)?));
            Ok(())
        })?;
        Ok(Json::Object(members))
    }

    /// Reads an object from its opening brace on.
    fn members(&mut self, each: &mut Each<'_, 'a>) -> Result<(), JsonError> {
        // Enough for most objects, so that it seldom grows.
        let mut names: Vec<(u64, Cow<'a, str>)> = Vec::with_capacity(16);
        self.at += 1;
        self.skip_space();
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            self.skip_space();
            let name = match self.raw_string()? {
                (raw, false) => Cow::Borrowed(raw),
                (raw, true) => Cow::Owned(std::mem::take(&mut *unescaped(raw)?)),
            };
            let mark = mark(&name);
            let known = |(other, known): &(u64, Cow<'_, str>)| *other == mark && *known == name;
            if names.len() < FEW_NAMES && names.iter().any(known) {
                return Err(JsonError::DuplicateName);
            }
            if names.len() == MAX_MEMBERS {
                return Err(JsonError::TooDeep);
            }
            self.skip_space();
            self.expect(b':')?;
            each(self, &name)?;
            names.push((mark, name));
            self.skip_space();
            if !self.take(b',') {
                self.expect(b'}')?;
                return if names.len() > FEW_NAMES && has_duplicate(&names) {
                    Err(JsonError::DuplicateName)
                } else {
                    Ok(())
                };
            }
        }
    }

    /// Reads a value as strictly as [`Reader::value`], and keeps nothing of it.
    fn skip_value(&mut self, depth: usize) -> Result<(), JsonError> {
        self.skip_space();
        match self.peek() {
            Some(b'"') => match self.raw_string()? {
                (raw, true) => unescaped(raw).map(drop),
                _ => Ok(()),
            },
            Some(b'{') if depth < MAX_DEPTH => {
                self.members(&mut |reader, _| reader.skip_value(depth + 1))
            }
            Some(b'[') if depth < MAX_DEPTH => {
                self.items(&mut |reader| reader.skip_value(depth + 1))
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(drop),
            _ => self.value(depth).map(drop),
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, JsonError> {
        // Room for one, since nested small arrays would otherwise take much more memory than their text.
        let mut items = Vec::with_capacity(1);
        self.items(&mut |reader| {
            items.push(reader.value(depth)?);
            Ok(())
        })?;
        Ok(Json::Array(items))
    }

    /// Reads an array from its opening bracket on; `each` reads one item.
    fn items(&mut self, each: &mut EachItem<'_, 'a>) -> Result<(), JsonError> {
        self.at += 1;
        self.skip_space();
        if self.take(b']') {
            return Ok(());
        }
        loop {
            each(self)?;
            self.skip_space();
            if !self.take(b',') {
                return self.expect(b']');
            }
        }
    }

    fn string(&mut self) -> Result<Zeroizing<String>, JsonError> {
        match self.raw_string()? {
            (raw, false) => Ok(Zeroizing::new(raw.to_owned())),
            (raw, true) => unescaped(raw),
        }
    }

    /// The text between the quotes, and whether it contains escapes.
    fn raw_string(&mut self) -> Result<(&'a str, bool), JsonError> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            // One sweep to the next special byte, since most of a token is plain text.
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let plain = rest.iter().position(is_special).ok_or(JsonError::Syntax)?;
            self.at += plain;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                _ => return Err(JsonError::Syntax),
            }
        }
        let raw = self.text.get(start..self.at).ok_or(JsonError::Syntax)?;
        self.at += 1;
        Ok((raw, escaped))
    }

    fn number(&mut self) -> Result<NumberParts<'a>, JsonError> {
        let negative = self.take(b'-');
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(JsonError::Syntax);
        }
        let fraction = if self.take(b'.') { self.digits()? } else { "" };
        let mut exponent = 0;
        if self.take(b'e') || self.take(b'E') {
            let down = self.take(b'-');
            if !down {
                self.take(b'+');
            }
            for digit in self.digits()?.bytes() {
                exponent = (exponent * 10 + i64::from(digit - b'0')).min(EXPONENT_LIMIT);
            }
            if down {
                exponent = -exponent;
            }
        }
        Ok(NumberParts {
            negative,
            whole,
            fraction,
            exponent,
        })
    }

    fn digits(&mut self) -> Result<&'a str, JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > start {
            Ok(part(self.text, start..self.at))
        } else {
            Err(JsonError::Syntax)
        }
    }
}

/// A name's length and first letters: they tell most names apart in one comparison.
fn mark(name: &str) -> u64 {
    let letters = name.bytes().take(7);
    letters.fold(name.len() as u64, |mark, byte| mark << 8 | u64::from(byte))
}

/// True if two names are equal. Sorts them, which bounds the cost for an untrusted text with many names.
fn has_duplicate(names: &[(u64, Cow<'_, str>)]) -> bool {
    let name = |place: &u32| names.get(*place as usize);
    let order = order::sorted(names.len(), &|a, b| name(&a) < name(&b));
    let mut pairs = order.iter().zip(order.iter().skip(1));
    pairs.any(|(a, b)| name(a) == name(b))
}

/// A string with its escapes resolved.
fn unescaped(raw: &str) -> Result<Zeroizing<String>, JsonError> {
    // Unescaping never makes a text longer, so one allocation is enough and no copies are left behind.
    let mut text = Zeroizing::new(String::with_capacity(raw.len()));
    unescape(raw, &mut text)?;
    Ok(text)
}

fn unescape(raw: &str, text: &mut String) -> Result<(), JsonError> {
    let mut pieces = Parts::of(raw, b'\\');
    text.push_str(pieces.next().unwrap_or(""));
    while let Some(piece) = pieces.next() {
        let mut chars = piece.chars();
        text.push(match chars.next() {
            // Two backslashes: the text after the second one is the next piece, without an escape.
            None => {
                text.push('\\');
                text.push_str(pieces.next().ok_or(JsonError::Syntax)?);
                continue;
            }
            Some(c @ ('"' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let mut unit = hex4(&mut chars)?;
                if unit & 0xfc00 == 0xd800 && chars.as_str().is_empty() {
                    chars = pieces.next().ok_or(JsonError::Syntax)?.chars();
                    let low = if chars.next() == Some('u') {
                        hex4(&mut chars)?
                    } else {
                        0
                    };
                    if low & 0xfc00 != 0xdc00 {
                        return Err(JsonError::Syntax);
                    }
                    unit = 0x1_0000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
                }
                // Half a surrogate pair is no character.
                char::from_u32(unit).ok_or(JsonError::Syntax)?
            }
            _ => return Err(JsonError::Syntax),
        });
        text.push_str(chars.as_str());
    }
    Ok(())
}

fn hex4(chars: &mut std::str::Chars<'_>) -> Result<u32, JsonError> {
    (0..4)
        .try_fold(0, |unit, _| Some(unit * 16 + chars.next()?.to_digit(16)?))
        .ok_or(JsonError::Syntax)
}
