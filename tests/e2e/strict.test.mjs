// Strict pages in Chromium, where the console must stay empty, too.

import { launchChromium } from "./chromium.mjs";
import { byPlaywright } from "./result-page/by-playwright.mjs";
import { strictScenario } from "./strict/scenario.mjs";

const launch = ({ withoutWasm }) => launchChromium({ args: withoutWasm ? ["--js-flags=--jitless"] : [] });
strictScenario({ name: "Chromium", startBrowser: byPlaywright(launch) });
