import { useState } from "react";
import { useAuth, useToken } from "tokenward/react";
import { issuer } from "./options.js";

export function Account() {
  const { user, fetch, logout } = useAuth();
  const { status } = useToken();
  const [answer, setAnswer] = useState("");
  const call = async () => setAnswer((await (await fetch(`${issuer}/me`)).json()).sub);
  return (
    <section>
      <p>
        Signed in as <b id="user">{user?.id}</b>, token <i id="token">{status}</i>
      </p>
      <button id="call" onClick={call}>Call the API</button> <output>{answer}</output>
      <button id="logout" onClick={() => logout({ navigate: false })}>Sign out here</button>
      <button onClick={() => logout({ navigate: false, revoke: false })}>Forget me here</button>
      <button id="leave" onClick={logout}>Sign out everywhere</button>
    </section>
  );
}
