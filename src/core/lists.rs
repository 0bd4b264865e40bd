//! Replacements for std's list functions with less code: std has a specialised copy of `collect` and `extend` for each
//! iterator, of 200 to 400 bytes.

/// All items.
pub(crate) fn list<T>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut list = Vec::new();
    add_all(&mut list, items);
    list
}

/// Appends the items.
pub(crate) fn add_all<T>(list: &mut Vec<T>, items: impl IntoIterator<Item = T>) {
    items.into_iter().for_each(|item| list.push(item));
}
