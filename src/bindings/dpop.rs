//! What the facade has to know for a proof of possession, and what it tells of the answer.

use crate::core::dpop::Claims;
use crate::core::http::HttpResponse;
use crate::host::shape::Shape;
use crate::host::{fetch, property};
use crate::manager::Proving;
use wasm_bindgen::JsValue;

/// What a proof says, and where its key is to be found.
pub(super) fn shown(proving: &Proving) -> JsValue {
    let Claims {
        htu,
        iat,
        nonce,
        skew_ms,
    } = &proving.claims;
    let shape = Shape::new()
        .with("owner", &proving.owner)
        .with("id", proving.id.as_str())
        .with("htu", htu.as_str())
        .ms("iat", Some(*iat))
        .some("nonce", nonce.as_deref())
        .ms("skewMs", Some(*skew_ms));
    shape.object().into()
}

/// The same back again, with the answer's status and headers.
pub(super) fn answered(proving: &JsValue, response: &JsValue) -> Option<(Claims, HttpResponse)> {
    let number = |name| property(proving, name)?.as_f64();
    let text = |name| property(proving, name)?.as_string();
    let claims = Claims {
        htu: text("htu")?,
        iat: number("iat")? as i64,
        nonce: text("nonce"),
        skew_ms: number("skewMs")? as i64,
    };
    Some((claims, fetch::head(response)?))
}
