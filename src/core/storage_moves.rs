//! Moves records from one storage to another, in an order that loses nothing whatever fails or ends in between: copy, read
//! back, go on with the new storage, and only then remove from the old.
//!
//! [`Records`] does the work on the storages; this file decides the order.

use super::credential::StorageTraits;
use super::error::{Class, Code, Error, Result};
use super::record::{self, Summary};
use super::secret::Secret;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// An asynchronous call.
pub type Call<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// Where a record lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The storage that the manager uses when the move begins.
    Current,
    /// The storage that the user named.
    Other,
    /// The manager's memory.
    Memory,
}

/// What a move does to records, one key at a time.
pub trait Records {
    /// The record's text; `None` if there is no usable record.
    fn read<'a>(&'a self, place: Place, key: &'a str) -> Call<'a, Option<Secret>>;
    /// Writes a record; `expires_at` (epoch milliseconds by the wall clock) says when it may be forgotten.
    fn write<'a>(
        &'a self,
        place: Place,
        key: &'a str,
        text: &'a Secret,
        expires_at: Option<i64>,
    ) -> Call<'a, ()>;
    /// Removes a record.
    fn remove<'a>(&'a self, place: Place, key: &'a str) -> Call<'a, ()>;
    /// Makes the manager use the other storage, and returns once none of its writes to the previous one is under way. Gives the
    /// keys of records that may be in the previous storage and were not there when the move began.
    fn switch(&self) -> Call<'_, Vec<Rc<str>>>;
    /// Keeps other managers from renewing the record until the next call, as far as that is possible.
    fn hold<'a>(&'a self, key: &'a str) -> Call<'a, ()>;
    /// Adopts a record of the other storage in memory and in the current storage. False if it is of no use to the manager.
    fn take<'a>(&'a self, key: &'a str, text: &'a Secret) -> Call<'a, bool>;
    /// Reports that a record is damaged.
    fn damaged(&self, key: &str);
}

/// The keys of a move, and the verified copies; `None` if there is nothing to compare with.
pub type Copies = Vec<(Rc<str>, Option<Secret>)>;

/// Copies every record of the current storage to the other one, and verifies it. Changes nothing else.
///
/// # Errors
/// The storage's; [`Class::InvalidConfiguration`] if the other one would lose refresh tokens.
pub async fn copy(records: &dyn Records, keys: &[Rc<str>], other: StorageTraits) -> Result<Copies> {
    let copies = gather(records, keys, false).await?;
    refuse_loss(&copies, other)?;
    for (key, text) in &copies {
        if let Some(text) = text {
            put(records, key, text).await?;
        }
    }
    Ok(copies)
}

/// Removes the moved records from the previous storage, once the manager uses the new one. A record that changed since it was
/// copied is copied again first. May be repeated after a failure, with the copies that it left.
///
/// # Errors
/// The storage's. A record that could not be removed is in both.
pub async fn clean(
    records: &dyn Records,
    copies: &mut Copies,
    before: StorageTraits,
) -> Result<u32> {
    let mut moved = 0;
    for (key, copy) in copies {
        records.hold(key).await?;
        match (records.read(Place::Current, key).await?, &copy) {
            // A logout removed the record since: the copy goes as well, unless it was renewed. (A cache may have forgotten the
            // record by itself.)
            (None, Some(copy)) if !before.volatile => {
                if records.read(Place::Other, key).await?.as_ref() == Some(copy) {
                    records.remove(Place::Other, key).await?;
                }
            }
            (None, _) => {}
            (Some(text), _) => {
                if record::summary(text.reveal()).is_some() {
                    put(records, key, &text).await?;
                    // From here on, a missing record was removed by this move, even if the storage reports a failure.
                    *copy = None;
                    records.remove(Place::Current, key).await?;
                    moved += 1;
                }
            }
        }
    }
    Ok(moved)
}

