// Unusual hosts: test runners run tests in realms of their own and remove globals, old hosts lack newer globals, and a stand-in for
// fetch returns less than a Response.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import vm from "node:vm";
import { runProgram } from "../support/program.mjs";
import { tokenward, TokenManager } from "../support/tokenward.mjs";
import { startWorker } from "../support/workerd.mjs";

const json = JSON.stringify({ access_token: "at", token_type: "Bearer", expires_in: 60 });
const MEBIBYTE = 2 ** 20;

/** The outcome of `getToken` with this answer of a token endpoint. */
async function tokenFrom(answer) {
  const manager = await TokenManager.create({
    fetch: async () => answer,
    providers: { api: { grant: "client_credentials", tokenEndpoint: "https://id.test/token", clientId: "c", clientSecret: "s", retryPolicy: { maxAttempts: 1 } } },
  });
  const outcome = await manager.getToken().catch((error) => error);
  await manager.close();
  return outcome;
}

const streamOf = (...chunks) => new ReadableStream({ start: (controller) => (chunks.forEach((chunk) => controller.enqueue(chunk)), controller.close()) });
const foreign = (text) => vm.runInNewContext("Uint8Array").from(Buffer.from(text));

test("bytes of another realm are bytes", async () => {
  const body = streamOf(foreign(json.slice(0, 9)), Buffer.from(json.slice(9)));
  assert.ok(!(foreign("") instanceof Uint8Array));
  assert.equal(await tokenFrom({ status: 200, headers: new Headers(), body }), "at");
});

for (const [what, read] of Object.entries({ "text()": { text: async () => json }, "json()": { json: async () => JSON.parse(json) } })) {
  test(`an answer without a body to stream is read by ${what}`, async () => {
    for (const headers of [new Headers(), { "retry-after": "1" }, undefined]) {
      assert.equal(await tokenFrom({ status: 200, headers, ...read }), "at");
    }
  });
}

test("a plain object of headers is read as such", async () => {
  const error = await tokenFrom({ status: 503, headers: { "retry-after": "7" }, text: async () => "" });
  assert.equal(error.retryAfterMs, 7_000);
});

test("text and JSON that come at once are bounded as a stream is", async () => {
  const long = "x".repeat(MEBIBYTE + 1);
  for (const read of [{ text: async () => long }, { json: async () => long }]) {
    const error = await tokenFrom({ status: 200, ...read });
    assert.deepEqual([error.name, error.code], ["TokenAcquisitionError", "invalid_response"]);
    assert.match(error.message, /MiB|mebibyte|large/i);
  }
});

test("a stand-in for an API's response is passed on: without a URL, with plain headers or none, with a body of another kind", async () => {
  const challenge = 'Bearer error="invalid_token"';
  for (const [what, headers] of [["Headers", new Headers({ "www-authenticate": challenge })], ["a plain object", { "www-authenticate": challenge }], ["none", undefined]]) {
    const sent = [];
    const manager = await TokenManager.create({
      fetch: async (url, { headers: given }) => {
        sent.push(given.get("authorization"));
        return { status: sent.length === 1 ? 401 : 200, headers, body: { pipe() {} } };
      },
      providers: { api: { grant: "custom", acquire: () => ({ accessToken: `at-${sent.length}`, expiresIn: 60 }), allowedOrigins: ["https://api.test"] } },
    });
    assert.equal((await manager.fetch("https://api.test/items")).status, 200, what);
    assert.deepEqual(sent, ["Bearer at-0", "Bearer at-1"], what);
    await manager.close();
  }
});

test("a result that is not a response is reported as the cause", async () => {
  assert.match(String((await tokenFrom({ json: async () => ({}) })).cause), /no status/);
  assert.match(String((await tokenFrom({ status: 200, body: streamOf("text") })).cause), /not a Uint8Array/);
});

test("a verifier reads key sets that come as text or JSON alone", async (t) => {
  const { publicKey, privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const keys = { keys: [{ ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "k", alg: "ES256" }] };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part({ alg: "ES256", kid: "k" })}.${part({ iss: "https://id.test", aud: "api", sub: "u", exp: Date.now() / 1000 + 60 })}`;
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, Buffer.from(input));
  const token = `${input}.${Buffer.from(signature).toString("base64url")}`;
  for (const read of [{ text: async () => JSON.stringify(keys) }, { json: async () => keys }]) {
    await t.test(Object.keys(read)[0], async () => {
      const verifier = tokenward.createVerifier({ issuer: "https://id.test", audience: "api", jwksUri: "https://id.test/keys", fetch: async () => ({ status: 200, ...read }) });
      assert.equal((await verifier.verify(token)).claims.sub, "u");
    });
  }
});

/** Runs a program that ends with a token, after its globals were changed. */
async function program(t, before, { entry = "tokenward", source = "undefined" } = {}) {
  const { output, errors } = await runProgram(t, `
    import vm from "node:vm";
    import { readFileSync } from "node:fs";
    ${before}
    const { TokenManager, init } = await import("${entry}");
    await init(${source});
    const { scriptedTokenEndpoint } = await import("tokenward/testing");
    const server = scriptedTokenEndpoint();
    const manager = await TokenManager.create({ fetch: server.fetch, providers: { "früh": { grant: "client_credentials", issuer: server.issuer, clientId: "c", clientSecret: "s" } } });
    console.log(await manager.getToken("früh"), manager.listProviders());`);
  assert.equal(output, "access-1 [ 'früh' ]\n", errors);
}

// Node's own classes depend on each other.
const without = (...names) => names.map((name) => `delete globalThis.${name};`).join(" ");

test("importing and using it needs neither TextEncoder nor TextDecoder", (t) => program(t, without("TextEncoder", "TextDecoder", "Response", "Request", "Headers")));

test("the test kit needs neither Response, Headers nor ReadableStream", (t) =>
  program(t, without("Response", "Request", "Headers", "ReadableStream")));

test("a queueMicrotask that never runs its callbacks blocks nothing", (t) => program(t, "globalThis.queueMicrotask = () => {};"));

test("init takes a WebAssembly.Module of another realm", async (t) => {
  const wasm = JSON.stringify(new URL("../../pkg/wasm/tokenward_bg.wasm", import.meta.url).pathname);
  await readFile(JSON.parse(wasm));
  const source = `new (vm.runInNewContext("WebAssembly.Module"))(readFileSync(${wasm}))`;
  await program(t, "", { entry: "tokenward/web", source });
});

test("a callback URL may be a URL of another realm", async () => {
  const manager = await TokenManager.create();
  const url = Object.create(null, { [Symbol.toStringTag]: { value: "URL" }, toString: { value: () => "https://app.test/?state=s&code=c" } });
  await assert.rejects(manager.finishLogin(url), { name: "LoginError" });
  await assert.rejects(manager.finishLogin({}), { name: "InvalidConfigurationError" });
  await manager.close();
});

for (const [compatibilityDate, navigator] of [["2022-03-20", "undefined"], ["2022-03-21", "object"]]) {
  test(`a Worker of ${compatibilityDate}, with ${navigator} as its navigator, is not mistaken for a page`, async (t) => {
    const worker = await startWorker(t, "kind", { compatibilityDate });
    assert.deepEqual(await worker.get("/"), { navigator, background: false, token: "t" });
  });
}
