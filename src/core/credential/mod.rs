//! The life of one credential: a state machine without I/O.
//!
//! [`Credential::handle`] takes an input and its time, and returns what the host must do. Single-flight, the two windows,
//! back-off, rotation, and the guard against late results all follow from it.
//!
//! The state is split among owners, each with a file of its own:
//!
//! | owner | its state | related files |
//! |---|---|---|
//! | `settings.rs` | the configuration and the storage's properties | |
//! | `vault.rs` | the tokens in memory | `logout.rs`, `commands.rs`: they are forgotten, set, restored, invalidated |
//! | `storage.rs` | reads and writes of the record under way, the meaning of a stored text, `former.rs`: tokens that must not come back from it | `persistence.rs`: tokens and record are kept alike |
//! | `session.rs` | the signed-in user, as told to listeners | |
//! | `subject.rs` | the owner of the tokens | `flight/identify.rs`: the host is asked |
//! | `callers.rs` | the callers that wait for a token | `get_token.rs`: a caller is served, waits, or is refused |
//! | `mint.rs` | the credentials that wait for a token from this one's session | `supplied.rs`: they ask for it |
//! | `flight/` | the shared work of getting a token | each file is a part of its way: see `flight/mod.rs` |
//! | `failures.rs` | failures in a row, the cool-down, the circuit | `flight/failure.rs` |
//! | `loan.rs` | the fallback that is asked, and its token | `fallback.rs`: when it is asked and its token handed out |
//! | `other_tabs.rs` | looks at storage that other tabs may have changed | |
//! | `host.rs` | the network, background refresh, closing | `sleep.rs`, `absences.rs`: the host slept, or its clock was set |
//!
//! The rest: [`io`]: inputs, outputs, events; [`ids`]: the numbers that match answers to requests; [`windows`]: the
//! time of a token's renewal; `deadline.rs`: the work that time triggers; `queries.rs`, [`info`]: queries that change
//! nothing; `turn.rs`: the time and the outputs of one input.

mod absences;
mod callers;
mod commands;
mod deadline;
mod failures;
mod fallback;
mod flight;
mod former;
mod get_token;
mod host;
pub mod ids;
pub mod info;
pub mod io;
mod loan;
mod logout;
mod mint;
mod other_tabs;
mod persistence;
mod queries;
mod session;
mod settings;
mod sleep;
mod storage;
mod subject;
mod supplied;
mod turn;
mod vault;
pub mod windows;

pub use self::settings::{Settings, StorageTraits};

use self::callers::Callers;
use self::failures::Failures;
use self::flight::Flights;
use self::get_token::Demand;
use self::host::Host;
use self::info::Source;
use self::io::{Event, Input, Output, TokenState};
use self::loan::Fallbacks;
use self::mint::Mints;
use self::other_tabs::OtherTabs;
use self::session::Session;
use self::storage::Storage;
use self::subject::Subject;
use self::turn::Turn;
use self::vault::{Held, Vault};
use super::config::Grant;
use super::error::Error;
use super::secret::Secret;
use super::time::Moment;
use super::tokens::TokenSet;

/// The state machine of one credential.
#[derive(Debug)]
pub struct Credential {
    settings: Settings,
    subject: Subject,
    vault: Vault,
    storage: Storage,
    callers: Callers,
    mints: Mints,
    flights: Flights,
    failures: Failures,
    fallbacks: Fallbacks,
    other_tabs: OtherTabs,
    host: Host,
    logouts: u32,
    session: Session,
    last_state: TokenState,
}

impl Credential {
    /// A credential that holds nothing yet (or the given token, for [`Grant::Static`]).
    #[must_use]
    pub fn new(settings: Settings, at: Moment) -> Self {
        let mut credential = Self {
            settings,
            subject: Subject::default(),
            vault: Vault::new(),
            storage: Storage::default(),
            callers: Callers::default(),
            mints: Mints::default(),
            flights: Flights::default(),
            failures: Failures::default(),
            fallbacks: Fallbacks::default(),
            other_tabs: OtherTabs::default(),
            host: Host::new(at.now),
            logouts: 0,
            session: Session::default(),
            last_state: TokenState::NotAuthenticated,
        };
        if let Grant::Static(token) = &credential.settings.config.grant {
            let tokens = TokenSet::from_static(token, at);
            let out = &mut Vec::new();
            credential.hold(tokens, Source::Manual, false, &mut Turn { at, out });
            credential.last_state = credential.state(at.now);
        }
        credential
    }

    /// Handles one input and appends the resulting commands for the host to `out`, in order.
    pub fn handle(&mut self, input: Input, at: Moment, out: &mut Vec<Output>) {
        let before = out.len();
        let turn = &mut Turn { at, out };
        self.notice_absence(at);
        if self.must_wait(&input) {
            self.wait_until_identified(input, turn);
        } else {
            self.take_in(input, turn);
        }
        self.time_passes(turn);
        self.go_on_identified(turn);
        self.go_on_waiting(turn);
        self.note_request(before, turn);
        // There may be a hundred thousand credentials, so empty lists must not hold memory.
        self.callers.shrink();
        self.storage.shrink();
        self.tell_session(turn);
        let state = self.state(at.now);
        if state != self.last_state {
            let from = std::mem::replace(&mut self.last_state, state);
            turn.emit(Event::State { from, to: state });
        }
    }

