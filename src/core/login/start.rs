//! The beginning of a login: the authorization request (RFC 6749 §4.1.1, with PKCE), pushed if required (RFC 9126), and
//! the pending login that waits for its answer.

use super::of_login;
use super::party::Party;
use super::pending::{Keep, Logins};
use crate::core::config::{Endpoint, OAuthGrant, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::http::HttpRequest;
use crate::core::note::Note;
use crate::core::oauth::authorization::{self, LoginRequest};
use crate::core::oauth::demands::Demands;
use crate::core::oauth::form::Form;
use crate::core::oauth::parts;
use crate::core::oauth::pending_login::{PendingLogin, asks_for_id_token};
use crate::core::oauth::pkce;
use crate::core::oauth::pushed_request;
use crate::core::oauth::token_response::ResponseContext;
use crate::core::secret::Secret;
use crate::core::text::Parts;
use crate::core::time::{Moment, Timestamp};
use crate::core::validate::is_redirect_uri;
use std::num::NonZeroU32;
use std::rc::Rc;

/// The options of one login.
#[derive(Clone, Debug, Default)]
pub struct LoginOptions {
    /// Replaces the provider's.
    pub redirect_uri: Option<String>,
    /// Replaces the provider's; space-separated.
    pub scope: Option<String>,
    /// The interaction that the server must have with the user (OpenID Connect Core §3.1.2.1): any value that it knows,
    /// or several, space-separated. `none` stands alone.
    pub prompt: Option<String>,
    /// OpenID Connect Core §3.1.2.1.
    pub login_hint: Option<String>,
    /// Authentication context classes (OpenID Connect Core §3.1.2.1), space-separated, in order of preference. The ID token must
    /// name one of them.
    pub acr_values: Option<String>,
    /// The maximum number of seconds since the user authenticated. The ID token's `auth_time` is checked (OpenID
    /// Connect Core §3.1.3.7). With the prompt `login`, the user has to authenticate again.
    pub max_age_seconds: Option<NonZeroU32>,
    /// The `claims` request parameter (OpenID Connect Core §5.5): its JSON text, or the base64 of an API's challenge.
    /// If it demands values of an essential `acr`, the ID token must have one of them.
    pub claims: Option<String>,
    /// Returned by `finish_login`: a JSON text, kept locally and never sent.
    pub app_state: Option<String>,
    /// Further parameters of the authorization request.
    pub params: Vec<(String, String)>,
}

/// The URL at which a login begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginUrl {
    /// The URL to which to send the user.
    pub url: String,
    /// The time until which the URL is valid (epoch milliseconds by the wall clock). Only the URL of a pushed request
    /// (RFC 9126 §2.2) has such an end.
    pub expires_at: Option<i64>,
}

/// The beginning of one login.
#[derive(Debug)]
pub struct Start {
    party: Party,
    redirect_uri: String,
    scope: String,
    demands: Demands,
    app_state: Option<String>,
    request: LoginRequest,
    logins: Logins,
    login: Option<Box<PendingLogin>>,
    state: Option<Secret>,
    challenge: String,
    /// The pushed request, while the host makes its parts.
    prepared: Option<HttpRequest>,
    /// The time when the pushed request was sent, and its secrets.
    pushed: Option<(Timestamp, Vec<Secret>)>,
    url: Option<LoginUrl>,
    keep: Option<Keep>,
    notes: Vec<Note>,
}

type Step = Next<Result<LoginUrl>>;

