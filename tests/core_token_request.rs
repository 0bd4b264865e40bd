//! The token request: form-encoding, client authentication, and the parameters of each grant.

mod fixtures;

use fixtures::*;
use proptest::prelude::*;
use tokenward::core::config::{ClientAuth, OAuthConfig, OAuthGrant};
use tokenward::core::http::HttpRequest;
use tokenward::core::oauth::form::Form;
use tokenward::core::oauth::token_request::{GrantRequest, build};
use tokenward::core::redact::redact;
use tokenward::core::secret::Secret;

fn client_credentials() -> OAuthConfig {
    oauth(OAuthGrant::ClientCredentials)
}

fn send(config: &OAuthConfig, grant: GrantRequest<'_>) -> HttpRequest {
    build(config, TOKEN_ENDPOINT, grant)
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    let mut values = request.headers.iter().filter(|(n, _)| n == name);
    let value = values.next().map(|(_, value)| value.reveal());
    assert!(values.next().is_none(), "{name} is there twice");
    value
}

fn with_secret(method: Option<ClientAuth>, id: &str, secret: &str) -> OAuthConfig {
    OAuthConfig {
        client_id: id.into(),
        client_secret: Some(secret.into()),
        client_auth: method,
        ..client_credentials()
    }
}

#[test]
fn the_form_encoding_example_of_rfc_6749_holds() {
    // Appendix B.
    let mut form = Form::default();
    form.set("a", " %&+£€");
    form.set("b", "aZ09*-._~'()!");
    let encoded = "a=+%25%26%2B%C2%A3%E2%82%AC&b=aZ09*-._%7E%27%28%29%21";
    assert_eq!(form.encode().reveal(), encoded);
}

#[test]
fn a_form_leaves_out_empty_values_and_sets_none_twice() {
    let mut form = Form::default();
    form.set("a", "1");
    form.set("b", "");
    form.set("a", "2");
    form.add("c", "x y");
    form.add("c", "");
    form.add("c", "z");
    assert_eq!(form.encode().reveal(), "a=2&c=x+y&c=z");
    form.set("a", "");
    assert_eq!(form.encode().reveal(), "c=x+y&c=z");
}

#[test]
fn basic_is_the_default_with_a_secret_and_puts_nothing_into_the_body() {
    // The client of RFC 6749 §2.3.1.
    let request = send(
        &with_secret(None, "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw"),
        GrantRequest::ClientCredentials,
    );
    assert_eq!(
        header(&request, "authorization"),
        Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3")
    );
    assert_eq!(
        form_of(&request),
        pairs(&[("grant_type", "client_credentials")])
    );
}

#[test]
fn basic_encodes_id_and_secret_each_before_they_are_joined() {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let config = with_secret(Some(ClientAuth::SecretBasic), "a:b c", "p%+ä&");
    let request = send(&config, GrantRequest::ClientCredentials);
    let value = header(&request, "authorization")
        .unwrap()
        .strip_prefix("Basic ")
        .unwrap();
    let text = String::from_utf8(BASE64_STANDARD.decode(value).unwrap()).unwrap();
    assert_eq!(text, "a%3Ab+c:p%25%2B%C3%A4%26");
}

