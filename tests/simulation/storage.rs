//! A storage for the machines of `core::records`, as several tabs of an origin share it: it can fail, hang or be full at any
//! work, list its keys or not, compare and write or not, and other tabs can do anything between two works.

#![allow(dead_code)] // Each test file uses a part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tokenward::core::credential::StorageTraits;
use tokenward::core::envelope::{self, IV_BYTES, Sealed};
use tokenward::core::flow::{Flow, Next};
use tokenward::core::identity;
use tokenward::core::record;
use tokenward::core::records::place::Place;
use tokenward::core::records::storage::{Facts, Storage};
use tokenward::core::records::work::{Answer, StorageId, Work};
use tokenward::core::secret::Secret;
use tokenward::core::time::{Moment, Timestamp};

/// The namespace of all tests.
pub const NAMESPACE: &str = "app";

/// A fault in a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It throws, and nothing is done.
    Throws,
    /// It throws although it is done.
    ThrowsWhenDone,
    /// It is not answered, and nothing is done.
    Hangs,
    /// It is not answered although it is done.
    HangsWhenDone,
    /// The host dies: its locks are free, and nothing more happens.
    Dies,
}

impl Trouble {
    pub const ALL: [Self; 5] = [
        Self::Throws,
        Self::ThrowsWhenDone,
        Self::Hangs,
        Self::HangsWhenDone,
        Self::Dies,
    ];

    pub fn is_done(self) -> bool {
        matches!(self, Self::ThrowsWhenDone | Self::HangsWhenDone)
    }
}

/// Decides on the fault of a work, and may change the stored texts before the work is done.
pub type Hook = Box<dyn FnMut(&mut Disk, &Work) -> Option<Trouble>>;

/// The stored texts, by storage and key, and the host's part of the work.
#[derive(Default)]
pub struct Disk {
    /// The present (milliseconds since the epoch).
    pub now: i64,
    pub items: BTreeMap<(StorageId, String), String>,
    /// The texts that a peek returns.
    pub at_hand: BTreeMap<String, String>,
    /// The storages that cannot list their keys.
    pub unlisted: BTreeSet<StorageId>,
    pub compares: bool,
    /// The names of locks that are held.
    pub locks: BTreeSet<String>,
    /// The key that encrypts.
    pub cipher: u8,
    /// The places of the manager's credentials.
    pub places: Vec<Place>,
    /// The records that the credentials hold in memory, by their index.
    pub memory: BTreeMap<usize, String>,
    /// The reports to listeners: the credential, and the message.
    pub reports: Vec<(Option<usize>, String)>,
    /// Each work, in a few words.
    pub journal: Vec<String>,
    hook: Option<Hook>,
}

impl Disk {
    /// An empty storage with the number 0.
    pub fn new() -> Self {
        Self {
            now: super::START,
            cipher: 1,
            ..Self::default()
        }
    }

    pub fn hook(&mut self, hook: impl FnMut(&mut Self, &Work) -> Option<Trouble> + 'static) {
        self.hook = Some(Box::new(hook));
    }

    /// Removes all faults.
    pub fn heal(&mut self) {
        self.hook = None;
    }

    /// Makes the work of this number, counted from here, fail.
    pub fn trouble_at(&mut self, number: usize, trouble: Trouble) {
        let mut count = 0;
        self.hook(move |_, _| {
            count += 1;
            (count == number + 1).then_some(trouble)
        });
    }

    pub fn moment(&self) -> Moment {
        Moment {
            now: Timestamp(self.now),
            wall_offset_ms: 0,
            random: 0,
        }
    }

    pub fn put(&mut self, key: &str, text: &str) {
        self.items.insert((0, key.into()), text.into());
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.get_in(0, key)
    }

    pub fn get_in(&self, storage: StorageId, key: &str) -> Option<&str> {
        self.items.get(&(storage, key.into())).map(String::as_str)
    }

    /// The stored text, decrypted.
    pub fn opened(&self, storage: StorageId, key: &str) -> Option<String> {
        let text = self.get_in(storage, key)?;
        match envelope::read(text) {
            Some(sealed) => self.open(key, &sealed),
            None => Some(text.into()),
        }
    }

