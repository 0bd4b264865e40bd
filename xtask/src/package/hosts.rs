//! Lets the glue run in hosts that wasm-bindgen does not count on.

use anyhow::{Result, ensure};

/// What the glue says, how often, and what it is to say.
const CHANGES: [(&str, usize, &str); 5] = [
    // Jest's jsdom has neither of these: importing the glue would throw.
    (
        "new TextDecoder('utf-8', { ignoreBOM: true })",
        2,
        "textDecoder()",
    ),
    ("new TextEncoder()", 1, "textEncoder()"),
    (
        "import { makeError } from '../errors.js';\n",
        1,
        "import { makeError } from '../errors.js';\nimport { textDecoder, textEncoder } from '../text.js';\n",
    ),
    // Fake timers take `queueMicrotask` away, and hold what it was given: futures would stand still with the clock.
    (
        " queueMicrotask(arg0);",
        1,
        " Promise.resolve().then(arg0);",
    ),
    // The loader gives a module always. One of another realm is none to `instanceof`, and would be compiled as bytes.
    (
        "    if (!(module instanceof WebAssembly.Module)) {\n        module = new WebAssembly.Module(module);\n    }\n",
        1,
        "",
    ),
];

/// The glue as it runs in those hosts as well.
pub fn widen(glue: &str) -> Result<String> {
    let mut wider = glue.to_owned();
    for (narrow, times, wide) in CHANGES {
        let found = wider.matches(narrow).count();
        ensure!(
            found == times,
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
        let glue: String = CHANGES
            .iter()
            .map(|(narrow, times, _)| narrow.repeat(*times))
            .collect();
        let wide = widen(&glue).unwrap();
        assert!(CHANGES.iter().all(|(narrow, _, wide_form)| {
            !wide.replace(wide_form, "").contains(narrow) && wide.contains(wide_form)
        }));
        assert!(widen(&glue.replace("queueMicrotask", "setTimeout")).is_err());
    }
}
