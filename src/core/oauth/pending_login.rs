//! A login that has begun: the data for the user's return from the authorization server.

use super::demands::Demands;
use crate::core::json::{Json, ObjectWriter};
use crate::core::secret::Secret;
use crate::core::text::SecretText;
use crate::core::time::SECOND;

/// Binds the authorization server's answer to its login. Used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLogin {
    /// RFC 6749 §4.1.1, against forged callbacks; finds this login again.
    pub state: Secret,
    /// OpenID Connect Core §3.1.2.1, binds the ID token.
    pub nonce: Secret,
    /// The PKCE code verifier (RFC 7636 §4.1).
    pub verifier: Secret,
    /// The provider's name.
    pub provider: String,
    /// The redirect URI that was sent, to be repeated in the token request.
    pub redirect_uri: String,
    /// The expected issuer, if it is known.
    pub issuer: Option<String>,
    /// True if the issuer promised an `iss` parameter in its response (RFC 9207 §3).
    pub iss_required: bool,
    /// The requested scope.
    pub scope: String,
    /// The endpoint that redeems the code.
    pub token_endpoint: String,
    /// The address of the issuer's keys, which check the ID token; `None` if unknown.
    pub jwks_uri: Option<String>,
    /// The demands on the user's authentication, which the ID token must meet.
    pub demands: Demands,
    /// The time when the login began (epoch milliseconds by the wall clock).
    pub created_at: i64,
    /// JSON text that the application gets back. Kept here, never sent.
    pub app_state: Option<String>,
}

/// True if a scope asks for an ID token (OpenID Connect Core §3.1.2.1).
#[must_use]
pub fn asks_for_id_token(scope: &str) -> bool {
    scope.split(' ').any(|scope| scope == "openid")
}

impl PendingLogin {
    /// True if the scope asks for an ID token, so that `nonce` is sent and expected back.
    #[must_use]
    pub fn wants_id_token(&self) -> bool {
        asks_for_id_token(&self.scope)
    }

    /// True if it began more than a day ago, so that no answer to it is accepted. A login page left open overnight
    /// still works.
    #[must_use]
    pub fn is_too_old(&self, now: i64) -> bool {
        now.saturating_sub(self.created_at) > 86_400 * SECOND
    }

    /// The record for sessionStorage.
    #[must_use]
    pub fn to_record(&self) -> Secret {
        let mut out = SecretText::with_capacity(1024);
        let mut object = ObjectWriter::new(&mut out);
        object.string("state", self.state.reveal());
        object.string("nonce", self.nonce.reveal());
        object.string("verifier", self.verifier.reveal());
        object.string("provider", &self.provider);
        object.string("redirect_uri", &self.redirect_uri);
        object.optional("issuer", self.issuer.as_deref());
        object.value("iss_required", &Json::Bool(self.iss_required));
        object.string("scope", &self.scope);
        object.string("token_endpoint", &self.token_endpoint);
        object.optional("jwks_uri", self.jwks_uri.as_deref());
        self.demands.write(&mut object);
        object.number("created_at", Some(self.created_at));
        object.optional("app_state", self.app_state.as_deref());
        object.finish();
        out.into_secret()
    }

    /// Reads the record; `None` if it is damaged.
    #[must_use]
    pub fn from_record(text: &str) -> Option<Self> {
        let record = Json::parse(text).ok()?;
        let text = |name: &str| record.get_str(name);
        let secret = |name: &str| text(name).filter(|text| !text.is_empty()).map(Secret::from);
        Some(Self {
            state: secret("state")?,
            nonce: secret("nonce")?,
            verifier: secret("verifier")?,
            provider: text("provider")?.to_owned(),
            redirect_uri: text("redirect_uri")?.to_owned(),
            issuer: text("issuer").map(str::to_owned),
            // An unreadable value must not weaken the check.
            iss_required: record.get("iss_required")? != &Json::Bool(false),
            scope: text("scope")?.to_owned(),
            token_endpoint: text("token_endpoint")?.to_owned(),
            jwks_uri: text("jwks_uri").map(str::to_owned),
            // Records of earlier versions have none.
            demands: Demands::read(&record)?,
            created_at: record.get("created_at")?.as_i64()?,
            app_state: text("app_state").map(str::to_owned),
        })
    }
}
