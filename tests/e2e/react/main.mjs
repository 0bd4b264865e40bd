// The page's script: renders the application as the test requests, and exposes its controls on `window`.

import { Profiler, StrictMode, createElement as h } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { TokenManager } from "tokenward";
import { App, controls } from "./app.mjs";

const tokenEndpoint = `${location.origin}/token`;
const client = (more) => ({ grant: "client_credentials", tokenEndpoint, clientId: "page", clientSecret: "test", ...more });
const retryPolicy = { maxAttempts: 1 };
const PROVIDERS = { api: client({ retryPolicy }), other: client({ scope: "other", retryPolicy }) };

const HOWS = {
  options: (options) => ({ options }),
  manager: (options) => ({ manager: new TokenManager(options) }),
  promise: (options) => ({ manager: TokenManager.create(options) }),
  wrong: (options) => ({ options: { ...options, namespace: 5 } }),
};

let root;
let commits = 0;

window.controls = controls;
window.commits = () => commits;
window.start = async ({ how = "options", names = ["api"], hydrate = false, warm = false, ...props } = {}) => {
  const providers = Object.fromEntries(names.map((name) => [name, PROVIDERS[name]]));
  window.given ??= HOWS[how]({ providers });
  if (warm) await window.given.manager.getToken();
  const app = h(StrictMode, null, h(Profiler, { id: "app", onRender: () => commits++ }, h(App, { given: window.given, ...props })));
  const container = document.getElementById("root");
  if (hydrate) root = hydrateRoot(container, app);
  else (root ??= createRoot(container)).render(app);
};
window.unmount = () => {
  root.unmount();
  root = undefined;
};

/** True if a text is in React's data, searched through own properties like React's developer tools. */
window.reactKeeps = (text) => {
  const container = document.getElementById("root");
  const key = Object.keys(container).find((name) => name.startsWith("__reactContainer"));
  const seen = new Set();
  const open = [container[key]];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string" && value.includes(text)) return true;
    if (typeof value !== "object" || value === null || value instanceof Node || value === window || seen.has(value)) continue;
    seen.add(value);
    for (const name of Object.getOwnPropertyNames(value)) {
      const { value: own } = Object.getOwnPropertyDescriptor(value, name);
      open.push(own);
    }
  }
  return false;
};
