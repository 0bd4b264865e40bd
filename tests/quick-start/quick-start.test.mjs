// The quick starts of the package's README, from an empty folder: only the README's commands and files, then a user who signs in,
// reloads and signs out in Chromium. The commands take the packed package in place of the published one.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { before, describe, test } from "node:test";
import { promisify } from "node:util";
import { preview } from "vite";
import { answer } from "../support/answers.mjs";
import { APP, startAuthorizationServer } from "../support/authorization-server.mjs";
import { codeBlocks } from "../support/readme.mjs";
import { browser } from "../packaging/support/browser.mjs";
import { pack } from "../packaging/support/consumer.mjs";
import { newestNode } from "../packaging/support/runtimes.mjs";

const LIMIT_MS = 180_000;
const FRAMEWORKS = ["React", "Vue", "Svelte", "Angular"];
/** The oldest Node that `npm create` of Angular accepts. */
const ANGULARS_NODE = [22, 22, 3];

const blocks = await codeBlocks("pkg-template/README.md");

/** The README's commands, and the contents of its files. */
function quickStart(framework) {
  const own = blocks.filter(({ heading }) => heading === `In ${framework}`);
  const commands = own.find(({ language }) => language === "sh").code.trim().split("\n");
  const files = own.map(({ code }) => [/^(?:\/\/|<!--) (\S+\/\S+)/.exec(code)?.[1], code]).filter(([name]) => name !== undefined);
  return { commands, files };
}

/** The variables of the commands' environment: a Node that all tools accept. */
function environment() {
  const newEnough = process.versions.node.localeCompare(ANGULARS_NODE.join("."), undefined, { numeric: true }) >= 0;
  const path = `${dirname(newEnough ? process.execPath : newestNode())}${delimiter}${process.env.PATH}`;
  const quiet = { CI: "true", NG_CLI_ANALYTICS: "false", npm_config_yes: "true", npm_config_audit: "false", npm_config_fund: "false" };
  // Vite's preview, in this process, makes it "production", with which npm installs no tools.
  return { ...process.env, PATH: path, NODE_ENV: undefined, ...quiet };
}

describe("from an empty folder to a signed-in user", { timeout: LIMIT_MS * FRAMEWORKS.length }, () => {
  let tarball;
  before(async () => ({ tarball } = await pack(tmpdir())));

  for (const framework of FRAMEWORKS) {
    test(`${framework}, by its usual template`, async (t) => {
      const begun = performance.now();
      const { commands, files } = quickStart(framework);
      const pages = new Map([["/items", answer({ headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" }, body: ["bread", "salt"] })]]);
      const server = await startAuthorizationServer(t, { pages });
      const folder = await mkdtemp(join(tmpdir(), "tokenward-quick-start-"));
      t.after(() => rm(folder, { recursive: true, force: true }));

      const shell = (script, cwd) => promisify(execFile)("sh", ["-ec", script], { cwd, env: environment(), timeout: LIMIT_MS });
      await shell(commands.join("\n").replace("npm install tokenward", `npm install ${tarball}`), folder);
      const project = join(folder, "my-app");
      for (const [name, code] of files) await writeFile(join(project, name), ofServer(code, server.issuer));
      await shell("npm run build", project);
      const built = performance.now();

      const { url, close } = await serve(await outputOf(project));
      t.after(close);
      await use(t, url);
      const seconds = (ms) => (ms / 1000).toFixed(0);
      t.diagnostic(`${framework}: ${commands.length} commands, ${files.length} files; ${seconds(built - begun)} s to a built page, ${seconds(performance.now() - begun)} s in all`);
    });
  }
});

const ofServer = (code, issuer) =>
  code.replaceAll("https://login.example.com", issuer).replaceAll("https://api.example.com", issuer).replaceAll("my-page", APP.clientId);

/** The folder of a build's page: Angular has a folder of its own. */
async function outputOf(project) {
  const found = (await readdir(join(project, "dist"), { recursive: true })).find((path) => path.endsWith("index.html"));
  return dirname(join(project, "dist", found));
}

/** Any path that is not a file is the page, as on hosts of single-page applications. */
async function serve(outDir) {
  await readFile(join(outDir, "index.html"));
  const server = await preview({ root: outDir, configFile: false, logLevel: "error", build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
  return { url: server.resolvedUrls.local[0], close: () => server.close() };
}

/** Signs in, reloads, calls the API, signs out. */
async function use(t, url) {
  const context = await (await browser(t)).newContext();
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // The server's own pages request a web font.
    const expected = message.text().startsWith("Failed to load resource");
    if (!expected && ["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.setDefaultTimeout(20_000);
  await page.goto(url);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.fill('input[name="login"]', "ada");
  await page.fill('input[name="password"]', "any");
  await page.click('button[type="submit"]');
  await page.click('button[type="submit"]');
  await page.getByText("Hello, ada").waitFor();
  assert.doesNotMatch(page.url(), /code=|state=/);
  await page.reload();
  await page.getByText("Hello, ada").waitFor();
  await page.getByText("bread").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(/session\/end/);
  await page.goto(url);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  assert.deepEqual(problems, []);
}
