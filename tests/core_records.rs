//! Stored records: one operation after the other, on a storage that fails, hangs, dies, or is written by another tab in between.

mod fixtures;
mod simulation;

use fixtures::token_set;
use simulation::storage::{Disk, Doing, NAMESPACE, Trouble, storage};
use simulation::{SHARED, World, rotating, with_refresh_token};
use std::cell::Cell;
use std::rc::Rc;
use tokenward::core::credential::ids::CredentialKey;
use tokenward::core::credential::io::{Input, NotSaved};
use tokenward::core::envelope;
use tokenward::core::error::{Code, Error};
use tokenward::core::identity::{Former, marker_of_encryption};
use tokenward::core::record;
use tokenward::core::records::execution::{Execution, Outcome, StorageOperation};
use tokenward::core::records::place::Place;
use tokenward::core::records::queue::{Item, Queue};
use tokenward::core::records::storage::{Facts, Storage};
use tokenward::core::records::work::{Work, Write};
use tokenward::core::secret::Secret;
use tokenward::core::time::Timestamp;
use tokenward::core::tokens::TokenSet;

/// 43 digits, like every identity.
const IDENTITY: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
const FORMER_KEY: &str = "app:api";
const FORMER_SUM: &str = "0123456789abcdef";

fn key() -> String {
    format!("app:api:{IDENTITY}")
}

fn place_with(former: bool) -> Rc<Place> {
    Rc::new(Place {
        credential: CredentialKey {
            index: 0,
            serial: 1,
        },
        key: key().as_str().into(),
        former: former.then(|| Former {
            key: FORMER_KEY.into(),
            fingerprint: FORMER_SUM.into(),
        }),
        former_gone: Cell::new(false),
    })
}

fn place() -> Rc<Place> {
    place_with(false)
}

/// A record that a credential of this identity writes.
fn record_of(identity: &str, token: &str) -> String {
    let tokens = TokenSet {
        refresh_token: Some("refresh".into()),
        ..token_set(token)
    };
    let record = record::write(&tokens, identity, true, 0);
    record.reveal().into()
}

fn record(token: &str) -> String {
    record_of(IDENTITY, token)
}

fn write(text: &str) -> StorageOperation {
    let text = Some(text.into());
    StorageOperation::Write(
        1,
        Write {
            text,
            ..Write::default()
        },
    )
}

fn erase() -> StorageOperation {
    StorageOperation::Write(1, Write::default())
}

fn execution(storage: &Rc<Storage>, place: &Rc<Place>, operation: StorageOperation) -> Execution {
    Execution::new(Some(storage.clone()), place.clone(), operation)
}

fn load(disk: &mut Disk, storage: &Rc<Storage>, place: &Rc<Place>) -> Outcome {
    disk.run(execution(storage, place, StorageOperation::Load(1)))
        .expect("it lives")
}

fn save(disk: &mut Disk, storage: &Rc<Storage>, place: &Rc<Place>, text: &str) -> Outcome {
    disk.run(execution(storage, place, write(text)))
        .expect("it lives")
}

fn loaded(outcome: &Outcome) -> Result<Option<String>, ()> {
    match &outcome.input {
        Some(Input::Loaded(1, text)) => {
            text.clone().map(|text| text.map(|t| t.reveal().to_owned()))
        }
        other => panic!("no read: {other:?}"),
    }
}

fn saved(outcome: &Outcome) -> Result<(), NotSaved> {
    match &outcome.input {
        Some(Input::Saved(1, saved)) => *saved,
        other => panic!("no write: {other:?}"),
    }
}

fn told(outcome: &Outcome) -> Option<(Code, bool)> {
    let of = |error: &Error| (error.code, error.retryable);
    outcome.broke.as_ref().map(of)
}

fn encrypting() -> Rc<Storage> {
    storage(|facts| facts.encrypts = true)
}

fn marker() -> String {
    marker_of_encryption(NAMESPACE)
}

// — one operation —

#[test]
fn a_record_is_written_read_and_removed() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let outcome = save(&mut disk, &storage, &place(), "text");
    assert_eq!(saved(&outcome), Ok(()));
    assert_eq!(disk.get(&key()), Some("text"));
    let outcome = load(&mut disk, &storage, &place());
    assert_eq!(loaded(&outcome), Ok(Some("text".into())));
    let outcome = disk.run(execution(&storage, &place(), erase())).unwrap();
    assert_eq!(saved(&outcome), Ok(()));
    assert_eq!(disk.get(&key()), None);
    let outcome = load(&mut disk, &storage, &place());
    assert_eq!(loaded(&outcome), Ok(None));
    let works = ["write", "read", "remove", "read"].map(|work| format!("{work} {}", key()));
    assert_eq!(disk.journal, works, "and not a work more");
}

