//! Secrets that a server repeats: hidden in every spelling, while all other text is shown.

mod cases;

use cases::cases;
use proptest::prelude::*;
use std::fmt::Write as _;
use tokenward::core::base64::{encode, encode_url};
use tokenward::core::redact::redact;
use tokenward::core::secret::Secret;

const SECRET: &str = "pa%41s+w\"rd/ &<é😀>'\\=42~x";

fn hidden(text: &str, secret: &str) -> String {
    redact(text, &[Secret::from(secret)])
}

fn percent(text: &str, upper: bool, kept: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let c = char::from(byte);
        if byte.is_ascii_alphanumeric() || (byte.is_ascii() && kept.contains(c)) {
            out.push(c);
        } else if upper {
            write!(out, "%{byte:02X}").unwrap();
        } else {
            write!(out, "%{byte:02x}").unwrap();
        }
        out
    })
}

fn form(text: &str) -> String {
    percent(text, true, "*-._").replace("%20", "+")
}

fn json(text: &str, all: bool) -> String {
    let mut out = String::new();
    for unit in text.encode_utf16() {
        match char::from_u32(u32::from(unit)) {
            Some(c @ ('"' | '\\' | '/')) => write!(out, "\\{c}").unwrap(),
            Some(c) if c.is_ascii() && !all => out.push(c),
            _ => write!(out, "\\u{unit:04x}").unwrap(),
        }
    }
    out
}

fn html(text: &str) -> String {
    [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\"", "&quot;"),
        ("'", "&#39;"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (c, name)| text.replace(c, name))
}

fn html_by_number(text: &str, decimal: bool) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match (c.is_ascii_alphanumeric(), decimal) {
            (true, _) => out.push(c),
            (_, true) => write!(out, "&#{};", u32::from(c)).unwrap(),
            _ => write!(out, "&#x{:X};", u32::from(c)).unwrap(),
        }
        out
    })
}

fn spellings(secret: &str) -> Vec<(&'static str, String)> {
    vec![
        ("as it is", secret.to_owned()),
        ("form", form(secret)),
        (
            "form, lower case",
            percent(secret, false, "*-._").replace("%20", "+"),
        ),
        ("RFC 3986", percent(secret, true, "-._~")),
        (
            "encodeURIComponent, lower case",
            percent(secret, false, "-_.!~*'()"),
        ),
        ("encodeURI", percent(secret, true, "-_.!~*'();/?:@&=+$,#")),
        (
            "percent, twice",
            percent(&percent(secret, true, ""), true, ""),
        ),
        ("JSON", json(secret, false)),
        ("JSON, all by number", json(secret, true)),
        ("HTML", html(secret)),
        ("HTML by decimal number", html_by_number(secret, true)),
        ("HTML by hexadecimal number", html_by_number(secret, false)),
        ("a form in HTML", html(&form(secret))),
        ("JSON in HTML", html(&json(secret, false))),
        ("base64", encode(secret.as_bytes())),
        ("base64url", encode_url(secret.as_bytes())),
        (
            "base64, percent-encoded",
            percent(&encode(secret.as_bytes()), true, ""),
        ),
    ]
}

fn assert_hidden_in_every_spelling(secret: &str) {
    for (name, spelled) in spellings(secret) {
        let text = format!("before: {spelled}, after");
        assert_eq!(
            hidden(&text, secret),
            "before: [redacted], after",
            "{name}: {spelled}"
        );
    }
}

#[test]
fn a_secret_is_hidden_in_every_spelling_and_nothing_beside_it() {
    for secret in [
        SECRET,
        "CANARY-client-secret/+ &=ü",
        "plain-old-secret-1",
        "kürz/+",
    ] {
        assert_hidden_in_every_spelling(secret);
    }
}

#[test]
fn a_secret_that_looks_like_an_escape_is_hidden_in_every_spelling() {
    for secret in [
        r#"\n""#,
        r#"%41""#,
        r"&lt;'",
        "&amp;/",
        r#"a"\t"bcd"#,
        r"\u0041&%41&lt;",
        r#""%2%5C"#,
    ] {
        assert_hidden_in_every_spelling(secret);
    }
}

#[test]
fn a_secret_is_hidden_inside_of_base64_wherever_it_begins() {
    for id in ["", "a", "ab", "abc", "client", "my id:"] {
        for pair in [
            format!("{id}:{SECRET}"),
            format!("{id}:{}", form(SECRET)),
            format!("{id}:{SECRET}!!"),
        ] {
            for text in [encode(pair.as_bytes()), encode_url(pair.as_bytes())] {
                let shown = hidden(&format!("got Basic {text}"), SECRET);
                let left = shown.replace("[redacted]", "");
                // The rest is the id, and at most a digit on each side of the secret that contains two or four of its
                // bits.
                assert!(shown.contains("[redacted]"), "{pair}: {shown}");
                assert!(
                    left.len() <= "got Basic ".len() + (id.len() + 1) * 4 / 3 + 6,
                    "{pair}: {shown}"
                );
            }
        }
    }
}

#[test]
fn texts_without_secrets_are_shown() {
    for text in [
        "The scope “read” is missing",
        "client_id=abc&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
        "100% & more &amp; &#; &#x; &#xffffffffff; %zz \\u12 \\uD800 \\uD800\\u0041 \\",
        "SGVsbG8gd29ybGQ= Basic Zm9vOmJhcg==",
        "%",
        "&",
        "\\",
        "",
    ] {
        assert_eq!(hidden(text, "another-secret-of-ours"), text);
    }
}

#[test]
fn a_piece_of_eight_bytes_is_hidden_and_a_shorter_one_is_not() {
    assert_eq!(hidden("x 12345678 y", "0123456789"), "x [redacted] y");
    assert_eq!(hidden("x 1234567 y", "0123456789"), "x 1234567 y");
    assert_eq!(hidden("x%2012%3345678 y", "0123456789"), "x%20[redacted] y");
    // A short secret is hidden as a whole. In base64 it is searched for only if chance does not find it there.
    assert_eq!(
        hidden("a pin, a YXBpbg== q", "pin"),
        "a [redacted], a Y[redacted] q"
    );
    assert_eq!(hidden("cGl", "h"), "cGl");
    assert_eq!(hidden("a b", ""), "a b");
}

proptest! {
    #[test]
    fn no_spelling_of_any_secret_shows(secret in "\\PC{3,40}|[\\\\%&\"'/nu0-4amplt;#]{3,20}", before in "\\PC{0,9}", after in "\\PC{0,9}") {
        for (name, spelled) in spellings(&secret) {
            let shown = hidden(&format!("{before} {spelled} {after}"), &secret);
            prop_assert!(shown.contains("[redacted]"), "{}: {}", name, shown);
            prop_assert!(!shown.contains(&spelled), "{}: {}", name, shown);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[%&\\\\#x;uD8a0-9+/=é😀 -]{0,200}", secret in "[%&+/é0-9a-f]{0,20}") {
        let _ = hidden(&text, &secret);
    }

}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn long_texts_are_cut(text in "\\PC{0,3000}") {
        prop_assert!(hidden(&text, "0123456789").len() < 512 + 4 + "[redacted]".len());
    }
}
