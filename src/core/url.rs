//! Absolute http and https URLs (RFC 3986), read strictly: a text that the host's URL parser might read differently is refused.

use super::text::{Parts, SecretText, concat, find, parse_number, part, split_once};
use zeroize::Zeroizing;

/// The parts of an absolute http or https URL, as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Url<'a> {
    /// True if the scheme is https.
    pub https: bool,
    /// The host: a name, an IPv4 address, or an IPv6 address in brackets.
    pub host: &'a str,
    /// The port, where one is written.
    pub port: Option<u16>,
    /// The path; empty or beginning with `/`.
    pub path: &'a str,
    /// The text after the first `?`.
    pub query: Option<&'a str>,
    /// The text after `#`.
    pub fragment: Option<&'a str>,
}

impl<'a> Url<'a> {
    /// Takes an absolute URL apart.
    ///
    /// # Errors
    /// A sentence about the error: not http(s), white space, control or non-ASCII characters, backslashes, user
    /// information, an invalid host or port.
    pub fn parse(text: &'a str) -> Result<Self, &'static str> {
        if !text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        {
            return Err(
                "must be a URL without white space, backslashes and characters beyond ASCII",
            );
        }
        let (scheme, rest) = split_once(text, b':')
            .and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)))
            .ok_or("must be an absolute URL (https://…)")?;
        let https = scheme.eq_ignore_ascii_case("https");
        if !https && !scheme.eq_ignore_ascii_case("http") {
            return Err("must be an https URL");
        }
        let (rest, fragment) = split_at(rest, b'#');
        let (rest, query) = split_at(rest, b'?');
        let path_start = find(rest, b'/').unwrap_or(rest.len());
        let (authority, path) = halves(rest, path_start);
        if find(authority, b'@').is_some() {
            return Err("must not hold a user name or password");
        }
        // The colons of an IPv6 address stand inside its brackets.
        let address_end = authority.bytes().rposition(|byte| byte == b']');
        let address_end = address_end.map_or(0, |at| at + 1);
        let host_end = find(part(authority, address_end..authority.len()), b':')
            .map_or(authority.len(), |at| address_end + at);
        let (host, port) = halves(authority, host_end);
        if !is_host(host) {
            return Err("must name a host");
        }
        let port = match port.strip_prefix(':') {
            None => None,
            Some(digits) => match parse_number(digits).map(u16::try_from) {
                Some(Ok(port)) if !digits.starts_with('-') => Some(port),
                _ => return Err("must have a port from 0 to 65535"),
            },
        };
        Ok(Self {
            https,
            host,
            port,
            path,
            query,
            fragment,
        })
    }

    /// The origin in its usual form: lower case, without the port that the scheme implies.
    #[must_use]
    pub fn origin(&self) -> String {
        let mut origin = SecretText::with_capacity(self.host.len() + 16);
        origin.push_str(if self.https { "https://" } else { "http://" });
        origin.push_str(&self.host.to_ascii_lowercase());
        if let Some(port) = self
            .port
            .filter(|port| *port != if self.https { 443 } else { 80 })
        {
            origin.push(':');
            origin.push_number(i64::from(port));
        }
        origin.into_string()
    }
}

fn halves(text: &str, at: usize) -> (&str, &str) {
    (part(text, 0..at), part(text, at..text.len()))
}

fn split_at(text: &str, separator: u8) -> (&str, Option<&str>) {
    split_once(text, separator).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_host(host: &str) -> bool {
    if host.starts_with("[") && host.ends_with("]") {
        let address = part(host, 1..host.len() - 1);
        return find(address, b':').is_some()
            && address
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.');
    }
    !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

/// True if a URL's host is this machine: `localhost` and names below it (RFC 6761 §6.3), 127.0.0.0/8, `[::1]`.
///
/// Other spellings of these addresses that browsers know (`127.1`, `0x7f.0.0.1`) don't count.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let last = Parts::of(host, b'.').last().unwrap_or_default();
    let is_name = last.eq_ignore_ascii_case("localhost");
    if is_name || host == "[::1]" {
        return true;
    }
    let mut parts = Parts::of(host, b'.');
    let is_byte =
        |part: &str| !part.starts_with("-") && parse_number(part).is_some_and(|byte| byte < 256);
    parts.next() == Some("127") && parts.clone().count() == 3 && parts.all(is_byte)
}

/// Checks that credentials may be sent to `url`: https, or http on this machine; no fragment (RFC 6749 §3.1, §3.2).
///
/// # Errors
/// A sentence about the error.
pub fn check_endpoint(url: &str, allow_insecure: bool) -> Result<(), &'static str> {
    let url = Url::parse(url)?;
    if url.fragment.is_some() {
        return Err("must not have a fragment (#…)");
    }
    if !url.https && !allow_insecure && !is_loopback(url.host) {
        return Err(
            "must be an https URL; plain http is for loopback addresses, or for allowInsecureHttp: true",
        );
    }
    Ok(())
}

/// Resolves form-encoding as browsers do (WHATWG URL §5.1): a `%` that begins no escape stands for itself, and invalid
/// UTF-8 becomes U+FFFD. So each parameter can be read, even if other parts of the query are malformed.
#[must_use]
pub fn form_decode(text: &str) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        rest = behind;
        bytes.push(match (byte, behind) {
            (b'+', _) => b' ',
            (b'%', [high, low, behind @ ..]) => match escaped(*high, *low) {
                Some(byte) => {
                    rest = behind;
                    byte
                }
                None => b'%',
            },
            _ => *byte,
        });
    }
    match String::from_utf8(std::mem::take(&mut *bytes)) {
        Ok(text) => Zeroizing::new(text),
        Err(error) => repaired(&Zeroizing::new(error.into_bytes())),
    }
}

fn escaped(high: u8, low: u8) -> Option<u8> {
    let [high, low] = [high, low].map(|digit| char::from(digit).to_digit(16));
    Some((high? << 4 | low?) as u8)
}

/// The text with U+FFFD in place of invalid UTF-8.
fn repaired(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = SecretText::with_capacity(2 * bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Zeroizing::new(text.into_string())
}

/// The parameters of a query, in order, repeated ones included.
#[must_use]
pub fn parse_query(query: &str) -> Vec<(Zeroizing<String>, Zeroizing<String>)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = split_at(part, b'=');
            (form_decode(name), form_decode(value.unwrap_or("")))
        })
        .collect()
}

/// `url` with `query` (already encoded) appended, after any query that it already has (RFC 6749 §3.1). `url` has no
/// fragment.
#[must_use]
pub fn append_query(url: &str, query: &str) -> String {
    let separator = match url.split_once('?') {
        None => "?",
        Some((_, before)) if before.is_empty() || before.ends_with('&') => "",
        Some(_) => "&",
    };
    concat(&[url, separator, query])
}
