// The recipes of docs/recipes: their own code compiles, and runs against oidc-provider and an API that verifies its tokens.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { gql } from "@apollo/client";
import { decodeJwt } from "jose";
import { answer } from "../support/answers.mjs";
import { APP, REDIRECT_URI, startAuthorizationServer } from "../support/authorization-server.mjs";
import { newBrowser } from "../support/browser.mjs";
import { closeAfter } from "../support/cleanup.mjs";
import { startDpopResource } from "../support/dpop-resource.mjs";
import { startTokenServer } from "../support/token-server.mjs";
import { within } from "../support/wait.mjs";
import { AUDIENCE, startApi } from "./recipes/api.mjs";
import { complaintsOfAll, openWorkshop, recipeFiles, recipeNames } from "./recipes/workshop.mjs";
import { browser } from "./support/browser.mjs";

const LIMIT_MS = 10_000;
const SCHEME = "com.example.app";
const features = {
  dPoP: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: () => AUDIENCE,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({ audience: AUDIENCE, scope: "", accessTokenFormat: "jwt" }),
  },
};

test("no recipe has more than 15 lines", async () => {
  const lines = [...(await recipeFiles()).values()].filter(({ document }) => !document.endsWith("README.md")).map(({ document, code }) => [document, code.trimEnd().split("\n").length]);
  assert.deepEqual(lines.filter(([, count]) => count > 15), []);
});

test("every block of the recipes compiles under strict", async (t) => {
  assert.equal(await complaintsOfAll(t), "");
});

test("the index has every recipe, and both READMEs name the index", async () => {
  const text = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
  const named = [...(await text("docs/recipes/README.md")).matchAll(/\]\(([\w-]+)\.md\)/g)].map(([, name]) => name);
  assert.deepEqual(named.sort(), (await recipeNames()).sort());
  for (const document of ["README.md", "pkg-template/README.md"]) assert.ok((await text(document)).includes("docs/recipes"), document);
});

