//! The authorization code flow (RFC 6749 §4.1, RFC 7636, RFC 9207) and ID tokens (OpenID Connect Core §3.1.3.7).

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use tokenward::core::config::{OAuthConfig, OAuthGrant};
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::oauth::authorization::{
    self, LoginRequest, check_callback, check_params, read_callback,
};
use tokenward::core::oauth::demands::Demands;
use tokenward::core::oauth::id_token::{self, Expected};
use tokenward::core::oauth::pending_login::PendingLogin;
use tokenward::core::oauth::pkce::{challenge_from_digest, random_text};
use tokenward::core::secret::Secret;

/// A minute after the login began.
const CALLED_AT: i64 = 1_700_000_060_000;
const ISSUER: &str = "https://as.example";
const CALLBACK: &str = "https://app.example/cb";

fn login() -> PendingLogin {
    PendingLogin {
        redirect_uri: CALLBACK.into(),
        issuer: Some(ISSUER.into()),
        jwks_uri: Some("https://as.example/keys".into()),
        app_state: Some(r#"{"page":"/é\""}"#.into()),
        ..pending_login()
    }
}

// — PKCE —

#[test]
fn the_example_of_rfc_7636_holds() {
    // Appendix B.
    let bytes = [
        116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37,
        77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
    ];
    let verifier = random_text(&bytes);
    assert_eq!(
        verifier.reveal(),
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let digest: [u8; 32] = Sha256::digest(verifier.reveal()).into();
    assert_eq!(
        challenge_from_digest(&digest),
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    );
}

// — the authorization request —

fn url_of(
    config: &OAuthConfig,
    endpoint: &str,
    login: &PendingLogin,
    request: &LoginRequest,
) -> String {
    let parameters = authorization::parameters(config, login, "challenge", request);
    authorization::url(endpoint, &parameters)
}

#[test]
fn the_user_is_sent_with_state_nonce_and_challenge() {
    let url = url_of(
        &oauth(OAuthGrant::AuthorizationCode),
        "https://as.example/auth",
        &login(),
        &LoginRequest::default(),
    );
    let (endpoint, query) = url.split_once('?').unwrap();
    assert_eq!(endpoint, "https://as.example/auth");
    let expected = [
        ("client_id", "app"),
        ("code_challenge", "challenge"),
        ("code_challenge_method", "S256"),
        ("nonce", "CANARY-nonce-1"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid api"),
        ("state", "CANARY-state-1"),
    ];
    assert_eq!(query_of(query), pairs(&expected));
    assert!(!url.contains("verifier"));
}

#[test]
fn without_openid_no_nonce_is_sent() {
    let login = PendingLogin {
        scope: "api openidx".into(),
        ..login()
    };
    let url = url_of(
        &oauth(OAuthGrant::AuthorizationCode),
        "https://as.example/auth",
        &login,
        &LoginRequest::default(),
    );
    assert!(!url.contains("nonce"), "{url}");
}

#[test]
fn the_options_of_a_login_are_sent_once() {
    let config = OAuthConfig {
        audience: vec!["a".into()],
        resource: vec!["urn:1".into(), "urn:2".into()],
        ..oauth(OAuthGrant::AuthorizationCode)
    };
    let request = LoginRequest {
        prompt: Some("consent".into()),
        login_hint: Some("ada@app.example".into()),
        params: vec![
            ("ui_locales".into(), "de en".into()),
            ("audience".into(), "b".into()),
            ("empty".into(), "".into()),
        ],
        dpop_jkt: Some("thumbprint".into()),
    };
    let login = PendingLogin {
        scope: String::new(),
        ..login()
    };
    let url = url_of(
        &config,
        "https://as.example/auth?tenant=1",
        &login,
        &request,
    );
    let query = url.strip_prefix("https://as.example/auth?").unwrap();
    let expected = [
        ("audience", "b"),
        ("client_id", "app"),
        ("code_challenge", "challenge"),
        ("code_challenge_method", "S256"),
        ("dpop_jkt", "thumbprint"),
        ("login_hint", "ada@app.example"),
        ("prompt", "consent"),
        ("redirect_uri", CALLBACK),
        ("resource", "urn:1"),
        ("resource", "urn:2"),
        ("response_type", "code"),
        ("state", "CANARY-state-1"),
        ("tenant", "1"),
        ("ui_locales", "de en"),
    ];
    assert_eq!(query_of(query), pairs(&expected));
}

#[test]
fn parameters_that_would_change_the_protocol_are_named() {
    let params = |name: &str| {
        vec![
            ("ui_locales".to_owned(), "de".to_owned()),
            (name.to_owned(), "x".to_owned()),
        ]
    };
    for name in [
        "",
        "response_type",
        "response_mode",
        "client_id",
        "redirect_uri",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
        "client_assertion",
        "client_assertion_type",
    ] {
        assert_eq!(check_params(&params(name)), Some(name));
    }
    assert_eq!(check_params(&params("acr_values")), None);
}

// — the pending login —

#[test]
fn a_pending_login_comes_back_as_it_was_stored() {
    for login in [
        login(),
        PendingLogin {
            issuer: None,
            app_state: None,
            iss_required: true,
            created_at: -1,
            ..login()
        },
    ] {
        assert_eq!(
            PendingLogin::from_record(login.to_record().reveal()),
            Some(login)
        );
    }
}

#[test]
fn a_damaged_pending_login_is_none() {
    let record = login().to_record();
    let record = record.reveal();
    for end in 0..record.len() {
        if record.is_char_boundary(end) {
            assert_eq!(PendingLogin::from_record(&record[..end]), None);
        }
    }
    for (from, to) in [
        ("CANARY-state-1", ""),
        ("\"verifier\"", "\"v\""),
        ("1700000000000", "\"x\""),
        ("\"iss_required\":false,", ""),
    ] {
        assert_eq!(
            PendingLogin::from_record(&record.replace(from, to)),
            None,
            "{from}"
        );
    }
    assert!(
        PendingLogin::from_record(&record.replace("\"iss_required\":false", "\"iss_required\":0"))
            .unwrap()
            .iss_required
    );
}

#[test]
fn a_pending_login_and_a_callback_show_no_secret() {
    let callback =
        read_callback("https://app.example/cb?state=CANARY-1&code=CANARY-2&iss=CANARY-3").unwrap();
    let shown = format!("{:?} {callback:?}", login());
    assert!(!shown.contains("CANARY"), "{shown}");
}

// — the callback —

fn finish(query: &str, login: &PendingLogin) -> Result<Secret, Error> {
    check_callback(
        &read_callback(&format!("{CALLBACK}?{query}"))?,
        login,
        CALLED_AT,
    )
}

fn refused(query: &str, login: &PendingLogin) -> Error {
    let Err(error) = finish(query, login) else {
        panic!("taken: {query}")
    };
    assert_eq!(
        (error.class, error.code, error.retryable),
        (Class::Login, Code::LoginFailed, false),
        "{query}"
    );
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("CANARY"), "{shown}");
    error
}

#[test]
fn a_good_callback_gives_the_code() {
    for query in [
        "code=CANARY+c%2F1&state=CANARY-state-1",
        "state=CANARY-state-1&code=CANARY+c%2F1&iss=https%3A%2F%2Fas.example",
        "page=1&page=2&code=CANARY+c%2F1&state=CANARY-state-1&session_state=x#_=_",
        "code=CANARY+c%2F1&state=CANARY-state-1&error=",
    ] {
        assert_eq!(
            finish(query, &login()).unwrap().reveal(),
            "CANARY c/1",
            "{query}"
        );
    }
}

#[test]
fn the_error_for_another_issuer_shows_both_texts_and_no_secret() {
    let configured = "https://as.example";
    let mut login = pending_login();
    login.issuer = Some(configured.to_owned());
    let secret = login.state.reveal();
    let url = format!("https://app.example/cb?code=c&state={secret}&iss={configured}/{secret}");
    let error =
        check_callback(&read_callback(&url).unwrap(), &login, login.created_at).unwrap_err();
    let texts = [
        format!("\"{configured}\""),
        format!("\"{configured}/[redacted]\""),
    ];
    assert!(
        texts.iter().all(|text| error.message.contains(text)),
        "{}",
        error.message
    );
    assert!(!error.message.contains(secret));

    let nonce = Secret::new("n");
    let expected = expected(&nonce);
    let named = "\"https://as.example/\\u0007tenant\"";
    let error = id_token::check(&jwt(&claims(&[("iss", named)])), &expected).unwrap_err();
    let texts = [
        "\"https://as.example/tenant\"",
        &format!("\"{}\"", expected.issuer.unwrap()),
    ];
    assert!(
        texts.iter().all(|text| error.message.contains(text)),
        "{}",
        error.message
    );
}

#[test]
fn a_callback_of_another_login_is_refused() {
    for state in [
        "CANARY-state-2",
        "CANARY-state-",
        "CANARY-state-11",
        "canary-state-1",
        "x",
    ] {
        let error = refused(&format!("code=CANARY-code&state={state}"), &login());
        assert!(error.message.contains("state"), "{}", error.message);
    }
}

#[test]
fn a_url_that_is_no_callback_is_refused() {
    for query in [
        "",
        "code=CANARY-code",
        "code=CANARY-code&state=",
        "state",
        "#state=CANARY-state-1&code=CANARY-code",
        "state=%zz&code=CANARY-code",
    ] {
        refused(query, &login());
    }
    assert!(read_callback("").is_err());
    assert!(read_callback("https://app.example/cb").is_err());
}

#[test]
fn an_unneeded_parameter_in_any_encoding_fails_no_login() {
    for more in [
        "sale=100%",
        "city=Z%FCrich",
        "%=%&%ff=%c3%28",
        "error_uri=%ff%",
        "session_state=%E8",
    ] {
        for query in [
            format!("code=CANARY-code&state=CANARY-state-1&{more}"),
            format!("{more}&code=CANARY-code&state=CANARY-state-1"),
        ] {
            let code = finish(&query, &login()).unwrap();
            assert_eq!(code.reveal(), "CANARY-code", "{query}");
        }
    }
}

#[test]
fn a_refusal_is_reported_although_its_description_is_not_utf_8() {
    for (description, shown) in [
        ("Acc%E8s+refus%E9", "Acc\u{fffd}s refus\u{fffd}"),
        ("100%+no", "100% no"),
    ] {
        let query =
            format!("error=access_denied&error_description={description}&state=CANARY-state-1");
        let error = refused(&query, &login());
        assert_eq!(error.oauth_error.as_deref(), Some("access_denied"));
        assert_eq!(error.oauth_error_description.as_deref(), Some(shown));
    }
}

#[test]
fn a_parameter_of_the_answer_that_is_there_twice_is_refused() {
    let good = "code=CANARY-code&state=CANARY-state-1&iss=https://as.example";
    assert!(finish(good, &login()).is_ok());
    for more in [
        "code=CANARY-code",
        "code=",
        "state=CANARY-state-1",
        "state=x",
        "iss=https://as.example",
        "iss=x",
        "error=a&error=b",
        "error_description=a&error_description=b",
        "error_uri=a&error_uri=b",
    ] {
        let error = refused(&format!("{good}&{more}"), &login());
        assert!(
            error.message.contains("twice") || error.message.contains("more than one"),
            "{more}: {}",
            error.message
        );
    }
}

#[test]
fn a_login_is_found_by_the_state_of_a_callback_that_is_refused_otherwise() {
    let callback =
        read_callback(&format!("{CALLBACK}?state=CANARY-state-1&code=a&code=b")).unwrap();
    assert_eq!(callback.state.reveal(), "CANARY-state-1");
    assert!(check_callback(&callback, &login(), CALLED_AT).is_err());
}

#[test]
fn iss_is_compared_to_the_letter_and_required_where_it_was_promised() {
    for iss in [
        "https://as.example/",
        "https://AS.example",
        "https://as.example:443",
        "https://evil.example",
        "http://as.example",
    ] {
        let error = refused(
            &format!("code=CANARY-code&state=CANARY-state-1&iss={iss}"),
            &login(),
        );
        assert!(error.message.contains("issuer"), "{}", error.message);
        refused(
            &format!("error=access_denied&state=CANARY-state-1&iss={iss}"),
            &login(),
        );
    }
    let promised = PendingLogin {
        iss_required: true,
        ..login()
    };
    for query in [
        "code=CANARY-code&state=CANARY-state-1",
        "code=CANARY-code&state=CANARY-state-1&iss=",
        "error=access_denied&state=CANARY-state-1",
    ] {
        assert!(
            refused(query, &promised).message.contains("issuer"),
            "{query}"
        );
    }
    assert!(
        finish(
            "code=c&state=CANARY-state-1&iss=https://as.example",
            &promised
        )
        .is_ok()
    );
    let unknown = PendingLogin {
        issuer: None,
        ..login()
    };
    assert!(
        finish(
            "code=c&state=CANARY-state-1&iss=https://as.example",
            &unknown
        )
        .is_ok()
    );
}

#[test]
fn a_refusal_of_the_server_is_shown_without_echoed_secrets() {
    let query =
        "state=CANARY-state-1&error=access_denied&error_description=no%0Aaccess+for+CANARY-nonce-1";
    let error = refused(query, &login());
    assert_eq!(error.oauth_error.as_deref(), Some("access_denied"));
    assert_eq!(
        error.oauth_error_description.as_deref(),
        Some("noaccess for [redacted]")
    );
    assert!(error.message.contains("access_denied"));
    let error = refused(
        "state=CANARY-state-1&error=CANARY-verifier-1&code=CANARY-code",
        &login(),
    );
    assert_eq!(error.oauth_error.as_deref(), Some("[redacted]"));
    let error = refused("state=CANARY-state-1&error=%C3%A4", &login());
    assert_eq!(error.oauth_error, None);
    refused("state=CANARY-state-1", &login());
}

// — the ID token —

const NOW: i64 = 1_700_000_000;

fn expected(nonce: &Secret) -> Expected<'_> {
    static NONE: Demands = Demands::NONE;
    Expected {
        issuer: Some(ISSUER),
        client_id: "app",
        nonce: Some(nonce),
        demands: &NONE,
        now_ms: NOW * 1000,
        clock_skew_ms: None,
    }
}

fn claims(change: &[(&str, &str)]) -> String {
    let mut members = vec![
        ("iss", "\"https://as.example\"".to_owned()),
        ("sub", "\"ada\"".to_owned()),
        ("aud", "\"app\"".to_owned()),
        ("exp", (NOW + 3600).to_string()),
        ("iat", NOW.to_string()),
        ("nonce", "\"n1\"".to_owned()),
    ];
    for (name, value) in change {
        members.retain(|(n, _)| n != name);
        if !value.is_empty() {
            members.push((name, (*value).to_owned()));
        }
    }
    let list: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("\"{name}\":{value}"))
        .collect();
    format!("{{{}}}", list.join(","))
}

