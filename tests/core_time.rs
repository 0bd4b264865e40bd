//! One time line out of two clocks.

use tokenward::core::time::{Clocks, TimeLine, Timestamp};

const HOUR: i64 = 3_600_000;

fn at(wall: i64, monotonic: i64) -> Clocks {
    Clocks { wall, monotonic }
}

#[test]
fn a_wall_clock_that_is_set_back_takes_no_time_away() {
    let mut line = TimeLine::new(at(10 * HOUR, 0));
    assert_eq!(
        line.read(at(8 * HOUR + 60_000, 60_000)),
        Timestamp(10 * HOUR + 60_000)
    );
    assert_eq!(line.offset(), 2 * HOUR);
    assert_eq!(
        line.read(at(8 * HOUR + 120_000, 120_000)),
        Timestamp(10 * HOUR + 120_000)
    );
}

#[test]
fn a_monotonic_clock_that_stands_still_during_sleep_loses_no_time() {
    let mut line = TimeLine::new(at(0, 0));
    assert_eq!(line.read(at(HOUR, 5)), Timestamp(HOUR));
    assert_eq!(line.offset(), 0);
}

#[test]
fn sleep_after_the_clock_was_set_back_is_counted_as_well() {
    let mut line = TimeLine::new(at(10 * HOUR, 0));
    line.read(at(8 * HOUR, 1_000));
    let before = line.now();
    assert_eq!(line.read(at(9 * HOUR, 2_000)).since(before), HOUR);
}

#[test]
fn many_readings_do_not_make_the_line_run_fast() {
    let mut line = TimeLine::new(at(0, 0));
    for tick in 0..100_000 {
        // The wall clock shows whole tens, the monotonic one is five behind.
        line.read(at(tick / 10 * 10, (tick - 5).max(0)));
    }
    assert!(line.now().0 <= 100_000, "{:?}", line.now());
}

#[test]
fn rounding_does_not_move_the_offset_and_the_line_never_goes_back() {
    let mut line = TimeLine::new(at(1_000, 0));
    let mut last = line.now();
    for (wall, monotonic) in [
        (1_001, 2),
        (1_001, 1),
        (1_500, 499),
        (1_499, 501),
        (999, 502),
    ] {
        let now = line.read(at(wall, monotonic));
        assert!(now >= last);
        assert_eq!(line.offset(), 0);
        last = now;
    }
}

#[test]
fn a_clock_at_module_scope_of_a_worker_shows_zero_and_jumps_to_the_present_later() {
    let mut line = TimeLine::new(at(0, 0));
    let present = 1_767_225_600_000;
    assert_eq!(line.read(at(present, present)), Timestamp(present));
    assert_eq!(line.offset(), 0);
}
