"use client";
// @ts-check
// Entry point "tokenward/react". Components read an external store (useSyncExternalStore), so that they render the same in one pass
// and again only when something changed. On a server they render without a token and without a user.

import { createContext, createElement, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { authOf, finishCallback } from "./auth-store.js";
import { InvalidConfigurationError } from "./errors.js";
import { OwnSource, sourceOf } from "./manager-source.js";
import { tokenOf } from "./token-store.js";

/**
 * @typedef {import("./manager-source.js").Source} Source
 * @typedef {import("react").ReactNode} ReactNode
 * @typedef {{ provider?: string, children?: ReactNode }} Shown
 */

const Context = createContext(/** @type {{ source: Source, finishes: boolean } | undefined} */ (undefined));

/** @param {import("./react.js").TokenProviderProps} props */
export function TokenProvider(props) {
  const { manager, options } = props;
  if (options === undefined && !("manager" in props)) {
    throw new InvalidConfigurationError("TokenProvider: manager or options is missing");
  }
  if (options !== undefined && manager !== undefined) {
    throw new InvalidConfigurationError("TokenProvider: set manager or options, not both");
  }
  return options === undefined ? createElement(Provided, { ...props, source: sourceOf(manager) }) : createElement(Owner, props);
}

/** @param {import("./react.js").TokenProviderProps} props */
function Owner(props) {
  const [source] = useState(() => new OwnSource(props.options));
  return createElement(Provided, { ...props, source });
}

/** @param {{ source: Source, handleCallback?: boolean, onSignedIn?: (result: any) => void, children?: ReactNode }} props */
function Provided({ source, handleCallback: finishes = true, onSignedIn, children }) {
  const latest = useRef(onSignedIn);
  useEffect(() => {
    latest.current = onSignedIn;
  });
  useEffect(() => {
    if (finishes) void finishCallback(source, (result) => latest.current?.(result));
    return source.mount();
  }, [source, finishes]);
  const value = useMemo(() => ({ source, finishes }), [source, finishes]);
  return createElement(Context.Provider, { value }, children);
}

// — the user —

/** @param {string} [provider] */
export function useAuth(provider) {
  const store = useAuthStore(provider);
  return /** @type {any} */ (useSyncExternalStore(store.subscribe, store.view, store.serverView));
}

/** @param {Shown} props */
export function SignedIn({ provider, children }) {
  return useAuth(provider).status === "signedIn" ? children : null;
}

/** @param {Shown} props */
export function SignedOut({ provider, children }) {
  const { status } = useAuth(provider);
  return status === "signedOut" || status === "error" ? children : null;
}

/** @param {import("./react.js").RequireLoginProps} props */
export function RequireLogin({ provider, loginOptions, fallback = null, signedOut = invite, children }) {
  const store = useAuthStore(provider);
  const gate = useSyncExternalStore(store.subscribe, store.gate, waiting);
  const mode = /** @type {string | undefined} */ (loginOptions?.mode);
  // A popup opens only within a click.
  const begins = gate === "begin" && mode !== "popup";
  useEffect(() => {
    // Checked again: another component, or this one under StrictMode, may have begun a login.
    if (begins && store.gate() === "begin") void store.enter(loginOptions);
  }, [store, begins]);
  if (gate === "open") return children;
  if (gate === "wait" || begins) return fallback;
  // If the server needs the user, a silent login cannot succeed.
  const options = mode === "silent" ? { ...loginOptions, mode: undefined } : loginOptions;
  return signedOut({ error: store.view().error, login: () => store.enter(options) });
}

/** @param {{ error?: Error, login: () => Promise<unknown> }} held */
function invite({ error, login }) {
  const text = error === undefined ? "Sign in" : "Try again";
  const onClick = () => void login(); // After a failure, the next rendering shows why.
  return [
    error && createElement("p", { key: "error", role: "alert" }, error.message),
    createElement("button", { key: "login", type: "button", onClick }, text),
  ];
}

/** @param {string | undefined} provider */
function useAuthStore(provider) {
  const { source, finishes } = useGiven();
  return useMemo(() => authOf(source, provider, finishes), [source, provider, finishes]);
}

// — tokens —

/** @param {string} [provider] */
export function useToken(provider) {
  const store = useTokenStore(provider);
  const view = useSyncExternalStore(store.subscribe, store.view, store.serverView);
  useEffect(store.want, [store]);
  return view;
}

/** @param {string} [provider] */
export function useTokenInfo(provider) {
  const store = useTokenStore(provider);
  return useSyncExternalStore(store.subscribe, store.info, nothing);
}

export function useTokenManager() {
  const { source } = useGiven();
  return useSyncExternalStore(source.watch, () => source.manager, nothing);
}

/** @param {string | undefined} provider */
function useTokenStore(provider) {
  const { source } = useGiven();
  return useMemo(() => tokenOf(source, provider), [source, provider]);
}

function useGiven() {
  const given = useContext(Context);
  if (given === undefined) throw new InvalidConfigurationError("tokenward's hooks work inside a <TokenProvider> only");
  return given;
}

/** The server's view: no token. */
function nothing() {
  return undefined;
}

/** The server's view: not known yet. @returns {import("./auth-store.js").Gate} */
function waiting() {
  return "wait";
}
