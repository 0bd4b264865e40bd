// @ts-check
// Entry point "tokenward/web": the core is a file next to this one, compiled while it streams in. The smallest download.

import { compile } from "./compile.js";
import { coreComesFrom } from "./load.js";

coreComesFrom({ compile, elsewhere: () => new URL("./wasm/tokenward_bg.wasm", import.meta.url) });

export * from "./api.js";
