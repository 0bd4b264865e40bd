//! The revocation (RFC 7009) of tokens that are already forgotten here: the refresh token first, then the access token.
//! The retry policy applies to each.

use super::config::{Endpoint, Grant, OAuthConfig, ProviderConfig, RetryPolicy};
use super::error::{Class, Error};
use super::flow::{Answer, Flow, Next, Work};
use super::http::{HttpRequest, Transport};
use super::oauth::metadata::{self, Metadata};
use super::oauth::parts;
use super::oauth::revocation::{Kind, build, read, transport_error};
use super::retry;
use super::secret::Secret;
use super::time::{Moment, Timestamp};
use super::tokens::TokenSet;
use std::rc::Rc;

/// The result of a revocation.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The server revoked the tokens that it knew.
    Revoked,
    /// The provider offers no revocation.
    Unsupported,
    /// The server refused, failed, or could not be reached.
    Failed(Error),
}

/// The recipient of the tokens to revoke.
#[derive(Debug)]
enum Target {
    Endpoint(Rc<OAuthConfig>),
    Function,
}

/// The revocation of one provider's tokens.
#[derive(Debug)]
pub struct Revocation {
    /// `None` if the provider offers no revocation.
    target: Option<Target>,
    policy: Rc<RetryPolicy>,
    tokens: Box<TokenSet>,
    metadata: Option<Rc<Metadata>>,
    /// The tokens still to be revoked, the next one first.
    left: Vec<Kind>,
    began: Timestamp,
    /// The time when the attempt under way times out.
    attempt_until: Timestamp,
    failed_attempts: u32,
    /// The secrets that no message about the request under way may show.
    secrets: Vec<Secret>,
    /// The next request, while the host makes its parts.
    prepared: Option<HttpRequest>,
    /// The reason why a token was refused for good, kept while the other one is still revoked.
    refused: Option<Error>,
}

impl Revocation {
    /// `metadata` is the issuer's, if it is known already. `has_function` is true if a custom provider has a `revoke`.
    #[must_use]
    pub fn new(
        config: &ProviderConfig,
        has_function: bool,
        tokens: Box<TokenSet>,
        metadata: Option<Rc<Metadata>>,
    ) -> Self {
        let target = match &config.grant {
            Grant::OAuth(oauth)
                if oauth.endpoints.get(Endpoint::Revocation).is_some()
                    || oauth.issuer.is_some() =>
            {
                Some(Target::Endpoint(oauth.clone()))
            }
            Grant::Custom(_) if has_function => Some(Target::Function),
            _ => None,
        };
        let mut left = vec![Kind::RefreshToken, Kind::AccessToken];
        left.retain(|kind| token(&tokens, *kind).is_some_and(|token| !token.is_empty()));
        if matches!(target, Some(Target::Function)) {
            left.truncate(1); // One call for both.
        }
        Self {
            target,
            policy: config.retry_policy.clone(),
            tokens,
            metadata,
            left,
            began: Timestamp::default(),
            attempt_until: Timestamp::default(),
            failed_attempts: 0,
            secrets: Vec::new(),
            prepared: None,
            refused: None,
        }
    }

    /// Begins an attempt to revoke the next token.
    fn attempt(&mut self, closing: bool, at: Moment) -> Next<Outcome> {
        let time_left = self
            .policy
            .deadline_ms
            .saturating_sub(at.now.since(self.began));
        self.attempt_until = at.now.plus(self.policy.timeout_ms.min(time_left).max(1));
        self.go_on(closing, at)
    }