#[test]
fn in_memory_alone_nothing_is_found_and_everything_is_saved() {
    let mut disk = Disk::new();
    let mut run = |operation| disk.run(Execution::new(None, place(), operation)).unwrap();
    assert_eq!(loaded(&run(StorageOperation::Load(1))), Ok(None));
    assert_eq!(saved(&run(write("text"))), Ok(()));
    assert!(run(StorageOperation::Discard).input.is_none());
    assert!(disk.journal.is_empty());
}

#[test]
fn reads_and_writes_are_counted_and_a_discarded_record_is_not() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let of = |outcome: &Outcome| {
        let counts = outcome.counts;
        (counts.reads, counts.writes, counts.errors)
    };
    assert_eq!(of(&save(&mut disk, &storage, &place(), "text")), (0, 1, 0));
    assert_eq!(of(&load(&mut disk, &storage, &place())), (1, 0, 0));
    let discard = execution(&storage, &place(), StorageOperation::Discard);
    assert_eq!(of(&disk.run(discard).unwrap()), (0, 0, 0));
    assert_eq!(disk.get(&key()), None);
    disk.trouble_at(0, Trouble::Throws);
    assert_eq!(of(&load(&mut disk, &storage, &place())), (1, 0, 1));
}

#[test]
fn a_peek_takes_the_copy_at_hand_and_reads_if_that_is_missing_or_damaged() {
    let storage = storage(|facts| {
        facts.traits.late = true;
        facts.compares = true;
    });
    for (at_hand, expected) in [
        (Some(record("stale")), record("stale")),
        (
            Some(record("stale").replace("stale", "taken")),
            record("new"),
        ),
        (None, record("new")),
    ] {
        let mut disk = Disk::new();
        disk.put(&key(), &record("new"));
        disk.at_hand.extend(at_hand.map(|text| (key(), text)));
        let peek = execution(&storage, &place(), StorageOperation::Peek(1));
        let outcome = disk.run(peek).unwrap();
        assert_eq!(loaded(&outcome), Ok(Some(expected.clone())));
        let seen = outcome.seen.expect("it compares").stored;
        assert_eq!(seen, Some(Secret::from(expected.as_str())), "for a removal");
    }
}

// — writes of another tab in between —

#[test]
fn a_write_that_depends_on_a_read_is_not_done_once_another_tab_has_written() {
    let mut disk = Disk::new();
    disk.compares = true;
    let storage = storage(|facts| facts.compares = true);
    for (ours, theirs, result) in [
        ("old", "old", Ok(())),
        ("old", "theirs", Err(NotSaved::Changed)),
    ] {
        disk.put(&key(), ours);
        let seen = load(&mut disk, &storage, &place())
            .seen
            .expect("it compares");
        let mut queue = Queue::default();
        queue.keep(Some(seen));
        let expected = queue.expected(Some(1));
        assert_eq!(expected, Some(Some(Secret::from(ours))));
        assert_eq!(queue.expected(Some(2)), None, "another read's");
        assert_eq!(queue.expected(None), None, "a write of its own");
        disk.put(&key(), theirs);
        let operation = StorageOperation::Write(
            1,
            Write {
                text: Some("new".into()),
                expires_at: None,
                expected,
            },
        );
        let outcome = disk.run(execution(&storage, &place(), operation)).unwrap();
        assert_eq!(saved(&outcome), result);
    }
    assert_eq!(disk.get(&key()), Some("theirs"));
}

#[test]
fn the_result_of_a_read_is_kept_as_stored_and_only_if_the_storage_compares() {
    let mut disk = Disk::new();
    let text = record("token");
    let sealed = disk.seal(&key(), &text);
    disk.put(&key(), &sealed);
    let compares = storage(|facts| (facts.encrypts, facts.compares) = (true, true));
    let outcome = load(&mut disk, &compares, &place());
    assert_eq!(loaded(&outcome), Ok(Some(text)));
    let stored = outcome.seen.expect("it compares").stored;
    assert_eq!(stored, Some(Secret::from(sealed.as_str())));
    let outcome = load(&mut disk, &encrypting(), &place());
    assert!(outcome.seen.is_none());
}

// — a storage that fails —

