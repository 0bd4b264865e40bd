//! Lets the glue run in hosts that wasm-bindgen does not count on.

use anyhow::{Result, ensure};

/// What the glue says, how often, and what it is to say.
type Change = (&'static str, usize, &'static str);

// Jest's jsdom has neither of these: importing the glue would throw.
const DECODER: Change = (
    "new TextDecoder('utf-8', { ignoreBOM: true })",
    2,
    "textDecoder()",
);
const ENCODER: Change = ("new TextEncoder()", 1, "textEncoder()");
/// The loader gives a module always. One of another realm is none to `instanceof`, and would be compiled as bytes.
const MODULE: Change = (
    "    if (!(module instanceof WebAssembly.Module)) {\n        module = new WebAssembly.Module(module);\n    }\n",
    1,
    "",
);
/// Fake timers take `queueMicrotask` away, and hold what it was given: futures would stand still with the clock.
const MICROTASKS: Change = (
    " queueMicrotask(arg0);",
    1,
    " Promise.resolve().then(arg0);",
);

const TOKENS: &[Change] = &[
    DECODER,
    ENCODER,
    MODULE,
    MICROTASKS,
    (
        "import { makeError } from '../errors.js';\n",
        1,
        "import { makeError } from '../errors.js';\nimport { textDecoder, textEncoder } from '../text.js';\n",
    ),
];
const VERIFY: &[Change] = &[
    DECODER,
    MODULE,
    (
        "/* @ts-self-types=\"./verify.d.ts\" */\n",
        1,
        "import { textDecoder } from '../text.js';\n",
    ),
];

/// The glue of the tokens' core as it runs in those hosts as well.
pub fn widen_tokens(glue: &str) -> Result<String> {
    widen(glue, TOKENS)
}

/// The same of the verify core.
pub fn widen_verify(glue: &str) -> Result<String> {
    widen(glue, VERIFY)
}

fn widen(glue: &str, changes: &[Change]) -> Result<String> {
    let mut wider = glue.to_owned();
    for (narrow, times, wide) in changes {
        let found = wider.matches(narrow).count();
        ensure!(
            found == *times,
            "the glue has {narrow:?} {found} times and not {times}"
        );
        wider = wider.replace(narrow, wide);
    }
    Ok(wider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glue_that_wasm_bindgen_writes_otherwise_is_an_error() {
        for changes in [TOKENS, VERIFY] {
            let glue: String = changes
                .iter()
                .map(|(narrow, times, _)| narrow.repeat(*times))
                .collect();
            let wide = widen(&glue, changes).unwrap();
            assert!(changes.iter().all(|(narrow, _, wide_form)| {
                !wide.replace(wide_form, "").contains(narrow) && wide.contains(wide_form)
            }));
            assert!(widen(&glue.replace("TextDecoder", "Decoder"), changes).is_err());
        }
    }
}