    /// A text as the host encrypts it: not a secret, but bound to key and place.
    pub fn seal(&self, key: &str, text: &str) -> String {
        let content = [
            &[self.cipher],
            key.as_bytes(),
            b"\n",
            text.as_bytes(),
            &[0; 16],
        ]
        .concat();
        let iv = [7; IV_BYTES];
        envelope::write(&Sealed { iv, content }).reveal().into()
    }

    fn open(&self, key: &str, sealed: &Sealed) -> Option<String> {
        let (place, text) = sealed.content.split_at_checked(key.len() + 2)?;
        let wanted = [&[self.cipher], key.as_bytes(), b"\n"].concat();
        let text = text.get(..text.len() - 16).filter(|_| place == wanted)?;
        String::from_utf8(text.to_vec()).ok()
    }

    /// Does a work; `None` if it is never answered.
    pub fn perform(&mut self, work: &Work) -> Option<Answer> {
        self.journal.push(spell(work));
        let mut hook = self.hook.take();
        let trouble = hook.as_mut().and_then(|hook| hook(self, work));
        if self.hook.is_none() {
            self.hook = hook;
        }
        match trouble {
            None => Some(self.do_it(work)),
            Some(Trouble::Dies) => None,
            Some(trouble) => {
                // A lock that is granted late is released by the host, and a release does not fail.
                let is_lock = matches!(work, Work::TakeLock { .. });
                let is_release = matches!(work, Work::ReleaseLock(..));
                if is_release || trouble.is_done() && !is_lock {
                    self.do_it(work);
                }
                if matches!(trouble, Trouble::Throws | Trouble::ThrowsWhenDone) {
                    return Some(Answer::Failed(None));
                }
                self.now += work.bound_ms();
                Some(Answer::TimedOut)
            }
        }
    }

    fn do_it(&mut self, work: &Work) -> Answer {
        let secret = |text: &String| Secret::from(text.as_str());
        match work {
            Work::Read(storage, key) => {
                Answer::Text(self.items.get(&(*storage, key.to_string())).map(secret))
            }
            Work::Peek(_, key) => Answer::Text(self.at_hand.get(&**key).map(secret)),
            Work::Write(storage, key, write) => {
                let place = (*storage, key.to_string());
                let stored = self.items.get(&place).map(secret);
                if self.compares && write.expected.as_ref().is_some_and(|e| *e != stored) {
                    return Answer::Flag(false);
                }
                match &write.text {
                    Some(text) => drop(self.items.insert(place, text.reveal().into())),
                    None => drop(self.items.remove(&place)),
                }
                Answer::Flag(true)
            }
            Work::List(storage, prefix) => {
                let keys = self.items.keys().filter(|(of, _)| of == storage);
                let keys = keys.map(|(_, key)| key.clone());
                let keys = keys.filter(|key| key.starts_with(prefix)).collect();
                Answer::Keys(Some(keys).filter(|_| !self.unlisted.contains(storage)))
            }
            Work::Seal(key, text) => {
                Answer::Text(Some(self.seal(key, text.reveal()).as_str().into()))
            }
            Work::Open(key, sealed) => {
                Answer::Text(self.open(key, sealed).map(|text| text.as_str().into()))
            }
            Work::TakeLock { name, .. } => Answer::Flag(self.locks.insert(name.to_string())),
            Work::ReleaseLock(_, name) => {
                assert!(self.locks.remove(&**name), "a lock that nobody holds");
                Answer::Done
            }
            Work::FindPlaces => Answer::Places(self.places.clone()),
            Work::Held(credential) => Answer::Text(self.memory.get(&credential.index).map(secret)),
            Work::CanUse(credential, record) => {
                let identity = self.identity_of(credential.index);
                Answer::Flag(record::read(record.reveal(), &identity, 0).is_ok())
            }
            Work::Give {
                credential, record, ..
            } => {
                let time = |text: &str| record::summary(text).map(|summary| summary.obtained_at);
                let held = self.memory.get(&credential.index);
                let newer = held.is_none_or(|held| time(held) < time(record.reveal()));
                if newer {
                    let record = record.reveal().into();
                    self.memory.insert(credential.index, record);
                }
                Answer::Flag(newer)
            }
            Work::StorageChanged(_) => Answer::Done,
            Work::Report(credential, error) => {
                let about = credential.map(|credential| credential.index);
                self.reports.push((about, error.message.to_string()));
                Answer::Done
            }
            Work::Decide { .. } => panic!("no other core decides here"),
        }
    }

