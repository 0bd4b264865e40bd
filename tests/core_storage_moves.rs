//! Moving records between storages: whatever fails or ends in between, each record is in one of them at least.

mod fixtures;

use fixtures::*;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use tokenward::core::credential::StorageTraits;
use tokenward::core::error::{Class, Code, Error, Result};
use tokenward::core::record;
use tokenward::core::secret::Secret;
use tokenward::core::storage_moves::{
    Call, Place, Records, Restored, backup, clean, copy, restore,
};
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;

const STORAGE: StorageTraits = StorageTraits {
    present: true,
    keeps_refresh_tokens: true,
    shared: false,
    volatile: false,
    late: false,
};
const CACHE: StorageTraits = StorageTraits {
    keeps_refresh_tokens: false,
    shared: false,
    volatile: true,
    late: false,
    ..STORAGE
};

type Items = BTreeMap<String, String>;

/// What goes wrong at the call of a number: it fails, or it never ends (the process does).
#[derive(Clone, Copy, Default)]
struct Trouble {
    at: u32,
    for_ever: bool,
    /// What was asked for is done all the same.
    done: bool,
}

type Deed = Box<dyn FnOnce(&World)>;

#[derive(Default)]
struct World {
    current: RefCell<Items>,
    other: RefCell<Items>,
    memory: RefCell<Items>,
    calls: Cell<u32>,
    trouble: Cell<Option<Trouble>>,
    damaged: RefCell<Vec<String>>,
    /// What somebody else does once the manager uses the new storage, seen from before that.
    at_switch: RefCell<Option<Deed>>,
}

impl World {
    fn items(&self, place: Place) -> &RefCell<Items> {
        match place {
            Place::Current => &self.current,
            Place::Other => &self.other,
            Place::Memory => &self.memory,
        }
    }

    fn answer<'a, T: 'a>(&'a self, act: impl FnOnce() -> T + 'a) -> Call<'a, T> {
        Box::pin(async move {
            let call = self.calls.get();
            self.calls.set(call + 1);
            match self.trouble.get().filter(|trouble| trouble.at == call) {
                Some(trouble) if trouble.for_ever => std::future::pending().await,
                Some(trouble) => {
                    if trouble.done {
                        act();
                    }
                    Err(Error::new(Class::Storage, Code::Storage, "broken"))
                }
                None => Ok(act()),
            }
        })
    }
}

impl Records for World {
    fn read<'a>(&'a self, place: Place, key: &'a str) -> Call<'a, Option<Secret>> {
        self.answer(move || {
            let items = self.items(place).borrow();
            items.get(key).map(|text| Secret::from(text.as_str()))
        })
    }

    fn write<'a>(
        &'a self,
        place: Place,
        key: &'a str,
        text: &'a Secret,
        _: Option<i64>,
    ) -> Call<'a, ()> {
        self.answer(move || {
            let mut items = self.items(place).borrow_mut();
            items.insert(key.into(), text.reveal().into());
        })
    }

    fn remove<'a>(&'a self, place: Place, key: &'a str) -> Call<'a, ()> {
        self.answer(move || {
            self.items(place).borrow_mut().remove(key);
        })
    }

    fn switch(&self) -> Call<'_, Vec<Rc<str>>> {
        self.answer(|| {
            if let Some(act) = self.at_switch.take() {
                act(self);
            }
            vec!["d".into()]
        })
    }

    fn hold<'a>(&'a self, _: &'a str) -> Call<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    fn take<'a>(&'a self, key: &'a str, text: &'a Secret) -> Call<'a, bool> {
        self.answer(move || {
            let mut items = self.memory.borrow_mut();
            items.insert(key.into(), text.reveal().into());
            true
        })
    }

    fn damaged(&self, key: &str) {
        self.damaged.borrow_mut().push(key.into());
    }
}

