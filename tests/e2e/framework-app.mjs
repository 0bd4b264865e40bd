// An application of a framework as users set it up: a folder with the package and the framework in its node_modules. Vite serves it in
// development mode, and renders each page on the server first. A real authorization server runs beside it.

import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, createServer } from "vite";
import { closeAfter } from "../support/cleanup.mjs";

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * A copy of the application in `from`, a folder beside this file, with the common files of all applications (`framework-app/`). `modules`
 * maps each of its packages to a folder.
 * @returns {Promise<string>} the folder
 */
export async function appFolder(t, from, modules) {
  const folder = await mkdtemp(join(tmpdir(), "tokenward-app-"));
  closeAfter(t, () => rm(folder, { recursive: true, force: true }));
  for (const part of ["./framework-app", from]) await cp(file(part), folder, { recursive: true });
  await mkdir(join(folder, "node_modules"));
  await cp(file("../../pkg"), join(folder, "node_modules/tokenward"), { recursive: true });
  for (const [name, path] of Object.entries(modules)) await symlink(path, join(folder, "node_modules", name), "junction");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "an-app", private: true, type: "module" }));
  return folder;
}

/** Builds its pages for production; returns their folder. */
export async function buildPages(folder, plugins) {
  await build({ root: folder, configFile: false, logLevel: "silent", plugins, build: { outDir: "dist/page" } });
  return join(folder, "dist/page");
}

/** Serves it in development; `server` is the module whose `page(path)` renders on the server. */
export async function serveInDevelopment(t, folder, { plugins, server, issuer, optimize }) {
  const rendering = {
    name: "server-rendering",
    configureServer: (vite) => () => {
      vite.middlewares.use(async (request, response, next) => {
        try {
          const template = await vite.transformIndexHtml(request.originalUrl, await readFile(join(folder, "index.html"), "utf8"));
          const { page } = await vite.ssrLoadModule(server);
          const html = template.replace("<!--app-->", await page(request.originalUrl.split("?")[0]));
          response.setHeader("content-type", "text/html");
          response.end(html);
        } catch (error) {
          next(error);
        }
      });
    },
  };
  const vite = await createServer({
    root: folder,
    configFile: false,
    logLevel: "error",
    appType: "custom",
    cacheDir: join(folder, ".vite"),
    plugins: [...plugins, rendering],
    define: { "import.meta.env.VITE_ISSUER": JSON.stringify(issuer) },
    optimizeDeps: { include: optimize },
    server: { host: "127.0.0.1", port: 0 },
  });
  closeAfter(t, () => vite.close());
  await vite.listen();
  return vite.resolvedUrls.local[0].replace(/\/$/, "");
}

/** Changes a file of the application, like a developer. */
export async function edit(folder, path, from, to) {
  const source = await readFile(join(folder, path), "utf8");
  if (!source.includes(from)) throw new Error(`${path} does not have ${from}`);
  await writeFile(join(folder, path), source.replace(from, to));
}
