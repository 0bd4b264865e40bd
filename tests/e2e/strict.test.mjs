// Strict pages in Chromium, where nothing may be said on the console either.

import { launchChromium } from "./chromium.mjs";
import { byPlaywright } from "./result-page/by-playwright.mjs";
import { strictScenario } from "./strict/scenario.mjs";

const launch = ({ withoutWasm }) => launchChromium({ args: withoutWasm ? ["--js-flags=--jitless"] : [] });
strictScenario({ name: "Chromium", startBrowser: byPlaywright(launch) });
