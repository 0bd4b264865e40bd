//! The end of a login: exchanges the callback's code for tokens, and passes these to the credential. A logout meanwhile
//! wins.

use super::callbacks::{Finished, Finishing};
use super::exchange::{Exchange, Granted, Terms, UserGrant};
use super::of_login;
use super::pending::{Logins, Take};
use crate::core::config::{Grant, OAuthConfig, OAuthGrant, ProviderConfig};
use crate::core::error::{Error, Result};
use crate::core::flow::{Answer, Flow, Next, Work};
use crate::core::note::Note;
use crate::core::oauth::authorization::{self, Callback};
use crate::core::oauth::pending_login::PendingLogin;
use crate::core::redemption::{Redeemed, Redemption, Redemptions};
use crate::core::time::{Moment, Timestamp};
use std::cell::RefCell;
use std::rc::Rc;

/// The exchange of a callback's code (RFC 6749 §4.1.3).
#[derive(Debug)]
pub struct Redeem {
    callback: Callback,
    login: Box<PendingLogin>,
    provider: ProviderConfig,
    exchange: Option<Exchange>,
}

impl Redeem {
    /// The exchange for a callback. It uses up `login`.
    #[must_use]
    pub fn new(callback: Callback, login: Box<PendingLogin>, provider: ProviderConfig) -> Self {
        Self {
            callback,
            login,
            provider,
            exchange: None,
        }
    }

    fn exchange(&self, at: Moment) -> Result<Exchange> {
        let login = &self.login;
        let code = authorization::check_callback(&self.callback, login, at.wall(at.now))?;
        let config = config(&self.provider).ok_or_else(|| {
            let message = "the provider's grant is not authorization_code any more";
            Error::login_failed(message)
        })?;
        Ok(Exchange::new(Terms {
            provider: self.provider.clone(),
            config: config.clone(),
            token_endpoint: login.token_endpoint.clone(),
            grant: UserGrant::Code {
                code,
                redirect_uri: login.redirect_uri.clone(),
                verifier: login.verifier.clone(),
            },
            scope: login.scope.clone(),
            issuer: login.issuer.clone(),
            jwks_uri: login.jwks_uri.clone(),
            nonce: login.wants_id_token().then(|| login.nonce.clone()),
            demands: login.demands.clone(),
            secrets: vec![login.state.clone(), login.nonce.clone()],
        }))
    }

    fn exchanged(&mut self, next: Next<Result<Granted>>) -> Next<Result<Redeemed>> {
        next.then(|granted| {
            Next::Done(granted.map(|Granted { tokens, claims }| Redeemed {
                tokens,
                claims,
                app_state: self.login.app_state.take(),
            }))
        })
    }
}

fn config(provider: &ProviderConfig) -> Option<&Rc<OAuthConfig>> {
    match &provider.grant {
        Grant::OAuth(config) if config.grant == OAuthGrant::AuthorizationCode => Some(config),
        _ => None,
    }
}

impl Flow for Redeem {
    type Output = Result<Redeemed>;

    fn begin(&mut self, at: Moment) -> Next<Self::Output> {
        match self.exchange(at) {
            Ok(exchange) => {
                let next = self.exchange.insert(exchange).begin(at);
                self.exchanged(next)
            }
            Err(error) => Next::Done(Err(error)),
        }
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Next<Self::Output> {
        match &mut self.exchange {
            Some(exchange) => {
                let next = exchange.answer(answer, closing, at);
                self.exchanged(next)
            }
            None => self.begin(at),
        }
    }

    fn take_notes(&mut self) -> Vec<Note> {
        let exchange = self.exchange.as_mut();
        exchange.map(Flow::take_notes).unwrap_or_default()
    }
}

/// The end of one login, for one manager.
#[derive(Debug)]
pub struct Finish {
    namespace: Rc<str>,
    finishing: Rc<Finishing>,
    callback: Callback,
    /// True if the callback's parameters are removed from the page's address bar, once the login is used up.
    cleans: bool,
    logins: Logins,
    /// The redemptions of this page, if the host is a page.
    page: Option<Rc<RefCell<Redemptions>>>,
    take: Option<Take>,
    redemption: Option<Rc<Redemption>>,
    /// The number of the user's logouts when this began.
    logouts: u32,
    finished: Option<Finished>,
}

type Step = Next<Result<Finished>>;

impl Finish {
    /// Finishes the login that `callback` answers. If `cleans`, the page's address bar no longer shows the callback
    /// afterwards.
    #[must_use]
    pub fn new(
        namespace: Rc<str>,
        finishing: Rc<Finishing>,
        (callback, cleans): (Callback, bool),
        logins: Logins,
        page: Option<Rc<RefCell<Redemptions>>>,
    ) -> Self {
        Self {
            namespace,
            finishing,
            callback,
            cleans,
            logins,
            page,
            take: None,
            redemption: None,
            logouts: 0,
            finished: None,
        }
    }

