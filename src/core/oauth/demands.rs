//! The demands of a login on the user's authentication, and their check against the ID token (OpenID Connect Core
//! §3.1.2.1, §5.5).

use super::form::Form;
use crate::core::challenge::claims_request;
use crate::core::error::{Error, Result};
use crate::core::json::{Json, ObjectWriter};
use crate::core::jwt::time_claim;
use crate::core::text::{Parts, SecretText, parse_number};
use crate::core::time::SECOND;
use std::num::NonZeroU32;

/// The demands of one login, as the parameters of its request. By default there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands([Option<String>; 3]);

/// The names of the parameters.
const NAMES: [&str; 3] = ["acr_values", "max_age", "claims"];

/// The tolerance for the age of the authentication. The user may have taken time to consent, and the clocks of the
/// server's machines may differ.
const TOLERANCE_MS: i64 = 60 * SECOND;

impl Demands {
    /// Any authentication will do.
    pub const NONE: Self = Self([None, None, None]);

    /// The demands of a caller. The login may ask for an ID token or not.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration): `claims` is no JSON object, or no ID token
    /// could show that a demand is met.
    pub fn new(
        acr_values: Option<String>,
        max_age_seconds: Option<NonZeroU32>,
        claims: Option<String>,
        asks_for_id_token: bool,
    ) -> Result<Self> {
        let acr_values = acr_values.filter(|values| !values.is_empty());
        let mut of_id_token = acr_values.as_ref().map(|_| "options.acrValues");
        let max_age = max_age_seconds.map(|seconds| {
            of_id_token = Some("options.maxAgeSeconds");
            let mut text = SecretText::default();
            text.push_number(seconds.get().into());
            text.into_string()
        });
        let mut text = None;
        if let Some(claims) = &claims {
            let problem = "must be a JSON object (OpenID Connect Core §5.5), or base64 of one";
            let request = claims_request(claims);
            let (json, object) =
                request.ok_or_else(|| Error::configuration("options.claims", problem))?;
            if object.get("id_token").is_some() {
                of_id_token = Some("options.claims");
            }
            text = Some(json);
        }
        match of_id_token {
            Some(path) if !asks_for_id_token => {
                let problem = "needs openid in the scope: only an ID token can prove it";
                Err(Error::configuration(path, problem))
            }
            _ => Ok(Self([acr_values, max_age, text])),
        }
    }

    /// Adds the parameters to a request.
    pub(super) fn add_to(&self, form: &mut Form) {
        for (name, value) in NAMES.iter().zip(&self.0) {
            // Without a demand, the value of `params` stays.
            if let Some(value) = value {
                form.set(name, value);
            }
        }
    }

    /// Adds the members of a stored login.
    pub(super) fn write(&self, object: &mut ObjectWriter<'_>) {
        for (name, value) in NAMES.iter().zip(&self.0) {
            object.optional(name, value.as_deref());
        }
    }

    /// Reads them from a stored login; `None` if one is damaged, so that damage cannot weaken the check.
    pub(super) fn read(record: &Json) -> Option<Self> {
        let mut demands = Self::default();
        for (name, value) in NAMES.iter().zip(&mut demands.0) {
            if let Some(kept) = record.get(name) {
                *value = Some(kept.as_str()?.to_owned());
            }
        }
        Some(demands)
    }

    /// Checks the claims of an ID token that was issued at `issued_ms`. All times are the server's, so that this
    /// machine's clock does not matter.
    pub(super) fn check(
        &self,
        claims: &Json,
        issued_ms: i64,
    ) -> std::result::Result<(), &'static str> {
        let [acr_values, max_age, requested] = &self.0;
        let acr = claims.get_str("acr").unwrap_or_default();
        if let Some(values) = acr_values {
            if acr.is_empty() {
                return Err("the ID token has no acr, which acrValues demands");
            }
            if !Parts::of(values, b' ').any(|value| value == acr) {
                return Err("the ID token's acr is none of acrValues");
            }
        }
        if requested.as_ref().is_some_and(|text| lacks(text, acr)) {
            return Err("the ID token's acr is not what claims demands");
        }
        if let Some(seconds) = max_age {
            let authenticated = time_claim(claims, "auth_time")
                .ok_or("the ID token has no auth_time, which maxAgeSeconds demands")?;
            let allowed = parse_number(seconds).unwrap_or_default();
            if issued_ms - authenticated
                > allowed.saturating_mul(SECOND).saturating_add(TOLERANCE_MS)
            {
                return Err("the user authenticated longer ago than maxAgeSeconds (auth_time)");
            }
        }
        Ok(())
    }
}

/// True if a `claims` request contains an essential `acr` with values (§5.5.1.1), and this one is none of them.
fn lacks(requested: &str, acr: &str) -> bool {
    let requested = Json::parse(requested).unwrap_or(Json::Null);
    let of_id_token = requested.get("id_token");
    let Some(request) = of_id_token.and_then(|claims| claims.get("acr")) else {
        return false;
    };
    let is = |value: &Json| value.as_str() == Some(acr);
    let one = request.get("value");
    let several = match request.get("values") {
        Some(Json::Array(several)) => &several[..],
        _ => &[],
    };
    matches!(request.get("essential"), Some(Json::Bool(true)))
        && (one.is_some() || !several.is_empty())
        && !one.is_some_and(is)
        && !several.iter().any(is)
}
