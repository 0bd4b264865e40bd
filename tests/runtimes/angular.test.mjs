// "tokenward/angular" without a page, with the oldest supported Angular: requests of HttpClient with and without a token, and their
// outcomes. Angular's own fetch backend sends them.

import "@angular/compiler";

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Location } from "@angular/common";
import { HttpClient, HttpContext, provideHttpClient, withFetch, withInterceptors } from "@angular/common/http";
import { createEnvironmentInjector, Injector, provideZonelessChangeDetection, runInInjectionContext, ɵINJECTOR_SCOPE as SCOPE } from "@angular/core";
import { build } from "esbuild";
import { lastValueFrom, toArray } from "rxjs";
import { after, answer, drop } from "../support/answers.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { clientCredentials, createManager } from "../support/tokenward.mjs";
import { deferred, eventually } from "../support/wait.mjs";

// Angular is installed beside these tests, not beside the package.
const outfile = fileURLToPath(new URL("../e2e/output/angular-oldest.mjs", import.meta.url));
const entry = fileURLToPath(new URL("../../pkg/angular.js", import.meta.url));
await build({ entryPoints: [entry], outfile, bundle: true, format: "esm", platform: "node", external: ["@angular/*", "rxjs", "tokenward"], logLevel: "silent" });
const { authInterceptor, injectAuth, provideTokenward, REQUEST_TOKEN, requireLogin } = await import(outfile);

/** An application's injector. A window exists while the test runs, unless the application is on a server. */
function application(t, given, { onServer = false, handleCallback = false } = {}) {
  if (!onServer) {
    globalThis.window = {};
    closeAfter(t, () => void delete globalThis.window);
  }
  const providers = [
    { provide: SCOPE, useValue: "root" },
    provideZonelessChangeDetection(),
    provideHttpClient(withFetch(), withInterceptors([authInterceptor])),
    provideTokenward(given, { handleCallback }),
  ];
  const injector = createEnvironmentInjector(providers, Injector.NULL);
  closeAfter(t, () => injector.destroy());
  return injector;
}

test("a guard begins a login for a place that the user asks for, and not for the one in the address bar, fragment included", async (t) => {
  const provider = { grant: "authorization_code", issuer: "https://as.example", clientId: "app", redirectUri: "https://app.example/" };
  const manager = await createManager(t, { providers: { api: provider } });
  const begun = [];
  manager.login = async (_name, { appState }) => begun.push(appState.returnTo);
  const bar = { path: (withFragment) => (withFragment ? "/orders?page=1#top" : "/orders?page=1") };
  const injector = createEnvironmentInjector([{ provide: Location, useValue: bar }], application(t, manager));
  const inside = (work) => runInInjectionContext(injector, work);
  await inside(() => injectAuth()).logout({ navigate: false }); // Who signed out is led to a login only by asking.
  const guard = (url) => inside(() => requireLogin({ data: {} }, { url }));
  assert.equal(await guard("/orders?page=1#top"), false);
  assert.deepEqual(begun, []);
  assert.equal(await guard("/orders?page=2"), true);
  assert.deepEqual(begun, ["/orders?page=2"]);
});

/** A manager of two providers, each with an API at its own origin. */
async function setUp(t, more = {}) {
  const [tokens, orders, bills] = [await startTokenServer(t), await startTokenServer(t), await startTokenServer(t)];
  for (const api of [orders, bills]) api.route("/", answer({ body: { fine: true } }));
  const provider = (api) => clientCredentials(tokens, { allowedOrigins: [api.origin], ...more });
  const manager = await createManager(t, { providers: { orders: provider(orders), bills: provider(bills) } });
  const http = application(t, manager).get(HttpClient);
  const get = (url, token) => lastValueFrom(http.get(url, token && { context: new HttpContext().set(REQUEST_TOKEN, token) }));
  return { tokens, orders, bills, manager, http, get };
}
const sent = (api) => api.otherRequests.map(({ headers }) => headers.authorization);

test("a named provider's token goes out, to its allowed origins alone", async (t) => {
  const { orders, bills, manager, get } = await setUp(t);
  assert.deepEqual(await get(`${orders.origin}/`, { provider: "orders" }), { fine: true });
  assert.deepEqual(sent(orders), [`Bearer ${manager.peekToken("orders")}`]);
  await assert.rejects(get(`${bills.origin}/`, { provider: "orders" }), { code: "origin_not_allowed" });
  assert.deepEqual(sent(bills), []);
});

test("a request without a token gets none, and none is requested", async (t) => {
  const { tokens, orders, get } = await setUp(t);
  await get(`${orders.origin}/`, { provider: null });
  assert.deepEqual([sent(orders), tokens.requests.length], [[undefined], 0]);
});

