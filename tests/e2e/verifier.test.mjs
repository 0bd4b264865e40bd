// `createVerifier` in pages and service workers: Chromium's own WebCrypto and fetch, with the served package.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { answer } from "../support/answers.mjs";
import { AUDIENCE, jwk, sign, startIssuer } from "../support/resource-server.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { isStrict, TEXTS } from "../support/base64url.mjs";
import { launchChromium } from "./chromium.mjs";

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"];
const CORS = { "access-control-allow-origin": "*" };
const PAGES = {
  "/": '<!doctype html><title>verifier</title><script type="module" src="/page.js"></script>',
  "/page.js": `
    import { createVerifier } from "/pkg/index.js";
    const verifiers = new Map();
    import { bytesOf } from "/pkg/base64url.js";
    export async function verify(options, token) {
      if (options === "base64url") return token.map((text) => bytesOf(text) !== undefined);
      const name = JSON.stringify(options);
      if (!verifiers.has(name)) verifiers.set(name, createVerifier(options));
      try {
        return { claims: (await verifiers.get(name).verify(token)).claims };
      } catch (error) {
        return { name: error.name, message: error.message, status: verifiers.get(name).challenge(error).status };
      }
    }
    if (globalThis.document) globalThis.verify = verify;`,
  "/service-worker.js": `
    import { verify } from "/page.js";
    self.addEventListener("install", () => self.skipWaiting());
    self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
    self.addEventListener("message", ({ data, ports: [port] }) => verify(...data).then((found) => port.postMessage(found)));`,
};

describe("createVerifier in Chromium", { timeout: 120_000 }, () => {
  let browser;
  let site;
  before(async () => {
    browser = await launchChromium();
    site = await startSite();
  });
  after(async () => {
    await browser?.close();
    site?.close();
  });

  for (const [where, open] of [["a page", inPage], ["a service worker", inServiceWorker]]) {
    it(`verifies in ${where}, by an issuer's keys on another origin`, async (t) => {
      const issuer = await startIssuer(t, await Promise.all(ALGORITHMS.map((alg) => jwk(alg, alg))), CORS);
      const verify = await open(t, browser, site);
      const options = { issuer: issuer.url, audience: AUDIENCE, algorithms: ALGORITHMS };
      for (const alg of ALGORITHMS) {
        const token = await sign(issuer.url, {}, { alg, kid: alg });
        for (let i = 0; i < 2; i++) assert.equal((await verify(options, token)).claims?.sub, "user-1", alg);
        const [header, payload, signature] = token.split(".");
        const forged = `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
        assert.match((await verify(options, forged)).message, /signature is wrong/);
        assert.match((await verify(options, `${token.slice(0, -1)}=`)).message, /signature/);
      }
      const expired = await verify(options, await sign(issuer.url, { exp: 1 }, { kid: "RS256" }));
      assert.deepEqual([expired.name, expired.status], ["InvalidTokenError", 401]);
      assert.equal(issuer.keySetRequests, 1);
    });

    it(`takes an RSA key with zeros before its numbers in ${where}, which Chromium itself refuses`, async (t) => {
      const { n, e, ...members } = await jwk("RS256", "1");
      const padded = (number) => Buffer.concat([Buffer.alloc(1), Buffer.from(number, "base64url")]).toString("base64url");
      const issuer = await startIssuer(t, [{ ...members, n: padded(n), e: padded(e) }], CORS);
      const verify = await open(t, browser, site);
      assert.equal((await verify({ issuer: issuer.url, audience: AUDIENCE }, await sign(issuer.url))).claims?.sub, "user-1");
    });

    it(`reads base64url in ${where} as strictly as the core`, async (t) => {
      const verify = await open(t, browser, site);
      assert.deepEqual(await verify("base64url", TEXTS), TEXTS.map(isStrict));
    });

    it(`asks about opaque tokens in ${where}, where the server lets it`, async (t) => {
      const server = await startTokenServer(t);
      const tells = (body) => server.route("/introspect", answer({ headers: CORS, body }));
      tells({ active: true, sub: "user-1", token_type: "Bearer" });
      const verify = await open(t, browser, site);
      const introspection = { endpoint: `${server.origin}/introspect`, clientId: "api", clientSecret: "s", clientAuth: "client_secret_post" };
      const options = { issuer: server.origin, audience: AUDIENCE, introspection };
      assert.deepEqual(await verify(options, "opaque"), { claims: { sub: "user-1", token_type: "Bearer" } });
      tells({ active: false });
      assert.match((await verify(options, "opaque")).message, /not active/);
    });
  }
});

async function inPage(t, browser, { url }) {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.goto(url);
  await page.waitForFunction("globalThis.verify");
  return (...given) => page.evaluate((given) => globalThis.verify(...given), given);
}

async function inServiceWorker(t, browser, { url }) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/service-worker.js", { type: "module" });
    await navigator.serviceWorker.ready;
  });
  const ask = (given) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      navigator.serviceWorker.ready.then(({ active }) => active.postMessage(given, [port2]));
    });
  return (...given) => page.evaluate(ask, given);
}

/** The pages above, and the built package at /pkg/. */
async function startSite() {
  const root = new URL("../../", import.meta.url);
  const server = createServer(async ({ url }, response) => {
    const type = url.endsWith(".js") ? "text/javascript" : url.endsWith(".wasm") ? "application/wasm" : "text/html";
    const body = PAGES[url] ?? (/^\/pkg\/[\w./-]+$/.test(url) ? await readFile(new URL(`.${url}`, root)).catch(() => undefined) : undefined);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": type });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () => server.close(server.closeAllConnections()),
  };
}
