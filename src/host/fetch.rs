//! Sends a request by `fetch`: `pkg-template/driver/http.js`.

use super::kind::Kind;
use super::shape::Shape;
use super::{cause, method, property, settled};
use crate::core::error::Cause;
use crate::core::http::{HttpRequest, HttpResponse, RESPONSE_HEADERS, Transport};
use crate::core::secret::Secret;
use js_sys::{Function, Object, Uint8Array};
use wasm_bindgen::prelude::*;

driver! { "../driver/http.js" extern "C" {
    #[wasm_bindgen(js_name = send)]
    fn transmit(request: &Object, means: &Object) -> JsValue;
    #[wasm_bindgen(js_name = headOf)]
    fn head_of(response: &JsValue) -> JsValue;
} }

/// What takes back a request.
#[derive(Debug)]
pub struct Abort(Option<web_sys::AbortController>);

impl Abort {
    /// A new one; where the host has no `AbortController`, it does nothing.
    #[must_use]
    pub fn new() -> Self {
        Self(web_sys::AbortController::new().ok())
    }

    /// The signal, as `fetch` and custom providers take it.
    #[must_use]
    pub fn signal(&self) -> JsValue {
        self.0
            .as_ref()
            .map_or(JsValue::UNDEFINED, |controller| controller.signal().into())
    }

    /// Takes the request back.
    pub fn abort(&self) {
        // Through Reflect, since workerd throws when another request than the one that made the controller does this.
        if let Some(controller) = &self.0
            && let Some(abort) = method(controller, "abort")
        {
            drop(abort.call0(controller));
        }
    }
}

impl Default for Abort {
    fn default() -> Self {
        Self::new()
    }
}

/// Sends `request` by `fetch`, or by the host's own if there is none. Follows no redirect, sends no cookies, uses no cache.
///
/// # Errors
/// What kept the answer from coming, with what `fetch` threw.
pub async fn send(
    request: &HttpRequest,
    fetch: Option<&Function>,
    kind: Kind,
    abort: &Abort,
) -> Result<HttpResponse, (Transport, Option<Cause>)> {
    let sent = transmit(&shown(request), &means(fetch, kind, abort));
    let answer = settled(Ok(sent)).await;
    let answer = answer.map_err(|thrown| (Transport::Network, Some(cause(thrown))))?;
    let failure = property(&answer, "failure").and_then(|why| why.as_string());
    let why = match failure.as_deref() {
        None => return read(&answer).ok_or((Transport::Network, None)),
        Some("networkOfPage") => Transport::NetworkOfPage,
        Some("tooLarge") => Transport::TooLarge,
        Some(_) => Transport::Network,
    };
    Err((why, property(&answer, "cause").map(cause)))
}

fn shown(request: &HttpRequest) -> Object {
    let mut headers = Shape::new();
    for (name, value) in &request.headers {
        headers = headers.with(name, value.reveal());
    }
    let body = request.body.as_ref().map(Secret::reveal);
    Shape::new()
        .with("method", request.method)
        .with("url", request.url.as_str())
        .with("headers", headers.object())
        .with("body", body.map_or(JsValue::UNDEFINED, JsValue::from_str))
        .object()
}

fn means(fetch: Option<&Function>, kind: Kind, abort: &Abort) -> Object {
    Shape::new()
        .with("fetch", fetch.map_or(&JsValue::UNDEFINED, AsRef::as_ref))
        .with("kind", kind.name())
        .with("signal", abort.signal())
        .object()
}

fn read(answer: &JsValue) -> Option<HttpResponse> {
    let body = property(answer, "body")?.unchecked_into::<Uint8Array>();
    let mut response = shown_head(answer)?;
    response.body = body.to_vec().into();
    body.fill(0, 0, body.length());
    Some(response)
}

/// What stands before the body of a `Response`; `None` if it is none.
#[must_use]
pub fn head(response: &JsValue) -> Option<HttpResponse> {
    shown_head(&head_of(response))
}

fn shown_head(head: &JsValue) -> Option<HttpResponse> {
    let status = property(head, "status")?.as_f64()?;
    let headers = property(head, "headers")?;
    let given = |name| Some((name, property(&headers, name)?.as_string()?.into()));
    Some(HttpResponse {
        status: status as u16,
        headers: RESPONSE_HEADERS.into_iter().filter_map(given).collect(),
        ..HttpResponse::default()
    })
}
