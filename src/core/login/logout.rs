//! The end of a user's session: here, and at the server (OpenID Connect RP-Initiated Logout 1.0).
//!
//! A sign-out here cannot fail. It waits for the server only as long as a leaving user does. A request without a
//! response by then goes on by itself, or is left out.

use super::of_login;
use super::party::Party;
use crate::core::config::{Endpoint, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::oauth::end_session::{self, LogoutOptions};
use crate::core::secret::Secret;
use crate::core::time::{Moment, SECOND, Timestamp};
use crate::core::validate::{REDIRECT_URI, is_redirect_uri};
use std::rc::Rc;

/// The time that a sign-out waits for the ID token from storage, and for the issuer's metadata.
const LOOK_MS: i64 = SECOND;
/// The time that it waits for the revocation.
const REVOKE_MS: i64 = 2 * SECOND;

/// Finds the URL for the logout at the server. Meanwhile signs the user out here, if that is requested.
#[derive(Debug)]
pub struct EndSession {
    /// The provider and its server; `None` if it has none.
    party: Option<Party>,
    options: LogoutOptions,
    /// If set, the user is signed out here as well. The value is true if the tokens are then revoked.
    signs_out: Option<bool>,
    id_token: Option<Secret>,
    step: Step,
}

/// The step under way.
#[derive(Clone, Copy, Debug)]
enum Step {
    Hint,
    SignOut,
    Discover,
}

type Url = Result<Option<String>>;

impl EndSession {
    /// The logout at the provider called `name`. `signs_out`: if set, the user is signed out here as well, with or
    /// without revocation.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration) for an invalid
    /// `post_logout_redirect_uri`.
    pub fn new(
        name: Rc<str>,
        provider: ProviderConfig,
        options: LogoutOptions,
        signs_out: Option<bool>,
    ) -> Result<Self> {
        let uri = options.post_logout_redirect_uri.as_deref();
        if uri.is_some_and(|uri| !is_redirect_uri(uri)) {
            let path = "options.postLogoutRedirectUri";
            return Err(Error::configuration(path, REDIRECT_URI));
        }
        Ok(Self {
            party: Party::oauth(name, provider),
            options,
            signs_out,
            id_token: None,
            step: Step::Hint,
        })
    }

    /// True if its works have a limit, because the user leaves.
    #[must_use]
    pub fn is_hurried(&self) -> bool {
        self.signs_out.is_some()
    }

    fn work(&mut self, step: Step, work: Work, within_ms: i64, at: Moment) -> Next<Url> {
        self.step = step;
        let until = match self.is_hurried() {
            true => at.now.plus(within_ms),
            false => Timestamp(i64::MAX),
        };
        Next::Do { work, until }
    }

    /// A failure ends only the search for the URL.
    fn failed(&self, error: Error) -> Next<Url> {
        Next::Done(match self.is_hurried() {
            true => Ok(None),
            false => Err(of_login(error)),
        })
    }

    fn find(&mut self, at: Moment) -> Next<Url> {
        match &self.party {
            None => Next::Done(Ok(None)),
            Some(party) if party.needs_metadata(&[Endpoint::EndSession], "") => {
                let work = Work::Discover(party.config.clone());
                self.work(Step::Discover, work, LOOK_MS, at)
            }
            Some(party) => self.url(party),
        }
    }

    fn url(&self, party: &Party) -> Next<Url> {
        match party.known_endpoint(Endpoint::EndSession) {
            Ok(endpoint) => Next::Done(Ok(endpoint.map(|endpoint| {
                let id_token = self.id_token.as_ref();
                end_session::url(&party.config, &endpoint, id_token, &self.options)
            }))),
            Err(error) => self.failed(error),
        }
    }
}

impl Flow for EndSession {
    /// `None` if the server has no such endpoint, or a sign-out did not find it in time.
    type Output = Url;

    fn begin(&mut self, at: Moment) -> Next<Url> {
        // Before the sign-out removes it.
        self.work(Step::Hint, Work::FindIdToken, LOOK_MS, at)
    }

    fn answer(&mut self, answer: Answer, _closing: bool, at: Moment) -> Next<Url> {
        match (self.step, answer) {
            (Step::Hint, answer) => {
                match answer {
                    Answer::IdToken(Ok(found)) => self.id_token = found,
                    Answer::IdToken(Err(error)) if !self.is_hurried() => {
                        return self.failed(error);
                    }
                    _ => {}
                }
                match self.signs_out {
                    Some(revoke) => {
                        self.work(Step::SignOut, Work::SignOut { revoke }, REVOKE_MS, at)
                    }
                    None => self.find(at),
                }
            }
            (Step::SignOut, _) => self.find(at),
            (Step::Discover, Answer::Metadata(Ok(metadata))) => match self.party.take() {
                Some(mut party) => {
                    party.metadata = Some(metadata);
                    self.url(&party)
                }
                None => Next::Done(Ok(None)),
            },
            (Step::Discover, Answer::Metadata(Err(error))) => self.failed(error),
            (Step::Discover, other) => {
                let error = other.response().err();
                self.failed(error.unwrap_or_else(|| Error::login_failed("no answer came")))
            }
        }
    }
}
