//! What an API says with a 401, and whether a new token may help.

use proptest::prelude::*;
use tokenward::core::challenge::{Refusals, asks_for_new_token, parse};

/// Schemes and parameters, as one text.
fn shown(header: &str) -> String {
    let challenges = parse(header);
    let texts: Vec<String> = challenges
        .iter()
        .map(|challenge| {
            let parameters = challenge.parameters.iter();
            let pairs: Vec<_> = parameters.map(|(n, v)| format!(" {n}={v}")).collect();
            format!("{}{}", challenge.scheme, pairs.concat())
        })
        .collect();
    texts.join(" | ")
}

/// RFC 9110 §11.6.1, with its own example last.
#[test]
fn challenges_are_told_apart_whatever_their_commas_and_quotes() {
    for (header, expected) in [
        ("", ""),
        ("Bearer", "Bearer"),
        (", ,Bearer ,", "Bearer"),
        (
            "Bearer realm=\"a\", error=\"invalid_token\"",
            "Bearer realm=a error=invalid_token",
        ),
        (
            "Bearer realm = \"a\" ,\terror =insufficient_scope",
            "Bearer realm=a error=insufficient_scope",
        ),
        (
            "Bearer, DPoP algs=\"ES256 PS256\"",
            "Bearer | DPoP algs=ES256 PS256",
        ),
        (
            "Bearer error=\"a\", Basic realm=\"b, Bearer error=\\\"c\\\"\"",
            "Bearer error=a | Basic realm=b, Bearer error=\"c\"",
        ),
        (
            "Negotiate YII/abc+d==, Bearer error=x",
            "Negotiate | Bearer error=x",
        ),
        (
            "Negotiate YIIabc==,Bearer error=x",
            "Negotiate | Bearer error=x",
        ),
        (
            "Negotiate ab/Bearer, Digest error=x",
            "Negotiate | Digest error=x",
        ),
        (
            "Bearer realm=\"no end, error=x",
            "Bearer realm=no end, error=x",
        ),
        ("Bearer realm=\"a\" error=\"b\"", "Bearer realm=a error=b"),
        ("Bearer ;realm=a", "Bearer realm=a"),
        ("error=\"a\"", ""),
        ("B\u{e4}rer error=a", "B | rer error=a"),
        (
            "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
            "Newauth realm=apps type=1 title=Login to \"apps\" | Basic realm=simple",
        ),
    ] {
        assert_eq!(shown(header), expected, "{header}");
    }
}

#[test]
fn a_parameters_name_has_no_case_and_its_first_value_counts() {
    let challenges = parse("Bearer Error=\"a\", error=\"b\"");
    assert_eq!(challenges.first().and_then(|c| c.get("error")), Some("a"));
    assert_eq!(challenges.first().and_then(|c| c.get("scope")), None);
}

/// RFC 6750 §3.1, RFC 9470 §3, RFC 9449 §7.1.
#[test]
fn a_token_is_renewed_unless_the_api_says_that_it_is_no_matter_of_age() {
    for header in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer realm=\"example\""),
        Some("Bearer error=\"invalid_token\", error_description=\"The access token expired\""),
        Some("bearer error=invalid_token"),
        Some("DPoP error=\"invalid_token\", algs=\"ES256\""),
        // What nobody knows may be about the token.
        Some("Bearer error=\"expired\""),
        // Of another scheme, or within a text.
        Some("Custom error=\"insufficient_scope\""),
        Some("Bearer error_description=\"no insufficient_scope here\""),
        Some("Basic realm=\"Bearer error=insufficient_scope\""),
        // One of two schemes blames the token.
        Some("Bearer error=\"invalid_token\", DPoP error=\"invalid_dpop_proof\""),
    ] {
        assert!(asks_for_new_token(header), "{header:?}");
    }
    for header in [
        "Bearer error=\"insufficient_scope\", scope=\"write\"",
        "Bearer realm=\"a, b\", error=\"insufficient_scope\"",
        "BEARER error=insufficient_scope",
        "Basic realm=\"x\", Bearer error=\"insufficient_scope\"",
        "Bearer error=\"insufficient_user_authentication\", error_description=\"A different authentication level is required\", acr_values=\"myACR\"",
        "Bearer error=\"insufficient_user_authentication\", max_age=\"5\"",
        "DPoP error=\"insufficient_scope\", algs=\"ES256\"",
        "DPoP error=\"use_dpop_nonce\"",
        "DPoP algs=\"ES256\", error=\"invalid_dpop_proof\"",
    ] {
        assert!(!asks_for_new_token(Some(header)), "{header}");
    }
}

#[test]
fn a_refusal_of_a_new_token_counts_for_that_origin_until_the_token_changes() {
    let (here, there) = ("https://a.example", "https://b.example");
    let mut refusals = Refusals::default();
    assert!(!refusals.hold(0, here));
    refusals.note(7, here);
    assert!(refusals.hold(7, here));
    assert!(!refusals.hold(7, there) && !refusals.hold(8, here));
    refusals.note(7, there);
    refusals.note(7, there);
    assert!(refusals.hold(7, here) && refusals.hold(7, there));
    refusals.note(8, there);
    assert!(!refusals.hold(7, here) && !refusals.hold(8, here) && refusals.hold(8, there));
}

proptest! {
    #[test]
    fn no_header_makes_the_reader_panic_or_run_on(header in "[A-Za-z =,\"\\\\/\u{e4}\t]{0,40}") {
        let length: usize = parse(&header).iter().map(|c| c.scheme.len() + c.parameters.iter().map(|(n, v)| n.len() + v.len()).sum::<usize>()).sum();
        prop_assert!(length <= header.len());
    }
}
