//! Counts: the notes of the state machine, and the percentiles of latencies.

mod simulation;

use simulation::{Reply, SHARED, World, counting, provider, rotating, token, with_refresh_token};
use tokenward::core::config::OAuthGrant;
use tokenward::core::metrics::{Latency, Metrics};
use tokenward::core::note::Note;

fn counted(world: &World) -> Metrics {
    let mut metrics = Metrics::default();
    world.notes.iter().for_each(|note| metrics.count(note));
    metrics
}

fn latency(samples: impl IntoIterator<Item = i64>) -> [u64; 4] {
    let mut latency = Latency::default();
    samples.into_iter().for_each(|ms| latency.add(ms));
    let of = |percent| u64::from(latency.percentile(percent));
    [latency.count, of(50), of(95), of(100)]
}

#[test]
fn percentiles_are_those_of_the_nearest_rank() {
    assert_eq!(latency([]), [0, 0, 0, 0]);
    assert_eq!(latency([7]), [1, 7, 7, 7]);
    assert_eq!(latency([30, 10, 20]), [3, 20, 30, 30]);
    assert_eq!(latency((1..=100).rev()), [100, 50, 95, 100]);
    assert_eq!(
        latency([-5, i64::MAX]),
        [2, 0, u64::from(u32::MAX), u64::from(u32::MAX)]
    );
}

#[test]
fn only_the_last_256_requests_make_up_the_percentiles() {
    let old = std::iter::repeat_n(9_000, 300);
    assert_eq!(
        latency(old.chain(std::iter::repeat_n(5, 256))),
        [556, 5, 5, 5]
    );
}

#[test]
fn one_request_for_many_callers_is_one_acquisition() {
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), counting(3600));
    for _ in 0..10 {
        world.want(0);
    }
    world.run_for(1_000);
    world.want(0);
    let metrics = counted(&world);
    assert_eq!((metrics.token_requests, metrics.acquisitions), (1, 1));
    assert_eq!((metrics.deduplicated, metrics.cache_hits), (9, 1));
    assert_eq!((metrics.retries, metrics.refreshes), (0, 0));
    assert_eq!(metrics.latency.count, 1);
    assert_eq!(
        metrics.latency.percentile(50),
        50,
        "the latency of this world"
    );
}

#[test]
fn repeated_requests_are_retries_and_each_is_measured() {
    let mut replies = [Reply::Broken, Reply::Answer(503, String::new())]
        .into_iter()
        .collect::<std::collections::VecDeque<_>>();
    let server = move |_: &_, _| replies.pop_front().unwrap_or_else(|| token("a", 60, None));
    let mut world = World::new(with_refresh_token("r0"), Box::new(server));
    world.want(0);
    world.run_for(60_000);
    let metrics = counted(&world);
    assert_eq!((metrics.token_requests, metrics.retries), (3, 2));
    assert_eq!((metrics.refreshes, metrics.acquisitions), (1, 0));
    assert_eq!(metrics.latency.count, 3);
    let planned = |note: &&Note| matches!(note, Note::RetryPlanned { .. });
    assert_eq!(world.notes.iter().filter(planned).count(), 2);
}

#[test]
fn a_tab_that_adopts_a_stored_token_sends_no_request_of_its_own() {
    let mut world = World::with(2, with_refresh_token("r0"), SHARED, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    assert!(world.notes.contains(&Note::StorageMiss));
    world.notes.clear();
    world.want(1);
    world.run_for(1_000);
    assert_eq!(world.notes, [Note::Adopted]);
}

#[test]
fn the_circuit_is_noted_when_it_opens_is_probed_and_closes() {
    let mut count = 0;
    let server = move |_: &_, _| {
        count += 1;
        match count {
            ..=5 => Reply::Answer(400, String::new()),
            _ => token("a", 3600, None),
        }
    };
    let mut world = World::new(provider(OAuthGrant::ClientCredentials), Box::new(server));
    for _ in 0..5 {
        world.want(0);
        world.run_for(1_000);
    }
    assert!(world.notes.contains(&Note::CircuitOpened {
        cooldown_ms: 30_000
    }));
    assert!(!world.notes.contains(&Note::CircuitProbed));
    world.run_for(30_000);
    world.want(0);
    world.run_for(1_000);
    let at = |wanted| world.notes.iter().position(|note| *note == wanted);
    assert!(at(Note::CircuitProbed).is_some());
    assert!(at(Note::CircuitProbed) < at(Note::CircuitClosed));
}

#[test]
fn a_requests_note_holds_no_query_and_no_secret() {
    let mut config = with_refresh_token("the-refresh-token");
    if let tokenward::core::config::Grant::OAuth(oauth) = &mut config.grant {
        std::rc::Rc::make_mut(oauth).endpoints.token =
            Some("https://as.example/token?tenant=secret-tenant".into());
    }
    let mut world = World::new(config, rotating(3600));
    world.want(0);
    world.run_for(1_000);
    let shown = format!("{:?}", world.notes);
    assert!(
        shown.contains(r#"endpoint: Some("https://as.example/token")"#),
        "{shown}"
    );
    for secret in ["secret-tenant", "the-refresh-token", "a1", "r1"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
