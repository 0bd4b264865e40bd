//! What goes out: plain JavaScript objects.

use super::error::error;
use crate::core::credential::info::Source;
use crate::manager::token_input::shape::Shape;
use crate::manager::{Event, LogRecord, LoginResult, RefreshReport, TokenInfo};
use js_sys::{Array, JSON, Object};
use wasm_bindgen::JsValue;

/// `TokenInfo`.
pub(super) fn token_info(info: &TokenInfo) -> Object {
    let last_error = info.last_error.as_ref().map(|error| {
        Shape::new()
            .with("code", error.code.as_str())
            .with("message", &error.message)
            .with("at", error.at as f64)
            .with("retryable", error.retryable)
            .object()
    });
    Shape::new()
        .with("provider", &info.provider)
        .with("state", info.state.as_str())
        .with("hasToken", info.has_token)
        .with("hasRefreshToken", info.has_refresh_token)
        .some("tokenType", info.token_type.as_deref())
        .some("scope", info.scope.as_deref())
        .ms("obtainedAt", info.obtained_at)
        .ms("expiresAt", info.expires_at)
        .some("remainingSeconds", info.remaining_seconds)
        .ms("nextRefreshAt", info.next_refresh_at)
        .ms("lastRefreshAt", info.last_refresh_at)
        .with("consecutiveFailures", info.consecutive_failures)
        .some("lastError", last_error)
        .ms("nextAttemptAt", info.next_attempt_at)
        .with("source", source(info.source))
        .ms("clockSkewMs", info.clock_skew_ms)
        .object()
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Storage => "storage",
        Source::Primary => "primary",
        Source::Manual => "manual",
        Source::None => "none",
    }
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
        Event::Removed { provider } => shape.with("provider", &**provider),
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
            .some("oauthError", error.oauth_error.as_deref());
    }
    shape.object().into()
}
