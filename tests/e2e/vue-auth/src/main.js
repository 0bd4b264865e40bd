import { createApplication } from "./app.js";

const { app, router } = createApplication();
// What a server rendered is taken over, once it is known which route there is.
await router.isReady();
app.mount("#app");
