//! What a read finds.

use crate::core::envelope;
use crate::core::record::{self, Summary};
use crate::core::secret::Secret;

/// A stored record.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Decrypted; one that cannot be decrypted is given as it is.
    pub text: Option<Secret>,
    /// As it is stored, where the storage can compare.
    pub stored: Option<Secret>,
    /// Whether it is in plain text although the user wants encryption.
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

    /// The same without a plain record, which no owner of the key has written.
    pub fn without_plain(mut self) -> Self {
        if self.plain_record().is_some() {
            self.text = Some(envelope::PLAIN.into());
        }
        self
    }
}
