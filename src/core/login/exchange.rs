//! The exchange of a user's grant for tokens: the token request, sent once, and the check of the returned ID token.
//!
//! The signature of an ID token (OpenID Connect Core §3.1.3.7 no. 6) is checked by the issuer's keys. A key set that cannot be
//! fetched ends the login: an attacker who blocks the fetch could otherwise disable the check. Where a page may not read its
//! issuer's key set, `jwksUri` names a copy that it may.

use super::of_login;
use crate::core::config::{OAuthConfig, ProviderConfig};
use crate::core::error::{Class, Error, Result};
use crate::core::flow::{Answer, Flow, Next, Verification, Work};
use crate::core::http::{HttpRequest, HttpResponse};
use crate::core::jws::keys::KeySet;
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
    /// The issuer's keys, once they are known.
    keys: Option<Rc<KeySet>>,
    /// The ID token names a key that was searched for already.
    searched: bool,
    /// The request, while the host makes its parts.
    prepared: Option<HttpRequest>,
    sent: Option<Sent>,
    /// The request was repeated with another proof of possession.
    proved_anew: bool,
    granted: Option<Granted>,
    /// The JWKs to try on the ID token's signature; the next one is last.
    candidates: Vec<Secret>,
    notes: Vec<Note>,
}

type Step = Next<Result<Granted>>;

impl Exchange {
    /// An exchange that has sent no request yet.
    #[must_use]
    pub fn new(terms: Terms) -> Self {
        Self {
            terms,
            keys: None,
            searched: false,
            prepared: None,
            sent: None,
            proved_anew: false,
            granted: None,
            candidates: Vec::new(),
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
        self.check_signature(at)
    }

    /// Selects the keys that may have signed the ID token.
    fn check_signature(&mut self, at: Moment) -> Result<Step> {
        let granted = self.granted.as_ref();
        let token = granted.and_then(|granted| granted.tokens.id_token.as_ref());
        let (Some(token), Some(uri)) = (token, &self.terms.jwks_uri) else {
            return Ok(self.done());
        };
        let signed = id_token::signed(token.reveal())?;
        let own_key = signed.own_key(self.terms.config.client_secret.as_ref())?;
        let keys = match (own_key, &self.keys) {
            (Some(own_key), _) => Some(vec![own_key]),
            (None, None) => None,
            (None, Some(set)) => signed.keys(set)?.map(|fitting| {
                let keys = fitting.iter().rev();
                keys.map(|key| Secret::from(key.jwk.as_str())).collect()
            }),
        };
        match keys {
            Some(candidates) => {
                self.candidates = candidates;
                self.verify()
            }
            None if self.searched => Err(id_token::unknown_key()),
            None => {
                let newer = self.keys.is_some();
                self.searched = newer;
                let uri = uri.clone();
                Ok(self.work(Work::Keys { uri, newer }, at))
            }
        }
    }

    /// Has the signature checked with the next key.
    fn verify(&mut self) -> Result<Step> {
        let granted = self.granted.as_ref();
        let token = granted.and_then(|granted| granted.tokens.id_token.as_ref());
        let (Some(key), Some(token)) = (self.candidates.pop(), token) else {
            return Err(id_token::wrong_signature());
        };
        let signed = id_token::signed(token.reveal())?;
        let (algorithm, input, signature) = signed.parts();
        let verification = Verification {
            key,
            algorithm,
            input: input.into(),
            signature: signature.to_vec(),
        };
        // The host's own work ends by itself.
        Ok(Next::Do {
            work: Work::Verify(Box::new(verification)),
            until: Timestamp(i64::MAX),
        })
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
        match answer {
            Answer::Keys(keys) => {
                self.keys = Some(keys.map_err(of_login)?);
                match self.granted {
                    Some(_) => self.check_signature(at),
                    None => Ok(self.request(at)),
                }
            }
            Answer::Made(made) => {
                let made = made?;
                match self.prepared.take() {
                    Some(mut request) => {
                        parts::add(&mut request, &made);
                        Ok(self.send(request, at))
                    }
                    None => Ok(self.request(at)),
                }
            }
            Answer::Verified(true) => Ok(self.done()),
            Answer::Verified(false) => self.verify(),
            late => Err(late
                .response()
                .err()
                .unwrap_or_else(id_token::wrong_signature)),
        }
    }
}

impl Flow for Exchange {
    type Output = Result<Granted>;

    fn begin(&mut self, at: Moment) -> Step {
        match &self.terms.jwks_uri {
            // The keys come first, so that the grant is not spent on tokens that cannot be checked.
            Some(uri) if asks_for_id_token(&self.terms.scope) => {
                let uri = uri.clone();
                self.work(Work::Keys { uri, newer: false }, at)
            }
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
