// The whole package in pages under the strictest policy that it supports, in any engine; and its errors if the policy or the engine has
// no WebAssembly.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { startStrictOrigin } from "./origin.mjs";

const ENTRIES = ["index", "web"];

/** A page to open, and its expected result. */
const WORKING = [
  ...ENTRIES.map((entry) => [`/strict/load/${entry}`, { hasToken: true, provider: "api", payload: { sub: "ada" } }]),
  ...["local", "session", "indexeddb"].flatMap((kind) =>
    ["plain", "encrypted"].map((how) => [
      `/strict/store/web/${kind}/${how}`,
      { found: true, ok: true, kind, sealed: how === "encrypted", left: null },
    ]),
  ),
  ["/strict/login", { appState: { from: "/strict/login" }, claimed: "ada", renewed: true, sub: "ada", left: null }],
  ["/strict/tabs", { same: true, left: null }],
  ...ENTRIES.map((entry) => [`/workers/worker/${entry}/dedicated`, { came: { renewed: true, found: true, ok: true }, complaints: [] }]),
  ...ENTRIES.map((entry) => [`/workers/worker/${entry}/shared`, { came: { renewed: true, found: true, ok: true }, complaints: [] }]),
  ["/strict/monitor/index", { radius: "14px" }],
  ["/strict/react", { shown: "token-1" }],
];

/** Each way to begin, with its error about the core: `new TokenManager` of "web" cannot wait for one. */
function refusals(entry, expected) {
  const atOnce = entry === "index" ? expected : /^The core is not loaded yet/;
  return {
    create: expected,
    init: expected,
    "new TokenManager": atOnce,
    "init with a URL": expected,
    "init with bytes": expected,
    getDefaultManager: expected,
  };
}

/**
 * @param {{ name: string, startBrowser: (options?: { withoutWasm?: boolean }) => Promise<{
 *   resultOf: (url: string) => Promise<any>, stop: () => Promise<void> }>, instead?: Record<string, object> }} engine
 *   `instead`: other expected results for an engine that lacks something
 */
export function strictScenario({ name, startBrowser, instead = {} }) {
  describe(`strict pages in ${name}`, { timeout: 180_000 }, () => {
    let server;
    let browser;
    before(async () => {
      server = await startStrictOrigin();
      browser = await startBrowser();
    });
    after(async () => {
      await browser?.stop();
      await server?.stop();
    });

    for (const [path, usual] of WORKING) {
      const expected = instead[path] ?? usual;
      it(`${path} works, and nothing complains`, async () => {
        const { thrown, came, complaints, console: said = [] } = await browser.resultOf(`${server.origin}${path}`);
        assert.equal(thrown, undefined);
        assert.deepEqual({ came, complaints, said }, { came: expected, complaints: [], said: [] });
      });
    }

    const FORBIDDEN = /Content-Security-Policy.*'wasm-unsafe-eval'.*script-src/;
    for (const entry of ENTRIES) {
      it(`"${entry}" names the directive to add where a policy forbids WebAssembly, however one begins`, async () => {
        const { came, thrown } = await browser.resultOf(`${server.origin}/without-wasm/refused/${entry}`);
        assert.equal(thrown, undefined);
        expectRefusals(came, refusals(entry, FORBIDDEN));
      });
    }

    it("names the directive to add where a policy keeps the page from fetching the core", async () => {
      const { came } = await browser.resultOf(`${server.origin}/without-connect/refused/web`);
      assert.match(came.create.message, /could not be fetched.*connect-src/);
    });

    describe("without WebAssembly", () => {
      const MISSING = /WebAssembly is missing/;
      for (const entry of ENTRIES) {
        it(`"${entry}" says that it is missing where the page took it away, however one begins`, async () => {
          const { came, thrown } = await browser.resultOf(`${server.origin}/strict/refused/${entry}/deleted`);
          assert.equal(thrown, undefined);
          expectRefusals(came, refusals(entry, MISSING));
        });
      }

      it("says that it is missing in an engine that has none", async () => {
        const poor = await startBrowser({ withoutWasm: true });
        try {
          const { came } = await poor.resultOf(`${server.origin}/strict/refused/index`);
          expectRefusals(came, refusals("index", MISSING));
        } finally {
          await poor.stop();
        }
      });
    });
  });
}

function expectRefusals(came, expected) {
  assert.deepEqual(Object.keys(came).sort(), Object.keys(expected).sort());
  for (const [way, pattern] of Object.entries(expected)) {
    const { name, code, message, retryable } = came[way];
    assert.deepEqual({ way, name, code, retryable }, { way, name: "NotInitializedError", code: "not_initialized", retryable: false });
    assert.match(message, pattern, way);
  }
}
