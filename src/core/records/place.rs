//! The place of a credential's record.

use crate::core::credential::ids::CredentialKey;
use crate::core::identity::{self, Former};
use std::cell::Cell;
use std::rc::Rc;

/// The place of a credential's record.
#[derive(Clone, Debug)]
pub struct Place {
    /// The credential.
    pub credential: CredentialKey,
    /// The record's storage key, which is also the name of its lock.
    pub key: Rc<str>,
    /// The place where the record may lie from before storage keys contained the identity.
    pub former: Option<Former>,
    /// True if nothing is left at the former place.
    pub former_gone: Cell<bool>,
}

impl Place {
    pub(super) fn identity(&self) -> &str {
        identity::of(&self.key)
    }

    pub(super) fn may_have_former(&self) -> bool {
        self.former.is_some() && !self.former_gone.get()
    }
}
