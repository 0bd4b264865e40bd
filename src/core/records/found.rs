//! The result of a read.

use crate::core::envelope;
use crate::core::record::{self, Summary};
use crate::core::secret::Secret;

/// A stored record.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The decrypted text; the text as it is if it cannot be decrypted.
    pub text: Option<Secret>,
    /// The text as it is stored, if the storage can compare.
    pub stored: Option<Secret>,
    /// True if it is in plain text although the user wants encryption.
    pub is_plain: bool,
}

impl Found {
    pub fn text(text: Secret) -> Self {
        Self {
            text: Some(text),
            ..Self::default()
        }
    }

    /// The text of a record that is in plain text although the user wants encryption, and its summary.
    pub fn plain_record(&self) -> Option<(&Secret, Summary)> {
        let text = self.text.as_ref().filter(|_| self.is_plain)?;
        Some((text, record::summary(text.reveal())?))
    }

    /// The same without a plain record, which was not written with the key.
    pub fn without_plain(mut self) -> Self {
        if self.plain_record().is_some() {
            self.text = Some(envelope::PLAIN.into());
        }
        self
    }
}
