//! A provider's configuration, and its check.

use super::oauth::form::Part;
use super::secret::Secret;
use std::rc::Rc;

pub use super::login_grant::config::{LoginConfig, LoginFormat};
pub use super::validate::validate;

/// One provider: its grant and its policies. The policies are in `Rc`s because a hundred thousand tenants may share them.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// The way to obtain tokens.
    pub grant: Grant,
    /// The policy for renewing a token.
    pub refresh_policy: Rc<RefreshPolicy>,
    /// The policy for failures.
    pub retry_policy: Rc<RetryPolicy>,
}

/// The way to obtain tokens. In `Rc`s because each login and revocation keeps its own copy.
#[derive(Clone, Debug)]
pub enum Grant {
    /// From an OAuth 2.0 authorization server.
    OAuth(Rc<OAuthConfig>),
    /// From a login endpoint that is no OAuth server.
    Login(Rc<LoginConfig>),
    /// A token set by hand.
    Static(Rc<StaticToken>),
    /// From the user's own functions, which the manager calls.
    Custom(CustomGrant),
}

impl Grant {
    /// True if a coordinator owns the credential and hands out its tokens.
    #[must_use]
    pub fn is_coordinated(&self) -> bool {
        matches!(self, Self::Custom(custom) if custom.coordinated)
    }

    /// The grant's public name, such as `client_credentials`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::OAuth(config) => config.grant.name(),
            Self::Login(_) => "login",
            Self::Static(_) => "static",
            Self::Custom(custom) if custom.coordinated => "coordinator",
            Self::Custom(_) => "custom",
        }
    }
}

/// The functions of a custom provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomGrant {
    /// True if there is a `refresh` besides `acquire`.
    pub can_refresh: bool,
    /// True if the functions ask a coordinator. The coordinator owns the credential, with its retries, circuit and
    /// refresh token.
    pub coordinated: bool,
    /// A text that identifies the coordinator and the credential within it.
    pub owned_by: Option<Rc<str>>,
    /// The target to ask the coordinator for, if it is not its provider's own target.
    pub wish: Option<Rc<Wish>>,
}

/// The values by which a caller names a target. Empty ones are the provider's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Space-separated scopes.
    pub scope: String,
    /// `resource` parameters (RFC 8707 §2).
    pub resource: Vec<String>,
    /// `audience` parameters.
    pub audience: Vec<String>,
}

impl Wish {
    /// The target; `None` if no value is set.
    #[must_use]
    pub fn named(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// The first option that the caller set.
    #[must_use]
    pub fn option(&self) -> &'static str {
        if !self.scope.is_empty() {
            "options.scope"
        } else if !self.resource.is_empty() {
            "options.resource"
        } else {
            "options.audience"
        }
    }
}

/// A token set by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaticToken {
    /// The access token.
    pub token: Secret,
    /// Its type; `Bearer` by default.
    pub token_type: Option<String>,
    /// The time when it expires (epoch milliseconds by the wall clock); by default the time in its `exp` claim, else
    /// never.
    pub expires_at: Option<i64>,
}

/// The OAuth 2.0 grants that a provider can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OAuthGrant {
    /// RFC 6749 §4.4.
    ClientCredentials,
    /// RFC 6749 §4.1 with PKCE (RFC 7636).
    AuthorizationCode,
    /// RFC 6749 §6, with a refresh token from another source.
    RefreshToken,
    /// RFC 6749 §4.3: the user's name and password. RFC 9700 §2.4 forbids it: it shows the user's password to the client,
    /// trains users to type it outside their server, and has no place for a second factor. It is for servers that support
    /// nothing else.
    Password,
    /// RFC 8693: a token is exchanged for another.
    TokenExchange,
    /// RFC 7523 §2.1: an assertion is exchanged for a token.
    JwtBearer,
    /// RFC 8628: the user decides on another device.
    DeviceCode,
}

impl OAuthGrant {
    /// Each of them.
    pub const ALL: [Self; 7] = [
        Self::ClientCredentials,
        Self::AuthorizationCode,
        Self::RefreshToken,
        Self::Password,
        Self::TokenExchange,
        Self::JwtBearer,
        Self::DeviceCode,
    ];

