//! The life of one credential: a state machine without I/O.
//!
//! [`Credential::handle`] takes an input and its time, and returns what the host must do. Single-flight, the two windows,
//! back-off, rotation, and the guard against late results all follow from it.
//!
//! - `mod.rs`: the machine's state and the dispatch of its inputs; `asked.rs`: read-only queries.
//! - [`io`]: inputs, outputs, events; [`ids`]: the numbers that match answers to requests.
//! - `wanted.rs`: callers waiting for a token, their deadlines, and everything else that time triggers.
//! - `flight.rs`, `steps.rs`: the shared work of getting a token; `commit.rs`: how new tokens take effect; `ending.rs`: how it
//!   ends without a token.
//! - `identifying.rs`: asking the host whose tokens they are.
//! - `login.rs`: a flight that looks for a login endpoint.
//! - `operations.rs`: setting, invalidating, clearing and restoring tokens; `revoke.rs`: clearing them and revoking them at the
//!   server.
//! - `elsewhere.rs`: reacting to other tabs, workers and managers.
//! - `fallback.rs`: tokens that other providers lend while this one has none.
//! - `moved.rs`: a change of storage, and records that come from elsewhere.
//! - `network.rs`: the host going offline and online; `absence.rs`, `patience.rs`: the host slept, or its clock was set.
//! - [`windows`], `failures.rs`: when to renew and when to try again; `when.rs`: when to wake the machine for that.

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

/// The properties of the storage that the machine depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageTraits {
    /// Whether there is any storage besides memory.
    pub present: bool,
    /// Whether refresh tokens may be written to it.
    pub keeps_refresh_tokens: bool,
    /// Whether other tabs are known to see the same records.
    pub shared: bool,
    /// Whether records vanish by themselves (a cache), so that a missing record is no logout.
    pub volatile: bool,
    /// Whether [`Output::Peek`] may return a record that another tab has just replaced.
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

/// Upper limit of a lease while a flight is under way.
const LEASE_IN_FLIGHT_MS: i64 = 1_000;

/// What a credential is made from.
#[derive(Debug)]
pub struct Settings {
    /// The manager's namespace.
    pub namespace: Rc<str>,
    /// The provider's name.
    pub name: Rc<str>,
    /// Its position, if it is a fallback without a name of its own.
    pub behind: Option<Box<Behind>>,
    /// The grant and the policies.
    pub config: ProviderConfig,
    /// The storage.
    pub storage: StorageTraits,
    /// Names of the providers whose tokens serve when this one has none, in order.
    pub fallbacks: Vec<Rc<str>>,
    /// Whether work ends with the request that began it (edge workers). A flight that gives no sign of life is then lost, and a
    /// waiting caller takes over.
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
    /// Whether the configured refresh token may still be used: only until a server's token replaces it.
    first_counts: bool,
    /// Looks at storage that are pending because another tab, worker or manager may have changed the record.
    looks: Option<Box<Looks>>,
    flight: Option<Box<Flight>>,
    /// The login endpoint and format that worked the last time.
    login_pair: Option<u32>,
    waiters: Vec<Waiter>,
    operations: Vec<(Ticket, Operation)>,
    failures: Failures,
    /// Set when the refresh token was refused for good, or the server wants the user. Nothing more is sent until there are new
    /// credentials.
    ended: Option<Error>,
    background: bool,
    /// The host says that there is no network.
    offline: bool,
    /// When the last input came.
    looked_at: Timestamp,
    closing: bool,
    /// When to repeat a failed write of the held tokens.
    save_again_at: Option<Timestamp>,
    /// When to repeat a failed removal of the stored record, which must not come back to life.
    erase_again_at: Option<Timestamp>,
    /// Checksum of the last stored text reported as unusable; prevents reporting it twice.
    told_unusable: Option<u64>,
    /// Records obtained up to this moment were cleared.
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
    /// The digest of the subject, actor or assertion that the host gave last, if the host supplies them.
    inputs: Option<Box<Inputs>>,
    /// Inputs that wait until `inputs` is known.
    unidentified: Vec<Input>,
}

