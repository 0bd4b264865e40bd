//! The life of one credential: a state machine without I/O.
//!
//! [`Credential::handle`] takes what happened and when, and gives what the host is to do. Single-flight, the two windows,
//! back-off, rotation, and the guard against late results all follow from it.
//!
//! - `mod.rs`: what the machine holds, and where its inputs go; `asked.rs`: what can be asked of it without changing it.
//! - [`io`]: inputs, outputs, events; [`ids`]: the numbers that answers carry.
//! - `wanted.rs`: callers that want a token, and what time does to them.
//! - `flight.rs`, `steps.rs`: the shared work of getting a token; `commit.rs`: how new tokens take effect; `ending.rs`: how it
//!   ends without any.
//! - `identifying.rs`: whose tokens they are, where the host has to be asked.
//! - `login.rs`: a flight that looks for a login endpoint.
//! - `operations.rs`: tokens set, invalidated, cleared, restored; `revoke.rs`: cleared, to be revoked at the server.
//! - `elsewhere.rs`: what other tabs, workers and managers did.
//! - `fallback.rs`: what other providers lend while this one has no token.
//! - `moved.rs`: the storage changed, or a record came from elsewhere.
//! - `network.rs`: the host is offline, and online again; `absence.rs`, `patience.rs`: it slept, or its clock was set.
//! - [`note`]: what is worth counting or a log record.
//! - [`windows`], `failures.rs`: when to renew, when to try again; `when.rs`: when to wake the machine for it.

mod absence;
mod asked;
mod commit;
mod elsewhere;
mod ending;
mod failures;
mod fallback;
mod flight;
mod identifying;
pub mod ids;
pub mod info;
pub mod io;
mod login;
mod moved;
mod network;
pub mod note;
mod operations;
mod patience;
mod revoke;
mod steps;
mod wanted;
mod when;
pub mod windows;

use self::elsewhere::Looks;
use self::failures::Failures;
use self::fallback::{Asking, Lent};
use self::flight::Flight;
use self::ids::{AskId, FlightId, Ticket};
use self::info::Source;
use self::io::{Event, Input, Output, TokenState};
use self::operations::Operation;
use self::patience::Absences;
use self::wanted::Waiter;
use self::windows::Windows;
use super::config::{Grant, ProviderConfig, RefreshPolicy};
use super::dpop;
use super::error::{Class, Code, Error};
use super::identity::{self, Behind, Former, Inputs, Owner};
use super::oauth::metadata::Metadata;
use super::secret::Secret;
use super::time::{Moment, Timestamp};
use super::tokens::TokenSet;
use std::rc::Rc;

/// What the machine has to know of the storage it writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageTraits {
    /// Whether there is a storage beside memory at all.
    pub present: bool,
    /// Whether refresh tokens may be written to it.
    pub keeps_refresh_tokens: bool,
    /// Whether other tabs are known to see the same records.
    pub shared: bool,
    /// Whether records vanish by themselves (a cache), so that a missing record is no logout.
    pub volatile: bool,
    /// Whether [`Output::Peek`] may show what another tab has replaced a moment ago.
    pub late: bool,
}

impl StorageTraits {
    /// Memory alone.
    pub const NONE: Self = Self {
        present: false,
        keeps_refresh_tokens: true,
        shared: false,
        volatile: false,
        late: false,
    };
}

/// While a flight is under way, tokens are handed out without asking the machine for no longer than this.
const LEASE_IN_FLIGHT_MS: i64 = 1_000;

/// What a credential is made from.
#[derive(Debug)]
pub struct Settings {
    /// The manager's namespace.
    pub namespace: Rc<str>,
    /// The provider's name.
    pub name: Rc<str>,
    /// Where it stands, if it is a fallback without a name of its own.
    pub behind: Option<Box<Behind>>,
    /// How its tokens are had, and its policies.
    pub config: ProviderConfig,
    /// The storage.
    pub storage: StorageTraits,
    /// Names of the providers whose tokens serve when this one has none, in order.
    pub fallbacks: Vec<Rc<str>>,
    /// Whether work ends with the request that began it (edge workers): a flight that gives no sign of life is lost, and
    /// whoever waits takes over.
    pub requests_end: bool,
}

impl Settings {
    fn owner(&self) -> Owner<'_> {
        Owner {
            namespace: &self.namespace,
            name: &self.name,
            behind: self.behind.as_deref(),
        }
    }
}

