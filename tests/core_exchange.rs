//! The exchange of a user's grant for tokens: the request, sent once, and the requirements on the returned ID token.

mod fixtures;

use fixtures::{base64url, form_of, response};
use std::rc::Rc;
use tokenward::core::config::{ClientAuth, OAuthConfig, OAuthGrant};
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::flow::{Answer, Flow, Next, Work};
use tokenward::core::http::{HttpResponse, Proved, Transport};
use tokenward::core::jws::keys::KeySet;
use tokenward::core::login::exchange::{Exchange, Granted, Terms, UserGrant};
use tokenward::core::note::Note;
use tokenward::core::oauth::demands::Demands;
use tokenward::core::oauth::form::Part;
use tokenward::core::oauth::token_response::transport_error;
use tokenward::core::time::{Moment, Timestamp};

const NOW: i64 = 1_700_000_000;
const KEYS: &str = "https://as.example/keys";

/// A login that asks for an ID token, with the issuer's keys at [`KEYS`].
fn terms() -> Terms {
    let config = fixtures::oauth(OAuthGrant::AuthorizationCode);
    Terms {
        provider: fixtures::provider(config.clone()),
        config: Rc::new(config),
        token_endpoint: fixtures::TOKEN_ENDPOINT.into(),
        grant: UserGrant::Code {
            code: "CANARY-code".into(),
            redirect_uri: "https://app.example/cb".into(),
            verifier: "CANARY-verifier".into(),
        },
        scope: "openid api".into(),
        issuer: Some("https://as.example".into()),
        jwks_uri: Some(KEYS.into()),
        nonce: Some("CANARY-nonce".into()),
        demands: Demands::default(),
        secrets: vec!["CANARY-state".into(), "CANARY-nonce".into()],
    }
}

fn with_config(change: impl FnOnce(&mut OAuthConfig)) -> Terms {
    let mut terms = terms();
    let mut config = (*terms.config).clone();
    change(&mut config);
    terms.config = Rc::new(config);
    terms
}

/// The same without `openid` and without an address of keys.
fn plain() -> Terms {
    Terms {
        scope: "api".into(),
        jwks_uri: None,
        nonce: None,
        ..terms()
    }
}

