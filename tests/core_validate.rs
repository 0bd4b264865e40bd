//! The check of the configuration: each wrong option is named by its path, with its remedy.

mod fixtures;

use fixtures::*;
use std::rc::Rc;
use tokenward::core::config::{
    ClientAuth, CustomGrant, Grant, OAuthConfig, OAuthGrant, ProviderConfig, RefreshPolicy,
    RetryPolicy, StaticToken, validate,
};
use tokenward::core::error::{Class, Code};

/// The path of the wrong option, or an empty text.
fn complaint(config: &ProviderConfig) -> String {
    match validate(config, "providers.api") {
        Ok(()) => String::new(),
        Err(error) => {
            assert_eq!(
                (error.class, error.code),
                (Class::InvalidConfiguration, Code::InvalidConfiguration)
            );
            let (path, problem) = error
                .message
                .split_once(": ")
                .expect("a path and a problem");
            assert!(problem.len() > 10, "says nothing: {problem}");
            path.strip_prefix("providers.api.")
                .expect("the provider's path")
                .to_owned()
        }
    }
}

fn of(grant: OAuthGrant, change: impl FnOnce(&mut OAuthConfig)) -> String {
    let mut config = oauth(grant);
    change(&mut config);
    complaint(&provider(config))
}

fn cc(change: impl FnOnce(&mut OAuthConfig)) -> String {
    of(OAuthGrant::ClientCredentials, change)
}

#[test]
fn good_configurations_pass() {
    for grant in [
        OAuthGrant::ClientCredentials,
        OAuthGrant::AuthorizationCode,
        OAuthGrant::RefreshToken,
    ] {
        assert_eq!(of(grant, |_| {}), "");
        assert_eq!(of(grant, |c| c.endpoints.token = None), "", "discovered");
    }
    assert_eq!(cc(|c| c.issuer = None), "");
    assert_eq!(
        cc(|c| c.issuer = Some("https://as.example/realms/a/".into())),
        ""
    );
    assert_eq!(cc(|c| c.client_secret = Some("s".into())), "");
    assert_eq!(cc(|c| c.client_auth = Some(ClientAuth::None)), "");
    assert_eq!(
        cc(|c| c.endpoints.token = Some("http://localhost:9000/token?x=1".into())),
        ""
    );
    assert_eq!(
        cc(|c| c.resource = vec!["https://api.example/?a=1".into(), "urn:x".into()]),
        ""
    );
    let native = |c: &mut OAuthConfig| c.redirect_uri = Some("com.example.app:/cb".into());
    assert_eq!(of(OAuthGrant::AuthorizationCode, native), "");
    let endpoints = |c: &mut OAuthConfig| {
        c.issuer = None;
        c.endpoints.authorization = Some("https://as.example/auth".into());
    };
    assert_eq!(of(OAuthGrant::AuthorizationCode, endpoints), "");
}

#[test]
fn endpoints_have_to_be_known_or_discoverable() {
    let nothing = |c: &mut OAuthConfig| {
        c.issuer = None;
        c.endpoints.token = None;
    };
    for grant in [
        OAuthGrant::ClientCredentials,
        OAuthGrant::AuthorizationCode,
        OAuthGrant::RefreshToken,
    ] {
        assert_eq!(of(grant, nothing), "tokenEndpoint");
    }
    assert_eq!(
        of(OAuthGrant::AuthorizationCode, |c| c.issuer = None),
        "authorizationEndpoint"
    );
}

