// How "tokenward/monitor" is used in a page: it has to compile with the DOM library.

import { TokenManager } from "tokenward";
import "tokenward/monitor";
import { TokenMonitor, type MonitoredManager } from "tokenward/monitor";

/** The element is known by its tag. */
export async function show(): Promise<TokenMonitor> {
  const monitor = document.createElement("token-monitor");
  monitor.manager = await TokenManager.create();
  monitor.allowCopy = true;
  monitor.theme = "dark";
  document.body.append(monitor);
  return monitor;
}

export function hide(monitor: TokenMonitor): void {
  monitor.manager = undefined;
  monitor.manager = null;
  // @ts-expect-error The manager's options are not a manager.
  monitor.manager = { providers: {} };
}

/** A part of a manager suffices. */
export const part = (manager: TokenManager): MonitoredManager => ({
  health: () => manager.health(),
  listProviders: () => manager.listProviders(),
  getTokenInfo: (provider) => manager.getTokenInfo(provider),
  on: (event, listener) => manager.on(event, listener),
  refresh: (provider) => manager.refresh(provider),
  refreshAll: () => manager.refreshAll(),
  invalidate: (provider) => manager.invalidate(provider),
  clear: (provider) => manager.clear(provider),
  peekToken: (provider) => manager.peekToken(provider),
});

const found: TokenMonitor | null = document.querySelector("token-monitor");
void found;
