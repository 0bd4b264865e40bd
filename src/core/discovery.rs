//! The search for an issuer's metadata at its two addresses. See [`metadata::urls`].

use super::config::OAuthConfig;
use super::error::{Error, Result};
use super::flow::{Answer, Flow, Next, Work};
use super::http::HttpResponse;
use super::json::Json;
use super::oauth::metadata::{self, Metadata};
use super::oauth::unreachable;
use super::time::{Moment, Timestamp};
use std::rc::Rc;

/// A search at both addresses.
#[derive(Debug)]
pub struct Search {
    issuer: String,
    /// The reason why the first address gave no metadata. While this is `None`, the first address is asked.
    first: Option<Error>,
}

impl Search {
    /// A search that has sent no request yet.
    #[must_use]
    pub fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            first: None,
        }
    }

    /// The address to ask now.
    #[must_use]
    pub fn url(&self) -> String {
        let [first, second] = metadata::urls(&self.issuer);
        if self.first.is_some() { second } else { first }
    }

    /// Handles the response from `url`, and returns the document. `None` if the other address must be asked as well.
    pub fn answer(&mut self, url: &str, response: Result<HttpResponse>) -> Option<Result<Json>> {
        let read = response
            .map_err(|error| unreachable("the issuer's metadata", url, error))
            .and_then(|response| metadata::document(&response, url, &self.issuer));
        let [first, second] = metadata::urls(&self.issuer);
        match read {
            Err(error) if url == first && first != second && metadata::is_elsewhere(&error) => {
                self.first = Some(error);
                None
            }
            // An error in the first document explains more than a missing second one.
            Err(error) => Some(Err(self
                .first
                .take()
                .filter(|first| first.status.is_none())
                .unwrap_or(error))),
            found => Some(found),
        }
    }
}

/// The fetch of an issuer's metadata, for a caller that waits until `until`.
///
/// Callers share it, except on the edge, where no caller may wait for a request that was begun for another.
#[derive(Debug)]
pub struct Discovery {
    search: Search,
    until: Timestamp,
}

impl Discovery {
    /// The fetch for the client's issuer.
    ///
    /// # Errors
    /// No issuer is configured.
    pub fn new(config: &OAuthConfig, until: Timestamp) -> Result<Self> {
        match &config.issuer {
            Some(issuer) => Ok(Self {
                search: Search::new(issuer),
                until,
            }),
            None => Err(Error::configuration(
                "issuer",
                "is needed if an endpoint is missing",
            )),
        }
    }

    fn ask(&self) -> Next<Result<Rc<Metadata>>> {
        Next::Do {
            work: Work::Send(Box::new(metadata::request(&self.search.url()))),
            until: self.until,
        }
    }
}

impl Flow for Discovery {
    type Output = Result<Rc<Metadata>>;

    fn begin(&mut self, _at: Moment) -> Next<Self::Output> {
        self.ask()
    }

    fn answer(&mut self, answer: Answer, _closing: bool, _at: Moment) -> Next<Self::Output> {
        let url = self.search.url();
        match self.search.answer(&url, answer.response()) {
            None => self.ask(),
            Some(found) => Next::Done(found.map(|document| Rc::new(Metadata::of(&document)))),
        }
    }
}
