//! Reads a provider's configuration.

use super::options::{self, Policies};
use crate::core::config::{
    AssertionAudience, AssertionSource, ClientAuth, CustomGrant, Endpoints, Grant, LoginConfig,
    LoginFormat, Made, OAuthConfig, OAuthGrant, Opaque, ProviderConfig, StaticToken,
};
use crate::core::error::Result;
use crate::core::url::Url;
use crate::host::property;
use crate::host::shape::Shape;
use crate::manager::token_input::members::{Members, Number};
use crate::manager::{Custom, Fallback, Provider};
use js_sys::{Array, Function, Object};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The grants, by their place.
const GRANTS: [&str; 11] = [
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "password",
    "login",
    "static",
    "custom",
    "token_exchange",
    "jwt_bearer",
    "device_code",
    "coordinator",
];

/// `ProviderConfig`, with the policies that it leaves open filled in. `path` is what it is called in messages.
pub(super) fn read(value: &JsValue, path: &str, policies: &Policies) -> Result<Provider> {
    let mut members = Members::of(value, path);
    let grant = match members.word("grant", &GRANTS, &[]) {
        Some(0) => oauth(&mut members, OAuthGrant::ClientCredentials),
        Some(1) => oauth(&mut members, OAuthGrant::AuthorizationCode),
        Some(2) => oauth(&mut members, OAuthGrant::RefreshToken),
        Some(3) => oauth(&mut members, OAuthGrant::Password),
        Some(7) => oauth(&mut members, OAuthGrant::TokenExchange),
        Some(8) => oauth(&mut members, OAuthGrant::JwtBearer),
        Some(4) => login(&mut members),
        Some(5) => static_token(&mut members),
        Some(9) => oauth(&mut members, OAuthGrant::DeviceCode),
        Some(place) => Grant::Custom(CustomGrant {
            can_refresh: members.peek("refresh").is_some(),
            coordinated: place == 10,
        }),
        None => {
            members.fail("grant", "is missing");
            // Not used: what is wrong already ends this.
            Grant::Custom(CustomGrant {
                can_refresh: false,
                coordinated: false,
            })
        }
    };
    let custom = match &grant {
        Grant::Custom(custom) => custom_functions(&mut members, value, custom.coordinated),
        _ => None,
    };
    let fallback = fallback(&mut members, path, policies);
    let allowed_origins = allowed_origins(&mut members);
    let Policies { refresh, retry } = policies.with(&mut members);
    members.end()?;
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

/// `fallback`: a name, a configuration, or a list of them.
fn fallback(members: &mut Members, path: &str, policies: &Policies) -> Vec<Fallback> {
    let Some(value) = members.take("fallback") else {
        return Vec::new();
    };
    let name = "fallback";
    let places: Vec<_> = match value.dyn_ref::<Array>() {
        Some(list) => list.iter().collect(),
        None => vec![value],
    };
    let alone = places.len() == 1;
    let mut chain = Vec::with_capacity(places.len());
    for (place, value) in places.into_iter().enumerate() {
        if let Some(name) = value.as_string() {
            chain.push(Fallback::Named(name));
            continue;
        }
        let path = [path, ".", name].concat();
        let path = match alone {
            true => path,
            false => [&path, ".", &place.to_string()].concat(),
        };
        match read(&value, &path, policies) {
            Ok(provider) => chain.push(Fallback::Inline(provider)),
            Err(error) => members.fail_with(Err(error)),
        }
    }
    chain
}

fn oauth(members: &mut Members, grant: OAuthGrant) -> Grant {
    const AUTHENTICATION: [ClientAuth; 4] = [
        ClientAuth::SecretBasic,
        ClientAuth::SecretPost,
        ClientAuth::PrivateKeyJwt,
        ClientAuth::None,
    ];
    const AUTHENTICATION_NAMES: [&str; 4] = [
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
        "none",
    ];
    let mut endpoints = Endpoints::default();
    let fields = [
        ("tokenEndpoint", &mut endpoints.token),
        ("authorizationEndpoint", &mut endpoints.authorization),
        ("revocationEndpoint", &mut endpoints.revocation),
        (
            "deviceAuthorizationEndpoint",
            &mut endpoints.device_authorization,
        ),
        (
            "pushedAuthorizationRequestEndpoint",
            &mut endpoints.pushed_authorization_request,
        ),
        ("endSessionEndpoint", &mut endpoints.end_session),
        ("jwksUri", &mut endpoints.jwks_uri),
    ];
    for (name, field) in fields {
        *field = members.text(name);
    }
    let client_id = members.text("clientId");
    let config = OAuthConfig {
        grant,
        issuer: members.text("issuer"),
        endpoints,
        client_id: members.required("clientId", client_id),
        client_secret: members.secret("clientSecret"),
        client_auth: members
            .word("clientAuth", &AUTHENTICATION_NAMES, &[])
            .map(|at| AUTHENTICATION[at]),
        scope: options::scope(members).unwrap_or_default(),
        audience: members.texts("audience"),
        resource: members.texts("resource"),
        redirect_uri: members.text("redirectUri"),
        username: members.text("username"),
        password: members.secret("password"),
        refresh_token: members.secret("refreshToken"),
        made: made(members),
        params: members.text_map("params"),
        headers: members.text_map("headers"),
        allow_insecure_http: members.flag("allowInsecureHttp").unwrap_or(false),
        par: members.flag("par"),
        dpop: members.flag("dpop").unwrap_or(false),
    };
    Grant::OAuth(Rc::new(config))
}

/// What is made anew for each request; `None` where nothing is.
fn made(members: &mut Members) -> Option<Box<Made>> {
    const AUDIENCES: [&str; 2] = ["issuer", "token_endpoint"];
    const TYPES: [(&str, &str); 2] = [
        ("subjectTokenType", "subjectToken"),
        ("actorTokenType", "actorToken"),
    ];
    let mut made = Made::default();
    let place = members.word("clientAssertionAudience", &AUDIENCES, &[]);
    if place == Some(1) {
        made.audience = AssertionAudience::TokenEndpoint;
    }
    let mut inputs = Shape::new().some("keyId", members.text("keyId"));
    for ((name, of), field) in TYPES.into_iter().zip([&mut made.subject, &mut made.actor]) {
        let token_type = members.text(name);
        if members.peek(of).is_some() {
            *field = Some(token_type.unwrap_or_else(|| ACCESS_TOKEN.into()));
        } else if token_type.is_some() {
            members.fail(
                name,
                &["is the type of ", of, ", which is missing"].concat(),
            );
        }
    }
    for name in ["privateKey", "assertion", "subjectToken", "actorToken"] {
        let Some(value) = members.take(name) else {
            continue;
        };
        if let Some(problem) = problem_with(name, &value) {
            members.fail(name, &problem);
            continue;
        }
        match name {
            "privateKey" => made.has_key = true,
            "assertion" if value.is_object() && !value.is_function() => {
                made.assertion = Some(AssertionSource::Claims);
            }
            "assertion" => made.assertion = Some(AssertionSource::Ready),
            "subjectToken" => {
                made.subject_from = property(&value, "provider").and_then(|name| name.as_string());
            }
            _ => {}
        }
        inputs = inputs.with(name, value);
    }
    let anything = made.has_key || made.assertion.is_some() || made.subject.is_some();
    if !anything && made.actor.is_none() {
        return None;
    }
    made.by = Some(Opaque(Rc::new(parts_maker(&inputs.object()))));
    Some(Box::new(made))
}

/// RFC 8693 §3.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

#[wasm_bindgen(raw_module = "../assertions.js")]
extern "C" {
    /// What is wrong with a member that only JavaScript can look into.
    #[wasm_bindgen(js_name = problemWith)]
    pub(super) fn problem_with(name: &str, value: &JsValue) -> Option<String>;
    /// The function that makes the parts of a request.
    #[wasm_bindgen(js_name = partsMaker)]
    fn parts_maker(inputs: &Object) -> Function;
}

fn login(members: &mut Members) -> Grant {
    let password = members.secret("password");
    Grant::Login(Rc::new(LoginConfig {
        urls: members.texts("url"),
        probe: members.flag("probe").unwrap_or(false),
        email: members.text("email"),
        username: members.text("username"),
        password: members.required("password", password),
        client_id: members.text("clientId"),
        client_secret: members.secret("clientSecret"),
        scope: options::scope(members).unwrap_or_default(),
        formats: login_formats(members),
        token_fields: members.texts("tokenFields"),
    }))
}

fn login_formats(members: &mut Members) -> Vec<LoginFormat> {
    let names = members.texts("formats");
    let format = |name: &String| {
        LoginFormat::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
    };
    let formats: Vec<_> = names.iter().filter_map(format).collect();
    if formats.len() < names.len() {
        let all = LoginFormat::ALL.map(LoginFormat::as_str).join("\", \"");
        members.fail("formats", &["must hold none but \"", &all, "\""].concat());
    }
    formats
}

fn static_token(members: &mut Members) -> Grant {
    let token = members.secret("token");
    Grant::Static(Rc::new(StaticToken {
        token: members.required("token", token),
        token_type: members.text("tokenType"),
        expires_at: members.number("expiresAt", Number::Time),
    }))
}

fn custom_functions(members: &mut Members, this: &JsValue, coordinated: bool) -> Option<Custom> {
    let owner = coordinated.then(|| members.take("owner")).flatten();
    if coordinated && owner.is_none() {
        members.fail(
            "grant",
            "\"coordinator\" is made by coordinator() of tokenward/workers",
        );
    }
    let acquire = members.function("acquire");
    let refresh = members.function("refresh");
    let revoke = members.function("revoke");
    if acquire.is_none() {
        members.fail("acquire", "is missing");
    }
    Some(Custom {
        acquire: acquire?,
        refresh,
        revoke,
        owner,
        this: this.clone(),
    })
}

fn allowed_origins(members: &mut Members) -> Vec<String> {
    let is_origin = |text: &String| Url::parse(text).is_ok_and(|url| url.origin() == *text);
    let origins = members.texts("allowedOrigins");
    if !origins.iter().all(is_origin) {
        members.fail(
            "allowedOrigins",
            "must hold origins, https://api.example.com say: no path, no slash at the end",
        );
    }
    origins
}
