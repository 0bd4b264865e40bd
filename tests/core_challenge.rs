//! The challenges of an API's 401, and the question whether a new token may help.

use proptest::prelude::*;
use tokenward::core::challenge::{Refusal, Refusals, StepUp, claims_request, parse, read};

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
fn challenges_are_separated_despite_commas_and_quotes() {
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

fn asks_for_new_token(header: Option<&str>) -> bool {
    read(header) == Refusal::OfToken
}

/// RFC 6750 §3.1, RFC 9470 §3, RFC 9449 §7.1.
#[test]
fn a_token_is_renewed_unless_the_api_names_another_reason_than_its_age() {
    for header in [
        None,
        Some(""),
        Some("Bearer"),
        Some("Bearer realm=\"example\""),
        Some("Bearer error=\"invalid_token\", error_description=\"The access token expired\""),
        Some("bearer error=invalid_token"),
        Some("DPoP error=\"invalid_token\", algs=\"ES256\""),
        // An unknown error may be about the token.
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

fn step_up(header: &str) -> StepUp {
    match read(Some(header)) {
        Refusal::StepUp(wanted) => wanted,
        other => panic!("{header}: {other:?}"),
    }
}

fn wanted(error: &'static str) -> StepUp {
    StepUp {
        error,
        acr_values: None,
        max_age_seconds: None,
        scope: None,
        claims: None,
    }
}

const AUTHENTICATION: &str = "insufficient_user_authentication";
const CLAIMS: &str = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;

/// RFC 9470 §3, RFC 6750 §3.
#[test]
fn a_step_up_challenge_holds_the_demands_on_a_login() {
    let all = StepUp {
        acr_values: Some("urn:mfa phr".into()),
        max_age_seconds: Some(5),
        scope: Some("read write".into()),
        ..wanted(AUTHENTICATION)
    };
    for header in [
        r#"Bearer error="insufficient_user_authentication", acr_values="urn:mfa phr", max_age="5", scope="read write""#,
        r#"Basic realm="x", dpop ACR_VALUES=" urn:mfa  phr ",max_age=5,scope="read write", algs="ES256",error=insufficient_user_authentication"#,
        // The first challenge that asks for a step-up counts.
        r#"Bearer error="insufficient_user_authentication", acr_values="urn:mfa phr", max_age=5, scope="read write", DPoP error="insufficient_scope", scope="x""#,
        r#"DPoP error="invalid_dpop_proof", Bearer error="insufficient_user_authentication", acr_values="urn:mfa phr", max_age=5, scope="read write""#,
    ] {
        assert_eq!(step_up(header), all, "{header}");
    }
    assert_eq!(
        step_up(r#"Bearer error="insufficient_scope""#),
        wanted("insufficient_scope")
    );
}

#[test]
fn a_challenge_for_claims_is_a_step_up_with_any_error() {
    let base64 = "eyJhY2Nlc3NfdG9rZW4iOnsiYWNycyI6eyJlc3NlbnRpYWwiOnRydWUsInZhbHVlIjoiYzEifX19";
    let expected = StepUp {
        claims: Some(CLAIMS.into()),
        ..wanted("insufficient_claims")
    };
    let escaped = CLAIMS.replace('"', "\\\"");
    for header in [
        format!(
            r#"Bearer realm="", authorization_uri="https://as.example", error="insufficient_claims", claims="{base64}""#
        ),
        format!(r#"Bearer error="invalid_token", claims="{base64}=""#),
        format!(r#"Bearer claims="{escaped}""#),
    ] {
        assert_eq!(step_up(&header), expected, "{header}");
    }
    for header in [
        r#"Bearer error="invalid_token", claims="no base64!""#,
        r#"Bearer error="invalid_token", claims="WyJhIl0""#, // An array.
        r#"Bearer error="invalid_token", claims="""#,
    ] {
        assert!(asks_for_new_token(Some(header)), "{header}");
    }
}

#[test]
fn claims_are_read_as_json_or_in_either_base64() {
    let text = r#"{"id_token":{"a":{"value":"~~~???"}}}"#;
    for given in [
        text,
        "eyJpZF90b2tlbiI6eyJhIjp7InZhbHVlIjoifn5+Pz8/In19fQ==",
        "eyJpZF90b2tlbiI6eyJhIjp7InZhbHVlIjoifn5-Pz8_In19fQ",
    ] {
        assert_eq!(
            claims_request(given).map(|(text, _)| text).as_deref(),
            Some(text),
            "{given}"
        );
    }
    for given in ["", "7", "[]", "{", "e30x", "\u{e4}", "eyJh"] {
        assert!(claims_request(given).is_none(), "{given}");
    }
}

#[test]
fn malformed_parts_of_a_challenge_are_left_out() {
    let long = "x".repeat(8193);
    for rest in [
        "",
        ", acr_values=\"\", max_age=\"\", scope=\"\", claims=\"\"",
        ", acr_values=\"a\u{7}b \u{e4} \\\"c\\\" \\\\ a\tb\"",
        ", scope=\"a\u{0}b c\r\nSet-Cookie:x\"",
        ", max_age=\"-1\"",
        ", max_age=\"1.5\"",
        ", max_age=\"99999999999999999999\"",
        ", max_age=\"4294967296\"",
        ", max_age=\"5s\"",
        ", claims=\"e30x\"",
        &format!(", scope=\"{long}\", acr_values=\"{long}\", claims=\"{long}\""),
    ] {
        let header = format!("Bearer error=\"insufficient_user_authentication\"{rest}");
        assert_eq!(step_up(&header), wanted(AUTHENTICATION), "{header}");
    }
    let some = step_up("Bearer error=insufficient_scope, scope=\"a \u{7} b\"");
    assert_eq!(some.scope.as_deref(), Some("a b"));
    // OpenID Connect knows 0, which `login` calls prompt "login": 1 asks for as much.
    let now = step_up("Bearer error=insufficient_user_authentication, max_age=0");
    assert_eq!(now.max_age_seconds, Some(1));
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

    #[test]
    fn no_challenge_puts_anything_but_words_into_a_step_up(values in any::<String>(), claims in any::<String>()) {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
        let header = format!("Bearer error=insufficient_scope, scope=\"{0}\", acr_values=\"{0}\", max_age=\"{0}\", claims=\"{1}\"", quoted(&values), quoted(&claims));
        let wanted = step_up(&header);
        let words = wanted.acr_values.clone().unwrap_or_default();
        prop_assert!(words.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        prop_assert_eq!(wanted.scope.unwrap_or_default(), words);
    }
}
