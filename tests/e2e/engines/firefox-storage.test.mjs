// Pages whose storage Firefox partitions or forbids.

import { startFirefox } from "./browsers.mjs";
import { storageScenario } from "./storage-scenario.mjs";

storageScenario({
  name: "Firefox",
  startBrowser: startFirefox,
  forbidding: {
    "the user blocks all cookies and site data": { "network.cookie.cookieBehavior": 2 },
    "localStorage is switched off": { "dom.storage.enabled": false },
  },
});
