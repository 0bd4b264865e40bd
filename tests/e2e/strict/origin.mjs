// One origin with pages under a strict policy, the package, a token endpoint and an authorization server.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { authorizationServer } from "./authorization.mjs";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/** The policy of README.md, with everything else forbidden. */
export const STRICT = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** By the first part of a page's path. */
const POLICIES = {
  strict: STRICT,
  // Under Trusted Types a worker's address needs a policy, which this header allows.
  workers: STRICT.replace("trusted-types 'none'", "trusted-types workers"),
  "without-wasm": "default-src 'self'; script-src 'self'",
  "without-connect": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
};

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="/icon"><title>strict</title>
<script type="module" src="/strict/page.mjs"></script><body><div id="root"></div></body></html>`;

/** Returns the origin, the number of renewals, and a function that ends it. */
export async function startStrictOrigin() {
  const react = await reactScript();
  let tokenRequests = 0;
  let authorization;
  const server = createServer(async (request, response) => {
    if (authorization.answer(request, response)) return;
    const { pathname } = new URL(request.url, "http://localhost");
    const policy = POLICIES[pathname.split("/")[1]] ?? STRICT;
    const send = (type, body) => response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(body);
    if (pathname === "/token") {
      tokenRequests += 1;
      const body = { access_token: `token-${tokenRequests}`, token_type: "Bearer", expires_in: 600, refresh_token: `refresh-${tokenRequests}` };
      send("application/json", JSON.stringify(body));
    } else if (pathname === "/icon") response.writeHead(204).end();
    else if (pathname === "/react.js") send("text/javascript", react);
    else if (extname(pathname)) {
      const path = normalize(pathname);
      const content = await readFile(path.startsWith("/pkg/") ? join(file("../../../"), path) : join(file("../"), path)).catch(() => undefined);
      if (content) send(TYPES[extname(path)] ?? "application/octet-stream", content);
      else response.writeHead(404).end();
    } else send("text/html", PAGE);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${server.address().port}`;
  authorization = await authorizationServer(origin, { accessTokenSeconds: 6 });
  return {
    origin,
    /** Of the authorization server's tokens. */
    renewals: () => authorization.renewals(),
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The React application of ../react, in React's development build. */
async function reactScript() {
  const { outputFiles } = await build({
    entryPoints: [file("../react/main.mjs")],
    bundle: true,
    format: "esm",
    logLevel: "silent",
    write: false,
    nodePaths: [file("../../node_modules")],
    define: { "process.env.NODE_ENV": '"development"' },
  });
  return outputFiles[0].text;
}
