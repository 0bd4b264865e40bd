//! Sorting, so that a search in untrusted texts costs at most n log n.

/// The places of a list of `count` items, sorted by item: `before` compares the items at two places. Equal items come
/// in any order. It is a heap sort, since no input makes that slow. A single small copy of it serves all lists.
pub(super) fn sorted(count: usize, before: &dyn Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    for root in (0..order.len() / 2).rev() {
        sift(&mut order, root, before);
    }
    for end in (1..order.len()).rev() {
        swap(&mut order, 0, end);
        sift(order.get_mut(..end).unwrap_or_default(), 0, before);
    }
    order
}

/// Makes a heap of `root` and the items below it. The children of `root` are heaps already.
fn sift(heap: &mut [u32], mut root: usize, before: &dyn Fn(u32, u32) -> bool) {
    loop {
        let child = 2 * root + 1;
        let Some(&left) = heap.get(child) else {
            return;
        };
        let (child, later) = match heap.get(child + 1) {
            Some(&right) if before(left, right) => (child + 1, right),
            _ => (child, left),
        };
        if heap.get(root).is_none_or(|first| !before(*first, later)) {
            return;
        }
        swap(heap, root, child);
        root = child;
    }
}

/// The slice's own `swap` can panic, and the code for the panic's message is a kilobyte.
fn swap(list: &mut [u32], one: usize, other: usize) {
    let (Some(&first), Some(&second)) = (list.get(one), list.get(other)) else {
        return;
    };
    for (place, value) in [(one, second), (other, first)] {
        if let Some(slot) = list.get_mut(place) {
            *slot = value;
        }
    }
}
