//! The result of a configuration's checks, and rules that several of them share.

/// A wrong option, by its TypeScript name.
pub(super) struct Wrong<'a> {
    pub option: &'static str,
    /// The name of a parameter or header inside the option; empty if none is concerned.
    pub member: &'a str,
    pub problem: &'static str,
}

/// Reports an option without a member.
pub(super) fn wrong(option: &'static str, problem: &'static str) -> Option<Wrong<'static>> {
    Some(Wrong {
        option,
        member: "",
        problem,
    })
}

/// The problem with an invalid scope.
pub(super) const SCOPE: &str = "must consist of visible ASCII characters without quotes and backslashes, with spaces between scopes";

/// RFC 6749 §3.3.
pub(super) fn is_scope(scope: &str) -> bool {
    scope
        .bytes()
        .all(|byte| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~'))
}