fn key_set(kids: &[&str]) -> Answer {
    let x = "A".repeat(43);
    let key = |kid: &&str| format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{x}"}}"#);
    let keys: Vec<_> = kids.iter().map(key).collect();
    let set = KeySet::parse(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")));
    Answer::Keys(Ok(Rc::new(set.unwrap())))
}

/// An ID token with this header and otherwise valid content.
fn id_token(header: &str) -> String {
    let claims = format!(
        r#"{{"iss":"https://as.example","sub":"ada","aud":"app","exp":{},"iat":{NOW},"nonce":"CANARY-nonce"}}"#,
        NOW + 3600
    );
    let signature = "A".repeat(86);
    [
        &base64url(header),
        ".",
        &base64url(&claims),
        ".",
        &signature,
    ]
    .concat()
}

const SIGNED: &str = r#"{"alg":"EdDSA","kid":"1"}"#;

fn tokens(id_token: Option<&str>) -> Answer {
    let id_token = id_token.map_or(String::new(), |token| format!(r#","id_token":"{token}""#));
    answer(
        200,
        &format!(r#"{{"access_token":"at","token_type":"Bearer","expires_in":3600{id_token}}}"#),
    )
}

fn answer(status: u16, body: &str) -> Answer {
    Answer::Response(Ok(response(status, body)))
}

/// The result of an exchange that gets these answers, in order, and its steps.
struct Run {
    result: Result<Granted>,
    did: Vec<String>,
    notes: Vec<Note>,
}

fn run(terms: Terms, answers: Vec<Answer>) -> Run {
    let mut flow = Exchange::new(terms);
    let (mut did, mut notes) = (Vec::new(), Vec::new());
    let mut now = Timestamp(NOW * 1000);
    let moment = |now| Moment {
        now,
        wall_offset_ms: 0,
        random: 0,
    };
    let mut answers = answers.into_iter();
    let mut next = flow.begin(moment(now));
    loop {
        notes.extend(flow.take_notes());
        match next {
            Next::Done(result) => {
                assert_eq!(answers.count(), 0, "it ended early: {did:?}");
                return Run { result, did, notes };
            }
            Next::Wait(_) => panic!("an exchange does not wait"),
            Next::Do { work, until } => {
                assert!(until > now);
                did.push(match &work {
                    Work::Keys { uri, newer: false } => format!("keys of {uri}"),
                    Work::Keys { uri, newer: true } => format!("newer keys of {uri}"),
                    Work::Verify(signed) => format!("verify with {}", kind(signed.key.reveal())),
                    Work::Make(_, needs) => {
                        format!(
                            "make for {}",
                            needs.client_audience.as_deref().unwrap_or("")
                        )
                    }
                    Work::Send(request) => {
                        let form = form_of(request);
                        let grant = form.iter().find(|(name, _)| name == "grant_type");
                        format!("send {} to {}", grant.unwrap().1, request.url)
                    }
                    other => panic!("an exchange does not ask for {other:?}"),
                });
                let answer = answers
                    .next()
                    .unwrap_or_else(|| panic!("no answer: {did:?}"));
                now = now.plus(10);
                next = flow.answer(answer, false, moment(now));
            }
        }
    }
}

fn kind(jwk: &str) -> &str {
    if jwk.contains("oct") {
        "the secret"
    } else {
        "a key"
    }
}

fn refused(terms: Terms, answers: Vec<Answer>) -> Error {
    let error = run(terms, answers).result.expect_err("no tokens");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("CANARY"), "{shown}");
    error
}

const SEND: &str = "send authorization_code to https://as.example/token";

#[test]
fn the_keys_are_there_before_the_code_is_spent_and_are_fetched_once() {
    let token = id_token(SIGNED);
    let run = run(
        terms(),
        vec![
            key_set(&["1"]),
            tokens(Some(&token)),
            Answer::Verified(true),
        ],
    );
    let granted = run.result.unwrap();
    assert_eq!(granted.tokens.access_token.reveal(), "at");
    assert!(granted.claims.unwrap().contains(r#""sub":"ada""#));
    assert_eq!(
        run.did,
        ["keys of https://as.example/keys", SEND, "verify with a key"]
    );
}

#[test]
fn an_unavailable_key_set_ends_the_login_before_the_code_is_spent() {
    let unreachable = transport_error(Transport::Network, false);
    let error = refused(terms(), vec![Answer::Keys(Err(unreachable))]);
    assert_eq!(
        (error.class, error.code, error.retryable),
        (Class::Login, Code::Network, true)
    );
}

#[test]
fn a_key_that_is_not_in_the_set_is_searched_for_once() {
    let token = id_token(SIGNED);
    let rotated = run(
        terms(),
        vec![
            key_set(&["0"]),
            tokens(Some(&token)),
            key_set(&["0", "1"]),
            Answer::Verified(true),
        ],
    );
    assert!(rotated.result.is_ok());
    assert_eq!(
        rotated.did[2..],
        ["newer keys of https://as.example/keys", "verify with a key"]
    );
    let error = refused(
        terms(),
        vec![key_set(&["0"]), tokens(Some(&token)), key_set(&["0"])],
    );
    assert!(error.message.contains("does not publish"));
}

#[test]
fn a_signature_that_no_key_made_ends_the_login() {
    let token = id_token(SIGNED);
    let error = refused(
        terms(),
        vec![
            key_set(&["1"]),
            tokens(Some(&token)),
            Answer::Verified(false),
        ],
    );
    assert!(error.message.contains("signature"));
    let error = refused(
        terms(),
        vec![key_set(&["1"]), tokens(Some(&token)), Answer::TimedOut],
    );
    assert_eq!(error.code, Code::Timeout);
}

#[test]
fn keys_of_one_name_are_tried_one_after_the_other() {
    let token = id_token(SIGNED);
    let run = run(
        terms(),
        vec![
            key_set(&["1", "2", "1"]),
            tokens(Some(&token)),
            Answer::Verified(false),
            Answer::Verified(true),
        ],
    );
    assert!(run.result.is_ok(), "{:?}", run.did);
}

#[test]
fn an_hmac_is_checked_with_the_clients_secret_and_with_no_published_key() {
    let token = id_token(r#"{"alg":"HS256"}"#);
    let confidential = || with_config(|config| config.client_secret = Some("secret".into()));
    for (checked, good) in [(true, true), (false, false)] {
        let run = run(
            confidential(),
            vec![
                key_set(&["1"]),
                tokens(Some(&token)),
                Answer::Verified(checked),
            ],
        );
        assert_eq!(run.result.is_ok(), good);
        assert_eq!(run.did[2], "verify with the secret");
    }
    let error = refused(terms(), vec![key_set(&["1"]), tokens(Some(&token))]);
    assert!(error.message.contains("clientSecret"));
}

#[test]
fn an_unrequested_id_token_is_checked_all_the_same() {
    let token = id_token(SIGNED);
    let terms = || Terms {
        jwks_uri: Some(KEYS.into()),
        ..plain()
    };
    let run = run(
        terms(),
        vec![
            tokens(Some(&token)),
            key_set(&["1"]),
            Answer::Verified(true),
        ],
    );
    assert!(run.result.is_ok());
    assert_eq!(run.did[1], "keys of https://as.example/keys");
    let error = refused(terms(), vec![tokens(Some(&token)), key_set(&[])]);
    assert!(error.message.contains("no key"));
}

#[test]
fn without_a_known_key_set_the_claims_alone_are_checked() {
    let terms = || Terms {
        jwks_uri: None,
        ..terms()
    };
    let token = id_token(SIGNED);
    assert!(run(terms(), vec![tokens(Some(&token))]).result.is_ok());
    let unsigned = id_token(r#"{"alg":"none"}"#);
    let error = refused(terms(), vec![tokens(Some(&unsigned))]);
    assert!(error.message.contains("not signed"));
}

#[test]
fn an_id_token_that_is_missing_ends_the_login_that_asked_for_it() {
    let error = refused(terms(), vec![key_set(&["1"]), tokens(None)]);
    assert!(error.message.contains("no ID token"));
    assert!(run(plain(), vec![tokens(None)]).result.is_ok());
}

#[test]
fn a_grant_is_sent_once_even_if_its_response_is_lost() {
    for (lost, code) in [
        (answer(503, ""), Code::AcquisitionFailed),
        (
            Answer::Response(Err((Transport::Network, None))),
            Code::Network,
        ),
        (Answer::TimedOut, Code::Timeout),
    ] {
        let run = run(plain(), vec![lost]);
        assert_eq!(run.did, [SEND]);
        assert_eq!(run.result.unwrap_err().code, code);
    }
}

#[test]
fn a_refused_proof_is_no_use_of_the_grant_and_is_made_anew_once() {
    let refused_proof = || {
        Answer::Response(Ok(HttpResponse {
            proved: Some(Box::new(Proved {
                jkt: "jkt".into(),
                proof: "proof".into(),
                again: true,
            })),
            ..response(400, r#"{"error":"use_dpop_nonce"}"#)
        }))
    };
    let good = run(plain(), vec![refused_proof(), tokens(None)]);
    assert!(good.result.is_ok());
    assert_eq!(good.did, [SEND, SEND]);
    let error = refused(plain(), vec![refused_proof(), refused_proof()]);
    assert_eq!(error.oauth_error.as_deref(), Some("use_dpop_nonce"));
}

#[test]
fn a_client_assertion_is_made_for_the_token_endpoint_and_sent() {
    let terms = || {
        let mut terms = with_config(|config| {
            config.client_auth = Some(ClientAuth::PrivateKeyJwt);
            config.issuer = None;
        });
        (terms.jwks_uri, terms.nonce, terms.scope) = (None, None, "api".into());
        terms
    };
    let made = Answer::Made(Ok(vec![Part {
        name: "client_assertion".into(),
        value: "signed".into(),
    }]));
    let run = run(terms(), vec![made, tokens(None)]);
    assert!(run.result.is_ok());
    assert_eq!(run.did, ["make for https://as.example/token", SEND]);
    let broken = Error::login_failed("the function threw");
    let error = refused(terms(), vec![Answer::Made(Err(broken))]);
    assert_eq!(error.message, "the function threw");
}

#[test]
fn an_access_token_that_has_expired_on_its_way_is_good_with_a_refresh_token_alone() {
    let expired = |more: &str| {
        answer(
            200,
            &format!(r#"{{"access_token":"at","token_type":"Bearer","expires_in":0{more}}}"#),
        )
    };
    let error = refused(plain(), vec![expired("")]);
    assert_eq!(
        (error.class, error.retryable),
        (Class::Login, false),
        "the code is spent"
    );
    let with_refresh_token = expired(r#","refresh_token":"rt""#);
    assert!(run(plain(), vec![with_refresh_token]).result.is_ok());
}

#[test]
fn each_request_is_noted_with_its_answer_and_without_its_secrets() {
    let run = run(plain(), vec![tokens(None)]);
    let [
        Note::Requested {
            grant, endpoint, ..
        },
        Note::Answered { status, ms },
        Note::Obtained { .. },
    ] = &run.notes[..]
    else {
        panic!("{:?}", run.notes)
    };
    assert_eq!(*grant, "authorization_code");
    assert_eq!(endpoint.as_deref(), Some(fixtures::TOKEN_ENDPOINT));
    assert_eq!((*status, *ms), (Some(200), 10));
}

#[test]
fn a_device_code_is_exchanged_in_the_same_way() {
    let terms = Terms {
        grant: UserGrant::DeviceCode("CANARY-device".into()),
        ..plain()
    };
    let pending = r#"{"error":"authorization_pending","error_description":"CANARY-device"}"#;
    let error = refused(terms, vec![answer(400, pending)]);
    assert_eq!(error.oauth_error.as_deref(), Some("authorization_pending"));
}
