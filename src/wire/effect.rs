//! Effects, on their way to the driver.

use super::error;
use super::metadata;
use super::moves;
use super::report;
use super::tokens;
use super::write::Out;
use crate::core::base64;
use crate::core::engine::call::{Caller, Handed, Outcome, RefreshReport};
use crate::core::engine::effect::{Context, Effect, Number, OwnerCall, Proof, Work};
use crate::core::envelope;
use crate::core::error::Result;
use crate::core::flow::Verification;
use crate::core::http::HttpRequest;
use crate::core::oauth::parts::Needs;
use crate::core::secret::Secret;

/// The JSON text of an effect; `wall_offset_ms` is the time line minus the wall clock.
pub fn write(effect: &Effect, wall_offset_ms: i64) -> Secret {
    Out::object(|out| members(out, effect, wall_offset_ms))
}

fn members(out: &mut Out, effect: &Effect, offset: i64) {
    match effect {
        Effect::Do {
            number,
            within_ms,
            work,
        } => {
            started(out, *number, *within_ms);
            self::work(out, work, offset);
        }
        Effect::Cancel(number) => cancel(out, *number),
        Effect::Unlock(number) => {
            out.text("effect", "unlock");
            out.number("number", (*number).into());
        }
        Effect::Settle(caller, result) => {
            settle(out, *caller);
            settled(out, result, offset);
        }
        Effect::Lend {
            provider,
            token,
            since,
            until,
        } => {
            out.text("effect", "lend");
            out.text("provider", provider);
            handed(out, token);
            out.number("since", *since);
            out.number("until", *until);
        }
        Effect::Withdraw(provider) => {
            out.text("effect", "withdraw");
            out.text("provider", provider);
        }
        Effect::Only(provider) => {
            out.text("effect", "only");
            out.some("provider", provider.as_deref());
        }
        Effect::Emit(event) => {
            out.text("effect", "emit");
            out.text("name", event.name());
            out.inside("event", |out| report::event(out, event));
        }
        Effect::Log(record) => {
            out.text("effect", "log");
            out.inside("record", |out| report::log_record(out, record));
        }
        Effect::Announce(text) => {
            out.text("effect", "announce");
            out.text("text", text);
        }
        Effect::Listen(listens) => {
            out.text("effect", "listen");
            out.flag("listens", *listens);
        }
        Effect::LoggedOut(provider) => {
            out.text("effect", "loggedOut");
            out.text("provider", provider);
        }
        Effect::Forget(functions) => {
            out.text("effect", "forget");
            out.number("functions", (*functions).into());
        }
    }
}

/// Writes the members of work that begins.
pub(super) fn started(out: &mut Out, number: Number, within_ms: Option<i64>) {
    out.text("effect", "do");
    out.number("number", number.into());
    out.some_number("withinMs", within_ms);
}

pub(super) fn cancel(out: &mut Out, number: Number) {
    out.text("effect", "cancel");
    out.number("number", number.into());
}

pub(super) fn settle(out: &mut Out, caller: Caller) {
    out.text("effect", "settle");
    out.number("caller", caller.into());
}

fn settled(out: &mut Out, result: &Result<Outcome>, offset: i64) {
    match result {
        Err(failure) => out.inside("error", |out| error::write(out, failure)),
        Ok(Outcome::Nothing) => {}
        Ok(Outcome::Token(token)) => handed(out, token),
        Ok(Outcome::Tokens(held)) => {
            if let Some(held) = held {
                out.inside("tokens", |out| tokens::write(out, held, offset));
            }
        }
        Ok(Outcome::Provider(found)) => out.inside("value", |out| {
            out.text("provider", &found.name);
            out.number("logouts", found.logouts.into());
            out.some("proofKey", found.proof_key.as_deref());
        }),
        Ok(Outcome::Metadata(found)) => out.inside("value", |out| metadata::write(out, found)),
        Ok(Outcome::IdToken(id_token)) => out.secret("value", id_token.as_ref()),
        Ok(Outcome::Info(info)) => out.inside("info", |out| report::info(out, info)),
        Ok(Outcome::Report(report)) => refresh_report(out, report),
        Ok(Outcome::Flag(flag)) => out.flag("value", *flag),
        Ok(Outcome::Moved(moved)) => out.inside("moved", |out| {
            out.number("restored", moved.restored.into());
            out.number("skipped", moved.skipped.into());
        }),
        Ok(Outcome::Name(name)) => out.text("value", name),
    }
}

fn refresh_report(out: &mut Out, report: &RefreshReport) {
    out.list("refreshed", |out| {
        report.refreshed.iter().for_each(|name| out.item(name));
    });
    out.list("failed", |out| {
        for (name, failure) in &report.failed {
            out.item_object(|out| {
                out.text("provider", name);
                out.inside("error", |out| error::write(out, failure));
            });
        }
    });
}

/// A token and its type.
pub(super) fn handed(out: &mut Out, token: &Handed) {
    out.text("token", token.token.reveal());
    out.text("tokenType", &token.token_type);
}

