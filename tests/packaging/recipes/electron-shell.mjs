// Replaces Electron, which needs a screen: the calls of the recipe, with events from the test and an address for the test.

import { EventEmitter } from "node:events";

export const schemes = [];
export const addresses = [];

export const app = Object.assign(new EventEmitter(), {
  setAsDefaultProtocolClient: (scheme) => schemes.push(scheme) > 0,
  requestSingleInstanceLock: () => true,
  quit() {},
});
export const shell = { openExternal: async (url) => void addresses.push(url) };
