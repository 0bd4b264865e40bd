// The servers that consumers talk to: a token endpoint that counts, and a static file server.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

/** Starts a server on a free port of this machine; it ends with the test. Returns its origin. */
async function listen(t, handler) {
  const server = createServer((request, response) => {
    handler(request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** A token endpoint that answers `token-1`, `token-2`, … to any page, and records its requests. */
export async function tokenEndpoint(t) {
  const requests = [];
  const origin = await listen(t, async (request, response) => {
    const cors = { "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type" };
    if (request.method === "OPTIONS") return void response.writeHead(204, cors).end();
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ method: request.method, authorization: request.headers.authorization, body });
    response.writeHead(200, { ...cors, "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ access_token: `token-${requests.length}`, token_type: "Bearer", expires_in: 3600 }));
  });
  return { url: `${origin}/token`, requests };
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };

/**
 * Serves a folder like any web server, with these additional headers. Returns the origin and the requested paths; a request for a path in
 * `broken` gets no answer.
 */
export async function staticServer(t, folder, headers = {}) {
  const paths = [];
  const broken = new Set();
  const origin = await listen(t, async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    paths.push(path);
    if (broken.has(path)) return void request.socket.destroy();
    try {
      const content = await readFile(join(folder, path));
      response.writeHead(200, { ...headers, "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  return { origin, paths, broken };
}
