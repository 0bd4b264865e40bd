//! The redemption of the codes that callbacks bring, once each.
//!
//! A page shares its redemptions among managers. Under React's StrictMode a component is mounted twice, and the manager
//! that sent the code is closed before the response arrives. The next manager that handles the same URL gets the
//! tokens. Outside pages, managers may belong to different users, and each keeps its own redemptions.

use super::error::Result;
use super::oauth::authorization::Callback;
use super::oauth::pending_login::PendingLogin;
use super::secret::Secret;
use super::tokens::TokenSet;
use std::cell::RefCell;
use std::rc::Rc;

/// The most redemptions that a page remembers. Each was a login that began in the page.
pub const MAX_REDEMPTIONS: usize = 16;

/// The result of a callback.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// The tokens.
    pub tokens: Box<TokenSet>,
    /// The claims of the ID token: the text of a JSON object.
    pub claims: Option<String>,
    /// The `app_state` of `start_login`.
    pub app_state: Option<String>,
}

/// The input of a redemption: a callback, and the login that it answers.
pub type Parts = (Callback, Box<PendingLogin>);

/// The redemption of a callback's code.
#[derive(Debug)]
pub struct Redemption {
    namespace: Rc<str>,
    url: Secret,
    /// The provider's name.
    pub provider: Rc<str>,
    /// The input, until the redemption begins.
    parts: RefCell<Option<Box<Parts>>>,
    outcome: RefCell<Option<Result<Redeemed>>>,
}

impl Redemption {
    /// The redemption of a callback that uses up `login`.
    #[must_use]
    pub fn new(
        namespace: Rc<str>,
        url: Secret,
        callback: Callback,
        login: Box<PendingLogin>,
    ) -> Self {
        Self {
            namespace,
            url,
            provider: login.provider.as_str().into(),
            parts: RefCell::new(Some(Box::new((callback, login)))),
            outcome: RefCell::default(),
        }
    }

    /// Takes out the input at the first call, and `None` later: a code is sent once.
    #[must_use]
    pub fn begin(&self) -> Option<Box<Parts>> {
        self.parts.take()
    }

    /// Stores the result of the redemption.
    pub fn ended(&self, outcome: Result<Redeemed>) {
        self.outcome.replace(Some(outcome));
    }

    /// The result, once there is one.
    #[must_use]
    pub fn outcome(&self) -> Option<Result<Redeemed>> {
        self.outcome.borrow().clone()
    }
}

/// The redemptions of a page whose tokens no open manager has taken, and the failed ones.
#[derive(Debug, Default)]
pub struct Redemptions(Vec<Rc<Redemption>>);

impl Redemptions {
    /// The redemption that a manager of the same namespace began with this URL.
    #[must_use]
    pub fn find(&self, namespace: &str, url: &Secret) -> Option<Rc<Redemption>> {
        let same = |known: &&Rc<Redemption>| *known.namespace == *namespace && known.url == *url;
        self.0.iter().find(same).cloned()
    }

    /// Remembers one.
    pub fn add(&mut self, redemption: Rc<Redemption>) {
        if self.0.len() >= MAX_REDEMPTIONS {
            self.0.remove(0);
        }
        self.0.push(redemption);
    }

    /// Notes that an open manager has the tokens. Calls that wait still get them; later calls are too late.
    pub fn taken(&mut self, redemption: &Rc<Redemption>) {
        self.0.retain(|known| !Rc::ptr_eq(known, redemption));
    }

    /// The user logs out: tokens that no manager has taken become void.
    pub fn log_out(&mut self, namespace: &str, provider: &str) {
        let ends = |known: &Redemption| {
            *known.namespace == *namespace
                && *known.provider == *provider
                && known.outcome.borrow().is_some()
        };
        self.0.retain(|known| !ends(known));
    }
}
