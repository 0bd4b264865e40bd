// The common suite of all runtimes, in Chromium.

import { suiteInBrowser } from "../everywhere/browser.mjs";
import { launchChromium } from "./chromium.mjs";
import { byPlaywright } from "./result-page/by-playwright.mjs";

suiteInBrowser({ name: "Chromium", itself: "Chrome", startBrowser: byPlaywright(() => launchChromium()) });
