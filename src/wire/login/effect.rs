//! Effects of the desk, on their way to the driver.

use crate::core::error::Result;
use crate::core::login::desk::effect::{Effect, Outcome, Work};
use crate::core::secret::Secret;
use crate::wire::effect::{cancel, fetch, needs, proof, settle, started, verify};
use crate::wire::error;
use crate::wire::note;
use crate::wire::report;
use crate::wire::tokens;
use crate::wire::write::Out;

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
        Effect::Settle(caller, result) => {
            settle(out, *caller);
            settled(out, result);
        }
        Effect::Log(record) => {
            out.text("effect", "log");
            out.inside("record", |out| report::log_record(out, record));
        }
        Effect::StorageError(failure) => {
            out.text("effect", "emit");
            out.text("name", "storageError");
            out.inside("event", |out| {
                out.inside("error", |out| error::write(out, failure));
            });
        }
        Effect::CloseWindow(window) => {
            out.text("effect", "closeWindow");
            out.number("window", (*window).into());
        }
        Effect::Note(provider, note) => {
            out.text("effect", "note");
            out.text("provider", provider);
            out.inside("note", |out| note::write(out, note));
        }
    }
}

fn settled(out: &mut Out, result: &Result<Outcome>) {
    match result {
        Err(failure) => out.inside("error", |out| error::write(out, failure)),
        Ok(Outcome::Url(login)) => {
            out.text("url", &login.url);
            out.some_number("expiresAt", login.expires_at);
        }
        Ok(Outcome::Finished(finished)) => {
            out.text("provider", &finished.provider);
            for (name, text) in [
                ("appState", &finished.app_state),
                ("claims", &finished.claims),
            ] {
                if let Some(text) = text {
                    out.raw(name, text);
                }
            }
        }
        Ok(Outcome::Codes(login)) => {
            out.number("id", login.id.into());
            out.text("userCode", &login.user_code);
            out.text("verificationUri", &login.verification_uri);
            let complete = login.verification_uri_complete.as_deref();
            out.some("verificationUriComplete", complete);
            out.number("expiresAt", login.expires_at);
        }
        Ok(Outcome::Decided(provider)) => out.text("provider", provider),
        Ok(Outcome::UserInfo(claims)) => out.raw("userInfo", claims),
        Ok(Outcome::NoCallback) => {}
        Ok(Outcome::LogoutUrl(url)) => out.some("url", url.as_deref()),
    }
}

fn work(out: &mut Out, work: &Work, offset: i64) {
    match work {
        Work::Fetch {
            request,
            proof: claims,
        } => {
            fetch(out, request);
            if let Some(claims) = claims {
                proof(out, claims);
            }
        }
        Work::MakeParts {
            functions,
            needs: needed,
            client_id,
            scope,
        } => {
            out.text("work", "makeParts");
            out.number("functions", (*functions).into());
            needs(out, needed);
            out.text("clientId", client_id);
            out.text("scope", scope);
        }
        Work::Verify(verification) => verify(out, verification),
        Work::ProofKey { name } => {
            out.text("work", "proofKey");
            out.text("name", name);
        }
        Work::Random => out.text("work", "random"),
        Work::Digest(text) => {
            out.text("work", "digest");
            out.text("text", text.reveal());
        }
        Work::ReadSession(prefix) => {
            out.text("work", "readSession");
            out.text("prefix", prefix);
        }
        Work::WriteSession(key, text) => {
            out.text("work", "writeSession");
            out.text("key", key);
            out.secret("text", text.as_ref());
        }
        Work::FetchAsUser { provider, url } => {
            out.text("work", "fetchAsUser");
            out.text("provider", provider);
            out.text("url", url);
        }
        Work::Watch { window, go } => {
            out.text("work", "watch");
            out.number("window", (*window).into());
            if let Some((url, state)) = go {
                out.text("url", url);
                out.text("state", state.reveal());
            }
        }
        Work::ShowUrl { from, to } => {
            out.text("work", "showUrl");
            out.text("from", from.reveal());
            out.text("to", to.reveal());
        }
        Work::FindProvider(provider) => {
            out.text("work", "findProvider");
            out.some("provider", provider.as_deref());
        }
        Work::Discover(provider) => {
            out.text("work", "discover");
            out.text("provider", provider);
        }
        Work::FindIdToken(provider) => {
            out.text("work", "idToken");
            out.text("provider", provider);
        }
        Work::SignOut { provider, revoke } => {
            out.text("work", "signOut");
            out.text("provider", provider);
            out.flag("revoke", *revoke);
        }
        Work::GiveTokens {
            provider,
            tokens: json,
            logouts,
        } => {
            out.text("work", "giveTokens");
            out.text("provider", provider);
            out.number("logouts", (*logouts).into());
            out.inside("tokens", |out| tokens::give(out, json, offset));
        }
    }
}
