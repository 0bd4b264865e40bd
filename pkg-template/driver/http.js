// @ts-check
// Sends a request by `fetch`, the host's or a stand-in for it.
//
// Objects for the core have all their members, missing values included, so that a tampered `Object.prototype` adds none.

import { textEncoder } from "../text.js";
import { globalMember } from "./kind.js";

/**
 * @typedef {{ method: string, url: string, headers: Record<string, string>, body?: string }} HttpRequest
 * @typedef {{ status: number, headers: Record<string, string> }} Head
 * @typedef {Head & { failure: null, body: Uint8Array }} HttpResponse
 * @typedef {(url: string, init: RequestInit) => unknown} Fetch
 * @typedef {{ failure: "network" | "networkOfPage" | "tooLarge", cause?: unknown }} HttpFailure
 */

/** The largest body that is read. */
const MAX_BODY_BYTES = 1_048_576;
/** The headers that the core reads. */
const HEADERS = ["content-type", "date", "retry-after", "authorization", "dpop-nonce", "www-authenticate"];

/**
 * Sends the request. It follows no redirect, sends no cookies and uses no cache.
 * @param {HttpRequest} request
 * @param {{ fetch?: Fetch, kind: import("./kind.js").HostKind, signal?: AbortSignal }} means the host's own `fetch` if none is given
 * @returns {Promise<HttpResponse | HttpFailure>}
 */
export async function send({ method, url, headers, body }, { fetch = globalMember("fetch"), kind, signal }) {
  let response;
  try {
    if (typeof fetch !== "function") throw new TypeError("the host has no fetch");
    /** @type {RequestInit} */
    const init = { method, headers, redirect: "manual", signal };
    if (body !== undefined) init.body = body;
    // Workers have neither cookies nor a cache for these, and throw where they don't know the member.
    if (kind !== "edge") Object.assign(init, { credentials: "omit", cache: "no-store" });
    response = await fetch(url, init);
  } catch (cause) {
    return { failure: kind === "browser" ? "networkOfPage" : "network", cause };
  }
  try {
    const head = headOf(response);
    if (head === undefined) throw new TypeError("fetch gave no Response: the result has no status");
    const body = await bodyOf(response);
    return body === undefined ? { failure: "tooLarge" } : { failure: null, ...head, body };
  } catch (cause) {
    return { failure: "network", cause };
  }
}

/**
 * Status and headers of a response; undefined if it is not a response.
 * @param {any} response
 * @returns {Head | undefined}
 */
function headOf(response) {
  const status = response?.status;
  if (typeof status !== "number") return undefined;
  /** @type {Record<string, string>} */
  const headers = Object.create(null);
  for (const name of HEADERS) {
    const value = headerOf(response, name);
    if (typeof value === "string") headers[name] = value;
  }
  return { status, headers };
}

/** A header of a response. A stand-in for fetch may have a plain object of headers, or none. @param {any} response @param {string} name */
export const headerOf = ({ headers }, name) => (typeof headers?.get === "function" ? headers.get(name) : headers?.[name]) ?? undefined;

/** Frees the connection of a response that is not read. The body of a stand-in may be another kind of stream. @param {any} response */
export function discard(response) {
  void (async () => response.body?.cancel?.())().catch(() => {});
}

/**
 * Reports the response to a request with a proof (DPoP, RFC 9449) to the engine. True if a repeat with another proof may succeed.
 * @param {{ ask(question: string, provider: undefined, more: object): any }} loop the engine's
 * @param {any} claims of the proof, as the engine gave them
 * @param {Response} response
 * @returns {boolean}
 */
export function proofAnswered(loop, { htu, iat, nonce, skewMs }, response) {
  const head = headOf(response);
  if (head === undefined) return false;
  const headers = Object.entries(head.headers);
  return loop.ask("proofAnswered", undefined, { htu, iat, nonce, skewMs, status: head.status, headers }).value;
}

/**
 * The whole body; undefined if it is too large.
 * @param {any} response
 * @returns {Promise<Uint8Array | undefined>}
 */
async function bodyOf(response) {
  const reader = response.body?.getReader?.();
  if (reader === undefined) {
    const bytes = textEncoder().encode(await textOf(response));
    return bytes.length > MAX_BODY_BYTES ? undefined : bytes;
  }
  let bytes = new Uint8Array();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    // Not by its class: bytes of another realm have another one.
    if (!ArrayBuffer.isView(value)) throw new TypeError("a chunk of the response's body is not a Uint8Array");
    const length = bytes.length + value.byteLength;
    if (length > MAX_BODY_BYTES) {
      // Nothing waits for it; a rejection must not become an unhandled one.
      void (async () => reader.cancel?.())().catch(() => {});
      return undefined;
    }
    const longer = new Uint8Array(length);
    longer.set(bytes);
    longer.set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength), bytes.length);
    bytes = longer;
  }
}

/**
 * The body if there is no stream: it is empty, or the host (React Native) gives only text. A stand-in for fetch may have only JSON.
 * @param {any} response
 */
async function textOf(response) {
  if (typeof response.text === "function") return String(await response.text());
  if (typeof response.json === "function") return JSON.stringify(await response.json()) ?? "";
  return "";
}