/// The state machine of one credential.
#[derive(Debug)]
pub struct Credential {
    settings: Settings,
    metadata: Option<Rc<Metadata>>,
    held: Option<Held>,
    lent: Option<Box<Lent>>,
    asking: Option<Box<Asking>>,
    /// Whether the configured refresh token counts: it does until a server's takes its place.
    first_counts: bool,
    /// Somebody else may have changed what is stored.
    looks: Option<Box<Looks>>,
    flight: Option<Box<Flight>>,
    /// The login endpoint and format that worked the last time.
    login_pair: Option<u32>,
    waiters: Vec<Waiter>,
    operations: Vec<(Ticket, Operation)>,
    failures: Failures,
    /// Nothing is sent any more until there are new credentials: the refresh token was refused for good, or the server wants the
    /// user.
    ended: Option<Error>,
    background: bool,
    /// The host says that there is no network.
    offline: bool,
    /// When the last input came.
    looked_at: Timestamp,
    closing: bool,
    /// The write of what is held failed: when to try it again.
    save_again_at: Option<Timestamp>,
    /// The removal of the stored record failed: it must not come back to life.
    erase_again_at: Option<Timestamp>,
    /// Of which stored text it was told that it is no record of use: its checksum.
    told_unusable: Option<u64>,
    /// Records obtained up to here were cleared.
    cleared_at: Option<Timestamp>,
    last_refresh_at: Option<Timestamp>,
    logouts: u32,
    next_flight: FlightId,
    next_ticket: Ticket,
    next_ask: AskId,
    last_state: TokenState,
    version: u32,
    /// The thumbprint of the key that new tokens are bound to, once it is known.
    proof_key: Option<Rc<str>>,
    /// The digest of the subject, actor or assertion that the host gave last, where it is asked for them.
    inputs: Option<Box<Inputs>>,
    /// What waits for that.
    unidentified: Vec<Input>,
}

/// The tokens in memory.
#[derive(Debug)]
struct Held {
    /// After `invalidate` the access token in it is empty.
    tokens: TokenSet,
    /// What the windows follow from, with the tokens' times: kept in place of them, since it takes a tenth of the memory.
    policy: Rc<RefreshPolicy>,
    random: u32,
    source: Source,
    /// Whether storage is known to hold them.
    persisted: bool,
    told_expiring: bool,
    told_expired: bool,
    /// A fallback was asked without a caller: once for each token is enough.
    asked_fallback: bool,
}

impl Held {
    fn windows(&self) -> Windows {
        Windows::new(&self.tokens, &self.policy, self.random)
    }

    fn has_access_token(&self) -> bool {
        !self.tokens.access_token.is_empty()
    }

    /// Whether the access token lives, however short.
    fn lives(&self, now: Timestamp) -> bool {
        self.has_access_token() && self.tokens.expires_at.is_none_or(|end| now < end)
    }

    /// Whether the access token may be handed out while another can be had.
    fn is_good(&self, min_lifetime_ms: Option<i64>, now: Timestamp) -> bool {
        self.has_access_token()
            && self
                .windows()
                .good_until(min_lifetime_ms)
                .is_none_or(|end| now < end)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        !self.has_access_token() || self.windows().renew_at.is_some_and(|at| now >= at)
    }
}

impl Credential {
    /// A credential that holds nothing yet (or the given token, for [`Grant::Static`]).
    #[must_use]
    pub fn new(settings: Settings, at: Moment) -> Self {
        let mut credential = Self {
            metadata: None,
            held: None,
            lent: None,
            asking: None,
            first_counts: true,
            looks: None,
            flight: None,
            login_pair: None,
            waiters: Vec::new(),
            operations: Vec::new(),
            failures: Failures::default(),
            ended: None,
            background: false,
            offline: false,
            looked_at: at.now,
            closing: false,
            save_again_at: None,
            erase_again_at: None,
            told_unusable: None,
            cleared_at: None,
            last_refresh_at: None,
            logouts: 0,
            next_flight: 0,
            next_ticket: 0,
            next_ask: 0,
            last_state: TokenState::NotAuthenticated,
            version: 0,
            proof_key: None,
            inputs: None,
            unidentified: Vec::new(),
            settings,
        };
        if let Grant::Static(token) = &credential.settings.config.grant {
            let tokens = TokenSet::from_static(token, at);
            credential.hold(tokens, Source::Manual, false, at, &mut Vec::new());
            credential.last_state = credential.state(at.now);
        }
        credential
    }

