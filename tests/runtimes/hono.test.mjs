// The README's middleware for Hono, taken out of the README and run.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sign, startIssuer } from "../support/resource-server.mjs";

test("the middleware of the README works as it stands there", async (t) => {
  const issuer = await startIssuer(t);
  const readme = await readFile(new URL("../../pkg-template/README.md", import.meta.url), "utf8");
  const [, code] = /```ts\n(import \{ Hono \}.*?)```/s.exec(readme);
  const app = await run(code.replace("https://login.example.com", issuer.url));

  const ask = (token) => app.request("/items", token && { headers: { authorization: `Bearer ${token}` } });
  const good = await ask(await sign(issuer.url, { aud: "https://api.example.com", scope: "items:read x" }));
  assert.equal(good.status, 200);
  assert.deepEqual(await good.json(), { items: [], of: "user-1" });

  const narrow = await ask(await sign(issuer.url, { aud: "https://api.example.com", scope: "x" }));
  assert.equal(narrow.status, 403);
  assert.match(narrow.headers.get("www-authenticate"), /^Bearer .*error="insufficient_scope".*scope="items:read"/);

  for (const token of [undefined, "junk", await sign(issuer.url, { aud: "https://other.example" })]) {
    const refused = await ask(token);
    assert.equal(refused.status, 401);
    assert.match(refused.headers.get("www-authenticate"), /^Bearer realm=/);
  }
});

/** Bundled in the folder where `hono` and `tokenward` are installed. */
async function run(contents) {
  const resolveDir = fileURLToPath(new URL("..", import.meta.url));
  const { outputFiles } = await build({ stdin: { contents, resolveDir, loader: "ts" }, bundle: true, format: "esm", platform: "node", write: false, logLevel: "silent" });
  const { default: app } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  return app;
}
