// Pages whose storage Chromium partitions or forbids.

import { startChromium } from "./engines/browsers.mjs";
import { storageScenario } from "./engines/storage-scenario.mjs";

storageScenario({
  name: "Chromium",
  startBrowser: startChromium,
  forbidding: { "the user blocks all cookies and site data": { "profile.default_content_setting_values.cookies": 2 } },
});
