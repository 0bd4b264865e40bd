//! The number of cases for a property.

use proptest::prelude::ProptestConfig;

/// As many cases as `PROPTEST_CASES` says, or `usual` without it. `ProptestConfig::with_cases` would ignore the
/// variable.
pub fn cases(usual: u32) -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig::with_cases(usual),
    }
}
