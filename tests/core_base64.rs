//! Base64 (RFC 4648), against the example vectors and another implementation.

use ::base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine as _};
use proptest::prelude::*;
use tokenward::core::base64;

#[test]
fn the_vectors_of_rfc_4648_hold() {
    // §10.
    for (plain, text) in [
        ("", ""),
        ("f", "Zg=="),
        ("fo", "Zm8="),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(base64::encode(plain.as_bytes()), text);
        let bare = text.trim_end_matches('=');
        assert_eq!(base64::encode_url(plain.as_bytes()), bare);
        assert_eq!(base64::decode_url(bare).as_deref(), Some(plain.as_bytes()));
        assert_eq!(base64::decode_url(text).is_some(), text == bare);
    }
    assert_eq!(base64::encode(&[0xfb, 0xff]), "+/8=");
    assert_eq!(base64::encode_url(&[0xfb, 0xff]), "-_8");
}

#[test]
fn a_text_that_is_not_strict_base64url_is_refused() {
    for text in [
        "A", "AAAAA", "AB", "Zh", "Zm9", "Zm8=", "Zg==", " Zg", "Zg\n", "Z g", "+/8", "Zm9v.", "é",
    ] {
        assert_eq!(base64::decode_url(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn encoding_agrees_with_another_implementation(bytes in any::<Vec<u8>>()) {
        prop_assert_eq!(base64::encode(&bytes), BASE64_STANDARD.encode(&bytes));
        let text = base64::encode_url(&bytes);
        prop_assert_eq!(&text, &BASE64_URL_SAFE_NO_PAD.encode(&bytes));
        prop_assert_eq!(base64::decode_url(&text), Some(bytes));
    }

    #[test]
    fn decoding_agrees_with_another_implementation(text in "[A-Za-z0-9_\\-+/= \n]{0,24}") {
        prop_assert_eq!(base64::decode_url(&text), BASE64_URL_SAFE_NO_PAD.decode(&text).ok());
    }

    #[test]
    fn either_alphabet_is_read_with_padding_or_without(bytes in any::<Vec<u8>>()) {
        for text in [base64::encode(&bytes), base64::encode_url(&bytes)] {
            prop_assert_eq!(base64::decode_either(&text), Some(bytes.clone()));
        }
    }

    #[test]
    fn short_texts_agree_with_another_implementation(text in "[A-Za-z0-9_\\-]{0,7}") {
        prop_assert_eq!(base64::decode_url(&text), BASE64_URL_SAFE_NO_PAD.decode(&text).ok());
    }
}
