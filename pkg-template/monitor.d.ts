// The types of "tokenward/monitor". They need TypeScript's DOM library, as every page's project has it.

import type { TokenManager } from "./index.js";

/** What the monitor needs of a manager: a TokenManager has it all, and so has anything that shows one from elsewhere. */
export type MonitoredManager = Pick<
  TokenManager,
  "health" | "listProviders" | "getTokenInfo" | "on" | "refresh" | "refreshAll" | "invalidate" | "clear" | "peekToken"
>;

/**
 * `<token-monitor>`: shows the life of every token of a manager, its last error and what happened, with buttons to refresh,
 * invalidate and clear. It never shows a token.
 *
 * Importing "tokenward/monitor" defines the element. In Node, where there are no elements, it does nothing.
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
   * The manager that is shown; undefined (or null) shows none. A manager that was closed is shown as closed.
   *
   * @throws {@link InvalidConfigurationError} if it is no manager
   */
  get manager(): MonitoredManager | undefined;
  set manager(manager: MonitoredManager | null | undefined);
  /**
   * The attribute `allow-copy`: whether each provider has a button that copies its access token to the clipboard. Whoever can
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
