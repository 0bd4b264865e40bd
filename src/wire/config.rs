//! The configuration by users: a manager's settings and providers. The driver has checked each value by itself;
//! durations are in milliseconds. The engine checks that the values fit together.

use super::answer::parts;
use super::read::{Members, unknown};
use crate::core::config::{
    AssertionAudience, AssertionSource, ClientAuth, CustomGrant, Endpoint, Endpoints, Grant,
    LoginConfig, LoginFormat, Made, OAuthConfig, OAuthGrant, ProviderConfig, RefreshPolicy,
    RetryPolicy, StaticToken,
};
use crate::core::credential::StorageTraits;
use crate::core::engine::{Fallback, Host, Provider, Settings, Storage, StorageMissing};
use crate::core::error::{Class, Code, Error, Result};
use crate::core::json::Json;
use crate::core::log::Level;
use std::rc::Rc;

/// The policies that every provider starts from, and shares unless it has its own.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    refresh: Rc<RefreshPolicy>,
    retry: Rc<RetryPolicy>,
}

impl Policies {
    /// These policies, with the fields of `json` in place of their own.
    pub(super) fn with(&self, json: &Json) -> Self {
        let mut policies = self.clone();
        if let Some(own) = json.get("refreshPolicy") {
            let mut refresh = RefreshPolicy::clone(&self.refresh);
            over_refresh(own, &mut refresh);
            policies.refresh = refresh.into();
        }
        if let Some(own) = json.get("retryPolicy") {
            let mut retry = RetryPolicy::clone(&self.retry);
            over_retry(own, &mut retry);
            policies.retry = retry.into();
        }
        policies
    }
}

fn over_refresh(own: &Json, policy: &mut RefreshPolicy) {
    for (name, field) in [
        ("minLifetimeMs", &mut policy.min_lifetime_ms),
        ("aheadMs", &mut policy.ahead_ms),
        ("assumedLifetimeMs", &mut policy.assumed_lifetime_ms),
    ] {
        *field = own.number(name).unwrap_or(*field);
    }
    policy.interval_ms = own.number("intervalMs").or(policy.interval_ms);
    policy.jitter = own.count("jitter").unwrap_or(policy.jitter);
}

fn over_retry(own: &Json, policy: &mut RetryPolicy) {
    for (name, field) in [
        ("baseDelayMs", &mut policy.base_delay_ms),
        ("maxDelayMs", &mut policy.max_delay_ms),
        ("timeoutMs", &mut policy.timeout_ms),
        ("deadlineMs", &mut policy.deadline_ms),
        ("circuitCooldownMs", &mut policy.circuit_cooldown_ms),
    ] {
        *field = own.number(name).unwrap_or(*field);
    }
    for (name, field) in [
        ("maxAttempts", &mut policy.max_attempts),
        ("circuitThreshold", &mut policy.circuit_threshold),
        (
            "maxFailuresBeforeFallback",
            &mut policy.max_failures_before_fallback,
        ),
    ] {
        *field = own.count(name).unwrap_or(*field);
    }
}

/// The settings of a manager, and its providers.
#[derive(Debug)]
pub struct Manager {
    /// The settings of its engine.
    pub settings: Settings,
    /// The policies that its providers start from.
    pub policies: Policies,
    /// Its providers, by name.
    pub providers: Vec<(String, Provider)>,
}

/// Reads the settings of a manager, and its providers.
///
/// # Errors
/// [`Class::InvalidConfiguration`] for a value that the driver should have refused.
pub fn manager(json: &Json) -> Result<Manager> {
    let policies = Policies::default().with(json);
    let resolves = json.flag("resolves") == Some(true);
    let settings = Settings {
        namespace: json.get_str("namespace").unwrap_or_default().into(),
        host: host(json)?,
        storage: json.get("storage").map(storage).transpose()?,
        storage_missing: json.get("storageMissing").map(storage_missing),
        background: json.flag("background"),
        log_level: log_level(json)?,
        offline: json.flag("offline").unwrap_or_default(),
        resolve_within_ms: resolves.then_some(policies.retry.deadline_ms),
    };
    let mut providers = Vec::new();
    for item in json.items("providers") {
        let name = item.text("name").unwrap_or_default();
        providers.push((name, provider(item, &policies)?));
    }
    Ok(Manager {
        settings,
        policies,
        providers,
    })
}

