// @ts-check
// Actions of a login or logout on the page: opening a window, and leaving.

import { InvalidConfigurationError, LoginError } from "./errors.js";

/** The window features of a popup. */
const POPUP = "popup,width=480,height=640";

/** True if there is a page that can be left. */
export const isPage = () => typeof globalThis.document === "object" && typeof globalThis.location?.assign === "function";

/** Goes to a URL. Never resolves, not even in a page that the browser restores later. @param {string} url @returns {Promise<never>} */
export function leaveFor(url) {
  location.assign(url);
  return new Promise(() => {});
}

/**
 * The popup of a login of this mode; undefined if it needs none.
 * @param {string} mode
 * @param {Window | undefined} given the page's own
 * @param {string | undefined} provider
 */
export function windowFor(mode, given, provider) {
  if (!isPage()) throw new InvalidConfigurationError(`options.mode: "${mode}" needs a page: call startLogin here, and send the user to its url`);
  if (mode !== "popup") return undefined;
  if (given !== undefined) return given;
  let cause;
  try {
    const opened = globalThis.open("about:blank", "_blank", POPUP);
    if (opened) return opened;
  } catch (error) {
    cause = error; // Firefox throws in a sandboxed frame.
  }
  const message = "the browser opened no popup: call login in the handler of a click, before the first await";
  throw new LoginError(message, { code: "popup_blocked", provider, cause });
}
