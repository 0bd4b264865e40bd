//! Hints to and from the other tabs, workers and managers of the origin that have the same namespace.
//!
//! A hint says what happened, and to which credential; that it is worth looking, and no more. What is looked at is storage.

use super::inner::Inner;
use super::registry::Key;
use crate::core::credential::io::{Announcement, Input};
use crate::core::identity::IDENTITY_DIGITS;
use crate::host::channel::Channel;

impl Inner {
    /// Opens the channel, unless it is.
    pub(super) fn open_channel(&self) {
        if self.channel.borrow().is_some() {
            return;
        }
        let me = self.me.clone();
        let heard = move |hint: String| {
            if let Some(inner) = me.upgrade() {
                inner.heard(&hint);
            }
        };
        *self.channel.borrow_mut() = Channel::open(&self.namespace, heard);
    }

    pub(super) fn close_channel(&self) {
        drop(self.channel.take());
    }

    pub(super) fn announce(&self, key: Key, what: Announcement) {
        let hint = self.with_entry(key, |entry| {
            let kind = match what {
                Announcement::Renewed => "n",
                Announcement::Cleared => "c",
            };
            let mark = if entry.inline { "%" } else { ":" };
            [kind, &entry.credential.identity(), mark, entry.name()].concat()
        });
        if let (Some(hint), Some(channel)) = (hint, &*self.channel.borrow()) {
            channel.post(&hint);
        }
    }

    fn heard(&self, hint: &str) {
        let Some((what, hint)) = hint.split_at_checked(1) else {
            return;
        };
        let Some((identity, name)) = hint.split_at_checked(IDENTITY_DIGITS) else {
            return;
        };
        let what = match what {
            "n" => Announcement::Renewed,
            "c" => Announcement::Cleared,
            _ => return,
        };
        let keys = match name.split_at_checked(1) {
            Some((":", name)) => Vec::from_iter(self.state.borrow().registry.find(name)),
            Some(("%", name)) => self.state.borrow().registry.find_inline(name),
            _ => return,
        };
        for key in keys {
            let same = self.with_entry(key, |e| e.credential.identity() == identity);
            if same == Some(true) {
                self.feed(key, Input::Elsewhere(what));
            }
        }
    }
}