    /// The grant's public name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::Password => "password",
            Self::TokenExchange => "token_exchange",
            Self::JwtBearer => "jwt_bearer",
            Self::DeviceCode => "device_code",
        }
    }

    /// Its `grant_type` in a token request.
    #[must_use]
    pub fn grant_type(self) -> &'static str {
        match self {
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
            Self::JwtBearer => "urn:ietf:params:oauth:grant-type:jwt-bearer",
            Self::DeviceCode => "urn:ietf:params:oauth:grant-type:device_code",
            _ => self.name(),
        }
    }

    /// True if a new start needs a user or credentials from another source, because the configuration alone is not
    /// enough.
    #[must_use]
    pub fn needs_user(self) -> bool {
        matches!(
            self,
            Self::AuthorizationCode | Self::RefreshToken | Self::DeviceCode
        )
    }
}

/// The client's authentication at the token endpoint (RFC 6749 §2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientAuth {
    /// HTTP Basic with form-encoded parts (RFC 6749 §2.3.1).
    SecretBasic,
    /// `client_id` and `client_secret` in the body.
    SecretPost,
    /// An assertion that the client signs anew for each request (RFC 7523 §2.2).
    PrivateKeyJwt,
    /// A public client: `client_id` alone.
    None,
}

/// The configuration of an OAuth 2.0 client at one authorization server.
#[derive(Clone, Debug)]
pub struct OAuthConfig {
    /// The grant.
    pub grant: OAuthGrant,
    /// The issuer identifier (RFC 8414 §2), exactly as the server writes it.
    pub issuer: Option<String>,
    /// Endpoints. Those that are not set come from the issuer's metadata.
    pub endpoints: Endpoints,
    /// RFC 6749 §2.2.
    pub client_id: String,
    /// RFC 6749 §2.3.1.
    pub client_secret: Option<Secret>,
    /// The client's authentication; see [`OAuthConfig::client_auth`].
    pub client_auth: Option<ClientAuth>,
    /// Space-separated scopes; not sent if empty.
    pub scope: String,
    /// `audience` parameters, in order.
    pub audience: Vec<String>,
    /// `resource` parameters (RFC 8707 §2), in order.
    pub resource: Vec<String>,
    /// The URI to which the authorization server sends the user back.
    pub redirect_uri: Option<String>,
    /// The user's name, for [`OAuthGrant::Password`].
    pub username: Option<String>,
    /// The user's password, for [`OAuthGrant::Password`].
    pub password: Option<Secret>,
    /// The first refresh token, used while storage holds none.
    pub refresh_token: Option<Secret>,
    /// The provider whose refresh token is used. The tokens are kept in its record: see [`targets`](super::targets).
    pub refresh_from: Option<Rc<str>>,
    /// The parts that the host makes anew for each request, if there are any.
    pub made: Option<Box<Made>>,
    /// Extra parameters of the token request.
    pub params: Vec<(String, Secret)>,
    /// Extra headers of the token request.
    pub headers: Vec<(String, Secret)>,
    /// True if plain http is allowed beyond loopback hosts.
    pub allow_insecure_http: bool,
    /// Authorization requests are pushed (RFC 9126) or not; by default they are if the issuer's metadata requires it.
    pub par: Option<bool>,
    /// True if tokens are bound to a key ([`dpop`](super::dpop), RFC 9449).
    pub dpop: bool,
}

/// The parts that the host makes anew for each request: assertions, and the tokens to exchange. Only the host holds
/// their sources. This lists the parts.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// True if there is a private key.
    pub has_key: bool,
    /// The `aud` of client assertions.
    pub audience: AssertionAudience,
    /// The source of the assertion of [`OAuthGrant::JwtBearer`].
    pub assertion: Option<AssertionSource>,
    /// The type of the subject token (RFC 8693 §2.1), if there is one.
    pub subject: Option<String>,
    /// The provider whose token is the subject token.
    pub subject_from: Option<String>,
    /// The type of the actor token, if there is one.
    pub actor: Option<String>,
    /// The request's parts for subject, actor or assertion if they never change, with `claims` for an assertion's
    /// claims. They distinguish one credential from another. If there are none, the host is asked for the owner of the
    /// tokens before storage is read.
    pub fixed: Vec<Part>,
}

