//! What kind of host this is: `pkg-template/driver/kind.js`.

use wasm_bindgen::prelude::*;

driver! { "../driver/kind.js" extern "C" {
    #[wasm_bindgen(js_name = hostKind)]
    fn host_kind() -> String;
} }

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

impl Kind {
    /// What the driver calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Edge => "edge",
            Self::Server => "server",
        }
    }
}

/// Looks at what the global object has.
#[must_use]
pub fn detect() -> Kind {
    match host_kind().as_str() {
        "edge" => Kind::Edge,
        "server" => Kind::Server,
        _ => Kind::Browser,
    }
}
