//! The cost of untrusted input grows with its size and no more: hostile input against harmless input of the same size,
//! in the same run.
//!
//! `cargo test --release --test core_bounds -- --nocapture` prints the ratios.

mod fixtures;

use fixtures::{base64url, response};
use std::hint::black_box;
use std::time::{Duration, Instant};
use tokenward::core::challenge;
use tokenward::core::json::Json;
use tokenward::core::jws::compact::{each_claim, parse, payload};
use tokenward::core::jwt;
use tokenward::core::oauth::authorization::read_callback;
use tokenward::core::oauth::token_response::{ResponseContext, read};
use tokenward::core::redact::redact;
use tokenward::core::secret::Secret;
use tokenward::core::time::Timestamp;
use tokenward::core::url::Url;

/// The maximum cost of hostile input, in multiples of the harmless input's cost.
const MOST: f64 = 10.0;

/// The shortest of many runs, which was disturbed least.
fn cost(work: &dyn Fn()) -> Duration {
    let begun = Instant::now();
    let mut least = Duration::MAX;
    let mut runs = 0;
    while runs < 3 || begun.elapsed() < Duration::from_millis(40) {
        let begun = Instant::now();
        work();
        least = least.min(begun.elapsed());
        runs += 1;
    }
    least
}

/// Compares each hostile input with a harmless one of its size. Any remaining quadratic cost shows as a ratio of
/// hundreds.
fn compare(
    what: &str,
    harmless: &dyn Fn(usize) -> String,
    hostile: &[(&str, String)],
    work: &dyn Fn(&str),
) {
    for (name, text) in hostile {
        let harmless = harmless(text.len());
        let ratio = || {
            let usual = cost(&|| work(&harmless)).max(Duration::from_micros(20));
            cost(&|| work(text)).as_secs_f64() / usual.as_secs_f64()
        };
        // A busy machine may disturb all runs of one input.
        let mut least = ratio();
        for _ in 0..4 {
            if least > MOST {
                least = least.min(ratio());
            }
        }
        println!("{what}, {name}: {least:.1}");
        assert!(
            least <= MOST,
            "{what}, {name}: {least:.1} times the cost of what is harmless"
        );
    }
}

fn members(count: usize, name: &dyn Fn(usize) -> String) -> String {
    let list: Vec<String> = (0..count).map(|n| format!("\"{}\":{n}", name(n))).collect();
    format!("{{{}}}", list.join(","))
}

/// An object of `size` bytes with the usual members of tokens and responses.
fn usual_members(size: usize) -> String {
    let member = |n: usize| {
        format!("\"claim{n}\":{{\"name\":\"a value of some words\",\"at\":1700000000,\"is\":true}}")
    };
    let list: Vec<String> = (0..size / 74).map(member).collect();
    format!("{{\"list\":[{{{}}}]}}", list.join("},{"))
}

/// Objects with as many members as an object may have and the size allows; many such objects, up to the size.
fn hostile_members(size: usize) -> Vec<(&'static str, String)> {
    let objects = |name: &dyn Fn(usize) -> String| {
        let each = members(100, name).len() / 100 + 1;
        let object = members(4096.min(size * 7 / 10 / each), name);
        let list = vec![object.as_str(); size / object.len()];
        format!("{{\"list\":[{}]}}", list.join(","))
    };
    let long = "a".repeat(2000);
    let escaped = "\\u0061".repeat(10);
    vec![
        (
            "many names that begin alike",
            objects(&|n| format!("aaaaaaa{n:05}")),
        ),
        (
            "many names backwards",
            objects(&|n| format!("{:05}", 99_999 - n)),
        ),
        (
            "long names that differ at their end",
            objects(&|n| format!("{long}{n:05}")),
        ),
        (
            "names that are all escapes",
            objects(&|n| format!("{escaped}{n:05}")),
        ),
        (
            "one number",
            format!("{{\"n\":0.{}1}}", "0".repeat(size - 10)),
        ),
        (
            "escapes",
            format!("{{\"n\":\"{}\"}}", "\\n".repeat(size / 2)),
        ),
        (
            "escapes of surrogates",
            format!("{{\"n\":\"{}\"}}", "\\uD83D\\uDE00".repeat(size / 12)),
        ),
    ]
}

/// Lists of short texts: the usual maximum of values for a text of `size` bytes.
fn usual_values(size: usize) -> String {
    format!("{{\"list\":[{}]}}", vec!["\"ab\""; size / 5].join(","))
}

/// As many values as fit, because the cost comes from their number, not their size.
fn hostile_values(size: usize) -> Vec<(&'static str, String)> {
    vec![
        (
            "deep",
            format!(
                "{{\"list\":[{}]}}",
                vec!["[".repeat(30) + &"]".repeat(30); size / 61].join(",")
            ),
        ),
        (
            "numbers",
            format!("{{\"list\":[{}]}}", vec!["0"; size / 2].join(",")),
        ),
    ]
}

#[test]
fn reading_json_costs_no_more_than_its_size() {
    let large = if cfg!(debug_assertions) {
        200_000
    } else {
        1024 * 1000
    };
    let read = |text: &str| {
        black_box(Json::parse(text).is_ok());
        black_box(Json::each_member(text, &mut |_, _| ()).is_ok());
    };
    for size in [64 * 1024, large] {
        let what = format!("JSON of {size} bytes");
        compare(&what, &usual_members, &hostile_members(size), &read);
        compare(&what, &usual_values, &hostile_values(size), &read);
    }
}