describe("recipes that run", () => {
  const endings = [];
  const whole = { after: (end) => endings.push(end) };
  after(async () => {
    while (endings.length > 0) await endings.pop()();
  });
  let server, api, foreign, workshop;
  before(async () => {
    server = await startAuthorizationServer(whole, { features, alwaysRenewable: true, redirectUris: [REDIRECT_URI, `${SCHEME}:/callback`] });
    [api, foreign] = await Promise.all([startApi(whole, server), startApi(whole, server)]);
    workshop = await openWorkshop(whole, { issuer: server.issuer, api: api.origin, ...APP });
  });

  /** Signs a user in on the server's pages; returns the callback's address. */
  async function visitorOf(url) {
    const visitor = newBrowser();
    const { left } = await visitor.signIn(await visitor.visit(url));
    assert.ok(left, "the login ends with a redirect");
    return left;
  }

  /** The exports of a recipe, and its manager with a signed-in user. */
  async function signedIn(t, recipe, from = workshop) {
    const exports = await from.imported(`export * from "./${recipe}"; export { manager } from "./manager";`);
    const { manager } = exports;
    closeAfter(t, () => manager.close());
    await manager.finishLogin(await visitorOf((await manager.startLogin()).url));
    [api, foreign].forEach((it) => it.take());
    return exports;
  }

  /** The number of renewals while `act` ran. */
  async function renewalsDuring(act) {
    const earlier = server.granted.length;
    await act();
    return server.granted.slice(earlier).filter((grant) => grant === "refresh_token").length;
  }

  /** True if an error is, or was caused by, the manager's refusal to send a token to an origin. */
  const isRefusal = (error) => error?.code === "origin_not_allowed" || (error?.cause !== undefined && isRefusal(error.cause));

  async function isAbortedOnTheWay(slow) {
    const { held } = api;
    const controller = new AbortController();
    const outcome = slow(controller.signal).then(() => "answered", () => "ended");
    const { ended } = await within(LIMIT_MS, held.promise, "the request");
    controller.abort();
    await within(LIMIT_MS, ended, "the connection");
    return (await within(LIMIT_MS, outcome, "the call")) === "ended";
  }

  const LIST = ["first", "second"];
  const namesOf = (items) => items.map(({ name }) => name);
  const GRAPHQL = { items: "{ items { name } }", add: "mutation Add($name: String!) { add(name: $name) { name } }", slow: "{ slow { name } }" };
  const failsLoudly = ({ data, error }) => {
    if (error) throw error.networkError ?? error;
    return data;
  };

  /** The requests of each library: a list, a new item, a request without an answer, and a request to another origin. */
  const CLIENTS = {
    axios: ({ api }) => ({
      list: async () => (await api.get("/items")).data,
      add: async (item) => (await api.post("/items", item)).data,
      slow: (signal) => api.get("/slow", { signal }),
      elsewhere: (url) => api.get(url),
    }),
    ky: ({ api }) => ({
      list: () => api.get("items").json(),
      add: (json) => api.post("items", { json }).json(),
      slow: (signal) => api.get("slow", { signal }),
      elsewhere: (url) => api.get(url),
    }),
    ofetch: ({ api }) => ({
      list: () => api("/items"),
      add: (body) => api("/items", { method: "POST", body }),
      slow: (signal) => api("/slow", { signal }),
      elsewhere: (url) => api(url),
    }),
    apollo: ({ client }, gql) => ({
      list: async () => (await client.query({ query: gql(GRAPHQL.items) })).data.items,
      add: async (variables) => (await client.mutate({ mutation: gql(GRAPHQL.add), variables })).data.add,
      slow: (signal) => client.query({ query: gql(GRAPHQL.slow), context: { fetchOptions: { signal } } }),
      elsewhere: (uri) => client.query({ query: gql(GRAPHQL.items), fetchPolicy: "network-only", context: { uri } }),
      kept: () => client.readQuery({ query: gql(GRAPHQL.items) })?.items,
    }),
    urql: ({ client }) => ({
      list: async () => failsLoudly(await client.query(GRAPHQL.items, {})).items,
      add: async (variables) => failsLoudly(await client.mutation(GRAPHQL.add, variables)).add,
      // urql ends a request when its result has no listener.
      slow: (signal) =>
        new Promise((_, reject) => {
          const { unsubscribe } = client.query(GRAPHQL.slow, {}).subscribe(() => {});
          signal.addEventListener("abort", () => reject(unsubscribe()));
        }),
      elsewhere: async (url) => failsLoudly(await client.query(GRAPHQL.items, {}, { url, requestPolicy: "network-only" })),
    }),
  };

  for (const [recipe, use] of Object.entries(CLIENTS)) {
    test(`${recipe}: the token goes along, is renewed once after a 401, and goes to no other origin`, async (t) => {
      const { manager, ...exports } = await signedIn(t, recipe);
      const client = use(exports, gql);
      assert.deepEqual(namesOf(await client.list()), LIST);
      const [{ status, authorization }] = api.take();
      assert.deepEqual([status, authorization.startsWith("Bearer ey")], [200, true]);

      api.revoke(authorization);
      const renewals = await renewalsDuring(async () => assert.equal((await client.add({ name: "third" })).name, "third"));
      const [refused, repeated, ...more] = api.take();
      assert.deepEqual([renewals, refused.status, repeated.body, more], [1, 401, refused.body, []]);
      assert.match(repeated.body, /third/);
      assert.notEqual(repeated.authorization, authorization);

      assert.ok(await isAbortedOnTheWay(client.slow));
      await assert.rejects(client.elsewhere(`${foreign.origin}/items`), isRefusal);
      assert.deepEqual(foreign.take(), []);

      if (client.kept === undefined) return;
      assert.deepEqual(namesOf(client.kept()), LIST);
      const signedOut = new Promise((resolve) => manager.on("signedOut", resolve));
      await manager.clear();
      await within(LIMIT_MS, signedOut, "signedOut");
      assert.equal(client.kept(), undefined);
    });
  }

  test("with DPoP, the request of every library has a proof, and is repeated with the nonce that the API wants", async (t) => {
    const nonce = "the-nonce";
    const resource = await startDpopResource(t, { keyOf: (token) => decodeJwt(token).cnf?.jkt, nonce: () => nonce });
    const bound = await openWorkshop(t, { issuer: server.issuer, api: resource.origin, ...APP, dpop: true });
    for (const [recipe, use] of Object.entries(CLIENTS)) {
      const client = use(await signedIn(t, recipe, bound), gql);
      await client.add({ name: "third" }).catch(() => {}); // GraphQL's clients don't understand the answer
      const [first, second, ...more] = resource.hits.splice(0);
      assert.deepEqual([first.refused, second.refused, second.claims?.nonce, second.body, more], ["nonce is undefined", undefined, nonce, first.body, []], recipe);
    }
  });

  test("tanstack-query: the token is renewed once after a 401, a cancelled query ends the request, and nothing is left after a logout", async (t) => {
    const { manager, items, queryClient } = await signedIn(t, "tanstack-query");
    closeAfter(t, () => queryClient.clear());
    const ask = () => queryClient.fetchQuery({ ...items, retry: queryClient.getDefaultOptions().queries.retry });
    api.revoke((await manager.getAuthHeaders()).Authorization);
    assert.equal(await renewalsDuring(async () => assert.deepEqual(namesOf(await ask()), LIST)), 1);
    assert.deepEqual(api.take().map(({ status }) => status), [401, 200]);
    assert.deepEqual(namesOf(queryClient.getQueryData(items.queryKey)), LIST);

    const { promise: held } = api.held;
    const slow = queryClient.fetchQuery({ queryKey: ["slow"], queryFn: ({ signal }) => manager.fetch(`${api.origin}/slow`, { signal }) });
    const { ended } = await within(LIMIT_MS, held, "the request");
    await queryClient.cancelQueries({ queryKey: ["slow"] });
    await assert.rejects(slow);
    await within(LIMIT_MS, ended, "the connection");

    const signedOut = new Promise((resolve) => manager.on("signedOut", resolve));
    await manager.clear();
    await within(LIMIT_MS, signedOut, "signedOut");
    assert.equal(queryClient.getQueryData(items.queryKey), undefined);
    // Waiting does not bring a user back: it fails without another try.
    await assert.rejects(ask(), (error) => error.retryable === false);
    assert.equal(queryClient.getQueryState(items.queryKey).fetchFailureCount, 1);
  });

  test("cli: a user signs in by a loopback redirect to a port that the system chose, and the program ends with the API's answer", async (t) => {
    const path = await workshop.program('import "./cli";');
    const child = spawn(process.execPath, [path], { stdio: ["ignore", "pipe", "pipe"] });
    closeAfter(t, () => void child.kill("SIGKILL"));
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
    const lines = [];
    const reader = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    await within(LIMIT_MS, Promise.race([once(reader, "line"), once(child, "exit")]), "the program's first line");
    const callback = await visitorOf(/ (http\S+)$/.exec(lines[0])?.[1] ?? assert.fail(errors));
    assert.match(callback, /^http:\/\/127\.0\.0\.1:\d+\/callback\?/);
    await fetch(new URL("/favicon.ico", callback)); // is no callback
    // A connection that a browser opened in advance must not keep the program alive.
    const silent = connect(Number(new URL(callback).port), "127.0.0.1").on("error", () => {});
    closeAfter(t, () => void silent.destroy());
    await once(silent, "connect");
    assert.equal(await (await fetch(callback)).text(), "Go back to the terminal.");
    const [code] = child.exitCode === null ? await within(LIMIT_MS, once(child, "close"), "the program's end") : [child.exitCode];
    assert.deepEqual([code, errors, JSON.parse(lines[1])], [0, "", [{ name: "first" }, { name: "second" }]]);
  });

  test("electron: without its shell, the URL of the custom scheme that either event hands in ends the login", async (t) => {
    const alias = { electron: new URL("recipes/electron-shell.mjs", import.meta.url).pathname };
    const { manager, signIn, app, addresses, schemes } = await workshop.imported('export * from "./electron"; export * from "./native"; export * from "electron";', alias);
    closeAfter(t, () => manager.close());
    assert.deepEqual(schemes, [SCHEME]);
    const hands = [
      (url) => app.emit("open-url", { preventDefault() {} }, url),
      (url) => app.emit("second-instance", {}, ["/opt/app", "--flag", url]),
    ];
    for (const hand of hands) {
      await signIn();
      const back = await visitorOf(addresses.pop());
      assert.ok(back.startsWith(`${SCHEME}:/callback?`));
      const signed = new Promise((resolve) => manager.on("signedIn", resolve));
      hand(back);
      assert.equal((await within(LIMIT_MS, signed, "signedIn")).user.id, "ada");
      api.take();
      assert.deepEqual(namesOf(await (await manager.fetch(`${api.origin}/items`)).json()), LIST);
      await manager.clear();
    }
    app.emit("second-instance", {}, ["/opt/app"]); // started without a URL
  });

  describe("in Chromium", () => {
    let chromium;
    before(async () => void (chromium = await browser(whole)));

    /** A page of its own origin, with the script at every path of `paths`. */
    async function open(t, contents, { paths = ["/"], scripts = {} } = {}) {
      const site = await startTokenServer(t);
      const serve = (type, body) => answer({ headers: { "content-type": type }, body });
      const html = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Recipe</title><div id="root"></div><script type="module" src="/main.js"></script>';
      for (const path of paths) site.route(path, serve("text/html", html));
      site.route("/main.js", serve("text/javascript", await workshop.script(contents)));
      for (const [path, source] of Object.entries(scripts)) site.route(path, serve("text/javascript", source));
      const context = await chromium.newContext();
      closeAfter(t, () => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(LIMIT_MS);
      /** Addresses of logins in any window. */
      const authorizations = [];
      context.on("request", (request) => request.url().startsWith(`${server.issuer}/auth?`) && authorizations.push(request.url()));
      const problems = [];
      page.on("pageerror", (error) => problems.push(String(error)));
      closeAfter(t, () => assert.deepEqual(problems, []));
      await page.goto(site.origin + paths[0]);
      api.take();
      return { page, origin: site.origin, authorizations };
    }

    /** Fills in the server's forms until the server redirects to the callback. */
    async function fillIn(page) {
      await page.waitForURL(`${server.issuer}/**`);
      while (page.url().startsWith(server.issuer)) {
        if ((await page.locator('input[name="login"]').count()) > 0) {
          await page.fill('input[name="login"]', "ada");
          await page.fill('input[name="password"]', "any");
        }
        await page.click('button[type="submit"]');
      }
    }

    test("react-router: a loader sends a stranger to the login, which comes back to the address, and the callback leaves no trace", async (t) => {
      const main = `
        import { createRoot } from "react-dom/client";
        import { RouterProvider } from "react-router/dom";
        import { router } from "./react-router";
        import { manager } from "./manager";
        Object.assign(window, { manager, router });
        createRoot(document.getElementById("root")!).render(<RouterProvider router={router} />);`;
      const { page, origin } = await open(t, main, { paths: ["/items", "/callback"] });
      await fillIn(page);
      await page.getByText("second").waitFor();
      assert.deepEqual([page.url(), api.take().map(({ status }) => status)], [`${origin}/items`, [200]]);

      api.revoke(await page.evaluate(async () => (await window.manager.getAuthHeaders()).Authorization));
      assert.equal(await renewalsDuring(() => page.evaluate(() => window.router.revalidate())), 1);
      assert.deepEqual(api.take().map(({ status }) => status), [401, 200]);
      await page.getByText("first").waitFor();
    });

    test("service-worker: the page's own requests to the API have the token, also the repeated one after a 401, and no others have", async (t) => {
      const main = 'import { manager } from "./manager"; Object.assign(window, { manager });';
      const { page, origin } = await open(t, main, { paths: ["/", "/callback"], scripts: { "/sw.js": await workshop.script('import "./sw";', "iife") } });
      await page.waitForFunction(() => window.manager);
      await page.evaluate(async () => {
        const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
        await navigator.serviceWorker.register("/sw.js");
        await controlled;
      });
      const status = (url, init) => page.evaluate(async ([url, init]) => (await fetch(url, init)).status, [url, init]);
      assert.equal(await status(`${api.origin}/items`), 401);
      assert.equal(api.take()[0].authorization, undefined);

      const back = await visitorOf(await page.evaluate(async () => (await window.manager.startLogin()).url));
      await page.evaluate((url) => window.manager.finishLogin(url), back);
      assert.equal(await status(`${api.origin}/items`), 200);
      const [{ authorization }] = api.take();
      api.revoke(authorization);
      const post = { method: "POST", body: JSON.stringify({ name: "third" }) };
      assert.equal(await renewalsDuring(async () => assert.equal(await status(`${api.origin}/items`, post), 201)), 1);
      assert.deepEqual(api.take().map(({ status, body }) => [status, body]), [[401, post.body], [201, post.body]]);

      assert.equal(await status(`${foreign.origin}/items`), 401);
      assert.equal(foreign.take()[0].authorization, undefined);
      // A header cannot be added to an image's request.
      await page.evaluate((url) => new Promise((resolve) => (Object.assign(new Image(), { src: url }).onerror = resolve)), `${api.origin}/items`);
      assert.equal(api.take()[0].authorization, undefined);
      assert.equal(new URL(page.url()).origin, origin);
    });

    test("capacitor: on the plugins' web side, the URL of the custom scheme that is handed in by hand ends the login", async (t) => {
      const main = `
        import { App } from "@capacitor/app";
        import { signIn } from "./capacitor";
        import { manager } from "./manager";
        Object.assign(window, { App, signIn, manager });`;
      const { page, authorizations } = await open(t, main);
      await page.waitForFunction(() => window.signIn);
      const [popup] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => window.signIn())]);
      const closed = popup.waitForEvent("close");
      const back = await visitorOf(authorizations.at(-1));
      const hand = (url) => page.evaluate((url) => window.App.notifyListeners("appUrlOpen", { url }), url);
      await hand("https://app.example.com/another-link");
      const signed = page.evaluate(() => new Promise((resolve) => window.manager.on("signedIn", ({ user }) => resolve(user.id))));
      await hand(back);
      assert.equal(await signed, "ada");
      await closed;
      const names = await page.evaluate(async (url) => (await (await window.manager.fetch(url)).json()).map(({ name }) => name), `${api.origin}/items`);
      assert.deepEqual(names, LIST);
    });
  });
});