impl Start {
    /// A login of the provider called `name`.
    ///
    /// # Errors
    /// [`Class::InvalidConfiguration`](crate::core::error::Class::InvalidConfiguration): the provider has another grant, no
    /// redirect URI is known, or an option is wrong.
    pub fn new(
        name: Rc<str>,
        provider: ProviderConfig,
        options: LoginOptions,
        logins: Logins,
    ) -> Result<Self> {
        let party = Party::of(name, provider, OAuthGrant::AuthorizationCode, "startLogin")?;
        let LoginOptions {
            redirect_uri,
            scope,
            prompt,
            login_hint,
            acr_values,
            max_age_seconds,
            claims,
            app_state,
            params,
        } = options;
        let redirect_uri = redirect_uri.or_else(|| party.config.redirect_uri.clone());
        let redirect_uri = redirect_uri.ok_or_else(|| {
            Error::configuration(
                &party.path("redirectUri"),
                "is needed to log in: give it here or to startLogin",
            )
        })?;
        if !is_redirect_uri(&redirect_uri) {
            return Err(Error::configuration(
                "options.redirectUri",
                "must be an absolute URI without a fragment",
            ));
        }
        if let Some(param) = authorization::check_params(&params) {
            return Err(Error::configuration(
                &["options.params.", param].concat(),
                "is set by tokenward: leave it out",
            ));
        }
        if let Some(problem) = prompt.as_deref().and_then(wrong_prompt) {
            return Err(Error::configuration("options.prompt", problem));
        }
        let scope = scope.unwrap_or_else(|| party.config.scope.clone());
        let asks = asks_for_id_token(&scope);
        Ok(Self {
            demands: Demands::new(acr_values, max_age_seconds, claims, asks)?,
            scope,
            party,
            redirect_uri,
            app_state,
            request: LoginRequest {
                prompt,
                login_hint,
                params,
                dpop_jkt: None,
            },
            logins,
            login: None,
            state: None,
            challenge: String::new(),
            prepared: None,
            pushed: None,
            url: None,
            keep: None,
            notes: Vec::new(),
        })
    }

    /// Its `state`, once it is drawn.
    #[must_use]
    pub fn state(&self) -> Option<&Secret> {
        self.state.as_ref()
    }

    fn work(&self, work: Work, at: Moment) -> Step {
        let until = at.now.plus(self.party.provider.retry_policy.timeout_ms);
        Next::Do { work, until }
    }

    fn begin_login(&mut self, random: &[u8; 96], at: Moment) -> Result<Step> {
        let part = |at: usize| {
            let mut bytes = zeroize::Zeroizing::new([0; 32]);
            bytes.copy_from_slice(&random[at..at + 32]);
            pkce::random_text(&bytes)
        };
        let party = &self.party;
        let metadata = party.metadata.as_ref();
        let login = PendingLogin {
            state: self.logins.state(part(0)),
            nonce: part(32),
            verifier: part(64),
            provider: String::from(&*party.name),
            redirect_uri: self.redirect_uri.clone(),
            issuer: party.config.issuer.clone(),
            iss_required: metadata
                .is_some_and(|m| m.authorization_response_iss_parameter_supported),
            token_endpoint: party.endpoint(Endpoint::Token)?,
            jwks_uri: party.jwks_uri(&self.scope)?,
            scope: self.scope.clone(),
            demands: self.demands.clone(),
            created_at: at.wall(at.now),
            app_state: self.app_state.take(),
        };
        let verifier = login.verifier.clone();
        self.state = Some(login.state.clone());
        self.login = Some(Box::new(login));
        Ok(self.work(Work::Digest(verifier), at))
    }

    /// Continues with complete parameters: they go into the URL, or to the server first.
    fn authorize(&mut self, at: Moment) -> Result<Step> {
        let Some(login) = &self.login else {
            return Ok(self.work(Work::Random, at));
        };
        let party = &self.party;
        let parameters =
            authorization::parameters(&party.config, login, &self.challenge, &self.request);
        let metadata = party.metadata.as_deref();
        let required = metadata.is_some_and(|m| m.require_pushed_authorization_requests);
        if !party.config.par.unwrap_or(required) {
            return self.keep(&parameters, None, at);
        }
        let endpoint = party
            .endpoint(Endpoint::PushedAuthorizationRequest)
            .map_err(|error| self.of_server(error))?;
        let request = pushed_request::build(&party.config, &endpoint, login, parameters);
        match parts::of_client(&party.config, metadata, &endpoint, None, at) {
            None => Ok(self.push(request, at)),
            Some(needs) => {
                let make = Work::Make(party.config.clone(), Box::new(needs));
                self.prepared = Some(request);
                Ok(self.work(make, at))
            }
        }
    }

    fn push(&mut self, request: HttpRequest, at: Moment) -> Step {
        self.pushed = Some((at.now, request.secrets.clone()));
        self.work(Work::Send(Box::new(request)), at)
    }

