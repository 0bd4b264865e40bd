//! A flight for another target than the credential's own: keeping its token, and ending it.
//!
//! It makes one attempt. The credential that asked decides whether to try again. A server's refusal for one target
//! counts for that target alone, unless the server declares the refresh token void.

use super::{Flight, Next};
use crate::core::credential::Credential;
use crate::core::credential::mint::Minting;
use crate::core::credential::turn::Turn;
use crate::core::error::{Class, Code, Error};
use crate::core::note::Note;
use crate::core::oauth::refresh_refusal::{self, Refusal};
use crate::core::tokens::TokenSet;

impl Credential {
    /// The content of the session after an answer for the flight's target: its refresh token and ID token, if it has
    /// new ones, and the access token.
    pub(super) fn with_target(
        &self,
        minting: &Minting,
        mut tokens: TokenSet,
        turn: &Turn<'_>,
    ) -> TokenSet {
        let refresh_token = tokens.refresh_token.take();
        let id_token = tokens.id_token.take();
        let mut session = self.beside(refresh_token, turn);
        if id_token.is_some() {
            session.id_token = id_token;
        }
        session.targets.put(minting.mint.id.clone(), tokens);
        session
    }

    /// Ends a flight that got the token for its target. The token is held by now.
    pub(super) fn land_minted(
        &mut self,
        flight: Box<Flight>,
        minting: &Minting,
        turn: &mut Turn<'_>,
    ) -> Next {
        let tokens = self.target(&minting.mint.id).cloned();
        turn.note(Note::Obtained {
            refreshed: true,
            clock_skew_ms: tokens.as_ref().and_then(|tokens| tokens.clock_skew_ms),
        });
        let tokens = tokens.map(Box::new).ok_or_else(|| self.nothing_left());
        self.minted(minting.waiter, tokens, turn);
        flight.land(turn);
        None
    }

    /// Ends the flight without the token for its target.
    pub(super) fn land_unminted(
        &mut self,
        flight: Box<Flight>,
        minting: &Minting,
        mut error: Error,
        turn: &mut Turn<'_>,
    ) -> Next {
        if refresh_refusal::of(&error) == Some(Refusal::UserWanted) {
            error.class = Class::ReauthenticationRequired;
            error.code = Code::ReauthenticationRequired;
            error.message = "the authorization server requires the user for this target: call startLogin with its scope, and with the error's claims if it has any".into();
        }
        self.minted(minting.waiter, Err(error), turn);
        flight.land(turn);
        None
    }
}
