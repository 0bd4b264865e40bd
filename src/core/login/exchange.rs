//! The exchange of a user's grant for tokens: the token request, sent once, and the check of the returned ID token.
//!
//! The signature of an ID token (OpenID Connect Core §3.1.3.7 no. 6) is checked by the issuer's keys. A key set that cannot be
//! fetched ends the login: an attacker who blocks the fetch could otherwise disable the check. Where a page may not read its
//! issuer's key set, `jwksUri` names a copy that it may.

use super::of_login;
use super::signature::SignatureCheck;
use crate::core::config::{OAuthConfig, ProviderConfig};
use crate::core::error::{Class, Error, Result};
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::note::Note;
use crate::core::oauth::demands::Demands;
use crate::core::oauth::id_token::{self, Expected};
use crate::core::oauth::parts;
use crate::core::oauth::pending_login::asks_for_id_token;
use crate::core::oauth::token_request::{self, GrantRequest};
use crate::core::oauth::token_response::{self, ResponseContext};
use crate::core::secret::Secret;
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The user's grant.
#[derive(Clone, Debug)]
pub enum UserGrant {
    /// An authorization code (RFC 6749 §4.1.3) with its verifier (RFC 7636 §4.5).
    Code {
        /// The code.
        code: Secret,
        /// The redirect URI of the authorization request, repeated.
        redirect_uri: String,
        /// The code verifier.
        verifier: Secret,
    },
    /// A device code (RFC 8628 §3.4).
    DeviceCode(Secret),
}

impl UserGrant {
    fn request(&self) -> GrantRequest<'_> {
        match self {
            Self::Code {
                code,
                redirect_uri,
                verifier,
            } => GrantRequest::AuthorizationCode {
                code,
                redirect_uri,
                verifier,
            },
            Self::DeviceCode(code) => GrantRequest::DeviceCode(code),
        }
    }
}

/// The terms of an exchange: the grant, the endpoint, and the requirements on the response.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The provider's policies.
    pub provider: ProviderConfig,
    /// The client.
    pub config: Rc<OAuthConfig>,
    /// The endpoint for the exchange.
    pub token_endpoint: String,
    /// The grant to exchange.
    pub grant: UserGrant,
    /// The requested scope.
    pub scope: String,
    /// The expected issuer, if it is known.
    pub issuer: Option<String>,
    /// The address of the issuer's keys, if it is known.
    pub jwks_uri: Option<String>,
    /// The nonce that was sent, if the login must bring an ID token (OpenID Connect Core §3.1.3.3).
    pub nonce: Option<Secret>,
    /// The demands on the user's authentication, which the ID token must meet.
    pub demands: Demands,
    /// The secrets that no message may show, besides those of the request.
    pub secrets: Vec<Secret>,
}

/// The result of an exchange.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The tokens.
    pub tokens: Box<TokenSet>,
    /// The claims of the ID token among them: the text of a JSON object.
    pub claims: Option<String>,
}

/// The request under way.
#[derive(Debug)]
struct Sent {
    at: Timestamp,
    secrets: Vec<Secret>,
}

/// One exchange.
#[derive(Debug)]
pub struct Exchange {
    terms: Terms,
    /// The check of the ID token's signature, if the address of the issuer's keys is known.
    signature: Option<SignatureCheck>,
    /// The request, while the host makes its parts.
    prepared: Option<HttpRequest>,
    sent: Option<Sent>,
    /// The request was repeated with another proof of possession.
    proved_anew: bool,
    granted: Option<Granted>,
    notes: Vec<Note>,
}

type Step = Next<Result<Granted>>;

