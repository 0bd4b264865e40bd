// Logins in windows of their own, in Firefox.

import { popupScenario } from "../popup/scenario.mjs";
import { startFirefox } from "./browsers.mjs";

popupScenario({ name: "Firefox", startBrowser: () => startFirefox() });
