// The example in WebKit.

import { startWebKit } from "./browsers.mjs";
import { exampleScenario } from "./example-scenario.mjs";

exampleScenario({ name: "WebKit", userAgent: /\bAppleWebKit\/(?!.*\bChrom)/, startBrowser: startWebKit });