test("without a name, the token is that of the only provider that allows the origin", async (t) => {
  const { orders, bills, manager, get } = await setUp(t);
  await get(`${bills.origin}/`);
  await get(`${orders.origin}/`);
  assert.deepEqual([sent(orders), sent(bills)], [[`Bearer ${manager.peekToken("orders")}`], [`Bearer ${manager.peekToken("bills")}`]]);
});

test("a request to an origin that no provider allows passes as it is", async (t) => {
  const { tokens, get } = await setUp(t);
  const stranger = await startTokenServer(t);
  stranger.route("/", answer({ body: { fine: true } }));
  assert.deepEqual(await get(`${stranger.origin}/`), { fine: true });
  assert.deepEqual([sent(stranger), tokens.requests.length], [[undefined], 0]);
});

test("a key-bound token goes out with a proof for this request", async (t) => {
  const { tokens, orders, get } = await setUp(t, { dpop: true });
  tokens.always({ send: (response) => answer({ body: { access_token: "bound", token_type: "DPoP", expires_in: 600 } }).send(response) });
  await get(`${orders.origin}/`, { provider: "orders" });
  const [{ headers }] = orders.otherRequests;
  const claims = JSON.parse(Buffer.from(headers.dpop.split(".")[1], "base64url"));
  assert.deepEqual([headers.authorization, claims.htm, claims.htu], ["DPoP bound", "GET", `${orders.origin}/`]);
});

test("a failure of the transport reaches the caller as Angular's own error", async (t) => {
  const { orders, get } = await setUp(t);
  orders.route("/", drop());
  await assert.rejects(get(`${orders.origin}/`, { provider: "orders" }), { name: "HttpErrorResponse", status: 0 });
});

test("events of progress are handed on in order", async (t) => {
  const { orders, http } = await setUp(t);
  const context = new HttpContext().set(REQUEST_TOKEN, { provider: "orders" });
  const events = await lastValueFrom(http.get(`${orders.origin}/`, { context, observe: "events", reportProgress: true }).pipe(toArray()));
  const types = events.map(({ type }) => type);
  assert.deepEqual([types[0], types.at(-1), types.length > 2], [0, 4, true]);
});

test("a request waits for the login that the page's address ends", async (t) => {
  const { orders, manager } = await setUp(t);
  await manager.setTokens("orders", { accessToken: "of-the-login", expiresIn: 600 });
  const callback = deferred();
  manager.handleCallback = () => callback.promise;
  const http = application(t, manager, { handleCallback: true }).get(HttpClient);
  const context = new HttpContext().set(REQUEST_TOKEN, { provider: "orders" });
  const answered = lastValueFrom(http.get(`${orders.origin}/`, { context }));
  const others = [undefined, undefined, undefined];
  for (const _ of others) await lastValueFrom(http.get(`${orders.origin}/`, { context: new HttpContext().set(REQUEST_TOKEN, { provider: null }) }));
  assert.deepEqual(sent(orders), others, "the later ones were not held back, the earlier one was");
  callback.resolve(undefined);
  await answered;
  assert.deepEqual(sent(orders), [...others, "Bearer of-the-login"]);
});

test("unsubscribing while the token is on its way sends nothing", async (t) => {
  const { tokens, orders, manager, http } = await setUp(t);
  const arrives = deferred();
  tokens.always(after(arrives.promise));
  const context = new HttpContext().set(REQUEST_TOKEN, { provider: "orders" });
  const subscription = http.get(`${orders.origin}/`, { context }).subscribe({ error: assert.fail });
  await eventually(() => tokens.requests.length === 1, "the token was asked for");
  subscription.unsubscribe();
  arrives.resolve();
  await manager.getToken("orders");
  assert.deepEqual(sent(orders), []);
});

test("without a manager requests go out as they are", async (t) => {
  const { orders } = await setUp(t);
  const http = application(t, Promise.reject(new Error("no WebAssembly"))).get(HttpClient);
  assert.deepEqual(await lastValueFrom(http.get(`${orders.origin}/`)), { fine: true });
  assert.deepEqual(sent(orders), [undefined]);
});

test("on a server requests go out as they are, and nothing is known of the user", async (t) => {
  const api = await startTokenServer(t);
  api.route("/", answer({ body: { fine: true } }));
  const untouched = new Proxy({}, { get: (_, name) => assert.fail(`asked for ${String(name)}`) });
  const injector = application(t, untouched, { onServer: true });
  assert.deepEqual(await lastValueFrom(injector.get(HttpClient).get(`${api.origin}/`)), { fine: true });
  assert.deepEqual(sent(api), [undefined]);
  const auth = runInInjectionContext(injector, () => injectAuth());
  assert.deepEqual([auth.status(), auth.user(), auth.error()], ["loading", undefined, undefined]);
});