/// The kind of the host.
pub(super) fn host(json: &Json) -> Result<Host> {
    Ok(match json.get_str("host") {
        Some("browser") => Host::Browser,
        Some("process") => Host::Process,
        Some("edge") => Host::Edge,
        Some("durableObject") => Host::DurableObject,
        _ => return Err(unknown()),
    })
}

/// The least important level that the logger gets.
pub(super) fn log_level(json: &Json) -> Result<Option<Level>> {
    Ok(Some(match json.get_str("logLevel") {
        None => return Ok(None),
        Some("error") => Level::Error,
        Some("warn") => Level::Warn,
        Some("info") => Level::Info,
        Some("debug") => Level::Debug,
        Some(_) => return Err(unknown()),
    }))
}

/// Another storage that the driver has opened; `None` is memory.
///
/// # Errors
/// [`Class::Storage`] if the host lacks it.
pub fn other_storage(json: &Json) -> Result<Option<Storage>> {
    match json.get("storageMissing") {
        Some(missing) => Err(storage_missing(missing).error),
        None => json.get("storage").map(storage).transpose(),
    }
}

/// A storage that the driver has opened.
///
/// # Errors
/// [`Class::InvalidConfiguration`] if it has no number.
pub(super) fn storage(json: &Json) -> Result<Storage> {
    let is = |name| json.flag(name).unwrap_or_default();
    Ok(Storage {
        id: json.count("id").ok_or_else(unknown)?,
        kind: json.text("kind").unwrap_or_default(),
        traits: StorageTraits {
            present: true,
            keeps_refresh_tokens: is("keepsRefreshTokens"),
            shared: is("shared"),
            volatile: is("volatile"),
            late: is("late"),
        },
        compares: is("compares"),
        encrypted: is("encrypted"),
    })
}

fn storage_missing(json: &Json) -> StorageMissing {
    let message = json.text("message").unwrap_or_default();
    StorageMissing {
        kind: json.text("kind").unwrap_or_default(),
        error: Error::new(Class::Storage, Code::Storage, message),
    }
}

/// A provider, with the default for every policy that it leaves open.
///
/// # Errors
/// [`Class::InvalidConfiguration`] for a value that the driver should have refused.
pub fn provider(json: &Json, policies: &Policies) -> Result<Provider> {
    let grant = match json.get_str("grant").unwrap_or_default() {
        "login" => login(json)?,
        "static" => static_token(json),
        name @ ("custom" | "coordinator") => Grant::Custom(CustomGrant {
            can_refresh: json.flag("refreshes").unwrap_or_default(),
            coordinated: name == "coordinator",
            owned_by: json.get_str("ownedBy").map(Rc::from),
            wish: None,
        }),
        name => oauth(json, grant(name)?)?,
    };
    let mut fallback = Vec::new();
    for item in json.items("fallback") {
        fallback.push(match item.as_str() {
            Some(name) => Fallback::Named(name.to_owned()),
            None => Fallback::Inline(provider(item, policies)?),
        });
    }
    let Policies { refresh, retry } = policies.with(json);
    Ok(Provider {
        config: ProviderConfig {
            grant,
            refresh_policy: refresh,
            retry_policy: retry,
        },
        functions: json.count("functions"),
        revokes: json.flag("revokes").unwrap_or_default(),
        fallback,
        allowed_origins: json.texts("allowedOrigins"),
    })
}

/// The part of a provider's configuration that a login needs. A provider without an authorization server has no login,
/// whatever its grant.
///
/// # Errors
/// [`Class::InvalidConfiguration`] for a value that the driver should have refused.
pub(super) fn of_login(json: &Json, policies: &Policies) -> Result<ProviderConfig> {
    let grant = match grant(json.get_str("grant").unwrap_or_default()) {
        Ok(grant) => oauth(json, grant)?,
        Err(_) => Grant::Custom(CustomGrant {
            can_refresh: false,
            coordinated: false,
            owned_by: None,
            wish: None,
        }),
    };
    let Policies { refresh, retry } = policies.with(json);
    Ok(ProviderConfig {
        grant,
        refresh_policy: refresh,
        retry_policy: retry,
    })
}

