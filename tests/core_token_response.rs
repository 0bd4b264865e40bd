//! The token response (RFC 6749 §5): requirements 12 to 21, each malformed response with its typed error.

mod cases;
mod fixtures;

use cases::cases;
use fixtures::*;
use proptest::prelude::*;
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::http::{HttpResponse, Transport};
use tokenward::core::oauth::id_token::Party;
use tokenward::core::oauth::token_response::{
    ResponseContext, is_client_rejected, is_invalid_grant, read, retry_after, rotated,
    transport_error,
};
use tokenward::core::oauth::{http_date, refresh_refusal};
use tokenward::core::secret::Secret;
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;

/// Tue, 14 Nov 2023 22:13:20 GMT.
const SENT: i64 = 1_700_000_000_000;
const SECOND: i64 = 1000;
const HOUR: i64 = 3600 * SECOND;
const YEAR: i64 = 31_557_600 * SECOND;

fn context() -> ResponseContext<'static> {
    ResponseContext {
        refreshing: None,
        party: None,
        exchanging: false,
        requested_scope: "",
        sent_at: Timestamp(SENT),
        received_at: Timestamp(SENT + 200),
        wall_offset_ms: 0,
        assumed_lifetime_ms: HOUR,
        secrets: &[],
    }
}

/// A good response, with `more` members (each followed by a comma).
fn good(more: &str) -> HttpResponse {
    response(
        200,
        &format!(r#"{{{more}"access_token":"at","token_type":"Bearer"}}"#),
    )
}

fn tokens(more: &str) -> TokenSet {
    read(&good(more), &context()).unwrap_or_else(|error| panic!("{more}: {error}"))
}

fn lifetime(more: &str) -> i64 {
    tokens(more).expires_at.unwrap().since(Timestamp(SENT))
}

fn failure(response: &HttpResponse) -> Error {
    match read(response, &context()) {
        Ok(_) => panic!("taken: {}", String::from_utf8_lossy(response.body.bytes())),
        Err(error) => {
            assert_eq!(error.class, Class::TokenAcquisition);
            let refreshing = ResponseContext {
                refreshing: Some(&token_set("old")),
                ..context()
            };
            assert_eq!(
                read(response, &refreshing).unwrap_err().class,
                Class::TokenRefresh
            );
            error
        }
    }
}

fn with_header(mut response: HttpResponse, name: &'static str, value: &str) -> HttpResponse {
    response.headers.push((name, value.into()));
    response
}

#[test]
fn the_example_of_rfc_6749_is_read() {
    // §5.1.
    let body = r#"{
       "access_token":"2YotnFZFEjr1zCsicMWpAA",
       "token_type":"example",
       "expires_in":3600,
       "refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA",
       "example_parameter":"example_value"
     }"#
    .replace("\"example\"", "\"bearer\"");
    let set = read(&response(200, &body), &context()).unwrap();
    assert_eq!(set.access_token.reveal(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(set.token_type, "bearer");
    assert_eq!(set.expires_at, Some(Timestamp(SENT + HOUR)));
    assert_eq!(set.obtained_at, Timestamp(SENT));
    assert_eq!(
        set.refresh_token.unwrap().reveal(),
        "tGzv3JOkF0XG5Qx2TlKWIA"
    );
    assert_eq!(
        set.extra.unwrap().reveal(),
        r#"{"example_parameter":"example_value"}"#
    );
    assert_eq!(
        (set.scope, set.id_token, set.clock_skew_ms),
        (None, None, None)
    );
}

#[test]
fn a_success_that_is_malformed_is_an_invalid_response() {
    for body in [
        "",
        " ",
        "null",
        "true",
        "1",
        "\"at\"",
        "[]",
        r#"[{"access_token":"at","token_type":"Bearer"}]"#,
        "{}",
        "{",
        "<html><body>Sign in to the hotel's network</body></html>",
        "access_token=at&token_type=Bearer",
        r#"{"token_type":"Bearer"}"#,
        r#"{"access_token":"at"}"#,
        r#"{"access_token":"","token_type":"Bearer"}"#,
        r#"{"access_token":null,"token_type":"Bearer"}"#,
        r#"{"access_token":1,"token_type":"Bearer"}"#,
        r#"{"access_token":{"a":1},"token_type":"Bearer"}"#,
        r#"{"access_token":["at"],"token_type":"Bearer"}"#,
        r#"{"access_token":"a\nb","token_type":"Bearer"}"#,
        r#"{"access_token":"ä","token_type":"Bearer"}"#,
        r#"{"access_token":"at","token_type":""}"#,
        r#"{"access_token":"at","token_type":null}"#,
        r#"{"access_token":"at","token_type":7}"#,
        r#"{"access_token":"at","token_type":"N_A"}"#,
        r#"{"access_token":"at","token_type":"DPoP"}"#,
        r#"{"access_token":"at","token_type":"mac"}"#,
        r#"{"access_token":"at","token_type":"Bearer "}"#,
        r#"{"access_token":"at","access_token":"b","token_type":"Bearer"}"#,
        r#"{"access_token":"at","token_type":"Bearer","scope":["a",1]}"#,
        r#"{"access_token":"at","token_type":"Bearer","scope":{"a":true}}"#,
        r#"{"access_token":"at","token_type":"Bearer","scope":1}"#,
        r#"{"access_token":"at","token_type":"Bearer","refresh_token":1}"#,
        r#"{"access_token":"at","token_type":"Bearer","refresh_token":{}}"#,
        r#"{"access_token":"at","token_type":"Bearer","id_token":true}"#,
        r#"{"__proto__":{"access_token":"at","token_type":"Bearer"}}"#,
    ] {
        let error = failure(&response(200, body));
        assert_eq!(
            (error.code, error.status, error.retryable),
            (Code::InvalidResponse, Some(200), false),
            "{body}"
        );
    }
    let error = failure(&HttpResponse {
        status: 200,
        body: vec![b'{', 0xff, b'}'].into(),
        ..HttpResponse::default()
    });
    assert_eq!(error.code, Code::InvalidResponse);
}

#[test]
fn the_error_describes_a_body_that_is_no_json_object() {
    let with_type = |content_type: &str, body: &str| {
        with_header(response(200, body), "content-type", content_type)
    };
    for (answer, told) in [
        (response(200, ""), "is not a JSON object: it is empty"),
        (response(200, " \r\n"), "it is empty"),
        (
            response(200, "<!doctype html>"),
            "it is a page (HTML) or XML",
        ),
        (
            response(200, "access_token=at&token_type=Bearer"),
            "it is form-encoded",
        ),
        (response(200, "[1]"), "it is JSON of another kind"),
        (response(200, "{"), "it is broken JSON"),
        (response(200, "Bad Gateway"), "it is something else"),
        (
            with_type("text/html; charset=utf-8", "<html>"),
            "it is a page (HTML) or XML, with the content type text/html",
        ),
        (
            with_type("Text/Plain", "hello"),
            "it is something else, with the content type Text/Plain",
        ),
    ] {
        let message = failure(&answer).message.to_string();
        assert!(message.starts_with("the token response is not a JSON object: "));
        assert!(
            message.ends_with(told) || told == "it is broken JSON",
            "{message}"
        );
        assert!(message.contains(told), "{message}");
    }
    let secrets = secrets(&["CANARY-secret"]);
    let context = ResponseContext {
        secrets: &secrets,
        ..context()
    };
    for content_type in ["CANARY-secret/x", "text/html\u{7}", "odd", "a/b c", ""] {
        let answer = with_type(content_type, "x");
        let message = read(&answer, &context).unwrap_err().message.to_string();
        assert!(!message.contains("CANARY"), "{message}");
        assert!(
            message.ends_with("something else") || content_type.starts_with("CANARY"),
            "{message}"
        );
    }
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    let body = "\u{feff}{\"access_token\":\"at\",\"token_type\":\"Bearer\"}";
    assert!(read(&response(200, body), &context()).is_ok());
}

#[test]
fn the_token_type_is_compared_without_regard_to_case_and_kept_as_it_came() {
    for kind in ["Bearer", "bearer", "BEARER"] {
        let body = format!(r#"{{"access_token":"at","token_type":"{kind}"}}"#);
        assert_eq!(
            read(&response(200, &body), &context()).unwrap().token_type,
            kind
        );
    }
}

#[test]
fn expires_in_is_a_number_a_fraction_or_a_numeric_string() {
    for (value, ms) in [
        ("60", 60_000),
        ("59.75", 59_750),
        ("6e1", 60_000),
        ("\"60\"", 60_000),
        ("\"59.75\"", 59_750),
        ("0.5", 500),
        ("3155760000", 100 * YEAR),
        ("3155760001", 100 * YEAR),
        ("99999999999", 100 * YEAR),
        ("\"99999999999\"", 100 * YEAR),
    ] {
        assert_eq!(lifetime(&format!("\"expires_in\":{value},")), ms, "{value}");
    }
}

#[test]
fn a_missing_expires_in_means_the_assumed_lifetime() {
    assert_eq!(lifetime(""), HOUR);
    assert_eq!(lifetime(r#""expires_in":null,"#), HOUR);
}

#[test]
fn an_expires_in_that_is_no_lifetime_is_an_invalid_response() {
    for value in [
        "\"\"",
        "\" 60\"",
        "\"60s\"",
        "\"1h\"",
        "\"NaN\"",
        "\"Infinity\"",
        "\"0x10\"",
        "\"soon\"",
        "true",
        "false",
        "{}",
        "[]",
        "[60]",
        "1e400",
        "-1e400",
        "1e13",
        "99999999999999999999",
        "\"1e400\"",
        "8640000000000",
    ] {
        let error = failure(&good(&format!("\"expires_in\":{value},")));
        assert_eq!(error.code, Code::InvalidResponse, "{value}");
        assert!(
            error.message.contains("expires_in"),
            "{value}: {}",
            error.message
        );
    }
    for value in ["NaN", "Infinity", "+60", "060", "60."] {
        assert_eq!(
            failure(&good(&format!("\"expires_in\":{value},"))).code,
            Code::InvalidResponse,
            "{value}"
        );
    }
}

fn jwt_response(claims: &str) -> HttpResponse {
    response(
        200,
        &format!(
            r#"{{"access_token":"{}","token_type":"Bearer"}}"#,
            jwt(claims)
        ),
    )
}

fn jwt_lifetime(response: &HttpResponse, context: &ResponseContext<'_>) -> i64 {
    read(response, context)
        .unwrap()
        .expires_at
        .unwrap()
        .since(context.sent_at)
}

#[test]
fn without_expires_in_a_jwts_times_give_its_lifetime_despite_wrong_clocks() {
    for iat in [1_700_000_000i64, 1_600_000_000, 1_800_000_000] {
        let answer = jwt_response(&format!(r#"{{"iat":{iat},"exp":{}}}"#, iat + 600));
        assert_eq!(jwt_lifetime(&answer, &context()), 600 * SECOND);
    }
    let claims = r#"{"iat":1700000000,"exp":1700000600}"#;
    let body = format!(
        r#"{{"access_token":"{}","token_type":"Bearer","expires_in":60}}"#,
        jwt(claims)
    );
    assert_eq!(
        jwt_lifetime(&response(200, &body), &context()),
        60 * SECOND,
        "expires_in goes first"
    );
}

#[test]
fn a_jwt_with_exp_alone_is_corrected_by_the_skew_of_the_date_header() {
    let exp = jwt_response(r#"{"exp":1700000600}"#);
    assert_eq!(
        jwt_lifetime(&exp, &context()),
        600 * SECOND,
        "without Date, the clocks are taken to agree"
    );
    // The server's clock is two hours ahead of this machine's, and its token lives for ten minutes by that clock.
    let ahead = with_header(
        jwt_response(r#"{"exp":1700007800}"#),
        "date",
        "Wed, 15 Nov 2023 00:13:20 GMT",
    );
    let life = jwt_lifetime(&ahead, &context());
    assert!((598 * SECOND..=602 * SECOND).contains(&life), "{life}");
    let behind = with_header(
        jwt_response(r#"{"exp":1699993400}"#),
        "date",
        "Tue, 14 Nov 2023 20:13:20 GMT",
    );
    let life = jwt_lifetime(&behind, &context());
    assert!((598 * SECOND..=602 * SECOND).contains(&life), "{life}");
}

#[test]
fn a_jwt_that_was_issued_after_its_end_is_read_by_its_end_alone() {
    for iat in [1_700_000_600, 1_700_000_700] {
        let answer = jwt_response(&format!(r#"{{"iat":{iat},"exp":1700000600}}"#));
        assert_eq!(jwt_lifetime(&answer, &context()), 600 * SECOND, "{iat}");
    }
}

#[test]
fn a_jwt_that_has_expired_by_this_machines_clock_alone_gets_the_assumed_lifetime() {
    assert_eq!(
        jwt_lifetime(&jwt_response(r#"{"exp":1699990000}"#), &context()),
        HOUR
    );
    assert_eq!(
        jwt_lifetime(&jwt_response(r#"{"exp":1700000000}"#), &context()),
        HOUR
    );
}

#[test]
fn a_jwt_that_has_expired_by_the_servers_own_clock_has_no_life_left() {
    for claims in [
        r#"{"exp":1699990000}"#,
        r#"{"iat":1699980000,"exp":1699990000}"#,
    ] {
        let answer = with_header(jwt_response(claims), "date", NOW_BY_THE_SERVER);
        assert_eq!(jwt_lifetime(&answer, &context()), 0, "{claims}");
        let tokens = read(&answer, &context()).unwrap();
        assert!(tokens.has_expired(Timestamp(SENT)));
    }
}

const NOW_BY_THE_SERVER: &str = "Tue, 14 Nov 2023 22:13:20 GMT";

#[test]
fn a_jwt_that_was_issued_a_while_ago_lives_until_its_end_by_a_believable_clock_of_the_server() {
    // Issued fifty minutes ago, for an hour.
    let old = r#"{"iat":1699997000,"exp":1700000600}"#;
    let life = |date| jwt_lifetime(&with_header(jwt_response(old), "date", date), &context());
    let left = life(NOW_BY_THE_SERVER);
    assert!((598 * SECOND..=602 * SECOND).contains(&left), "{left}");
    assert_eq!(
        jwt_lifetime(&jwt_response(old), &context()),
        HOUR,
        "without Date the span is all there is"
    );
    // The server's clock is two hours behind this machine's, and it issued the token a minute ago for an hour.
    let behind = r#"{"iat":1699992740,"exp":1699996340}"#;
    let answer = jwt_response(behind);
    let answer = with_header(answer, "date", "Tue, 14 Nov 2023 20:13:20 GMT");
    let left = jwt_lifetime(&answer, &context());
    assert!((3538 * SECOND..=3542 * SECOND).contains(&left), "{left}");
    // No real clock is years off.
    assert_eq!(life("Sun, 06 Nov 1994 08:49:37 GMT"), HOUR);
    assert_eq!(life("Sun, 06 Nov 2044 08:49:37 GMT"), HOUR);
}

#[test]
fn a_date_that_is_more_than_a_day_off_is_not_believed() {
    let skew = |date| {
        read(&with_header(good(""), "date", date), &context())
            .unwrap()
            .clock_skew_ms
    };
    assert!(skew("Mon, 13 Nov 2023 22:23:20 GMT").is_some());
    assert!(skew("Wed, 15 Nov 2023 22:03:20 GMT").is_some());
    for date in [
        "Mon, 13 Nov 2023 22:03:20 GMT",
        "Wed, 15 Nov 2023 22:23:20 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
    ] {
        assert_eq!(skew(date), None, "{date}");
        let exp = with_header(jwt_response(r#"{"exp":1700000600}"#), "date", date);
        assert_eq!(jwt_lifetime(&exp, &context()), 600 * SECOND, "{date}");
    }
}

#[test]
fn an_expires_in_of_nothing_gives_a_token_that_has_expired() {
    for value in ["0", "-0", "0.0001", "-1", "-3600", "\"0\"", "\"-5\""] {
        assert_eq!(lifetime(&format!("\"expires_in\":{value},")), 0, "{value}");
    }
}

#[test]
fn scopes_are_a_string_or_an_array_of_strings() {
    for (value, scope) in [
        (r#""chat:read chat:edit""#, "chat:read chat:edit"),
        (r#"["chat:read","chat:edit"]"#, "chat:read chat:edit"),
        (r#"["chat:read"]"#, "chat:read"),
        ("[]", ""),
    ] {
        let set = tokens(&format!("\"scope\":{value},"));
        assert_eq!(set.scope.as_deref(), Some(scope), "{value}");
    }
}

#[test]
fn the_refresh_token_of_a_refused_response_is_returned() {
    let old = TokenSet {
        refresh_token: Some("r0".into()),
        id_token: Some(jwt(r#"{"iss":"i","sub":"ada","aud":"app"}"#).into()),
        ..token_set("old")
    };
    let refreshing = ResponseContext {
        refreshing: Some(&old),
        ..context()
    };
    let told = |status, body: &str| {
        let answer = response(status, body);
        assert!(read(&answer, &refreshing).is_err(), "{status} {body}");
        assert_eq!(
            rotated(&answer, &context()),
            None,
            "there was none to rotate"
        );
        rotated(&answer, &refreshing).map(|token| token.reveal().to_owned())
    };
    let stranger = jwt(r#"{"iss":"i","sub":"eve","aud":"app"}"#);
    let stranger = format!(
        r#"{{"access_token":"a","token_type":"Bearer","refresh_token":"r1","id_token":"{stranger}"}}"#
    );
    for (status, body) in [
        (200, r#"{"refresh_token":"r1"}"#),
        (200, r#"{"access_token":"a","refresh_token":"r1"}"#),
        (
            200,
            r#"{"access_token":"a","token_type":"mac","refresh_token":"r1"}"#,
        ),
        (
            200,
            r#"{"access_token":"a","token_type":"Bearer","scope":7,"refresh_token":"r1"}"#,
        ),
        (
            200,
            r#"{"access_token":"a","token_type":"Bearer","expires_in":"soon","refresh_token":"r1"}"#,
        ),
        (
            200,
            r#"{"access_token":"a","token_type":"Bearer","id_token":"none","refresh_token":"r1"}"#,
        ),
        (
            200,
            r#"{"access_token":"a","token_type":"Bearer","id_token":5,"refresh_token":"r1"}"#,
        ),
        (201, r#"{"refresh_token":"r1"}"#),
        (
            200,
            r#"{"error":"warning","access_token":"a","refresh_token":"r1"}"#,
        ),
        (500, r#"{"access_token":"a","refresh_token":"r1"}"#),
    ] {
        assert_eq!(told(status, body).as_deref(), Some("r1"), "{status} {body}");
    }
    for (status, body) in [
        (200, r#"{"error":"invalid_request","refresh_token":"r***"}"#),
        (400, r#"{"refresh_token":"r***"}"#),
        (200, r#"{"refresh_token":""}"#),
        (200, r#"{"refresh_token":["r1"]}"#),
        (200, "{\"refresh_token\":\"r\\n1\"}"),
        (200, r#""refresh_token""#),
        (200, stranger.as_str()),
    ] {
        assert_eq!(told(status, body), None, "{status} {body}");
    }
}

#[test]
fn a_refused_refresh_is_a_void_token_or_a_call_for_the_user_or_neither() {
    let old = token_set("old");
    let refreshing = ResponseContext {
        refreshing: Some(&old),
        ..context()
    };
    let meaning = |status, body: &str| {
        let error = read(&response(status, body), &refreshing).unwrap_err();
        (refresh_refusal::of(&error), error.oauth_error.clone())
    };
    use refresh_refusal::Refusal::{UserWanted, Void};
    for (status, body, word) in [
        (400, r#"{"error":"invalid_grant"}"#, "invalid_grant"),
        (200, r#"{"error":"bad_refresh_token"}"#, "bad_refresh_token"),
        (
            200,
            r#"{"ok":false,"error":"invalid_refresh_token"}"#,
            "invalid_refresh_token",
        ),
        (401, r#"{"error":"invalid_token"}"#, "invalid_token"),
        (200, r#"{"error":"invalid_code"}"#, "invalid_code"),
        (
            400,
            r#"{"status":"BAD_REFRESH_TOKEN","message":"missing or invalid refresh token"}"#,
            "invalid_grant",
        ),
        (
            400,
            r#"{"status":400,"message":"Invalid refresh token"}"#,
            "invalid_grant",
        ),
        (
            401,
            r#"{"reason":"Invalid Token!","error":"invalid_request"}"#,
            "invalid_grant",
        ),
        (
            400,
            r#"{"message":"Bad Request","errors":[{"resource":"RefreshToken","field":"refresh_token","code":"invalid"}]}"#,
            "invalid_grant",
        ),
        (
            400,
            r#"{"errors":[{"errorType":"invalid_grant","message":"Refresh token invalid"}],"success":false}"#,
            "invalid_grant",
        ),
    ] {
        assert_eq!(
            meaning(status, body),
            (Some(Void), Some(word.to_owned())),
            "{body}"
        );
        if word == "invalid_grant" && status != 200 {
            assert_eq!(
                meaning(503, body).0,
                None,
                "a server that fails decides nothing"
            );
        }
    }
    for word in [
        "interaction_required",
        "login_required",
        "consent_required",
        "account_selection_required",
        "mfa_required",
    ] {
        let body = format!(r#"{{"error":"{word}"}}"#);
        assert_eq!(
            meaning(400, &body),
            (Some(UserWanted), Some(word.to_owned()))
        );
        assert_eq!(meaning(500, &body).0, None);
    }
    for body in [
        "",
        "{}",
        r#"{"error":"invalid_request"}"#,
        r#"{"error":"invalid_client"}"#,
        r#"{"error":"unauthorized_client"}"#,
        r#"{"error":"access_denied"}"#,
        r#"{"error":"invalid_scope","status":"BAD_REFRESH_TOKEN"}"#,
        r#"{"message":"Bad Request","errors":[{"resource":"Application","field":"client_id","code":"invalid"}]}"#,
        r#"{"errors":[]}"#,
        r#"{"message":"Invalid client"}"#,
    ] {
        assert_eq!(meaning(400, body).0, None, "{body}");
    }
    // These words have no meaning for a first acquisition.
    let body = r#"{"status":400,"message":"Invalid refresh token"}"#;
    assert_eq!(failure(&response(400, body)).oauth_error, None);
}

#[test]
fn the_servers_claims_request_for_the_next_login_is_in_the_error_unless_it_holds_a_secret() {
    let secrets = secrets(&["CANARY-client-secret"]);
    let told = |body: &str| {
        let context = ResponseContext {
            secrets: &secrets,
            ..context()
        };
        let error = read(&response(400, body), &context).unwrap_err();
        (error.suberror.clone(), error.claims.clone())
    };
    let claims = r#"{"access_token":{"capolids":{"essential":true,"values":["c1"]}}}"#;
    let as_text = claims.replace('"', "\\\"");
    assert_eq!(
        told(&format!(
            r#"{{"error":"interaction_required","suberror":"basic_action","claims":"{as_text}"}}"#
        )),
        (Some("basic_action".into()), Some(claims.into()))
    );
    assert_eq!(
        told(&format!(
            r#"{{"error":"interaction_required","claims":{claims}}}"#
        )),
        (None, Some(claims.into()))
    );
    assert_eq!(
        told(r#"{"error":"invalid_grant","error_subtype":"invalid_rapt"}"#).0,
        Some("invalid_rapt".into())
    );
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(2000));
    assert_eq!(
        told(&format!(r#"{{"error":"e","claims":{long}}}"#)).1,
        Some(long),
        "a claims request that is cut would be of no use"
    );
    for claims in [
        r#""no JSON""#,
        "7",
        "[]",
        r#""[1]""#,
        &format!(r#"{{"a":"{}"}}"#, "x".repeat(5000)),
        &format!(
            r#"{{"a":"{}","b":"CANARY-client-secret"}}"#,
            "x".repeat(600)
        ),
        r#"{"b":"client-s"}"#,
    ] {
        let body = format!(r#"{{"error":"e","suberror":["x"],"claims":{claims}}}"#);
        assert_eq!(told(&body), (None, None), "{claims}");
    }
}

#[test]
fn a_jwt_whose_times_make_no_sense_lives_as_long_as_assumed_or_a_hundred_years_at_most() {
    for claims in [
        r#"{"exp":"1700000600"}"#,
        r#"{"exp":1e400}"#,
        r#"{"exp":-5}"#,
        r#"{"iat":1700000000}"#,
        r#"{"exp":1700000600000}"#,
    ] {
        assert_eq!(
            jwt_lifetime(&jwt_response(claims), &context()),
            HOUR,
            "{claims}"
        );
    }
    let long = jwt_response(r#"{"iat":1700000000,"exp":100000000000}"#);
    assert_eq!(jwt_lifetime(&long, &context()), 100 * YEAR);
    let long = jwt_response(r#"{"exp":100000000000}"#);
    assert_eq!(jwt_lifetime(&long, &context()), 100 * YEAR);
}

#[test]
fn lifetimes_lie_on_the_time_line_when_it_differs_from_the_wall_clock() {
    // The wall clock was set back by an hour: the time line is an hour ahead of it.
    let moved = ResponseContext {
        sent_at: Timestamp(SENT + HOUR),
        received_at: Timestamp(SENT + HOUR + 200),
        wall_offset_ms: HOUR,
        ..context()
    };
    assert_eq!(
        jwt_lifetime(&jwt_response(r#"{"exp":1700000600}"#), &moved),
        600 * SECOND
    );
    assert_eq!(
        jwt_lifetime(&good(r#""expires_in":60,"#), &moved),
        60 * SECOND
    );
    let answer = with_header(good(""), "date", "Tue, 14 Nov 2023 22:13:20 GMT");
    assert_eq!(read(&answer, &moved).unwrap().clock_skew_ms, Some(0));
}

#[test]
fn the_skew_between_the_clocks_is_reported_if_it_exceeds_noise() {
    let skew = |date: &str| {
        read(&with_header(good(""), "date", date), &context())
            .unwrap()
            .clock_skew_ms
    };
    assert_eq!(skew("Tue, 14 Nov 2023 22:13:20 GMT"), Some(0));
    assert_eq!(skew("Tue, 14 Nov 2023 22:13:19 GMT"), Some(0));
    assert_eq!(skew("Tue, 14 Nov 2023 22:13:21 GMT"), Some(0));
    assert_eq!(skew("Tue, 14 Nov 2023 20:13:20 GMT"), Some(2 * HOUR - 400));
    assert_eq!(skew("Wed, 15 Nov 2023 00:13:20 GMT"), Some(-2 * HOUR - 400));
    assert_eq!(skew("yesterday"), None);
    assert_eq!(tokens("").clock_skew_ms, None);
    let slow = ResponseContext {
        received_at: Timestamp(SENT + 20_000),
        ..context()
    };
    let answer = with_header(good(""), "date", "Tue, 14 Nov 2023 22:13:20 GMT");
    assert_eq!(
        read(&answer, &slow).unwrap().clock_skew_ms,
        Some(0),
        "the time of the request is no skew"
    );
}

#[test]
fn a_missing_scope_is_the_one_that_was_asked_for_and_a_narrower_one_is_shown() {
    let asked = ResponseContext {
        requested_scope: "read write",
        ..context()
    };
    let scope =
        |more: &str, context: &ResponseContext<'_>| read(&good(more), context).unwrap().scope;
    assert_eq!(scope("", &asked).as_deref(), Some("read write"));
    assert_eq!(
        scope(r#""scope":null,"#, &asked).as_deref(),
        Some("read write")
    );
    assert_eq!(scope(r#""scope":"read","#, &asked).as_deref(), Some("read"));
    assert_eq!(scope("", &context()), None);
    let old = TokenSet {
        scope: Some("read".into()),
        ..token_set("old")
    };
    let refreshing = ResponseContext {
        refreshing: Some(&old),
        ..asked
    };
    assert_eq!(
        scope("", &refreshing).as_deref(),
        Some("read"),
        "a refresh keeps what was granted"
    );
}

#[test]
fn a_refresh_keeps_the_refresh_token_unless_it_brings_a_new_one() {
    let old = TokenSet {
        refresh_token: Some("r0".into()),
        id_token: Some("i0".into()),
        ..token_set("old")
    };
    let refreshing = ResponseContext {
        refreshing: Some(&old),
        ..context()
    };
    for more in ["", r#""refresh_token":null,"#, r#""refresh_token":"","#] {
        let set = read(&good(more), &refreshing).unwrap();
        assert_eq!(set.refresh_token, Some("r0".into()), "{more}");
        assert_eq!(set.id_token, Some("i0".into()), "{more}");
    }
    let set = read(&good(r#""refresh_token":"r1","#), &refreshing).unwrap();
    assert_eq!(set.refresh_token, Some("r1".into()));
    assert_eq!(tokens("").refresh_token, None);
}

#[test]
fn a_refreshed_id_token_is_about_the_same_user_of_the_same_client_at_the_same_issuer() {
    let claims = r#"{"iss":"https://as.example","sub":"ada","aud":["app","b"],"iat":1}"#;
    let old = TokenSet {
        id_token: Some(jwt(claims).into()),
        ..token_set("old")
    };
    let refreshing = ResponseContext {
        refreshing: Some(&old),
        ..context()
    };
    let with = |claims: &str| {
        read(
            &good(&format!(r#""id_token":"{}","#, jwt(claims))),
            &refreshing,
        )
    };
    let same = r#"{"iss":"https://as.example","sub":"ada","aud":["b","app"],"iat":2}"#;
    assert_eq!(with(same).unwrap().id_token.unwrap().reveal(), jwt(same));
    for other in [
        r#"{"iss":"https://as.example/","sub":"ada","aud":["app","b"]}"#,
        r#"{"iss":"https://as.example","sub":"eve","aud":["app","b"]}"#,
        r#"{"iss":"https://as.example","aud":["app","b"]}"#,
        r#"{"iss":"https://as.example","sub":"ada","aud":"app"}"#,
        r#"{"iss":"https://as.example","sub":"ada","aud":["app","b","c"]}"#,
        r#"{"iss":"https://as.example","sub":"ada"}"#,
    ] {
        let error = with(other).unwrap_err();
        assert_eq!(
            (error.class, error.code),
            (Class::TokenRefresh, Code::InvalidResponse),
            "{other}"
        );
    }
    assert_eq!(
        read(&good(r#""id_token":"opaque","#), &refreshing)
            .unwrap_err()
            .code,
        Code::InvalidResponse
    );
}

#[test]
fn a_refreshed_id_token_keeps_azp_auth_time_and_nonce() {
    // OpenID Connect Core §12.2.
    let id_token = |more: &str| jwt(&format!(r#"{{"iss":"i","sub":"ada","aud":"app"{more}}}"#));
    let passes = |old: &str, new: &str| {
        let old = TokenSet {
            id_token: Some(id_token(old).into()),
            ..token_set("old")
        };
        let refreshing = ResponseContext {
            refreshing: Some(&old),
            ..context()
        };
        let body = format!(r#""id_token":"{}","#, id_token(new));
        read(&good(&body), &refreshing).is_ok()
    };
    for (old, new, fine) in [
        (r#","azp":"app""#, r#","azp":"app""#, true),
        (r#","azp":"app""#, r#","azp":"other""#, false),
        (r#","azp":"app""#, "", false),
        ("", r#","azp":"app""#, false),
        (r#","auth_time":100"#, r#","auth_time":100"#, true),
        (r#","auth_time":100"#, r#","auth_time":100.0"#, true),
        (r#","auth_time":100"#, r#","auth_time":200"#, false),
        (r#","auth_time":100"#, "", true),
        ("", r#","auth_time":100"#, true),
        (r#","nonce":"n""#, r#","nonce":"n""#, true),
        (r#","nonce":"n""#, r#","nonce":"m""#, false),
        (r#","nonce":"n""#, "", true),
        // The previous token may come from a refresh that left it out.
        ("", r#","nonce":"n""#, true),
    ] {
        assert_eq!(passes(old, new), fine, "{old} → {new}");
    }
}

#[test]
fn a_first_id_token_that_comes_with_a_refresh_is_from_the_issuer_and_for_the_client() {
    let opaque = TokenSet {
        id_token: Some("opaque".into()),
        ..token_set("old")
    };
    let passes = |old: &TokenSet, issuer, claims: &str| {
        let refreshing = ResponseContext {
            refreshing: Some(old),
            party: Some(Party {
                client_id: "app",
                issuer,
            }),
            ..context()
        };
        let body = format!(r#""id_token":"{}","#, jwt(claims));
        read(&good(&body), &refreshing).is_ok()
    };
    for old in [&token_set("old"), &opaque] {
        for (issuer, claims, fine) in [
            (Some("i"), r#"{"iss":"i","sub":"ada","aud":"app"}"#, true),
            (
                Some("i"),
                r#"{"iss":"i","sub":"ada","aud":["b","app"]}"#,
                true,
            ),
            (Some("i"), r#"{"iss":"j","sub":"ada","aud":"app"}"#, false),
            (Some("i"), r#"{"sub":"ada","aud":"app"}"#, false),
            (Some("i"), r#"{"iss":"i","sub":"ada","aud":"other"}"#, false),
            (Some("i"), r#"{"iss":"i","sub":"ada"}"#, false),
            // If no issuer is configured, none can be wrong.
            (None, r#"{"iss":"j","sub":"ada","aud":"app"}"#, true),
            (None, r#"{"iss":"j","sub":"ada","aud":"other"}"#, false),
        ] {
            assert_eq!(passes(old, issuer, claims), fine, "{issuer:?} {claims}");
        }
    }
}

#[test]
fn unknown_members_are_kept_as_they_came() {
    let set =
        tokens(r#""a":null,"expires_in":60,"scope":"x","n":1.50,"__proto__":{"b":["é\"",true]},"#);
    assert_eq!(
        set.extra.unwrap().reveal(),
        r#"{"a":null,"n":1.50,"__proto__":{"b":["é\"",true]}}"#
    );
    assert_eq!(tokens(r#""expires_in":60,"#).extra, None);
}

#[test]
fn a_200_with_an_error_is_a_failure() {
    let error = failure(&good(
        r#""error":"invalid_scope","error_description":"no such scope","#,
    ));
    assert_eq!(
        (error.code, error.status, error.retryable),
        (Code::AcquisitionFailed, Some(200), false)
    );
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_scope"));
    assert_eq!(
        error.oauth_error_description.as_deref(),
        Some("no such scope")
    );
    for value in ["1", "{}", "[]", "true", "false"] {
        let error = failure(&good(&format!("\"error\":{value},")));
        assert_eq!(error.code, Code::InvalidResponse, "{value}");
    }
    assert_eq!(
        failure(&good(r#""error":"","#)).code,
        Code::AcquisitionFailed
    );
    assert!(
        read(&good(r#""error":null,"#), &context()).is_ok(),
        "null is missing"
    );
}

#[test]
fn redirects_and_other_successes_are_invalid_responses() {
    for status in [0, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308] {
        let error = failure(&HttpResponse { status, ..good("") });
        assert_eq!(
            (error.code, error.status, error.retryable),
            (Code::InvalidResponse, Some(status), false),
            "{status}"
        );
        let redirect = status == 0 || status >= 300;
        assert_eq!(
            error.message.contains("redirects are not followed"),
            redirect,
            "{status}"
        );
    }
}

#[test]
fn refusals_become_typed_errors_with_any_body() {
    for status in [400, 401, 403, 404, 418, 500, 502, 503] {
        for body in [
            "",
            "<html>Bad gateway</html>",
            "null",
            "[]",
            "{}",
            r#"{"error":7}"#,
            r#"{"error":{"code":"x"}}"#,
            r#"{"error":null}"#,
            r#"{"error":""}"#,
            r#"{"error":"a\nb"}"#,
            r#"{"error":"é"}"#,
            "{\"error\":",
        ] {
            let error = failure(&response(status, body));
            assert_eq!(
                (error.code, error.status),
                (Code::AcquisitionFailed, Some(status)),
                "{status} {body}"
            );
            assert_eq!(error.retryable, status >= 500, "{status} {body}");
            assert_eq!(
                (
                    error.oauth_error.clone(),
                    error.oauth_error_description.clone()
                ),
                (None, None),
                "{status} {body}"
            );
        }
    }
    let body = r#"{"error":"invalid_grant","error_description":7,"error_uri":[]}"#;
    let error = failure(&response(400, body));
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_grant"));
    assert_eq!(error.oauth_error_description, None);
    assert!(
        error.message.contains("400") && error.message.contains("invalid_grant"),
        "{}",
        error.message
    );
}

#[test]
fn the_status_decides_over_the_code_and_whether_to_try_again() {
    let old = token_set("old");
    let refreshing = ResponseContext {
        refreshing: Some(&old),
        ..context()
    };
    for (status, body, acquire, refresh, retryable) in [
        (
            400,
            r#"{"error":"invalid_grant"}"#,
            Code::AcquisitionFailed,
            Code::RefreshFailed,
            false,
        ),
        (
            401,
            r#"{"error":"invalid_client"}"#,
            Code::AcquisitionFailed,
            Code::RefreshFailed,
            false,
        ),
        (
            400,
            r#"{"error":"temporarily_unavailable"}"#,
            Code::AcquisitionFailed,
            Code::RefreshFailed,
            true,
        ),
        (
            400,
            r#"{"error":"server_error"}"#,
            Code::AcquisitionFailed,
            Code::RefreshFailed,
            true,
        ),
        (408, "", Code::Timeout, Code::Timeout, true),
        (429, "", Code::RateLimited, Code::RateLimited, true),
        (500, "", Code::AcquisitionFailed, Code::RefreshFailed, true),
        (503, "", Code::AcquisitionFailed, Code::RefreshFailed, true),
        (599, "", Code::AcquisitionFailed, Code::RefreshFailed, true),
        (600, "", Code::AcquisitionFailed, Code::RefreshFailed, false),
        (404, "", Code::AcquisitionFailed, Code::RefreshFailed, false),
    ] {
        let answer = response(status, body);
        let error = read(&answer, &context()).unwrap_err();
        assert_eq!(
            (error.code, error.retryable),
            (acquire, retryable),
            "{status} {body}"
        );
        let error = read(&answer, &refreshing).unwrap_err();
        assert_eq!(
            (error.code, error.retryable),
            (refresh, retryable),
            "{status} {body}"
        );
    }
}

#[test]
fn only_a_definite_invalid_grant_counts_as_one() {
    let body = r#"{"error":"invalid_grant"}"#;
    for status in [200, 400, 401, 403] {
        assert!(
            is_invalid_grant(&failure(&response(status, body))),
            "{status}"
        );
    }
    for status in [408, 429, 500, 503] {
        assert!(
            !is_invalid_grant(&failure(&response(status, body))),
            "{status}"
        );
    }
    for body in [
        r#"{"error":"INVALID_GRANT"}"#,
        r#"{"error":"invalid_grant "}"#,
        r#"{"error":"invalid_grant\u0000"}"#,
        r#"{"error":"invalid_request"}"#,
        "invalid_grant",
    ] {
        assert!(!is_invalid_grant(&failure(&response(400, body))), "{body}");
    }
    for code in ["invalid_client", "unauthorized_client"] {
        let error = failure(&response(401, &format!(r#"{{"error":"{code}"}}"#)));
        assert!(is_client_rejected(&error) && !is_invalid_grant(&error));
        let error = failure(&response(500, &format!(r#"{{"error":"{code}"}}"#)));
        assert!(!is_client_rejected(&error));
    }
}

#[test]
fn a_secret_that_looks_like_an_error_code_does_not_hide_it() {
    let secrets = secrets(&["client", "invalid_grant"]);
    let context = ResponseContext {
        secrets: &secrets,
        ..context()
    };
    let error = read(&response(401, r#"{"error":"invalid_client"}"#), &context).unwrap_err();
    assert!(is_client_rejected(&error));
    let error = read(&response(400, r#"{"error":"invalid_grant"}"#), &context).unwrap_err();
    assert!(is_invalid_grant(&error));
}

#[test]
fn no_secret_that_a_server_echoes_reaches_an_error() {
    let old = TokenSet {
        refresh_token: Some("CANARY-refresh-old".into()),
        id_token: Some("CANARY-id-old".into()),
        ..token_set("CANARY-access-old")
    };
    let sent = secrets(&["CANARY-client-secret", "CANARY-refresh-old"]);
    let context = ResponseContext {
        refreshing: Some(&old),
        secrets: &sent,
        ..context()
    };
    let echoes = [
        "CANARY-client-secret",
        "CANARY-refresh-old",
        "CANARY-access-old",
        "CANARY-id-old",
        "ARY-client-se",
        "CANARY-c",
    ];
    for status in [0, 200, 201, 302, 400, 401, 403, 408, 429, 500, 503] {
        for echo in echoes {
            for body in [
                format!(r#"{{"error":"{echo}","error_description":"got {echo}!"}}"#),
                format!(
                    r#"{{"error":"invalid_grant","error_description":"{echo}{echo}","error_uri":"{echo}"}}"#
                ),
                format!(r#"{{"error":{{"{echo}":"{echo}"}}}}"#),
                format!(r#"{{"access_token":"{echo}","token_type":"{echo}"}}"#),
                format!(r#"{{"access_token":"{echo}\n","token_type":"Bearer","scope":7}}"#),
                format!("<html>{echo}</html>"),
                echo.to_owned(),
            ] {
                let mut answer = response(status, &body);
                answer.headers = vec![("date", echo.into()), ("retry-after", echo.into())];
                let Err(error) = read(&answer, &context) else {
                    panic!("taken: {body}")
                };
                let shown = format!("{error} {error:?} {:?}", answer.body);
                assert!(
                    !shown.contains("CANARY") && !shown.contains("ARY-clie"),
                    "{status} {body}: {shown}"
                );
            }
        }
    }
}

#[test]
fn no_token_of_a_refused_answer_reaches_an_error() {
    let body = r#"{"error":"server_error","error_description":"made CANARY-new-1 and CANARY-new-2","access_token":"CANARY-new-1","refresh_token":"CANARY-new-2","token_type":"Bearer"}"#;
    let error = failure(&response(200, body));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("CANARY"), "{shown}");
    assert_eq!(
        error.oauth_error_description.as_deref(),
        Some("made [redacted] and [redacted]")
    );
}

#[test]
fn a_server_text_is_cut_and_cleaned() {
    let body = format!(
        r#"{{"error":"x","error_description":"a\u0007b\r\nc{}"}}"#,
        "z".repeat(100_000)
    );
    let text = failure(&response(400, &body))
        .oauth_error_description
        .clone()
        .unwrap();
    assert!(
        text.starts_with("abcz") && text.len() <= 600,
        "{} characters",
        text.len()
    );
}

#[test]
fn retry_after_is_in_the_errors_of_retryable_failures() {
    let after = |status: u16, body: &str| {
        read(
            &with_header(response(status, body), "retry-after", "7"),
            &context(),
        )
        .unwrap_err()
        .retry_after_ms
    };
    assert_eq!(after(429, ""), Some(7 * SECOND));
    assert_eq!(after(503, "<html>"), Some(7 * SECOND));
    assert_eq!(
        after(400, r#"{"error":"temporarily_unavailable"}"#),
        Some(7 * SECOND)
    );
    assert_eq!(after(400, r#"{"error":"invalid_grant"}"#), None);
    assert_eq!(failure(&response(429, "")).retry_after_ms, None);
}

#[test]
fn retry_after_is_read_in_both_forms_and_capped_at_an_hour() {
    let wait = |value: &str| {
        retry_after(
            &with_header(response(429, ""), "retry-after", value),
            Timestamp(SENT),
            0,
        )
    };
    for (value, ms) in [
        ("0", Some(0)),
        ("120", Some(120 * SECOND)),
        (" 5 ", Some(5 * SECOND)),
        ("0.5", Some(500)),
        ("3601", Some(HOUR)),
        ("99999999999999999999999", Some(HOUR)),
        ("-1", None),
        ("-99999999999999999999999", None),
        ("", None),
        ("soon", None),
        ("Tue, 14 Nov 2023 22:14:20 GMT", Some(60 * SECOND)),
        ("Tuesday, 14-Nov-23 22:14:20 GMT", Some(60 * SECOND)),
        ("Tue Nov 14 22:14:20 2023", Some(60 * SECOND)),
        ("Tue, 14 Nov 2023 22:00:00 GMT", Some(0)),
        ("Wed, 15 Nov 2023 22:14:20 GMT", Some(HOUR)),
    ] {
        assert_eq!(wait(value), ms, "{value:?}");
    }
    assert_eq!(retry_after(&response(429, ""), Timestamp(SENT), 0), None);
}

#[test]
fn a_retry_after_date_is_compared_with_the_servers_clock_where_that_is_known() {
    let answer = with_header(
        response(429, ""),
        "retry-after",
        "Wed, 15 Nov 2023 00:14:20 GMT",
    );
    let answer = with_header(answer, "date", "Wed, 15 Nov 2023 00:13:20 GMT");
    assert_eq!(retry_after(&answer, Timestamp(SENT), 0), Some(60 * SECOND));
    let answer = with_header(
        response(429, ""),
        "retry-after",
        "Tue, 14 Nov 2023 22:14:20 GMT",
    );
    assert_eq!(
        retry_after(&answer, Timestamp(SENT + HOUR), HOUR),
        Some(60 * SECOND),
        "on the time line"
    );
}

#[test]
fn http_dates_are_read_in_their_three_forms() {
    // The examples of RFC 9110 §5.6.7.
    let now = SENT;
    for text in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        assert_eq!(http_date::parse(text, now), Some(784_111_777_000), "{text}");
    }
    for (text, ms) in [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799_000),
        ("Thu, 31 Dec 2099 00:00:00 GMT", 4_102_358_400_000),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800_000),
        // A short year counts as past if it would be more than fifty years ahead.
        ("Wednesday, 01-Jan-70 00:00:00 GMT", 3_155_760_000_000),
        ("Tuesday, 01-Jan-80 00:00:00 GMT", 315_532_800_000),
    ] {
        assert_eq!(http_date::parse(text, now), Some(ms), "{text}");
    }
    for text in [
        "",
        "now",
        "Tue, 14 Nov 2023",
        "Tue, 14 Nov 2023 22:13:20 PST",
        "Tue, 14 Nov 2023 22:13:20 +0100",
        "Tue, 14 Foo 2023 22:13:20 GMT",
        "Tue, 00 Nov 2023 22:13:20 GMT",
        "Tue, 32 Nov 2023 22:13:20 GMT",
        "Tue, 14 Nov 2023 24:00:00 GMT",
        "Tue, 14 Nov 2023 22:60:00 GMT",
        "Tue, 14 Nov 2023 22:13:61 GMT",
        "Tue, 14 Nov 2023 22:13 GMT",
        "Tue, 14 Nov 2023 22:13:20:00 GMT",
        "Tue, 14 Nov 20231 22:13:20 GMT",
        "Tue, 14 Nov 023 22:13:20 GMT",
        "Tue, +1 Nov 2023 22:13:20 GMT",
        "Tue, 14 Nov 2023 22:13:20 GMT GMT",
        "2023-11-14T22:13:20Z",
        "Tue, 14 November 2023 22:13:20 GMT",
        "Tue, 14 novNov 2023 22:13:20 GMT",
        "Tue, 14 nFe 2023 22:13:20 GMT",
    ] {
        assert_eq!(http_date::parse(text, now), None, "{text}");
    }
}

#[test]
fn a_transport_failure_becomes_a_typed_error() {
    for (transport, code, retryable) in [
        (Transport::Network, Code::Network, true),
        (Transport::NetworkOfPage, Code::Network, true),
        (Transport::Timeout, Code::Timeout, true),
        (Transport::TooLarge, Code::InvalidResponse, false),
    ] {
        let error = transport_error(transport, false);
        assert_eq!(
            (error.class, error.code, error.retryable),
            (Class::TokenAcquisition, code, retryable)
        );
        assert_eq!(transport_error(transport, true).class, Class::TokenRefresh);
    }
}

fn any_body() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("1e999".to_owned()),
        Just("\"\"".to_owned()),
        Just("{}".to_owned()),
        Just("[1]".to_owned()),
        Just("-3.5".to_owned()),
        Just("\"Bearer\"".to_owned()),
        Just("3600".to_owned()),
        "\"[a-z.]{0,8}\"",
        Just("\"a.e30.\"".to_owned()),
        Just("\"e30.e30.\"".to_owned()),
    ];
    let name = prop_oneof![
        Just("access_token"),
        Just("token_type"),
        Just("expires_in"),
        Just("refresh_token"),
        Just("scope"),
        Just("id_token"),
        Just("error"),
        Just("error_description"),
        Just("other"),
    ];
    prop_oneof![
        any::<Vec<u8>>(),
        any::<String>().prop_map(String::into_bytes),
        prop::collection::btree_map(name, value, 0..9).prop_map(|members| {
            let list: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("\"{name}\":{value}"))
                .collect();
            format!("{{{}}}", list.join(",")).into_bytes()
        }),
    ]
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn no_response_makes_the_reader_panic(
        status in any::<u16>(), body in any_body(), success in any::<bool>(), refresh in any::<bool>(),
        date in ".{0,40}", after in ".{0,20}", sent in any::<i64>(), received in any::<i64>(), offset in any::<i64>(),
    ) {
        let status = if success { 200 } else { status };
        let answer = HttpResponse { status, headers: vec![("date", date.into()), ("retry-after", after.into())], body: body.into(), proved: None };
        let old = TokenSet { id_token: Some("e30.e30.".into()), ..token_set("old") };
        let secrets: [Secret; 1] = ["secret".into()];
        let context = ResponseContext {
            refreshing: refresh.then_some(&old),
            sent_at: Timestamp(sent),
            received_at: Timestamp(received),
            wall_offset_ms: offset,
            secrets: &secrets,
            ..context()
        };
        match read(&answer, &context) {
            Ok(set) => {
                prop_assert_eq!(status, 200);
                prop_assert!(!set.access_token.is_empty());
                prop_assert!(set.expires_at.unwrap() >= set.obtained_at);
            }
            Err(error) => prop_assert_eq!(error.status, Some(status)),
        }
    }

    #[test]
    fn no_date_makes_the_reader_panic(text in "[A-Za-z0-9:, -]{0,40}", now in any::<i64>()) {
        let _ = http_date::parse(&text, now);
    }

    #[test]
    fn dates_of_every_day_agree_with_counting(day in 0i64..50_000) {
        // An independent calendar, which counts the days of months one by one.
        let (mut rest, mut year, mut month) = (day, 1970, 0);
        let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
        loop {
            let length = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month];
            if rest < length { break; }
            rest -= length;
            month += 1;
            if month == 12 { month = 0; year += 1; }
        }
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month];
        let text = format!("Xxx, {:02} {name} {year} 01:02:03 GMT", rest + 1);
        prop_assert_eq!(http_date::parse(&text, 0), Some(day * 86_400_000 + 3_723_000));
    }
}
