//! The demands of a login on the user's authentication.

mod fixtures;

use fixtures::{jwt, pending_login};
use std::num::NonZeroU32;
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::oauth::demands::Demands;
use tokenward::core::oauth::id_token::{self, Expected};
use tokenward::core::oauth::pending_login::PendingLogin;

const NOW: i64 = 1_700_000_000;

fn acr(values: &str) -> Demands {
    Demands::new(Some(values.into()), None, None, true).unwrap()
}

fn max_age(seconds: u32) -> Demands {
    Demands::new(None, NonZeroU32::new(seconds), None, true).unwrap()
}

fn claims(text: &str) -> Demands {
    Demands::new(None, None, Some(text.into()), true).unwrap()
}

/// The reason why an ID token with these members beside the usual ones does not meet the demands.
fn refusal_at(now_ms: i64, demands: &Demands, members: &str) -> Option<String> {
    let (iat, exp) = (NOW, NOW + 3600);
    let token = jwt(&format!(
        r#"{{"iss":"https://as.example","sub":"ada","aud":"app","iat":{iat},"exp":{exp}{members}}}"#
    ));
    let expected = Expected {
        issuer: Some("https://as.example"),
        client_id: "app",
        nonce: None,
        demands,
        now_ms,
        clock_skew_ms: None,
    };
    let error = id_token::check(&token, &expected).err()?;
    assert_eq!((error.class, error.code), (Class::Login, Code::LoginFailed));
    Some(error.message.to_string())
}

fn refusal(demands: &Demands, members: &str) -> Option<String> {
    refusal_at(NOW * 1000, demands, members)
}