#[test]
fn a_good_id_token_gives_its_claims() {
    let nonce = Secret::from("n1");
    for change in [
        vec![],
        vec![("aud", "[\"app\"]")],
        vec![("aud", "[\"b\",\"app\"]"), ("azp", "\"app\"")],
        vec![("azp", "\"app\"")],
        vec![("iat", "1700000299")],
        vec![("exp", "1699999701"), ("iat", "1699990000")],
        vec![("exp", "1700000000.5")],
    ] {
        let claims = claims(&change);
        assert_eq!(
            id_token::check(&jwt(&claims), &expected(&nonce)).unwrap(),
            claims
        );
    }
    let other = Expected {
        issuer: None,
        nonce: None,
        ..expected(&nonce)
    };
    assert!(id_token::check(&jwt(&claims(&[("iss", "\"x\""), ("nonce", "")])), &other).is_ok());
}

#[test]
fn each_claim_that_is_wrong_stops_the_login_and_is_named() {
    let nonce = Secret::from("n1");
    for (name, values) in [
        (
            "iss",
            &[
                "",
                "null",
                "\"https://as.example/\"",
                "\"https://evil.example\"",
                "[\"https://as.example\"]",
            ][..],
        ),
        ("sub", &["", "\"\"", "7"]),
        (
            "aud",
            &[
                "",
                "\"other\"",
                "[]",
                "[\"other\"]",
                "[7,\"app\"]",
                "[\"app\",\"other\"]",
                "{}",
                "\"App\"",
            ],
        ),
        ("azp", &["\"other\"", "7", "[\"app\"]", "\"\""]),
        (
            "exp",
            &[
                "",
                "\"1700003600\"",
                "1699999700",
                "1600000000",
                "1e400",
                "-1",
                "true",
                "1700000000",
            ],
        ),
        (
            "iat",
            &["", "\"1700000000\"", "1700000301", "1800000000", "1e400"],
        ),
        ("nonce", &["", "\"n2\"", "\"\"", "7", "[\"n1\"]"]),
    ] {
        for value in values {
            let Err(error) = id_token::check(&jwt(&claims(&[(name, value)])), &expected(&nonce))
            else {
                panic!("taken: {name} {value}");
            };
            assert_eq!((error.class, error.code), (Class::Login, Code::LoginFailed));
            // For a token that is issued after it expires, the error may name either claim; for two audiences it may
            // name azp.
            let named = error.message.contains(&format!("({name})"))
                || error.message.contains("(azp)")
                || error.message.contains("(exp)");
            assert!(named, "{name} {value}: {}", error.message);
        }
    }
}