#[test]
fn credentials_go_to_https_alone() {
    for url in [
        "http://as.example/x",
        "",
        "as.example",
        "https://as.example/#f",
        "https://u:p@as.example/",
        "ftp://as.example/",
        "https://as.example/ x",
    ] {
        assert_eq!(cc(|c| c.issuer = Some(url.into())), "issuer", "{url}");
        assert_eq!(
            cc(|c| c.endpoints.token = Some(url.into())),
            "tokenEndpoint",
            "{url}"
        );
        assert_eq!(
            cc(|c| c.endpoints.authorization = Some(url.into())),
            "authorizationEndpoint",
            "{url}"
        );
        assert_eq!(
            cc(|c| c.endpoints.revocation = Some(url.into())),
            "revocationEndpoint",
            "{url}"
        );
        assert_eq!(
            cc(|c| c.endpoints.device_authorization = Some(url.into())),
            "deviceAuthorizationEndpoint",
            "{url}"
        );
        let par = |c: &mut OAuthConfig| c.endpoints.pushed_authorization_request = Some(url.into());
        assert_eq!(cc(par), "pushedAuthorizationRequestEndpoint", "{url}");
        assert_eq!(
            cc(|c| c.endpoints.end_session = Some(url.into())),
            "endSessionEndpoint",
            "{url}"
        );
        assert_eq!(
            cc(|c| c.endpoints.jwks_uri = Some(url.into())),
            "jwksUri",
            "{url}"
        );
    }
    let insecure = |c: &mut OAuthConfig| {
        c.allow_insecure_http = true;
        c.issuer = Some("http://as.example".into());
        c.endpoints.token = Some("http://as.example/token".into());
    };
    assert_eq!(cc(insecure), "");
    for issuer in [
        "https://as.example?x",
        "https://as.example/?",
        "https://as.example#x",
    ] {
        assert_eq!(cc(|c| c.issuer = Some(issuer.into())), "issuer", "{issuer}");
    }
}

#[test]
fn the_client_has_to_be_complete() {
    assert_eq!(cc(|c| c.client_id = String::new()), "clientId");
    assert_eq!(cc(|c| c.client_secret = Some("".into())), "clientSecret");
    assert_eq!(
        cc(|c| c.client_auth = Some(ClientAuth::SecretBasic)),
        "clientSecret"
    );
    assert_eq!(
        cc(|c| c.client_auth = Some(ClientAuth::SecretPost)),
        "clientSecret"
    );
}

#[test]
fn requested_values_have_to_be_well_formed() {
    for scope in ["a\"b", "a\\b", "a\nb", "ä"] {
        assert_eq!(cc(|c| c.scope = scope.into()), "scope", "{scope}");
    }
    assert_eq!(
        cc(|c| c.audience = vec!["a".into(), String::new()]),
        "audience"
    );
    assert_eq!(cc(|c| c.resource = vec![String::new()]), "resource");
    assert_eq!(
        cc(|c| c.resource = vec!["https://api.example/#x".into()]),
        "resource"
    );
    for uri in [
        "",
        "/cb",
        "app.example/cb",
        "https://app.example/cb#x",
        "https://app.example/c b",
        ":x",
        "1a:/cb",
    ] {
        assert_eq!(
            cc(|c| c.redirect_uri = Some(uri.into())),
            "redirectUri",
            "{uri}"
        );
    }
    assert_eq!(
        of(OAuthGrant::RefreshToken, |c| c.refresh_token =
            Some("".into())),
        "refreshToken"
    );
}

#[test]
fn parameters_cannot_change_the_kind_of_request() {
    for name in [
        "grant_type",
        "client_id",
        "client_secret",
        "code",
        "code_verifier",
        "redirect_uri",
        "refresh_token",
        "client_assertion",
    ] {
        assert_eq!(
            cc(|c| c.params = vec![("ok".into(), "1".into()), (name.into(), "x".into())]),
            format!("params.{name}")
        );
    }
    assert_eq!(
        cc(|c| c.params = vec![(String::new(), "x".into())]),
        "params"
    );
    for name in ["scope", "audience", "resource", "tenant", "__proto__"] {
        assert_eq!(
            cc(|c| c.params = vec![(name.into(), "x".into())]),
            "",
            "{name}"
        );
    }
}

#[test]
fn headers_cannot_change_the_kind_of_request() {
    let with = |name: &str, value: &str| cc(|c| c.headers = vec![(name.into(), value.into())]);
    for name in [
        "Content-Type",
        "content-length",
        "HOST",
        "Cookie",
        "",
        "a b",
        "a:b",
        "ä",
        "a\n",
    ] {
        let path = if name.is_empty() {
            "headers".to_owned()
        } else {
            format!("headers.{name}")
        };
        assert_eq!(with(name, "x"), path);
    }
    for value in ["a\r\nb: c", "a\nb", "ä", "\u{0}"] {
        assert_eq!(with("x-a", value), "headers.x-a", "{value:?}");
    }
    assert_eq!(with("X-Api-Key", "k 1"), "");
    let authorization = |auth: Option<ClientAuth>| {
        cc(|c| {
            c.client_secret = Some("s".into());
            c.client_auth = auth;
            c.headers = vec![("Authorization".into(), "Custom x".into())];
        })
    };
    assert_eq!(
        authorization(None),
        "headers.Authorization",
        "one way of client authentication"
    );
    assert_eq!(authorization(Some(ClientAuth::None)), "");
    assert_eq!(authorization(Some(ClientAuth::SecretPost)), "");
}