/// The grant of this name.
pub(super) fn grant(name: &str) -> Result<OAuthGrant> {
    let grant = OAuthGrant::ALL
        .into_iter()
        .find(|grant| grant.name() == name);
    grant.ok_or_else(unknown)
}

fn oauth(json: &Json, grant: OAuthGrant) -> Result<Grant> {
    let client_auth = match json.get_str("clientAuth") {
        None => None,
        Some("client_secret_basic") => Some(ClientAuth::SecretBasic),
        Some("client_secret_post") => Some(ClientAuth::SecretPost),
        Some("private_key_jwt") => Some(ClientAuth::PrivateKeyJwt),
        Some("none") => Some(ClientAuth::None),
        Some(_) => return Err(unknown()),
    };
    Ok(Grant::OAuth(Rc::new(OAuthConfig {
        grant,
        endpoints: Endpoints::of(|endpoint: Endpoint| json.text(endpoint.configured_as())),
        client_id: json.text("clientId").unwrap_or_default(),
        issuer: json.text("issuer"),
        client_secret: json.secret("clientSecret"),
        client_auth,
        scope: json.text("scope").unwrap_or_default(),
        audience: json.texts("audience"),
        resource: json.texts("resource"),
        redirect_uri: json.text("redirectUri"),
        username: json.text("username"),
        password: json.secret("password"),
        refresh_token: json.secret("refreshToken"),
        refresh_from: json
            .get("refreshToken")
            .and_then(|supplier| supplier.get_str("provider"))
            .map(Rc::from),
        params: json.pairs("params"),
        headers: json.pairs("headers"),
        allow_insecure_http: json.flag("allowInsecureHttp").unwrap_or_default(),
        par: json.flag("par"),
        dpop: json.flag("dpop").unwrap_or_default(),
        made: json.get("made").map(|made| Box::new(self::made(made))),
    })))
}

/// The parts that the driver makes anew for each request.
fn made(json: &Json) -> Made {
    Made {
        has_key: json.flag("hasKey").unwrap_or_default(),
        audience: match json.get_str("audience") {
            Some("token_endpoint") => AssertionAudience::TokenEndpoint,
            _ => AssertionAudience::Issuer,
        },
        assertion: match json.get_str("assertion") {
            Some("ready") => Some(AssertionSource::Ready),
            Some(_) => Some(AssertionSource::Claims),
            None => None,
        },
        subject: json.text("subjectTokenType"),
        subject_from: json.text("subjectFrom"),
        actor: json.text("actorTokenType"),
        fixed: parts(json, "fixed"),
    }
}

fn login(json: &Json) -> Result<Grant> {
    let mut formats = Vec::new();
    for name in json.texts("formats") {
        let format = match name.as_str() {
            "json_email" => LoginFormat::JsonEmail,
            "json_username" => LoginFormat::JsonUsername,
            "form" => LoginFormat::Form,
            "oauth_password" => LoginFormat::OAuthPassword,
            "oauth_client_credentials" => LoginFormat::OAuthClientCredentials,
            _ => return Err(unknown()),
        };
        formats.push(format);
    }
    Ok(Grant::Login(Rc::new(LoginConfig {
        password: json.secret("password").unwrap_or_default(),
        urls: json.texts("url"),
        probe: json.flag("probe").unwrap_or_default(),
        email: json.text("email"),
        username: json.text("username"),
        client_id: json.text("clientId"),
        client_secret: json.secret("clientSecret"),
        scope: json.text("scope").unwrap_or_default(),
        formats,
        token_fields: json.texts("tokenFields"),
    })))
}

fn static_token(json: &Json) -> Grant {
    Grant::Static(Rc::new(StaticToken {
        token: json.secret("token").unwrap_or_default(),
        token_type: json.text("tokenType"),
        expires_at: json.number("expiresAt"),
    }))
}