    /// The next step of the attempt.
    fn go_on(&mut self, closing: bool, at: Moment) -> Next<Outcome> {
        let Some(kind) = self.left.first().copied() else {
            return Next::Done(
                self.refused
                    .take()
                    .map_or(Outcome::Revoked, Outcome::Failed),
            );
        };
        let config = match &self.target {
            None => return Next::Done(Outcome::Unsupported),
            Some(Target::Function) => return self.work(Work::CallRevoke(self.tokens.clone())),
            Some(Target::Endpoint(config)) => config.clone(),
        };
        let metadata = self.metadata.clone();
        let metadata = metadata.as_deref();
        let endpoint = match metadata::endpoint(&config, metadata, Endpoint::Revocation) {
            Ok(Some(endpoint)) => endpoint,
            Ok(None) if metadata.is_none() => return self.work(Work::Discover(config)),
            Ok(None) => return Next::Done(Outcome::Unsupported),
            Err(error) => return self.failed(of_revocation(error), closing, at),
        };
        let Some(token) = token(&self.tokens, kind) else {
            return self.revoked(closing, at);
        };
        let request = build(&config, endpoint, token, kind);
        let skew_ms = self.tokens.clock_skew_ms;
        match parts::of_client(&config, metadata, endpoint, skew_ms, at) {
            None => self.send(request),
            Some(needs) => {
                self.prepared = Some(request);
                self.work(Work::Make(config, Box::new(needs)))
            }
        }
    }

    fn send(&mut self, request: HttpRequest) -> Next<Outcome> {
        self.secrets.clone_from(&request.secrets);
        self.work(Work::Send(Box::new(request)))
    }

    fn work(&self, work: Work) -> Next<Outcome> {
        let until = self.attempt_until;
        Next::Do { work, until }
    }

    /// Notes that the first token left is done, and goes on to the other one.
    fn revoked(&mut self, closing: bool, at: Moment) -> Next<Outcome> {
        self.left.remove(0);
        self.failed_attempts = 0;
        self.attempt(closing, at)
    }

    fn failed(&mut self, error: Error, closing: bool, at: Moment) -> Next<Outcome> {
        self.failed_attempts += 1;
        let wait = retry::wait(&error, &self.policy, self.failed_attempts, at.random);
        let again_at = wait.map(|wait| at.now.plus(wait));
        let deadline = self.began.plus(self.policy.deadline_ms);
        match again_at.filter(|again_at| !closing && *again_at < deadline) {
            Some(again_at) => Next::Wait(again_at),
            // A server that cannot be reached now is not asked to revoke the other token either.
            None if error.retryable => Next::Done(Outcome::Failed(error)),
            None => {
                self.refused = Some(error);
                self.revoked(closing, at)
            }
        }
    }
}

impl Flow for Revocation {
    type Output = Outcome;

    fn begin(&mut self, at: Moment) -> Next<Outcome> {
        self.began = at.now;
        self.attempt(false, at)
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Next<Outcome> {
        let result = match answer {
            Answer::Waited => return self.attempt(closing, at),
            Answer::Metadata(Ok(metadata)) => {
                self.metadata = Some(metadata);
                return self.go_on(closing, at);
            }
            Answer::Metadata(Err(error)) => Err(of_revocation(error)),
            Answer::Made(made) => match (made, self.prepared.take()) {
                (Ok(made), Some(mut request)) => {
                    parts::add(&mut request, &made);
                    return self.send(request);
                }
                (Ok(_), None) => return self.go_on(closing, at),
                (Err(error), _) => Err(error),
            },
            Answer::Response(Ok(response)) => {
                let kind = self.left.first().copied().unwrap_or(Kind::AccessToken);
                read(&response, kind, &self.secrets, at.now, at.wall_offset_ms)
            }
            Answer::Response(Err((why, cause))) => Err(transport_error(why).with_cause(cause)),
            Answer::Called(result) => result,
            _ => Err(transport_error(Transport::Timeout)),
        };
        match result {
            Ok(()) => self.revoked(closing, at),
            Err(error) => self.failed(error, closing, at),
        }
    }
}

fn of_revocation(mut error: Error) -> Error {
    error.class = Class::Token;
    error
}

fn token(tokens: &TokenSet, kind: Kind) -> Option<&Secret> {
    match kind {
        Kind::RefreshToken => tokens.refresh_token.as_ref(),
        Kind::AccessToken => Some(&tokens.access_token),
    }
}
