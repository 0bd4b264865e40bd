// Serves the page with Vite, so that an edit shows at once, in the page and in the package alike.

import { fileURLToPath } from "node:url";
import { createServer } from "vite";
import { HOST } from "../start/http.mjs";

const root = fileURLToPath(new URL("./", import.meta.url));
const example = fileURLToPath(new URL("../", import.meta.url));
const packageFolder = fileURLToPath(new URL("../../pkg/", import.meta.url));

/** @param {{ port: number, settings: Record<string, string> }} options `settings` become `import.meta.env.…` */
export async function startPage({ port, settings }) {
  const vite = await createServer({
    root,
    configFile: false,
    envDir: false,
    clearScreen: false,
    logLevel: "warn",
    define: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [`import.meta.env.${name}`, JSON.stringify(value)]),
    ),
    // Taken as it is built: a copy in Vite's cache would go stale with the next build.
    optimizeDeps: { exclude: ["tokenward"] },
    server: {
      host: HOST,
      port,
      strictPort: true,
      // The page's own folder is not all: Vite's client and the package lie beside it.
      fs: { allow: [example, packageFolder] },
    },
  });
  await vite.listen();
  return { stop: () => vite.close() };
}
