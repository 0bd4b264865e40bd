//! A provider's configuration, as JavaScript read it: the order of the values is that of the shapes in `pkg-template/provider.js`.

use super::given::{Given, unknown};
use super::options::Policies;
use crate::core::config::{
    AssertionAudience, AssertionSource, ClientAuth, CustomGrant, Endpoints, Grant, LoginConfig,
    LoginFormat, Made, OAuthConfig, OAuthGrant, Opaque, ProviderConfig, StaticToken,
};
use crate::core::error::Result;
use crate::core::oauth::form::Part;
use crate::manager::{Custom, Fallback, Provider};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// `ProviderConfig`, with the policies that it leaves open filled in.
///
/// # Errors
/// See [`unknown`].
pub(super) fn provider(config: JsValue, policies: &Policies) -> Result<Provider> {
    let mut given = Given::new(config);
    let place = given.place()?;
    let own = Given::new(given.value().ok_or_else(unknown)?);
    let mut custom = None;
    let grant = match place.ok_or_else(unknown)? {
        0 => oauth(own, OAuthGrant::ClientCredentials)?,
        1 => oauth(own, OAuthGrant::AuthorizationCode)?,
        2 => oauth(own, OAuthGrant::RefreshToken)?,
        3 => oauth(own, OAuthGrant::Password)?,
        4 => login(own)?,
        5 => static_token(own),
        place @ (6 | 10) => {
            let (functions, owned_by) = functions(own);
            let functions = functions.ok_or_else(unknown)?;
            let can_refresh = functions.refresh.is_some();
            custom = Some(functions);
            Grant::Custom(CustomGrant {
                can_refresh,
                coordinated: place == 10,
                owned_by: owned_by.map(Rc::from),
            })
        }
        7 => oauth(own, OAuthGrant::TokenExchange)?,
        8 => oauth(own, OAuthGrant::JwtBearer)?,
        9 => oauth(own, OAuthGrant::DeviceCode)?,
        _ => return Err(unknown()),
    };
    let fallback = |value: JsValue| {
        Ok(match value.as_string() {
            Some(name) => Fallback::Named(name),
            None => Fallback::Inline(provider(value, policies)?),
        })
    };
    let fallback = given
        .list()
        .into_iter()
        .map(fallback)
        .collect::<Result<_>>()?;
    let allowed_origins = given.texts();
    let Policies { refresh, retry } = policies.with(&mut given);
    Ok(Provider {
        config: ProviderConfig {
            grant,
            refresh_policy: refresh,
            retry_policy: retry,
        },
        custom,
        fallback,
        allowed_origins,
    })
}

#[inline(never)]
fn oauth(mut own: Given, grant: OAuthGrant) -> Result<Grant> {
    const AUTHENTICATION: [ClientAuth; 4] = [
        ClientAuth::SecretBasic,
        ClientAuth::SecretPost,
        ClientAuth::PrivateKeyJwt,
        ClientAuth::None,
    ];
    let endpoints = Endpoints {
        token: own.text(),
        authorization: own.text(),
        revocation: own.text(),
        device_authorization: own.text(),
        pushed_authorization_request: own.text(),
        end_session: own.text(),
        jwks_uri: own.text(),
    };
    Ok(Grant::OAuth(Rc::new(OAuthConfig {
        grant,
        endpoints,
        client_id: own.text().unwrap_or_default(),
        issuer: own.text(),
        client_secret: own.secret(),
        client_auth: own.one_of(&AUTHENTICATION)?,
        scope: own.text().unwrap_or_default(),
        audience: own.texts(),
        resource: own.texts(),
        redirect_uri: own.text(),
        username: own.text(),
        password: own.secret(),
        refresh_token: own.secret(),
        params: own.text_pairs(),
        headers: own.text_pairs(),
        allow_insecure_http: own.flag().unwrap_or(false),
        par: own.flag(),
        dpop: own.flag().unwrap_or(false),
        made: own.inner().map(made).transpose()?,
    })))
}

/// What is made anew for each request.
fn made(mut given: Given) -> Result<Box<Made>> {
    const AUDIENCES: [AssertionAudience; 2] =
        [AssertionAudience::Issuer, AssertionAudience::TokenEndpoint];
    Ok(Box::new(Made {
        by: given.function().map(|maker| Opaque(Rc::new(maker))),
        has_key: given.flag().unwrap_or(false),
        audience: given.one_of(&AUDIENCES)?.unwrap_or(AUDIENCES[0]),
        assertion: given.flag().map(|is_ready| match is_ready {
            true => AssertionSource::Ready,
            false => AssertionSource::Claims,
        }),
        subject: given.text(),
        subject_from: given.text(),
        actor: given.text(),
        fixed: (given.text_pairs().into_iter())
            .map(|(name, value)| Part { name, value })
            .collect(),
    }))
}

fn login(mut own: Given) -> Result<Grant> {
    Ok(Grant::Login(Rc::new(LoginConfig {
        password: own.secret().unwrap_or_default(),
        urls: own.texts(),
        probe: own.flag().unwrap_or(false),
        email: own.text(),
        username: own.text(),
        client_id: own.text(),
        client_secret: own.secret(),
        scope: own.text().unwrap_or_default(),
        formats: formats(own.inner())?,
        token_fields: own.texts(),
    })))
}

fn formats(given: Option<Given>) -> Result<Vec<LoginFormat>> {
    let mut formats = Vec::new();
    if let Some(mut given) = given {
        while let Some(format) = given.one_of(&LoginFormat::ALL)? {
            formats.push(format);
        }
    }
    Ok(formats)
}

fn static_token(mut own: Given) -> Grant {
    Grant::Static(Rc::new(StaticToken {
        token: own.secret().unwrap_or_default(),
        token_type: own.text(),
        expires_at: own.number(),
    }))
}

/// The functions, and which coordinator's they are.
fn functions(mut own: Given) -> (Option<Custom>, Option<String>) {
    let mut read = || {
        Some(Custom {
            this: own.value()?,
            acquire: own.function()?,
            refresh: own.function(),
            revoke: own.function(),
            owner: own.value(),
        })
    };
    (read(), own.text())
}
