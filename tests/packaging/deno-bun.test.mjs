// The installed package in Deno, which may reach the token endpoint and nothing else, and in Bun.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { consumer, run } from "./support/consumer.mjs";
import { expectScenario } from "./support/expect.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

const modules = fileURLToPath(new URL("../node_modules/", import.meta.url));

/** The runtimes' npm packages put the program for this platform into a package of its own. */
function programOf(scope, path) {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const places = readdirSync(join(modules, scope)).map((name) => join(modules, scope, name, path + suffix));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${scope} holds no program for this platform`);
  return found;
}

const main = (args) => `
import * as tokenward from "tokenward";
import { scenario } from "./scenario.mjs";
console.log(JSON.stringify(await scenario(tokenward, ${args})));
`;

test("import in Deno, allowed nothing but the network", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": main("Deno.args[0]") });
  const args = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", `--allow-net=${new URL(endpoint.url).host}`];
  expectScenario(await run(folder, programOf("@deno", "deno"), [...args, "main.mjs", endpoint.url]), endpoint);
});

test("import in Bun", async (t) => {
  const endpoint = await tokenEndpoint(t);
  const folder = await consumer(t, { "main.mjs": main("Bun.argv[2]") });
  expectScenario(await run(folder, programOf("@oven", "bin/bun"), ["main.mjs", endpoint.url]), endpoint);
});
