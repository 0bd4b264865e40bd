//! What kind of host this is.

use super::{global, property};

/// The kinds of host that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page, or a web worker.
    Browser,
    /// Cloudflare Workers and other edge runtimes: work ends with the request that began it.
    Edge,
    /// Node, Deno, Bun.
    Server,
}

/// Looks at what the global object has.
#[must_use]
pub fn detect() -> Kind {
    let agent = global("navigator").and_then(|navigator| property(&navigator, "userAgent"));
    if agent.and_then(|agent| agent.as_string()).as_deref() == Some("Cloudflare-Workers")
        // Workers with a compatibility date before 2022-03-21 have no `navigator`, and nobody else has this.
        || global("WebSocketPair").is_some()
        || global("EdgeRuntime").is_some()
    {
        Kind::Edge
    } else if global("process")
        .and_then(|process| property(&process, "versions"))
        .is_some()
        || global("Deno").is_some()
        || global("Bun").is_some()
    {
        Kind::Server
    } else {
        Kind::Browser
    }
}
