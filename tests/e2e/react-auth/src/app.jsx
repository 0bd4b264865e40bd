import { StrictMode, useEffect, useState } from "react";
import { RequireLogin, SignedIn, SignedOut, TokenProvider, useAuth } from "tokenward/react";
import { Account } from "./account.jsx";
import { options } from "./options.js";

const mode = new URLSearchParams(globalThis.location?.search).get("mode") ?? undefined;

export function App({ path: first }) {
  const [path, setPath] = useState(first);
  const goTo = (to, how = "pushState") => {
    history[how](null, "", to);
    setPath(to);
  };
  const onSignedIn = ({ appState }) => {
    globalThis.told = (globalThis.told ?? 0) + 1;
    goTo(appState?.returnTo ?? "/", "replaceState");
  };
  return (
    <StrictMode>
      <TokenProvider options={options} onSignedIn={onSignedIn}>
        <Status />
        <nav>
          <button onClick={() => goTo("/")}>Home</button> <button onClick={() => goTo("/orders")}>Orders</button>
        </nav>
        <SignedIn>
          <Account />
        </SignedIn>
        <SignedOut>
          <p>Nobody is signed in.</p>
        </SignedOut>
        {path === "/callback" && <Elsewhere go={() => goTo("/", "replaceState")} />}
        {path === "/orders" && (
          <RequireLogin loginOptions={{ mode }} fallback={<p id="fallback">One moment…</p>}>
            <h2>Orders</h2>
          </RequireLogin>
        )}
      </TokenProvider>
    </StrictMode>
  );
}

/** Like a router with an unknown path: leaves it at once, before there is a manager. */
function Elsewhere({ go }) {
  useEffect(go, []);
  return null;
}

/** An error is shown by `Status`. */
function WithoutLeaving() {
  const { login } = useAuth();
  const by = (mode) => () => login({ mode });
  return (
    <>
      <button onClick={by("popup")}>Open a popup</button> <button onClick={by("silent")}>Ask silently</button>
    </>
  );
}

function Status() {
  const { status, error, login } = useAuth();
  return (
    <header>
      <h1 id="status">{status}</h1>
      {error && <p id="error">{error.message}</p>}
      {status === "signedOut" && <button id="login" onClick={login}>Log in</button>}
      {status !== "signedIn" && <WithoutLeaving />}
    </header>
  );
}
