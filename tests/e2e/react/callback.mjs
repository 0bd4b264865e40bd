// The callback page as a React component, which makes its manager in an effect and closes it when the effect is undone. Under
// StrictMode React does that twice at once.

import { StrictMode, createElement as h, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { TokenManager } from "tokenward";

function Callback({ options }) {
  const [text, setText] = useState("…");
  useEffect(() => {
    window.mounts = (window.mounts ?? 0) + 1;
    let shown = true;
    const show = (text) => shown && setText(text);
    const created = TokenManager.create(options);
    const finished = created.then(async (manager) => {
      const { claims, appState } = await manager.finishLogin(location.href);
      const token = await manager.getToken();
      show(`${claims.sub} ${appState} ${typeof token} ${manager.getTokenInfo().state}`);
    });
    finished.catch((error) => show(error.message));
    return () => {
      shown = false;
      created.then((manager) => manager.close());
    };
  }, []);
  return h("p", null, text);
}

const mount = document.body.appendChild(document.createElement("div"));
createRoot(mount).render(h(StrictMode, null, h(Callback, { options: window.options })));
