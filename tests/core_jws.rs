//! JWS (RFC 7515) and key sets (RFC 7517): the tokens that are refused before any cryptography, and the keys that fit
//! the others.

mod fixtures;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use fixtures::{base64url, jwt_with};
use proptest::prelude::*;
use tokenward::core::jws::algorithm::{ALGORITHMS, Allowed};
use tokenward::core::jws::compact::{Compact, Header, parse, payload};
use tokenward::core::jws::kept::{COOL_DOWN_MS, Kept, MAX_AGE_MS, MAX_STALE_MS};
use tokenward::core::jws::keys::{KeySet, MAX_TRIED, NoKey};

/// A token with this header and a signature of `length` bytes.
fn token(header: &str, length: usize) -> String {
    let unsigned = jwt_with(header, "{}");
    let input = unsigned.rsplit_once('.').unwrap().0;
    format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(vec![7; length]))
}

fn header(text: &str) -> Result<Header, &'static str> {
    let token = token(text, 64);
    parse(&token)?.header(Allowed::ALL)
}

/// A number of this many bytes that begins and ends with set bits, as base64url.
fn number(bytes: usize) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(vec![0xff; bytes])
}

fn rsa(members: &str) -> String {
    format!(
        r#"{{"kty":"RSA","n":"{}","e":"AQAB"{members}}}"#,
        number(256)
    )
}

