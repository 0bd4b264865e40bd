import { renderToString } from "vue/server-renderer";
import { createApplication } from "./app.js";

/** The HTML of a page, as a server renders it. */
export async function page(path) {
  const { app, router } = createApplication();
  await router.push(path);
  return renderToString(app);
}
