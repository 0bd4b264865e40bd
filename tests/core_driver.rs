//! The agreements between the core and its JavaScript driver.

use tokenward::core::http::{MAX_BODY_BYTES, RESPONSE_HEADERS};

const HTTP: &str = include_str!("../pkg-template/driver/http.js");

/// The value of a constant, as written in the JavaScript.
fn constant(name: &str) -> String {
    let (_, after) = HTTP.split_once(&format!("const {name} = ")).unwrap();
    let (value, _) = after.split_once(';').unwrap();
    value.to_owned()
}

#[test]
fn the_driver_passes_on_the_headers_that_the_core_reads() {
    assert_eq!(constant("HEADERS"), format!("{RESPONSE_HEADERS:?}"));
}

#[test]
fn the_driver_reads_bodies_as_large_as_the_core_says() {
    assert_eq!(
        constant("MAX_BODY_BYTES").replace('_', ""),
        MAX_BODY_BYTES.to_string()
    );
}
