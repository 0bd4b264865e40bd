// Assembles the page: one token manager, and the cards that watch or use it.

import "tokenward/monitor";
import { apiCard } from "./api.js";
import { byId, onPress } from "./dom.js";
import { showLife } from "./life.js";
import { serverCard } from "./server.js";
import { session } from "./session.js";
import { USER, createManager } from "./tokens.js";
import { workerCard } from "./worker.js";

const manager = await createManager();
const updateCounts = serverCard();

byId("monitor").manager = manager;
showLife(manager);
apiCard(manager);
workerCard(manager, updateCounts);
onPress(byId("renew"), () => manager.refresh(USER).catch(() => {})); // The monitor shows each failure as an event.

manager.subscribe(USER, updateCounts);
manager.on("error", updateCounts);

await session(manager);
updateCounts();
