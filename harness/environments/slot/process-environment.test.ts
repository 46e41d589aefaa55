import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HarnessError } from "../../core/failure.ts";
import type { Subject } from "../../subjects/subject.ts";
import type { StartControlPlane } from "./control-plane.ts";
import { PortTakenError } from "./port-taken.ts";
import { processEnvironment } from "./process-environment.ts";
import { testSlot } from "./testing/test-slot.ts";

const subject: Subject = {
  info: { name: "nothing", kind: "folder", controllers: [], crds: [], notes: [] },
  binaries: {},
  crdFiles: [],
};

/** What is left of a slot whose control plane ends, at each start, with the next of `errors`. */
async function startWith(errors: Error[]) {
  const slot = await testSlot({ subject });
  let starts = 0;
  const startControlPlane: StartControlPlane = async ({ logs }) => {
    starts += 1;
    await writeFile(join(logs, "kube-apiserver.log"), `start ${starts}\n`, { flag: "a" });
    throw errors[starts - 1];
  };
  const environment = processEnvironment({
    ...{ name: "sim", parts: {}, startControlPlane, settings: {} },
  });
  const outcome = await environment.start(slot.request).catch((error: unknown) => error);
  const log = (folder: string) =>
    readFile(join(slot.request.dir, folder, "kube-apiserver.log"), "utf8");
  return { slot, outcome, log, starts: () => starts };
}

test("a start whose port was taken is tried once more, with its logs set aside", async () => {
  const broken = new HarnessError("no such flag");
  const { slot, outcome, log, starts } = await startWith([
    new PortTakenError("kube-apiserver"),
    broken,
  ]);
  await using _ = slot;
  expect(outcome).toBe(broken);
  expect(starts()).toBe(2);
  expect(await log("logs")).toBe("start 2\n");
  expect(await log("logs-of-void-start")).toBe("start 1\n");
  expect(slot.seen("note").map(({ text }) => text)).toEqual([
    expect.stringMatching(/its port.*logs-of-void-start/),
  ]);
});

test("a start that fails otherwise is not tried again", async () => {
  const { slot, outcome, starts } = await startWith([new HarnessError("no such flag")]);
  await using _ = slot;
  expect(outcome).toBeInstanceOf(HarnessError);
  expect(starts()).toBe(1);
  expect(await readdir(slot.request.dir)).toEqual(["logs"]);
});
