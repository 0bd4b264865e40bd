//! Moving records between storages: even if a step fails or the program ends in between, each record is in at least one
//! of them.

mod fixtures;
mod simulation;

use fixtures::token_set;
use simulation::storage::{Disk, Doing, Trouble, numbered};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use tokenward::core::credential::ids::CredentialKey;
use tokenward::core::envelope;
use tokenward::core::error::{Class, Code, Result};
use tokenward::core::identity::Former;
use tokenward::core::record;
use tokenward::core::records::execution::{Execution, StorageOperation};
use tokenward::core::records::moves::{Kind, Move};
use tokenward::core::records::place::Place;
use tokenward::core::records::restored::Restored;
use tokenward::core::records::storage::{Facts, Storage};
use tokenward::core::records::storages::Storages;
use tokenward::core::records::work::{StorageId, Work, Write};
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;

const CURRENT: StorageId = 0;
const OTHER: StorageId = 1;

/// The credentials that the manager knows. Others have records too.
const KNOWN: [&str; 3] = ["a", "b", "c"];
const ALL: [&str; 4] = ["a", "b", "c", "d"];

/// 43 digits, like every identity.
fn identity(name: &str) -> String {
    name.repeat(43)
}

fn key(name: &str) -> String {
    format!("app:{name}:{}", identity(name))
}

fn place(index: usize, name: &str) -> Place {
    let serial = 1;
    Place {
        credential: CredentialKey { index, serial },
        key: key(name).as_str().into(),
        former: None,
        former_gone: Cell::new(false),
    }
}

fn text(name: &str, token: &str, obtained_at: i64) -> String {
    let tokens = TokenSet {
        obtained_at: Timestamp(obtained_at),
        refresh_token: Some("refresh".into()),
        ..token_set(token)
    };
    let record = record::write(&tokens, &identity(name), true, 0);
    record.reveal().to_owned()
}

/// A storage with the records of all credentials, and one of another manager.
fn full() -> Disk {
    let mut disk = Disk::new();
    disk.places = KNOWN
        .iter()
        .enumerate()
        .map(|(index, name)| place(index, name))
        .collect();
    for name in ALL {
        disk.put(&key(name), &text(name, name, 1_000));
    }
    disk.put("other:a", "another manager's");
    disk
}

fn plain(_: &mut Facts) {}

fn cache(facts: &mut Facts) {
    facts.traits.keeps_refresh_tokens = false;
    facts.traits.volatile = true;
}

struct Manager {
    storages: Rc<Storages>,
    other: Option<Rc<Storage>>,
}

impl Manager {
    fn new() -> Self {
        Self::with(plain, plain)
    }

    fn with(current: impl FnOnce(&mut Facts), other: impl FnOnce(&mut Facts)) -> Self {
        Self::of(
            Some(numbered(CURRENT, current)),
            Some(numbered(OTHER, other)),
        )
    }

    fn of(current: Option<Rc<Storage>>, other: Option<Rc<Storage>>) -> Self {
        Self {
            storages: Rc::new(Storages::new(current)),
            other,
        }
    }

    fn begin(&self, kind: Kind) -> Doing<Move> {
        let other = self.other.clone();
        Doing::new(Move::new(self.storages.clone(), kind, other))
    }

    /// `None` if the host dies.
    fn run(&self, disk: &mut Disk, kind: Kind) -> Option<Result<Restored>> {
        let mut moving = self.begin(kind);
        while moving.step(disk) {}
        moving.output.take().map(|(result, _)| result)
    }

    fn migrate(&self, disk: &mut Disk) -> Result<u32> {
        let moved = self.run(disk, Kind::Migrate).expect("it lives");
        moved.map(|moved| moved.restored)
    }

    fn current(&self) -> Option<StorageId> {
        self.storages.current().map(|storage| storage.id)
    }
}

/// The manager's records in a storage, by name, decrypted.
fn records(disk: &Disk, storage: StorageId) -> BTreeMap<String, String> {
    let of = |name: &&str| Some((name.to_string(), disk.opened(storage, &key(name))?));
    ALL.iter().filter_map(of).collect()
}

fn all() -> BTreeMap<String, String> {
    ALL.iter()
        .map(|name| (name.to_string(), text(name, name, 1_000)))
        .collect()
}

fn restored(restored: u32, skipped: u32) -> Restored {
    Restored { restored, skipped }
}

// — migrating —

