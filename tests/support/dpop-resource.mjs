// A resource server that accepts only tokens that are bound to a key, with a proof of possession, and checks all of it (RFC 9449 §4.3, §7).

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { EmbeddedJWK, calculateJwkThumbprint, decodeProtectedHeader, jwtVerify } from "jose";
import { closeAfter } from "./cleanup.mjs";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, dpop, content-type",
  "access-control-allow-methods": "*",
  "access-control-expose-headers": "dpop-nonce, www-authenticate",
};

/**
 * Starts it on a free port of 127.0.0.1; stops when the test `t` ends.
 * @param {object} options
 * @param {(token: string) => unknown} [options.keyOf] the thumbprint of the key that a token is bound to; undefined refuses the token
 * @param {() => string | undefined} [options.nonce] the required nonce, if any
 * @param {Record<string, string>} [options.headers] further headers of every answer
 */
export async function startDpopResource(t, { keyOf, nonce = () => undefined, headers = {} } = {}) {
  const seen = [];
  const hits = [];
  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return void response.writeHead(204, CORS).end();
    const url = new URL(request.url, `http://${request.headers.host}`);
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const to = url.searchParams.get("to");
    const hit = { method: request.method, path: url.pathname, body, authorization: request.headers.authorization, proof: request.headers.dpop };
    hits.push(hit);
    const wanted = nonce();
    const said = { ...CORS, ...(wanted === undefined ? {} : { "dpop-nonce": wanted }), ...headers };
    if (to !== null) return void response.writeHead(Number(url.searchParams.get("status") ?? 302), { ...said, location: to }).end();
    try {
      hit.claims = await check(request, url, seen, keyOf, wanted);
      response.writeHead(200, { ...said, "content-type": "application/json" }).end(JSON.stringify({ body }));
    } catch (error) {
      hit.refused = error.message;
      const code = error.code === "use_dpop_nonce" || error.code === "invalid_token" ? error.code : "invalid_dpop_proof";
      response.writeHead(401, { ...said, "www-authenticate": `DPoP error="${code}", algs="ES256"` }).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfter(t, () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** Received requests: method, path, body, headers, the proof's claims, and the reason of a refusal. */
    hits,
    refusals: () => hits.map((hit) => hit.refused).filter(Boolean),
  };
}

async function check(request, url, seen, keyOf, wanted) {
  const [scheme, token] = (request.headers.authorization ?? "").split(" ");
  expect(scheme === "DPoP", "the scheme is not DPoP");
  const { payload, jkt } = await verifyProof(request.headers.dpop);
  expect(payload.htm === request.method, `htm is ${payload.htm}`);
  expect(payload.htu === url.origin + url.pathname, `htu is ${payload.htu}`);
  expect(payload.ath === createHash("sha256").update(token).digest("base64url"), "ath is not the token's hash");
  expect(!seen.includes(payload.jti), "jti was seen before");
  seen.push(payload.jti);
  expect(payload.nonce === wanted, `nonce is ${payload.nonce}`, "use_dpop_nonce");
  if (wanted === undefined) expect(Math.abs(payload.iat - Date.now() / 1000) < 60, `iat is ${payload.iat}`);
  const bound = await keyOf?.(token);
  if (keyOf) expect(bound !== undefined, "the token is unknown", "invalid_token");
  if (keyOf) expect(bound === jkt, "the token is bound to another key", "invalid_token");
  return payload;
}

/** The claims of a proof that is well-formed and well-signed, and the thumbprint of its key. */
export async function verifyProof(proof) {
  expect(typeof proof === "string" && !proof.includes(","), "not exactly one proof");
  const header = decodeProtectedHeader(proof);
  expect(header.typ === "dpop+jwt" && header.alg === "ES256", "typ or alg is wrong");
  expect(Object.keys(header.jwk).sort().join() === "crv,kty,x,y", "jwk holds more than the public key");
  const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: "dpop+jwt", algorithms: ["ES256"] });
  expect(typeof payload.jti === "string" && payload.jti.length >= 16, "jti is missing");
  expect(Number.isInteger(payload.iat), "iat is no whole number");
  return { payload, header, jkt: await calculateJwkThumbprint(header.jwk) };
}

function expect(condition, message, code) {
  if (!condition) throw Object.assign(new Error(message), { code });
}
