// Logins in windows of their own, in WebKit.

import { popupScenario } from "../popup/scenario.mjs";
import { startWebKit } from "./browsers.mjs";

popupScenario({ name: "WebKit", startBrowser: () => startWebKit() });
