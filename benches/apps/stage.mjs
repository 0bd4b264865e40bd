// A real authorization server with an API, which serves a built application, and the user who visits it in Chromium.

import { APP, startAuthorizationServer } from "../../tests/support/authorization-server.mjs";
import { answer } from "../../tests/support/answers.mjs";
import { peerEndpoints } from "../peers/servers.mjs";
import { BASE, compress } from "./building.mjs";

const TYPES = { js: "text/javascript", wasm: "application/wasm", css: "text/css", html: "text/html" };

/** Non-standard features of the servers that a library was made for. */
const ISSUER_PATHS = { "auth0-spa-js": "/" };

/** Starts the server for the applications of one library. */
export async function startStage(bench, library) {
  const paths = new Map(peerEndpoints());
  paths.set("/seed", answer({ headers: { "content-type": "text/html" }, body: "<!doctype html><title>seed</title>" }));
  const server = await startAuthorizationServer(bench, { pages: paths, issuerPath: ISSUER_PATHS[library] });
  const origin = new URL(server.issuer).origin;
  paths.set("/api/items", {
    async send(response, request) {
      const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
      answer({ status: token && (await server.keyOf(token)) !== undefined ? 200 : 401, body: {} }).send(response);
    },
  });
  return {
    origin,
    issuer: server.issuer,
    renewals: () => server.granted.filter((grant) => grant === "refresh_token").length,

    /** Serves a built application from now on; its HTML sets `window.given`. */
    serve(files, given) {
      for (const [path, bytes] of files) {
        if (path !== "index.html") paths.set(BASE + path, file(bytes, path));
      }
      const html = file(Buffer.from(String(files.get("index.html")).replace("<head>", `<head><script>given=${JSON.stringify(given ?? null)}</script>`)), "index.html");
      for (const path of ["/", "/callback"]) paths.set(path, html);
    },

    /** A user's session, as a token response. */
    async newSession() {
      const form = new URLSearchParams({ grant_type: "refresh_token", client_id: APP.clientId, refresh_token: await server.newRefreshToken() });
      return (await fetch(`${origin}/token`, { method: "POST", body: form })).json();
    },
  };
}

/** Disables the cache: different pages have files of the same name. */
function file(bytes, path) {
  const headers = { "content-type": TYPES[path.split(".").pop()] ?? "application/octet-stream", "content-encoding": "br", "cache-control": "no-store" };
  const body = compress(bytes);
  return {
    send(response) {
      response.writeHead(200, { ...headers, "content-length": body.length });
      response.end(body);
    },
  };
}

/** The paths below `BASE` that a page requests from now on, each once. */
export function requestLog(page) {
  const paths = new Set();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith(BASE)) paths.add(pathname.slice(BASE.length));
  });
  return paths;
}

/** Opens the application and waits for its `result`; signs the user in if the server asks for it. */
export async function visit(page, origin) {
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${origin}/`);
  for (let step = 0; step < 20; step++) {
    const found = await Promise.race([
      page.waitForFunction(() => "result" in window, undefined, { timeout: 30_000 }).then(() => "result"),
      page.waitForSelector("form[action*='/interaction/']", { timeout: 30_000 }).then(() => "form"),
    ]).catch((error) => {
      if (/navigat|destroyed|context/i.test(error.message) && complaints.length === 0) return "moved";
      throw new Error(`the page came to nothing: ${complaints.join("; ") || page.url()}`, { cause: error });
    });
    if (found === "result") return page.evaluate(() => window.result);
    if (found === "moved") continue;
    for (const name of ["login", "password"]) {
      const input = page.locator(`input[name="${name}"]`);
      if (await input.count()) await input.fill("ada");
    }
    await Promise.all([page.waitForNavigation(), page.locator("button[type=submit]").click()]);
  }
  throw new Error(`the login leads nowhere: ${page.url()}`);
}

/** Puts a session into a new context's storage: by a login, or directly for a library that cannot log in here. */
export async function signIn(stage, context, library, loginApp) {
  const page = await context.newPage();
  if (loginApp) {
    stage.serve(loginApp);
    await visit(page, stage.origin);
  } else {
    await page.goto(`${stage.origin}/seed`);
    const session = await stage.newSession();
    await page.evaluate((session) => {
      const expires_at = Math.floor(Date.now() / 1000) + session.expires_in;
      localStorage.setItem("supabase-session", JSON.stringify({ ...session, expires_at, token_type: "bearer", user: { id: "user" } }));
    }, session);
  }
  await page.close();
}
