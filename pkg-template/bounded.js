// @ts-check
// What comes from elsewhere, with an end: waits, and bodies of answers.

import { outsideZones } from "./zones.js";

const MAX_BYTES = 1_048_576;

/**
 * What `work` gives, or `otherwise` where it takes longer than `ms`; then its signal says so, too.
 * @template T
 * @param {number} ms
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
export async function within(ms, work, otherwise) {
  const controller = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<T>} */
  const end = new Promise((resolve) => {
    const late = () => {
      resolve(otherwise);
      controller.abort();
    };
    timer = outsideZones(() => setTimeout(late, ms));
  });
  try {
    return await Promise.race([work(controller.signal), end]);
  } finally {
    clearTimeout(timer);
  }
}

/** The body, if it is not larger than anything that is read elsewhere. @param {Response} response */
export async function textOf(response) {
  const reader = response.body?.getReader?.();
  if (reader === undefined) {
    // The host gives text alone (React Native), or a stand-in for fetch nothing but JSON.
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
