//! Sends a request by `fetch`.

use super::kind::Kind;
use super::shape::Shape;
use super::{cause, global, method, property, settled};
use crate::core::error::Cause;
use crate::core::http::{HttpRequest, HttpResponse, MAX_BODY_BYTES, RESPONSE_HEADERS, Transport};
use crate::core::secret::Secret;
use js_sys::{ArrayBuffer, Function, JSON, TypeError, Uint8Array};
use wasm_bindgen::prelude::*;

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
    let response = call(request, fetch, kind, abort).await;
    let response = response.map_err(|thrown| match kind {
        Kind::Browser => (Transport::NetworkOfPage, Some(cause(thrown))),
        _ => failed(thrown),
    })?;
    read(&response).await
}

fn failed(thrown: JsValue) -> (Transport, Option<Cause>) {
    (Transport::Network, Some(cause(thrown)))
}

async fn call(
    request: &HttpRequest,
    fetch: Option<&Function>,
    kind: Kind,
    abort: &Abort,
) -> Result<JsValue, JsValue> {
    let mut headers = Shape::new();
    for (name, value) in &request.headers {
        headers = headers.with(name, value.reveal());
    }
    let mut init = Shape::new()
        .with("method", request.method)
        .with("headers", headers.object())
        .with("redirect", "manual")
        .with("signal", abort.signal())
        .some("body", request.body.as_ref().map(Secret::reveal));
    if kind != Kind::Edge {
        // Workers have neither cookies nor a cache for these, and throw where they don't know the member.
        init = init.with("credentials", "omit").with("cache", "no-store");
    }
    let own = global("fetch").and_then(|fetch| fetch.dyn_into::<Function>().ok());
    let fetch = fetch
        .or(own.as_ref())
        .ok_or_else(|| JsValue::from_str("the host has no fetch"))?;
    let url = request.url.as_str().into();
    settled(fetch.call2(&JsValue::UNDEFINED, &url, &init.object())).await
}

async fn read(response: &JsValue) -> Result<HttpResponse, (Transport, Option<Cause>)> {
    let mut read = head(response).ok_or_else(|| {
        let missing = "what fetch gave is no Response: it has no status";
        failed(TypeError::new(missing).into())
    })?;
    read.body = read_body(response).await?.into();
    Ok(read)
}

/// What stands before the body of a `Response`; `None` if it is none.
#[must_use]
pub fn head(response: &JsValue) -> Option<HttpResponse> {
    let status = property(response, "status")?.as_f64()?;
    let mut found = Vec::new();
    if let Some(headers) = property(response, "headers") {
        // Of a stand-in for fetch they may be a plain object.
        let get = method(&headers, "get");
        for name in RESPONSE_HEADERS {
            let value = match &get {
                Some(get) => get.call1(&headers, &name.into()).ok(),
                None => property(&headers, name),
            };
            let value = value.and_then(|value| value.as_string());
            found.extend(value.map(|value| (name, value.into())));
        }
    }
    Some(HttpResponse {
        status: status as u16,
        headers: found,
        ..HttpResponse::default()
    })
}

async fn read_body(response: &JsValue) -> Result<Vec<u8>, (Transport, Option<Cause>)> {
    let mut bytes = Vec::new();
    let reader = property(response, "body")
        .and_then(|body| method(&body, "getReader").map(|get_reader| get_reader.call0(&body)));
    let Some(reader) = reader else {
        // No stream: there is no body, or the host (React Native) gives it as text alone. A stand-in may know JSON alone.
        if let Some(text) = method(response, "text") {
            let text = settled(text.call0(response)).await.map_err(failed)?;
            bytes = text.as_string().unwrap_or_default().into_bytes();
        } else if let Some(json) = method(response, "json") {
            let value = settled(json.call0(response)).await.map_err(failed)?;
            let text = JSON::stringify(&value).map_err(failed)?;
            bytes = String::from(text).into_bytes();
        }
        return if bytes.len() > MAX_BODY_BYTES {
            Err((Transport::TooLarge, None))
        } else {
            Ok(bytes)
        };
    };
    let reader = reader.map_err(failed)?;
    let next = method(&reader, "read").ok_or((Transport::Network, None))?;
    loop {
        let step = settled(next.call0(&reader)).await.map_err(failed)?;
        if property(&step, "done").is_some_and(|done| done.is_truthy()) {
            return Ok(bytes);
        }
        // Not by its class: bytes of another realm are of another one.
        let chunk = property(&step, "value").filter(ArrayBuffer::is_view);
        let Some(chunk) = chunk.map(|bytes| bytes.unchecked_into::<Uint8Array>()) else {
            let other = "a chunk of the response's body is no Uint8Array";
            return Err(failed(TypeError::new(other).into()));
        };
        let (start, length) = (bytes.len(), chunk.length() as usize);
        if start + length > MAX_BODY_BYTES {
            if let Some(cancel) = method(&reader, "cancel") {
                // Nobody waits for it; a rejection must not become an unhandled one.
                let cancelled = settled(cancel.call0(&reader));
                wasm_bindgen_futures::spawn_local(async move { drop(cancelled.await) });
            }
            return Err((Transport::TooLarge, None));
        }
        bytes.resize(start + length, 0);
        chunk.copy_to(&mut bytes[start..]);
    }
}
