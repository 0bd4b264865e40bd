// Where the programs of Deno and Bun lie: their npm packages put the one for this platform into a package of its own.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));

export const deno = () => programOf("@deno", "deno");
export const bun = () => programOf("@oven", "bin/bun");

function programOf(scope, path) {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const places = readdirSync(join(modules, scope)).map((name) => join(modules, scope, name, path + suffix));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${scope} holds no program for this platform`);
  return found;
}
