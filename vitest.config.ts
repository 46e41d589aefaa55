import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**"],
    globals: false,
    // One less by default, and so one of two cores.
    maxWorkers: "100%",
    // Generous: these are ends for a hang, and machines that test are busy.
    testTimeout: 20_000,
    hookTimeout: 30_000,
    unstubEnvs: true,
    restoreMocks: true,
  },
});
