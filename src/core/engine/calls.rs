//! Begins calls and ends them.

use super::call::{Call, Caller, FoundProvider, GetToken, Handed, Outcome, RefreshReport};
use super::callers::{Then, Waiter};
use super::effect::{Effect, OwnerCall, Work};
use super::flows::{Asker, FlowInput};
use super::providers::{Entry, Key};
use super::queue::Purpose;
use super::resolve::Awaiting;
use super::{Engine, Todo, closed};
use crate::core::credential::ids::WaiterId;
use crate::core::credential::io::Input;
use crate::core::dpop;
use crate::core::error::{Error, Result};
use crate::core::given::TokenInput;
use crate::core::log::Level;
use crate::core::records::work;
use crate::core::tokens::TokenSet;
use std::rc::Rc;

const FORCED: GetToken = GetToken {
    force_refresh: true,
    use_fallback: None,
    min_lifetime_ms: None,
};

impl Engine {
    /// Begins a call. An error settles it.
    pub(super) fn begin(&mut self, caller: Caller, call: Call) -> Result<()> {
        self.open()?;
        if let Some(name) = call.provider()
            && self.can_resolve(name)
        {
            let name = name.to_owned();
            self.resolve(&name, Awaiting::Call(caller, Box::new(call)));
            return Ok(());
        }
        match call {
            Call::Restore => {
                // On the edge, storage is read when it is first needed.
                let mut keys = self.providers.all();
                keys.retain(|_| !self.requests_end());
                self.each_part(caller, &keys, Input::RestoreWanted, None);
            }
            Call::GetToken { provider, options } => {
                let key = self.find(provider.as_deref())?;
                self.want_token(key, Then::Token(caller), options);
            }
            Call::GetTokenFor {
                provider,
                options,
                wish,
            } => {
                let key = self.find(provider.as_deref())?;
                let key = self.target_of(key, *wish)?;
                self.want_token(key, Then::Token(caller), options);
            }
            Call::GetTokens { provider } => {
                let key = self.find(provider.as_deref())?;
                self.ask_after_read(key, Then::Tokens(caller));
            }
            Call::GetTokensFor { provider, wish } => {
                let key = self.find(provider.as_deref())?;
                let key = self.target_of(key, *wish)?;
                self.ask_after_read(key, Then::Tokens(caller));
            }
            Call::SetTokens { provider, tokens } => {
                let key = self.find(Some(&provider))?;
                self.begin_set_tokens(caller, key, *tokens, false)?;
            }
            Call::TakeLogin {
                provider,
                tokens,
                logouts,
            } => {
                let key = self.find(Some(&provider))?;
                if self.logouts(Some(&provider))? != logouts {
                    let message = "the user logged out while the login was being finished";
                    return Err(Error::login_failed(message).of(&Rc::from(provider)));
                }
                self.begin_set_tokens(caller, key, *tokens, true)?;
            }
            Call::FindProvider { provider } => {
                let key = self.find(provider.as_deref())?;
                let entry = self.providers.get(key).ok_or_else(closed)?;
                if let Some(supplier) = entry.credential.settings().supplier() {
                    let provider = Some(String::from(&**supplier));
                    return self.begin(caller, Call::FindProvider { provider });
                }
                let found = Box::new(FoundProvider {
                    name: entry.name().clone(),
                    logouts: entry.credential.logouts(),
                    proof_key: self.proof_key_name(key),
                });
                self.settle(caller, Ok(Outcome::Provider(found)));
            }
            Call::Discover { provider } => {
                let key = self.find(Some(&provider))?;
                let config = self.oauth_of(key).ok_or_else(closed)?;
                self.begin_discovery(key, &config, Asker::Caller(caller));
            }
            Call::IdToken { provider } => {
                let key = self.session_of(self.find(Some(&provider))?);
                self.ask_after_read(key, Then::IdToken(caller));
            }
            Call::Refresh { provider } => {
                let key = self.find(provider.as_deref())?;
                self.want_token(key, Then::Info(caller), FORCED);
            }
            Call::ProviderFor { provider, origin } => {
                let name = self.provider_for(provider.as_deref(), &origin)?;
                self.settle(caller, Ok(Outcome::Name(name)));
            }
            Call::RefreshAll => self.begin_refresh_all(caller),
            Call::Invalidate { provider } => {
                let key = self.find(provider.as_deref())?;
                let now = self.clock.now();
                let entry = self.providers.get(key);
                let held = entry.and_then(|entry| entry.credential.good_tokens(now));
                let held = held.map(|tokens| tokens.access_token.clone());
                self.pass_on(key, caller, OwnerCall::Invalidate(held));
                // Only its owner can renew a lent token, and the entries between hand it out as well.
                let keys = self.chains.way_to_owner(key, &self.providers);
                self.each_part(caller, &keys, Input::Invalidated, None);
            }
            Call::RejectToken { provider, token } => {
                let key = self.find(provider.as_deref())?;
                let owner = self.owner(key);
                let hands_out = |key: Key| {
                    let entry = self.providers.get(key);
                    entry.is_some_and(|entry| entry.credential.hands_out(token.reveal()))
                };
                let entry = self.providers.get(owner);
                if !hands_out(key) {
                    self.settle(caller, Ok(Outcome::Flag(true)));
                } else if !entry.is_some_and(|entry| entry.credential.can_renew()) {
                    self.settle(caller, Ok(Outcome::Flag(false)));
                } else {
                    if let Some(task) = self.callers.tasks.get_mut(caller) {
                        task.flag = true;
                    }
                    self.pass_on(owner, caller, OwnerCall::Invalidate(Some(token)));
                    self.each_part(caller, &[owner], Input::Invalidated, None);
                }
            }
            Call::Clear { provider } => {
                let key = self.find(Some(&provider))?;
                let mut keys = self.without_supplied(self.on_demand_of(key));
                keys.extend(self.chains.inline_of(key));
                keys.push(key);
                self.begin_clear(caller, &keys);
            }
            Call::ClearAll => {
                let keys = self.without_supplied(self.providers.all());
                self.begin_clear(caller, &keys);
            }
            Call::Revoke { provider } => {
                let key = self.find(provider.as_deref())?;
                self.note_logout(key);
                let mut keys = self.without_supplied(self.on_demand_of(key));
                keys.push(key);
                let owner = Some(OwnerCall::Revoke);
                self.each_part(caller, &keys, Input::RevokeWanted, owner);
            }
        }
        Ok(())
    }

