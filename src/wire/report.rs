//! Reports to users: events, log records, information, health and counters.

use super::error;
use super::write::Out;
use crate::core::credential::info::TokenInfo;
use crate::core::event::Event;
use crate::core::health::HealthReport;
use crate::core::log::{Field, LogRecord};
use crate::core::metrics::Metrics;
use crate::core::user::User;

/// Writes the members of `TokenInfo`. `remainingSeconds` goes as milliseconds, because a fraction needs the code that
/// writes floating-point numbers.
pub(super) fn info(out: &mut Out, info: &TokenInfo) {
    out.text("provider", &info.provider);
    out.text("state", info.state.as_str());
    out.flag("hasToken", info.has_token);
    out.flag("hasRefreshToken", info.has_refresh_token);
    out.some("tokenType", info.token_type.as_deref());
    out.some("scope", info.scope.as_deref());
    out.some_number("obtainedAt", info.obtained_at);
    out.some_number("expiresAt", info.expires_at);
    let remaining_ms = info
        .remaining_seconds
        .map(|seconds| (seconds * 1000.0) as i64);
    out.some_number("remainingMs", remaining_ms);
    out.some_number("nextRefreshAt", info.next_refresh_at);
    out.some_number("lastRefreshAt", info.last_refresh_at);
    out.number("consecutiveFailures", info.consecutive_failures.into());
    if let Some(last) = &info.last_error {
        out.inside("lastError", |out| {
            out.text("code", last.code.as_str());
            out.text("message", &last.message);
            out.number("at", last.at);
            out.flag("retryable", last.retryable);
        });
    }
    out.some_number("nextAttemptAt", info.next_attempt_at);
    out.text("source", info.source.as_str());
    out.some_number("clockSkewMs", info.clock_skew_ms);
}

/// Writes the member with the signed-in user, if that is known.
pub(super) fn user(out: &mut Out, user: Option<&User>) {
    if let Some(user) = user {
        out.inside("user", |out| {
            out.text("provider", &user.provider);
            out.text("id", &user.id);
            // The claims go as a text, so that the page parses them into objects of its own.
            out.text("claims", &user.claims);
            out.some_number("authenticatedAt", user.authenticated_at);
        });
    }
}

/// Writes the members of an event for listeners.
pub(super) fn event(out: &mut Out, event: &Event) {
    match event {
        Event::Added { provider, info }
        | Event::Refreshed { provider, info }
        | Event::Expiring { provider, info }
        | Event::Expired { provider, info } => {
            out.text("provider", provider);
            out.inside("info", |out| self::info(out, info));
        }
        Event::Removed { provider } | Event::SignedOut { provider } => {
            out.text("provider", provider);
        }
        Event::SignedIn { provider, user } => {
            out.text("provider", provider);
            self::user(out, user.as_ref());
        }
        Event::Error {
            provider,
            error,
            next_attempt_at,
        } => {
            out.text("provider", provider);
            out.inside("error", |out| error::write(out, error));
            out.some_number("nextAttemptAt", *next_attempt_at);
        }
        Event::Reauthenticate { provider, error } => {
            out.text("provider", provider);
            out.inside("error", |out| error::write(out, error));
        }
        Event::Fallback { provider, to } => {
            out.text("provider", provider);
            out.text("to", to);
        }
        Event::State { provider, from, to } => {
            out.text("provider", provider);
            out.text("from", from.as_str());
            out.text("to", to.as_str());
        }
        Event::StepUp { provider, wanted } => {
            out.text("provider", provider);
            out.text("error", wanted.error);
            if let Some(values) = &wanted.acr_values {
                out.list("acrValues", |out| {
                    values.split(' ').for_each(|value| out.item(value));
                });
            }
            out.some_number("maxAgeSeconds", wanted.max_age_seconds.map(i64::from));
            out.some("scope", wanted.scope.as_deref());
            out.some("claims", wanted.claims.as_deref());
        }
        Event::StorageError { error } => out.inside("error", |out| error::write(out, error)),
    }
}

/// Writes the members of a log record. The members of its error lie beside the message, as collectors of structured
/// logs expect.
pub(super) fn log_record(out: &mut Out, record: &LogRecord) {
    out.text("level", record.level.as_str());
    out.text("message", record.message);
    out.some("provider", record.provider.as_deref());
    out.number("at", record.at);
    if let Some(error) = &record.error {
        out.text("code", error.code.as_str());
        out.text("reason", &error.message);
        out.flag("retryable", error.retryable);
        out.some_number("status", error.status.map(i64::from));
        out.some("oauthError", error.oauth_error.as_deref());
        out.some("suberror", error.suberror.as_deref());
    }
    for (name, field) in &record.fields {
        match field {
            Field::Number(number) => out.number(name, *number),
            Field::Text(text) => out.text(name, text),
        }
    }
}

/// Writes the members of `HealthReport`.
pub(super) fn health(out: &mut Out, report: &HealthReport) {
    out.text("status", report.status.as_str());
    out.flag("backgroundRefresh", report.background_refresh);
    out.inside("storage", |out| {
        out.text("kind", &report.storage.kind);
        out.flag("ok", report.storage.ok);
        out.flag("encrypted", report.storage.encrypted);
        out.some("lastError", report.storage.last_error.as_deref());
    });
    out.list("providers", |out| {
        for provider in &report.providers {
            out.item_object(|out| info(out, provider));
        }
    });
}

/// Writes the members of `MetricsReport`.
pub(super) fn metrics(out: &mut Out, metrics: &Metrics) {
    for (name, count) in [
        ("cacheHits", metrics.cache_hits),
        ("tokenRequests", metrics.token_requests),
        ("refreshes", metrics.refreshes),
        ("acquisitions", metrics.acquisitions),
        ("failures", metrics.failures),
        ("retries", metrics.retries),
        ("fallbacks", metrics.fallbacks),
        ("deduplicated", metrics.deduplicated),
        ("storageReads", metrics.storage_reads),
        ("storageWrites", metrics.storage_writes),
        ("storageErrors", metrics.storage_errors),
    ] {
        out.number(name, count as i64);
    }
    out.inside("refreshLatencyMs", |out| {
        out.number("count", metrics.latency.count as i64);
        for (name, percent) in [("p50", 50), ("p95", 95), ("max", 100)] {
            out.number(name, metrics.latency.percentile(percent).into());
        }
    });
}
