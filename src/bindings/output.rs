//! What goes out: plain JavaScript objects.

use super::error::error;
use crate::host::shape::Shape;
use crate::manager::{
    DeviceLogin, Event, Field, HealthReport, LogRecord, LoginResult, Metrics, RefreshReport,
    TokenInfo,
};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::JsValue;

/// `TokenInfo`.
pub(super) fn token_info(info: &TokenInfo) -> JsValue {
    // Nothing in it can fail to be shown: names, numbers and flags.
    serde_wasm_bindgen::to_value(info).unwrap_or(JsValue::NULL)
}

/// `RefreshReport`.
pub(super) fn refresh_report(report: &RefreshReport) -> Object {
    let refreshed: Array = report
        .refreshed
        .iter()
        .map(|name| JsValue::from_str(name))
        .collect();
    let failed: Array = (report.failed.iter())
        .map(|(name, failure)| {
            Shape::new()
                .with("provider", &**name)
                .with("error", error(failure))
                .object()
        })
        .collect();
    Shape::new()
        .with("refreshed", refreshed)
        .with("failed", failed)
        .object()
}

/// `HealthReport`.
pub(super) fn health(report: &HealthReport) -> JsValue {
    let storage = Shape::new()
        .with("kind", report.storage.kind.as_str())
        .with("ok", report.storage.ok)
        .with("encrypted", report.storage.encrypted)
        .some("lastError", report.storage.last_error.as_deref());
    let providers: Array = report.providers.iter().map(token_info).collect();
    let shape = Shape::new()
        .with("status", report.status.as_str())
        .with("backgroundRefresh", report.background_refresh)
        .with("storage", storage.object())
        .with("providers", providers);
    shape.object().into()
}

/// `MetricsReport` as plain numbers; the facade gives them their names.
pub(super) fn metrics(metrics: &Metrics) -> Vec<f64> {
    let counters = [
        metrics.cache_hits,
        metrics.token_requests,
        metrics.refreshes,
        metrics.acquisitions,
        metrics.failures,
        metrics.retries,
        metrics.fallbacks,
        metrics.deduplicated,
        metrics.storage_reads,
        metrics.storage_writes,
        metrics.storage_errors,
        metrics.latency.count,
    ];
    let mut numbers: Vec<_> = counters.iter().map(|count| *count as f64).collect();
    // A loop is a third of three calls.
    for percent in [50, 95, 100] {
        numbers.push(metrics.latency.percentile(percent).into());
    }
    numbers
}

/// `LoginResult`. What comes as JSON text becomes plain objects in which `__proto__` is data.
pub(super) fn login_result(result: &LoginResult) -> Object {
    let parsed = |text: &Option<String>| text.as_ref().and_then(|text| JSON::parse(text).ok());
    Shape::new()
        .with("provider", &*result.provider)
        .with("info", token_info(&result.info))
        .some("appState", parsed(&result.app_state))
        .some("claims", parsed(&result.claims))
        .object()
}

/// `DeviceLogin`, without what the facade adds.
pub(super) fn device_login(login: &DeviceLogin) -> Object {
    let complete = login.verification_uri_complete.as_deref();
    Shape::new()
        .with("id", login.id)
        .with("userCode", &*login.user_code)
        .with("verificationUri", &*login.verification_uri)
        .some("verificationUriComplete", complete)
        .ms("expiresAt", Some(login.expires_at))
        .object()
}

/// What listeners of an event get.
pub(super) fn event(event: &Event) -> JsValue {
    let shape = Shape::new();
    let shape = match event {
        Event::Added { provider, info }
        | Event::Refreshed { provider, info }
        | Event::Expiring { provider, info }
        | Event::Expired { provider, info } => shape
            .with("provider", &**provider)
            .with("info", token_info(info)),
        Event::Removed { provider }
        | Event::SignedIn { provider, .. }
        | Event::SignedOut { provider } => shape.with("provider", &**provider),
        Event::Error {
            provider,
            error,
            next_attempt_at,
        } => shape
            .with("provider", &**provider)
            .with("error", self::error(error))
            .ms("nextAttemptAt", *next_attempt_at),
        Event::Reauthenticate { provider, error } => shape
            .with("provider", &**provider)
            .with("error", self::error(error)),
        Event::Fallback { provider, to } => shape.with("provider", &**provider).with("to", &**to),
        Event::State { provider, from, to } => shape
            .with("provider", &**provider)
            .with("from", from.as_str())
            .with("to", to.as_str()),
        Event::StorageError { error } => shape.with("error", self::error(error)),
    };
    shape.object().into()
}

/// `LogRecord`. What an error says lies beside the message, flat, as collectors of structured logs like it.
pub(super) fn log_record(record: &LogRecord) -> JsValue {
    let mut shape = Shape::new()
        .with("level", record.level.as_str())
        .with("message", record.message)
        .some("provider", record.provider.as_deref())
        .ms("at", Some(record.at));
    if let Some(error) = &record.error {
        shape = shape
            .with("code", error.code.as_str())
            .with("reason", &*error.message)
            .with("retryable", error.retryable)
            .some("status", error.status)
            .some("oauthError", error.oauth_error.as_deref())
            .some("suberror", error.suberror.as_deref());
    }
    for (name, field) in &record.fields {
        shape = match field {
            Field::Number(number) => shape.ms(name, Some(*number)),
            Field::Text(text) => shape.with(name, &**text),
        };
    }
    shape.object().into()
}