    /// Asks an entry after it has read its storage, or the storage of the session that supplies its tokens.
    fn ask_after_read(&mut self, key: Key, then: Then) {
        match self.supplier(key) {
            Some(supplier) => {
                let then = Then::Again(key, Box::new(then));
                self.ask(supplier, then, Input::RestoreWanted);
            }
            None => self.ask(key, then, Input::RestoreWanted),
        }
    }

    fn ask(&mut self, key: Key, then: Then, input: fn(WaiterId) -> Input) {
        let waiter = self.callers.waiters.add(Waiter { key, then });
        self.todo.push_back(Todo::Feed(key, input(waiter)));
    }

    /// Does the same with each of these entries. Then the coordinator of an entry repeats the call, if it owns the
    /// credential.
    fn each_part(
        &mut self,
        caller: Caller,
        keys: &[Key],
        input: fn(WaiterId) -> Input,
        owner: Option<OwnerCall>,
    ) {
        self.add_parts(caller, keys.len());
        for key in keys {
            // The coordinator handles all targets at once.
            let entry = self.providers.get(*key);
            let on_demand = entry.is_some_and(Entry::is_on_demand);
            let owner = (owner.clone()).filter(|_| self.is_coordinated(*key) && !on_demand);
            self.ask(*key, Then::Part(caller, owner), input);
        }
        self.settle_if_done(caller);
    }

    fn add_parts(&mut self, caller: Caller, parts: usize) {
        if let Some(task) = self.callers.tasks.get_mut(caller) {
            task.parts += parts as u32;
        }
    }

    fn begin_clear(&mut self, caller: Caller, keys: &[Key]) {
        for key in keys {
            let entry = self.providers.get(*key);
            if !entry.is_some_and(Entry::is_on_demand) {
                self.note_logout(*key);
            }
        }
        self.each_part(caller, keys, Input::Cleared, Some(OwnerCall::Clear));
    }

    fn note_logout(&mut self, key: Key) {
        self.log_of(key, Level::Info, "logout");
        if let Some(entry) = self.providers.get(key) {
            let name = entry.name().clone();
            self.effects.push(Effect::LoggedOut(name));
        }
    }

