//! `introspection` of `createVerifier`'s options: checked here, where an option that is wrong is named by its path; used by
//! `introspection.js`.

use super::provider::problem_with;
use super::verifier::problem_with_url;
use crate::manager::token_input::members::{Members, Number};

/// Options that are for tokens which are signed, and for nothing where the authorization server is asked.
const FOR_SIGNED: [&str; 5] = ["jwks", "jwksUri", "algorithms", "typ", "storage"];
const SECRET_BASIC: usize = 0;
const PRIVATE_KEY_JWT: usize = 2;

/// Whether tokens are to be introspected.
pub(super) fn read(members: &mut Members) -> bool {
    let asked = members.peek("introspection").is_some();
    members.inside("introspection", &mut check);
    for name in FOR_SIGNED {
        if asked && members.take(name).is_some() {
            members.fail(
                name,
                "is for tokens that are checked here: leave it out, or introspection",
            );
        }
    }
    asked
}

fn check(members: &mut Members) {
    let endpoint = members.text("endpoint");
    let endpoint = members.required("endpoint", endpoint);
    if let Some(problem) = problem_with_url(&endpoint) {
        members.fail("endpoint", problem);
    }
    let id = members.text("clientId");
    if members.required("clientId", id).is_empty() {
        members.fail("clientId", "must not be empty");
    }
    let secret = members
        .secret("clientSecret")
        .is_some_and(|secret| !secret.is_empty());
    let key = members.take("privateKey");
    if let Some(problem) = key.as_ref().and_then(|key| problem_with("privateKey", key)) {
        members.fail("privateKey", &problem);
    }
    let ways = [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ];
    let way = members.word("clientAuth", &ways, &[]);
    let by_default = if key.is_some() {
        PRIVATE_KEY_JWT
    } else {
        SECRET_BASIC
    };
    // RFC 7662 §2.1: the endpoint must know who asks, or everybody could try tokens there.
    match (
        way.unwrap_or(by_default) == PRIVATE_KEY_JWT,
        secret,
        key.is_some(),
    ) {
        (true, false, true) | (false, true, false) => {}
        (true, _, false) => members.fail(
            "privateKey",
            "is missing: it signs what the client authenticates with",
        ),
        (false, false, _) => members.fail(
            "clientSecret",
            "is missing: the endpoint has to know who asks",
        ),
        (true, true, _) => members.fail(
            "clientSecret",
            "is not used beside privateKey: leave one of them out",
        ),
        (false, true, true) => members.fail(
            "privateKey",
            "is not used beside clientSecret: leave one of them out",
        ),
    }
    if members.text("keyId").is_some() && key.is_none() {
        members.fail("keyId", "is privateKey's, which is missing");
    }
    members.number("timeoutMs", Number::Milliseconds);
    members.flag("allowUntyped");
}
