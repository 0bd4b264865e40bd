//! The host wakes up, or its network comes or goes: the clock is looked at anew.

use super::inner::Inner;
use crate::core::credential::io::Input;
use crate::host::kind::Kind;
use crate::host::wake::{self, Wake};

impl Inner {
    /// Begins to listen, in pages and web workers.
    pub(super) fn listen_to_host(&self) {
        if self.kind != Kind::Browser {
            return;
        }
        self.offline.set(wake::is_offline());
        let me = self.me.clone();
        let wake = Wake::new(move |offline| {
            if let Some(inner) = me.upgrade() {
                inner.woke(offline);
            }
        });
        *self.wake.borrow_mut() = Some(wake);
    }

    fn woke(&self, offline: bool) {
        if self.offline.replace(offline) != offline {
            for key in self.keys() {
                self.feed(key, Input::Network(!offline));
            }
        }
        self.timer_fired();
    }
}
