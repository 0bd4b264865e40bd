//! The storages that the manager has opened on its host.

use crate::core::credential::StorageTraits;
use crate::core::error::{Class, Code, Error};
use crate::core::records::storage::{Facts, Storage};
use crate::core::records::work::StorageId;
use crate::host::cipher::Cipher;
use crate::host::storage::{self, indexeddb, web};
use std::cell::RefCell;
use std::rc::{Rc, Weak};

/// A storage of the host.
#[derive(Debug)]
pub(super) struct Opened {
    pub storage: storage::Storage,
    /// What the host's own storages are called.
    kind: Option<&'static str>,
    id: StorageId,
    state: Weak<Storage>,
}

/// A storage that the host doesn't have, so that memory has to do.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    /// What `health` calls it.
    pub kind: &'static str,
    pub error: Error,
}

impl Opened {
    /// What `health` calls it: a storage object may have a name of its own.
    pub fn kind(&self) -> String {
        if let Some(kind) = self.kind {
            return kind.into();
        }
        let own = self.storage.says("kind").and_then(|kind| kind.as_string());
        own.unwrap_or_else(|| "custom".into())
    }

    /// Whether it belongs to a place whose work goes on when the request that began it has been answered.
    pub fn is_lasting(&self) -> bool {
        says(&self.storage, "lasting") == Some(true)
    }
}

/// Finds a storage on the host; `None` is memory.
pub(super) fn find(
    storage: &super::Storage,
    cipher: Option<&Cipher>,
) -> Result<Option<Opened>, Missing> {
    let (object, kind, message) = match storage {
        super::Storage::Memory => return Ok(None),
        super::Storage::Local => (
            web::local(),
            Some("local"),
            "localStorage is missing or forbidden here: tokens are kept in memory alone",
        ),
        super::Storage::Session => (
            web::session(),
            Some("session"),
            "sessionStorage is missing or forbidden here: tokens are kept in memory alone",
        ),
        super::Storage::IndexedDb => (
            indexeddb::open(),
            Some("indexeddb"),
            "IndexedDB is missing or forbidden here: tokens are kept in memory alone",
        ),
        // By whatever name it is given.
        super::Storage::Object(object) if web::is_local(object) => {
            (web::local(), Some("local"), "")
        }
        super::Storage::Object(object) => (Some(object.clone()), None, ""),
    };
    let missing = |message| Missing {
        kind: kind.unwrap_or("custom"),
        error: Error::new(Class::Storage, Code::Storage, message),
    };
    let object = object.ok_or_else(|| missing(message))?;
    if !cipher.is_none_or(Cipher::can_work) {
        // Rather no record than one in plain text.
        let message = "records cannot be encrypted here, since WebCrypto or IndexedDB is missing: tokens are kept in memory alone";
        return Err(missing(message));
    }
    Ok(Some(Opened {
        storage: storage::Storage::new(object),
        kind,
        id: 0,
        state: Weak::new(),
    }))
}

/// The storages of a manager. One that no operation, move or credential uses any more is let go of when the next is opened.
#[derive(Debug, Default)]
pub(super) struct Stores {
    opened: RefCell<Vec<Rc<Opened>>>,
    last: std::cell::Cell<StorageId>,
}

impl Stores {
    /// The core's side of a storage that was found: what is known of it already, if it is open.
    pub fn open(
        &self,
        mut found: Opened,
        encrypts: bool,
        locks: bool,
        namespace: &Rc<str>,
    ) -> Rc<Storage> {
        let opened = &mut *self.opened.borrow_mut();
        opened.retain(|opened| opened.state.strong_count() > 0);
        let mut same = opened
            .iter()
            .filter(|opened| opened.storage.object() == found.storage.object());
        if let Some(state) = same.next().and_then(|opened| opened.state.upgrade()) {
            return state;
        }
        found.id = self.last.get().wrapping_add(1);
        self.last.set(found.id);
        let storage = &found.storage;
        let facts = Facts {
            traits: StorageTraits {
                present: true,
                keeps_refresh_tokens: says(storage, "refreshTokens") != Some(false),
                volatile: says(storage, "volatile") == Some(true),
                shared: matches!(found.kind, Some("local" | "indexeddb")),
                // What is encrypted takes its time anyway.
                late: !encrypts && storage.peeks(),
            },
            encrypts,
            compares: storage.compares(),
            locks,
        };
        let state = Rc::new(Storage::new(found.id, facts, namespace.clone()));
        found.state = Rc::downgrade(&state);
        opened.push(Rc::new(found));
        state
    }

    /// The host's side of a storage.
    pub fn get(&self, id: StorageId) -> Option<Rc<Opened>> {
        let opened = self.opened.borrow();
        opened.iter().find(|opened| opened.id == id).cloned()
    }
}

fn says(storage: &storage::Storage, name: &str) -> Option<bool> {
    storage.says(name)?.as_bool()
}
