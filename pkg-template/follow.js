// @ts-check
// Follows redirects in place of the host, which might send the token to another origin, or when each target needs its own proof.

import { kit } from "./rare-kit.js";

/** @typedef {import("./outgoing.js").Outgoing} Outgoing */

const MAX_REDIRECTS = 20;
/** Headers that describe a body are dropped with it. */
const OF_THE_BODY = ["content-encoding", "content-language", "content-length", "content-location", "content-type"];
/** Headers meant for one origin. The Fetch standard names the first; hosts that keep no cookies themselves need the others. */
const OF_THE_ORIGIN = ["authorization", "cookie", "proxy-authorization"];

/**
 * Sends the request and follows redirects like the Fetch standard (§4.4, HTTP-redirect fetch).
 * @param {typeof fetch} send
 * @param {Outgoing} outgoing
 * @param {Headers} given
 * @returns {Promise<Response>}
 */
export async function follow(send, outgoing, given) {
  let { url, method } = outgoing;
  const headers = new Headers(given);
  let bare = false;
  for (let count = 0; ; count++) {
    const response = await send(...outgoing.take(headers, "manual", url, bare));
    const location = [301, 302, 303, 307, 308].includes(response.status) ? kit.headerOf(response, "location") : undefined;
    if (location === undefined) return response;
    kit.discard(response);
    if (count === MAX_REDIRECTS) throw new TypeError("fetch failed: too many redirects");
    const next = new URL(location, url);
    if (!/^https?:$/.test(next.protocol)) throw new TypeError("fetch failed: redirected to something that is not http");
    if (response.status === 303 ? method !== "GET" && method !== "HEAD" : response.status < 303 && method === "POST") {
      method = "GET";
      bare = true;
      for (const name of OF_THE_BODY) headers.delete(name);
    } else if (!bare && outgoing.isOneShot) {
      throw new TypeError("fetch failed: a body that is a stream cannot be sent again after a redirect");
    }
    // Permanently: not even a redirect back to the origin gets them again.
    if (next.origin !== url.origin) for (const name of OF_THE_ORIGIN) headers.delete(name);
    if (next.hash === "") next.hash = url.hash;
    url = next;
  }
}