#[test]
fn a_storage_that_breaks_is_reported_once_until_every_kind_of_operation_works_again() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    disk.hook(|_, _| Some(Trouble::Throws));
    let outcome = save(&mut disk, &storage, &place(), "text");
    assert_eq!(saved(&outcome), Err(NotSaved::Failed));
    assert_eq!(told(&outcome), Some((Code::Storage, true)));
    let outcome = load(&mut disk, &storage, &place());
    assert_eq!(loaded(&outcome), Err(()));
    assert_eq!(told(&outcome), None, "it is known by now");
    // It is full: reads work again, writes don't.
    disk.hook(|_, work| matches!(work, Work::Write(..)).then_some(Trouble::Throws));
    load(&mut disk, &storage, &place());
    assert!(!storage.health(|health| health.is_whole()));
    let outcome = save(&mut disk, &storage, &place(), "text");
    assert_eq!(told(&outcome), None);
    disk.heal();
    save(&mut disk, &storage, &place(), "text");
    assert!(storage.health(|health| health.is_whole()));
    let last = storage.health(|health| health.last_error());
    assert!(last.is_some_and(|last| last.starts_with("the storage failed")));
    disk.hook(|_, _| Some(Trouble::Throws));
    let outcome = disk.run(execution(&storage, &place(), erase())).unwrap();
    assert!(told(&outcome).is_some(), "it broke anew");
}

#[test]
fn a_storage_that_hangs_is_left_alone_for_half_a_minute() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let began = disk.now;
    disk.hook(|_, _| Some(Trouble::Hangs));
    let outcome = load(&mut disk, &storage, &place());
    assert_eq!(loaded(&outcome), Err(()));
    assert!(told(&outcome).is_some());
    assert!(disk.now - began < 1_000, "it is given up within a second");
    disk.heal();
    let hung_at = disk.now;
    for (after, reads) in [(0, false), (29_999, false), (30_000, true)] {
        disk.now = hung_at + after;
        let outcome = load(&mut disk, &storage, &place());
        assert_eq!(loaded(&outcome).is_ok(), reads, "after {after} ms");
        let counted = outcome.counts.reads + outcome.counts.errors > 0;
        assert_eq!(counted, reads, "what is not tried is not counted");
    }
}

#[test]
fn a_missing_record_does_not_show_that_encryption_works_again() {
    let (mut disk, storage) = (Disk::new(), encrypting());
    let sealed = disk.seal(&key(), "text");
    disk.put(&key(), &sealed);
    disk.hook(|_, work| matches!(work, Work::Open(..)).then_some(Trouble::Throws));
    assert!(told(&load(&mut disk, &storage, &place())).is_some());
    disk.items.clear();
    load(&mut disk, &storage, &place());
    assert!(!storage.health(|health| health.is_whole()));
    disk.put(&key(), &sealed);
    assert_eq!(told(&load(&mut disk, &storage, &place())), None);
}

#[test]
fn an_operation_is_under_way_until_it_ends_or_its_host_dies() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let mut doing = Doing::new(execution(&storage, &place(), write("text")));
    assert!(storage.is_idle());
    assert!(doing.step(&mut disk));
    assert!(!storage.is_idle());
    assert!(!doing.step(&mut disk));
    assert!(storage.is_idle());
    let mut doing = Doing::new(execution(&storage, &place(), write("text")));
    disk.trouble_at(0, Trouble::Dies);
    while doing.step(&mut disk) {}
    assert!(!storage.is_idle());
    drop(doing);
    assert!(storage.is_idle());
}

// — one after the other —

fn ticket(item: &Option<Item>) -> Option<u32> {
    match item {
        Some(Item::Execute(_, StorageOperation::Load(ticket))) => Some(*ticket),
        _ => None,
    }
}

#[test]
fn operations_wait_for_the_one_under_way_and_run_in_order() {
    let mut queue = Queue::default();
    let item = |ticket| Item::Execute(place(), StorageOperation::Load(ticket));
    assert_eq!(ticket(&queue.push(item(1))), Some(1));
    assert!(queue.push(item(2)).is_none());
    assert!(queue.push(item(3)).is_none());
    assert_eq!(ticket(&queue.turn_ended()), Some(2));
    assert!(queue.push(item(4)).is_none());
    assert_eq!(ticket(&queue.turn_ended()), Some(3));
    assert_eq!(ticket(&queue.turn_ended()), Some(4));
    assert!(!queue.is_idle());
    assert!(queue.turn_ended().is_none());
    assert!(queue.is_idle());
    assert_eq!(ticket(&queue.push(item(5))), Some(5));
}

