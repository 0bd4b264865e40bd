// The paths of Deno, Bun and the newest Node: npm has a package with the program for each platform.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));

export const deno = () => programOf("@deno", "deno");
export const bun = () => programOf("@oven", "bin/bun");

/** From npm on Linux; on other systems NEWEST_NODE names it. */
export function newestNode() {
  const place = process.env.NEWEST_NODE ?? join(modules, `node-${process.platform}-${process.arch}`, "bin/node");
  if (!existsSync(place)) throw new Error(`${place} is missing; NEWEST_NODE can name a newer Node`);
  return place;
}

function programOf(scope, path) {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const places = readdirSync(join(modules, scope)).map((name) => join(modules, scope, name, path + suffix));
  const found = places.find((place) => existsSync(place));
  if (!found) throw new Error(`${scope} holds no program for this platform`);
  return found;
}