    /// Handles one input; what the host is to do is added to `out`, in order.
    pub fn handle(&mut self, input: Input, at: Moment, out: &mut Vec<Output>) {
        let before = out.len();
        self.notice_absence(at);
        if self.must_wait(&input) {
            self.wait_until_identified(input, at, out);
        } else {
            self.take_in(input, at, out);
        }
        self.time_passes(at, out);
        self.go_on_identified(at, out);
        self.note_request(before, out);
        // There may be a hundred thousand credentials: a list that nobody is in holds no memory.
        if self.waiters.is_empty() {
            self.waiters = Vec::new();
        }
        if self.operations.is_empty() {
            self.operations = Vec::new();
        }
        let state = self.state(at.now);
        if state != self.last_state {
            let from = std::mem::replace(&mut self.last_state, state);
            out.push(Output::Emit(Event::State { from, to: state }));
        }
    }

    fn take_in(&mut self, input: Input, at: Moment, out: &mut Vec<Output>) {
        match input {
            Input::TokenWanted {
                waiter,
                min_lifetime_ms,
                force,
                use_fallback,
            } => {
                let deadline = at.now.plus(self.settings.config.retry_policy.deadline_ms);
                let waiter = Waiter {
                    id: waiter,
                    since: at.now,
                    deadline,
                    min_lifetime_ms,
                    force,
                    use_fallback,
                    asks_fallback: false,
                    absences: Absences::default(),
                    refused: None,
                };
                let (id, busy) = (waiter.id, self.is_busy());
                self.token_wanted(waiter, at, out);
                wanted::note_caller(id, busy, out);
            }
            Input::Abandoned(waiter) => self.waiters.retain(|w| w.id != waiter),
            Input::RestoreWanted(waiter) => self.restore_wanted(waiter, out),
            Input::TokensSet {
                waiter,
                tokens,
                by_login,
            } => {
                let source = if by_login {
                    Source::Primary
                } else {
                    Source::Manual
                };
                self.tokens_set(waiter, *tokens, source, at, out);
            }
            Input::Invalidated(waiter) => self.invalidated(waiter, out),
            Input::StorageChanged(storage) => self.storage_changed(storage),
            Input::RecordGiven {
                waiter,
                record,
                restoring,
            } => self.record_given(waiter, record, restoring, at, out),
            Input::Cleared(waiter) => self.cleared(waiter, at, out),
            Input::RevokeWanted(waiter) => self.revoke_wanted(waiter, at, out),
            Input::Loaded(ticket, loaded) => self.loaded(ticket, loaded, at, out),
            Input::Saved(ticket, saved) => self.saved(ticket, saved, at, out),
            Input::LockGranted(flight) => self.lock_ended(flight, true, at, out),
            Input::LockTimedOut(flight) => self.lock_ended(flight, false, at, out),
            Input::Discovered(flight, result) => self.discovered(flight, result, at, out),
            Input::Made(flight, result) => self.made(flight, result, at, out),
            Input::Response(flight, response) => self.response(flight, &response, at, out),
            Input::NetworkFailed(flight, why, cause) => {
                self.network_failed(flight, why, cause, at, out)
            }
            Input::CustomEnded(flight, result) => self.custom_ended(flight, result, at, out),
            Input::FallbackEnded(ask, result) => self.fallback_ended(ask, result, at, out),
            Input::FallbackAlive(ask) => self.fallback_alive(ask, at.now),
            Input::FallbackChanged { from, tokens } => {
                self.fallback_changed(&from, tokens, at, out);
            }
            Input::StillAlive(flight) => {
                if let Some(flight) = self.flight.as_mut().filter(|f| f.id == flight) {
                    flight.alive_at = at.now;
                }
            }
            Input::Background(on) => self.background = on && !self.closing,
            Input::Elsewhere(what) => self.hinted(what, at, out),
            Input::Network(online) => self.network_changed(online, at),
            Input::Closing => self.close(out),
            Input::ProofKey(thumbprint) => self.proof_key = thumbprint,
            Input::TimePassed => {}
        }
    }

    /// The refresh token to use next. A static token has no server that could be asked with one.
    fn refresh_token(&self) -> Option<&Secret> {
        let is_static = matches!(self.settings.config.grant, Grant::Static(_));
        self.held_refresh_token().filter(|_| !is_static)
    }

    fn held_refresh_token(&self) -> Option<&Secret> {
        self.held
            .as_ref()
            .and_then(|held| held.tokens.refresh_token.as_ref())
            .or(self.first_refresh_token())
    }