    fn begin_refresh_all(&mut self, caller: Caller) {
        let mut keys = self.providers.named();
        keys.retain(|key| {
            let entry = self.providers.get(*key);
            entry.is_some_and(|entry| entry.credential.tokens().is_some())
        });
        if let Some(task) = self.callers.tasks.get_mut(caller) {
            task.report = Some(Box::<RefreshReport>::default());
        }
        self.add_parts(caller, keys.len());
        for key in keys {
            if let Some(entry) = self.providers.get(key) {
                let then = Then::Reported(caller, entry.name().clone());
                self.want_token(key, then, FORCED);
            }
        }
        self.settle_if_done(caller);
    }

    // — given tokens —

    fn begin_set_tokens(
        &mut self,
        caller: Caller,
        key: Key,
        tokens: TokenInput,
        by_login: bool,
    ) -> Result<()> {
        let entry = self.providers.get(key);
        if entry.is_some_and(|entry| entry.credential.settings().is_supplied()) {
            let problem = "cannot be set: set those of the provider that has the refresh token";
            return Err(Error::configuration("tokens", problem));
        }
        let token_type = tokens.token_type.clone();
        let tokens = Box::new(self.place(key, tokens)?);
        match self.proof_key_name(key) {
            Some(name) => {
                let purpose = Purpose::KeyOfTokens(key, caller, tokens, token_type, by_login);
                self.effects.begin(Work::ProofKey { name }, None, purpose);
            }
            None => self.set_tokens(key, caller, tokens, by_login),
        }
        Ok(())
    }

    pub(super) fn bind_and_set(
        &mut self,
        key: Key,
        caller: Caller,
        mut tokens: Box<TokenSet>,
        token_type: Option<&str>,
        by_login: bool,
        thumbprint: Option<Rc<str>>,
    ) {
        match dpop::bind(&mut tokens, token_type, thumbprint) {
            Ok(()) => self.set_tokens(key, caller, tokens, by_login),
            Err(error) => self.settle(caller, Err(error)),
        }
    }

    fn set_tokens(&mut self, key: Key, caller: Caller, tokens: Box<TokenSet>, by_login: bool) {
        if self.is_coordinated(key) {
            self.add_parts(caller, 1);
            return self.begin_owner(key, caller, OwnerCall::SetTokens(tokens));
        }
        let then = Then::Info(caller);
        let waiter = self.callers.waiters.add(Waiter { key, then });
        let input = Input::TokensSet {
            waiter,
            tokens,
            by_login,
        };
        self.todo.push_back(Todo::Feed(key, input));
    }

    // — coordinators —

    /// Has the coordinator that owns the credential repeat a call. This counts as a part of the call.
    fn pass_on(&mut self, key: Key, caller: Caller, call: OwnerCall) {
        if self.is_coordinated(key) {
            self.add_parts(caller, 1);
            self.begin_owner(key, caller, call);
        }
    }

    fn begin_owner(&mut self, key: Key, caller: Caller, call: OwnerCall) {
        let Some(entry) = self.providers.get(key) else {
            return self.part_done(caller, Err(closed()));
        };
        let work = Work::PassOn {
            functions: entry.functions.unwrap_or_default(),
            provider: entry.name().clone(),
            call: call.clone(),
        };
        let within_ms = entry.credential.settings().config.retry_policy.deadline_ms;
        let purpose = Purpose::Owner(key, caller, call);
        self.effects.begin(work, Some(within_ms), purpose);
    }

    pub(super) fn owner_answered(
        &mut self,
        key: Key,
        caller: Caller,
        call: OwnerCall,
        result: Result<()>,
    ) {
        let name = self.providers.get(key).map(|entry| entry.name().clone());
        let result = result.map_err(|error| match &name {
            Some(name) => error.of(name),
            None => error,
        });
        match (result, call) {
            (Ok(()), OwnerCall::SetTokens(mut tokens)) => {
                // Only the owner renews.
                tokens.refresh_token = None;
                let then = Then::Info(caller);
                let waiter = self.callers.waiters.add(Waiter { key, then });
                let input = Input::TokensSet {
                    waiter,
                    tokens,
                    by_login: false,
                };
                self.todo.push_back(Todo::Feed(key, input));
            }
            (Err(error), OwnerCall::SetTokens(_)) => self.settle(caller, Err(error)),
            (result, _) => self.part_done(caller, result),
        }
    }

