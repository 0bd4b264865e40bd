//! Revocation (RFC 7009), as far as it is this machine's: a logout first, and then the tokens go to who revokes them.
//!
//! From the call on nothing is handed out, and the record is removed before anything is sent: a page that goes away midway,
//! or a server that is slow, keeps nobody logged in.

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

    /// What was stored is read: another tab may have newer tokens than this one, or there were none here yet.
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
