//! The envelope of encrypted records.

use tokenward::core::envelope::*;
use tokenward::core::record::{self, Miss};

fn sealed() -> Sealed {
    Sealed {
        iv: [7; IV_BYTES],
        content: (0..40).collect(),
    }
}

#[test]
fn an_envelope_is_read_back() {
    let text = write(&sealed());
    assert!(text.reveal().starts_with("twe1:"));
    assert_eq!(read(text.reveal()), Some(sealed()));
}

#[test]
fn an_incomplete_envelope_or_one_of_another_version_is_not_read() {
    let text = write(&sealed());
    let text = text.reveal();
    for broken in [
        "",
        "twe1:",
        "twe1",
        "tw1:0123456789abcdef:{}",
        &text.replace("twe1", "twe2"),
        &format!("{text}="),
        &format!("{text} "),
        &text[..text.len() - 1],
    ] {
        assert!(read(broken) != Some(sealed()), "{broken}");
    }
    // Shorter than an initialization vector and a tag.
    let short = Sealed {
        content: vec![1; 16],
        ..sealed()
    };
    assert_eq!(read(write(&short).reveal()), None);
}

#[test]
fn a_record_in_an_envelope_is_distinguished_from_a_damaged_one() {
    let text = write(&sealed());
    assert!(is_envelope(text.reveal()));
    assert!(!is_envelope("tw1:0123456789abcdef:{}"));
    assert_eq!(record::read(text.reveal(), "f", 0), Err(Miss::Sealed));
    assert_eq!(record::read("twe2:later", "f", 0), Err(Miss::Sealed));
    assert_eq!(record::summary(text.reveal()), None);
}

#[test]
fn the_additional_data_distinguishes_versions_and_places() {
    assert_eq!(additional_data("n:api"), b"twe1:n:api");
    assert_ne!(additional_data("n:a"), additional_data("n:b"));
}

#[test]
fn any_envelope_under_the_marker_closes_the_namespace_to_plain_records() {
    let sealed = write(&Sealed {
        iv: [7; 12],
        content: vec![9; 40],
    });
    assert!(closes_namespace(Some(sealed.reveal())));
    for marker in [
        None,
        Some(""),
        Some("tw1:"),
        Some("twe1:"),
        Some("encrypted"),
    ] {
        assert!(!closes_namespace(marker), "{marker:?}");
    }
}

#[test]
fn a_plain_record_among_encrypted_ones_is_a_kind_of_miss_of_its_own() {
    assert_eq!(record::read(PLAIN, "c", 0), Err(record::Miss::Plain));
    assert!(is_envelope(PLAIN) && read(PLAIN).is_none() && record::summary(PLAIN).is_none());
}
