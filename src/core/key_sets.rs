//! The key sets of issuers (RFC 7517 §5) by their addresses. Each is fetched when it is first needed, kept, and fetched
//! again when it is old or lacks a key.

use super::error::{Error, Result};
use super::http::{HttpRequest, HttpResponse};
use super::jws::kept::Kept;
use super::jws::keys::KeySet;
use super::oauth::{key_set, unreachable};
use super::time::Timestamp;
use std::rc::Rc;

/// The key sets that one manager has fetched.
#[derive(Debug, Default)]
pub struct KeySets {
    /// Sorted by address.
    kept: Vec<(Box<str>, Kept)>,
}

/// The known state of a key set.
#[derive(Debug)]
pub enum Found {
    /// Use these keys.
    Keys(Rc<KeySet>),
    /// Fetch it, and pass the response to [`KeySets::fetched`].
    Fetch(Box<HttpRequest>),
    /// It could not be fetched, and must not be fetched again yet.
    Failed(Error),
}

impl KeySets {
    /// The keys at `uri`. `newer` is true if a token names a key that is not among them.
    pub fn find(&mut self, uri: &str, newer: bool, at: Timestamp) -> Found {
        let kept = self.at(uri);
        let fetch = kept.renew(at.0) || newer && kept.search(at.0);
        match (kept.keys(at.0), kept.failure()) {
            (Some(keys), _) if !fetch => Found::Keys(keys.clone()),
            (None, Some(failure)) if !fetch => {
                let mut failure = failure.clone();
                failure.retry_after_ms = Some(kept.pause(at.0));
                Found::Failed(failure)
            }
            _ => Found::Fetch(Box::new(key_set::request(uri))),
        }
    }

    /// Handles the response from `uri`, and returns the keys to use: the old ones if there are no new ones.
    ///
    /// # Errors
    /// Those of [`key_set::read`], or the failure of `uri` to respond.
    pub fn fetched(
        &mut self,
        uri: &str,
        response: Result<HttpResponse>,
        at: Timestamp,
    ) -> Result<Rc<KeySet>> {
        let kept = self.at(uri);
        let read = response
            .map_err(|error| unreachable("the issuer's key set", uri, error))
            .and_then(|response| key_set::read(&response, uri));
        let failed = match read {
            Ok(set) => {
                kept.put(set, at.0);
                None
            }
            Err(error) => {
                kept.failed(error.clone(), at.0);
                Some(error)
            }
        };
        match (kept.keys(at.0), failed) {
            (Some(keys), _) => Ok(keys.clone()),
            (None, Some(error)) => Err(error),
            (None, None) => Ok(Rc::default()),
        }
    }

    fn at(&mut self, uri: &str) -> &mut Kept {
        let known = self.kept.binary_search_by(|(known, _)| (**known).cmp(uri));
        let place = known.unwrap_or_else(|place| {
            self.kept.insert(place, (uri.into(), Kept::default()));
            place
        });
        &mut self.kept[place].1
    }
}