#[test]
fn an_unsigned_id_token_stops_the_login() {
    let nonce = Secret::from("n1");
    for header in [
        "{}",
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":""}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["RS256"]}"#,
    ] {
        assert!(
            id_token::check(&jwt_with(header, &claims(&[])), &expected(&nonce)).is_err(),
            "{header}"
        );
    }
    for token in ["", "opaque", "a.b.c", "e30.e30.e30.e30.e30"] {
        let error = id_token::check(token, &expected(&nonce)).unwrap_err();
        assert_eq!(error.class, Class::Login);
    }
}

#[test]
fn a_wrong_clock_does_no_harm_if_the_server_sent_its_time() {
    let nonce = Secret::from("n1");
    for hours in [-2, 2] {
        let skew = hours * 3_600_000;
        let wrong = Expected {
            now_ms: NOW * 1000 + skew,
            ..expected(&nonce)
        };
        assert!(id_token::check(&jwt(&claims(&[])), &wrong).is_err());
        let told = Expected {
            clock_skew_ms: Some(skew),
            ..wrong
        };
        assert!(id_token::check(&jwt(&claims(&[])), &told).is_ok());
    }
}

proptest! {
    #[test]
    fn no_callback_makes_the_reader_panic(text in any::<String>(), query in "[a-z=&%0-9?#+]{0,40}") {
        for url in [text.clone(), format!("https://app.example/cb?{query}"), format!("?state=CANARY-state-1&code={query}&{text}")] {
            if let Ok(callback) = read_callback(&url) {
                let _ = check_callback(&callback, &login(), CALLED_AT);
            }
        }
    }

    #[test]
    fn no_token_makes_the_checks_panic(old in any::<String>(), text in any::<String>()) {
        let nonce = Secret::from("n1");
        let _ = id_token::check(&text, &expected(&nonce));
        let _ = id_token::check(&jwt(&text), &expected(&nonce));
        let _ = id_token::after_refresh(Some(&old), &jwt(&text), None);
        let _ = PendingLogin::from_record(&text);
    }

    #[test]
    fn every_application_state_comes_back(text in any::<String>()) {
        let login = PendingLogin { app_state: Some(text), ..login() };
        prop_assert_eq!(PendingLogin::from_record(login.to_record().reveal()), Some(login));
    }
}

#[test]
fn a_login_that_was_begun_more_than_a_day_ago_is_over() {
    let callback = read_callback(&format!("{CALLBACK}?code=c&state=CANARY-state-1")).unwrap();
    let began = login().created_at;
    let day = 86_400_000;
    for (now, good) in [
        (began, true),
        (began + day, true),
        (began + day + 1, false),
        (i64::MAX, false),
        // The clock was set back meanwhile.
        (began - 10 * day, true),
    ] {
        let checked = check_callback(&callback, &login(), now);
        assert_eq!(checked.is_ok(), good, "{now}");
        if let Err(error) = checked {
            assert_eq!((error.class, error.code), (Class::Login, Code::LoginFailed));
        }
    }
}
