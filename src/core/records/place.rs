//! Where a credential's record is.

use crate::core::credential::ids::CredentialKey;
use crate::core::identity::{self, Former};
use std::cell::Cell;
use std::rc::Rc;

/// Where a credential's record is.
#[derive(Clone, Debug)]
pub struct Place {
    /// The credential.
    pub credential: CredentialKey,
    /// The record's storage key, which is the name of its lock too.
    pub key: Rc<str>,
    /// Where the record may be since before storage keys contained the identity.
    pub former: Option<Former>,
    /// Whether nothing is there any more.
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
