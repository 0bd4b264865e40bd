// Starts the installed Chromium. playwright-core comes with the example.

import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../www-example/package.json", import.meta.url))("playwright-core");

/** A host name of this computer that is not a secure context. */
export const INSECURE_HOST = "insecure.test";

const QUIET = [
  "--no-sandbox",
  `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`,
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The back/forward cache is off by default: navigation back to a page in it ends without a `load` event. */
export function launchChromium({ backForwardCache = false, args = [] } = {}) {
  const ignoreDefaultArgs = backForwardCache ? ["--disable-back-forward-cache"] : [];
  return chromium.launch({ executablePath: findChromium(), headless: true, args: [...QUIET, ...args], ignoreDefaultArgs });
}

/** CHROMIUM of the environment takes precedence, then the usual names. */
function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      // Not this one.
    }
  }
  throw new Error("Chromium is not on PATH: install Debian's package `chromium`, or set CHROMIUM to the program");
}
