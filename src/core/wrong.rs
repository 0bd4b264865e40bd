//! What the checks of a configuration report, and the rules that several of them share.

/// An option that is wrong, by its TypeScript name.
pub(super) struct Wrong<'a> {
    pub option: &'static str,
    /// Below it: the name of a parameter or header.
    pub member: &'a str,
    pub problem: &'static str,
}

/// The option is wrong for this reason.
pub(super) fn wrong(option: &'static str, problem: &'static str) -> Option<Wrong<'static>> {
    Some(Wrong {
        option,
        member: "",
        problem,
    })
}

/// What is wrong with a scope that is none.
pub(super) const SCOPE: &str = "must consist of visible ASCII characters without quotes and backslashes, with spaces between scopes";

/// RFC 6749 §3.3.
pub(super) fn is_scope(scope: &str) -> bool {
    scope
        .bytes()
        .all(|byte| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~'))
}
