// The types of "tokenward/monitor". They need TypeScript's DOM library, which every page's project has.

import type { TokenManager } from "./index.js";

/** The methods that the monitor calls. A TokenManager fits, and so does an object that mirrors a manager of another context. */
export type MonitoredManager = Pick<
  TokenManager,
  "health" | "listProviders" | "getTokenInfo" | "on" | "refresh" | "refreshAll" | "invalidate" | "clear" | "peekToken"
>;

/**
 * `<token-monitor>`: shows the lifetime of each of a manager's tokens, its last error and its events, with buttons to refresh,
 * invalidate and clear. It never shows a token.
 *
 * Importing "tokenward/monitor" defines the element. In Node, where there are no elements, the import does nothing.
 *
 * @example
 * import "tokenward/monitor";
 *
 * const monitor = document.createElement("token-monitor");
 * monitor.manager = manager;
 * document.body.append(monitor);
 */
export class TokenMonitor extends HTMLElement {
  /**
   * The manager to show; undefined (or null) shows none. A closed manager is shown as closed.
   *
   * @throws {@link InvalidConfigurationError} if it is not a manager
   */
  get manager(): MonitoredManager | undefined;
  set manager(manager: MonitoredManager | null | undefined);
  /**
   * The attribute `allow-copy`: gives each provider a button that copies its access token to the clipboard. Anyone who can
   * press it can use the token elsewhere. Default false.
   */
  allowCopy: boolean;
  /** The attribute `theme`: "light" or "dark"; anything else follows the reader's preference. Default "auto". */
  theme: "light" | "dark" | "auto" | (string & {});
}

declare global {
  interface HTMLElementTagNameMap {
    "token-monitor": TokenMonitor;
  }
}
