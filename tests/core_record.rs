//! The stored record: it reads back the same, and every other text is a miss.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use tokenward::core::record::{Miss, read, taken_over, write};
use tokenward::core::secret::Secret;
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;

const CREDENTIAL: &str = "0123456789abcdef";

fn full() -> TokenSet {
    TokenSet {
        scope: Some("read \"write\"".into()),
        refresh_token: Some("r\\1-é😀\n".into()),
        id_token: Some("i.d.t".into()),
        extra: Some(r#"{"a":[1,{"b":"é"}]}"#.into()),
        clock_skew_ms: Some(-7_200_000),
        ..token_set("at-~+/1=")
    }
}

#[test]
fn tokens_come_back_as_they_were() {
    for tokens in [full(), token_set("at"), token_set("")] {
        let record = write(&tokens, CREDENTIAL, true, 0);
        assert_eq!(read(record.reveal(), CREDENTIAL, 0), Ok(tokens));
    }
}

#[test]
fn tokens_without_an_end_come_back_as_expired() {
    let tokens = TokenSet {
        expires_at: None,
        ..full()
    };
    let record = write(&tokens, CREDENTIAL, true, 0);
    let expired = TokenSet {
        expires_at: Some(tokens.obtained_at),
        ..tokens
    };
    assert_eq!(read(record.reveal(), CREDENTIAL, 0), Ok(expired));
}

#[test]
fn a_record_without_an_end_or_with_a_number_that_no_clock_shows_is_corrupt() {
    let read_with = |obtained: &str, more: &str| {
        let body = format!(
            r#"{{"credential":"{CREDENTIAL}","access_token":"a","token_type":"b","obtained_at":{obtained}{more}}}"#
        );
        read(&sealed("1", &body), CREDENTIAL, 0)
    };
    let largest = "9007199254740992";
    assert!(read_with("1", r#","expires_at":2"#).is_ok());
    assert!(read_with("1", &format!(r#","expires_at":{largest}"#)).is_ok());
    assert!(read_with(&format!("-{largest}"), r#","expires_at":2"#).is_ok());
    for (obtained, more) in [
        ("1", ""),
        ("1", r#","expires_at":null"#),
        ("1", r#","expires_at":9007199254740993"#),
        ("1", r#","expires_at":9223372036854775807"#),
        ("1", r#","expires_at":99999999999999999999"#),
        ("1", r#","expires_at":1e300"#),
        ("-9007199254740993", r#","expires_at":2"#),
        ("-9223372036854775808", r#","expires_at":2"#),
        (
            "1",
            r#","expires_at":2,"clock_skew_ms":9223372036854775807"#,
        ),
        ("1", r#","expires_at":2,"clock_skew_ms":"1""#),
    ] {
        assert_eq!(
            read_with(obtained, more),
            Err(Miss::Corrupt),
            "{obtained}{more}"
        );
    }
}

#[test]
fn the_refresh_token_is_left_out_where_the_storage_must_not_have_it() {
    let record = write(&full(), CREDENTIAL, false, 0);
    assert!(!record.reveal().contains("refresh_token"));
    assert_eq!(
        read(record.reveal(), CREDENTIAL, 0),
        Ok(TokenSet {
            refresh_token: None,
            ..full()
        })
    );
}

#[test]
fn times_inside_are_wall_clock_times_so_that_tabs_agree() {
    let record = write(&full(), CREDENTIAL, true, 5000);
    assert!(
        record.reveal().contains("1699999995000"),
        "obtained_at by the wall clock"
    );
    assert_eq!(read(record.reveal(), CREDENTIAL, 5000), Ok(full()));
    let elsewhere = read(record.reveal(), CREDENTIAL, 0).unwrap();
    assert_eq!(elsewhere.obtained_at, Timestamp(1_699_999_995_000));
    assert_eq!(elsewhere.expires_at, Some(Timestamp(1_700_003_595_000)));
}

#[test]
fn every_single_flipped_bit_is_a_miss() {
    let record = write(&full(), CREDENTIAL, true, 0);
    let bytes = record.reveal().as_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        let text = String::from_utf8_lossy(&changed);
        assert_eq!(read(&text, CREDENTIAL, 0), Err(Miss::Corrupt), "bit {bit}");
    }
}

#[test]
fn every_flipped_bit_of_a_utf_16_text_is_a_miss() {
    let record = write(&full(), CREDENTIAL, true, 0);
    let units: Vec<u16> = record.reveal().encode_utf16().collect();
    for bit in 0..units.len() * 16 {
        let mut changed = units.clone();
        changed[bit / 16] ^= 1 << (bit % 16);
        let text = String::from_utf16_lossy(&changed);
        assert_eq!(read(&text, CREDENTIAL, 0), Err(Miss::Corrupt), "bit {bit}");
    }
}

#[test]
fn a_shortened_or_extended_record_is_a_miss() {
    let record = write(&full(), CREDENTIAL, true, 0);
    let text = record.reveal();
    for (end, _) in text.char_indices() {
        assert_eq!(
            read(&text[..end], CREDENTIAL, 0),
            Err(Miss::Corrupt),
            "cut at {end}"
        );
    }
    for changed in [
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\n"),
        format!("\u{feff}{text}"),
        text.replace('{', "{ "),
    ] {
        assert_eq!(read(&changed, CREDENTIAL, 0), Err(Miss::Corrupt));
    }
    for text in [
        "",
        "tw",
        "tw1:",
        "tw1::",
        "{}",
        "null",
        "tw:af63bd4c8601b7df:{}",
        "tw1:0000000000000000:{}",
        "undefined",
    ] {
        assert_eq!(read(text, CREDENTIAL, 0), Err(Miss::Corrupt), "{text}");
    }
}

/// A record of another program, with a correct checksum.
fn sealed(version: &str, body: &str) -> String {
    let bytes = [version, ":", body].concat().into_bytes();
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("tw{version}:{sum:016x}:{body}")
}

#[test]
fn the_checksum_is_fnv_1a() {
    let record = write(&full(), CREDENTIAL, true, 0);
    let body = &record.reveal()[record.reveal().find('{').unwrap()..];
    assert_eq!(sealed("1", body), record.reveal());
}

#[test]
fn a_later_version_is_distinguished_from_damage() {
    assert_eq!(
        read(&sealed("2", "what we cannot know"), CREDENTIAL, 0),
        Err(Miss::NewerVersion)
    );
    assert_eq!(
        read(&sealed("10", "{}"), CREDENTIAL, 0),
        Err(Miss::NewerVersion)
    );
    assert_eq!(read(&sealed("", "{}"), CREDENTIAL, 0), Err(Miss::Corrupt));
    assert_eq!(read(&sealed("x", "{}"), CREDENTIAL, 0), Err(Miss::Corrupt));
}

#[test]
fn the_tokens_of_another_credential_are_a_miss() {
    let record = write(&full(), CREDENTIAL, true, 0);
    assert_eq!(
        read(record.reveal(), "0123456789abcdee", 0),
        Err(Miss::OtherCredential)
    );
}

#[test]
fn a_record_is_taken_over_by_its_own_credential_alone() {
    let record = write(&full(), CREDENTIAL, true, 0);
    let taken = taken_over(record.reveal(), CREDENTIAL, "new").unwrap();
    assert_eq!(read(taken.reveal(), "new", 0), Ok(full()));
    assert_eq!(taken_over(record.reveal(), "0123456789abcdee", "new"), None);
    assert_eq!(taken_over("tw1:", CREDENTIAL, "new"), None);
}

#[test]
fn a_record_without_a_required_member_is_corrupt() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "{",
        r#"{"credential":"0123456789abcdef"}"#,
        r#"{"credential":7,"access_token":"a","token_type":"b","obtained_at":1,"expires_at":2}"#,
        r#"{"credential":"0123456789abcdef","access_token":7,"token_type":"b","obtained_at":1,"expires_at":2}"#,
        r#"{"credential":"0123456789abcdef","access_token":"a","obtained_at":1,"expires_at":2}"#,
        r#"{"credential":"0123456789abcdef","access_token":"a","token_type":"b","expires_at":2}"#,
        r#"{"credential":"0123456789abcdef","access_token":"a","token_type":"b","obtained_at":"1","expires_at":2}"#,
        r#"{"credential":"0123456789abcdef","access_token":"a","token_type":"b","obtained_at":1.5,"expires_at":2}"#,
        r#"{"credential":"0123456789abcdef","access_token":"a","token_type":"b","obtained_at":1,"expires_at":"never"}"#,
    ] {
        assert_eq!(
            read(&sealed("1", body), CREDENTIAL, 0),
            Err(Miss::Corrupt),
            "{body}"
        );
    }
    let least = r#"{"credential":"0123456789abcdef","access_token":"a","token_type":"b","obtained_at":1,"expires_at":2}"#;
    assert!(read(&sealed("1", least), CREDENTIAL, 0).is_ok());
}

fn any_secret() -> impl Strategy<Value = Secret> {
    any::<String>().prop_map(Secret::from)
}

proptest! {
    #[test]
    fn any_tokens_come_back_as_they_were(
        access in "([!#-'*+\\--:=^-z|~A-Z]{1,80})?".prop_map(Secret::from), kind in "[!#-'*+.^-z|~A-Z0-9-]{1,20}", expires in any::<i32>(), obtained in any::<i32>(),
        scope in any::<Option<String>>(), refresh in prop::option::of(any_secret()), id in prop::option::of(any_secret()),
        extra in prop::option::of(any_secret()), skew in any::<Option<i32>>(), bound in any::<Option<String>>(), offset in any::<i32>(),
    ) {
        let tokens = TokenSet {
            access_token: access,
            token_type: kind.into(),
            expires_at: Some(Timestamp(i64::from(expires))),
            obtained_at: Timestamp(i64::from(obtained)),
            scope,
            refresh_token: refresh,
            id_token: id,
            extra,
            clock_skew_ms: skew.map(i64::from),
            bound_to: bound.map(Into::into),
            targets: tokenward::core::tokens::Targets::default(),
        };
        let record = write(&tokens, CREDENTIAL, true, i64::from(offset));
        prop_assert_eq!(read(record.reveal(), CREDENTIAL, i64::from(offset)), Ok(tokens));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), offset in any::<i64>()) {
        prop_assert!(read(&text, CREDENTIAL, offset).is_err());
        let _ = read(&sealed("1", &text), CREDENTIAL, offset);
        let _ = write(&full(), &text, true, offset);
    }
}
