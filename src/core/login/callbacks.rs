//! The callbacks that one manager finishes. A further call with the same URL gets the same result while the callback is
//! being finished. In a page a later call gets it too, until the user logs out or another login is finished, because a
//! component may be mounted again.
//!
//! Only a callback with a pending login is finished, so a stranger's callback has no effect.

use crate::core::error::Result;
use crate::core::secret::Secret;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The most callbacks that one manager remembers. On the edge, work that ends with its request never reports its end.
pub const MAX_FINISHES: usize = 64;

/// A login that was finished.
#[derive(Clone, Debug)]
pub struct Finished {
    /// The provider that has the tokens.
    pub provider: Rc<str>,
    /// The number of its user's logouts at that time.
    pub logouts: u32,
    /// The `app_state` of `start_login`.
    pub app_state: Option<String>,
    /// The claims of the ID token: the text of a JSON object.
    pub claims: Option<String>,
}

/// A callback that a manager finishes.
#[derive(Debug)]
pub struct Finishing {
    url: Secret,
    /// A login was pending for it.
    ours: Cell<bool>,
    result: RefCell<Option<Result<Finished>>>,
}

impl Finishing {
    /// Its URL.
    #[must_use]
    pub fn url(&self) -> &Secret {
        &self.url
    }

    /// Notes that a login was pending for it, so it is not a stranger's.
    pub fn is_ours(&self) {
        self.ours.set(true);
    }

    /// True if a login was pending for it.
    #[must_use]
    pub fn was_ours(&self) -> bool {
        self.ours.get()
    }

    /// Its result, once there is one.
    #[must_use]
    pub fn result(&self) -> Option<Result<Finished>> {
        self.result.borrow().clone()
    }
}

/// The callbacks of one manager.
#[derive(Debug)]
pub struct Finishes {
    known: Vec<Rc<Finishing>>,
    is_page: bool,
}

impl Finishes {
    /// Begins without callbacks. If `is_page`, the last result stays.
    #[must_use]
    pub fn new(is_page: bool) -> Self {
        Self {
            known: Vec::new(),
            is_page,
        }
    }

    /// The callback with this URL that is being finished, or was finished and still counts. `logouts` returns the
    /// number of a user's logouts at a provider; `None` if the provider is gone.
    #[must_use]
    pub fn find(
        &self,
        url: &Secret,
        logouts: &dyn Fn(&str) -> Option<u32>,
    ) -> Option<Rc<Finishing>> {
        let known = self.known.iter().find(|known| known.url == *url)?;
        let counts = match &*known.result.borrow() {
            Some(Ok(finished)) => logouts(&finished.provider) == Some(finished.logouts),
            _ => true,
        };
        counts.then(|| known.clone())
    }

    /// Begins to finish a callback.
    pub fn begin(&mut self, url: Secret) -> Rc<Finishing> {
        if self.known.len() >= MAX_FINISHES {
            self.known.remove(0);
        }
        let finishing = Rc::new(Finishing {
            url,
            ours: Cell::default(),
            result: RefCell::default(),
        });
        self.known.push(finishing.clone());
        finishing
    }

    /// Stores a result. In a page the last one stays, elsewhere none does. A stranger's callback changes nothing.
    pub fn ended(&mut self, finishing: &Rc<Finishing>, result: Result<Finished>) {
        finishing.result.replace(Some(result));
        let (ours, is_page) = (finishing.ours.get(), self.is_page);
        self.known.retain(|known| {
            let this = Rc::ptr_eq(known, finishing);
            if ours {
                known.result.borrow().is_none() || (is_page && this)
            } else {
                !this
            }
        });
    }

    /// Forgets all, because the manager is closed.
    pub fn close(&mut self) {
        self.known = Vec::new();
        self.is_page = false;
    }
}
