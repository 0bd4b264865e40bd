//! The texts between the core that decides moves of records and the core of the tokens. The driver passes them on.

use super::config;
use super::read::{Members, parse, unknown};
use super::write::Out;
use crate::core::credential::StorageTraits;
use crate::core::credential::ids::CredentialKey;
use crate::core::engine::{Host, Storage};
use crate::core::envelope;
use crate::core::error::{Class, Code, Error, Result};
use crate::core::identity::Former;
use crate::core::json::Json;
use crate::core::metrics::StorageCounts;
use crate::core::records::moves::Kind;
use crate::core::records::moves::mover::Mover;
use crate::core::records::place::Place;
use crate::core::records::restored::Restored;
use crate::core::records::storage::Facts;
use crate::core::records::work::{Answer, Decision, Over, StorageId, Work, Write};
use crate::core::secret::Secret;
use std::cell::Cell;
use std::rc::Rc;

// — steps, on the way to the core of the tokens —

/// The JSON text of a step.
#[must_use]
pub fn step(step: &Decision) -> Secret {
    Out::object(|out| match step {
        Decision::Do(work) => write_work(out, work),
        Decision::Wait(ms) => out.number("wait", *ms),
        Decision::Done(result, counts) => {
            out.number("reads", counts.reads as i64);
            out.number("writes", counts.writes as i64);
            out.number("errors", counts.errors as i64);
            match result {
                Ok(restored) => {
                    out.number("restored", restored.restored.into());
                    out.number("skipped", restored.skipped.into());
                }
                Err(over) => {
                    out.text("message", &over.error.message);
                    out.flag("storage", over.error.class == Class::Storage);
                    out.flag("retryable", over.error.retryable);
                    out.flag("threw", over.threw);
                }
            }
        }
    })
}

fn write_work(out: &mut Out, work: &Work) {
    let mut named = |name| out.text("do", name);
    match work {
        // No move reads the copy at hand.
        Work::Read(storage, key) | Work::Peek(storage, key) => {
            named("read");
            place(out, *storage, key);
        }
        Work::Write(storage, key, write) => {
            named("write");
            place(out, *storage, key);
            out.secret("text", write.text.as_ref());
            out.some_number("expiresAt", write.expires_at);
            match &write.expected {
                Some(Some(text)) => out.text("expected", text.reveal()),
                Some(None) => out.flag("flag", true),
                None => {}
            }
        }
        Work::List(storage, prefix) => {
            named("list");
            place(out, *storage, prefix);
        }
        Work::Seal(key, text) => {
            named("seal");
            out.text("key", key);
            out.text("text", text.reveal());
        }
        Work::Open(key, sealed) => {
            named("open");
            out.text("key", key);
            out.text("text", envelope::write(sealed).reveal());
        }
        Work::TakeLock {
            storage,
            name,
            patient,
        } => {
            named("lock");
            place(out, *storage, name);
            out.flag("flag", *patient);
        }
        Work::ReleaseLock(storage, name) => {
            named("unlock");
            place(out, *storage, name);
        }
        // No move asks for `Decide`, which belongs to the other side.
        Work::FindPlaces | Work::Decide { .. } => named("places"),
        Work::Held(key) => {
            named("held");
            credential(out, *key);
        }
        Work::CanUse(key, record) => {
            named("canUse");
            credential(out, *key);
            out.text("text", record.reveal());
        }
        Work::Give {
            credential: key,
            record,
            restoring,
        } => {
            named("give");
            credential(out, *key);
            out.text("text", record.reveal());
            out.flag("flag", *restoring);
        }
        Work::StorageChanged(_) => named("changed"),
        Work::Report(about, error) => {
            named("report");
            if let Some(key) = about {
                credential(out, *key);
            }
            out.text("text", &error.message);
        }
    }
}

fn place(out: &mut Out, storage: StorageId, key: &str) {
    out.number("storage", storage.into());
    out.text("key", key);
}

fn credential(out: &mut Out, key: CredentialKey) {
    out.number("index", key.index as i64);
    out.number("serial", key.serial.into());
}

/// The step in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`] if the text is no step.
pub(super) fn read_step(json: &Json) -> Result<Decision> {
    if let Some(name) = json.get_str("do") {
        return Ok(Decision::Do(read_work(json, name)?));
    }
    if let Some(ms) = json.number("wait") {
        return Ok(Decision::Wait(ms));
    }
    let count = |name| u64::from(json.count(name).unwrap_or_default());
    let counts = StorageCounts {
        reads: count("reads"),
        writes: count("writes"),
        errors: count("errors"),
    };
    let result = match json.count("restored") {
        Some(restored) => Ok(Restored {
            restored,
            skipped: json.count("skipped").unwrap_or_default(),
        }),
        None => {
            let is = |name| json.flag(name) == Some(true);
            let (class, code) = match is("storage") {
                true => (Class::Storage, Code::Storage),
                false => (Class::InvalidConfiguration, Code::InvalidConfiguration),
            };
            let mut error = Error::new(class, code, json.text("message").unwrap_or_default());
            error.retryable = is("retryable");
            Err(Box::new(Over {
                error,
                threw: is("threw"),
            }))
        }
    };
    Ok(Decision::Done(result, counts))
}

