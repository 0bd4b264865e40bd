// Applications of React, Vue and Svelte, in Firefox.

import { startFirefox } from "./browsers.mjs";
import { frameworksScenario } from "./frameworks-scenario.mjs";

frameworksScenario({ name: "Firefox", startBrowser: () => startFirefox() });
