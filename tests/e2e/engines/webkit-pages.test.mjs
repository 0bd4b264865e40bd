// Pages under a strict policy, and the suite that every runtime passes, in WebKit.

import { suiteInBrowser } from "../../everywhere/browser.mjs";
import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { strictScenario } from "../strict/scenario.mjs";
import { startWebKit } from "./browsers.mjs";

// No shared worker of WebKit's can keep a CryptoKey: rather no record than one that nobody can read, or in plain text.
const inMemory = { came: { renewed: true, found: false, ok: false }, complaints: [] };

strictScenario({
  name: "WebKit",
  startBrowser: byWebDriver(({ withoutWasm }) => startWebKit({ withoutWasm })),
  instead: { "/workers/worker/index/shared": inMemory, "/workers/worker/web/shared": inMemory },
});

suiteInBrowser({ name: "WebKit", itself: "AppleWebKit", startBrowser: byWebDriver(() => startWebKit()) });
