import { expect, test } from "vitest";
import { compileProgress } from "./compile-progress.ts";

test("counts what Go downloads and compiles, and ignores its other messages", () => {
  const describe = compileProgress({ mains: ["example.com/tool"], packagesTotal: () => 3 });
  expect(describe("go: downloading example.com/a v1.0.0")).toBe(
    "downloading module 1: example.com/a v1.0.0",
  );
  expect(describe("internal/cpu")).toBe("compiling package 1 of at most 3: internal/cpu");
  expect(describe("# example.com/a")).toBeUndefined();
  expect(describe("a.go:3:1: undefined: x")).toBeUndefined();
  expect(describe("example.com/a/v2")).toBe("compiling package 2 of at most 3: example.com/a/v2");
  expect(describe("example.com/tool")).toBe("linking example.com/tool");
});