/// Writes a copy of every record to the other storage, in place of what is there. A record that is newer in memory than in
/// storage is taken from memory.
///
/// # Errors
/// See [`copy`].
pub async fn backup(records: &dyn Records, keys: &[Rc<str>], other: StorageTraits) -> Result<u32> {
    let copies = gather(records, keys, true).await?;
    refuse_loss(&copies, other)?;
    let mut copied = 0;
    for (key, text) in &copies {
        if let Some(text) = text {
            write(records, key, text).await?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// What [`restore`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Records that were taken.
    pub restored: u32,
    /// Records that were not taken: older than the present ones, damaged, or of no use to the manager.
    pub skipped: u32,
}

/// Takes each record of the other storage that is newer than what memory and the current storage hold.
///
/// # Errors
/// The storage's.
pub async fn restore(records: &dyn Records, keys: &[Rc<str>]) -> Result<Restored> {
    let mut counts = Restored::default();
    for key in keys {
        let Some(theirs) = records.read(Place::Other, key).await? else {
            continue;
        };
        let mut wins = false;
        if let Some(summary) = record::summary(theirs.reveal()) {
            wins = true;
            for place in [Place::Memory, Place::Current] {
                let ours = records.read(place, key).await?;
                let ours = ours.and_then(|text| record::summary(text.reveal()));
                wins &= ours.is_none_or(|ours| summary.obtained_at > ours.obtained_at);
            }
        } else {
            records.damaged(key);
        }
        if wins && records.take(key, &theirs).await? {
            counts.restored += 1;
        } else {
            counts.skipped += 1;
        }
    }
    Ok(counts)
}

/// The records of the current storage; damaged ones are left where they are. With `memory`, a newer record in memory takes
/// precedence.
async fn gather(records: &dyn Records, keys: &[Rc<str>], memory: bool) -> Result<Copies> {
    let mut copies = Copies::new();
    for key in keys {
        let mut best: Option<(Summary, Secret)> = None;
        for place in [Place::Current, Place::Memory] {
            // A record that is only in memory may have been logged out elsewhere.
            if place == Place::Memory && (!memory || best.is_none()) {
                continue;
            }
            let Some(text) = records.read(place, key).await? else {
                continue;
            };
            match record::summary(text.reveal()) {
                Some(summary) => {
                    let newer = |(b, _): &(Summary, _)| summary.obtained_at > b.obtained_at;
                    if best.as_ref().is_none_or(newer) {
                        best = Some((summary, text));
                    }
                }
                None => records.damaged(key),
            }
        }
        copies.push((key.clone(), best.map(|(_, text)| text)));
    }
    Ok(copies)
}

fn refuse_loss(copies: &Copies, other: StorageTraits) -> Result<()> {
    let has_refresh_token = |(_, text): &(Rc<str>, Option<Secret>)| {
        let summary = text
            .as_ref()
            .and_then(|text| record::summary(text.reveal()));
        summary.is_some_and(|summary| summary.has_refresh_token)
    };
    if other.keeps_refresh_tokens || !copies.iter().any(has_refresh_token) {
        return Ok(());
    }
    Err(Error::configuration(
        "to",
        "this storage keeps no refresh tokens, and they would be lost: give kvStorage(ns, { refreshTokens: true }) if you mean it",
    ))
}

/// Makes sure that the other storage holds the record, or a newer one of the same credential.
async fn put(records: &dyn Records, key: &str, text: &Secret) -> Result<()> {
    if let Some(there) = records.read(Place::Other, key).await?
        && stands_for(&there, text)
    {
        return Ok(());
    }
    write(records, key, text).await
}

async fn write(records: &dyn Records, key: &str, text: &Secret) -> Result<()> {
    let expires_at = record::summary(text.reveal()).and_then(|summary| summary.forgettable_from());
    records.write(Place::Other, key, text, expires_at).await?;
    match records.read(Place::Other, key).await? {
        Some(there) if stands_for(&there, text) => Ok(()),
        _ => Err(Error::new(
            Class::Storage,
            Code::Storage,
            "a record that was written to the storage could not be read back: nothing was removed",
        )
        .retryable()),
    }
}

/// Whether `there` is the very record `text`, or a newer one of the same credential.
fn stands_for(there: &Secret, text: &Secret) -> bool {
    if there == text {
        return true;
    }
    match (
        record::summary(there.reveal()),
        record::summary(text.reveal()),
    ) {
        (Some(there), Some(text)) => {
            there.credential == text.credential
                && there.credential.is_some()
                && there.obtained_at > text.obtained_at
        }
        _ => false,
    }
}
