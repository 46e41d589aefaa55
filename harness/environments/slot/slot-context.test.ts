import { expect, test } from "vitest";
import { type SlotContext, temporaryPlace } from "./slot-context.ts";

test("temporary files lie on disk unless they are wanted in memory", () => {
  const context = { folder: "/slot", memoryFolder: "/memory" } as SlotContext;
  const place = (temporaryFiles?: "disk" | "memory") =>
    temporaryPlace(context, {
      name: "kustomize-controller-shard1",
      settings: temporaryFiles ? { temporaryFiles } : {},
    });
  expect(place()).toBe("/slot/kustomize-controller-shard1/tmp");
  expect(place("disk")).toBe("/slot/kustomize-controller-shard1/tmp");
  expect(place("memory")).toBe("/memory/kustomize-controller-shard1");
});
