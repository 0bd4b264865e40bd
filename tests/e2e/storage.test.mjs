// Pages whose storage Chromium keeps apart or withholds.

import { startChromium } from "./engines/browsers.mjs";
import { storageScenario } from "./engines/storage-scenario.mjs";

storageScenario({
  name: "Chromium",
  startBrowser: startChromium,
  forbidding: { "the user blocks all cookies and site data": { "profile.default_content_setting_values.cookies": 2 } },
});
