// The installed package in Deno, which may reach only the token endpoint, and in Bun.

import { test } from "node:test";
import { consumer, run } from "./support/consumer.mjs";
import { expectScenario } from "./support/expect.mjs";
import { bun, deno } from "./support/runtimes.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const main = (args) => `
import * as tokenward from "tokenward";
import * as verify from "tokenward/verify";
import { scenario } from "./scenario.mjs";
console.log(JSON.stringify(await scenario(tokenward, ${args}, verify)));
`;

test("import in Deno, allowed nothing but the network", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": main("Deno.args[0]") });
  const args = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", `--allow-net=${new URL(endpoint.url).host}`];
  expectScenario(await run(folder, deno(), [...args, "main.mjs", endpoint.url]), endpoint);
});

test("import in Bun", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": main("Bun.argv[2]") });
  expectScenario(await run(folder, bun(), ["main.mjs", endpoint.url]), endpoint);
});
