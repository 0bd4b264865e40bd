// The example in Firefox, and pages whose storage Firefox keeps apart or withholds.

import { startFirefox } from "./browsers.mjs";
import { exampleScenario } from "./example-scenario.mjs";
import { storageScenario } from "./storage-scenario.mjs";

exampleScenario({ name: "Firefox", userAgent: /\bGecko\/.*\bFirefox\//, startBrowser: startFirefox });

storageScenario({
  name: "Firefox",
  startBrowser: startFirefox,
  forbidding: {
    "the user blocks all cookies and site data": { "network.cookie.cookieBehavior": 2 },
    "localStorage is switched off": { "dom.storage.enabled": false },
  },
});