fn names(refusal: Option<String>, words: &[&str]) {
    let message = refusal.expect("a refusal");
    for word in words {
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn without_demands_any_authentication_will_do() {
    assert_eq!(refusal(&Demands::default(), ""), None);
    assert_eq!(
        refusal(&Demands::default(), r#","acr":7,"auth_time":"x""#),
        None
    );
}

#[test]
fn the_id_token_must_name_one_of_the_acr_values() {
    for values in ["mfa", "phr mfa", "mfa phr"] {
        assert_eq!(refusal(&acr(values), r#","acr":"mfa""#), None);
    }
    for members in ["", r#","acr":null"#, r#","acr":["mfa"]"#, r#","acr":"""#] {
        names(refusal(&acr("mfa"), members), &["acrValues", "no acr"]);
    }
    for members in [r#","acr":"mf""#, r#","acr":"MFA""#, r#","acr":"phr mfa""#] {
        names(refusal(&acr("phr mfa"), members), &["acrValues", "none of"]);
    }
    assert!(refusal(&acr("a  b"), r#","acr":"""#).is_some());
}

/// OpenID Connect Core §3.1.3.7 no. 13.
#[test]
fn the_user_must_have_authenticated_within_the_maximum_age_by_the_servers_clock() {
    let at = |ago: i64| format!(r#","auth_time":{}"#, NOW - ago);
    for ago in [-5, 0, 300, 359] {
        assert_eq!(refusal(&max_age(300), &at(ago)), None, "{ago}");
    }
    for ago in [361, 100_000] {
        names(
            refusal(&max_age(300), &at(ago)),
            &["maxAgeSeconds", "longer ago"],
        );
    }
    for members in ["", r#","auth_time":"1700000000""#, r#","auth_time":-1"#] {
        names(
            refusal(&max_age(300), members),
            &["auth_time", "no auth_time"],
        );
    }
    // This machine's clock does not count.
    for now in [NOW - 290, NOW + 3000] {
        assert_eq!(refusal_at(now * 1000, &max_age(300), &at(100)), None);
        assert!(refusal_at(now * 1000, &max_age(300), &at(400)).is_some());
    }
    assert_eq!(refusal(&max_age(u32::MAX), &at(1_000_000_000)), None);
}

/// OpenID Connect Core §5.5.1.1.
#[test]
fn an_essential_acr_of_the_claims_must_be_met() {
    for demanded in [
        r#"{"id_token":{"acr":{"essential":true,"value":"mfa"}}}"#,
        r#"{"id_token":{"acr":{"essential":true,"values":["phr","mfa"]}},"userinfo":{}}"#,
    ] {
        assert_eq!(refusal(&claims(demanded), r#","acr":"mfa""#), None);
        for members in ["", r#","acr":"pwd""#] {
            names(refusal(&claims(demanded), members), &["claims", "acr"]);
        }
    }
    for demanded in [
        r#"{"id_token":{"acr":{"value":"mfa"}}}"#,
        r#"{"id_token":{"acr":{"essential":false,"values":["mfa"]}}}"#,
        r#"{"id_token":{"acr":{"essential":true}}}"#,
        r#"{"id_token":{"acr":null}}"#,
        r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#,
    ] {
        assert_eq!(refusal(&claims(demanded), ""), None, "{demanded}");
    }
}

#[test]
fn all_demands_hold_at_once() {
    let claims = r#"{"id_token":{"acr":{"essential":true,"value":"mfa"}}}"#;
    let demands = Demands::new(Some("pwd mfa".into()), None, Some(claims.into()), true).unwrap();
    assert_eq!(refusal(&demands, r#","acr":"mfa""#), None);
    names(refusal(&demands, r#","acr":"pwd""#), &["claims"]);
}

fn refused(demands: Result<Demands, Error>, path: &str, words: &str) {
    let error = demands.unwrap_err();
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(error.message.starts_with(path), "{}", error.message);
    assert!(error.message.contains(words), "{}", error.message);
}

#[test]
fn claims_that_are_no_object_are_refused() {
    for given in ["", "7", "[]", "{", "e30x"] {
        let demands = Demands::new(None, None, Some(given.into()), true);
        refused(demands, "options.claims", "JSON object");
    }
    assert_eq!(claims("e30="), claims("{}"));
    assert_eq!(acr(""), Demands::NONE);
}

#[test]
fn a_demand_that_no_id_token_can_show_is_refused() {
    let acr_values = || Some("mfa".into());
    let seconds = NonZeroU32::new(5);
    let claims = |text: &str| Some(text.into());
    let of_id_token = claims(r#"{"id_token":{"acr":null}}"#);
    for (demands, path) in [
        (
            Demands::new(acr_values(), None, None, false),
            "options.acrValues",
        ),
        (
            Demands::new(None, seconds, None, false),
            "options.maxAgeSeconds",
        ),
        (
            Demands::new(None, None, of_id_token, false),
            "options.claims",
        ),
    ] {
        refused(demands, path, "openid");
    }
    let others = claims(r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
    assert!(Demands::new(None, None, others, false).is_ok());
}

#[test]
fn demands_are_kept_with_the_pending_login() {
    let claims = Some(r#"{"a":"\"\u00e4\""}"#.into());
    let demands = Demands::new(Some("a b".into()), Some(NonZeroU32::MAX), claims, true).unwrap();
    let login = PendingLogin {
        demands,
        ..pending_login()
    };
    let record = login.to_record();
    assert_eq!(PendingLogin::from_record(record.reveal()), Some(login));
    let before = pending_login().to_record();
    assert!(!before.reveal().contains("acr_values") && !before.reveal().contains("max_age"));
    assert_eq!(
        PendingLogin::from_record(before.reveal()),
        Some(pending_login())
    );
    for damaged in [
        (r#""acr_values":"a b""#, r#""acr_values":7"#),
        (r#""max_age":"4294967295""#, r#""max_age":4294967295"#),
        (r#""claims":""#, r#""claims":7,"c":""#),
    ] {
        let text = record.reveal().replace(damaged.0, damaged.1);
        assert_ne!(text, record.reveal());
        assert_eq!(PendingLogin::from_record(&text), None, "{text}");
    }
}