fn work(out: &mut Out, work: &Work, offset: i64) {
    match work {
        Work::Fetch { request, proof } => {
            fetch(out, request);
            if let Some(proof) = proof {
                self::proof(out, proof);
            }
        }
        Work::Read { storage, key } => {
            out.text("work", "read");
            place(out, *storage, key);
        }
        Work::Peek { storage, key } => {
            out.text("work", "peek");
            place(out, *storage, key);
        }
        Work::Write {
            storage,
            key,
            text,
            expires_at,
            expected,
        } => {
            out.text("work", "write");
            place(out, *storage, key);
            out.secret("text", text.as_ref());
            out.some_number("expiresAt", *expires_at);
            match expected {
                Some(Some(text)) => out.text("expected", text.reveal()),
                Some(None) => out.null("expected"),
                None => {}
            }
        }
        Work::List { storage, prefix } => {
            out.text("work", "list");
            out.number("storage", (*storage).into());
            out.text("prefix", prefix);
        }
        Work::Seal { key, text } => {
            out.text("work", "seal");
            additional_data(out, key);
            out.text("text", text.reveal());
        }
        Work::Open { key, sealed } => {
            out.text("work", "open");
            additional_data(out, key);
            let bytes = [&sealed.iv[..], &sealed.content].concat();
            out.text("bytes", &base64::encode_url(&bytes));
        }
        Work::Lock {
            storage,
            name,
            patient,
        } => {
            out.text("work", "lock");
            place(out, *storage, name);
            out.flag("patient", *patient);
        }
        Work::ProofKey { name } => {
            out.text("work", "proofKey");
            out.text("name", name);
        }
        Work::Verify(verification) => verify(out, verification),
        Work::MakeParts {
            functions,
            needs,
            client_id,
            scope,
            subject_token,
        } => {
            out.text("work", "makeParts");
            out.number("functions", (*functions).into());
            self::needs(out, needs);
            out.text("clientId", client_id);
            out.text("scope", scope);
            out.some(
                "subjectToken",
                subject_token.as_ref().map(|token| token.token.reveal()),
            );
        }
        Work::Acquire { functions, context } => {
            out.text("work", "acquire");
            called(out, *functions, context);
        }
        Work::Refresh {
            functions,
            context,
            tokens,
        } => {
            out.text("work", "refresh");
            called(out, *functions, context);
            out.inside("tokens", |out| tokens::write(out, tokens, offset));
        }
        Work::Revoke {
            functions,
            context,
            tokens,
        } => {
            out.text("work", "revoke");
            called(out, *functions, context);
            out.inside("tokens", |out| tokens::write(out, tokens, offset));
        }
        Work::Resolve { provider } => {
            out.text("work", "resolve");
            out.text("provider", provider);
        }
        Work::Decide {
            id,
            answer,
            closing,
        } => {
            out.text("work", "decide");
            out.number("id", (*id).into());
            out.flag("closing", *closing);
            if let Some(answer) = answer {
                out.text("answer", moves::answer(answer).reveal());
            }
        }
        Work::PassOn {
            functions,
            provider,
            call,
        } => {
            out.text("work", "passOn");
            out.number("functions", (*functions).into());
            out.text("provider", provider);
            out.text("call", call.name());
            match call {
                OwnerCall::SetTokens(tokens) => {
                    out.inside("argument", |out| tokens::write(out, tokens, offset));
                }
                OwnerCall::Invalidate(Some(token)) => out.text("argument", token.reveal()),
                OwnerCall::Invalidate(None) | OwnerCall::Clear | OwnerCall::Revoke => {}
            }
        }
    }
}

pub(super) fn fetch(out: &mut Out, request: &HttpRequest) {
    out.text("work", "fetch");
    out.text("method", request.method);
    out.text("url", &request.url);
    out.list("headers", |out| {
        for (name, value) in &request.headers {
            out.item_array(|out| {
                out.item(name);
                out.item(value.reveal());
            });
        }
    });
    out.secret("body", request.body.as_ref());
}

pub(super) fn verify(out: &mut Out, verification: &Verification) {
    out.text("work", "verify");
    out.text("key", verification.key.reveal());
    out.text("algorithm", verification.algorithm);
    out.text("input", verification.input.reveal());
    out.text("signature", &base64::encode_url(&verification.signature));
}

/// Writes the content of a proof of possession.
pub(super) fn proof(out: &mut Out, proof: &Proof) {
    out.inside("proof", |out| {
        out.text("key", &proof.key);
        out.text("htu", &proof.claims.htu);
        out.number("iat", proof.claims.iat);
        out.some("nonce", proof.claims.nonce.as_deref());
        out.number("skewMs", proof.claims.skew_ms);
    });
}

/// The data that is authenticated beside a record.
fn additional_data(out: &mut Out, key: &str) {
    let data = envelope::additional_data(key);
    out.text("additionalData", &base64::encode_url(&data));
}

fn place(out: &mut Out, storage: u32, key: &str) {
    out.number("storage", storage.into());
    out.text("key", key);
}

pub(super) fn needs(out: &mut Out, needs: &Needs) {
    out.some("audience", needs.client_audience.as_deref());
    out.some("endpoint", needs.grant_endpoint.as_deref());
    out.number("now", needs.now);
}

fn called(out: &mut Out, functions: u32, context: &Context) {
    out.number("functions", functions.into());
    out.text("provider", &context.provider);
    out.flag("forceRefresh", context.force_refresh);
    out.some_number("minLifetimeMs", context.min_lifetime_ms);
    if let Some(wish) = &context.wish {
        out.some(
            "scope",
            Some(&*wish.scope).filter(|scope| !scope.is_empty()),
        );
        for (name, values) in [("resource", &wish.resource), ("audience", &wish.audience)] {
            if !values.is_empty() {
                out.list(name, |out| values.iter().for_each(|value| out.item(value)));
            }
        }
    }
}