    // — answers —

    /// Handles a machine's answer to a waiter. An answer for a waiter that has left is ignored.
    pub(super) fn waiter_answered(
        &mut self,
        waiter: WaiterId,
        result: Result<()>,
        token: Option<Handed>,
    ) {
        let Some(Waiter { key, then }) = self.callers.waiters.take(waiter) else {
            return;
        };
        match then {
            Then::Token(caller) => {
                let token = result.and_then(|()| token.ok_or_else(closed));
                self.settle(caller, token.map(Outcome::Token));
            }
            Then::Info(caller) => {
                let at = self.clock.at();
                let entry = self.providers.get(key);
                let info = entry.map(|entry| Box::new(entry.credential.info(at)));
                let info = result.and_then(|()| info.ok_or_else(closed));
                self.settle(caller, info.map(Outcome::Info));
            }
            Then::Tokens(caller) => {
                let tokens = result.map(|()| self.held_tokens(key).map(Box::new));
                self.settle(caller, tokens.map(Outcome::Tokens));
            }
            Then::IdToken(caller) => {
                // Not the fallback's ID token: it is about another user.
                let entry = self.providers.get(key);
                let own = entry.and_then(|entry| entry.credential.own_tokens());
                let id_token = own.and_then(|own| own.id_token.clone());
                self.settle(caller, result.map(|()| Outcome::IdToken(id_token)));
            }
            Then::Part(caller, owner) => match (result, owner) {
                // The local part is done, even if the owner cannot be told.
                (Ok(()), Some(owner)) => self.begin_owner(key, caller, owner),
                (result, _) => self.part_done(caller, result),
            },
            Then::Reported(caller, name) => {
                let task = self.callers.tasks.get_mut(caller);
                if let Some(report) = task.and_then(|task| task.report.as_mut()) {
                    match result {
                        Ok(()) => report.refreshed.push(name),
                        Err(error) => report.failed.push((name, error)),
                    }
                }
                self.part_done(caller, Ok(()));
            }
            Then::Given(flow, before) => {
                let entry = self.providers.get(key);
                let version = entry.map(|entry| entry.credential.version());
                let answer = match result {
                    Ok(()) => work::Answer::Flag(version != Some(before)),
                    Err(error) => work::Answer::Refused(error),
                };
                self.advance(flow, Some(FlowInput::Record(answer)));
            }
            Then::Minted(number) => self.minted(number, Err(result.err().unwrap_or_else(closed))),
            Then::Again(key, then) => self.ask_again(key, *then, Input::RestoreWanted),
            Then::Nobody => {}
            Then::Lent { borrower, ask } => self.lent(key, borrower, ask, result),
            Then::Subject(number, mut work) => match result {
                Ok(()) => {
                    if let Work::MakeParts { subject_token, .. } = &mut *work {
                        *subject_token = token;
                    }
                    self.begin_step(number, *work);
                }
                Err(error) => self.step_failed(number, error),
            },
        }
    }

    /// All tokens that an entry holds. The own refresh token is still held while a fallback's token is handed out.
    fn held_tokens(&self, key: Key) -> Option<TokenSet> {
        let credential = &self.providers.get(key)?.credential;
        let own = credential.own_tokens();
        let held = TokenSet {
            refresh_token: own.and_then(|own| own.refresh_token.clone()),
            ..credential.tokens()?.clone()
        };
        Some(held).filter(|held| !held.access_token.is_empty() || held.refresh_token.is_some())
    }

    fn part_done(&mut self, caller: Caller, result: Result<()>) {
        if let Some(task) = self.callers.tasks.get_mut(caller) {
            task.parts -= 1;
            if let Err(error) = result {
                task.failure.get_or_insert(error);
            }
        }
        self.settle_if_done(caller);
    }

    fn settle_if_done(&mut self, caller: Caller) {
        let Some(task) = self.callers.tasks.get_mut(caller) else {
            return;
        };
        if task.parts > 0 {
            return;
        }
        let result = match (task.failure.take(), task.report.take()) {
            (Some(error), _) => Err(error),
            (None, Some(report)) => Ok(Outcome::Report(report)),
            (None, None) if task.flag => Ok(Outcome::Flag(true)),
            (None, None) => Ok(Outcome::Nothing),
        };
        self.settle(caller, result);
    }
}
