//! Requests to APIs: the origins that may get a token, challenges of resource servers (RFC 6750 §3), proofs of possession (RFC 9449).

use super::effect::Proof;
use super::{Engine, Reading, closed};
use crate::core::challenge::{self, Refusal};
use crate::core::dpop::Claims;
use crate::core::error::Result;
#[cfg(doc)]
use crate::core::error::{Class, Code};
use crate::core::event::Event;
use crate::core::http::HttpResponse;
use crate::core::origins;
use std::rc::Rc;

impl Engine {
    /// The provider whose allowed origins forbid sending this token to `origin`; `None` if it may be sent there. See
    /// [`origins::refused_by`].
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn origin_refused_by(
        &self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
    ) -> Result<Option<Rc<str>>> {
        let key = self.find(provider)?;
        let way = self.chains.way_to(key, token, &self.providers);
        let entries = way.into_iter().filter_map(|key| self.providers.get(key));
        let lists = entries.map(|entry| (entry.name().clone(), entry.allowed_origins.clone()));
        Ok(origins::refused_by(lists, origin))
    }

    /// As `origin_refused_by`, but returns an error.
    ///
    /// # Errors
    /// [`Code::OriginNotAllowed`]; [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn check_origin(&self, provider: &str, token: &str, origin: &str) -> Result<()> {
        match self.origin_refused_by(Some(provider), token, origin)? {
            Some(by) => Err(origins::not_allowed(origin, &by).of(&provider.into())),
            None => Ok(()),
        }
    }

    /// The provider for a request to `origin`. See [`origins::only`] if no provider is named.
    pub(super) fn provider_for(&self, provider: Option<&str>, origin: &str) -> Result<Rc<str>> {
        self.open()?;
        let name = match provider {
            None if self.providers.len() > 1 => {
                let mut lists = Vec::new();
                for key in self.providers.named() {
                    let entry = self.providers.get(key);
                    lists.extend(entry.map(|e| (e.name(), &e.allowed_origins[..])));
                }
                return origins::only(&lists, origin).cloned();
            }
            _ => self.find(provider)?,
        };
        let entry = self.providers.get(name).ok_or_else(closed)?;
        match entry
            .allowed_origins
            .iter()
            .any(|allowed| allowed == origin)
        {
            true => Ok(entry.name().clone()),
            false => Err(origins::not_allowed(origin, entry.name()).of(entry.name())),
        }
    }

    /// Handles an API's refusal of a request with a token: `status` (401 or 403) and this `WWW-Authenticate` header.
    /// Tells listeners if the API requires a step-up. True if another token may do better there. That is not so after a
    /// 403, or if the origin refused the same token when it was new.
    pub fn challenged(
        &mut self,
        provider: Option<&str>,
        token: &str,
        origin: &str,
        status: u16,
        challenge: Option<&str>,
        reading: Reading,
    ) -> bool {
        self.clock.read(reading);
        let key = self.find(provider).ok();
        let Some(entry) = key.and_then(|key| self.providers.get(key)) else {
            return false;
        };
        match challenge::read(challenge) {
            Refusal::OfToken => {
                let refusals = entry.refusals.as_ref();
                let version = entry.credential.version();
                let refused = refusals.is_some_and(|r| r.hold(version, origin));
                status == 401 && !(entry.credential.hands_out(token) && refused)
            }
            Refusal::StepUp(wanted) => {
                self.tell(Event::StepUp {
                    provider: entry.name().clone(),
                    wanted: Box::new(wanted),
                });
                false
            }
            Refusal::Other => false,
        }
    }

    /// Notes that `origin` refused a token (401) that had just replaced a refused one.
    pub fn refused_when_new(&mut self, provider: Option<&str>, token: &str, origin: &str) {
        let key = self.find(provider).ok();
        if let Some(entry) = key.and_then(|key| self.providers.get_mut(key))
            && entry.credential.hands_out(token)
        {
            let version = entry.credential.version();
            entry.refusals.get_or_insert_default().note(version, origin);
        }
    }

    /// The content of a proof of possession for a request to `url` (RFC 9449 §7); `None` if the provider's token is
    /// bound to no key.
    ///
    /// # Errors
    /// [`Class::UnknownProvider`]; [`Class::ManagerClosed`].
    pub fn proof(
        &mut self,
        provider: Option<&str>,
        url: &str,
        reading: Reading,
    ) -> Result<Option<Proof>> {
        self.clock.read(reading);
        let key = self.owner(self.find(provider)?);
        Ok(self.proof_for(key, url))
    }

    /// Handles the response to a request to a resource that was sent with a proof. True if the request is worth
    /// repeating, once, with another proof.
    pub fn proof_answered(
        &mut self,
        claims: &Claims,
        response: &HttpResponse,
        reading: Reading,
    ) -> bool {
        self.clock.read(reading);
        self.servers.answered(claims, response, self.clock.at())
    }
}
