// Storage faults in Chromium.

import { launchChromium } from "./chromium.mjs";
import { faultScenario } from "./faults/scenario.mjs";
import { byPlaywright } from "./result-page/by-playwright.mjs";

faultScenario({ name: "Chromium", startBrowser: byPlaywright(() => launchChromium()), atOnce: 3 });
