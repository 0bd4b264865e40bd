// @ts-check
// The entry point "tokenward/monitor": `<token-monitor>`. Importing it defines the element where there are elements; in Node
// it does nothing, so that a page which is rendered on a server may import it too.

import { TokenMonitor } from "./monitor/element.js";

export { TokenMonitor };

// Two copies of the package in one page: the first one's element serves both.
if (globalThis.customElements?.get("token-monitor") === undefined) globalThis.customElements?.define("token-monitor", TokenMonitor);
