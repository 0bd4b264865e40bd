// The installed package in a Vite project without configuration, in Chromium: as built for production and as served in
// development.

import { test } from "node:test";
import { build, createServer, preview } from "vite";
import { browser, pageScript, pageWith, resultOfPage } from "./support/browser.mjs";
import { consumer } from "./support/consumer.mjs";
import { expectScenario } from "./support/expect.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const project = (t, entry, endpoint) =>
  consumer(t, {
    "index.html": pageWith("/main.js"),
    "main.js": pageScript(entry, "./scenario.mjs", endpoint.url),
  });

const quietly = (root) => ({ root, configFile: false, logLevel: "error" });
const local = { host: "127.0.0.1", port: 0 };

for (const entry of ["tokenward", "tokenward/web"]) {
  test(`${entry}: vite build`, async (t) => {
    const endpoint = await tokenEndpoint(t);
    const root = await project(t, entry, endpoint);
    await build(quietly(root));
    const server = await preview({ ...quietly(root), preview: local });
    t.after(() => server.close());
    const { result } = await resultOfPage(await browser(t), server.resolvedUrls.local[0]);
    expectScenario(result, endpoint);
  });

  test(`${entry}: vite dev`, async (t) => {
    const endpoint = await tokenEndpoint(t);
    const server = await createServer({ ...quietly(await project(t, entry, endpoint)), server: local });
    t.after(() => server.close());
    await server.listen();
    const { result } = await resultOfPage(await browser(t), server.resolvedUrls.local[0]);
    expectScenario(result, endpoint);
  });
}
