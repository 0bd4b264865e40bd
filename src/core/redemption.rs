//! The redemption of the codes that callbacks bring, once each.
//!
//! In a page this is the page's work rather than one manager's. Under React's StrictMode a component is mounted twice, and the
//! manager that sent the code is closed before the answer is there. The next manager that comes with the same URL gets the tokens.
//! Elsewhere managers may be different users', and each keeps its own.

use super::error::Result;
use super::oauth::authorization::Callback;
use super::oauth::pending_login::PendingLogin;
use super::secret::Secret;
use super::tokens::TokenSet;
use std::cell::RefCell;
use std::rc::Rc;

/// The most redemptions that a page remembers. Each was a login that began there.
pub const MAX_REDEMPTIONS: usize = 16;

/// What a callback brings.
#[derive(Clone, Debug)]
pub struct Redeemed {
    /// The tokens.
    pub tokens: Box<TokenSet>,
    /// The claims of the ID token: the text of a JSON object.
    pub claims: Option<String>,
    /// What was given to `start_login`.
    pub app_state: Option<String>,
}

/// What is redeemed: a callback and the login that it answers.
pub type Parts = (Callback, Box<PendingLogin>);

/// The redemption of a callback's code.
#[derive(Debug)]
pub struct Redemption {
    namespace: Rc<str>,
    url: Secret,
    /// The provider's name.
    pub provider: Rc<str>,
    /// What is redeemed, until that begins.
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

    /// What is to be redeemed, for the first that asks: a code is sent once.
    #[must_use]
    pub fn begin(&self) -> Option<Box<Parts>> {
        self.parts.take()
    }

    /// Notes what the redemption brought.
    pub fn ended(&self, outcome: Result<Redeemed>) {
        self.outcome.replace(Some(outcome));
    }

    /// What it brought, once it has ended.
    #[must_use]
    pub fn outcome(&self) -> Option<Result<Redeemed>> {
        self.outcome.borrow().clone()
    }
}

/// The redemptions of a page whose tokens no open manager has taken, and those that brought none.
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

    /// An open manager has the tokens: calls that wait get them still, later ones are late.
    pub fn taken(&mut self, redemption: &Rc<Redemption>) {
        self.0.retain(|known| !Rc::ptr_eq(known, redemption));
    }

    /// The user logs out: tokens that nobody has taken are not to be taken any more.
    pub fn log_out(&mut self, namespace: &str, provider: &str) {
        let ends = |known: &Redemption| {
            *known.namespace == *namespace
                && *known.provider == *provider
                && known.outcome.borrow().is_some()
        };
        self.0.retain(|known| !ends(known));
    }
}
