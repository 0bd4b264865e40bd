// "tokenward/web": restores a session from localStorage, renews it once, calls an API by `fetch`.

import { TokenManager } from "tokenward/web";
import { options } from "./tokenward-options.js";

const manager = await TokenManager.create(options);
const first = await manager.getToken();
window.firstTokenAt = performance.now();
await manager.refresh();
const second = await manager.getToken();
const { status } = await manager.fetch("/api/items");
window.result = { first, second, status };