fn read_work(json: &Json, name: &str) -> Result<Work> {
    let storage = json.count("storage").unwrap_or_default();
    let key: Rc<str> = json.get_str("key").unwrap_or_default().into();
    let text = || json.secret("text").unwrap_or_default();
    let flag = json.flag("flag").unwrap_or_default();
    let about = json.count("serial").map(|serial| CredentialKey {
        index: json.count("index").unwrap_or_default() as usize,
        serial,
    });
    let credential = || about.ok_or_else(unknown);
    Ok(match name {
        "read" => Work::Read(storage, key),
        "write" => Work::Write(
            storage,
            key,
            Write {
                text: json.secret("text"),
                expires_at: json.number("expiresAt"),
                expected: match json.secret("expected") {
                    None => flag.then_some(None),
                    there => Some(there),
                },
            },
        ),
        "list" => Work::List(storage, key.as_ref().to_owned()),
        "seal" => Work::Seal(key, text()),
        "open" => {
            let sealed = envelope::read(text().reveal()).ok_or_else(unknown)?;
            Work::Open(key, Box::new(sealed))
        }
        "lock" => Work::TakeLock {
            storage,
            name: key,
            patient: flag,
        },
        "unlock" => Work::ReleaseLock(storage, key),
        "places" => Work::FindPlaces,
        "held" => Work::Held(credential()?),
        "canUse" => Work::CanUse(credential()?, text()),
        "give" => Work::Give {
            credential: credential()?,
            record: text(),
            restoring: flag,
        },
        "changed" => Work::StorageChanged(StorageTraits::NONE),
        "report" => {
            let message = json.text("text").unwrap_or_default();
            Work::Report(about, Error::new(Class::Storage, Code::Storage, message))
        }
        _ => return Err(unknown()),
    })
}

// — answers, on the way to the core that decides —

/// The JSON text of an answer.
pub(super) fn answer(answer: &Answer) -> Secret {
    Out::object(|out| match answer {
        Answer::Text(text) => {
            out.text("is", "text");
            out.secret("text", text.as_ref());
        }
        Answer::Flag(flag) => out.flag("flag", *flag),
        Answer::Keys(keys) => {
            out.text("is", "keys");
            if let Some(keys) = keys {
                out.list("keys", |out| keys.iter().for_each(|key| out.item(key)));
            }
        }
        Answer::Places(places) => out.list("places", |out| {
            for place in places {
                out.item_object(|out| {
                    credential(out, place.credential);
                    out.text("key", &place.key);
                    if let Some(former) = &place.former {
                        out.text("former", &former.key);
                        out.text("fingerprint", &former.fingerprint);
                    }
                    out.flag("gone", place.former_gone.get());
                });
            }
        }),
        Answer::Failed(_) => out.text("is", "failed"),
        Answer::Refused(_) => out.text("is", "closed"),
        Answer::TimedOut => out.text("is", "timedOut"),
        Answer::Done | Answer::Waited | Answer::Decided(_) => {}
    })
}

/// The answer in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`] if the text is no answer.
fn read_answer(json: &Json) -> Answer {
    if let Some(flag) = json.flag("flag") {
        return Answer::Flag(flag);
    }
    if json.get("places").is_some() {
        let mut places = Vec::new();
        for item in json.items("places") {
            let fingerprint = item.text("fingerprint").unwrap_or_default();
            places.push(Place {
                credential: CredentialKey {
                    index: item.count("index").unwrap_or_default() as usize,
                    serial: item.count("serial").unwrap_or_default(),
                },
                key: item.get_str("key").unwrap_or_default().into(),
                former: item.get_str("former").map(|key| Former {
                    key: key.into(),
                    fingerprint,
                }),
                former_gone: Cell::new(item.flag("gone").unwrap_or_default()),
            });
        }
        return Answer::Places(places);
    }
    match json.get_str("is") {
        Some("text") => Answer::Text(json.secret("text")),
        Some("keys") => Answer::Keys(json.get("keys").map(|_| json.texts("keys"))),
        Some("failed") => Answer::Failed(None),
        Some("closed") => Answer::Refused(Error::closed()),
        Some("timedOut") => Answer::TimedOut,
        _ => Answer::Done,
    }
}

// — the core that decides —

/// The moves of a manager.
///
/// # Errors
/// [`Class::InvalidConfiguration`] for a value that the driver should have refused.
pub fn mover(text: &str) -> Result<Mover> {
    let json = &parse(text)?;
    // On the edge, a request that has ended could hold a lock.
    let locks = config::host(json)? != Host::Edge;
    let namespace = json.get_str("namespace").unwrap_or_default();
    Ok(Mover::new(namespace, storage(json, locks)?))
}

/// Begins the move in a JSON text, and returns its number.
///
/// # Errors
/// [`Class::InvalidConfiguration`] if the text is no move.
pub fn begin(mover: &mut Mover, text: &str) -> Result<u32> {
    let json = &parse(text)?;
    let kind = match json.get_str("move") {
        Some("migrateStorage") => Kind::Migrate,
        Some("backup") => Kind::Backup,
        Some("restoreFrom") => Kind::Restore,
        _ => return Err(unknown()),
    };
    let locks = config::host(json)? != Host::Edge;
    Ok(mover.begin(kind, storage(json, locks)?))
}

/// The next step of a move, after the answer in a JSON text.
///
/// # Errors
/// [`Class::InvalidConfiguration`] if the text is no answer, or if there is no such move.
pub fn decide(mover: &mut Mover, id: u32, text: Option<&str>, closing: bool) -> Result<Secret> {
    let answer = text.map(parse).transpose()?;
    let answer = answer.as_ref().map(read_answer);
    let next = mover.step(id, answer, closing).ok_or_else(unknown)?;
    Ok(step(&next))
}

fn storage(json: &Json, locks: bool) -> Result<Option<(StorageId, Facts)>> {
    let Some(json) = json.get("storage") else {
        return Ok(None);
    };
    let Storage {
        id,
        traits,
        compares,
        encrypted,
        ..
    } = config::storage(json)?;
    let facts = Facts {
        traits,
        encrypts: encrypted,
        compares,
        locks,
    };
    Ok(Some((id, facts)))
}
