import { defineConfig } from "vitest/config";

/**
 * The tests that StrykerJS holds the checkers to. Those on random histories are left out: what they find
 * by chance is no proof that it will be found, and they take most of the time.
 */
export default defineConfig({
  root: new URL("../../..", import.meta.url).pathname,
  test: {
    include: ["harness/checkers/*.test.ts"],
    exclude: ["**/*-any-history.test.ts"],
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
