//! Proof of possession (RFC 9449) around what is sent for providers that ask for it.

use super::events::Event;
use super::inner::Inner;
use super::registry::Key;
use crate::core::config::Grant;
use crate::core::credential::io::Input;
use crate::core::dpop::{self, Claims, Servers};
use crate::core::error::{Cause, Class, Code, Error, Result};
use crate::core::http::{HttpRequest, HttpResponse, Proved, Transport};
use crate::core::oauth::token_response::transport_error;
use crate::core::secret::Secret;
use crate::core::tokens::TokenSet;
use crate::host::cause;
use crate::host::dpop::ProofKey;
use crate::host::fetch::{self, Abort};
use std::cell::RefCell;
use std::pin::Pin;
use wasm_bindgen::JsValue;

/// A search for a key.
type Finding<'a> = Pin<Box<dyn Future<Output = Option<ProofKey>> + 'a>>;

/// A proof of possession for one request to a resource.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The value of the request's `DPoP` header.
    pub text: Secret,
    /// What it says.
    pub claims: Claims,
}

/// What a proof for a resource says, and the key that signs it, which the package's facade finds and uses by itself.
#[derive(Debug)]
pub struct Proving {
    /// What it says.
    pub claims: Claims,
    /// See [`ProofKey::find`].
    pub owner: JsValue,
    /// See [`ProofKey::find`].
    pub id: String,
}

/// What all providers of a manager share.
#[derive(Debug)]
pub(super) struct Dpop {
    /// As long as it lives, keys live that cannot be kept: the storage, so that managers which share it share them, too.
    owner: JsValue,
    servers: RefCell<Servers>,
}

impl Dpop {
    pub fn new(storage: Option<&JsValue>) -> Self {
        Self {
            owner: storage.cloned().unwrap_or(js_sys::Object::new().into()),
            servers: RefCell::default(),
        }
    }
}

impl Inner {
    fn is_bound(&self, key: Key) -> bool {
        let bound = |grant: &Grant| matches!(grant, Grant::OAuth(config) if config.dpop);
        self.with_entry(key, |e| bound(&e.credential.settings().config.grant)) == Some(true)
    }

    fn proof_key_name(&self, key: Key) -> Option<String> {
        self.with_entry(key, |entry| entry.credential.proof_key_name())
    }

    /// The key of a provider that asks for one, which its machine is told of. `None` where none can be had.
    ///
    /// In a box: many wait for it, and each would hold its code.
    pub(super) fn proof_key(&self, key: Key) -> Finding<'_> {
        Box::pin(self.find_proof_key(key))
    }

    async fn find_proof_key(&self, key: Key) -> Option<ProofKey> {
        let id = self.proof_key_name(key).filter(|_| self.is_bound(key))?;
        let found = ProofKey::find(&self.dpop.owner, &id).await;
        let jkt = found.as_ref().map(|found| found.jkt.clone());
        if self.with_entry(key, |e| e.credential.proof_key() == jkt.as_ref()) == Some(false) {
            self.feed(key, Input::ProofKey(jkt));
        }
        if let Some(fault) = found.as_ref().and_then(|found| found.fault.clone()) {
            let message =
                "the DPoP key cannot be kept in IndexedDB: with this page its tokens are lost, too";
            let error = Error::new(Class::Storage, Code::Storage, message);
            self.tell(&Event::StorageError {
                error: error.with_cause(Some(cause(fault))),
            });
        }
        found
    }

    /// Sends a request of a provider, with a proof where it needs one.
    pub(super) async fn send(
        &self,
        key: Key,
        request: &HttpRequest,
        abort: &Abort,
    ) -> std::result::Result<HttpResponse, (Transport, Option<Cause>)> {
        let no_proof = |thrown: Option<JsValue>| (Transport::NoProof, thrown.map(cause));
        let (mut proving, mut request, with_proof) = (None, request, &mut None);
        if request.proves {
            let proof_key = self.proof_key(key).await.ok_or_else(|| no_proof(None))?;
            let claims = self.claims(key, &request.url);
            let claims = claims.ok_or_else(|| no_proof(None))?;
            let proof = proof_key.sign(request.method, &claims, None).await;
            let proof = proof.map_err(|thrown| no_proof(Some(thrown)))?;
            let with_proof = with_proof.insert(request.clone());
            with_proof.headers.push(("dpop".into(), proof.clone()));
            request = with_proof;
            proving = Some((claims, proof_key.jkt, proof));
        }
        let mut response = fetch::send(request, self.fetch.as_ref(), self.kind(), abort).await?;
        response.proved = proving.map(|(claims, jkt, proof)| {
            let again = self.dpop_answered(&claims, &response);
            Box::new(Proved { jkt, proof, again })
        });
        Ok(response)
    }

    /// Whose key a provider's token is bound to: its own, or that of the fallback which lent it. `None` if it is bound to none.
    fn prover(&self, mut key: Key) -> Option<Key> {
        while let Some(lender) = self.lender(key) {
            key = lender;
        }
        Some(key).filter(|key| self.is_bound(*key))
    }

    /// What a proof for a request to `url` says, and whose key signs it: `None` if the provider's token is bound to no key.
    pub(super) fn proving(&self, key: Key, url: &str) -> Option<Proving> {
        let key = self.prover(key)?;
        Some(Proving {
            claims: self.claims(key, url)?,
            owner: self.dpop.owner.clone(),
            id: self.proof_key_name(key)?,
        })
    }

    /// A proof for a request to a resource.
    pub(super) async fn prove(
        &self,
        key: Key,
        method: &str,
        url: &str,
        token: &str,
    ) -> Result<Option<Proof>> {
        let unproven = |thrown: Option<JsValue>| {
            transport_error(Transport::NoProof, false).with_cause(thrown.map(cause))
        };
        let Some(key) = self.prover(key) else {
            return Ok(None);
        };
        let claims = self.claims(key, url).ok_or_else(|| unproven(None))?;
        let proof_key = self.proof_key(key).await.ok_or_else(|| unproven(None))?;
        let text = proof_key.sign(method, &claims, Some(token)).await;
        let text = text.map_err(|thrown| unproven(Some(thrown)))?;
        Ok(Some(Proof { text, claims }))
    }

    /// Takes note of an answer; whether its request is worth repeating with a new proof.
    pub(super) fn dpop_answered(&self, claims: &Claims, response: &HttpResponse) -> bool {
        let at = self.moment();
        let mut servers = self.dpop.servers.borrow_mut();
        servers.answered(claims, response, at)
    }

    /// Binds tokens that were given by hand, if the provider's are.
    pub(super) async fn bind(
        &self,
        key: Key,
        tokens: &mut TokenSet,
        told: Option<&str>,
    ) -> Result<()> {
        if !self.is_bound(key) {
            return Ok(());
        }
        let jkt = self.proof_key(key).await.map(|found| found.jkt);
        dpop::bind(tokens, told, jkt)
    }

    fn claims(&self, key: Key, url: &str) -> Option<Claims> {
        let skew = |tokens: Option<&TokenSet>| tokens?.clock_skew_ms;
        let skew_ms = self.look(key, |c, _| skew(c.own_tokens())).ok()?;
        self.dpop
            .servers
            .borrow()
            .claims(url, skew_ms, self.moment())
    }
}
