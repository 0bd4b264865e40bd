//! URLs: the rules for endpoints, and queries in both directions.

use proptest::prelude::*;
use tokenward::core::oauth::form::Form;
use tokenward::core::url::{
    Url, append_query, check_endpoint, form_decode, is_loopback, parse_query,
};

#[test]
fn a_url_is_split_into_its_parts() {
    let url = Url::parse("HTTPS://As.Example:8443/a/b?x=1?y#z").unwrap();
    assert!(url.https);
    assert_eq!(
        (url.host, url.port, url.path),
        ("As.Example", Some(8443), "/a/b")
    );
    assert_eq!((url.query, url.fragment), (Some("x=1?y"), Some("z")));
    assert_eq!(url.origin(), "https://as.example:8443");
    let url = Url::parse("http://[::1]:80").unwrap();
    assert_eq!(
        (url.https, url.host, url.port, url.path, url.query),
        (false, "[::1]", Some(80), "", None)
    );
    assert_eq!(url.origin(), "http://[::1]");
    assert_eq!(
        Url::parse("https://a.example:443/").unwrap().origin(),
        "https://a.example"
    );
    assert_eq!(Url::parse("https://a.example?x").unwrap().query, Some("x"));
}

#[test]
fn a_url_that_another_parser_might_read_differently_is_refused() {
    for text in [
        "",
        "as.example",
        "/token",
        "//as.example/token",
        "ftp://as.example",
        "javascript:alert(1)",
        "https:/as.example",
        "https:as.example",
        "https://",
        "https:///token",
        "https://?x",
        "https://:443/",
        " https://as.example",
        "https://as.example/a b",
        "https://as.example\n",
        "https://as.example/a\\b",
        "https://as.example\t/x",
        "https://as.example\\@evil.example/",
        "https:\\\\as.example",
        "https://user@as.example/",
        "https://user:pw@as.example/",
        "https://@as.example/",
        "https://as.example:x/",
        "https://as.example:/",
        "https://as.example:65536/",
        "https://as.example:+1/",
        "https://as.example:-0/",
        "https://as.example:80:80/",
        "https://[::1/",
        "https://::1/",
        "https://[]/",
        "https://[::1]x/",
        "https://%61s.example/",
        "https://ａs.example/",
        "https://as.example/\u{7f}",
        "https://as.example/\u{0}",
        "https://a,b/",
        "https://[v1.x]/",
    ] {
        assert!(Url::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn loopback_is_this_machine_alone() {
    for host in [
        "localhost",
        "LocalHost",
        "app.localhost",
        "127.0.0.1",
        "127.255.0.3",
        "[::1]",
    ] {
        assert!(is_loopback(host), "{host}");
    }
    for host in [
        "",
        "localhost.example",
        "localhost.",
        "mylocalhost",
        "127.0.0.1.example",
        "127.0.0",
        "127.0.0.1.1",
        "127.0.0.256",
        "127.0.0.x",
        "0127.0.0.1",
        "128.0.0.1",
        "10.0.0.1",
        "0.0.0.0",
        "[::]",
        "[::2]",
        "127.1",
        "2130706433",
        "127.0.0.",
        "127.0.0.+1",
        "::1",
    ] {
        assert!(!is_loopback(host), "{host}");
    }
}

#[test]
fn endpoints_are_https_or_on_this_machine() {
    for url in [
        "https://as.example/token",
        "https://as.example/t?tenant=1",
        "http://localhost:3000/t",
        "http://127.0.0.1/t",
        "http://[::1]:8/",
    ] {
        assert_eq!(check_endpoint(url, false), Ok(()), "{url}");
    }
    for (url, word) in [
        ("http://as.example/token", "https"),
        ("http://localhost.evil.example/", "https"),
        ("http://127.0.0.1.evil.example/", "https"),
        ("https://as.example/token#", "fragment"),
        ("https://as.example/token#x", "fragment"),
        ("as.example/token", "absolute"),
    ] {
        let problem = check_endpoint(url, false).unwrap_err();
        assert!(problem.contains(word), "{url}: {problem}");
    }
    assert_eq!(check_endpoint("http://as.example/token", true), Ok(()));
    assert!(check_endpoint("ftp://as.example/token", true).is_err());
}

#[test]
fn a_query_joins_the_one_that_is_there() {
    assert_eq!(
        append_query("https://a.example/x", "q=1"),
        "https://a.example/x?q=1"
    );
    assert_eq!(
        append_query("https://a.example/x?", "q=1"),
        "https://a.example/x?q=1"
    );
    assert_eq!(
        append_query("https://a.example/x?p=0", "q=1"),
        "https://a.example/x?p=0&q=1"
    );
    assert_eq!(
        append_query("https://a.example/x?p=0&", "q=1"),
        "https://a.example/x?p=0&q=1"
    );
}

#[test]
fn repeated_parameters_stay_repeated() {
    let pairs = parse_query("a=1&b=%C3%A9+x&a=2&&c&=d&e=f=g");
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("a", "1"),
            ("b", "é x"),
            ("a", "2"),
            ("c", ""),
            ("", "d"),
            ("e", "f=g")
        ]
    );
}

#[test]
fn a_query_is_decoded_as_in_browsers_so_that_no_part_makes_the_rest_unreadable() {
    for (text, decoded) in [
        ("a+b%20c", "a b c"),
        ("%", "%"),
        ("100%&", "100%&"),
        ("%4", "%4"),
        ("%zz%41", "%zzA"),
        ("%%41", "%A"),
        ("%+1", "% 1"),
        ("Z%FCrich", "Z\u{fffd}rich"),
        ("%ff%ff", "\u{fffd}\u{fffd}"),
        ("%c3", "\u{fffd}"),
        ("%F0%9F%98%80é", "😀é"),
    ] {
        assert_eq!(form_decode(text).as_str(), decoded, "{text}");
    }
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(text in any::<String>()) {
        let mut form = Form::default();
        form.set("a", &text);
        let decoded = parse_query(form.encode().reveal());
        prop_assert_eq!(decoded.first().map_or("", |(_, value)| value.as_str()), text.as_str());
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in any::<String>(), tail in "[a-z@:/?#\\[\\]%.0-9]{0,20}") {
        for text in [text.clone(), format!("https://{text}"), format!("https://{tail}")] {
            if let Ok(url) = Url::parse(&text) {
                let _ = url.origin();
            }
            let _ = check_endpoint(&text, false);
            let _ = parse_query(&text);
            let _ = is_loopback(&text);
        }
    }
}
