// Faults of localStorage and sessionStorage in Firefox.

import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { faultScenario } from "../faults/scenario.mjs";
import { startFirefox } from "./browsers.mjs";

faultScenario({ name: "Firefox", startBrowser: byWebDriver(() => startFirefox()), step: 4, kinds: ["local", "session"] });