#[test]
fn a_lock_is_released_after_the_writes_before_it_and_not_after_later_ones() {
    let mut queue = Queue::default();
    let item = |ticket| Item::Execute(place(), StorageOperation::Load(ticket));
    assert!(matches!(
        queue.push(Item::Release(7)),
        Some(Item::Release(7))
    ));
    assert!(queue.is_idle(), "a release keeps nobody waiting");
    queue.push(item(1));
    queue.push(item(2));
    assert!(queue.push(Item::Release(8)).is_none());
    queue.push(item(3));
    assert_eq!(ticket(&queue.turn_ended()), Some(2));
    assert!(matches!(queue.turn_ended(), Some(Item::Release(8))));
    assert_eq!(ticket(&queue.turn_ended()), Some(3));
}

// — plain records of a user who wants encryption —

/// Three plain records, the middle one of the credential.
fn plain_records() -> Disk {
    let mut disk = Disk::new();
    for key in [
        format!("app%long:a:{IDENTITY}"),
        key(),
        format!("app:z:{IDENTITY}"),
    ] {
        disk.put(&key, &record(&key));
    }
    disk.put("other:api:x", &record("of another namespace"));
    disk
}

fn plain_keys(disk: &Disk) -> Vec<&str> {
    let ours = disk
        .items
        .iter()
        .filter(|((_, key), _)| key.starts_with("app"));
    let plain = ours.filter(|(_, text)| !envelope::is_envelope(text));
    plain.map(|((_, key), _)| key.as_str()).collect()
}

#[test]
fn plain_records_are_encrypted_all_at_once_and_plain_ones_do_not_count_any_more() {
    let (mut disk, storage) = (plain_records(), encrypting());
    let mine = disk.get(&key()).unwrap().to_owned();
    let outcome = load(&mut disk, &storage, &place());
    assert_eq!(loaded(&outcome), Ok(Some(mine.clone())));
    assert_eq!(plain_keys(&disk), [""; 0]);
    assert_eq!(disk.opened(0, &key()), Some(mine.clone()));
    assert_eq!(disk.opened(0, &marker()).as_deref(), Some("encrypted"));
    let other = disk.get("other:api:x").unwrap();
    assert!(!envelope::is_envelope(other), "another namespace's");
    assert!(disk.locks.is_empty());
    // This also holds for another tab, which has to look.
    for storage in [storage, encrypting()] {
        disk.put(&key(), &mine);
        let outcome = load(&mut disk, &storage, &place());
        assert_eq!(loaded(&outcome), Ok(Some(envelope::PLAIN.into())));
    }
}

#[test]
fn the_first_record_that_is_written_encrypts_the_others() {
    let (mut disk, storage) = (plain_records(), encrypting());
    let outcome = save(&mut disk, &storage, &place(), "new");
    assert_eq!(saved(&outcome), Ok(()));
    assert_eq!(plain_keys(&disk), [""; 0]);
    assert_eq!(disk.opened(0, &key()).as_deref(), Some("new"));
    let before = disk.journal.len();
    save(&mut disk, &storage, &place(), "newer");
    let works: Vec<_> = disk.journal[before..].iter().collect();
    assert_eq!(
        works,
        [&format!("seal {}", key()), &format!("write {}", key())]
    );
}

#[test]
fn a_record_whose_lock_is_held_is_left_to_its_holder_and_the_marker_to_the_next_time() {
    let (mut disk, storage) = (plain_records(), encrypting());
    let held = format!("app:z:{IDENTITY}");
    disk.locks.insert(held.clone());
    load(&mut disk, &storage, &place());
    assert_eq!(plain_keys(&disk), [held.as_str()]);
    assert_eq!(disk.get(&marker()), None);
    disk.locks.clear();
    save(&mut disk, &storage, &place(), "new");
    assert_eq!(plain_keys(&disk), [""; 0]);
    assert!(disk.get(&marker()).is_some());
}

#[test]
fn where_work_ends_with_its_request_no_lock_is_taken() {
    let storage = storage(|facts| (facts.encrypts, facts.locks) = (true, false));
    let mut disk = plain_records();
    load(&mut disk, &storage, &place());
    assert_eq!(plain_keys(&disk), [""; 0]);
    assert!(!disk.journal.iter().any(|work| work.contains("lock")));
}