    /// The configured one, as long as it counts.
    fn first_refresh_token(&self) -> Option<&Secret> {
        match &self.settings.config.grant {
            Grant::OAuth(config) if self.first_counts => config.refresh_token.as_ref(),
            _ => None,
        }
    }

    /// What tells its records and hints from those of other credentials: see [`identity`]. Computed when it is needed rather than
    /// kept, since there may be a hundred thousand credentials.
    #[must_use]
    pub fn identity(&self) -> String {
        identity::identity(
            self.settings.owner(),
            &self.settings.config,
            self.inputs.as_deref(),
        )
    }

    /// The key of its record, which is the name of its lock too.
    #[must_use]
    pub fn storage_key(&self) -> String {
        identity::storage_key(self.settings.owner(), &self.identity())
    }

    /// Where its record may lie since before the identity was in storage keys.
    #[must_use]
    pub fn former(&self) -> Option<Former> {
        identity::former(self.settings.owner(), &self.settings.config)
    }

    /// What its proof key is kept under.
    #[must_use]
    pub fn proof_key_name(&self) -> String {
        identity::proof_key_name(self.settings.owner())
    }

    /// What of tokens from elsewhere serves with the key that is here.
    fn usable(&self, tokens: TokenSet) -> Option<TokenSet> {
        match &self.settings.config.grant {
            Grant::OAuth(config) if config.dpop => {
                dpop::usable(tokens, config, self.proof_key.as_deref())
            }
            _ => Some(tokens),
        }
    }

    /// Whether a new token can be had with what the configuration holds.
    fn can_acquire(&self) -> bool {
        match &self.settings.config.grant {
            Grant::OAuth(config) => !config.grant.needs_user(),
            Grant::Custom(_) | Grant::Login(_) => true,
            Grant::Static(_) => false,
        }
    }

    /// Whether a new token can be had without a user.
    #[must_use]
    pub fn can_renew(&self) -> bool {
        self.ended.is_none() && (self.can_acquire() || self.refresh_token().is_some())
    }

    /// Takes `tokens` for the ones to hand out from now on.
    fn hold(
        &mut self,
        tokens: TokenSet,
        source: Source,
        persisted: bool,
        at: Moment,
        out: &mut Vec<Output>,
    ) {
        let before = self.handed().map(|held| held.tokens.access_token.clone());
        self.held = Some(Held {
            tokens,
            policy: self.settings.config.refresh_policy.clone(),
            random: at.random,
            source,
            persisted,
            told_expiring: false,
            told_expired: false,
            asked_fallback: false,
        });
        self.version = self.version.wrapping_add(1);
        self.give_back(at.now);
        if self
            .held
            .as_ref()
            .is_some_and(|held| held.tokens.refresh_token.is_some())
        {
            self.first_counts = false;
        }
        self.save_again_at = None;
        self.ended = None;
        self.failures.reset();
        let Some(held) = self.held.as_ref().filter(|held| held.lives(at.now)) else {
            return;
        };
        match before {
            Some(before) if before == held.tokens.access_token => {}
            Some(_) => out.push(Output::Emit(Event::Refreshed)),
            None => out.push(Output::Emit(Event::Added)),
        }
    }

    /// The error of a caller for whom nothing can be had.
    fn nothing_left(&self) -> Error {
        let error = match &self.settings.config.grant {
            Grant::OAuth(config) if config.grant.needs_user() => Error::new(
                Class::ReauthenticationRequired,
                Code::ReauthenticationRequired,
                "the user has to log in: call startLogin or startDeviceLogin, or setTokens with tokens obtained elsewhere",
            ),
            Grant::Static(_) if self.held.is_some() => Error::new(
                Class::TokenExpired,
                Code::TokenExpired,
                "the static token has expired and cannot be renewed: call setTokens with a new one",
            ),
            _ => Error::new(
                Class::TokenNotFound,
                Code::TokenNotFound,
                "no token is held: it was cleared",
            ),
        };
        error.of(&self.settings.name)
    }

    fn ticket(&mut self) -> Ticket {
        self.next_ticket = self.next_ticket.wrapping_add(1);
        self.next_ticket
    }

    /// An operation on the storage that nobody of the flight waits for.
    fn operate(&mut self, operation: Operation) -> Ticket {
        let ticket = self.ticket();
        self.operations.push((ticket, operation));
        ticket
    }
}