/// The tokens in memory.
#[derive(Debug)]
struct Held {
    /// After `invalidate` the access token in it is empty.
    tokens: TokenSet,
    /// With the tokens' times, determines the windows. Kept instead of them because it takes a tenth of the memory.
    policy: Rc<RefreshPolicy>,
    random: u32,
    source: Source,
    /// Whether storage is known to hold these tokens.
    persisted: bool,
    told_expiring: bool,
    told_expired: bool,
    /// Whether a fallback was already asked without a caller: once per token is enough.
    asked_fallback: bool,
}

impl Held {
    fn windows(&self) -> Windows {
        Windows::new(&self.tokens, &self.policy, self.random)
    }

    fn has_access_token(&self) -> bool {
        !self.tokens.access_token.is_empty()
    }

    /// Whether the access token has any life left.
    fn lives(&self, now: Timestamp) -> bool {
        self.has_access_token() && self.tokens.expires_at.is_none_or(|end| now < end)
    }

    /// Whether the access token may be handed out although a new one could be obtained.
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

    /// Handles one input and appends to `out`, in order, what the host must do.
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
        // There may be a hundred thousand credentials, so empty lists must not hold memory.
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

    /// The refresh token to use next. A static token has none, since it has no server to send one to.
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

    /// The configured refresh token, until a server's token replaces it.
    fn first_refresh_token(&self) -> Option<&Secret> {
        match &self.settings.config.grant {
            Grant::OAuth(config) if self.first_counts => config.refresh_token.as_ref(),
            _ => None,
        }
    }

    /// Distinguishes its records and hints from those of other credentials: see [`identity`]. Computed on demand, since there
    /// may be a hundred thousand credentials.
    #[must_use]
    pub fn identity(&self) -> String {
        identity::identity(
            self.settings.owner(),
            &self.settings.config,
            self.inputs.as_deref(),
        )
    }

    /// The storage key of its record, and the name of its lock.
    #[must_use]
    pub fn storage_key(&self) -> String {
        identity::storage_key(self.settings.owner(), &self.identity())
    }

    /// Where a record may still lie that was written before storage keys contained the identity.
    #[must_use]
    pub fn former(&self) -> Option<Former> {
        identity::former(self.settings.owner(), &self.settings.config)
    }

    /// The name under which its proof key is stored.
    #[must_use]
    pub fn proof_key_name(&self) -> String {
        identity::proof_key_name(self.settings.owner())
    }

    /// The part of `tokens` (from elsewhere) that can be used with this process's proof key.
    fn usable(&self, tokens: TokenSet) -> Option<TokenSet> {
        match &self.settings.config.grant {
            Grant::OAuth(config) if config.dpop => {
                dpop::usable(tokens, config, self.proof_key.as_deref())
            }
            _ => Some(tokens),
        }
    }

    /// Whether the configuration alone suffices to obtain a new token.
    fn can_acquire(&self) -> bool {
        match &self.settings.config.grant {
            Grant::OAuth(config) => !config.grant.needs_user(),
            Grant::Custom(_) | Grant::Login(_) => true,
            Grant::Static(_) => false,
        }
    }

    /// Whether a new token can be obtained without a user.
    #[must_use]
    pub fn can_renew(&self) -> bool {
        self.ended.is_none() && (self.can_acquire() || self.refresh_token().is_some())
    }

    /// Holds `tokens` as the ones to hand out from now on.
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

    /// The error for a caller when no token can be obtained.
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

    /// Registers a storage operation that is not part of a flight.
    fn operate(&mut self, operation: Operation) -> Ticket {
        let ticket = self.ticket();
        self.operations.push((ticket, operation));
        ticket
    }
}