#[test]
fn a_storage_that_cannot_list_has_the_records_of_the_known_credentials_encrypted() {
    let (mut disk, storage) = (plain_records(), encrypting());
    disk.unlisted.insert(0);
    let known = Place {
        key: format!("app:z:{IDENTITY}").as_str().into(),
        ..(*place_with(true)).clone()
    };
    disk.places = vec![known];
    disk.put(FORMER_KEY, &record("former"));
    load(&mut disk, &storage, &place());
    assert_eq!(plain_keys(&disk), [format!("app%long:a:{IDENTITY}")]);
}

#[test]
fn a_storage_without_refresh_tokens_has_the_one_record_encrypted_alone() {
    let mut disk = plain_records();
    let storage = storage(|facts| {
        facts.encrypts = true;
        facts.traits.keeps_refresh_tokens = false;
    });
    load(&mut disk, &storage, &place());
    assert_eq!(plain_keys(&disk).len(), 2);
    assert!(disk.get(&marker()).is_some());
}

#[test]
fn while_one_operation_encrypts_all_records_another_one_does_not() {
    let (mut disk, storage) = (plain_records(), encrypting());
    let mut first = Doing::new(execution(&storage, &place(), StorageOperation::Load(1)));
    while !disk.journal.iter().any(|work| work.starts_with("list")) {
        assert!(first.step(&mut disk));
    }
    let works = disk.journal.len();
    let outcome = load(&mut disk, &storage, &place());
    assert!(loaded(&outcome).is_ok_and(|text| text.is_some()));
    assert!(
        !disk.journal[works..]
            .iter()
            .any(|work| work.starts_with("list"))
    );
    // A first operation that dies does not block others for ever.
    drop(first);
    load(&mut disk, &storage, &place());
    assert_eq!(plain_keys(&disk), [""; 0]);
}

#[test]
fn a_failure_to_encrypt_other_records_does_not_fail_a_write() {
    let (mut disk, storage) = (plain_records(), encrypting());
    disk.hook(|_, work| matches!(work, Work::List(..)).then_some(Trouble::Throws));
    let outcome = save(&mut disk, &storage, &place(), "new");
    assert_eq!(saved(&outcome), Ok(()));
    assert_eq!(disk.opened(0, &key()).as_deref(), Some("new"));
    assert_eq!(disk.get(&marker()), None);
}

#[test]
fn a_record_that_cannot_be_encrypted_is_not_stored_in_plain_text() {
    for trouble in [Trouble::Throws, Trouble::Hangs] {
        let (mut disk, storage) = (Disk::new(), encrypting());
        disk.hook(move |_, work| matches!(work, Work::Seal(..)).then_some(trouble));
        let outcome = save(&mut disk, &storage, &place(), "text");
        assert_eq!(saved(&outcome), Err(NotSaved::Failed));
        assert!(disk.items.is_empty());
    }
}

#[test]
fn a_record_under_another_key_is_returned_as_it_is() {
    let (mut disk, storage) = (Disk::new(), encrypting());
    let sealed = disk.seal(&key(), "text");
    disk.put(&key(), &sealed);
    disk.cipher = 2;
    let outcome = load(&mut disk, &storage, &place());
    assert_eq!(loaded(&outcome), Ok(Some(sealed)));
}

#[test]
fn despite_any_failed_work_during_encryption_no_record_is_lost_and_the_next_time_finishes() {
    for compares in [false, true] {
        for trouble in Trouble::ALL {
            for at in 0.. {
                let facts = |facts: &mut Facts| {
                    (facts.encrypts, facts.compares) = (true, compares);
                };
                let mut disk = plain_records();
                disk.compares = compares;
                let before = disk.items.clone();
                disk.trouble_at(at, trouble);
                let load_it = execution(&storage(facts), &place(), StorageOperation::Load(1));
                drop(disk.run(load_it));
                let whole = disk.journal.len() <= at;
                disk.heal();
                assert!(disk.locks.is_empty(), "{trouble:?} at {at}");
                for ((storage, key), text) in &before {
                    assert_eq!(disk.opened(*storage, key).as_ref(), Some(text), "{key}");
                }
                let outcome = load(&mut disk, &storage(facts), &place());
                assert!(loaded(&outcome).is_ok_and(|text| text.is_some()));
                save(&mut disk, &storage(facts), &place(), &before[&(0, key())]);
                assert_eq!(plain_keys(&disk), [""; 0], "{trouble:?} at {at}");
                for ((storage, key), text) in &before {
                    assert_eq!(disk.opened(*storage, key).as_ref(), Some(text), "{key}");
                }
                if whole {
                    assert!(at > 10);
                    break;
                }
            }
        }
    }
}

