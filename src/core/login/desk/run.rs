//! One flow that is under way.

use super::effect::{Call, Caller, Number, Provider};
use crate::core::device::codes::{Begun, Codes};
use crate::core::device::decision::Decision;
use crate::core::error::Result;
use crate::core::flow::{Answer, Flow, Next};
use crate::core::login::callbacks::{Finished, Finishing};
use crate::core::login::finish::{Finish, Redeem};
use crate::core::login::logout::EndSession;
use crate::core::login::start::{LoginUrl, Start};
use crate::core::login::user_info::UserInfo;
use crate::core::login::window::{Watch, Window};
use crate::core::note::Note;
use crate::core::redemption::{Redeemed, Redemption};
use crate::core::time::{Moment, Timestamp};
use crate::core::tokens::TokenSet;
use std::rc::Rc;

/// The pause, in milliseconds, before a desk looks again for the result of another desk's redemption.
const LOOK_MS: i64 = 20;

/// The stage of a call.
#[derive(Debug)]
pub(super) enum Stage {
    /// Its provider is looked for.
    Opening(Box<Call>),
    /// Its provider is found.
    Opened,
    Start(Box<Start>),
    Finish(Box<Finish>, Rc<Finishing>),
    Redeem(Box<Redeem>, Rc<Redemption>),
    Codes(Box<Codes>),
    /// The device login of this number.
    Decision(Box<Decision>, u32),
    /// The tokens of a device login are passed on.
    Giving,
    EndSession(Box<EndSession>),
    UserInfo(Box<UserInfo>),
    /// The window of the login is watched.
    Watch(Box<Watch>),
}

/// The result of a flow.
pub(super) enum Over {
    Url(Result<LoginUrl>),
    Finished(Result<Finished>),
    Redeemed(Result<Redeemed>),
    Codes(Result<Box<Begun>>),
    Decided(Result<Box<TokenSet>>),
    EndSession(Result<Option<String>>),
    UserInfo(Result<String>),
}

#[derive(Debug)]
pub(super) struct Run {
    /// The caller that began it.
    pub caller: Caller,
    /// The provider, once it is known.
    pub provider: Option<Rc<Provider>>,
    pub stage: Stage,
    /// The step that is under way.
    pub step: Option<Number>,
    /// The time when that step times out.
    pub until: Timestamp,
    /// The time when the flow goes on by itself.
    pub wakes_at: Option<Timestamp>,
    /// The redemption whose outcome it waits for.
    pub redemption: Option<Rc<Redemption>>,
    /// True if the provider's key for proofs of possession was found.
    pub has_key: bool,
    /// True if the user has logged out since it began.
    pub logged_out: bool,
    /// The login's window, if it has one of its own, and the time by which the login must be finished.
    pub window: Option<(Window, Timestamp)>,
}

impl Run {
    pub fn new(caller: Caller, stage: Stage, provider: Option<Rc<Provider>>) -> Self {
        Self {
            caller,
            provider,
            stage,
            step: None,
            until: Timestamp::default(),
            wakes_at: None,
            redemption: None,
            has_key: false,
            logged_out: false,
            window: None,
        }
    }

    /// True if it handles a callback.
    pub fn is_of_callback(&self) -> bool {
        matches!(self.stage, Stage::Finish(..) | Stage::Redeem(..))
    }

    /// True if its works have a limit.
    pub fn is_hurried(&self) -> bool {
        matches!(&self.stage, Stage::EndSession(flow) if flow.is_hurried())
    }

    pub fn look_again(&mut self, now: Timestamp) {
        self.wakes_at = Some(now.plus(LOOK_MS));
    }

    /// The flow's next step; `input` is `None` at first.
    pub fn next(
        &mut self,
        input: Option<Answer>,
        closing: bool,
        at: Moment,
    ) -> (Next<Over>, Notes) {
        self.step = None;
        self.wakes_at = None;
        self.redemption = None;
        match &mut self.stage {
            Stage::Start(flow) => next(&mut **flow, input, closing, at, Over::Url),
            Stage::Finish(flow, _) => next(&mut **flow, input, closing, at, Over::Finished),
            Stage::Redeem(flow, _) => next(&mut **flow, input, closing, at, Over::Redeemed),
            Stage::Codes(flow) => next(&mut **flow, input, closing, at, Over::Codes),
            Stage::Decision(flow, _) => next(&mut **flow, input, closing, at, Over::Decided),
            Stage::EndSession(flow) => next(&mut **flow, input, closing, at, Over::EndSession),
            Stage::UserInfo(flow) => next(&mut **flow, input, closing, at, Over::UserInfo),
            // This is no flow, so no time wakes it.
            _ => (Next::Wait(Timestamp(i64::MAX)), Vec::new()),
        }
    }
}

type Notes = Vec<Note>;

fn next<F: Flow>(
    flow: &mut F,
    input: Option<Answer>,
    closing: bool,
    at: Moment,
    over: fn(F::Output) -> Over,
) -> (Next<Over>, Notes) {
    let next = match input {
        Some(answer) => flow.answer(answer, closing, at),
        None => flow.begin(at),
    };
    let next = next.then(|output| Next::Done(over(output)));
    (next, flow.take_notes())
}
