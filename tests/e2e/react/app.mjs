// A minimal application: shows the hooks' results, and exposes `controls` to the test.

import { createElement as h, useEffect, useState } from "react";
import { TokenProvider, useToken, useTokenInfo, useTokenManager } from "tokenward/react";

/** Filled by the components that are on the page. */
export const controls = {};

/** `given` are TokenProvider's props; `shown` lists the visible parts. */
export function App({ given, shown = { tokens: 1, info: true, revealed: true }, provider: first }) {
  const [provider, setProvider] = useState(first);
  controls.setProvider = setProvider;
  return h(
    TokenProvider,
    given,
    Array.from({ length: shown.tokens }, (_, i) => h(Token, { key: i, id: `token-${i}`, provider, revealed: shown.revealed })),
    shown.info ? h(Info, { provider }) : null,
    h(Manager),
  );
}

function Token({ id, provider, revealed }) {
  const { status, token, error, refresh } = useToken(provider);
  controls.refresh = () => refresh().then(() => "refreshed", (failure) => failure.code);
  const text = revealed ? token : token && "there is one";
  return h("p", { id, "data-status": status, "data-error": error?.code, "data-class": error?.name }, text ?? "no token");
}

function Info({ provider }) {
  const info = useTokenInfo(provider);
  return h("p", { id: "info", "data-state": info?.state }, info ? Object.keys(info).sort().join(" ") : "nothing known");
}

function Manager() {
  const manager = useTokenManager();
  useEffect(() => {
    if (manager !== undefined) controls.managers = [...new Set([...(controls.managers ?? []), manager])];
  }, [manager]);
  return null;
}

/** A component without a TokenProvider. */
export function Orphan() {
  return useToken().status;
}