/// Runs `ours`, with a change by another tab before each of its works, one after the other.
fn with_a_change_before_each_work(
    prepare: impl Fn() -> Disk,
    ours: impl Fn() -> Execution,
    theirs: impl Fn(&mut Disk) + Clone + 'static,
    check: impl Fn(&Disk, &Outcome, usize),
) {
    for at in 0.. {
        let mut disk = prepare();
        let (theirs, mut count) = (theirs.clone(), 0);
        disk.hook(move |disk, _| {
            count += 1;
            if count == at + 1 {
                theirs(disk);
            }
            None
        });
        let outcome = disk.run(ours()).expect("it lives");
        if disk.journal.len() <= at {
            assert!(at > 4, "{:?}", disk.journal);
            return;
        }
        disk.heal();
        check(&disk, &outcome, at);
    }
}

#[test]
fn a_tab_that_renews_while_records_are_encrypted_wins_if_the_storage_compares() {
    let renewed = format!("app:z:{IDENTITY}");
    let theirs = renewed.clone();
    with_a_change_before_each_work(
        || {
            let mut disk = plain_records();
            disk.compares = true;
            disk
        },
        || {
            let storage = storage(|facts| (facts.encrypts, facts.compares) = (true, true));
            execution(&storage, &place(), StorageOperation::Load(1))
        },
        move |disk| {
            let sealed = disk.seal(&theirs, "renewed");
            disk.put(&theirs, &sealed);
        },
        |disk, _, at| {
            assert_eq!(
                disk.opened(0, &renewed).as_deref(),
                Some("renewed"),
                "at {at}"
            );
        },
    );
}

// — records from before storage keys contained the identity —

fn former_record(token: &str) -> String {
    record_of(FORMER_SUM, token)
}

fn with_former() -> Disk {
    let mut disk = Disk::new();
    disk.put(FORMER_KEY, &former_record("token"));
    disk
}

#[test]
fn a_former_record_is_taken_over_under_its_former_lock() {
    let (mut disk, storage) = (with_former(), storage(|_| {}));
    disk.hook(|disk, work| {
        if matches!(work, Work::Write(..)) {
            assert!(disk.locks.contains(FORMER_KEY));
        }
        None
    });
    let outcome = load(&mut disk, &storage, &place_with(true));
    assert_eq!(loaded(&outcome), Ok(Some(record("token"))));
    assert!(outcome.former_gone);
    assert_eq!(disk.get(&key()), Some(record("token").as_str()));
    assert_eq!(disk.get(FORMER_KEY), None);
    assert!(disk.locks.is_empty());
}

#[test]
fn a_former_record_that_is_not_there_is_looked_for_once() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let place = place_with(true);
    let outcome = load(&mut disk, &storage, &place);
    assert_eq!(loaded(&outcome), Ok(None));
    assert!(outcome.former_gone);
    assert_eq!(outcome.counts.reads, 2);
    let works = disk.journal.len();
    load(&mut disk, &storage, &place);
    assert_eq!(disk.journal[works..], [format!("read {}", key())]);
}

#[test]
fn a_former_record_of_another_credential_stays_where_it_is() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let theirs = record_of("fedcba9876543210", "theirs");
    disk.put(FORMER_KEY, &theirs);
    let outcome = load(&mut disk, &storage, &place_with(true));
    assert_eq!(loaded(&outcome), Ok(None));
    save(&mut disk, &storage, &place_with(true), "ours");
    disk.run(execution(&storage, &place_with(true), erase()));
    assert_eq!(disk.get(FORMER_KEY), Some(theirs.as_str()));
}

#[test]
fn a_record_that_takes_the_place_of_a_former_one_or_is_cleared_removes_it() {
    for operation in [write("new"), erase()] {
        let (mut disk, storage) = (with_former(), storage(|_| {}));
        let run = execution(&storage, &place_with(true), operation);
        let outcome = disk.run(run).unwrap();
        assert_eq!(saved(&outcome), Ok(()));
        assert!(outcome.former_gone);
        assert_eq!(disk.get(FORMER_KEY), None);
    }
}

