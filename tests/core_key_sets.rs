//! The key sets of issuers: the times of their fetches, and the keys that serve if a fetch fails.

mod fixtures;

use fixtures::response;
use tokenward::core::error::{Code, Error, Result};
use tokenward::core::http::{HttpResponse, Transport};
use tokenward::core::jws::kept::{COOL_DOWN_MS, MAX_AGE_MS, MAX_STALE_MS};
use tokenward::core::key_sets::{Found, KeySets};
use tokenward::core::oauth::token_response::transport_error;
use tokenward::core::time::Timestamp;

const URI: &str = "https://as.example/keys";
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn key_set(kid: &str) -> Result<HttpResponse> {
    let x = "A".repeat(43);
    let key = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{x}"}}"#);
    Ok(response(200, &format!(r#"{{"keys":[{key}]}}"#)))
}

fn busy() -> Result<HttpResponse> {
    Ok(response(503, ""))
}

/// The first key's ID, or the error. Panics if a fetch is asked for.
fn known(found: Found) -> Result<String> {
    match found {
        Found::Keys(keys) => Ok(keys.keys[0].kid.clone().unwrap()),
        Found::Failed(error) => Err(error),
        Found::Fetch(request) => panic!("{} is fetched", request.url),
    }
}

fn fetches(found: &Found) -> bool {
    matches!(found, Found::Fetch(request) if request.url == URI && request.method == "GET")
}

/// Key sets with the set of `kid`, fetched at [`NOW`].
fn with(kid: &str) -> KeySets {
    let mut sets = KeySets::default();
    assert!(fetches(&sets.find(URI, false, NOW)));
    sets.fetched(URI, key_set(kid), NOW).unwrap();
    sets
}

#[test]
fn a_key_set_is_fetched_once_until_it_is_old() {
    let mut sets = with("a");
    for ms in [0, 1, MAX_AGE_MS - 1] {
        assert_eq!(known(sets.find(URI, false, NOW.plus(ms))).unwrap(), "a");
    }
    assert!(fetches(&sets.find(URI, false, NOW.plus(MAX_AGE_MS))));
}

#[test]
fn each_address_has_a_key_set_of_its_own() {
    let mut sets = with("a");
    for other in ["https://a.example/keys", "https://z.example/keys"] {
        assert!(matches!(sets.find(other, false, NOW), Found::Fetch(_)));
        sets.fetched(other, key_set(other), NOW).unwrap();
        assert_eq!(known(sets.find(other, false, NOW)).unwrap(), other);
    }
    assert_eq!(known(sets.find(URI, false, NOW)).unwrap(), "a");
}

#[test]
fn a_key_that_is_missing_is_searched_for_once_per_cool_down() {
    let mut sets = with("a");
    assert!(fetches(&sets.find(URI, true, NOW)));
    sets.fetched(URI, key_set("b"), NOW).unwrap();
    for ms in [0, COOL_DOWN_MS - 1] {
        assert_eq!(known(sets.find(URI, true, NOW.plus(ms))).unwrap(), "b");
    }
    assert!(fetches(&sets.find(URI, true, NOW.plus(COOL_DOWN_MS))));
}

#[test]
fn old_keys_serve_while_no_new_ones_come_and_the_fetch_is_repeated_once_per_cool_down() {
    let mut sets = with("a");
    let old = NOW.plus(MAX_AGE_MS);
    assert!(fetches(&sets.find(URI, false, old)));
    let keys = sets.fetched(URI, busy(), old).unwrap();
    assert_eq!(keys.keys[0].kid.as_deref(), Some("a"));
    assert_eq!(known(sets.find(URI, false, old)).unwrap(), "a");
    assert!(fetches(&sets.find(URI, false, old.plus(COOL_DOWN_MS))));
    let gone = NOW.plus(MAX_STALE_MS);
    assert!(fetches(&sets.find(URI, false, gone)));
    assert_eq!(
        sets.fetched(URI, busy(), gone).unwrap_err().status,
        Some(503)
    );
}

#[test]
fn a_fetch_that_failed_once_is_repeated_at_once_and_then_after_growing_pauses() {
    let mut sets = KeySets::default();
    let fail = |sets: &mut KeySets, at| {
        assert!(fetches(&sets.find(URI, false, at)));
        sets.fetched(URI, busy(), at).unwrap_err()
    };
    fail(&mut sets, NOW);
    fail(&mut sets, NOW);
    let mut at = NOW;
    for pause in [
        1_000,
        2_000,
        4_000,
        8_000,
        16_000,
        COOL_DOWN_MS,
        COOL_DOWN_MS,
    ] {
        let error = known(sets.find(URI, false, at.plus(1))).unwrap_err();
        assert_eq!(
            (error.status, error.retry_after_ms),
            (Some(503), Some(pause - 1))
        );
        at = at.plus(pause);
        fail(&mut sets, at);
    }
    at = at.plus(COOL_DOWN_MS);
    assert!(fetches(&sets.find(URI, false, at)));
    sets.fetched(URI, key_set("a"), at).unwrap();
    assert_eq!(known(sets.find(URI, false, at)).unwrap(), "a");
}

#[test]
fn the_address_that_gave_no_keys_is_named() {
    let refused = |response: Result<HttpResponse>| -> Error {
        let mut sets = KeySets::default();
        let error = sets.fetched(URI, response, NOW).unwrap_err();
        assert!(error.message.contains(URI), "{}", error.message);
        error
    };
    let network = refused(Err(transport_error(Transport::Network, false)));
    assert_eq!((network.code, network.retryable), (Code::Network, true));
    let late = refused(Err(transport_error(Transport::Timeout, false)));
    assert_eq!((late.code, late.retryable), (Code::Timeout, true));
    assert_eq!(refused(Ok(response(404, ""))).status, Some(404));
    let none = refused(Ok(response(200, "{}")));
    assert_eq!((none.code, none.retryable), (Code::InvalidResponse, false));
}