#[test]
fn every_record_is_copied_verified_and_removed_those_of_unknown_credentials_too() {
    let (mut disk, manager) = (full(), Manager::new());
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    assert_eq!(records(&disk, OTHER), all());
    assert!(records(&disk, CURRENT).is_empty());
    assert_eq!(disk.get("other:a"), Some("another manager's"));
    assert_eq!(disk.get_in(OTHER, "other:a"), None);
    assert_eq!(manager.current(), Some(OTHER));
    assert_eq!(
        disk.journal.iter().filter(|work| *work == "switch").count(),
        1
    );
    // The credentials know their records, and learn that the new storage has them.
    assert_eq!(disk.memory.len(), KNOWN.len());
}

#[test]
fn a_storage_that_cannot_list_its_keys_gives_the_records_of_the_known_credentials() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.unlisted.insert(CURRENT);
    assert_eq!(manager.migrate(&mut disk).unwrap(), 3);
    let left = records(&disk, CURRENT);
    assert_eq!(left.into_keys().collect::<Vec<_>>(), ["d"]);
}

#[test]
fn despite_any_failed_or_last_work_no_record_is_lost_and_the_same_call_again_finishes() {
    for encrypts in [false, true] {
        for trouble in Trouble::ALL {
            for at in 0.. {
                let facts = |facts: &mut Facts| facts.encrypts = encrypts;
                let (mut disk, mut manager) = (full(), Manager::with(facts, facts));
                disk.trouble_at(at, trouble);
                let result = manager.run(&mut disk, Kind::Migrate);
                let works = disk.journal.len();
                disk.heal();
                assert!(disk.locks.is_empty(), "{trouble:?} at {at}");
                let (current, other) = (records(&disk, CURRENT), records(&disk, OTHER));
                for (name, text) in all() {
                    let holds = |of: &BTreeMap<String, String>| of.get(&name) == Some(&text);
                    let found = holds(&current) || holds(&other);
                    assert!(found, "{name} is lost: {trouble:?} at {at}");
                }
                if works <= at {
                    assert!(at > 40);
                    break;
                }
                if result.is_none() {
                    // Another manager, after the host died.
                    manager = Manager::with(facts, facts);
                }
                let finished = match result {
                    // A failure that does not stop the move.
                    Some(Ok(_)) => Ok(()),
                    _ => manager.migrate(&mut disk).map(drop),
                };
                assert!(finished.is_ok(), "{finished:?}: {trouble:?} at {at}");
                assert_eq!(records(&disk, OTHER), all(), "{trouble:?} at {at}");
                assert!(records(&disk, CURRENT).is_empty(), "{trouble:?} at {at}");
                let plain = disk.items.iter().filter(|((storage, key), text)| {
                    *storage == OTHER && key.starts_with("app:") && !envelope::is_envelope(text)
                });
                assert_eq!(plain.count() == 0, encrypts, "{trouble:?} at {at}");
            }
        }
    }
}

#[test]
fn a_storage_that_fails_is_the_retryable_reason_of_the_error() {
    for (trouble, message) in [
        (Trouble::Throws, "the storage failed: nothing was lost"),
        (
            Trouble::Hangs,
            "the storage does not answer: nothing was lost",
        ),
    ] {
        let (mut disk, manager) = (full(), Manager::new());
        disk.hook(move |_, work| matches!(work, Work::Write(..)).then_some(trouble));
        let error = manager.migrate(&mut disk).unwrap_err();
        assert_eq!((error.class, error.code), (Class::Storage, Code::Storage));
        assert!(error.retryable);
        assert!(error.message.starts_with(message), "{}", error.message);
        assert_eq!(manager.current(), Some(CURRENT));
        assert_eq!(records(&disk, CURRENT), all());
    }
}

#[test]
fn a_record_that_cannot_be_read_back_is_not_removed() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.hook(|disk, work| {
        // Every written text disappears at once.
        if matches!(work, Work::Read(OTHER, _)) {
            disk.items.retain(|(storage, _), _| *storage != OTHER);
        }
        None
    });
    let error = manager.migrate(&mut disk).unwrap_err();
    assert!(error.message.contains("could not be read back"));
    assert_eq!(records(&disk, CURRENT), all());
    assert_eq!(manager.current(), Some(CURRENT));
}

/// An action that happens once, before the manager uses the new storage.
fn before_the_switch(disk: &mut Disk, mut act: impl FnMut(&mut Disk) + 'static) {
    disk.hook(move |disk, work| {
        if matches!(work, Work::StorageChanged(_)) {
            act(disk);
        }
        None
    });
}

