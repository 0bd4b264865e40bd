//! The texts between the core that decides moves and the core of tokens arrive unchanged.

use std::cell::Cell;
use std::rc::Rc;
use tokenward::core::credential::StorageTraits;
use tokenward::core::credential::ids::CredentialKey;
use tokenward::core::engine::effect::{self, Effect};
use tokenward::core::envelope::Sealed;
use tokenward::core::error::{Class, Code, Error};
use tokenward::core::identity::Former;
use tokenward::core::json::Json;
use tokenward::core::metrics::StorageCounts;
use tokenward::core::records::place::Place;
use tokenward::core::records::restored::Restored;
use tokenward::core::records::work::{Answer, Decision, Over, Work, Write};
use tokenward::wire::{self, Causes, Policies, moves};

fn arrived(decision: &Decision) -> Decision {
    let text = moves::step(decision);
    let quoted = format!("{:?}", text.reveal());
    let answer = format!(r#"{{"answer":"decided","step":{quoted}}}"#);
    match wire::answer(&answer, vec![], &Policies::default(), &Causes::default()) {
        Ok(effect::Answer::Decided(decision)) => *decision,
        other => panic!("{other:?}"),
    }
}

fn key() -> CredentialKey {
    CredentialKey {
        index: 3,
        serial: 7,
    }
}

fn write(text: Option<&str>, expected: Option<Option<&str>>) -> Work {
    let write = Write {
        text: text.map(Into::into),
        expires_at: text.map(|_| 1_700_000_000_000),
        expected: expected.map(|text| text.map(Into::into)),
    };
    Work::Write(1, "k".into(), write)
}

#[test]
fn each_work_arrives() {
    let sealed = Box::new(Sealed {
        iv: [9; 12],
        content: vec![1; 40],
    });
    let report = Error::new(Class::Storage, Code::Storage, "damaged");
    for work in [
        Work::Read(1, "a \"key\"".into()),
        write(Some("text"), None),
        write(Some("text"), Some(None)),
        write(None, Some(Some("old"))),
        Work::List(2, "prefix".into()),
        Work::Seal("k".into(), "plain".into()),
        Work::Open("k".into(), sealed),
        Work::TakeLock {
            storage: 1,
            name: "l".into(),
            patient: true,
        },
        Work::ReleaseLock(1, "l".into()),
        Work::FindPlaces,
        Work::Held(key()),
        Work::CanUse(key(), "record".into()),
        Work::Give {
            credential: key(),
            record: "record".into(),
            restoring: true,
        },
        Work::StorageChanged(StorageTraits::NONE),
        Work::Report(None, report.clone()),
        Work::Report(Some(key()), report),
    ] {
        let sent = Decision::Do(work);
        let arrived = arrived(&sent);
        assert_eq!(moves::step(&arrived).reveal(), moves::step(&sent).reveal());
        assert_eq!(format!("{arrived:?}"), format!("{sent:?}"));
    }
}

#[test]
fn the_end_of_a_move_arrives_with_its_counts() {
    let counts = StorageCounts {
        reads: 4,
        writes: 2,
        errors: 1,
    };
    let restored = Restored {
        restored: 2,
        skipped: 1,
    };
    let error = Error::new(Class::Storage, Code::Storage, "the storage failed").retryable();
    let failed = Over { error, threw: true };
    let error = Error::configuration("to", "is the same");
    let refused = Over {
        error,
        threw: false,
    };
    for sent in [
        Decision::Wait(10),
        Decision::Done(Ok(restored), counts),
        Decision::Done(Err(Box::new(failed)), counts),
        Decision::Done(Err(Box::new(refused)), counts),
    ] {
        assert_eq!(format!("{:?}", arrived(&sent)), format!("{sent:?}"));
    }
}

/// The answer in the form for the deciding core.
fn answer(answer: Answer) -> String {
    let work = effect::Work::Decide {
        id: 5,
        answer: Some(Box::new(answer)),
        closing: false,
    };
    let effect = Effect::Do {
        number: 1,
        within_ms: None,
        work,
    };
    let text = wire::effect(&effect, 0);
    let json = Json::parse(text.reveal()).expect("JSON");
    json.get_str("answer").expect("the answer").to_owned()
}

#[test]
fn each_answer_has_a_text_of_its_own() {
    let place = |former| Place {
        credential: key(),
        key: Rc::from("k"),
        former,
        former_gone: Cell::new(true),
    };
    let former = Former {
        key: "f".into(),
        fingerprint: "sum".into(),
    };
    let expected = [
        (Answer::Text(None), r#"{"is":"text"}"#),
        (
            Answer::Text(Some("t".into())),
            r#"{"is":"text","text":"t"}"#,
        ),
        (Answer::Flag(false), r#"{"flag":false}"#),
        (Answer::Keys(None), r#"{"is":"keys"}"#),
        (Answer::Keys(Some(vec![])), r#"{"is":"keys","keys":[]}"#),
        (
            Answer::Places(vec![place(None), place(Some(former))]),
            r#"{"places":[{"index":3,"serial":7,"key":"k","gone":true},{"index":3,"serial":7,"key":"k","former":"f","fingerprint":"sum","gone":true}]}"#,
        ),
        (Answer::Done, "{}"),
        (Answer::Waited, "{}"),
        (Answer::Failed(None), r#"{"is":"failed"}"#),
        (Answer::Refused(Error::closed()), r#"{"is":"closed"}"#),
        (Answer::TimedOut, r#"{"is":"timedOut"}"#),
    ];
    for (given, text) in expected {
        assert_eq!(answer(given), text);
    }
}