    fn take_in(&mut self, input: Input, turn: &mut Turn<'_>) {
        match input {
            Input::TokenWanted {
                waiter,
                min_lifetime_ms,
                force,
                use_fallback,
            } => {
                let demand = Demand {
                    min_lifetime_ms,
                    force,
                    use_fallback,
                };
                self.token_wanted(waiter, demand, turn);
            }
            Input::Abandoned(waiter) => {
                self.callers.leave(waiter);
                self.mints.leave(waiter);
            }
            Input::MintWanted { waiter, mint } => self.mint_wanted(waiter, mint),
            Input::TargetDropped { waiter, id, token } => {
                self.target_dropped(waiter, id, token, turn);
            }
            Input::SupplierChanged { tokens, session } => {
                self.supplier_changed(tokens, session, turn);
            }
            Input::RestoreWanted(waiter) => self.restore_wanted(waiter, turn),
            Input::TokensSet {
                waiter,
                tokens,
                by_login,
            } => self.tokens_set(waiter, *tokens, by_login, turn),
            Input::Invalidated(waiter) => self.invalidated(waiter, turn),
            Input::StorageChanged(storage) => self.storage_changed(storage),
            Input::RecordGiven {
                waiter,
                record,
                restoring,
            } => self.record_given(waiter, record, restoring, turn),
            Input::Cleared(waiter) => self.cleared(waiter, turn),
            Input::RevokeWanted(waiter) => self.revoke_wanted(waiter, turn),
            Input::Loaded(ticket, loaded) => {
                drop_unexpected(self.loaded(ticket, loaded, turn));
            }
            Input::Saved(ticket, saved) => drop_unexpected(self.saved(ticket, saved, turn)),
            Input::FallbackEnded(ask, result) => {
                drop_unexpected(self.fallback_ended(ask, result, turn));
            }
            Input::LockGranted(id)
            | Input::LockTimedOut(id)
            | Input::Discovered(id, _)
            | Input::Made(id, _)
            | Input::Response(id, _)
            | Input::NetworkFailed(id, ..)
            | Input::Supplied(id, _)
            | Input::CustomEnded(id, _) => {
                drop_unexpected(self.flight_answered(id, input, turn));
            }
            Input::FallbackAlive(ask) => self.fallbacks.alive(ask, turn.now()),
            Input::FallbackChanged { from, tokens } => {
                self.fallback_changed(&from, tokens, turn);
            }
            Input::StillAlive(flight) => self.flights.alive(flight, turn.now()),
            Input::Background(on) => self.host.background = on && !self.host.closing,
            Input::Elsewhere(what) => self.hinted(what, turn),
            Input::Network(online) => self.network_changed(online, turn.at),
            Input::Closing => self.close(turn),
            Input::ProofKey(thumbprint) => self.subject.proof_key = thumbprint,
            Input::TimePassed => {}
        }
    }

    /// Hands out `tokens` from now on.
    fn hold(&mut self, tokens: TokenSet, source: Source, persisted: bool, turn: &mut Turn<'_>) {
        let before = self.handed().held;
        let before = before.map(|held| held.tokens.access_token.clone());
        self.replaces(Some(&tokens), persisted);
        let policy = &self.settings.config.refresh_policy;
        let held = Held::new(tokens, source, policy, turn.at.random);
        self.vault.hold(held, persisted);
        self.give_back(turn.now());
        self.failures.reset();
        let Some(held) = self.vault.held().filter(|held| held.lives(turn.now())) else {
            return;
        };
        match before {
            Some(before) if before == held.tokens.access_token => {}
            Some(_) => turn.emit(Event::Refreshed),
            None => turn.emit(Event::Added),
        }
    }

    /// The refresh token to use next.
    fn refresh_token(&self) -> Option<&Secret> {
        self.vault.usable_refresh_token(&self.settings.config.grant)
    }

    /// The tokens that a refresh starts from.
    fn previous(&self, at: Moment) -> Option<TokenSet> {
        self.vault.previous(&self.settings.config.grant, at.now)
    }

    /// True if a new token can be obtained without a user.
    #[must_use]
    pub fn can_renew(&self) -> bool {
        self.failures.ended.is_none()
            && (self.settings.can_acquire() || self.refresh_token().is_some())
    }

    /// The error for a caller when no token can be obtained.
    fn nothing_left(&self) -> Error {
        self.settings.nothing_left(self.vault.held().is_some())
    }
}

/// Drops an answer that nothing waits for (`None`); no other place does. Its flight has ended or was taken over,
/// another fallback is asked by now, the credential has closed, or the host answers twice. A step that waits for
/// another answer goes on waiting until its own answer or its deadline comes.
fn drop_unexpected(taken: Option<()>) {
    let _ = taken;
}
