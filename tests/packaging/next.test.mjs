// The installed package in a Next.js project (next-project/), built by both of its bundlers: routes in Node and at the edge, middleware,
// which runs at the edge as well, and pages. Managers are made when a module is loaded.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { browser, resultOfPage } from "./support/browser.mjs";
import { expectScenario } from "./support/expect.mjs";
import { build, installPackage, start } from "./support/next.mjs";
import { tokenEndpoint } from "./support/servers.mjs";

before(installPackage);

describe("Next.js", { concurrency: true }, () => {
  for (const bundler of ["turbopack", "webpack"]) {
    test(`built by ${bundler}`, async (t) => {
      const shared = await tokenEndpoint(t);
      const variables = { TOKEN_ENDPOINT: shared.url };
      const printed = await build(bundler, variables);
      assert.doesNotMatch(printed, /node_modules\/tokenward/, "the build says nothing about the package");
      const { origin, said } = await start(t, bundler, variables);
      const chromium = await browser(t);

      for (const place of ["node", "edge", "guarded"]) {
        await t.test(`/${place} answers by one manager that was made at module scope`, async (t) => {
          const before = shared.requests.length;
          const tokens = [];
          for (let i = 0; i < 2; i++) {
            const endpoint = await tokenEndpoint(t);
            const response = await fetch(`${origin}/${place}?endpoint=${encodeURIComponent(endpoint.url)}`);
            assert.equal(response.status, 200, said.join("\n"));
            const { token, result } = await response.json();
            expectScenario(result, endpoint);
            tokens.push(token);
          }
          assert.deepEqual([tokens[0] === tokens[1], shared.requests.length - before], [true, 1]);
        });
      }

      for (const entry of ["tokenward", "tokenward/web"]) {
        await t.test(`a page with ${entry}`, async (t) => {
          const endpoint = await tokenEndpoint(t);
          const { result, problems } = await resultOfPage(chromium, `${origin}/?${new URLSearchParams({ entry, endpoint: endpoint.url })}`);
          expectScenario(result, endpoint);
          assert.deepEqual(problems, []);
        });
      }

      await t.test("a page with tokenward/react, rendered on the server first", async (t) => {
        const endpoint = await tokenEndpoint(t);
        const { result, problems } = await resultOfPage(chromium, `${origin}/hooks?${new URLSearchParams({ endpoint: endpoint.url })}`);
        assert.deepEqual([result, problems, endpoint.requests.length], ["token-1", [], 1]);
      });
    });
  }
});