#[test]
fn post_puts_id_and_secret_in_the_body_alone() {
    let request = send(
        &with_secret(Some(ClientAuth::SecretPost), "app", "p&q"),
        GrantRequest::ClientCredentials,
    );
    assert_eq!(header(&request, "authorization"), None);
    let expected = [
        ("client_id", "app"),
        ("client_secret", "p&q"),
        ("grant_type", "client_credentials"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
}

#[test]
fn a_public_client_sends_its_id_alone() {
    for config in [
        client_credentials(),
        with_secret(Some(ClientAuth::None), "app", "unused"),
    ] {
        let request = send(&config, GrantRequest::ClientCredentials);
        assert_eq!(header(&request, "authorization"), None);
        assert_eq!(
            form_of(&request),
            pairs(&[("client_id", "app"), ("grant_type", "client_credentials")])
        );
    }
}

#[test]
fn a_public_client_forces_no_preflight() {
    let request = send(&client_credentials(), GrantRequest::ClientCredentials);
    assert_eq!(
        (request.method, request.url.as_str()),
        ("POST", TOKEN_ENDPOINT)
    );
    let names: Vec<&str> = request
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["content-type", "accept"]);
    assert_eq!(
        header(&request, "content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(header(&request, "accept"), Some("application/json"));
}

#[test]
fn client_credentials_ask_for_scope_audience_and_resource() {
    let config = OAuthConfig {
        scope: "read write".into(),
        audience: vec!["https://api.example".into(), "b".into()],
        resource: vec!["urn:a".into(), "urn:b".into()],
        ..client_credentials()
    };
    let expected = [
        ("audience", "https://api.example"),
        ("audience", "b"),
        ("client_id", "app"),
        ("grant_type", "client_credentials"),
        ("resource", "urn:a"),
        ("resource", "urn:b"),
        ("scope", "read write"),
    ];
    assert_eq!(
        form_of(&send(&config, GrantRequest::ClientCredentials)),
        pairs(&expected)
    );
}

#[test]
fn a_login_is_refreshed_without_repeating_the_scope() {
    let config = OAuthConfig {
        scope: "openid".into(),
        audience: vec!["a".into()],
        resource: vec!["urn:a".into()],
        ..oauth(OAuthGrant::AuthorizationCode)
    };
    let request = send(&config, GrantRequest::RefreshToken(&"r 1".into()));
    let expected = [
        ("client_id", "app"),
        ("grant_type", "refresh_token"),
        ("refresh_token", "r 1"),
        ("resource", "urn:a"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
}

#[test]
fn a_refresh_token_from_the_configuration_is_used_with_the_scope_from_the_configuration() {
    let config = OAuthConfig {
        scope: "read".into(),
        ..oauth(OAuthGrant::RefreshToken)
    };
    let request = send(&config, GrantRequest::RefreshToken(&"r1".into()));
    let expected = [
        ("client_id", "app"),
        ("grant_type", "refresh_token"),
        ("refresh_token", "r1"),
        ("scope", "read"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
}

#[test]
fn a_code_goes_with_its_redirect_uri_and_verifier() {
    let config = OAuthConfig {
        scope: "openid".into(),
        ..oauth(OAuthGrant::AuthorizationCode)
    };
    let (code, verifier) = (Secret::from("c/1"), Secret::from("v"));
    let grant = GrantRequest::AuthorizationCode {
        code: &code,
        redirect_uri: "https://app.example/cb?x=1",
        verifier: &verifier,
    };
    let expected = [
        ("client_id", "app"),
        ("code", "c/1"),
        ("code_verifier", "v"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "https://app.example/cb?x=1"),
    ];
    assert_eq!(form_of(&send(&config, grant)), pairs(&expected));
}

#[test]
fn parameters_and_headers_of_the_configuration_replace_those_of_the_same_name() {
    let config = OAuthConfig {
        scope: "read".into(),
        audience: vec!["a".into(), "b".into()],
        resource: vec!["urn:a".into()],
        params: vec![
            ("scope".into(), "other".into()),
            ("audience".into(), "c".into()),
            ("resource".into(), "urn:z".into()),
            ("tenant".into(), "t".into()),
            ("nothing".into(), "".into()),
        ],
        headers: vec![
            ("Accept".into(), "text/json".into()),
            ("X-Tenant".into(), "t".into()),
        ],
        ..client_credentials()
    };
    let request = send(&config, GrantRequest::ClientCredentials);
    let expected = [
        ("audience", "c"),
        ("client_id", "app"),
        ("grant_type", "client_credentials"),
        ("resource", "urn:z"),
        ("scope", "other"),
        ("tenant", "t"),
    ];
    assert_eq!(form_of(&request), pairs(&expected));
    assert_eq!(header(&request, "accept"), Some("text/json"));
    assert_eq!(header(&request, "x-tenant"), Some("t"));
}

#[test]
fn every_secret_of_the_request_is_known_for_redaction_in_each_of_its_spellings() {
    let config = OAuthConfig {
        params: vec![
            ("assertion_of_mine".into(), "CANARY-PARAM".into()),
            ("v".into(), "2".into()),
        ],
        headers: vec![("x-key".into(), "CANARY-HEADER".into())],
        ..with_secret(None, "app", "CANARY secret&more")
    };
    let token = Secret::from("CANARY+refresh/token");
    let request = send(&config, GrantRequest::RefreshToken(&token));
    let echo = format!(
        "{} {:?} {} 2",
        request.body.as_ref().unwrap().reveal(),
        request
            .headers
            .iter()
            .map(|(_, value)| value.reveal())
            .collect::<Vec<_>>(),
        token.reveal()
    );
    let shown = redact(&echo, &request.secrets);
    assert!(!shown.contains("CANARY"), "{shown}");
    for piece in ["secret%26", "%2Frefresh", "refresh%2Ftoken", "Q0FOQVJZ"] {
        assert!(!shown.contains(piece), "{piece} in {shown}");
    }
    assert!(
        shown.ends_with('2'),
        "a short parameter is no secret: {shown}"
    );
    let debug = format!("{request:?}");
    assert!(!debug.contains("CANARY"), "{debug}");
}

proptest! {
    #[test]
    fn the_server_reads_the_same_parameters_that_were_set(id in "\\PC{1,20}", secret in "\\PC{1,20}", token in "\\PC{1,40}") {
        let config = OAuthConfig {
            client_id: id.clone(),
            client_secret: Some(secret.as_str().into()),
            client_auth: Some(ClientAuth::SecretPost),
            ..oauth(OAuthGrant::AuthorizationCode)
        };
        let request = build(&config, TOKEN_ENDPOINT, GrantRequest::RefreshToken(&token.as_str().into()));
        let expected = [
            ("client_id", id.as_str()),
            ("client_secret", &secret),
            ("grant_type", "refresh_token"),
            ("refresh_token", &token),
        ];
        prop_assert_eq!(form_of(&request), pairs(&expected));
    }
}
