// The example in Firefox.

import { startFirefox } from "./browsers.mjs";
import { exampleScenario } from "./example-scenario.mjs";

exampleScenario({ name: "Firefox", userAgent: /\bGecko\/.*\bFirefox\//, startBrowser: startFirefox });
