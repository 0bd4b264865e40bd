// The installed package in Node: import, require, a bundle of one file; and Node exits although a manager is active.

import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { consumer, run } from "./support/consumer.mjs";
import { expectScenario } from "./support/expect.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const imported = `
import * as tokenward from "tokenward";
import * as verify from "tokenward/verify";
import { scenario } from "./scenario.mjs";
console.log(JSON.stringify(await scenario(tokenward, process.argv[2], verify)));
`;
const required = `
const tokenward = require("tokenward");
const verify = require("tokenward/verify");
import("./scenario.mjs")
  .then(({ scenario }) => scenario(tokenward, process.argv[2], verify))
  .then((result) => console.log(JSON.stringify(result)));
`;
const atWork = `
import { TokenManager } from "tokenward";
const manager = await TokenManager.create({
  background: true,
  providers: { api: { grant: "client_credentials", tokenEndpoint: process.argv[2], clientId: "consumer", clientSecret: "s3cret" } },
});
await manager.getToken();
console.log(manager.isBackgroundRefreshRunning());
`;

test("import in Node", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": imported });
  expectScenario(await run(folder, process.execPath, ["main.mjs", endpoint.url]), endpoint);
});

test("require in Node", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.cjs": required });
  expectScenario(await run(folder, process.execPath, ["main.cjs", endpoint.url]), endpoint);
});

test("one file bundled by esbuild, away from the package", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": imported });
  await build({
    entryPoints: [join(folder, "main.mjs")],
    outfile: join(folder, "elsewhere", "bundle.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    minify: true,
    logLevel: "silent",
  });
  const elsewhere = join(folder, "elsewhere");
  expectScenario(await run(elsewhere, process.execPath, ["bundle.mjs", endpoint.url]), endpoint);
});

test("a manager that refreshes in the background does not keep Node alive", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": atWork });
  if ((await run(folder, process.execPath, ["main.mjs", endpoint.url])) !== true) throw new Error("background refresh was not running");
});
