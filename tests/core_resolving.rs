//! Providers that are added when they are first asked for: one call of the user's function for any number of callers.

use tokenward::core::credential::ids::WaiterId;
use tokenward::core::credential::io::LOST_AFTER_MS;
use tokenward::core::error::{Cause, Class, Code, Error, Result};
use tokenward::core::resolving::{CallId, Failure, Output, Resolving};
use tokenward::core::time::Timestamp;

const DEADLINE_MS: i64 = 30_000;

/// A host: the commands that it got, and its time.
struct Host {
    resolving: Resolving,
    now: Timestamp,
    called: Vec<(String, CallId, Timestamp)>,
    cancelled: Vec<CallId>,
    settled: Vec<(WaiterId, Result<()>)>,
}

impl Host {
    fn new(requests_end: bool) -> Self {
        Self {
            resolving: Resolving::new(DEADLINE_MS, requests_end),
            now: Timestamp(1_700_000_000_000),
            called: Vec::new(),
            cancelled: Vec::new(),
            settled: Vec::new(),
        }
    }

    fn does(&mut self, input: impl FnOnce(&mut Resolving, Timestamp, &mut Vec<Output>)) {
        let mut out = Vec::new();
        input(&mut self.resolving, self.now, &mut out);
        for output in out {
            match output {
                Output::Call { call, name, until } => {
                    self.called.push((name.to_string(), call, until));
                }
                Output::Cancel { call, .. } => self.cancelled.push(call),
                Output::Settle(waiters, result) => {
                    let settled = waiters.into_iter().map(|waiter| (waiter, result.clone()));
                    self.settled.extend(settled);
                }
            }
        }
    }

    fn wants(&mut self, name: &str, waiter: WaiterId) {
        self.does(|resolving, now, out| resolving.wanted(name, waiter, now, out));
    }

    fn looks(&mut self, name: &str) {
        self.does(|resolving, now, out| resolving.waited(name, now, out));
    }

    fn fails(&mut self, name: &str, call: CallId, why: Failure) {
        self.does(|resolving, _, out| resolving.failed(name, call, why, out));
    }

    fn adds(&mut self, name: &str) {
        self.does(|resolving, _, out| resolving.added(name, out));
    }

    fn calls(&self) -> Vec<&str> {
        self.called.iter().map(|(name, ..)| &**name).collect()
    }

    fn last_call(&self) -> CallId {
        self.called.last().expect("a call").1
    }

    /// The error of the only caller that was settled.
    fn error(&mut self) -> Error {
        assert_eq!(self.settled.len(), 1, "{:?}", self.settled);
        let (_, result) = self.settled.remove(0);
        result.expect_err("no provider")
    }
}

#[test]
fn callers_at_once_share_one_call_and_its_outcome() {
    let mut host = Host::new(false);
    for waiter in 0..5 {
        host.wants("t", waiter);
    }
    assert_eq!(host.calls(), ["t"]);
    assert_eq!(host.called[0].2, host.now.plus(DEADLINE_MS));
    assert!(host.resolving.awaits("t", host.last_call()));
    host.adds("t");
    let settled: Vec<_> = host.settled.iter().map(|(w, r)| (*w, r.is_ok())).collect();
    assert_eq!(settled, [0, 1, 2, 3, 4].map(|waiter| (waiter, true)));
}

#[test]
fn names_are_resolved_beside_each_other() {
    let mut host = Host::new(false);
    host.wants("a", 1);
    host.wants("b", 2);
    assert_eq!(host.calls(), ["a", "b"]);
    host.adds("b");
    assert_eq!(host.settled[0].0, 2);
    assert!(host.resolving.awaits("a", host.called[0].1));
}

#[test]
fn a_failure_is_not_remembered() {
    for failure in [
        Failure::NoProvider,
        Failure::TimedOut,
        Failure::Error(Error::configuration("providers.t", "is wrong")),
    ] {
        let mut host = Host::new(false);
        host.wants("t", 1);
        let first = host.last_call();
        host.fails("t", first, failure);
        host.error();
        host.wants("t", 2);
        assert_eq!(host.calls(), ["t", "t"]);
        assert_ne!(host.last_call(), first);
    }
}

#[test]
fn each_failure_has_its_error_which_names_the_provider() {
    let thrown = Error::new(Class::TokenAcquisition, Code::AcquisitionFailed, "threw")
        .with_cause(Some(Cause(std::rc::Rc::new("the data base is away"))));
    for (failure, class, code, retryable, has_cause) in [
        (
            Failure::NoProvider,
            Class::UnknownProvider,
            Code::UnknownProvider,
            false,
            false,
        ),
        (
            Failure::TimedOut,
            Class::UnknownProvider,
            Code::Timeout,
            true,
            false,
        ),
        (
            Failure::Error(thrown),
            Class::UnknownProvider,
            Code::UnknownProvider,
            true,
            true,
        ),
        (
            Failure::Error(Error::configuration(
                "providers.t.clientId",
                "must not be empty",
            )),
            Class::InvalidConfiguration,
            Code::InvalidConfiguration,
            false,
            false,
        ),
    ] {
        let mut host = Host::new(false);
        host.wants("t", 1);
        host.fails("t", host.last_call(), failure);
        let error = host.error();
        assert_eq!(
            (
                error.class,
                error.code,
                error.retryable,
                error.cause.is_some()
            ),
            (class, code, retryable, has_cause),
            "{error}"
        );
        assert_eq!(error.provider.as_deref(), Some("t"));
    }
}

