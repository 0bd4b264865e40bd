// The example uses the package that this repository builds. If the package is missing, an error says how to build it.

import { access } from "node:fs/promises";

export async function requirePackage() {
  try {
    await access(new URL("../node_modules/tokenward/index.js", import.meta.url));
  } catch {
    throw new Error("The package tokenward is not there yet: `cargo xtask demo` builds it, installs it, and starts the example.");
  }
}
