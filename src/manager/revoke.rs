//! Revokes tokens that are forgotten here already (RFC 7009): the refresh token first, then the access token.

use super::custom;
use super::discovery;
use super::events::Event;
use super::inner::Inner;
use super::log::Level;
use super::parts;
use super::registry::Key;
use crate::core::config::{Endpoint, Grant, OAuthConfig, ProviderConfig};
use crate::core::credential::io::WaiterId;
use crate::core::error::{Class, Error, Result};
use crate::core::http::Transport;
use crate::core::oauth::metadata::endpoint;
use crate::core::oauth::revocation::{self, Kind};
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::host::bounded::{pause, within};
use crate::host::crypto;
use crate::host::fetch::{self, Abort};
use crate::host::in_flight;
use std::rc::Rc;

/// What is to be revoked, and where.
enum Target {
    OAuth(Rc<OAuthConfig>),
    Custom,
}

impl Inner {
    /// Revokes `tokens` and then tells the caller that it is done: also if the server did not take part, which listeners and
    /// the log are told.
    pub(super) fn revoke(
        self: Rc<Self>,
        key: Key,
        waiter: WaiterId,
        tokens: Option<Box<TokenSet>>,
    ) {
        let known = self.with_entry(key, |entry| {
            let config = entry.credential.settings().config.clone();
            let custom = entry.custom.as_ref().is_some_and(|c| c.revoke.is_some());
            (entry.name().clone(), config, custom)
        });
        let (Some((name, config, custom)), Some(tokens)) = (known, tokens) else {
            self.settle(waiter, Ok(None));
            return;
        };
        let target = match &config.grant {
            Grant::OAuth(oauth)
                if oauth.endpoints.revocation.is_some() || oauth.issuer.is_some() =>
            {
                Some(Target::OAuth(oauth.clone()))
            }
            Grant::Custom(_) if custom => Some(Target::Custom),
            _ => None,
        };
        in_flight::spawn(async move {
            let result = match target {
                Some(target) => self.revoke_at(key, &config, &target, *tokens).await,
                None => Ok(false),
            };
            match result {
                Ok(true) => self.log(Level::Info, "tokens revoked", Some(&name)),
                Ok(false) => {
                    let message =
                        "tokens forgotten but not revoked: the provider has no revocation endpoint";
                    self.log(Level::Info, message, Some(&name));
                }
                Err(error) => self.tell(&Event::Error {
                    error: error.of(&name),
                    provider: name,
                    next_attempt_at: None,
                }),
            }
            self.settle(waiter, Ok(None));
        });
    }

    /// False if there is nowhere to revoke.
    async fn revoke_at(
        self: &Rc<Self>,
        key: Key,
        provider: &ProviderConfig,
        target: &Target,
        tokens: TokenSet,
    ) -> Result<bool> {
        let policy = &provider.retry_policy;
        let began = self.moment().now;
        let mut left = vec![Kind::RefreshToken, Kind::AccessToken];
        left.retain(|kind| token(&tokens, *kind).is_some_and(|token| !token.is_empty()));
        if matches!(target, Target::Custom) {
            left.truncate(1); // One call for both.
        }
        let mut result = Ok(true);
        let mut failed_attempts = 0;
        while let Some(kind) = left.first().copied() {
            let spent = self.moment().now.since(began);
            let ms = policy.timeout_ms.min(policy.deadline_ms - spent).max(1);
            let abort = Abort::new();
            let attempt = self.revoke_once(key, target, &tokens, kind, &abort);
            let ended = within(ms, attempt).await;
            let error = match ended {
                Some(Ok(false)) => return Ok(false),
                Some(Ok(true)) => {
                    left.remove(0);
                    failed_attempts = 0;
                    continue;
                }
                Some(Err(error)) => error,
                None => {
                    abort.abort();
                    revocation::transport_error(Transport::Timeout)
                }
            };
            failed_attempts += 1;
            let spent = self.moment().now.since(began);
            let wait = revocation::retry_in(&error, policy, failed_attempts, spent, crypto::dice())
                .filter(|_| self.open().is_ok());
            match wait {
                Some(wait) => pause(wait).await,
                // A server that cannot be reached now is not asked for the other token either.
                None if error.retryable => return Err(error),
                None => {
                    left.remove(0);
                    failed_attempts = 0;
                    result = Err(error);
                }
            }
        }
        result
    }

    async fn revoke_once(
        self: &Rc<Self>,
        key: Key,
        target: &Target,
        tokens: &TokenSet,
        kind: Kind,
        abort: &Abort,
    ) -> Result<bool> {
        let config = match target {
            Target::OAuth(config) => config,
            Target::Custom => {
                return custom::revoke(self, key, tokens, abort)
                    .await
                    .map(|()| true);
            }
        };
        let endpoint = match &config.endpoints.revocation {
            Some(endpoint) => endpoint.clone(),
            None => match discovery::metadata(self, config, abort).await {
                Ok(metadata) => match endpoint(config, Some(&metadata), Endpoint::Revocation) {
                    Ok(Some(endpoint)) => endpoint.to_owned(),
                    Ok(None) => return Ok(false),
                    Err(error) => return Err(of_revocation(error)),
                },
                Err(error) => return Err(of_revocation(error)),
            },
        };
        let Some(token) = token(tokens, kind) else {
            return Ok(true);
        };
        let mut request = revocation::build(config, &endpoint, token, kind);
        let skew = tokens.clock_skew_ms;
        parts::authenticate(self, config, &endpoint, skew, &mut request).await?;
        let response = fetch::send(&request, self.fetch.as_ref(), self.kind(), abort)
            .await
            .map_err(|(why, cause)| revocation::transport_error(why).with_cause(cause))?;
        let at = self.moment();
        revocation::read(&response, kind, &request.secrets, at.now, at.wall_offset_ms)
            .map(|()| true)
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
