//! The host wakes up, or its network comes or goes: the clock is looked at anew.

use super::inner::Inner;
use crate::core::credential::io::{Announcement, Input};
use crate::host::kind::Kind;
use crate::host::wake::{self, Signal, Wake};

impl Inner {
    /// Begins to listen, in pages and web workers.
    pub(super) fn listen_to_host(&self) {
        if self.kind != Kind::Browser {
            return;
        }
        self.offline.set(wake::is_offline());
        let me = self.me.clone();
        let wake = Wake::new(move |signal| {
            if let Some(inner) = me.upgrade() {
                inner.woke(signal);
            }
        });
        *self.wake.borrow_mut() = Some(wake);
        self.open_channel();
    }

    fn woke(&self, signal: Signal) {
        let offline = match signal {
            Signal::Online => {
                self.look_into_storage();
                false
            }
            Signal::Offline => true,
            Signal::Woke => wake::is_offline(),
            // An open channel may keep the page out of the back/forward cache. A page whose storage is its own would not
            // hear of a logout meanwhile, nor find it there: that page rather loses its place in the cache.
            Signal::Hidden => {
                if self.storage_traits().shared {
                    self.close_channel();
                }
                return;
            }
            Signal::Restored => {
                self.open_channel();
                self.look_into_storage();
                wake::is_offline()
            }
        };
        if self.offline.replace(offline) != offline {
            for key in self.keys() {
                self.feed(key, Input::Network(!offline));
            }
        }
        self.timer_fired();
    }

    /// Others may have renewed or logged out, and this page did not hear of it.
    fn look_into_storage(&self) {
        for key in self.keys() {
            self.feed(key, Input::Elsewhere(Announcement::Renewed));
        }
    }
}
