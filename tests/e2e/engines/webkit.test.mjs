// The example in WebKit, pages whose storage WebKit keeps apart or withholds, pages under a strict policy, and the suite that every runtime passes.

import { suiteInBrowser } from "../../everywhere/browser.mjs";
import { byWebDriver } from "../result-page/by-webdriver.mjs";
import { strictScenario } from "../strict/scenario.mjs";
import { startWebKit } from "./browsers.mjs";
import { exampleScenario } from "./example-scenario.mjs";
import { storageScenario } from "./storage-scenario.mjs";

exampleScenario({ name: "WebKit", userAgent: /\bAppleWebKit\/(?!.*\bChrom)/, startBrowser: startWebKit });

// WebKitGTK's driver has no setting that forbids a site its storage.
storageScenario({ name: "WebKit", startBrowser: startWebKit });

// No shared worker of WebKit's can keep a CryptoKey: rather no record than one that nobody can read, or in plain text.
const inMemory = { came: { renewed: true, found: false, ok: false }, complaints: [] };

strictScenario({
  name: "WebKit",
  startBrowser: byWebDriver(({ withoutWasm }) => startWebKit({ withoutWasm })),
  instead: { "/workers/worker/index/shared": inMemory, "/workers/worker/web/shared": inMemory },
});

suiteInBrowser({ name: "WebKit", itself: "AppleWebKit", startBrowser: byWebDriver(() => startWebKit()) });
