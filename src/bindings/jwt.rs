//! `decodeJwt`.

use super::error;
use crate::core::error::{Class, Code, Error};
use crate::core::jwt;
use crate::host::shape::Shape;
use js_sys::{JSON, Object};
use wasm_bindgen::prelude::*;

/// Reads a JWT without verifying it.
///
/// # Errors
/// `InvalidTokenError`.
#[wasm_bindgen(js_name = decodeJwt)]
pub fn decode_jwt(token: &JsValue) -> Result<Object, JsValue> {
    decode(token).map_err(|failure| error::error(&failure))
}

fn decode(token: &JsValue) -> Result<Object, Error> {
    let wrong = || {
        Error::new(
            Class::InvalidToken,
            Code::InvalidToken,
            "the token is not a JWT: it must be a string",
        )
    };
    let decoded = jwt::decode(&token.as_string().ok_or_else(wrong)?)?;
    let parsed = |text: &str| JSON::parse(text).map_err(|_| wrong());
    Ok(Shape::new()
        .with("header", parsed(&decoded.header)?)
        .with("payload", parsed(&decoded.payload)?)
        .object())
}
