import { defineConfig } from "vitest/config";

const environments = ["node", "jsdom", "happy-dom"];
const pools = ["forks", "threads", "vmThreads", "vmForks"];
export default defineConfig({
  test: {
    projects: environments.flatMap((environment) =>
      pools.map((pool) => ({ test: { name: `${environment}, ${pool}`, environment, pool, include: ["vitest.test.mjs"] } })),
    ),
  },
});
