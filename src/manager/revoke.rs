//! Revokes tokens that are forgotten here already (RFC 7009).

use super::events::Event;
use super::flow;
use super::inner::Inner;
use super::log::Level;
use super::registry::Key;
use crate::core::config::Grant;
use crate::core::credential::ids::WaiterId;
use crate::core::revocation::{Outcome, Revocation};
use crate::core::tokens::TokenSet;
use crate::host::in_flight;
use std::rc::Rc;

impl Inner {
    /// Revokes `tokens` and then tells the caller that it is done. A server that did not take part is no failure of the call:
    /// listeners and the log are told.
    pub(super) fn revoke(
        self: Rc<Self>,
        key: Key,
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
    ) {
        let known = self.with_entry(key, |entry| {
            let config = entry.credential.settings().config.clone();
            let has_function = entry.custom.as_ref().is_some_and(|c| c.revoke.is_some());
            (entry.name().clone(), config, has_function)
        });
        let (Some((name, config, has_function)), Some(tokens)) = (known, tokens) else {
            self.settle(waiter, Ok(None));
            return;
        };
        let metadata = match &config.grant {
            Grant::OAuth(oauth) => oauth.issuer.as_deref().and_then(|i| self.known_metadata(i)),
            _ => None,
        };
        let revocation = Revocation::new(&config, has_function, tokens, metadata);
        in_flight::spawn(async move {
            match flow::run(&self, Some(key), revocation).await {
                Outcome::Revoked => self.log(Level::Info, "tokens revoked", Some(&name)),
                Outcome::Unsupported => {
                    let message =
                        "tokens forgotten but not revoked: the provider has no revocation endpoint";
                    self.log(Level::Info, message, Some(&name));
                }
                Outcome::Failed(error) => self.tell(&Event::Error {
                    error: error.of(&name),
                    provider: name,
                    next_attempt_at: None,
                }),
            }
            self.settle(waiter, Ok(None));
        });
    }
}
