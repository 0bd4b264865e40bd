// Starts Chromium, Firefox and WebKit by the drivers that come with them, which speak WebDriver (https://www.w3.org/TR/webdriver2/).

import { existsSync } from "node:fs";
import { basename, delimiter, join } from "node:path";
import http from "selenium-webdriver/http/index.js";
import remote from "selenium-webdriver/remote/index.js";
import webdriver from "selenium-webdriver";

export function startChromium(preferences = {}) {
  const binary = program("CHROME_BIN", "chromium", "chromium-browser", "google-chrome");
  const args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  return start(program("CHROMEDRIVER", "chromedriver"), {
    browserName: "chrome",
    "goog:chromeOptions": { binary, args, prefs: preferences },
  });
}

export function startFirefox(preferences = {}) {
  const binary = program("FIREFOX_BIN", "firefox", "firefox-esr");
  return start(program("GECKODRIVER", "geckodriver"), {
    browserName: "firefox",
    "moz:firefoxOptions": { binary, args: ["-headless"], prefs: preferences },
  });
}

/** On Linux WebKitGTK, whose driver starts its own small browser; on macOS Safari. */
export function startWebKit({ withoutWasm = false } = {}) {
  const driver = program("WEBKIT_DRIVER", "WebKitWebDriver", "safaridriver");
  if (basename(driver) === "WebKitWebDriver" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error("WebKit needs a screen: `cargo xtask test e2e-webkit` gives it one, or `xvfb-run node --test …`");
  }
  // JavaScriptCore's own switch, with the effect of Lockdown mode on Apple's systems.
  return start(driver, {}, withoutWasm ? { JSC_useWasm: "0" } : {});
}

/** Returns a session, and a function that ends it with the browser and its driver. `variables` are added to the driver's environment. */
async function start(driverProgram, capabilities, variables = {}) {
  const builder = new remote.DriverService.Builder(driverProgram).setLoopback(true);
  const service = builder.setEnvironment({ ...process.env, ...variables }).build();
  const executor = new http.Executor(new http.HttpClient(await service.start()));
  const driver = webdriver.WebDriver.createSession(executor, new webdriver.Capabilities(capabilities));
  const stop = async () => {
    await driver.quit().finally(() => service.kill());
  };
  try {
    await driver.getSession();
  } catch (error) {
    await service.kill();
    throw error;
  }
  return { driver, stop };
}

/** The program that the environment names, or the first of `names` on PATH. */
function program(variable, ...names) {
  const given = process.env[variable];
  if (given) return given;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error(`${names.join(" or ")} is not on PATH; ${variable} can name it`);
  return found;
}
