// Redirects never take the token to another origin, whatever the host's own fetch would do.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { browser } from "../packaging/support/browser.mjs";
import { bun, deno } from "../packaging/support/runtimes.mjs";
import { staticServer } from "../packaging/support/servers.mjs";
import { rejection } from "../support/expect.mjs";
import { redirectScenario } from "../support/redirect-scenario.mjs";
import { arrived, expectedHits, expectedOutcome, startRedirects } from "../support/redirects.mjs";
import { createWith, TokenManager } from "../support/tokenward.mjs";
import { COMPATIBILITY_DATES, startWorker } from "../support/workerd.mjs";

function assertScenario(redirects, outcome, raw) {
  assert.deepEqual(outcome, expectedOutcome);
  for (const [name, hits] of Object.entries(expectedHits)) assert.deepEqual(arrived(redirects, name), hits, name);
  assert.equal(redirects.of("raw")[0].authorization, raw);
}

test("Node leaves the token out by itself", async (t) => {
  const redirects = await startRedirects(t);
  assertScenario(redirects, await redirectScenario({ TokenManager, ...redirects }), null);
});

test("with a fetch of the user's own, redirects are followed by hand", async (t) => {
  const redirects = await startRedirects(t);
  const seen = new Set();
  const own = (input, init) => {
    if (init.redirect) seen.add(init.redirect);
    return fetch(input, init);
  };
  assertScenario(redirects, await redirectScenario({ TokenManager, ...redirects, fetch: own }), null);
  assert.deepEqual([...seen], ["manual"]);
});

