// Faults of IndexedDB in WebKit.

import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { faultScenario } from "../faults/scenario.mjs";
import { startWebKit } from "./browsers.mjs";

faultScenario({ name: "WebKit", startBrowser: byWebDriver(() => startWebKit()), step: 4, kinds: ["indexeddb"] });
