import { createApplication } from "./app.js";

const { app, router } = createApplication();
// Hydrates the server's HTML, once the route is known.
await router.isReady();
app.mount("#app");
