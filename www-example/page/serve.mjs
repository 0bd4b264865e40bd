// Serves the page with Vite, so that edits of the page and of the package show at once.

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
    // Not prebundled: a copy in Vite's cache would be outdated after the next build.
    optimizeDeps: { exclude: ["tokenward"] },
    server: {
      host: HOST,
      port,
      strictPort: true,
      // Vite's client and the package are outside of the page's own folder.
      fs: { allow: [example, packageFolder] },
    },
  });
  await vite.listen();
  return { stop: () => vite.close() };
}