#[test]
fn clearing_fails_if_the_former_record_cannot_be_removed_and_writing_does_not() {
    for (operation, result) in [(write("new"), Ok(())), (erase(), Err(NotSaved::Failed))] {
        let (mut disk, storage) = (with_former(), storage(|_| {}));
        disk.hook(|_, work| {
            let fails = matches!(work, Work::Write(_, key, _) if &**key == FORMER_KEY);
            fails.then_some(Trouble::Throws)
        });
        let run = execution(&storage, &place_with(true), operation);
        let outcome = disk.run(run).unwrap();
        assert_eq!(saved(&outcome), result);
        assert!(!outcome.former_gone, "it is looked for again");
    }
}

#[test]
fn a_former_record_serves_from_where_it_is_if_it_cannot_be_written() {
    let (mut disk, storage) = (with_former(), storage(|_| {}));
    disk.hook(|_, work| matches!(work, Work::Write(..)).then_some(Trouble::Throws));
    let outcome = load(&mut disk, &storage, &place_with(true));
    assert_eq!(loaded(&outcome), Ok(Some(record("token"))));
    assert_eq!(disk.get(FORMER_KEY), Some(former_record("token").as_str()));
    assert!(!outcome.former_gone);
}

#[test]
fn a_plain_former_record_is_encrypted_when_it_is_taken_over() {
    let (mut disk, storage) = (with_former(), encrypting());
    let outcome = load(&mut disk, &storage, &place_with(true));
    assert_eq!(loaded(&outcome), Ok(Some(record("token"))));
    assert_eq!(disk.opened(0, &key()), Some(record("token")));
    assert_eq!(plain_keys(&disk), [""; 0]);
    assert!(disk.get(&marker()).is_some());
}

#[test]
fn a_plain_former_record_is_not_accepted_once_records_were_encrypted() {
    let (mut disk, storage) = (with_former(), encrypting());
    let sealed = disk.seal(&marker(), "encrypted");
    disk.put(&marker(), &sealed);
    let outcome = load(&mut disk, &storage, &place_with(true));
    assert_eq!(loaded(&outcome), Ok(None));
}

#[test]
fn despite_any_failed_work_in_a_take_over_the_record_is_in_one_of_both_places() {
    for (encrypts, compares) in [(false, false), (false, true), (true, false), (true, true)] {
        let facts = |facts: &mut Facts| {
            (facts.encrypts, facts.compares) = (encrypts, compares);
        };
        for trouble in Trouble::ALL {
            for at in 0.. {
                let mut disk = with_former();
                disk.compares = compares;
                disk.trouble_at(at, trouble);
                let run = execution(
                    &storage(facts),
                    &place_with(true),
                    StorageOperation::Load(1),
                );
                drop(disk.run(run));
                let whole = disk.journal.len() <= at;
                disk.heal();
                let in_place = disk.opened(0, &key()) == Some(record("token"));
                let before = disk.opened(0, FORMER_KEY) == Some(former_record("token"));
                assert!(in_place || before, "{trouble:?} at {at}");
                assert!(disk.locks.is_empty(), "{trouble:?} at {at}");
                let outcome = load(&mut disk, &storage(facts), &place_with(true));
                let again = (loaded(&outcome), trouble, at);
                assert_eq!(again, (Ok(Some(record("token"))), trouble, at));
                if whole {
                    assert!(at > 6);
                    break;
                }
            }
        }
    }
}

#[test]
fn a_record_that_another_tab_took_over_or_cleared_meanwhile_is_as_that_tab_left_it() {
    for compares in [false, true] {
        for cleared in [false, true] {
            with_a_change_before_each_work(
                move || {
                    let mut disk = with_former();
                    disk.compares = compares;
                    disk
                },
                move || {
                    let storage = storage(|facts| facts.compares = compares);
                    execution(&storage, &place_with(true), StorageOperation::Load(1))
                },
                move |disk| {
                    // The other tab holds the lock during the change.
                    if disk.locks.is_empty() {
                        disk.items.clear();
                        if !cleared {
                            disk.put(&key(), &record("theirs"));
                        }
                    }
                },
                move |disk, outcome, at| {
                    let took = disk.journal[..at]
                        .iter()
                        .any(|work| work.starts_with("lock"));
                    let released = disk.journal[..at]
                        .iter()
                        .any(|work| work.starts_with("unlock"));
                    let theirs = Some(record("theirs")).filter(|_| !cleared);
                    if !took || released {
                        assert_eq!(disk.get(&key()), theirs.as_deref(), "at {at}");
                    }
                    // Between the reads of both places, this tab may find the record in neither. The next read finds
                    // it.
                    if !took && at != 1 {
                        assert_eq!(loaded(outcome), Ok(theirs), "at {at}");
                    }
                },
            );
        }
    }
}