fn ec(curve: &str, bytes: usize, members: &str) -> String {
    let n = number(bytes);
    format!(r#"{{"kty":"EC","crv":"{curve}","x":"{n}","y":"{n}"{members}}}"#)
}

fn okp(members: &str) -> String {
    format!(
        r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"{members}}}"#,
        number(32)
    )
}

fn set(keys: &[String]) -> KeySet {
    KeySet::parse(&format!(r#"{{"keys":[{}]}}"#, keys.join(","))).unwrap()
}

/// The places of the keys that fit a token of this header, with a signature of the length that the algorithm has.
fn fitting(set: &KeySet, text: &str) -> Result<Vec<usize>, NoKey> {
    let length = match text {
        _ if text.contains("S512\"") && text.contains("ES") => 132,
        _ if text.contains("ES384") => 96,
        _ if text.contains("ES256") || text.contains("Ed") => 64,
        _ => 256,
    };
    fitting_of(set, &token(text, length))
}

fn fitting_of(set: &KeySet, token: &str) -> Result<Vec<usize>, NoKey> {
    let compact: Compact<'_> = parse(token).unwrap();
    set.fitting(&compact, &compact.header(Allowed::ALL).unwrap())
}

// — headers —

#[test]
fn every_algorithm_is_bound_to_one_type_of_key() {
    let all = set(&[
        rsa(""),
        ec("P-256", 32, ""),
        ec("P-384", 48, ""),
        ec("P-521", 66, ""),
        okp(""),
    ]);
    for (names, place) in [
        (
            &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"][..],
            0,
        ),
        (&["ES256"], 1),
        (&["ES384"], 2),
        (&["ES512"], 3),
        (&["EdDSA", "Ed25519"], 4),
    ] {
        for name in names {
            let found = fitting(&all, &format!(r#"{{"alg":"{name}"}}"#));
            assert_eq!(found, Ok(vec![place]), "{name}");
        }
    }
}

#[test]
fn no_header_asks_for_none_or_hmac() {
    for alg in [
        "none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "rs256", "RS256 ", "RS1", "",
        "ES256K", "RSA-OAEP", "dir",
    ] {
        let refused = header(&format!(r#"{{"alg":"{alg}"}}"#));
        assert!(refused.is_err(), "{alg}");
    }
    for alg in ["null", "5", "[\"RS256\"]", "{}", "true"] {
        assert!(header(&format!(r#"{{"alg":{alg}}}"#)).is_err(), "{alg}");
    }
    assert!(header("{}").is_err());
}

#[test]
fn an_algorithm_outside_of_the_list_is_refused() {
    let list = Allowed::NONE.with("ES256").unwrap();
    let of = |alg: &str| {
        let token = token(&format!(r#"{{"alg":"{alg}"}}"#), 64);
        parse(&token).unwrap().header(list).is_ok()
    };
    assert!(of("ES256"));
    for algorithm in &ALGORITHMS {
        assert_eq!(of(algorithm.name), algorithm.name == "ES256");
    }
    for unknown in ["none", "HS256", "es256", "", "RS1"] {
        assert_eq!(list.with(unknown), None, "{unknown}");
    }
}

#[test]
fn extensions_that_are_not_understood_are_refused() {
    for member in [
        r#""crit":["exp"],"exp":1"#,
        r#""crit":["b64"],"b64":true"#,
        r#""crit":[]"#,
        r#""crit":null"#,
        r#""b64":false"#,
        r#""b64":null"#,
        r#""b64":"false""#,
        r#""kid":5"#,
        r#""kid":null"#,
        r#""kid":["a"]"#,
    ] {
        let text = format!(r#"{{"alg":"RS256",{member}}}"#);
        assert!(header(&text).is_err(), "{member}");
    }
    assert!(header(r#"{"alg":"RS256","b64":true,"zip":"DEF","x":[1]}"#).is_ok());
}

#[test]
fn keys_in_or_behind_the_header_are_not_looked_at() {
    let header = format!(
        r#"{{"alg":"RS256","jwk":{},"jku":"https://evil.example/keys","x5u":"https://evil.example/c","x5c":["AA=="]}}"#,
        rsa("")
    );
    assert_eq!(fitting(&set(&[]), &header), Err(NoKey::Unknown));
    assert_eq!(fitting(&set(&[rsa("")]), &header), Ok(vec![0]));
}

#[test]
fn parts_are_strict_base64url_and_names_are_there_once() {
    let good = base64url(r#"{"alg":"RS256"}"#);
    for token in [
        format!("{good}.AA"),
        format!("{good}.AA.AA.AA"),
        format!("{good}.AA.AA.AA.AA"),
        format!("{good}.AA.AA="),
        format!("{good}.AA==.AA"),
        format!("{good}.AB.AA"), // bits that belong to no byte
        format!("{good}.AA.AB"),
        format!("{good}.AA.A A"),
        format!("{good}.AA.\nAA"),
        format!("{good}.AA.A/"),
        format!("{good}.AA.é"),
        format!("{}.AA.AA", base64url(r#"{"alg":"RS256","alg":"RS256"}"#)),
        format!(
            "{}.AA.AA",
            base64url(r#"{"alg":"RS256","a\u006cg":"none"}"#)
        ),
        format!("{}.AA.AA", base64url(r#"["RS256"]"#)),
        String::new(),
        "..".to_owned(),
    ] {
        let read = parse(&token).and_then(|compact| payload(compact.payload));
        assert!(read.is_err(), "{token}");
    }
    // A payload may have any content, or none.
    let token = format!("{good}..AA");
    assert_eq!(payload(parse(&token).unwrap().payload), Ok(Vec::new()));
}

#[test]
fn the_signed_text_is_the_first_two_parts_as_received() {
    let token = token(r#"{"alg":"RS256"}"#, 3);
    let compact = parse(&token).unwrap();
    assert_eq!(compact.input, token.rsplit_once('.').unwrap().0);
    assert_eq!(compact.signature, [7, 7, 7]);
}

// — keys —

#[test]
fn keys_that_cannot_check_are_left_out_and_unknown_members_ignored() {
    let weak = |bytes: usize, first: u8| {
        let mut n = vec![0xff; bytes];
        n[0] = first;
        let n = BASE64_URL_SAFE_NO_PAD.encode(n);
        format!(r#"{{"kty":"RSA","n":"{n}","e":"AQAB"}}"#)
    };
    let usable = |key: &str| {
        let text = format!(r#"{{"keys":[{key}],"more":{{}}}}"#);
        KeySet::parse(&text).unwrap().keys.len()
    };
    for key in [
        weak(128, 0xff),
        weak(256, 0x7f), // 2047 bits
        r#"{"kty":"RSA","n":"","e":"AQAB"}"#.to_owned(),
        r#"{"kty":"RSA","e":"AQAB"}"#.to_owned(),
        rsa("").replace("AQAB", "AQ"),
        rsa("").replace("AQAB", "AAE"),
        rsa("").replace("AQAB", "Ag"),
        rsa("").replace("AQAB", "AQAB="),
        rsa("").replace("\"AQAB\"", "65537"),
        rsa(r#","use":"enc""#),
        rsa(r#","use":5"#),
        rsa(r#","key_ops":["encrypt"]"#),
        rsa(r#","key_ops":["sign"]"#),
        rsa(r#","key_ops":"verify""#),
        rsa(r#","key_ops":[]"#),
        rsa(r#","alg":"RSA-OAEP""#),
        rsa(r#","alg":"HS256""#),
        rsa(r#","alg":"none""#),
        rsa(r#","alg":1"#),
        rsa(r#","kid":1"#),
        ec("P-256", 31, ""),
        ec("P-256", 33, ""),
        ec("P-384", 32, ""),
        ec("secp256k1", 32, ""),
        ec("P-256", 32, "").replace("\"y\"", "\"z\""),
        okp("").replace("Ed25519", "X25519"),
        okp("").replace("Ed25519", "Ed448"),
        r#"{"kty":"oct","k":"AAAA"}"#.to_owned(),
        r#"{"kty":"future"}"#.to_owned(),
        r#"{"n":"AA"}"#.to_owned(),
        "5".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\"RSA\"".to_owned(),
    ] {
        assert_eq!(usable(&key), 0, "{key}");
    }
    for key in [
        weak(256, 0x80),
        weak(257, 0x00), // a zero before the number, as some servers have it
        rsa(
            r#","use":"sig","key_ops":["verify","sign"],"alg":"PS512","kid":"a","x5t":"b","made":{"up":[1]}"#,
        ),
        rsa(r#","use":null"#),
        ec("P-521", 66, r#","use":"sig""#),
        okp(r#","d":"AAAA""#),
    ] {
        assert_eq!(usable(&key), 1, "{key}");
    }
}

#[test]
fn a_text_that_is_no_key_set_gives_none() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        "not json",
        r#"{"keys":[],"keys":[]}"#,
    ] {
        assert!(KeySet::parse(text).is_none(), "{text}");
    }
    assert!(KeySet::parse(r#"{"keys":[]}"#).unwrap().keys.is_empty());
}

#[test]
fn the_imported_jwk_holds_only_the_public_numbers() {
    let set = set(&[
        rsa(r#","d":"CANARY","p":"CANARY","key_ops":["verify"],"ext":false,"kid":"1","use":"sig""#),
        okp(r#","d":"CANARY""#),
        ec("P-256", 32, r#","d":"CANARY""#),
    ]);
    for key in &set.keys {
        for member in ["CANARY", "key_ops", "ext", "kid", "use"] {
            assert!(!key.jwk.contains(member), "{}", key.jwk);
        }
    }
    assert_eq!(
        set.keys[0].jwk,
        format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, number(256))
    );
}

#[test]
fn zeros_before_the_numbers_of_an_rsa_key_are_left_out() {
    // Chromium's WebCrypto refuses a key with leading zeros.
    for zeros in [1, 2, 7] {
        let padded =
            |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode([&vec![0; zeros], bytes].concat());
        let (n, e) = (padded(&[0xff; 256]), padded(&[1, 0, 1]));
        let set = set(&[format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"}}"#)]);
        let wanted = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, number(256));
        assert_eq!(set.keys[0].jwk, wanted, "{zeros}");
    }
}

#[test]
fn ed25519_and_eddsa_are_one_algorithm() {
    for (named, key) in [("EdDSA", "Ed25519"), ("Ed25519", "EdDSA")] {
        let only = Allowed::NONE.with(named).unwrap();
        for alg in ["EdDSA", "Ed25519"] {
            let token = token(&format!(r#"{{"alg":"{alg}"}}"#), 64);
            assert!(parse(&token).unwrap().header(only).is_ok(), "{named} {alg}");
            let set = set(&[okp(&format!(r#","alg":"{key}""#))]);
            assert_eq!(fitting_of(&set, &token), Ok(vec![0]), "{key} {alg}");
        }
        assert!(
            parse(&token(r#"{"alg":"ES256"}"#, 64))
                .unwrap()
                .header(only)
                .is_err()
        );
    }
}

#[test]
fn the_kid_and_the_keys_algorithm_decide() {
    let set = set(&[
        rsa(r#","kid":"a""#),
        rsa(r#","kid":"b","alg":"PS256""#),
        rsa(r#","alg":"RS256""#),
        ec("P-256", 32, r#","kid":"a""#),
        rsa(r#","kid":"a","alg":"RS512""#),
    ]);
    let of = |header: &str| fitting(&set, header);
    assert_eq!(of(r#"{"alg":"RS256","kid":"a"}"#), Ok(vec![0]));
    assert_eq!(of(r#"{"alg":"ES256","kid":"a"}"#), Ok(vec![3]));
    assert_eq!(of(r#"{"alg":"PS256","kid":"b"}"#), Ok(vec![1]));
    assert_eq!(
        of(r#"{"alg":"RS256","kid":"b"}"#),
        Err(NoKey::Unknown),
        "its algorithm"
    );
    assert_eq!(of(r#"{"alg":"RS512","kid":"a"}"#), Ok(vec![0, 4]));
    assert_eq!(of(r#"{"alg":"RS256"}"#), Ok(vec![0, 2]), "no kid");
    for kid in ["c", "A", "", "a "] {
        let header = format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
        assert_eq!(of(&header), Err(NoKey::Unknown), "{kid}");
    }
}

#[test]
fn signatures_have_the_length_that_key_and_algorithm_give() {
    let set = set(&[rsa(""), ec("P-256", 32, ""), okp(""), ec("P-521", 66, "")]);
    for (alg, right) in [
        ("RS256", 256),
        ("PS512", 256),
        ("ES256", 64),
        ("EdDSA", 64),
        ("ES512", 132),
    ] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        for length in [0, 1, right - 1, right + 1, 70, 512] {
            let found = fitting_of(&set, &token(&header, length));
            assert_eq!(found, Err(NoKey::Signature), "{alg} {length}");
        }
        assert!(fitting_of(&set, &token(&header, right)).is_ok(), "{alg}");
    }
}

#[test]
fn a_token_without_kid_tries_a_bounded_number_of_keys() {
    let many = set(&vec![okp(""); 100]);
    assert_eq!(
        fitting(&many, r#"{"alg":"EdDSA"}"#).map(|keys| keys.len()),
        Ok(MAX_TRIED)
    );
}

// — fetched sets —

const NOW: i64 = 1_700_000_000_000;

#[test]
fn a_set_is_fetched_again_when_it_is_old_and_used_on_when_that_fails() {
    let mut kept = Kept::default();
    assert!(kept.renew(NOW) && kept.renew(NOW), "there is none");
    kept.put(set(&[rsa("")]), NOW);
    assert!(!kept.renew(NOW + MAX_AGE_MS - 1));
    let old = NOW + MAX_AGE_MS;
    assert!(kept.renew(old));
    assert!(!kept.renew(old + COOL_DOWN_MS - 1), "it was just asked for");
    assert!(kept.keys(old).is_some());
    assert!(kept.renew(old + COOL_DOWN_MS));
    assert!(kept.keys(NOW + MAX_STALE_MS - 1).is_some());
    assert!(kept.keys(NOW + MAX_STALE_MS).is_none());
}

#[test]
fn an_unknown_key_is_a_reason_once_per_cool_down() {
    let mut kept = Kept::default();
    kept.put(set(&[rsa("")]), NOW);
    assert!(
        kept.search(NOW + 1),
        "a server may change its keys at any time"
    );
    for ms in [1, 2, 1_000, COOL_DOWN_MS] {
        assert!(!kept.search(NOW + ms));
    }
    assert!(kept.search(NOW + 1 + COOL_DOWN_MS));
}

#[test]
fn a_clock_that_was_set_back_makes_a_set_old() {
    let mut kept = Kept::default();
    kept.put(set(&[rsa("")]), NOW);
    assert!(kept.renew(NOW - 1));
}

proptest! {
    #[test]
    fn no_text_makes_anything_panic(text in any::<String>(), header in any::<String>()) {
        let _ = KeySet::parse(&text);
        let token = format!("{}.{}.AAAA", base64url(&header), base64url(&text));
        if let Ok(compact) = parse(&token) {
            let _ = compact.header(Allowed::ALL);
        }
        let _ = parse(&text);
    }

    #[test]
    fn no_key_makes_anything_panic(n in "[A-Za-z0-9_-]{0,400}", kty in "RSA|EC|OKP", crv in "P-256|P-384|P-521|Ed25519|x") {
        let key = format!(r#"{{"kty":"{kty}","crv":"{crv}","n":"{n}","e":"{n}","x":"{n}","y":"{n}"}}"#);
        let _ = set(&[key]);
    }
}
