// Applications of React, Vue and Svelte, in WebKit.

import { startWebKit } from "./browsers.mjs";
import { frameworksScenario } from "./frameworks-scenario.mjs";

frameworksScenario({ name: "WebKit", startBrowser: () => startWebKit() });