#[test]
fn a_record_that_is_renewed_logged_out_or_new_since_the_copy_ends_up_as_it_is() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.items.remove(&(CURRENT, key("d")));
    before_the_switch(&mut disk, |disk| {
        disk.put(&key("a"), &text("a", "renewed", 2_000));
        disk.items.remove(&(CURRENT, key("b")));
        disk.put(&key("d"), &text("d", "new", 1_500));
    });
    assert_eq!(manager.migrate(&mut disk).unwrap(), 3);
    let expected = [
        ("a".into(), text("a", "renewed", 2_000)),
        ("c".into(), text("c", "c", 1_000)),
        ("d".into(), text("d", "new", 1_500)),
    ];
    assert_eq!(records(&disk, OTHER), BTreeMap::from(expected));
    assert!(records(&disk, CURRENT).is_empty());
}

#[test]
fn a_record_that_vanished_from_a_cache_was_not_logged_out() {
    let (mut disk, manager) = (full(), Manager::with(cache, plain));
    before_the_switch(&mut disk, |disk| {
        drop(disk.items.remove(&(CURRENT, key("b"))))
    });
    assert_eq!(manager.migrate(&mut disk).unwrap(), 3);
    assert_eq!(records(&disk, OTHER), all());
}

#[test]
fn an_operation_that_began_before_the_switch_is_waited_for_and_its_record_moves_too() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.items.remove(&(CURRENT, key("d")));
    let write = Write {
        text: Some(text("d", "late", 1_000).as_str().into()),
        ..Write::default()
    };
    let late = Rc::new(place(3, "d"));
    let operation = StorageOperation::Write(1, write);
    let storage = manager.storages.current();
    let mut writing = Doing::new(Execution::new(storage, late, operation));
    writing.step(&mut disk);
    let mut moving = manager.begin(Kind::Migrate);
    while manager.current() == Some(CURRENT) {
        assert!(moving.step(&mut disk));
    }
    let switched_at = disk.now;
    for _ in 0..5 {
        assert!(moving.step(&mut disk));
    }
    assert!(disk.now > switched_at, "it waits");
    while writing.step(&mut disk) {}
    while moving.step(&mut disk) {}
    assert_eq!(records(&disk, OTHER)["d"], text("d", "late", 1_000));
    assert!(records(&disk, CURRENT).is_empty());
}

#[test]
fn an_operation_that_never_ends_delays_a_move_for_two_seconds() {
    let (mut disk, manager) = (full(), Manager::new());
    let storage = manager.storages.current();
    let load = StorageOperation::Load(1);
    let mut hangs = Doing::new(Execution::new(storage, Rc::new(place(0, "a")), load));
    hangs.step(&mut disk);
    let began = disk.now;
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    assert_eq!(disk.now - began, 2_000);
}

#[test]
fn a_newer_record_in_the_target_stays_and_an_older_one_is_written_over() {
    let (mut disk, manager) = (full(), Manager::new());
    let newer = text("a", "newer", 9_000);
    disk.items.insert((OTHER, key("a")), newer.clone());
    let older = text("b", "older", 10);
    disk.items.insert((OTHER, key("b")), older);
    let foreign = text("b", "foreign", 9_000);
    disk.items.insert((OTHER, key("c")), foreign);
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    let found = records(&disk, OTHER);
    assert_eq!(found["a"], newer);
    assert_eq!(found["b"], text("b", "b", 1_000));
    assert_eq!(
        found["c"],
        text("c", "c", 1_000),
        "another credential's is no newer one"
    );
}

#[test]
fn a_target_that_would_lose_refresh_tokens_is_refused_before_anything_is_written() {
    for kind in [Kind::Migrate, Kind::Backup] {
        let (mut disk, manager) = (full(), Manager::with(plain, cache));
        let error = manager.run(&mut disk, kind).unwrap().unwrap_err();
        assert_eq!(error.code, Code::InvalidConfiguration);
        let message = &error.message;
        assert!(message.contains("refreshTokens: true"), "{message}");
        assert!(records(&disk, OTHER).is_empty());
        assert_eq!(records(&disk, CURRENT), all());
        assert_eq!(manager.current(), Some(CURRENT));
    }
}

#[test]
fn a_damaged_record_is_reported_and_stays_in_place() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.put(&key("b"), "tw1:x");
    disk.put(&key("d"), "tw1:y");
    assert_eq!(manager.migrate(&mut disk).unwrap(), 2);
    assert_eq!(disk.get(&key("b")), Some("tw1:x"));
    let about: Vec<_> = disk.reports.iter().map(|(about, _)| *about).collect();
    assert_eq!(about, [Some(1), None]);
    assert!(disk.reports[0].1.contains("damaged"));
    assert!(!records(&disk, OTHER).contains_key("b"));
}

