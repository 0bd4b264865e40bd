// Pages under a strict policy, and the common suite of all runtimes, in WebKit.

import { suiteInBrowser } from "../../everywhere/browser.mjs";
import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { strictScenario } from "../strict/scenario.mjs";
import { startWebKit } from "./browsers.mjs";

// WebKit's shared workers cannot keep a CryptoKey. No record is better than an unreadable one, or one in plain text.
const inMemory = { came: { renewed: true, found: false, ok: false }, complaints: [] };

strictScenario({
  name: "WebKit",
  startBrowser: byWebDriver(({ withoutWasm }) => startWebKit({ withoutWasm })),
  instead: { "/workers/worker/index/shared": inMemory, "/workers/worker/web/shared": inMemory },
});

suiteInBrowser({ name: "WebKit", itself: "AppleWebKit", startBrowser: byWebDriver(() => startWebKit()) });