#[test]
fn a_record_that_expires_keeps_its_expiry_when_it_is_taken_over() {
    let (mut disk, storage) = (Disk::new(), storage(|_| {}));
    let tokens = token_set("token");
    let text = record::write(&tokens, FORMER_SUM, true, 0);
    disk.put(FORMER_KEY, text.reveal());
    disk.hook(|_, work| {
        if let Work::Write(
            _,
            _,
            Write {
                text: Some(_),
                expires_at,
                ..
            },
        ) = work
        {
            assert_eq!(*expires_at, Some(1_700_003_600_000));
        }
        None
    });
    load(&mut disk, &storage, &place_with(true));
    assert_eq!(tokens.expires_at, Some(Timestamp(1_700_003_600_000)));
}

// — the life of a credential on such a storage —

/// Tabs that share a session. The first of them has stored it.
fn session(tabs: usize, encrypts: bool, compares: bool) -> World {
    let config = with_refresh_token("r0");
    let mut world = World::with(tabs, config, SHARED, rotating(3_600));
    let mut disk = Disk::new();
    disk.compares = compares;
    world.store_on(disk, move |facts| {
        (facts.encrypts, facts.compares) = (encrypts, compares);
    });
    world.one_at_a_time = true;
    world.hints = true;
    world
}

fn stored(world: &World) -> Option<String> {
    let disk = &world.shelf.as_ref().expect("a shelf").disk;
    disk.opened(0, &world.place(0).key)
}

#[test]
fn tabs_on_one_storage_send_each_refresh_token_once_and_all_have_the_newest() {
    for (encrypts, compares) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut world = session(3, encrypts, compares);
        for _ in 0..4 {
            let waiters: Vec<_> = (0..3).map(|tab| world.want(tab)).collect();
            let tokens: Vec<_> = (0..3)
                .map(|tab| world.wait(tab, waiters[tab]).unwrap())
                .collect();
            assert!(tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
            world.run_for(3_590_000);
        }
        assert_eq!(world.requests.len(), 4);
        let newest = stored(&world).expect("a record");
        assert!(newest.contains("\"r4\""), "{newest}");
        assert_eq!(
            world.shelf.as_ref().unwrap().disk.get(&marker()).is_some(),
            encrypts
        );
    }
}

#[test]
fn a_session_that_was_stored_in_plain_text_goes_on_encrypted() {
    let mut world = session(1, false, false);
    world.get(0).unwrap();
    let disk = world.shelf.take().unwrap().disk;
    let mut world = session(1, true, false);
    world.now += 1_000;
    world.store_on(disk, |facts| facts.encrypts = true);
    assert_eq!(world.get(0).unwrap(), "a1");
    assert!(world.requests.is_empty());
    let disk = &world.shelf.as_ref().unwrap().disk;
    assert_eq!(plain_keys(disk), [""; 0]);
    assert!(stored(&world).is_some());
}

#[test]
fn despite_every_fault_of_storage_callers_get_tokens_and_it_is_reported_once_and_written_later() {
    for trouble in [Trouble::Throws, Trouble::ThrowsWhenDone, Trouble::Hangs] {
        let mut world = session(1, false, true);
        world.get(0).unwrap();
        let disk = &mut world.shelf.as_mut().unwrap().disk;
        disk.hook(move |_, _| Some(trouble));
        for number in 2..5 {
            world.run_for(3_590_000);
            let began = world.now;
            assert_eq!(world.get(0).unwrap(), format!("a{number}"), "{trouble:?}");
            assert!(world.now - began < 4_000, "{trouble:?}");
        }
        assert_eq!(world.tabs[0].broke.len(), 1, "{trouble:?}");
        world.shelf.as_mut().unwrap().disk.heal();
        world.run_for(120_000);
        let newest = stored(&world).expect("a record");
        assert!(newest.contains("\"r4\""), "{trouble:?}: {newest}");
    }
}

#[test]
fn the_next_holder_of_the_lock_finds_the_record_even_after_a_slow_write() {
    let mut world = session(2, false, false);
    let disk = &mut world.shelf.as_mut().unwrap().disk;
    disk.hook(|disk, work| {
        if matches!(work, Work::Write(..)) {
            disk.now += 700;
        }
        None
    });
    let first = world.want(0);
    world.run_for(1);
    let second = world.want(1);
    assert_eq!(world.wait(0, first).unwrap(), "a1");
    assert_eq!(world.wait(1, second).unwrap(), "a1");
    assert_eq!(world.requests.len(), 1);
}
