//! The signed-in user. A session lasts as long as the credential holds tokens of the login that live or can be renewed.

use super::Credential;
use super::io::Event;
use super::turn::Turn;
use crate::core::config::{Grant, OAuthConfig, OAuthGrant};
use crate::core::time::Timestamp;
use crate::core::user::User;

/// The session that listeners know of.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// The session's user: [`User`]'s sum, or zero for a user without an ID token. `None` if no user is signed in.
    user: Option<u64>,
    /// The version of the tokens that show it.
    version: u32,
}

impl Credential {
    /// The configuration, if its tokens come from a user's login.
    fn login_config(&self) -> Option<&OAuthConfig> {
        match &self.settings.config.grant {
            Grant::OAuth(config) => matches!(
                config.grant,
                OAuthGrant::AuthorizationCode | OAuthGrant::DeviceCode
            )
            .then_some(&**config),
            _ => None,
        }
    }

    /// True if a user is signed in. A fallback's tokens do not count.
    #[must_use]
    pub fn is_authenticated(&self, now: Timestamp) -> bool {
        self.login_config().is_some()
            && self.vault.held().is_some()
            && (self.vault.lives(now) || self.can_renew())
    }

    /// The signed-in user, if the tokens came with an ID token.
    #[must_use]
    pub fn user(&self, now: Timestamp) -> Option<User> {
        let tokens = self.vault.tokens().filter(|_| self.is_authenticated(now))?;
        let id_token = tokens.id_token.as_ref()?.reveal();
        User::of(&self.settings.name, id_token, self.login_config()?)
    }

    /// Tells listeners about a user who signed in or out, here or elsewhere. A change from one user to another is both.
    /// An ID token that a later refresh brings is neither, and nor is the same user's next login.
    pub(super) fn tell_session(&mut self, turn: &mut Turn<'_>) {
        let before = self.session.user;
        if !self.is_authenticated(turn.now()) {
            self.session.user = None;
            if before.is_some() {
                turn.emit(Event::SignedOut);
            }
            return;
        }
        let version = self.vault.version();
        if before.is_some() && version == self.session.version {
            return;
        }
        let user = self.user(turn.now()).map_or(0, |user| user.sum);
        self.session.version = version;
        self.session.user = Some(user);
        if before.is_some_and(|before| before == 0 || before == user) {
            return;
        }
        if before.is_some() {
            turn.emit(Event::SignedOut);
        }
        turn.emit(Event::SignedIn);
    }
}