/// The `aud` of client assertions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssertionAudience {
    /// The issuer, where it is configured (draft-ietf-oauth-rfc7523bis §4).
    #[default]
    Issuer,
    /// The token endpoint, as RFC 7523 §3 had it.
    TokenEndpoint,
}

/// The source of the assertion of [`OAuthGrant::JwtBearer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionSource {
    /// A finished assertion, from the configuration or a function.
    Ready,
    /// Claims that the private key signs.
    Claims,
}

/// A server's endpoints, from the configuration or its metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// RFC 6749 §3.2.
    pub token: Option<String>,
    /// RFC 6749 §3.1.
    pub authorization: Option<String>,
    /// RFC 7009 §2.
    pub revocation: Option<String>,
    /// RFC 8628 §3.1.
    pub device_authorization: Option<String>,
    /// RFC 9126 §2.
    pub pushed_authorization_request: Option<String>,
    /// OpenID Connect RP-Initiated Logout 1.0 §2.
    pub end_session: Option<String>,
    /// RFC 7517 §5.
    pub jwks_uri: Option<String>,
}

/// One of a server's endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // See [`Endpoints`].
pub enum Endpoint {
    Token,
    Authorization,
    Revocation,
    DeviceAuthorization,
    PushedAuthorizationRequest,
    EndSession,
    JwksUri,
}

impl Endpoint {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Token,
        Self::Authorization,
        Self::Revocation,
        Self::DeviceAuthorization,
        Self::PushedAuthorizationRequest,
        Self::EndSession,
        Self::JwksUri,
    ];

    /// Its name in a server's metadata (RFC 8414 §2).
    #[must_use]
    pub fn published_as(self) -> &'static str {
        match self {
            Self::Token => "token_endpoint",
            Self::Authorization => "authorization_endpoint",
            Self::Revocation => "revocation_endpoint",
            Self::DeviceAuthorization => "device_authorization_endpoint",
            Self::PushedAuthorizationRequest => "pushed_authorization_request_endpoint",
            Self::EndSession => "end_session_endpoint",
            Self::JwksUri => "jwks_uri",
        }
    }

    /// Its name in a provider's configuration.
    #[must_use]
    pub fn configured_as(self) -> &'static str {
        match self {
            Self::Token => "tokenEndpoint",
            Self::Authorization => "authorizationEndpoint",
            Self::Revocation => "revocationEndpoint",
            Self::DeviceAuthorization => "deviceAuthorizationEndpoint",
            Self::PushedAuthorizationRequest => "pushedAuthorizationRequestEndpoint",
            Self::EndSession => "endSessionEndpoint",
            Self::JwksUri => "jwksUri",
        }
    }
}

impl Endpoints {
    /// The endpoints that `find` gives.
    pub fn of(find: impl Fn(Endpoint) -> Option<String>) -> Self {
        Self {
            token: find(Endpoint::Token),
            authorization: find(Endpoint::Authorization),
            revocation: find(Endpoint::Revocation),
            device_authorization: find(Endpoint::DeviceAuthorization),
            pushed_authorization_request: find(Endpoint::PushedAuthorizationRequest),
            end_session: find(Endpoint::EndSession),
            jwks_uri: find(Endpoint::JwksUri),
        }
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, which: Endpoint) -> Option<&str> {
        match which {
            Endpoint::Token => &self.token,
            Endpoint::Authorization => &self.authorization,
            Endpoint::Revocation => &self.revocation,
            Endpoint::DeviceAuthorization => &self.device_authorization,
            Endpoint::PushedAuthorizationRequest => &self.pushed_authorization_request,
            Endpoint::EndSession => &self.end_session,
            Endpoint::JwksUri => &self.jwks_uri,
        }
        .as_deref()
    }
}

