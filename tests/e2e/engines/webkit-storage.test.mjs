// Pages whose storage WebKit keeps apart or withholds.

import { startWebKit } from "./browsers.mjs";
import { storageScenario } from "./storage-scenario.mjs";

// WebKitGTK's driver has no setting that forbids a site its storage.
storageScenario({ name: "WebKit", startBrowser: startWebKit });
