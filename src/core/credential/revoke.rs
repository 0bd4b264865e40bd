//! This machine's part in revocation (RFC 7009): it logs out first, then passes the tokens on to be revoked.
//!
//! From the call on nothing is handed out, and the record is removed before anything is sent. So no user stays logged in
//! because a page closes midway or a server is slow.

use super::Credential;
use super::ids::WaiterId;
use super::io::Output;
use super::operations::Operation;
use crate::core::record;
use crate::core::secret::Secret;
use crate::core::time::Moment;
use crate::core::tokens::TokenSet;

impl Credential {
    pub(super) fn revoke_wanted(&mut self, waiter: WaiterId, at: Moment, out: &mut Vec<Output>) {
        let tokens = self.previous(at).map(Box::new);
        self.log_out(at, out);
        if self.settings.storage.present {
            let ticket = self.operate(Operation::Revoke { waiter, tokens });
            out.push(Output::Load(ticket));
        } else {
            out.push(Output::Revoke(waiter, tokens));
        }
    }

    /// Prefers stored tokens that are newer: another tab may have renewed, or this one may not have read storage yet.
    pub(super) fn erase_and_revoke(
        &mut self,
        waiter: WaiterId,
        mut tokens: Option<Box<TokenSet>>,
        loaded: Result<Option<Secret>, ()>,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let stored = loaded
            .ok()
            .flatten()
            .and_then(|text| record::read(text.reveal(), &self.identity(), at.wall_offset_ms).ok());
        if let Some(mut stored) = stored
            && tokens.as_ref().is_none_or(|held| {
                held.obtained_at < stored.obtained_at || held.access_token.is_empty()
            })
        {
            let known = tokens.take().and_then(|held| held.refresh_token);
            stored.refresh_token = stored.refresh_token.or(known);
            tokens = Some(Box::new(stored));
        }
        let ticket = self.operate(Operation::EraseAndRevoke { waiter, tokens });
        self.push_erase(ticket, None, out);
    }
}