fn keys_of(items: &Items) -> Vec<Rc<str>> {
    let mut keys: Vec<Rc<str>> = items.keys().map(|key| key.as_str().into()).collect();
    keys.extend(["a", "b", "c"].map(Rc::from));
    keys.sort();
    keys.dedup();
    keys
}

/// What the work gives, or `None` if it never ends.
fn run<T>(work: impl Future<Output = T>) -> Option<T> {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

/// A whole migration.
async fn migrate(world: &World, other: StorageTraits) -> Result<u32> {
    let keys = keys_of(&world.current.borrow());
    let mut copies = copy(world, &keys, other).await?;
    let new = world.switch().await?;
    copies.extend(new.into_iter().map(|key| (key, None)));
    clean(world, &mut copies, STORAGE).await
}

fn text(name: &str, obtained_at: i64, refresh: bool) -> String {
    let tokens = TokenSet {
        obtained_at: Timestamp(obtained_at),
        refresh_token: refresh.then(|| "refresh".into()),
        ..token_set(name)
    };
    let record = record::write(&tokens, "0123456789abcdef", true, 0);
    record.reveal().to_owned()
}

fn three_records() -> World {
    let world = World::default();
    for name in ["a", "b", "c"] {
        let record = text(name, 1_000, true);
        world.current.borrow_mut().insert(name.into(), record);
    }
    world
}

#[test]
fn every_record_is_copied_verified_and_removed() {
    let world = three_records();
    let before = world.current.borrow().clone();
    assert_eq!(run(migrate(&world, STORAGE)).unwrap().unwrap(), 3);
    assert_eq!(*world.other.borrow(), before);
    assert!(world.current.borrow().is_empty());
}

#[test]
fn whatever_call_fails_or_never_ends_no_record_is_lost_and_running_again_finishes() {
    let calls = {
        let world = three_records();
        run(migrate(&world, STORAGE)).unwrap().unwrap();
        world.calls.get()
    };
    assert!(calls > 20);
    for (for_ever, done) in [(false, false), (false, true), (true, false)] {
        for at in 0..calls {
            let world = three_records();
            let before = world.current.borrow().clone();
            world.trouble.set(Some(Trouble { at, for_ever, done }));
            let outcome = run(migrate(&world, STORAGE));
            assert!(!matches!(outcome, Some(Ok(_))), "call {at} went unnoticed");
            for (key, text) in &before {
                let holds = |items: &RefCell<Items>| items.borrow().get(key) == Some(text);
                assert!(
                    holds(&world.current) || holds(&world.other),
                    "{key} is lost after call {at}"
                );
            }
            world.trouble.set(None);
            run(migrate(&world, STORAGE)).unwrap().unwrap();
            assert_eq!(*world.other.borrow(), before, "after call {at}");
            assert!(world.current.borrow().is_empty());
        }
    }
}

#[test]
fn cleaning_goes_on_where_it_failed_and_takes_its_own_removals_for_no_logout() {
    for done in [false, true] {
        for at in 0..40 {
            let world = three_records();
            let before = world.current.borrow().clone();
            let keys = keys_of(&before);
            let mut copies = run(copy(&world, &keys, STORAGE)).unwrap().unwrap();
            let for_ever = false;
            let at = world.calls.get() + at;
            world.trouble.set(Some(Trouble { at, for_ever, done }));
            drop(run(clean(&world, &mut copies, STORAGE)));
            world.trouble.set(None);
            run(clean(&world, &mut copies, STORAGE)).unwrap().unwrap();
            assert_eq!(*world.other.borrow(), before, "after call {at}");
            assert!(world.current.borrow().is_empty());
        }
    }
}

#[test]
fn a_record_that_is_renewed_logged_out_or_new_since_the_copy_ends_up_as_it_is() {
    let world = three_records();
    *world.at_switch.borrow_mut() = Some(Box::new(|world: &World| {
        let mut current = world.current.borrow_mut();
        current.insert("a".into(), text("renewed", 2_000, true));
        current.remove("b");
        current.insert("d".into(), text("new", 1_500, true));
    }));
    assert_eq!(run(migrate(&world, STORAGE)).unwrap().unwrap(), 3);
    let expected = Items::from([
        ("a".into(), text("renewed", 2_000, true)),
        ("c".into(), text("c", 1_000, true)),
        ("d".into(), text("new", 1_500, true)),
    ]);
    assert_eq!(*world.other.borrow(), expected);
    assert!(world.current.borrow().is_empty());
}

#[test]
fn a_newer_record_in_the_target_stays_and_an_older_one_is_written_over() {
    let world = three_records();
    let newer = text("newer", 9_000, true);
    world.other.borrow_mut().insert("a".into(), newer.clone());
    let older = text("older", 10, true);
    world.other.borrow_mut().insert("b".into(), older);
    assert_eq!(run(migrate(&world, STORAGE)).unwrap().unwrap(), 3);
    assert_eq!(world.other.borrow()["a"], newer);
    assert_eq!(world.other.borrow()["b"], text("b", 1_000, true));
}

#[test]
fn a_target_that_would_lose_refresh_tokens_is_refused_before_anything_is_written() {
    let world = three_records();
    let error = run(migrate(&world, CACHE)).unwrap().unwrap_err();
    assert_eq!(error.code, Code::InvalidConfiguration);
    assert!(
        error.message.contains("refreshTokens: true"),
        "{}",
        error.message
    );
    assert!(world.other.borrow().is_empty());
    assert_eq!(world.current.borrow().len(), 3);
}

#[test]
fn a_damaged_record_is_told_of_and_stays_where_it_is() {
    let world = three_records();
    world
        .current
        .borrow_mut()
        .insert("b".into(), "tw1:x".into());
    assert_eq!(run(migrate(&world, STORAGE)).unwrap().unwrap(), 2);
    assert_eq!(world.current.borrow()["b"], "tw1:x");
    assert_eq!(*world.damaged.borrow(), ["b"]);
    assert!(!world.other.borrow().contains_key("b"));
}

#[test]
fn a_backup_copies_the_newer_of_memory_and_storage_and_changes_nothing_else() {
    let world = three_records();
    let newer = text("newer", 5_000, false);
    world.memory.borrow_mut().insert("a".into(), newer.clone());
    // Only in memory: it may have been logged out elsewhere.
    world.current.borrow_mut().remove("c");
    world.memory.borrow_mut().insert("c".into(), newer.clone());
    let before = world.current.borrow().clone();
    let keys = keys_of(&before);
    assert_eq!(run(backup(&world, &keys, STORAGE)).unwrap().unwrap(), 2);
    assert_eq!(world.other.borrow()["a"], newer);
    assert_eq!(world.other.borrow()["b"], before["b"]);
    assert!(!world.other.borrow().contains_key("c"));
    assert_eq!(*world.current.borrow(), before);
}

#[test]
fn restoring_takes_what_is_newer_than_memory_and_storage_and_counts_the_rest() {
    let world = three_records();
    let mut other = Items::new();
    other.insert("a".into(), text("a", 2_000, true));
    other.insert("b".into(), text("b", 2_000, true));
    other.insert("c".into(), "damaged".into());
    other.insert("d".into(), text("d", 1, true));
    *world.other.borrow_mut() = other;
    let newer = text("b", 3_000, true);
    world.memory.borrow_mut().insert("b".into(), newer);
    let keys = keys_of(&world.other.borrow());
    let counts = run(restore(&world, &keys)).unwrap().unwrap();
    let (restored, skipped) = (2, 2);
    assert_eq!(counts, Restored { restored, skipped });
    assert_eq!(world.memory.borrow()["a"], text("a", 2_000, true));
    assert_eq!(world.memory.borrow()["d"], text("d", 1, true));
    assert_eq!(*world.damaged.borrow(), ["c"]);
}