    fn answered(
        &mut self,
        (sent_at, secrets): (Timestamp, Vec<Secret>),
        answer: Answer,
        at: Moment,
    ) -> Result<Step> {
        let context = ResponseContext::of_login(&self.party.provider, &secrets, sent_at, at);
        let pushed = answer
            .response()
            .and_then(|response| pushed_request::read(&response, &context))
            .map_err(|error| self.of_server(error))?;
        self.notes.push(Note::RequestPushed);
        let parameters = pushed_request::parameters(&self.party.config, &pushed);
        self.keep(&parameters, Some(at.wall(pushed.expires_at)), at)
    }

    fn keep(&mut self, parameters: &Form, expires_at: Option<i64>, at: Moment) -> Result<Step> {
        let endpoint = self.party.endpoint(Endpoint::Authorization)?;
        self.url = Some(LoginUrl {
            url: authorization::url(&endpoint, parameters),
            expires_at,
        });
        let Some(login) = self.login.take() else {
            return Ok(self.work(Work::Random, at));
        };
        let keep = Keep::new(self.logins.clone(), login);
        let next = self.keep.insert(keep).begin(at);
        Ok(self.kept(next))
    }

    fn kept(&mut self, next: Next<bool>) -> Step {
        next.then(|survives| {
            if !survives && self.logins.is_page() {
                self.notes.push(Note::LoginNotKept);
            }
            let message = "the login ended without a URL";
            let url = self.url.take();
            Next::Done(url.ok_or_else(|| Error::login_failed(message)))
        })
    }

    fn of_server(&self, error: Error) -> Error {
        of_login(error).of(&self.party.name)
    }

    fn step(&mut self, answer: Answer, at: Moment) -> Result<Step> {
        if let Some(pushed) = self.pushed.take() {
            return self.answered(pushed, answer, at);
        }
        match answer {
            Answer::Metadata(metadata) => {
                self.party.metadata = Some(metadata.map_err(of_login)?);
                self.party.endpoint(Endpoint::Authorization)?;
                Ok(self.work(Work::Random, at))
            }
            Answer::Random(random) => self.begin_login(&random?.0, at),
            Answer::Digest(digest) => {
                self.challenge = pkce::challenge_from_digest(&digest?);
                if self.party.config.dpop {
                    return Ok(self.work(Work::ProofKey, at));
                }
                self.authorize(at)
            }
            Answer::ProofKey(key) => {
                // A page that cannot keep its key has another one when the user returns, but the code would be bound to
                // the old one (RFC 9449 §10).
                let key = key.filter(|key| key.kept || !self.logins.is_page());
                self.request.dpop_jkt = key.map(|key| key.jkt);
                self.authorize(at)
            }
            Answer::Made(made) => {
                let made = made.map_err(|error| self.of_server(error))?;
                match self.prepared.take() {
                    Some(mut request) => {
                        parts::add(&mut request, &made);
                        Ok(self.push(request, at))
                    }
                    None => self.authorize(at),
                }
            }
            other => {
                let error = other.response().err();
                Err(self.of_server(error.unwrap_or_else(|| Error::login_failed("no answer came"))))
            }
        }
    }
}

/// The error in a `prompt`, if there is one (OpenID Connect Core §3.1.2.1).
fn wrong_prompt(prompt: &str) -> Option<&'static str> {
    let (mut values, mut none) = (0, false);
    for value in Parts::of(prompt, b' ').filter(|value| !value.is_empty()) {
        values += 1;
        none |= value == "none";
    }
    match values {
        0 => Some("must not be empty: leave it out"),
        1 => None,
        _ => none.then_some("must not have other values beside \"none\""),
    }
}

impl Flow for Start {
    type Output = Result<LoginUrl>;

    fn begin(&mut self, at: Moment) -> Step {
        let mut needed = vec![Endpoint::Authorization, Endpoint::Token];
        if self.party.config.par == Some(true) {
            needed.push(Endpoint::PushedAuthorizationRequest);
        }
        if self.party.needs_metadata(&needed, &self.scope) {
            return self.work(Work::Discover(self.party.config.clone()), at);
        }
        match self.party.endpoint(Endpoint::Authorization) {
            Ok(_) => self.work(Work::Random, at),
            Err(error) => Next::Done(Err(error)),
        }
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Step {
        if let Some(keep) = &mut self.keep {
            let next = keep.answer(answer, closing, at);
            return self.kept(next);
        }
        self.step(answer, at)
            .unwrap_or_else(|error| Next::Done(Err(error)))
    }

    fn take_notes(&mut self) -> Vec<Note> {
        std::mem::take(&mut self.notes)
    }
}
