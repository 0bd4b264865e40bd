// Logins in windows of their own, in Chromium.

import { startChromium } from "./engines/browsers.mjs";
import { popupScenario } from "./popup/scenario.mjs";

popupScenario({ name: "Chromium", startBrowser: () => startChromium(), peers: true });