#[test]
fn a_former_record_is_taken_over_first_and_moves_from_its_new_place() {
    let (mut disk, manager) = (full(), Manager::new());
    let fingerprint = "0123456789abcdef";
    let former = Former {
        key: "app:a".into(),
        fingerprint: fingerprint.into(),
    };
    disk.places[0].former = Some(former);
    disk.items.remove(&(CURRENT, key("a")));
    let tokens = TokenSet {
        obtained_at: Timestamp(1_000),
        refresh_token: Some("refresh".into()),
        ..token_set("a")
    };
    let record = record::write(&tokens, fingerprint, true, 0);
    disk.put("app:a", record.reveal());
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    assert_eq!(records(&disk, OTHER), all());
    assert_eq!(disk.get("app:a"), None);
    assert_eq!(disk.get_in(OTHER, "app:a"), None);
}

#[test]
fn locks_keep_other_managers_from_renewing_a_record_during_its_removal() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.hook(|disk, work| {
        if let Work::Write(CURRENT, key, write) = work {
            assert!(write.text.is_none());
            assert!(disk.locks.contains(&**key), "{key}");
        }
        None
    });
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    // A lock that is not granted in time is done without.
    let (mut disk, manager) = (full(), Manager::new());
    disk.locks.insert(key("b"));
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
}

// — memory —

#[test]
fn from_memory_to_a_storage_the_held_tokens_are_written() {
    let mut disk = full();
    disk.items.clear();
    for (index, name) in KNOWN.iter().enumerate() {
        disk.memory.insert(index, text(name, name, 1_000));
    }
    let manager = Manager::of(None, Some(numbered(OTHER, plain)));
    // A record is removed from a storage; memory keeps its own copy.
    assert_eq!(manager.migrate(&mut disk).unwrap(), 3);
    assert_eq!(records(&disk, OTHER).len(), 3);
    assert_eq!(manager.current(), Some(OTHER));
}

#[test]
fn to_memory_go_the_records_that_its_credentials_can_use_and_the_rest_stays() {
    let mut disk = full();
    disk.put(&key("b"), &text("c", "foreign", 1_000));
    let manager = Manager::of(Some(numbered(CURRENT, plain)), None);
    assert_eq!(manager.migrate(&mut disk).unwrap(), 2);
    assert_eq!(disk.memory.into_keys().collect::<Vec<_>>(), [0, 2]);
    let left: Vec<_> = disk.items.into_keys().map(|(_, key)| key).collect();
    assert_eq!(left, [key("b"), key("d"), "other:a".into()]);
    assert_eq!(manager.current(), None);
}

#[test]
fn the_storage_in_use_and_memory_as_a_backup_are_refused() {
    let current = numbered(CURRENT, plain);
    for (kind, other, path) in [
        (Kind::Migrate, Some(current.clone()), "to"),
        (Kind::Backup, Some(current.clone()), "to"),
        (Kind::Restore, Some(current.clone()), "from"),
        (Kind::Backup, None, "to"),
        (Kind::Restore, None, "from"),
    ] {
        let mut disk = full();
        let manager = Manager::of(Some(current.clone()), other);
        let error = manager.run(&mut disk, kind).unwrap().unwrap_err();
        assert_eq!(error.class, Class::InvalidConfiguration);
        assert!(error.message.starts_with(path), "{}", error.message);
        assert!(disk.journal.is_empty());
    }
}

// — backups —

#[test]
fn a_backup_copies_the_newer_of_memory_and_storage_and_changes_nothing_else() {
    let (mut disk, manager) = (full(), Manager::new());
    let newer = text("a", "newer", 5_000);
    disk.memory.insert(0, newer.clone());
    // This record is only in memory, so another tab may have logged out.
    disk.items.remove(&(CURRENT, key("c")));
    disk.memory.insert(2, text("c", "c", 5_000));
    let earlier_backup = text("b", "newer", 9_000);
    disk.items.insert((OTHER, key("b")), earlier_backup);
    let before = records(&disk, CURRENT);
    let result = manager.run(&mut disk, Kind::Backup).unwrap();
    assert_eq!(result.unwrap(), restored(3, 0));
    let found = records(&disk, OTHER);
    assert_eq!(found["a"], newer);
    assert_eq!(found["b"], before["b"], "what was there is replaced");
    assert_eq!(found["d"], before["d"]);
    assert_eq!(found.len(), 3);
    assert_eq!(records(&disk, CURRENT), before);
    assert_eq!(manager.current(), Some(CURRENT));
}