    fn identity_of(&self, index: usize) -> String {
        let mut places = self.places.iter();
        let place = places.find(|place| place.credential.index == index);
        identity::of(&place.expect("a credential").key).to_owned()
    }

    /// Does all works of a flow; `None` if the host dies.
    pub fn run<T>(&mut self, flow: impl Flow<Work, Answer, Output = T>) -> Option<T> {
        let mut doing = Doing::new(flow);
        while doing.step(self) {}
        doing.output
    }
}

/// A work in a few words.
fn spell(work: &Work) -> String {
    match work {
        Work::Read(_, key) => format!("read {key}"),
        Work::Peek(_, key) => format!("peek {key}"),
        Work::Write(_, key, write) if write.text.is_none() => format!("remove {key}"),
        Work::Write(_, key, _) => format!("write {key}"),
        Work::List(_, prefix) => format!("list {prefix}"),
        Work::Seal(key, _) => format!("seal {key}"),
        Work::Open(key, _) => format!("open {key}"),
        Work::TakeLock { name, .. } => format!("lock {name}"),
        Work::ReleaseLock(_, name) => format!("unlock {name}"),
        Work::FindPlaces => "find places".into(),
        Work::Held(credential) => format!("ask {}", credential.index),
        Work::CanUse(credential, _) => format!("check {}", credential.index),
        Work::Give { credential, .. } => format!("give {}", credential.index),
        Work::StorageChanged(_) => "switch".into(),
        Work::Report(..) => "report".into(),
        Work::Decide { id, .. } => format!("decide {id}"),
    }
}

/// A flow of one tab: its steps can be mixed with those of others.
pub struct Doing<F: Flow<Work, Answer>> {
    flow: F,
    next: Option<Next<F::Output, Work>>,
    locks: BTreeSet<String>,
    /// The manager is closing.
    pub closing: bool,
    pub output: Option<F::Output>,
}

impl<F: Flow<Work, Answer>> Doing<F> {
    pub fn new(flow: F) -> Self {
        Self {
            flow,
            next: None,
            locks: BTreeSet::new(),
            closing: false,
            output: None,
        }
    }

    /// Does the next work. False once there is none: the flow is done, or its host has died.
    pub fn step(&mut self, disk: &mut Disk) -> bool {
        let answer = match self.next.take() {
            None if self.output.is_some() => return false,
            None => {
                self.next = Some(self.flow.begin(disk.moment()));
                return self.settle();
            }
            Some(Next::Done(_)) => unreachable!("it is settled"),
            Some(Next::Wait(until)) => {
                disk.now = disk.now.max(until.0);
                Answer::Waited
            }
            Some(Next::Do { work, until }) => {
                assert!(until.0 > disk.now, "a work without time: {work:?}");
                let Some(answer) = disk.perform(&work) else {
                    disk.locks.retain(|name| !self.locks.contains(name));
                    return false;
                };
                match (&work, &answer) {
                    (Work::TakeLock { name, .. }, Answer::Flag(true)) => {
                        self.locks.insert(name.to_string());
                    }
                    (Work::ReleaseLock(_, name), _) => drop(self.locks.remove(&**name)),
                    _ => {}
                }
                answer
            }
        };
        self.next = Some(self.flow.answer(answer, self.closing, disk.moment()));
        self.settle()
    }

    fn settle(&mut self) -> bool {
        match self.next.take() {
            Some(Next::Done(output)) => {
                self.output = Some(output);
                assert!(self.locks.is_empty(), "a lock is left: {:?}", self.locks);
                false
            }
            next => {
                self.next = next;
                true
            }
        }
    }
}

/// A storage with the number 0.
pub fn storage(change: impl FnOnce(&mut Facts)) -> Rc<Storage> {
    numbered(0, change)
}

/// A storage with another number.
pub fn numbered(id: StorageId, change: impl FnOnce(&mut Facts)) -> Rc<Storage> {
    let mut facts = Facts {
        traits: StorageTraits {
            present: true,
            keeps_refresh_tokens: true,
            shared: true,
            volatile: false,
            late: false,
        },
        encrypts: false,
        compares: false,
        locks: true,
    };
    change(&mut facts);
    Rc::new(Storage::new(id, facts, NAMESPACE.into()))
}
