// "tokenward/web": begins a login, finishes it, renews once, calls an API by `fetch`, signs out.

import { TokenManager } from "tokenward/web";
import { options } from "./tokenward-options.js";

const manager = await TokenManager.create(options);
if (location.pathname === "/callback") {
  await manager.finishLogin(location.href);
  const first = await manager.getToken();
  await manager.refresh();
  const second = await manager.getToken();
  const { status } = await manager.fetch("/api/items");
  window.signOut = async () => {
    const url = await manager.logoutUrl();
    await manager.clear();
    location.assign(url);
  };
  window.result = { first, second, status };
} else {
  const { url } = await manager.startLogin("api", { prompt: "consent" });
  location.assign(url);
}
