import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { defaultCacheDir } from "./cache-dir.ts";

test.each([
  [{ FLUXPROOF_CACHE: "/a", XDG_CACHE_HOME: "/b" }, "/a"],
  [{ FLUXPROOF_CACHE: "a" }, resolve("a")],
  [{ XDG_CACHE_HOME: "/b" }, "/b/fluxproof"],
  [{ XDG_CACHE_HOME: "relative" }, join(homedir(), ".cache/fluxproof")],
  [{ FLUXPROOF_CACHE: "", XDG_CACHE_HOME: "" }, join(homedir(), ".cache/fluxproof")],
])("%j means %s", (env, expected) => {
  expect(defaultCacheDir(env)).toBe(expected);
});
