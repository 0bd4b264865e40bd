// Pages of frameworks, as their own tools build them, beside the real authorization server, and an API.

import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { answer } from "../support/answers.mjs";
import { startAuthorizationServer } from "../support/authorization-server.mjs";
import { closeAfter } from "../support/cleanup.mjs";

const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".html": "text/html", ".wasm": "application/wasm" };

/** Every file of a folder as an answer, by its path. */
export async function answersOf(folder) {
  const answers = new Map();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const place = join(entry.parentPath, entry.name);
    const headers = { "content-type": TYPES[extname(entry.name)] ?? "application/octet-stream" };
    answers.set(`/${place.slice(folder.length).replace(/^\/+/, "")}`, answer({ headers, body: await readFile(place) }));
  }
  return answers;
}

export const html = (body) => answer({ headers: { "content-type": "text/html" }, body });

/**
 * The authorization server, with pages and an API: "/api/me" returns the token's user, and refuses `api.refusals` requests. It records
 * each `Authorization` header in `api.seen`, or undefined.
 */
export async function startAppOrigin(t, pages) {
  const api = { refusals: 0, seen: [] };
  const all = new Map(pages);
  const server = await startAuthorizationServer(t, { pages: all });
  all.set("/api/me", {
    async send(response, request) {
      const { authorization } = request.headers;
      api.seen.push(authorization);
      const isGood = (await server.keyOf(authorization?.replace(/^Bearer /, ""))) !== undefined && api.refusals-- <= 0;
      const headers = isGood ? {} : { "www-authenticate": 'Bearer error="invalid_token"' };
      answer({ status: isGood ? 200 : 401, headers, body: isGood ? "you are known" : "who are you?" }).send(response);
    },
  });
  return { ...server, pages: all, api, tokenRequests: () => server.granted.length + server.refused.length };
}

/** Another origin, which accepts every request and records the `Authorization` headers. */
export async function startForeignOrigin(t) {
  const seen = [];
  const server = createServer((request, response) => {
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    if (request.method !== "OPTIONS") seen.push(request.headers.authorization);
    response.writeHead(200, headers).end("hello, stranger");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfter(t, () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  return { url: `http://127.0.0.1:${server.address().port}/`, seen };
}

/** A tab; at its end, all of its complaints must match `expected`. */
export async function openTab(t, context, expected = /Failed to load resource/) {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !expected.test(message.text())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error.stack ?? error)));
  closeAfter(t, () => page.close());
  return { page, problems };
}