#[test]
fn reading_an_unsigned_token_costs_no_more_than_its_size() {
    let token = |claims: &str| {
        format!(
            "{}.{}.{}",
            base64url(r#"{"alg":"RS256"}"#),
            base64url(claims),
            base64url("signature")
        )
    };
    let hostile: Vec<_> = hostile_members(48 * 1024)
        .iter()
        .flat_map(|(name, claims)| {
            let in_header = format!("{}.e30.{}", base64url(claims), base64url("signature"));
            [(*name, token(claims)), (*name, in_header)]
        })
        .chain([("dots", ".".repeat(65_000))])
        .collect();
    compare(
        "a token of 64 KB",
        &|size| token(&usual_members(size * 3 / 4)),
        &hostile,
        &|text| {
            black_box(jwt::decode(text).is_ok());
            if let Ok(parts) = parse(text)
                && let Ok(payload) = payload(parts.payload)
            {
                black_box(each_claim(&payload, &mut |_, _| ()).is_ok());
            }
        },
    );
}

#[test]
fn an_answer_with_long_texts_costs_no_more_than_its_size() {
    // Without optimization all of it takes so long that the test uses less.
    let size = if cfg!(debug_assertions) {
        100_000
    } else {
        983_000
    };
    let answer = |description: &str, token: &str| {
        format!(
            r#"{{"error":"invalid_request","error_description":"{description}","access_token":"{token}"}}"#
        )
    };
    let half = size / 2;
    let words = "The authorization server cannot say what is wrong with this. ";
    let harmless = |size: usize| {
        answer(
            &words.repeat(size / 2 / words.len()),
            &"0123456789abcdef".repeat(size / 32),
        )
    };
    let texts = |unit: &str| unit.repeat(half / unit.len());
    let hostile = [
        ("one letter", answer(&texts("a"), &texts("a"))),
        (
            "almost the same",
            answer(&(texts("aaaaaaa") + "b"), &texts("a")),
        ),
        ("percent signs", answer(&texts("%"), &texts("%25"))),
        (
            "escapes of escapes",
            answer(&texts("%2525&amp;#37;"), &texts("%25")),
        ),
        ("ampersands", answer(&texts("&"), &texts("&amp"))),
        ("base64 of base64", answer(&texts("UUFRQQ"), &texts("QA"))),
        ("two bytes each", answer(&texts("é"), &texts("é"))),
    ];
    compare(
        &format!("an answer of {size} bytes"),
        &harmless,
        &hostile,
        &|body| {
            let context = ResponseContext {
                refreshing: None,
                party: None,
                exchanging: false,
                requested_scope: "",
                sent_at: Timestamp(0),
                received_at: Timestamp(0),
                wall_offset_ms: 0,
                assumed_lifetime_ms: 1000,
                secrets: &[],
            };
            black_box(read(&response(400, body), &context).is_err());
        },
    );
}

#[test]
fn redacting_costs_the_text_and_the_secret_and_not_their_product() {
    let secret = |size: usize| [Secret::from("ab".repeat(size / 2).as_str())];
    let text = "ab".repeat(1000);
    let (short, long) = (secret(50_000), secret(500_000));
    let ratio = || {
        let short = cost(&|| drop(black_box(redact(&text, &short))));
        cost(&|| drop(black_box(redact(&text, &long)))).as_secs_f64() / short.as_secs_f64()
    };
    let ratio = (0..3).map(|_| ratio()).fold(f64::MAX, f64::min);
    println!("a secret of ten times the size: {ratio:.1}");
    assert!(ratio < 20.0, "{ratio}");
}

#[test]
fn reading_a_challenge_costs_no_more_than_its_size() {
    let texts = |unit: &str| unit.repeat(64 * 1024 / unit.len());
    let usual = "Bearer realm=api, ";
    let harmless = |size: usize| usual.repeat(size / usual.len());
    let hostile = [
        ("schemes", texts("a ")),
        ("equals signs", format!("a {}", texts("a="))),
        ("almost token68", texts("a ===== b,")),
        ("quotes", texts("\"")),
        ("backslashes", format!("a b=\"{}", texts("\\"))),
        ("commas", texts(",")),
        ("not ASCII", texts("é")),
    ];
    compare("a challenge of 64 KB", &harmless, &hostile, &|header| {
        black_box(challenge::read(Some(header)));
    });
}

#[test]
fn reading_a_callback_costs_no_more_than_its_size() {
    let url = |query: &str| format!("https://app.example/cb?{query}");
    let texts = |unit: &str| unit.repeat(256 * 1024 / unit.len());
    let harmless = |size: usize| url(&"name=a+value&".repeat(size / 13));
    let hostile = [
        ("percent signs", url(&texts("%"))),
        ("not UTF-8", url(&texts("%ff"))),
        ("no values", url(&texts("&a"))),
        ("states", url(&texts("state=a&"))),
        ("errors", url(&texts("error=a&"))),
    ];
    compare("a callback of 256 KB", &harmless, &hostile, &|url| {
        black_box(read_callback(url).is_err());
    });
    let hostile = [
        ("colons", format!("https://{}", texts(":"))),
        ("brackets", format!("https://{}", texts("]:"))),
        ("dots", format!("https://{}", texts("."))),
    ];
    compare("a URL of 256 KB", &harmless, &hostile, &|url| {
        black_box(Url::parse(url).is_ok());
    });
}
