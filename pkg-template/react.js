"use client";
// @ts-check
// Entry point "tokenward/react". Components read an external store (useSyncExternalStore), so that they render the same token in
// one pass and again only when something changed. On a server they render without a token.

import { createContext, createElement, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { mayBeName } from "./arguments.js";
import { InvalidConfigurationError } from "./errors.js";
import { OwnSource, sourceOf } from "./manager-source.js";
import { TokenStore } from "./token-store.js";

/** @typedef {import("./manager-source.js").Source} Source */

const SourceContext = createContext(/** @type {Source | undefined} */ (undefined));

/** @param {{ manager?: unknown, options?: unknown, children?: import("react").ReactNode }} props */
export function TokenProvider(props) {
  const { manager, options, children } = props;
  if (options === undefined && !("manager" in props)) {
    throw new InvalidConfigurationError("TokenProvider: give it a manager, or options to make one");
  }
  if (options !== undefined && manager !== undefined) {
    throw new InvalidConfigurationError("TokenProvider: give it either a manager or options, not both");
  }
  return options === undefined
    ? createElement(SourceContext.Provider, { value: sourceOf(manager) }, children)
    : createElement(Owner, { options }, children);
}

/** @param {{ options: unknown, children?: import("react").ReactNode }} props */
function Owner({ options, children }) {
  const [source] = useState(() => new OwnSource(options));
  useEffect(source.mount, [source]);
  return createElement(SourceContext.Provider, { value: source }, children);
}

/** @param {string | null} [provider] */
export function useToken(provider) {
  const store = useStore(provider);
  const view = useSyncExternalStore(store.subscribe, store.view, store.serverView);
  useEffect(store.want, [store]);
  return view;
}

/** @param {string | null} [provider] */
export function useTokenInfo(provider) {
  const store = useStore(provider);
  return useSyncExternalStore(store.subscribe, store.info, nothing);
}

export function useTokenManager() {
  const source = useSource();
  return useSyncExternalStore(source.watch, () => source.manager, nothing);
}

/** @param {string | null | undefined} provider */
function useStore(provider) {
  const source = useSource();
  const name = mayBeName(provider);
  // One per component, so that server rendering leaves nothing behind.
  return useMemo(() => new TokenStore(source, name), [source, name]);
}

function useSource() {
  const source = useContext(SourceContext);
  if (source === undefined) throw new InvalidConfigurationError("tokenward's hooks work inside a <TokenProvider> only");
  return source;
}

/** The server's view: no token. */
function nothing() {
  return undefined;
}