#[test]
fn an_answer_after_the_deadline_changes_nothing() {
    let mut host = Host::new(false);
    host.wants("t", 1);
    let late = host.last_call();
    host.fails("t", late, Failure::TimedOut);
    assert_eq!(host.error().code, Code::Timeout);
    assert!(!host.resolving.awaits("t", late));
    host.wants("t", 2);
    assert!(
        !host.resolving.awaits("t", late),
        "the next call is another one"
    );
    host.fails("t", late, Failure::NoProvider);
    assert!(host.settled.is_empty(), "the second caller still waits");
}

#[test]
fn a_provider_added_by_hand_serves_waiting_callers_and_cancels_the_call() {
    let mut host = Host::new(false);
    host.wants("t", 1);
    let call = host.last_call();
    host.adds("t");
    assert_eq!(host.cancelled, [call]);
    assert!(matches!(host.settled[..], [(1, Ok(()))]));
    assert!(!host.resolving.awaits("t", call));
}

#[test]
fn another_new_provider_settles_and_cancels_no_call() {
    let mut host = Host::new(false);
    host.wants("t", 1);
    host.adds("u");
    assert!(host.settled.is_empty() && host.cancelled.is_empty());
}

#[test]
fn a_manager_that_closes_rejects_every_caller_and_wants_no_answer() {
    let mut host = Host::new(false);
    host.wants("a", 1);
    host.wants("b", 2);
    let closed = Error::new(Class::ManagerClosed, Code::Closed, "closed");
    host.does(|resolving, _, out| resolving.close(&closed, out));
    let mut waiters: Vec<_> = host.settled.iter().map(|(waiter, _)| *waiter).collect();
    waiters.sort_unstable();
    assert_eq!(waiters, [1, 2]);
    let all_closed = |(_, result): &(_, Result<()>)| {
        result
            .as_ref()
            .is_err_and(|error| error.class == Class::ManagerClosed)
    };
    assert!(host.settled.iter().all(all_closed));
    assert_eq!(host.cancelled.len(), 2);
    assert!(
        host.called
            .iter()
            .all(|(name, call, _)| !host.resolving.awaits(name, *call))
    );
}

#[test]
fn where_requests_end_one_of_the_callers_takes_a_lost_call_over() {
    let mut host = Host::new(true);
    host.wants("t", 1);
    host.wants("t", 2);
    let lost = host.last_call();
    host.now = host.now.plus(LOST_AFTER_MS - 1);
    host.looks("t");
    assert_eq!(host.called.len(), 1, "the request may still live");
    host.now = host.now.plus(1);
    host.looks("t");
    host.looks("t");
    assert_eq!(host.calls(), ["t", "t"], "one of the callers is enough");
    assert_eq!(host.called[1].2, host.now.plus(DEADLINE_MS));
    assert!(!host.resolving.awaits("t", lost));
    assert!(host.resolving.awaits("t", host.last_call()));
    host.adds("t");
    assert_eq!(host.settled.len(), 2);
    assert!(
        host.cancelled.is_empty(),
        "another request's work is out of reach"
    );
}

#[test]
fn signs_of_life_keep_a_long_call() {
    let mut host = Host::new(true);
    host.wants("t", 1);
    let call = host.last_call();
    for _ in 0..10 {
        host.now = host.now.plus(LOST_AFTER_MS - 1);
        host.does(|resolving, now, _| resolving.alive("t", call, now));
        host.looks("t");
    }
    assert_eq!(host.called.len(), 1);
    host.now = host.now.plus(LOST_AFTER_MS);
    host.looks("t");
    assert_eq!(host.called.len(), 2);
}

#[test]
fn the_result_of_a_lost_call_that_was_taken_over_is_dropped() {
    let mut host = Host::new(true);
    host.wants("t", 1);
    let lost = host.last_call();
    host.now = host.now.plus(LOST_AFTER_MS);
    host.looks("t");
    host.does(|resolving, now, _| resolving.alive("t", lost, now.plus(LOST_AFTER_MS)));
    host.fails("t", lost, Failure::NoProvider);
    assert!(host.settled.is_empty());
    host.now = host.now.plus(LOST_AFTER_MS);
    host.looks("t");
    assert_eq!(
        host.called.len(),
        3,
        "a sign of life of the lost call is none of the second"
    );
}

#[test]
fn where_requests_last_no_call_is_taken_over() {
    let mut host = Host::new(false);
    host.wants("t", 1);
    host.now = host.now.plus(10 * LOST_AFTER_MS);
    host.looks("t");
    assert_eq!(host.called.len(), 1);
}
