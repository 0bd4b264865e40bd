// The code blocks of both READMEs run with the installed package: in Node or in a page, against servers that are functions.
// runtimes/workerd-coordinator*.test.mjs runs blocks that need a Durable Object, test-runners.test.mjs those for Jest,
// quick-start.test.mjs the files of a framework's project.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, transform } from "esbuild";
import { extensionOf, moduleOf, scripts } from "../support/readme.mjs";
import { browser } from "./support/browser.mjs";
import { consumer, run } from "./support/consumer.mjs";
import * as testing from "../../pkg/testing.js";
import { exampleServers } from "./readme/servers.mjs";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));
const support = (name) => readFile(new URL(`readme/${name}`, import.meta.url), "utf8");

/** The environment of a block, by the names that it uses. */
function placeOf({ code }) {
  if (/"tokenward\/workers"|jest-environment|^\/\/ src\//.test(code)) return "elsewhere";
  if (code.includes('"node:test"')) return "runner";
  return /\b(location|document)\./.test(code) ? "page" : "node";
}

const all = (await scripts()).map((block) => ({ ...block, place: placeOf(block), file: `${block.document.replaceAll("/", "_")}-${block.line}.mjs` }));
const at = (place) => all.filter((block) => block.place === place);

/** The block as JavaScript. */
async function compiled(block) {
  const { code } = await transform(moduleOf(block), { loader: extensionOf(block), jsx: "automatic", target: "es2022" });
  return code;
}

test("every block that needs no page runs in Node", async (t) => {
  const blocks = at("node");
  const files = Object.fromEntries(await Promise.all(blocks.map(async (block) => [block.file, await compiled(block)])));
  const folder = await consumer(t, { ...files, "node.mjs": await support("node.mjs"), "servers.mjs": await support("servers.mjs") });
  await cp(join(modules, "hono"), join(folder, "node_modules/hono"), { recursive: true });
  const outcomes = await run(folder, process.execPath, ["node.mjs", ...blocks.map(({ file }) => file)]);
  // There is no user to log in; a request without a token is refused.
  const isFine = (outcome) => ["done", 200, 401].includes(outcome) || /^ReauthenticationRequiredError/.test(outcome);
  assert.deepEqual(Object.entries(outcomes).filter(([, outcome]) => !isFine(outcome)), []);
  assert.ok(blocks.length > 15, `only ${blocks.length} blocks were found`);
});

test("every block that is a test passes", async (t) => {
  const blocks = at("runner");
  const files = Object.fromEntries(await Promise.all(blocks.map(async (block) => [block.file, await compiled(block)])));
  const folder = await consumer(t, files);
  assert.ok(blocks.length > 0);
  await promisify(execFile)(process.execPath, ["--test", ...Object.keys(files)], { cwd: folder, timeout: 60_000, env: { ...process.env, NODE_TEST_CONTEXT: undefined } });
});

const LIMIT_MS = 20_000;

/** Waits until a condition holds, or the page's time limit is over. */
async function until(holds, problems) {
  for (let end = Date.now() + LIMIT_MS; !holds(); await new Promise((resolve) => setTimeout(resolve, 20))) {
    assert.ok(Date.now() < end, `it did not come to that: ${problems.join("; ") || "and the page complained of nothing"}`);
  }
}

/** Opens a page with a block of code in it, at https://app.example.com; every other request goes to the example servers. */
async function open(t, block, folder) {
  const servers = exampleServers(testing);
  await writeFile(join(folder, "given.mjs"), `
    import { TokenManager } from "tokenward";
    globalThis.manager = await TokenManager.create({ providers: { api: { grant: "static", token: "t" } } });`);
  await writeFile(join(folder, block.file), await compiled(block));
  const { outputFiles } = await build({
    stdin: { contents: `import "./given.mjs"; import "./${block.file}";`, resolveDir: folder },
    bundle: true, format: "esm", write: false, nodePaths: [modules], logLevel: "silent", define: { "process.env.NODE_ENV": '"development"' },
  });
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Example</title>
    <div id="root"></div><button id="signInButton" hidden>Sign in</button><button id="signOutButton">Sign out</button><script type="module">${outputFiles[0].text.replaceAll("</script", "<\\/script")}</script>`;
  const page = await (await browser(t)).newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.route("**/*", async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    if (request.isNavigationRequest()) {
      const login = url.pathname === "/authorize";
      const body = login ? `<script>location.replace(${JSON.stringify(servers.signIn(url))})</script>` : html;
      return route.fulfill({ contentType: "text/html", body });
    }
    const answer = await servers.fetch(url.href, { method: request.method(), headers: request.headers(), body: request.postData() });
    const headers = { ...Object.fromEntries(answer.headers), "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    await route.fulfill({ status: answer.status, headers, body: await answer.text() });
  });
  await page.goto("https://app.example.com/");
  return { page, servers, problems };
}

for (const block of at("page")) {
  test(`${block.document}:${block.line}, ${block.heading}, runs in a page`, async (t) => {
    const folder = await consumer(t);
    const { page, servers, problems } = await open(t, block, folder);
    if (/requireLogin/.test(block.code)) {
      await page.getByText("Welcome").waitFor();
      await page.goto("https://app.example.com/items");
      await page.getByText("Sign Ada out").waitFor({ timeout: LIMIT_MS });
      assert.equal(new URL(page.url()).pathname, "/items");
    } else if (/manager\.login\(/.test(block.code) && block.code.includes("TokenManager.create")) {
      await until(() => servers.authorizations.length > 0, problems);
      assert.deepEqual(servers.authorizations, ["Bearer access-1"]);
      assert.equal(servers.login.requests.length, 1);
      assert.equal(new URL(page.url()).search, "");
    } else if (block.code.includes("token-monitor")) {
      await page.locator("token-monitor").getByText("api").first().waitFor();
    }
    assert.deepEqual(problems.filter((problem) => !problem.startsWith("ReauthenticationRequiredError")), []);
  });
}