#[test]
fn policies_have_to_be_in_range() {
    let with = |refresh: RefreshPolicy, retry: RetryPolicy| {
        let config = ProviderConfig {
            refresh_policy: refresh.into(),
            retry_policy: retry.into(),
            ..provider(oauth(OAuthGrant::ClientCredentials))
        };
        complaint(&config)
    };
    let refresh = |change: fn(&mut RefreshPolicy)| {
        let mut policy = RefreshPolicy::default();
        change(&mut policy);
        with(policy, RetryPolicy::default())
    };
    let retry = |change: fn(&mut RetryPolicy)| {
        let mut policy = RetryPolicy::default();
        change(&mut policy);
        with(RefreshPolicy::default(), policy)
    };
    assert_eq!(
        refresh(|p| p.min_lifetime_ms = 0),
        "refreshPolicy.minLifetimeSeconds"
    );
    assert_eq!(refresh(|p| p.ahead_ms = -1), "refreshPolicy.aheadSeconds");
    assert_eq!(
        refresh(|p| p.interval_ms = Some(0)),
        "refreshPolicy.intervalSeconds"
    );
    assert_eq!(
        refresh(|p| p.assumed_lifetime_ms = i64::MIN),
        "refreshPolicy.assumedLifetimeSeconds"
    );
    assert_eq!(refresh(|p| p.jitter = 65_537), "refreshPolicy.jitter");
    assert_eq!(refresh(|p| p.jitter = 65_536), "");
    assert_eq!(refresh(|p| p.jitter = 0), "");
    assert_eq!(refresh(|p| p.interval_ms = Some(1)), "");
    assert_eq!(retry(|p| p.max_attempts = 0), "retryPolicy.maxAttempts");
    assert_eq!(retry(|p| p.base_delay_ms = 0), "retryPolicy.baseDelayMs");
    assert_eq!(retry(|p| p.max_delay_ms = 0), "retryPolicy.maxDelayMs");
    assert_eq!(retry(|p| p.timeout_ms = 0), "retryPolicy.timeoutMs");
    assert_eq!(retry(|p| p.deadline_ms = 0), "retryPolicy.deadlineMs");
    assert_eq!(
        retry(|p| p.circuit_threshold = 0),
        "retryPolicy.circuitThreshold"
    );
    assert_eq!(
        retry(|p| p.circuit_cooldown_ms = 0),
        "retryPolicy.circuitCooldownMs"
    );
}

#[test]
fn a_static_token_has_to_fit_into_a_header() {
    let with = |token: &str, kind: Option<&str>, expires_at: Option<i64>| {
        let grant = Grant::Static(Rc::new(StaticToken {
            token: token.into(),
            token_type: kind.map(str::to_owned),
            expires_at,
        }));
        complaint(&ProviderConfig {
            grant,
            refresh_policy: Default::default(),
            retry_policy: Default::default(),
        })
    };
    assert_eq!(with("t", None, None), "");
    assert_eq!(with("t", Some("Token"), Some(1)), "");
    for token in ["", "a\nb", "ä"] {
        assert_eq!(with(token, None, None), "token");
    }
    for kind in ["", "Be arer", "a\n"] {
        assert_eq!(with("t", Some(kind), None), "tokenType");
    }
    assert_eq!(with("t", None, Some(0)), "expiresAt");
}

#[test]
fn the_policies_of_a_custom_provider_are_checked_too() {
    let mut config = ProviderConfig {
        grant: Grant::Custom(CustomGrant {
            can_refresh: false,
            coordinated: false,
            owned_by: None,
            wish: None,
        }),
        refresh_policy: Default::default(),
        retry_policy: Default::default(),
    };
    assert_eq!(complaint(&config), "");
    Rc::make_mut(&mut config.retry_policy).max_attempts = 0;
    assert_eq!(complaint(&config), "retryPolicy.maxAttempts");
}

#[test]
fn no_message_shows_a_secret() {
    let mut config = oauth(OAuthGrant::ClientCredentials);
    config.client_secret = Some("CANARY\u{7f}".into());
    config.headers = vec![("x-a".into(), "CANARY\n".into())];
    let error = validate(&provider(config), "providers.api").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("CANARY"));
}
