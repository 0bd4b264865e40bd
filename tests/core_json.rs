//! JSON (RFC 8259): the accepted and the refused texts, and that written values read back the same.

use proptest::prelude::*;
use tokenward::core::json::{Json, JsonError, MAX_DEPTH, MAX_MEMBERS, NumberError, seconds_to_ms};
use tokenward::core::json::{ObjectWriter, write_string};
use tokenward::core::text::SecretText;

fn written(value: &Json) -> String {
    let mut out = SecretText::default();
    value.write(&mut out);
    out.into_string()
}

fn compact(text: &str) -> String {
    written(&Json::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}")))
}

#[test]
fn values_of_every_kind_are_read() {
    for (text, expected) in [
        ("null", "null"),
        (" true\n", "true"),
        ("\tfalse\r", "false"),
        ("-0", "-0"),
        ("12.50e+3", "12.50e+3"),
        (r#""a""#, r#""a""#),
        ("[ ]", "[]"),
        ("[1, [2] ,{}]", "[1,[2],{}]"),
        (r#"{ "a" : 1 , "b":[null] }"#, r#"{"a":1,"b":[null]}"#),
        (r#"{"":0}"#, r#"{"":0}"#),
    ] {
        assert_eq!(compact(text), expected);
    }
}

#[test]
fn escapes_are_resolved() {
    let text = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\uD83D\uDE00é""#;
    let json = Json::parse(text).unwrap();
    assert_eq!(
        json.as_str(),
        Some("\"\\/\u{8}\u{c}\n\r\tAéé".replace("éé", "é😀é").as_str())
    );
}

#[test]
fn a_text_that_is_not_json_is_a_syntax_error() {
    for text in [
        "",
        " ",
        "nul",
        "nulll",
        "True",
        "undefined",
        "NaN",
        "Infinity",
        "+1",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x10",
        "1 2",
        "\"",
        "\"a",
        "'a'",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\uD800\"",
        "\"\\uD800\\u0041\"",
        "\"\\uDC00\"",
        "\"\\",
        "\"\\é\"",
        "\"a\nb\"",
        "\"a\u{0}b\"",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{}}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "// c\n1",
        "\u{feff}1",
        "\u{a0}1",
        "\"\\u+123\"",
    ] {
        assert_eq!(Json::parse(text), Err(JsonError::Syntax), "{text:?}");
    }
}

#[test]
fn a_duplicate_name_is_refused_in_any_spelling() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"[{"x":{"b":1,"c":2,"b":3}}]"#,
    ] {
        assert_eq!(Json::parse(text), Err(JsonError::DuplicateName), "{text}");
    }
    assert!(Json::parse(r#"{"a":{"a":{"A":1}}}"#).is_ok());
}

#[test]
fn a_duplicate_name_is_found_among_few_and_many_at_any_place() {
    for count in [2, 31, 32, 33, 34, 500] {
        let names: Vec<String> = (0..count).map(|n| format!("a long prefix {n}")).collect();
        let object = |names: &[String]| {
            let members: Vec<String> = names.iter().map(|name| format!("\"{name}\":0")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(Json::parse(&object(&names)).is_ok());
        assert!(Json::each_member(&object(&names), &mut |_, _| ()).is_ok());
        for (first, second) in [
            (0, 1),
            (0, count - 1),
            (count / 2, count - 1),
            (count - 2, count - 1),
        ] {
            let mut names = names.clone();
            names[second] = names[first].clone();
            let expected = if first == second {
                Ok(())
            } else {
                Err(JsonError::DuplicateName)
            };
            assert_eq!(
                Json::parse(&object(&names)).map(drop),
                expected,
                "{count}: {first} {second}"
            );
            assert_eq!(Json::each_member(&object(&names), &mut |_, _| ()), expected);
        }
    }
}

#[test]
fn depth_and_number_of_members_are_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Json::parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(Json::parse(&nested(MAX_DEPTH + 1)), Err(JsonError::TooDeep));
    assert_eq!(Json::parse(&"[".repeat(1_000_000)), Err(JsonError::TooDeep));
    assert_eq!(
        Json::parse(&"{\"a\":".repeat(1_000_000)),
        Err(JsonError::TooDeep)
    );
    let members = |count: usize| {
        let list: Vec<String> = (0..count).map(|n| format!("\"{n}\":0")).collect();
        format!("{{{}}}", list.join(","))
    };
    assert!(Json::parse(&members(MAX_MEMBERS)).is_ok());
    assert_eq!(
        Json::parse(&members(MAX_MEMBERS + 1)),
        Err(JsonError::TooDeep)
    );
}

#[test]
fn a_null_member_reads_like_a_missing_one() {
    let json = Json::parse(r#"{"a":null,"b":"x"}"#).unwrap();
    assert_eq!(json.get("a"), None);
    assert_eq!(json.get("c"), None);
    assert_eq!(json.get_str("b"), Some("x"));
    assert_eq!(Json::Null.get("a"), None);
}

#[test]
fn names_with_a_meaning_in_javascript_are_data() {
    let text = r#"{"__proto__":{"polluted":true},"constructor":1,"toString":"x"}"#;
    assert_eq!(compact(text), text);
    let json = Json::parse("{}").unwrap();
    assert_eq!(json.get("__proto__"), None);
    assert_eq!(json.get("toString"), None);
}

#[test]
fn seconds_become_exact_milliseconds() {
    for (text, ms) in [
        ("0", 0),
        ("-0", 0),
        ("3600", 3_600_000),
        ("3599.9999", 3_599_999),
        ("0.001", 1),
        ("0.0009", 0),
        ("-1.5", -1500),
        ("1e3", 1_000_000),
        ("1E+3", 1_000_000),
        ("15e-1", 1500),
        ("36000000e-4", 3_600_000),
        ("0.00036e7", 3_600_000),
        ("9223372036854775.807", i64::MAX),
        ("1e-400", 0),
        ("0e999999999999999999999999", 0),
        ("1e-999999999999999999999999", 0),
    ] {
        assert_eq!(seconds_to_ms(text), Ok(ms), "{text}");
    }
    for text in [
        "9223372036854775.808",
        "1e400",
        "-1e400",
        "1e999999999999999999999999",
        "99999999999999999999",
    ] {
        assert_eq!(seconds_to_ms(text), Err(NumberError::Overflow), "{text}");
    }
    for text in [
        "", " 1", "1 ", "+1", "01", "1.", ".1", "1e", "0x1", "NaN", "Infinity", "1_000", "1,5",
        "١", "1s", "--1",
    ] {
        assert_eq!(seconds_to_ms(text), Err(NumberError::Syntax), "{text:?}");
    }
    let long = format!("0.{}1e1000000", "0".repeat(999_999));
    assert_eq!(seconds_to_ms(&long), Ok(1000));
}

#[test]
fn strings_are_escaped_where_json_asks_for_it() {
    let mut out = SecretText::default();
    write_string(&mut out, "a\"b\\c/\n\u{0}\u{1f}\u{7f}é😀");
    assert_eq!(
        out.as_str(),
        "\"a\\\"b\\\\c/\\u000a\\u0000\\u001f\u{7f}é😀\""
    );
}

#[test]
fn an_object_is_written_member_by_member() {
    let mut out = SecretText::default();
    let mut object = ObjectWriter::new(&mut out);
    object.string("a", "x");
    object.optional("left out", None);
    object.optional("b", Some(""));
    object.number("c", Some(i64::MIN));
    object.number("left out", None);
    object.value("d", &Json::Bool(true));
    object.finish();
    assert_eq!(
        out.as_str(),
        r#"{"a":"x","b":"","c":-9223372036854775808,"d":true}"#
    );
}

#[test]
fn debug_output_shows_nothing_of_the_content() {
    let json = Json::parse(r#"{"access_token":"CANARY","n":[424242,"CANARY"]}"#).unwrap();
    let shown = format!("{json:?} {:?}", json.get("n"));
    assert!(
        !shown.contains("CANARY") && !shown.contains("424242") && !shown.contains("access_token"),
        "{shown}"
    );
}

fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<String>().prop_map(|text| {
            let mut out = SecretText::default();
            write_string(&mut out, &text);
            out.into_string()
        }),
    ];
    leaf.prop_recursive(6, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5)
                .prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(inner, 0..5).prop_map(|items| {
                let members: Vec<_> = items
                    .iter()
                    .enumerate()
                    .map(|(n, v)| format!("\"{n}\":{v}"))
                    .collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #[test]
    fn written_json_reads_back_the_same(text in any_json()) {
        let value = Json::parse(&text).expect("well-formed");
        prop_assert_eq!(&written(&value), &text);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = Json::parse(&text);
        let _ = seconds_to_ms(&text);
    }

    #[test]
    fn no_almost_json_makes_the_reader_panic(text in r#"[\[\]{}",:\\u0-9eE+\-.dDcC8truefalsn é]{0,40}"#) {
        if let Ok(value) = Json::parse(&text) {
            prop_assert!(Json::parse(&written(&value)).is_ok());
        }
    }

    #[test]
    fn whole_seconds_agree_with_integer_arithmetic(seconds in -9_000_000_000_000i64..9_000_000_000_000, ms in 0i64..1000) {
        let text = format!("{seconds}.{ms:03}");
        let sign = if text.starts_with('-') { -1 } else { 1 };
        prop_assert_eq!(seconds_to_ms(&text), Ok(seconds * 1000 + sign * ms));
    }

    #[test]
    fn going_through_members_is_as_strict_as_reading_them(text in almost_object()) {
        let mut told = Vec::new();
        let gone = Json::each_member(&text, &mut |name, value| told.push((name.to_owned(), Json::parse(value).unwrap())));
        match Json::parse(&text) {
            Err(error) => prop_assert_eq!(gone, Err(error)),
            Ok(whole @ Json::Object(_)) => prop_assert_eq!((gone, Json::Object(told)), (Ok(()), whole)),
            Ok(_) => prop_assert_eq!(gone, Err(JsonError::Syntax)),
        }
    }
}

/// Objects with few names, so that some appear twice; sometimes with a character too many or too few.
fn almost_object() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c", "d", r"\u0061", r"b\n", "é"]);
    let value = prop_oneof![
        any_json(),
        prop::sample::select(vec![
            r#"{"a":{"b":1,"b":2}}"#,
            r#""\ud800""#,
            r#""\u00e9""#,
            "01",
            "[1,]",
            "{}",
            "-"
        ])
        .prop_map(str::to_owned),
    ];
    let members = prop::collection::vec((name, value), 0..5).prop_map(|members| {
        let members: Vec<_> = (members.iter())
            .map(|(name, value)| format!(" \"{name}\" :{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    });
    (members, any::<prop::sample::Index>(), 0..20).prop_map(|(text, at, damage)| {
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        let at = places[at.index(places.len())];
        match damage {
            0 => text[..at].to_owned(),
            1 => format!("{},{}", &text[..at], &text[at..]),
            2 => format!("{text} {text}"),
            _ => text,
        }
    })
}