for (const [name, program, args] of [["Deno", deno, ["run", "-A", "--no-remote"]], ["Bun", bun, []]]) {
  test(`${name} leaves the token out by itself`, async (t) => {
    const redirects = await startRedirects(t);
    const folder = await mkdtemp(join(tmpdir(), "tokenward-redirects-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const main = join(folder, "main.mjs");
    const path = (name) => JSON.stringify(new URL(name, import.meta.url).href);
    await writeFile(main, `
      import { TokenManager } from ${path("../../pkg/index.js")};
      import { redirectScenario } from ${path("../support/redirect-scenario.mjs")};
      console.log(JSON.stringify(await redirectScenario({ TokenManager, here: ${JSON.stringify(redirects.here)}, there: ${JSON.stringify(redirects.there)} })));
    `);
    const env = { ...process.env, DENO_DIR: join(folder, ".deno"), DENO_NO_UPDATE_CHECK: "1" };
    const output = await new Promise((resolve, reject) => {
      execFile(program(), [...args, main], { cwd: folder, env, timeout: 30_000 }, (error, stdout, stderr) => (error ? reject(new Error(stderr, { cause: error })) : resolve(stdout)));
    });
    assertScenario(redirects, JSON.parse(output), null);
  });
}

for (const compatibilityDate of [...COMPATIBILITY_DATES, "2025-08-31", "2025-09-01"]) {
  const keeps = compatibilityDate < "2025-09-01";
  for (const path of ["/", "/own"]) {
    test(`workerd ${compatibilityDate}${path === "/own" ? ", with a fetch of the user's own" : ""}: ${keeps ? "its fetch would keep the token, so redirects are followed by hand" : "it leaves the token out by itself"}`, async (t) => {
      const redirects = await startRedirects(t);
      const worker = await startWorker(t, "redirects", { compatibilityDate, bindings: { HERE: redirects.here, THERE: redirects.there } });
      assertScenario(redirects, await worker.get(path), keeps ? "Bearer raw" : null);
    });
  }
}

for (const own of [false, true]) {
  test(`Chromium leaves the token out by itself${own ? ", with a fetch of the user's own" : ""}`, async (t) => {
    const redirects = await startRedirects(t);
    const { origin } = await staticServer(t, fileURLToPath(new URL("../../", import.meta.url)));
    const page = await (await browser(t)).newPage();
    await page.goto(`${origin}/tests/support/page.html`);
    const outcome = await page.evaluate(
      async ({ own, ...origins }) => {
        const { TokenManager } = await import("/pkg/index.js");
        const { redirectScenario } = await import("/tests/support/redirect-scenario.mjs");
        return redirectScenario({ TokenManager, ...origins, fetch: own ? (input, init) => fetch(input, init) : undefined });
      },
      { own, here: redirects.here, there: redirects.there },
    );
    assertScenario(redirects, outcome, null);
  });
}

// ─────────────── other effects of following by hand ───────────────

test("the caller's redirect mode is respected", async (t) => {
  for (const options of [{}, { fetch: (input, init) => fetch(input, init) }]) {
    const { redirects, manager, to } = await setUp(t, options);
    const manual = await manager.fetch(to("/end"), { redirect: "manual" });
    assert.deepEqual([manual.status, manual.headers.get("location")], [302, "/end"]);
    assert.equal((await manager.fetch(new Request(to("/end"), { redirect: "manual" }))).status, 302);
    assert.ok((await rejection(manager.fetch(to("/end"), { redirect: "error" }))) instanceof TypeError);
    assert.equal(redirects.hits.length, 0);
  }
});

test("after 20 redirects it gives up", async (t) => {
  let calls = 0;
  const { manager, redirects } = await setUp(t, {
    fetch: async () => {
      calls++;
      return new Response(null, { status: 302, headers: { location: "/again" } });
    },
  });
  const error = await rejection(manager.fetch(redirects.here));
  assert.ok(error instanceof TypeError);
  assert.match(error.message, /too many redirects/);
  assert.equal(calls, 21);
});

test("it goes only to http addresses, and a redirect without an address is an answer", async (t) => {
  let location = "data:text/plain,x";
  const { manager, redirects } = await setUp(t, { fetch: async () => new Response("here", { status: 302, headers: location ? { location } : {} }) });
  assert.ok((await rejection(manager.fetch(redirects.here))) instanceof TypeError);
  location = undefined;
  assert.equal(await (await manager.fetch(redirects.here)).text(), "here");
});

test("a stream is not sent on to where it was redirected, unless nothing is left of it", async (t) => {
  const { manager, redirects, to } = await setUp(t, { fetch: (input, init) => fetch(input, init) });
  const post = (status) => manager.fetch(to("/end", status), { method: "POST", headers: { "content-type": "text/plain" }, body: new Blob(["streamed"]).stream(), duplex: "half" });
  assert.ok((await rejection(post(307))) instanceof TypeError);
  assert.equal((await post(303)).status, 200);
  assert.deepEqual(redirects.hits.map(({ method, body, type }) => [method, body, type]), [["GET", "", null]]);
});

test("cookies that the caller set stay with their origin, other headers go along", async (t) => {
  const seen = [];
  const fetch = async (input, { headers }) => {
    seen.push(Object.fromEntries(new Headers(headers)));
    return seen.length === 1 ? new Response(null, { status: 307, headers: { location: "https://other.example/" } }) : new Response("end");
  };
  const { manager, redirects } = await setUp(t, { fetch });
  await manager.fetch(redirects.here, { headers: { cookie: "a=b", "proxy-authorization": "Basic x", accept: "text/plain" } });
  assert.deepEqual(Object.keys(seen[0]).sort(), ["accept", "authorization", "cookie", "proxy-authorization"]);
  assert.deepEqual(seen[1], { accept: "text/plain" });
});

test("a signal ends a chain of redirects", async (t) => {
  const controller = new AbortController();
  const own = async (input, init) => {
    const response = await fetch(input, init);
    controller.abort(new Error("enough"));
    return response;
  };
  const { manager, redirects, to } = await setUp(t, { fetch: own });
  assert.equal((await rejection(manager.fetch(new Request(to("/end"), { signal: controller.signal })))).message, "enough");
  assert.equal(redirects.hits.length, 0);
});

async function setUp(t, options) {
  const redirects = await startRedirects(t);
  const manager = await createWith(t, { grant: "static", token: "x", allowedOrigins: [redirects.here] }, options);
  return { redirects, manager, to: (location, status = 302) => `${redirects.here}/?status=${status}&to=${encodeURIComponent(location)}` };
}
