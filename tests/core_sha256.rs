//! SHA-256 against the examples of FIPS 180-4 and against another implementation.

use proptest::prelude::*;
use sha2::Digest as _;
use tokenward::core::sha256::Sha256;

fn digest(text: &[u8]) -> [u8; 32] {
    let mut sum = Sha256::new();
    sum.add(text);
    sum.finish()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_examples_of_the_standard_hold() {
    for (text, expected) in [
        (
            "",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ),
        (
            "abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
    ] {
        assert_eq!(hex(&digest(text.as_bytes())), expected);
    }
    assert_eq!(
        hex(&digest(&vec![b'a'; 1_000_000])),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

#[test]
fn every_length_around_the_blocks_is_right() {
    for length in 0..300 {
        let text = vec![b'x'; length];
        assert_eq!(
            digest(&text)[..],
            sha2::Sha256::digest(&text)[..],
            "{length} bytes"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_the_same_digest(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..150), 0..6)) {
        let mut sum = Sha256::new();
        pieces.iter().for_each(|piece| sum.add(piece));
        prop_assert_eq!(&sum.finish()[..], &sha2::Sha256::digest(pieces.concat())[..]);
    }
}
