// Pages under a strict policy, and the common suite of all runtimes, in Firefox.

import { suiteInBrowser } from "../../everywhere/browser.mjs";
import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { strictScenario } from "../strict/scenario.mjs";
import { startFirefox } from "./browsers.mjs";

strictScenario({
  name: "Firefox",
  startBrowser: byWebDriver(({ withoutWasm }) => startFirefox(withoutWasm ? { "javascript.options.wasm": false } : {})),
});

suiteInBrowser({ name: "Firefox", itself: "Firefox", startBrowser: byWebDriver(() => startFirefox()) });
