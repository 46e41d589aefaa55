import { describe, expect, test } from "vitest";
import { compare } from "./compare.ts";
import type { FuzzStep } from "./step.ts";

/** Where two answers to one request differ, and what was known to. */
function compared(
  step: Pick<FuzzStep, "verb" | "resource" | "path" | "body">,
  real: object,
  simulator: object,
) {
  const whole = { ...step, id: 0, method: "GET" };
  const answer = (body: object) => [{ status: 200, contentType: "", warnings: [], body }];
  const hits = new Map<string, number>();
  const sequence = { name: "s", steps: [whole] };
  const difference = compare(sequence, { real: answer(real), simulator: answer(simulator) }, hits);
  return { at: difference?.paths[0]?.path, hits: [...hits.keys()] };
}

describe("finalizers of a namespace that is deleted", () => {
  const step = { verb: "delete", resource: "namespaces", path: "/api/v1/namespaces/a" };
  const with_ = (...finalizers: string[]) => ({ metadata: { finalizers } });

  test("come in any order, and are the same", () => {
    expect(compared(step, with_("orphan", "a/b"), with_("a/b", "orphan")).hits).toHaveLength(1);
    expect(compared(step, with_("orphan", "a/b"), with_("a/b")).at).toBe(
      "body.metadata.finalizers.0",
    );
    const other = { ...step, resource: "pods" };
    expect(compared(other, with_("orphan", "a/b"), with_("a/b", "orphan")).at).toBeDefined();
  });
});

describe("a finalizer that a strategic merge patch names both ways", () => {
  const step = { verb: "strategic-patch", resource: "configmaps", path: "/configmaps/a" };
  const patch = (metadata: object) => ({ ...step, body: JSON.stringify({ metadata }) });
  const taken = { "$deleteFromPrimitiveList/finalizers": ["a/b"] };
  const [kept, gone] = [{ metadata: { finalizers: ["a/b"] } }, { metadata: {} }];

  test("stays or goes, and one that is named once does what it is told", () => {
    const both = patch({ finalizers: ["a/b"], ...taken });
    expect(compared(both, kept, gone).hits).toHaveLength(1);
    expect(compared(both, kept, gone).at).toBeUndefined();
    expect(compared(patch(taken), kept, gone).at).toBe("body.metadata.finalizers");
    expect(compared(patch({ finalizers: ["a/b"] }), kept, gone).at).toBeDefined();
    expect(compared({ ...both, verb: "merge-patch" }, kept, gone).at).toBeDefined();
  });
});

describe("a list from a cache", () => {
  const step = { verb: "list", resource: "configmaps", path: "/configmaps?resourceVersion=5" };
  const list = (...items: number[]) => ({ items: items.map((at) => ({ at })) });

  test("may lack what is new, when no certain state was asked for, and nothing else", () => {
    expect(compared(step, list(1), list(1, 2)).hits).toHaveLength(1);
    expect(compared(step, list(1, 2), list(1)).at).toBe("body.items.1");
    expect(compared(step, list(3), list(1, 2)).at).toBeDefined();
    for (const path of ["/configmaps", `${step.path}&resourceVersionMatch=Exact`])
      expect(compared({ ...step, path }, list(1), list(1, 2)).at).toBeDefined();
  });
});
