//! Proof of possession (RFC 9449): the content of proofs, the repetition of requests, and the tokens that fit each key.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use std::rc::Rc;
use tokenward::core::config::{ClientAuth, OAuthConfig, OAuthGrant};
use tokenward::core::credential::io::{Event, Input, Output};
use tokenward::core::credential::{Credential, Settings, StorageTraits};
use tokenward::core::dpop::{Claims, Servers, bind, check_type, usable};
use tokenward::core::error::{Class, Code};
use tokenward::core::http::HttpResponse;
use tokenward::core::http::Proved;
use tokenward::core::oauth::token_request::{self, GrantRequest};
use tokenward::core::oauth::token_response::{ResponseContext, read};
use tokenward::core::record;
use tokenward::core::secret::Secret;
use tokenward::core::time::{Moment, Timestamp};
use tokenward::core::tokens::TokenSet;

/// Tue, 14 Nov 2023 22:13:20 GMT.
const NOW: i64 = 1_700_000_000_000;
const TOKEN_URL: &str = "https://as.example/token";

fn at(now: i64) -> Moment {
    Moment {
        now: Timestamp(now),
        wall_offset_ms: 0,
        random: 0,
    }
}

fn claims(servers: &Servers, url: &str) -> Claims {
    servers.claims(url, None, at(NOW)).unwrap()
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> HttpResponse {
    HttpResponse {
        headers: headers.iter().map(|(n, v)| (*n, (*v).into())).collect(),
        ..response(status, body)
    }
}

fn wants_nonce(nonce: &str) -> HttpResponse {
    let body = r#"{"error":"use_dpop_nonce"}"#;
    answer(400, &[("dpop-nonce", nonce)], body)
}

#[test]
fn htu_is_the_url_without_query_and_fragment_in_its_usual_form() {
    for (url, htu) in [
        ("https://as.example/token?a=1#b", "https://as.example/token"),
        ("HTTPS://AS.Example:443/Token", "https://as.example/Token"),
        ("https://as.example", "https://as.example/"),
        ("https://as.example?x", "https://as.example/"),
        (
            "http://127.0.0.1:8080/a/%7Eb",
            "http://127.0.0.1:8080/a/%7Eb",
        ),
        ("http://[::1]:80/", "http://[::1]/"),
    ] {
        assert_eq!(claims(&Servers::default(), url).htu, htu, "{url}");
    }
    for url in ["/relative", "ftp://as.example/", "https://u:p@as.example/"] {
        assert_eq!(Servers::default().claims(url, None, at(NOW)), None, "{url}");
    }
}

#[test]
fn iat_is_the_wall_clock_corrected_by_the_servers_known_skew() {
    let servers = Servers::default();
    assert_eq!(claims(&servers, TOKEN_URL).iat, NOW / 1000);
    let two_hours_ahead = Some(7_200_000);
    let corrected = servers.claims(TOKEN_URL, two_hours_ahead, at(NOW)).unwrap();
    assert_eq!(corrected.iat, NOW / 1000 - 7200);
    // The time line may run ahead of a wall clock that was set back; the servers' clocks were not.
    let moment = Moment {
        wall_offset_ms: 5_000,
        ..at(NOW)
    };
    let iat = servers.claims(TOKEN_URL, None, moment).unwrap().iat;
    assert_eq!(iat, NOW / 1000 - 5);
}

#[test]
fn a_nonce_that_is_asked_for_is_worth_one_repeat_and_is_kept_for_its_origin() {
    let mut servers = Servers::default();
    let first = claims(&servers, TOKEN_URL);
    assert_eq!(first.nonce, None);
    assert!(servers.answered(&first, &wants_nonce("n1"), at(NOW)));
    let second = claims(&servers, "https://AS.example:443/par?x");
    assert_eq!(second.nonce.as_deref(), Some("n1"));
    assert_eq!(claims(&servers, "https://as.example:444/").nonce, None);
    assert_eq!(claims(&servers, "http://as.example/").nonce, None);
    // The same nonce again is no reason to repeat.
    assert!(!servers.answered(&second, &wants_nonce("n1"), at(NOW)));
    assert!(servers.answered(&second, &wants_nonce("n2"), at(NOW)));
}

#[test]
fn every_answer_may_bring_the_next_nonce() {
    let mut servers = Servers::default();
    let sent = claims(&servers, TOKEN_URL);
    for (status, nonce) in [(200, "n1"), (401, "n2"), (500, "n3"), (204, "n4")] {
        servers.answered(
            &sent,
            &answer(status, &[("dpop-nonce", nonce)], ""),
            at(NOW),
        );
        assert_eq!(claims(&servers, TOKEN_URL).nonce.as_deref(), Some(nonce));
    }
    servers.answered(&sent, &response(200, ""), at(NOW));
    assert_eq!(claims(&servers, TOKEN_URL).nonce.as_deref(), Some("n4"));
}

#[test]
fn a_resource_asks_for_a_nonce_in_its_challenge() {
    let asks = r#"DPoP realm="a", error="use_dpop_nonce", algs="ES256""#;
    let mut servers = Servers::default();
    let sent = claims(&servers, "https://api.example/a");
    let headers = [("dpop-nonce", "n1"), ("www-authenticate", asks)];
    assert!(servers.answered(&sent, &answer(401, &headers, ""), at(NOW)));
    // Without a nonce there is no reason to repeat.
    assert!(!servers.answered(&sent, &answer(401, &headers[1..], ""), at(NOW)));
    // Another complaint is not about the nonce, even if a new one comes with it.
    let other = [
        ("dpop-nonce", "n2"),
        ("www-authenticate", r#"DPoP error="invalid_token""#),
    ];
    assert!(!servers.answered(&sent, &answer(401, &other, ""), at(NOW)));
    for status in [200, 403, 500] {
        assert!(!servers.answered(&sent, &answer(status, &headers, ""), at(NOW)));
    }
}

#[test]
fn a_challenge_that_a_page_may_not_read_counts_as_asking_for_its_nonce() {
    let mut servers = Servers::default();
    let sent = claims(&servers, "https://api.example/a");
    let mute = answer(401, &[("dpop-nonce", "n1")], "");
    assert!(servers.answered(&sent, &mute, at(NOW)));
    let again = claims(&servers, "https://api.example/a");
    assert!(!servers.answered(&again, &mute, at(NOW)));
    assert!(!servers.answered(&again, &answer(401, &[], ""), at(NOW)));
}

#[test]
fn a_malformed_nonce_is_ignored() {
    let long = "n".repeat(1025);
    for nonce in [
        "", " ", "a b", "a\"b", "a\\b", "a\nb", "a\u{7f}", "é", "a, b", &long,
    ] {
        let mut servers = Servers::default();
        let sent = claims(&servers, TOKEN_URL);
        assert!(
            !servers.answered(&sent, &wants_nonce(nonce), at(NOW)),
            "{nonce:?}"
        );
        assert_eq!(claims(&servers, TOKEN_URL).nonce, None, "{nonce:?}");
    }
    let mut servers = Servers::default();
    let sent = claims(&servers, TOKEN_URL);
    assert!(servers.answered(&sent, &wants_nonce(&long[..1024]), at(NOW)));
}

#[test]
fn a_proof_that_is_refused_by_a_server_with_another_clock_is_worth_one_repeat() {
    let refused = |date| {
        let body = r#"{"error":"invalid_dpop_proof"}"#;
        answer(400, &[("date", date)], body)
    };
    let two_hours_behind = refused("Tue, 14 Nov 2023 20:13:20 GMT");
    let mut servers = Servers::default();
    let sent = claims(&servers, TOKEN_URL);
    assert!(servers.answered(&sent, &two_hours_behind, at(NOW)));
    let again = claims(&servers, TOKEN_URL);
    assert!((again.iat - (NOW / 1000 - 7200)).abs() <= 1, "{again:?}");
    assert!(
        !servers.answered(&again, &two_hours_behind, at(NOW)),
        "the time was right"
    );
    // The time of this server takes precedence over the authorization server's.
    let known = servers.claims(TOKEN_URL, Some(0), at(NOW)).unwrap();
    assert_eq!(known.iat, again.iat);
    let mut servers = Servers::default();
    assert!(!servers.answered(&sent, &refused("Tue, 14 Nov 2023 22:13:19 GMT"), at(NOW)));
}

#[test]
fn the_server_that_was_heard_from_least_recently_is_forgotten_first() {
    let mut servers = Servers::default();
    let url = |n: usize| format!("https://as{n}.example/token");
    for n in 0..100 {
        let sent = claims(&servers, &url(n));
        servers.answered(&sent, &wants_nonce("n"), at(NOW));
    }
    let first = claims(&servers, &url(0));
    servers.answered(&first, &wants_nonce("again"), at(NOW));
    servers.answered(
        &claims(&servers, &url(100)).clone(),
        &wants_nonce("n"),
        at(NOW),
    );
    assert_eq!(claims(&servers, &url(0)).nonce.as_deref(), Some("again"));
    assert_eq!(claims(&servers, &url(1)).nonce, None);
    assert_eq!(claims(&servers, &url(2)).nonce.as_deref(), Some("n"));
}

#[test]
fn a_token_request_of_any_grant_is_sent_with_a_proof() {
    let secret = Secret::from("s");
    for grant in [
        OAuthGrant::ClientCredentials,
        OAuthGrant::AuthorizationCode,
        OAuthGrant::Password,
    ] {
        for dpop in [false, true] {
            let config = OAuthConfig {
                dpop,
                ..oauth(grant)
            };
            for exchanged in [
                GrantRequest::ClientCredentials,
                GrantRequest::RefreshToken(&secret),
            ] {
                assert_eq!(
                    token_request::build(&config, TOKEN_URL, exchanged).proves,
                    dpop
                );
            }
        }
    }
}

fn token_answer(token_type: &str, proved: bool) -> HttpResponse {
    let proof = Proved {
        jkt: "jkt-1".into(),
        proof: "eyJ.CANARY-proof.sig".into(),
        again: false,
    };
    HttpResponse {
        proved: proved.then(|| Box::new(proof)),
        ..response(
            200,
            &format!(r#"{{"access_token":"at","token_type":"{token_type}"}}"#),
        )
    }
}

fn context() -> ResponseContext<'static> {
    ResponseContext {
        refreshing: None,
        party: None,
        exchanging: false,
        requested_scope: "",
        sent_at: Timestamp(NOW),
        received_at: Timestamp(NOW),
        wall_offset_ms: 0,
        assumed_lifetime_ms: 3_600_000,
        secrets: &[],
    }
}

#[test]
fn the_type_of_a_token_has_to_be_the_requested_one() {
    for token_type in ["DPoP", "dpop", "DPOP"] {
        let tokens = read(&token_answer(token_type, true), &context()).unwrap();
        assert_eq!(tokens.bound_to.as_deref(), Some("jkt-1"));
        let error = read(&token_answer(token_type, false), &context()).unwrap_err();
        assert_eq!(
            (error.code, error.retryable),
            (Code::InvalidResponse, false)
        );
        assert!(error.message.contains("dpop"), "{error}");
    }
    for token_type in ["Bearer", "bearer", "mac", ""] {
        let error = read(&token_answer(token_type, true), &context()).unwrap_err();
        assert_eq!(error.code, Code::InvalidResponse);
    }
    let tokens = read(&token_answer("Bearer", false), &context()).unwrap();
    assert_eq!(tokens.bound_to, None);
    assert!(check_type("Bearer", false).is_ok() && check_type("mac", false).is_err());
}

#[test]
fn a_server_that_echoes_the_proof_has_it_replaced() {
    let refused = HttpResponse {
        status: 400,
        body: r#"{"error":"invalid_dpop_proof","error_description":"bad: eyJ.CANARY-proof.sig"}"#
            .into(),
        ..token_answer("DPoP", true)
    };
    let error = read(&refused, &context()).unwrap_err();
    assert_eq!(error.oauth_error.as_deref(), Some("invalid_dpop_proof"));
    assert!(!format!("{error:?}{error}").contains("CANARY"), "{error:?}");
    assert!(!format!("{refused:?}").contains("CANARY"), "{refused:?}");
}

fn bound(to: Option<&str>, refresh_token: Option<&str>) -> TokenSet {
    TokenSet {
        bound_to: to.map(Rc::from),
        refresh_token: refresh_token.map(Secret::from),
        ..token_set("at")
    }
}

#[test]
fn tokens_of_a_key_that_is_lost_are_a_miss_but_for_the_refresh_token_of_a_client_that_authenticates()
 {
    let public = oauth(OAuthGrant::AuthorizationCode);
    let confidential = OAuthConfig {
        client_secret: Some("secret".into()),
        ..public.clone()
    };
    let with = |tokens: &TokenSet, config, key| usable(tokens.clone(), config, key);
    for config in [&public, &confidential] {
        let tokens = bound(Some("mine"), Some("rt"));
        assert_eq!(with(&tokens, config, Some("mine")), Some(tokens));
        let unbound = bound(None, Some("rt"));
        assert_eq!(with(&unbound, config, Some("mine")), Some(unbound));
        let no_refresh_token = bound(Some("lost"), None);
        assert_eq!(with(&no_refresh_token, config, Some("mine")), None);
    }
    for key in [Some("mine"), None] {
        let tokens = bound(Some("lost"), Some("rt"));
        assert_eq!(with(&tokens, &public, key), None);
        let left = with(&tokens, &confidential, key).unwrap();
        assert!(left.access_token.is_empty() && left.bound_to.is_none());
        assert_eq!(left.refresh_token, Some("rt".into()));
    }
    let none = OAuthConfig {
        client_auth: Some(ClientAuth::None),
        ..confidential
    };
    assert_eq!(
        usable(bound(Some("lost"), Some("rt")), &none, Some("mine")),
        None
    );
}

#[test]
fn a_record_says_which_key_its_tokens_are_bound_to() {
    let tokens = bound(Some("jkt-1"), None);
    let text = record::write(&tokens, "0123456789abcdef", true, 0);
    assert_eq!(
        record::read(text.reveal(), "0123456789abcdef", 0),
        Ok(tokens)
    );
}

#[test]
fn tokens_set_by_hand_count_as_bound_and_never_as_bearer_tokens() {
    for told in [None, Some("dpop"), Some("DPoP")] {
        let mut tokens = bound(None, None);
        bind(&mut tokens, told, Some("mine".into())).unwrap();
        assert_eq!(
            (&*tokens.token_type, tokens.bound_to.as_deref()),
            ("DPoP", Some("mine"))
        );
    }
    let error = bind(&mut bound(None, None), Some("Bearer"), None).unwrap_err();
    assert_eq!(error.class, Class::InvalidConfiguration);
    assert!(error.message.starts_with("tokens.tokenType: "), "{error}");
}

proptest! {
    #[test]
    fn no_answer_causes_a_panic_or_endless_repetition(
        status in any::<u16>(), nonce in any::<String>(), challenge in any::<String>(), date in any::<String>(), body in any::<String>(),
        now in any::<i64>(), offset in any::<i64>(), skew in any::<Option<i64>>(), url in any::<String>(),
    ) {
        let at = Moment { now: Timestamp(now), wall_offset_ms: offset, random: 0 };
        let mut servers = Servers::default();
        let _ = servers.claims(&url, skew, at);
        let headers = [("dpop-nonce", &*nonce), ("www-authenticate", &*challenge), ("date", &*date)];
        let answer = answer(status, &headers, &body);
        let sent = servers.claims(TOKEN_URL, skew, at).unwrap();
        servers.answered(&sent, &answer, at);
        let again = servers.claims(TOKEN_URL, skew, at).unwrap();
        prop_assert!(!servers.answered(&again, &answer, at));
    }
}

// — the machine of a credential —

fn credential(config: OAuthConfig, storage: StorageTraits) -> Credential {
    let settings = Settings {
        name: "api".into(),
        behind: None,
        namespace: "tokenward".into(),
        config: provider(config),
        storage,
        fallbacks: vec![],
        requests_end: false,
    };
    Credential::new(settings, at(NOW))
}

fn handle(credential: &mut Credential, input: Input, after_ms: i64) -> Vec<Output> {
    let mut out = Vec::new();
    credential.handle(input, at(NOW + after_ms), &mut out);
    out
}

fn wanted() -> Input {
    Input::TokenWanted {
        waiter: 1,
        min_lifetime_ms: None,
        force: false,
        use_fallback: None,
    }
}

fn sent(outputs: &[Output]) -> Option<u32> {
    outputs.iter().find_map(|output| match output {
        Output::Send(flight, request) => request.proves.then_some(*flight),
        _ => None,
    })
}

/// A response after which its request is worth repeating with another proof.
fn again() -> HttpResponse {
    HttpResponse {
        proved: Some(Box::new(Proved {
            jkt: "jkt-1".into(),
            proof: "proof".into(),
            again: true,
        })),
        ..wants_nonce("n")
    }
}

fn service() -> OAuthConfig {
    OAuthConfig {
        client_secret: Some("secret".into()),
        dpop: true,
        ..oauth(OAuthGrant::ClientCredentials)
    }
}

#[test]
fn a_nonce_that_is_asked_for_is_no_failure_and_each_attempt_is_repeated_once_for_it() {
    let mut credential = credential(service(), StorageTraits::NONE);
    let flight = sent(&handle(&mut credential, wanted(), 0)).unwrap();
    let outputs = handle(&mut credential, Input::Response(flight, again()), 10);
    assert_eq!(sent(&outputs), Some(flight));
    let failed = |outputs: &[Output]| {
        let failed =
            |o: &Output| matches!(o, Output::Emit(Event::Failed { .. }) | Output::Reject(..));
        outputs.iter().any(failed)
    };
    assert!(!failed(&outputs));
    let outputs = handle(&mut credential, Input::Response(flight, again()), 20);
    assert_eq!(sent(&outputs), None);
    assert!(failed(&outputs));
}

#[test]
fn after_the_repeat_the_token_is_taken() {
    let mut credential = credential(service(), StorageTraits::NONE);
    let flight = sent(&handle(&mut credential, wanted(), 0)).unwrap();
    handle(&mut credential, Input::Response(flight, again()), 10);
    let good = Input::Response(flight, token_answer("DPoP", true));
    let outputs = handle(&mut credential, good, 20);
    assert!(
        outputs.iter().any(|o| matches!(o, Output::Resolve(1))),
        "{outputs:?}"
    );
    let tokens = credential.own_tokens().unwrap();
    assert_eq!(tokens.bound_to.as_deref(), Some("jkt-1"));
    assert_eq!(
        tokens.obtained_at,
        Timestamp(NOW + 10),
        "counted from the repeat"
    );
}

#[test]
fn a_client_assertion_is_made_anew_for_the_repeat() {
    let config = OAuthConfig {
        client_auth: Some(ClientAuth::PrivateKeyJwt),
        client_secret: None,
        ..service()
    };
    let mut credential = credential(config, StorageTraits::NONE);
    let made = |outputs: &[Output]| {
        outputs.iter().find_map(|output| match output {
            Output::Make(flight, _) => Some(*flight),
            _ => None,
        })
    };
    let flight = made(&handle(&mut credential, wanted(), 0)).unwrap();
    handle(&mut credential, Input::Made(flight, Ok(vec![])), 1);
    let outputs = handle(&mut credential, Input::Response(flight, again()), 10);
    assert_eq!(made(&outputs), Some(flight), "requirement 11: {outputs:?}");
}

#[test]
fn a_record_whose_key_is_lost_sends_nothing_and_the_user_has_to_log_in() {
    let storage = StorageTraits {
        present: true,
        ..StorageTraits::NONE
    };
    let config = OAuthConfig {
        dpop: true,
        ..oauth(OAuthGrant::AuthorizationCode)
    };
    let mut credential = credential(config, storage);
    let identity = credential.identity();
    let record = record::write(&bound(Some("lost"), Some("rt")), &identity, true, 0);
    handle(&mut credential, Input::ProofKey(Some("mine".into())), 0);
    let outputs = handle(&mut credential, wanted(), 0);
    let read = outputs.iter().find_map(|output| match output {
        Output::Peek(ticket) => Some(*ticket),
        _ => None,
    });
    let ticket = read.expect("a look into storage");
    let outputs = handle(&mut credential, Input::Loaded(ticket, Ok(Some(record))), 1);
    let rejected = outputs.iter().any(|output| {
        matches!(output, Output::Reject(1, error) if error.class == Class::ReauthenticationRequired)
    });
    let told = outputs
        .iter()
        .any(|o| matches!(o, Output::Emit(Event::StorageError(_))));
    let erased = outputs.iter().any(|o| matches!(o, Output::Erase { .. }));
    assert!(
        rejected && told && !erased && sent(&outputs).is_none(),
        "{outputs:?}"
    );
}
