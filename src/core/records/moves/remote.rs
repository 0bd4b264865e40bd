//! A move that another core decides, so that a page that moves no records does not load it. This side does the steps.

use super::LOOKS_AT_SWITCH;
use super::{LOOK_MS, failed};
use crate::core::error::{self, Cause, Error};
use crate::core::flow::{Flow, Next};
use crate::core::metrics::StorageCounts;
use crate::core::records::restored::Restored;
use crate::core::records::storage::Storage;
use crate::core::records::storages::{Storages, Unfinished};
use crate::core::records::work::{Answer, Decision, Failure, Work};
use crate::core::time::Moment;
use std::rc::Rc;

/// This side of a move.
#[derive(Debug)]
pub struct Remote {
    id: u32,
    storages: Rc<Storages>,
    other: Option<Rc<Storage>>,
    /// The previous storage, until no operation on it is under way.
    draining: Option<Rc<Storage>>,
    looks: u32,
    /// True while the other core is asked.
    asks: bool,
    thrown: Option<Cause>,
}

impl Remote {
    /// The move of this number. `other` is the storage that the user names; `None` is memory.
    #[must_use]
    pub fn new(id: u32, storages: Rc<Storages>, other: Option<Rc<Storage>>) -> Self {
        Self {
            id,
            storages,
            other,
            draining: None,
            looks: 0,
            asks: false,
            thrown: None,
        }
    }

    fn ask(
        &mut self,
        answer: Option<Answer>,
        closing: bool,
        at: Moment,
    ) -> Next<<Self as Flow<Work, Answer>>::Output, Work> {
        self.asks = true;
        let answer = answer.map(Box::new);
        let (id, bound_ms) = (self.id, Work::FindPlaces.bound_ms());
        Next::Do {
            work: Work::Decide {
                id,
                answer,
                closing,
            },
            until: at.now.plus(bound_ms),
        }
    }

    fn step(
        &mut self,
        step: Decision,
        closing: bool,
        at: Moment,
    ) -> Next<<Self as Flow<Work, Answer>>::Output, Work> {
        match step {
            Decision::Do(mut work) => {
                if let Work::StorageChanged(traits) = &mut work {
                    // Records that were not moved yet are still read there.
                    let before = self.storages.current();
                    let copies = Vec::new();
                    self.draining = before.clone();
                    self.storages
                        .unfinished
                        .replace(Some(Unfinished { before, copies }));
                    self.storages.set(self.other.clone());
                    if let Some(other) = &self.other {
                        *traits = other.facts.traits;
                    }
                }
                let until = at.now.plus(work.bound_ms());
                Next::Do { work, until }
            }
            Decision::Wait(ms) => Next::Wait(at.now.plus(ms)),
            Decision::Done(Ok(restored), counts) => {
                self.storages.unfinished.take();
                Next::Done((Ok(restored), counts))
            }
            Decision::Done(Err(_), counts) if closing => Next::Done((Err(Error::closed()), counts)),
            Decision::Done(Err(over), counts) => {
                let thrown = self.thrown.take().filter(|_| over.threw);
                Next::Done((Err(over.error.with_cause(thrown)), counts))
            }
        }
    }
}

impl Flow<Work, Answer> for Remote {
    type Output = (error::Result<Restored>, StorageCounts);

    fn begin(&mut self, at: Moment) -> Next<Self::Output, Work> {
        self.ask(None, false, at)
    }

    fn answer(&mut self, answer: Answer, closing: bool, at: Moment) -> Next<Self::Output, Work> {
        if std::mem::take(&mut self.asks) {
            return match answer {
                Answer::Decided(step) => self.step(*step, closing, at),
                Answer::Failed(thrown) => Next::Done((
                    Err(failed(Failure::Threw(thrown))),
                    StorageCounts::default(),
                )),
                _ => Next::Done((Err(failed(Failure::Hung)), StorageCounts::default())),
            };
        }
        if let Some(before) = self
            .draining
            .take_if(|before| !closing && !before.is_idle() && self.looks < LOOKS_AT_SWITCH)
        {
            self.looks += 1;
            self.draining = Some(before);
            return Next::Wait(at.now.plus(LOOK_MS));
        }
        let answer = match self.draining.take() {
            Some(_) => Answer::Done,
            None => answer,
        };
        match &answer {
            Answer::Failed(thrown) => self.thrown = thrown.clone(),
            Answer::TimedOut => self.thrown = None,
            _ => {}
        }
        self.ask(Some(answer), closing, at)
    }
}