    /// Continues after the pending login was taken. It is used up, whatever the result.
    fn pending_taken(&mut self, next: Next<Result<Box<PendingLogin>>>) -> Step {
        next.then(|login| {
            let login = match login {
                Ok(login) => login,
                Err(error) => return Next::Done(Err(error)),
            };
            let (namespace, url) = (self.namespace.clone(), self.finishing.url().clone());
            let shown = authorization::url_without_answer(url.reveal(), &login.redirect_uri);
            let shows = self.cleans.then(|| Work::ShowUrl {
                from: url.clone(),
                to: shown,
            });
            let redemption = Redemption::new(namespace, url, self.callback.clone(), login);
            let redemption = Rc::new(redemption);
            if let Some(page) = &self.page {
                page.borrow_mut().add(redemption.clone());
            }
            let finds = self.find_provider(redemption);
            shows.map_or(finds, unlimited)
        })
    }

    fn find_provider(&mut self, redemption: Rc<Redemption>) -> Step {
        self.finishing.is_ours();
        let work = Work::FindProvider(redemption.provider.clone());
        self.take = None;
        self.redemption = Some(redemption);
        unlimited(work)
    }

    fn redeemed(&mut self, redeemed: Redeemed, closing: bool) -> Result<Step> {
        if closing {
            // The next manager of this page may take the tokens.
            return Err(Error::closed());
        }
        if let (Some(page), Some(redemption)) = (&self.page, &self.redemption) {
            page.borrow_mut().taken(redemption);
        }
        self.finished = Some(Finished {
            provider: self.name(),
            logouts: self.logouts,
            app_state: redeemed.app_state,
            claims: redeemed.claims,
        });
        Ok(unlimited(Work::GiveTokens {
            tokens: redeemed.tokens,
            logouts: self.logouts,
        }))
    }

    fn name(&self) -> Rc<str> {
        let redemption = self.redemption.as_ref();
        redemption.map_or_else(|| "".into(), |redemption| redemption.provider.clone())
    }

    fn step(&mut self, answer: Answer, closing: bool) -> Result<Step> {
        let name = self.name();
        match (answer, &self.redemption) {
            (Answer::Provider(found), Some(redemption)) => {
                let (provider, logouts) = found.map_err(|error| of_login(error).of(&name))?;
                self.logouts = logouts;
                Ok(unlimited(Work::Redeem(redemption.clone(), provider)))
            }
            // The address bar shows another URL, or the page has moved on.
            (Answer::Written(_), Some(redemption)) => Ok(self.find_provider(redemption.clone())),
            (Answer::Redeemed(redeemed), _) => {
                let redeemed = redeemed.map_err(|error| of_login(error).of(&name))?;
                self.redeemed(redeemed, closing)
            }
            (Answer::Given(given), _) => match (given?, self.finished.take()) {
                (true, Some(finished)) => Ok(Next::Done(Ok(finished))),
                _ => {
                    let message = "the user logged out while the login was being finished";
                    Err(Error::login_failed(message).of(&name))
                }
            },
            (other, _) => {
                let error = other.response().err();
                let none = || Error::login_failed("the login ended without tokens");
                Err(of_login(error.unwrap_or_else(none)).of(&name))
            }
        }
    }
}

/// A work without a limit, since it ends by itself.
fn unlimited(work: Work) -> Step {
    let until = Timestamp(i64::MAX);
    Next::Do { work, until }
}

impl Flow for Finish {
    type Output = Result<Finished>;

    fn begin(&mut self, at: Moment) -> Step {
        let page = self.page.as_ref();
        let known = page.and_then(|page| page.borrow().find(&self.namespace, self.finishing.url()));
        if let Some(known) = known {
            return self.find_provider(known);
        }
        let take = Take::new(self.logins.clone(), self.callback.state.clone());
        let next = self.take.insert(take).begin(at);
        self.pending_taken(next)
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Step {
        if let Some(take) = &mut self.take {
            let next = take.answer(answer, closing, at);
            return self.pending_taken(next);
        }
        self.step(answer, closing)
            .unwrap_or_else(|error| Next::Done(Err(error)))
    }
}
