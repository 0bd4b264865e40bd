// Pages whose storage WebKit partitions or forbids.

import { startWebKit } from "./browsers.mjs";
import { storageScenario } from "./storage-scenario.mjs";

// WebKitGTK's driver has no setting that forbids a site's storage.
storageScenario({ name: "WebKit", startBrowser: startWebKit });
