// The example in WebKit, and pages whose storage WebKit keeps apart or withholds.

import { startWebKit } from "./browsers.mjs";
import { exampleScenario } from "./example-scenario.mjs";
import { storageScenario } from "./storage-scenario.mjs";

exampleScenario({ name: "WebKit", userAgent: /\bAppleWebKit\/(?!.*\bChrom)/, startBrowser: startWebKit });

// WebKitGTK's driver has no setting that forbids a site its storage.
storageScenario({ name: "WebKit", startBrowser: startWebKit });