/// The policy for renewing a token. Durations are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct RefreshPolicy {
    /// Hard limit: a token with less life left is not handed out.
    pub min_lifetime_ms: i64,
    /// Soft limit: with less life left, the token is handed out, and renewed at the same time.
    pub ahead_ms: i64,
    /// Renew at this fixed interval too.
    pub interval_ms: Option<i64>,
    /// Random spread of the renewal, as a share of `ahead_ms`, 0 to 1, in units of 1/65536.
    pub jitter: u32,
    /// The lifetime assumed for a token that states none.
    pub assumed_lifetime_ms: i64,
}

impl Default for RefreshPolicy {
    fn default() -> Self {
        Self {
            min_lifetime_ms: 60_000,
            ahead_ms: 300_000,
            interval_ms: None,
            jitter: 6_554,
            assumed_lifetime_ms: 3_600_000,
        }
    }
}

/// The policy for failures. Durations are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts for each token request, the first included.
    pub max_attempts: u32,
    /// First back-off: waits are random up to `min(max_delay_ms, base_delay_ms · 2ⁿ)`.
    pub base_delay_ms: i64,
    /// Longest back-off.
    pub max_delay_ms: i64,
    /// The time limit of one attempt, including connection and body.
    pub timeout_ms: i64,
    /// The time limit of one `get_token`, including all attempts.
    pub deadline_ms: i64,
    /// Consecutive failures that open the circuit.
    pub circuit_threshold: u32,
    /// First cool-down of the open circuit; doubles up to [`RetryPolicy::MAX_COOLDOWN_MS`].
    pub circuit_cooldown_ms: i64,
    /// Consecutive failures after which a fallback is used.
    pub max_failures_before_fallback: u32,
}

impl RetryPolicy {
    /// The longest cool-down of an open circuit.
    pub const MAX_COOLDOWN_MS: i64 = 300_000;
    /// The longest `Retry-After` that is honored.
    pub const MAX_RETRY_AFTER_MS: i64 = 3_600_000;
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_delay_ms: 500,
            max_delay_ms: 20_000,
            timeout_ms: 10_000,
            deadline_ms: 30_000,
            circuit_threshold: 5,
            circuit_cooldown_ms: 30_000,
            max_failures_before_fallback: 1,
        }
    }
}

impl OAuthConfig {
    /// A client with this identifier and no other settings: `OAuthConfig { issuer: …, ..OAuthConfig::new(grant, "app")
    /// }`.
    #[must_use]
    pub fn new(grant: OAuthGrant, client_id: impl Into<String>) -> Self {
        Self {
            grant,
            issuer: None,
            endpoints: Endpoints::default(),
            client_id: client_id.into(),
            client_secret: None,
            client_auth: None,
            scope: String::new(),
            audience: Vec::new(),
            resource: Vec::new(),
            redirect_uri: None,
            username: None,
            password: None,
            refresh_token: None,
            refresh_from: None,
            made: None,
            params: Vec::new(),
            headers: Vec::new(),
            allow_insecure_http: false,
            par: None,
            dpop: false,
        }
    }

    /// The client's authentication. By default it uses its secret, else its key (unless that signs the exchanged
    /// assertion), else nothing.
    #[must_use]
    pub fn client_auth(&self) -> ClientAuth {
        self.client_auth.unwrap_or(if self.client_secret.is_some() {
            ClientAuth::SecretBasic
        } else if self.made().has_key && !self.signs_grant() {
            ClientAuth::PrivateKeyJwt
        } else {
            ClientAuth::None
        })
    }

    /// True if the client exchanges an assertion that it signs itself, which already identifies it (RFC 7523 §3.1).
    #[must_use]
    pub fn signs_grant(&self) -> bool {
        self.made().assertion == Some(AssertionSource::Claims)
    }

    /// The parts that the host makes; possibly none.
    #[must_use]
    pub fn made(&self) -> &Made {
        const NOTHING: &Made = &Made {
            has_key: false,
            audience: AssertionAudience::Issuer,
            assertion: None,
            subject: None,
            subject_from: None,
            actor: None,
            fixed: Vec::new(),
        };
        self.made.as_deref().unwrap_or(NOTHING)
    }
}
