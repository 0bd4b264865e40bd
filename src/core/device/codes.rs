//! The first flow of a device login: gets the codes (RFC 8628 §3.1), after the issuer's metadata if they are needed.

use super::authorization::{self, DeviceCode};
use crate::core::config::{Endpoint, OAuthGrant, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::http::{HttpRequest, HttpResponse, Transport};
use crate::core::login::exchange::{Terms, UserGrant};
use crate::core::login::of_login;
use crate::core::login::party::Party;
use crate::core::oauth::demands::Demands;
use crate::core::oauth::parts;
use crate::core::oauth::token_response::{ResponseContext, transport_error};
use crate::core::secret::Secret;
use crate::core::time::{Moment, Timestamp};
use std::rc::Rc;

/// The codes, and the data to ask for the user's decision.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The provider's name.
    pub provider: Rc<str>,
    /// The codes.
    pub code: DeviceCode,
    /// The time when the codes came.
    pub at: Timestamp,
    /// The exchange of the device code.
    pub terms: Terms,
}

/// The request for the codes.
#[derive(Debug)]
pub struct Codes {
    party: Party,
    /// The request, while the host makes its parts.
    prepared: Option<HttpRequest>,
    /// The time when the request was sent, and the secrets that no message about it may show.
    sent: Option<(Timestamp, Vec<Secret>)>,
}

type Step = Next<Result<Box<Begun>>>;

impl Codes {
    /// A request that is not sent yet.
    ///
    /// # Errors
    /// The provider has another grant than `device_code`.
    pub fn new(provider: Rc<str>, config: ProviderConfig) -> Result<Self> {
        let party = Party::of(provider, config, OAuthGrant::DeviceCode, "startDeviceLogin")?;
        Ok(Self {
            party,
            prepared: None,
            sent: None,
        })
    }

    fn work(&self, work: Work, at: Moment) -> Step {
        let until = at.now.plus(self.party.provider.retry_policy.timeout_ms);
        Next::Do { work, until }
    }

    fn request(&mut self, at: Moment) -> Result<Step> {
        let party = &self.party;
        // Checked before the user gets involved, although they are used later.
        party.endpoint(Endpoint::Token)?;
        party.jwks_uri(&party.config.scope)?;
        let endpoint = party.endpoint(Endpoint::DeviceAuthorization)?;
        let config = party.config.clone();
        let request = authorization::build(&config, &endpoint);
        let metadata = party.metadata.as_deref();
        Ok(
            match parts::of_client(&config, metadata, &endpoint, None, at) {
                None => self.send(request, at),
                Some(needs) => {
                    self.prepared = Some(request);
                    self.work(Work::Make(config, Box::new(needs)), at)
                }
            },
        )
    }

    fn send(&mut self, request: HttpRequest, at: Moment) -> Step {
        self.sent = Some((at.now, request.secrets.clone()));
        self.work(Work::Send(Box::new(request)), at)
    }

    fn answered(
        &self,
        (sent_at, secrets): (Timestamp, Vec<Secret>),
        response: Result<HttpResponse>,
        at: Moment,
    ) -> Result<Box<Begun>> {
        let party = &self.party;
        let config = &party.config;
        let context = ResponseContext::of_login(&party.provider, &secrets, sent_at, at);
        let code = authorization::read(&response?, config.allow_insecure_http, &context)?;
        let terms = Terms {
            provider: party.provider.clone(),
            config: config.clone(),
            token_endpoint: party.endpoint(Endpoint::Token)?,
            grant: UserGrant::DeviceCode(code.device_code.clone()),
            scope: config.scope.clone(),
            issuer: config.issuer.clone(),
            jwks_uri: party.jwks_uri(&config.scope)?,
            nonce: None,
            demands: Demands::default(),
            secrets: Vec::new(),
        };
        Ok(Box::new(Begun {
            provider: party.name.clone(),
            code,
            at: at.now,
            terms,
        }))
    }

    fn step(&mut self, answer: Answer, at: Moment) -> Result<Step> {
        if let Some(sent) = self.sent.take() {
            return Ok(Next::Done(self.answered(sent, answer.response(), at)));
        }
        match (answer, self.prepared.take()) {
            (Answer::Metadata(metadata), _) => {
                self.party.metadata = Some(metadata?);
                self.request(at)
            }
            (Answer::Made(made), Some(mut request)) => {
                parts::add(&mut request, &made?);
                Ok(self.send(request, at))
            }
            _ => Err(transport_error(Transport::Timeout, false)),
        }
    }

    fn named(&self, step: Result<Step>) -> Step {
        let error = |error: Error| of_login(error).of(&self.party.name);
        match step {
            Ok(Next::Done(result)) => Next::Done(result.map_err(error)),
            Ok(step) => step,
            Err(failed) => Next::Done(Err(error(failed))),
        }
    }
}

impl Flow for Codes {
    type Output = Result<Box<Begun>>;

    fn begin(&mut self, at: Moment) -> Step {
        let party = &self.party;
        let needed = [Endpoint::DeviceAuthorization, Endpoint::Token];
        if party.needs_metadata(&needed, &party.config.scope) {
            return self.work(Work::Discover(party.config.clone()), at);
        }
        let step = self.request(at);
        self.named(step)
    }

    fn answer(&mut self, answer: Answer, _closing: bool, at: Moment) -> Step {
        let step = self.step(answer, at);
        self.named(step)
    }
}
