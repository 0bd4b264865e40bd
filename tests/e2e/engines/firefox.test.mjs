// The example in Firefox, pages whose storage Firefox keeps apart or withholds, pages under a strict policy, and the suite that every runtime passes.

import { suiteInBrowser } from "../../everywhere/browser.mjs";
import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { strictScenario } from "../strict/scenario.mjs";
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

strictScenario({
  name: "Firefox",
  startBrowser: byWebDriver(({ withoutWasm }) => startFirefox(withoutWasm ? { "javascript.options.wasm": false } : {})),
});

suiteInBrowser({ name: "Firefox", itself: "Firefox", startBrowser: byWebDriver(() => startFirefox()) });
