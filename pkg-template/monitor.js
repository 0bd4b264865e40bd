// @ts-check
// The entry point "tokenward/monitor": `<token-monitor>`. Importing it defines the element where custom elements exist. In Node it
// does nothing, so that a server-rendered page may import it, too.

import { TokenMonitor } from "./monitor/element.js";

export { TokenMonitor };

// With two copies of the package in one page, the first one's element serves both.
if (globalThis.customElements?.get("token-monitor") === undefined) globalThis.customElements?.define("token-monitor", TokenMonitor);