impl Exchange {
    /// An exchange that has sent no request yet.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self {
            signature: terms.jwks_uri.clone().map(SignatureCheck::new),
            terms,
            prepared: None,
            sent: None,
            proved_anew: false,
            granted: None,
            notes: Vec::new(),
        }
    }

    fn work(&self, work: Work, at: Moment) -> Step {
        let until = at.now.plus(self.terms.provider.retry_policy.timeout_ms);
        Next::Do { work, until }
    }

    fn request(&mut self, at: Moment) -> Step {
        let Terms {
            config,
            token_endpoint,
            grant,
            ..
        } = &self.terms;
        let request = token_request::build(config, token_endpoint, grant.request());
        match parts::of_client(config, None, token_endpoint, None, at) {
            None => self.send(request, at),
            Some(needs) => {
                let make = Work::Make(config.clone(), Box::new(needs));
                self.prepared = Some(request);
                self.work(make, at)
            }
        }
    }

    /// Sends the request, once: if the response is lost, the grant may have been redeemed.
    fn send(&mut self, request: HttpRequest, at: Moment) -> Step {
        let grant = self.terms.grant.request().name();
        self.notes.push(Note::requested(grant, &request));
        self.sent = Some(Sent {
            at: at.now,
            secrets: [&request.secrets[..], &self.terms.secrets].concat(),
        });
        self.work(Work::Send(Box::new(request)), at)
    }

    fn answered(
        &mut self,
        sent: &Sent,
        response: Result<HttpResponse>,
        at: Moment,
    ) -> Result<Step> {
        self.notes.push(Note::Answered {
            status: response.as_ref().ok().map(|response| response.status),
            ms: at.now.since(sent.at),
        });
        let response = response?;
        // The refused request did not redeem the grant (RFC 9449 §8).
        if response.wants_another_proof() && !self.proved_anew {
            self.proved_anew = true;
            return Ok(self.request(at));
        }
        let terms = &self.terms;
        let context = ResponseContext {
            requested_scope: &terms.scope,
            ..ResponseContext::of_login(&terms.provider, &sent.secrets, sent.at, at)
        };
        let tokens = token_response::read(&response, &context)?;
        if tokens.has_expired(at.now) && tokens.refresh_token.is_none() {
            // The grant is spent, so the same call fails again.
            let mut error = token_response::expired_on_arrival(Class::Login);
            error.retryable = false;
            return Err(error);
        }
        self.notes.push(Note::Obtained {
            refreshed: false,
            clock_skew_ms: tokens.clock_skew_ms,
        });
        let expected = Expected {
            issuer: terms.issuer.as_deref(),
            client_id: &terms.config.client_id,
            nonce: terms.nonce.as_ref(),
            demands: &terms.demands,
            now_ms: at.wall(at.now),
            clock_skew_ms: tokens.clock_skew_ms,
        };
        let claims = match &tokens.id_token {
            Some(token) => Some(id_token::check(token.reveal(), &expected)?),
            None if terms.nonce.is_some() => {
                let message = "the server gave no ID token although the scope has openid (OpenID Connect Core §3.1.3.3)";
                return Err(Error::login_failed(message));
            }
            None => None,
        };
        let tokens = Box::new(tokens);
        self.granted = Some(Granted { tokens, claims });
        self.check_signature(false, at)
    }

    /// Checks the ID token's signature; `another`: with the next key.
    fn check_signature(&mut self, another: bool, at: Moment) -> Result<Step> {
        let granted = self.granted.as_ref();
        let token = granted.and_then(|granted| granted.tokens.id_token.as_ref());
        let (Some(token), Some(check)) = (token, &mut self.signature) else {
            return Ok(self.done());
        };
        let token = token.reveal();
        let work = match another {
            true => check.next(token),
            false => check.check(token, &self.terms.config),
        }?;
        Ok(self.work(work, at))
    }

    fn done(&mut self) -> Step {
        let message = "the exchange ended without tokens";
        let granted = self.granted.take();
        Next::Done(granted.ok_or_else(|| Error::login_failed(message)))
    }

    fn step(&mut self, answer: Answer, at: Moment) -> Result<Step> {
        if let Some(sent) = self.sent.take() {
            return self.answered(&sent, answer.response(), at);
        }
        match (answer, &mut self.signature) {
            (Answer::Keys(keys), Some(check)) => {
                check.take(keys.map_err(of_login)?);
                match self.granted {
                    Some(_) => self.check_signature(false, at),
                    None => Ok(self.request(at)),
                }
            }
            (Answer::Made(made), _) => {
                let made = made?;
                match self.prepared.take() {
                    Some(mut request) => {
                        parts::add(&mut request, &made);
                        Ok(self.send(request, at))
                    }
                    None => Ok(self.request(at)),
                }
            }
            (Answer::Verified(false), _) => self.check_signature(true, at),
            (Answer::Verified(true), _) => Ok(self.done()),
            (late, _) => late.response().map(|_| self.done()),
        }
    }
}

impl Flow for Exchange {
    type Output = Result<Granted>;

    fn begin(&mut self, at: Moment) -> Step {
        match &self.signature {
            // The keys come first, so that the grant is not spent on tokens that cannot be checked.
            Some(check) if asks_for_id_token(&self.terms.scope) => self.work(check.prepare(), at),
            _ => self.request(at),
        }
    }

    fn answer(&mut self, answer: Answer, _closing: bool, at: Moment) -> Step {
        self.step(answer, at)
            .unwrap_or_else(|error| Next::Done(Err(error)))
    }

    fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }
}
