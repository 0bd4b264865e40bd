//! JWTs (RFC 7519): strict reading, and times that count only if they are plausible.

mod fixtures;

use fixtures::{base64url, jwt, jwt_with};
use proptest::prelude::*;
use tokenward::core::error::{Class, Code};
use tokenward::core::jwt::{JwtTimes, decode, times};

#[test]
fn the_example_of_rfc_7519_is_read() {
    // §3.1.
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let read = decode(token).unwrap();
    assert_eq!(read.header, "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
    assert_eq!(read.claims.get_str("iss"), Some("joe"));
    assert_eq!(
        times(token),
        Some(JwtTimes {
            exp_ms: Some(1_300_819_380_000),
            iat_ms: None
        })
    );
}

#[test]
fn the_unsecured_example_of_rfc_7519_is_read_for_inspection() {
    // §6.1: the third part is empty.
    let token = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
    assert_eq!(decode(token).unwrap().header, r#"{"alg":"none"}"#);
}

#[test]
fn each_malformed_part_is_named() {
    let good = base64url("{}");
    let object = |text: &str| base64url(text);
    for (token, part) in [
        (String::new(), "three parts"),
        ("opaque-token".to_owned(), "three parts"),
        (format!("{good}.{good}"), "three parts"),
        (format!("{good}.{good}.{good}.{good}"), "three parts"),
        (
            format!("{good}.{good}.{good}.{good}.{good}.{good}"),
            "three parts",
        ),
        (format!("{good}.{good}.{good}.{good}.{good}"), "JWE"),
        (format!("{good}=.{good}.AA"), "header is not base64url"),
        (format!(" {good}.{good}.AA"), "header is not base64url"),
        (format!("{good}.e30\n.AA"), "payload is not base64url"),
        (format!("{good}.e3+.AA"), "payload is not base64url"),
        (format!("{good}.e31.AA"), "payload is not base64url"), // bits that no byte uses
        (format!("{good}.{good}.AB"), "signature is not base64url"),
        (format!("{good}.{good}.A"), "signature is not base64url"),
        (format!("{good}.__8.AA"), "payload is not UTF-8"),
        (format!("..{good}"), "header is not a JSON object"),
        (
            format!("{}.{good}.AA", object("[]")),
            "header is not a JSON object",
        ),
        (
            format!("{good}.{}.AA", object("\"x\"")),
            "payload is not a JSON object",
        ),
        (format!("{good}.{}.AA", object("{} ")), ""),
        (
            format!("{good}.{}.AA", object("{}}")),
            "payload is not a JSON object",
        ),
        (
            format!("{}.{good}.AA", object(r#"{"alg":"RS256","alg":"none"}"#)),
            "header has a name twice",
        ),
        (
            format!("{good}.{}.AA", object(r#"{"sub":"a","sub":"b"}"#)),
            "payload has a name twice",
        ),
    ] {
        match decode(&token) {
            Ok(_) => assert!(part.is_empty(), "{token}"),
            Err(error) => {
                assert!(
                    !part.is_empty() && error.message.contains(part),
                    "{token}: {}",
                    error.message
                );
                assert_eq!(
                    (error.class, error.code),
                    (Class::InvalidToken, Code::InvalidToken)
                );
            }
        }
    }
}

#[test]
fn times_are_numbers_of_seconds_with_fractions() {
    let token = jwt(r#"{"exp":1700003600.5,"iat":1.7e9}"#);
    assert_eq!(
        times(&token),
        Some(JwtTimes {
            exp_ms: Some(1_700_003_600_500),
            iat_ms: Some(1_700_000_000_000)
        })
    );
}

#[test]
fn times_that_make_no_sense_count_as_missing() {
    for exp in [
        "\"1700000000\"",
        "null",
        "true",
        "-1",
        "0",
        "1e400",
        "1700000000000",
        "[1700000000]",
        "{}",
    ] {
        let token = jwt(&format!(r#"{{"exp":{exp}}}"#));
        assert_eq!(times(&token), Some(JwtTimes::default()), "{exp}");
    }
    assert_eq!(times("opaque"), None);
    assert_eq!(times("v1.public.payload"), None);
}

#[test]
fn messages_and_debug_output_show_nothing_of_the_token() {
    let token = jwt_with(r#"{"alg":"CANARYHEADER"}"#, r#"{"sub":"CANARYCLAIM"}"#);
    let shown = format!("{:?}", decode(&token).unwrap());
    assert!(
        !shown.contains("CANARY") && !shown.contains(&token),
        "{shown}"
    );
    let broken = format!("{token}CANARYTAIL=");
    let error = decode(&broken).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("CANARY") && !shown.contains(&broken[..12]),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_decode_panic(text in any::<String>()) {
        let _ = decode(&text);
        let _ = times(&text);
    }

    #[test]
    fn no_header_or_payload_makes_decode_panic(header in any::<Vec<u8>>(), payload in any::<String>()) {
        use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
        let token = format!("{}.{}.", BASE64_URL_SAFE_NO_PAD.encode(header), base64url(&payload));
        let _ = decode(&token);
    }

    #[test]
    fn any_claims_survive(sub in "[a-z]{0,10}", exp in any::<i64>()) {
        let token = jwt(&format!(r#"{{"sub":"{sub}","exp":{exp}}}"#));
        let read = decode(&token).unwrap();
        prop_assert_eq!(read.claims.get_str("sub"), Some(sub.as_str()));
        let _ = times(&token);
    }
}
