// "tokenward/react" out of the installed package, beside the application's own React, in a Vite project without configuration:
// as built for production and as served in development. The core is loaded when the first component is on the page.

import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build, createServer, preview } from "vite";
import { browser, pageWith, resultOfPage } from "./support/browser.mjs";
import { consumer } from "./support/consumer.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));

const main = (endpoint) => `
import { StrictMode, createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { TokenManager, TokenError } from "tokenward";
import { TokenProvider, useToken, useTokenManager } from "tokenward/react";

const api = { grant: "client_credentials", tokenEndpoint: ${JSON.stringify(endpoint)}, clientId: "consumer", clientSecret: "s3cret" };
function Show() {
  const { status, token, error } = useToken();
  const manager = useTokenManager();
  if (status === "ready") window.result = { token, oneClass: manager instanceof TokenManager };
  if (error) window.result = { error: error.message, oneClass: error instanceof TokenError };
  return status;
}
createRoot(document.body.appendChild(document.createElement("div"))).render(
  h(StrictMode, null, h(TokenProvider, { options: { providers: { api } } }, h(Show), h(Show))),
);
`;

async function project(t, script) {
  const folder = await consumer(t, { "index.html": pageWith("/main.js"), "main.js": script });
  assert.equal(existsSync(join(folder, "node_modules/react")), false, "npm brought no React");
  for (const name of ["react", "react-dom", "scheduler"]) await cp(join(modules, name), join(folder, "node_modules", name), { recursive: true });
  return { root: folder, configFile: false, logLevel: "error" };
}

/** A page with a manager of "tokenward/web", which shows the signed-in user. */
const streamed = `
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { TokenManager } from "tokenward/web";
import { TokenProvider, useAuth } from "tokenward/react";

const api = { grant: "authorization_code", issuer: "https://login.example", clientId: "consumer", redirectUri: location.origin };
const manager = TokenManager.create({ providers: { api } });
function Show() {
  const { status } = useAuth();
  if (status !== "loading") window.result = { status, loaded: performance.getEntriesByType("resource").map(({ name }) => name) };
  return status;
}
createRoot(document.body.appendChild(document.createElement("div"))).render(h(TokenProvider, { manager }, h(Show)));
`;

const local = { host: "127.0.0.1", port: 0 };
const expected = { token: "token-1", oneClass: true };

test("vite build", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const config = await project(t, main(endpoint.url));
  await build(config);
  const server = await preview({ ...config, preview: local });
  t.after(() => server.close());
  const { result, problems } = await resultOfPage(await browser(t), server.resolvedUrls.local[0]);
  assert.deepEqual([result, problems, endpoint.requests.length], [expected, [], 1]);
});

test("vite dev", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const server = await createServer({ ...(await project(t, main(endpoint.url))), server: local });
  t.after(() => server.close());
  await server.listen();
  const { result, problems } = await resultOfPage(await browser(t), server.resolvedUrls.local[0]);
  assert.deepEqual([result, problems, endpoint.requests.length], [expected, [], 1]);
});

test("with a manager of tokenward/web, the page loads its core and no other", async (t) => {
  const config = await project(t, streamed);
  await build(config);
  const server = await preview({ ...config, preview: local });
  t.after(() => server.close());
  const { result, problems } = await resultOfPage(await browser(t), server.resolvedUrls.local[0]);
  assert.deepEqual([result.status, problems], ["signedOut", []]);
  const wasm = result.loaded.filter((name) => name.endsWith(".wasm"));
  assert.equal(wasm.length, 1, wasm.join());
  const { default: text } = await import("../../pkg/wasm/tokenward_bg.text.js");
  for (const name of result.loaded.filter((name) => name.endsWith(".js"))) {
    assert.ok(!(await (await fetch(name)).text()).includes(text.slice(1_000, 1_060)), `${name} has the core as text`);
  }
});
