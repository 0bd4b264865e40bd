// @ts-check
// Bounds for the outside world: for waits, and for the size of response bodies.

import { within as bounded } from "./driver/within.js";

const MAX_BYTES = 1_048_576;

/**
 * The result of `work`, or `otherwise` if it takes longer than `ms`; then its signal is aborted, too.
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
export async function within(ms, work, otherwise) {
  const controller = new AbortController();
  return bounded(ms, work(controller.signal), () => {
    // Aborts later, so that the failure of the aborted work is not the result.
    void Promise.resolve().then(() => controller.abort());
    return otherwise;
  });
}

/** The body, within the size limit that applies everywhere. @param {Response} response */
export async function textOf(response) {
  const reader = response.body?.getReader?.();
  if (reader === undefined) {
    // React Native has only `text`; a stand-in for `fetch` may have only `json`.
    const text = typeof response.text === "function" ? await response.text() : JSON.stringify(await response.json());
    if (text.length > MAX_BYTES) throw tooLarge();
    return text;
  }
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MAX_BYTES) {
      reader.cancel().catch(() => {});
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

const tooLarge = () => new RangeError("the answer is larger than a mebibyte");
