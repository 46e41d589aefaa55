import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "../scenarios/index.ts";
import { provokedErrors, unexpectedErrors } from "./controller-errors.ts";

const forbidden =
  '{"level":"error","msg":"Reconciliation failed","error":"configmaps \\"a\\" is forbidden: User \\"deployer\\" cannot patch"}';
const log = [
  '{"level":"info","msg":"is forbidden: User"}',
  forbidden,
  '{"level":"error","msg":"Reconciler error","error":"context canceled"}',
  "E1127 07:43:13.000000       1 reflector.go:200] Failed to watch",
  "panic: runtime error: invalid memory address or nil pointer dereference",
];

test("an error is expected in the scenario that provokes it, and in no other", async () => {
  const folder = await mkdtemp(join(tmpdir(), "fluxproof-errors-"));
  try {
    const file = join(folder, "kustomize-controller.log");
    await writeFile(file, log.join("\n"));
    expect(await unexpectedErrors(file, "apply/denied-by-rbac")).toEqual(log.slice(3));
    expect(await unexpectedErrors(file, "apply/converges-after-commit")).toEqual([
      forbidden,
      ...log.slice(3),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("every scenario that provokes errors is one of the catalogue", () => {
  const names = catalogue.map(({ name }) => name);
  for (const { scenarios } of provokedErrors) {
    if (!scenarios) continue;
    const named = scenarios.source.match(/[a-z]+(?:-[a-z]+)+/g) ?? [];
    for (const each of named) expect(names.join("\n")).toContain(each);
    expect(names.filter((name) => scenarios.test(name)).length).toBeGreaterThanOrEqual(
      named.length,
    );
  }
});