#[test]
fn restoring_takes_records_newer_than_memory_and_storage_and_counts_the_rest() {
    let (mut disk, manager) = (full(), Manager::new());
    disk.items.remove(&(CURRENT, key("d")));
    for (name, record) in [
        ("a", text("a", "a", 2_000)),
        ("b", text("b", "b", 2_000)),
        ("c", "damaged".into()),
        ("d", text("d", "d", 1)),
    ] {
        disk.items.insert((OTHER, key(name)), record);
    }
    disk.memory.insert(1, text("b", "b", 3_000));
    let result = manager.run(&mut disk, Kind::Restore).unwrap();
    assert_eq!(result.unwrap(), restored(2, 2));
    assert_eq!(disk.memory[&0], text("a", "a", 2_000));
    assert_eq!(records(&disk, CURRENT)["d"], text("d", "d", 1));
    assert_eq!(
        disk.reports,
        [(
            Some(2),
            "a record is damaged: it was left where it is".into()
        )]
    );
    assert_eq!(manager.current(), Some(CURRENT));
}

#[test]
fn a_record_of_no_known_credential_is_not_restored_where_it_would_lose_its_refresh_token() {
    let (mut disk, manager) = (full(), Manager::with(cache, plain));
    disk.items.clear();
    disk.items.insert((OTHER, key("d")), text("d", "d", 1));
    let result = manager.run(&mut disk, Kind::Restore).unwrap();
    assert_eq!(result.unwrap(), restored(0, 1));
    assert!(records(&disk, CURRENT).is_empty());
}

// — one after the other, and the end —

#[test]
fn two_moves_come_one_after_the_other() {
    let (mut disk, manager) = (full(), Manager::new());
    let mut first = manager.begin(Kind::Migrate);
    let mut second = manager.begin(Kind::Migrate);
    for _ in 0..10 {
        first.step(&mut disk);
        second.step(&mut disk);
    }
    while first.step(&mut disk) {
        second.step(&mut disk);
    }
    while second.step(&mut disk) {}
    let (result, _) = first.output.expect("it ends");
    assert_eq!(result.unwrap(), restored(4, 0));
    let (result, _) = second.output.expect("it ends");
    let error = result.unwrap_err();
    assert!(error.message.contains("uses already"), "{}", error.message);
}

#[test]
fn a_move_whose_request_ended_delays_the_next_one_for_ten_seconds() {
    let (mut disk, manager) = (full(), Manager::new());
    let mut lost = manager.begin(Kind::Migrate);
    lost.step(&mut disk);
    let began = disk.now;
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    assert_eq!(disk.now - began, 10_000);
    // A move that was abandoned does not block others at all.
    let manager = Manager::of(manager.storages.current(), Some(numbered(CURRENT, plain)));
    drop(manager.begin(Kind::Migrate));
    let began = disk.now;
    assert_eq!(manager.migrate(&mut disk).unwrap(), 4);
    assert_eq!(disk.now, began);
}

#[test]
fn closing_the_manager_ends_a_move_and_nothing_is_lost() {
    for after in 1.. {
        let (mut disk, manager) = (full(), Manager::new());
        let mut moving = manager.begin(Kind::Migrate);
        let lives = (0..after).all(|_| moving.step(&mut disk));
        moving.closing = true;
        while moving.step(&mut disk) {}
        let (result, _) = moving.output.take().expect("it ends");
        assert!(disk.locks.is_empty());
        let (current, other) = (records(&disk, CURRENT), records(&disk, OTHER));
        for (name, text) in all() {
            assert!(current.get(&name) == Some(&text) || other.get(&name) == Some(&text));
        }
        if !lives {
            assert_eq!(result.unwrap(), restored(4, 0));
            assert!(after > 40);
            return;
        }
        if let Err(error) = result {
            assert_eq!(error.class, Class::ManagerClosed);
        }
    }
}

#[test]
fn former_records_that_are_looked_for_are_counted() {
    let (mut disk, manager) = (full(), Manager::new());
    let former = |name: &str| Former {
        key: format!("app:{name}").as_str().into(),
        fingerprint: "0123456789abcdef".into(),
    };
    disk.places[0].former = Some(former("a"));
    disk.items.remove(&(CURRENT, key("a")));
    let mut moving = manager.begin(Kind::Backup);
    while moving.step(&mut disk) {}
    let (_, counts) = moving.output.expect("it ends");
    assert_eq!((counts.reads, counts.writes), (2, 0));
}
