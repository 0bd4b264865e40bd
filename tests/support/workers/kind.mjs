// The kind of runtime that a manager detects: in pages it would refresh in the background.

import { TokenManager } from "tokenward";

export default {
  async fetch() {
    const manager = await TokenManager.create({ providers: { api: { grant: "static", token: "t" } } });
    return Response.json({ navigator: typeof navigator, background: manager.isBackgroundRefreshRunning(), token: await manager.getToken() });
  },
};
