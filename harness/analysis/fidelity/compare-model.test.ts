import { expect, test } from "vitest";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import type { RunInfo } from "../../core/run.ts";
import { scenario } from "../../scenario/scenario.ts";
import { compareModel, type JudgedRun } from "./compare-model.ts";
import { isHeldApart } from "./held-apart.ts";

const tested = scenario({ name: "test/fidelity", guarantee: "Any.", drive: [], check: [] });

function seen(name: string, reason: string): Observation {
  const message = `because of ${reason}`;
  return {
    ...{ type: "kube.object", change: "modified", apiVersion: "source.toolkit.fluxcd.io/v1" },
    ...{ kind: "GitRepository", namespace: "fluxproof", name, uid: name, resourceVersion: "1" },
    state: { conditions: [{ type: "Ready", status: "True", reason, message }] },
  };
}

function run(outcome: JudgedRun["outcome"], ...observations: Observation[]): JudgedRun {
  const all: Observation[] = [...observations, { type: "run.end", outcome: "done" }];
  const history = all.map((each, index): HistoryEntry => ({ seq: index + 1, tMs: index, ...each }));
  return { dir: "run", info: { scenario: tested } as RunInfo, history, outcome };
}

const both = [seen("a", "Succeeded"), seen("b", "Succeeded")];
const recordings = [run("pass", ...both), run("pass", ...both)];

test("a model that does what was recorded agrees in everything", () => {
  const fidelity = compareModel("test/fidelity", recordings, [run("pass", ...both)]);
  expect(fidelity).toMatchObject({
    ...{ agreement: 1, elements: { total: 2, agree: 2 }, objects: [] },
    verdicts: { same: true },
  });
});

test("each object counts as much as any other, however much there is to say of it", () => {
  const more = [seen("b", "Progressing"), seen("b", "Succeeded")];
  const other = run("pass", seen("a", "Failed"), ...more);
  const { agreement, elements } = compareModel("test/fidelity", recordings, [other]);
  // Of a, one element is missing and one is extra; of b, one of two is extra.
  expect(elements).toEqual({ total: 4, agree: 1 });
  expect(agreement).toBe(0.25);
});

test("another verdict is told, whatever agrees", () => {
  const { verdicts } = compareModel("test/fidelity", recordings, [run("fail", ...both)]);
  expect(verdicts).toEqual({ recorded: ["pass", "pass"], model: ["fail"], same: false });
});

test("without recordings there is no telling", () => {
  const { incomparable } = compareModel("test/fidelity", [], [run("pass", ...both)]);
  expect(incomparable).toBe("no baseline ran it");
});

test("about a quarter of all names is held apart, always the same", () => {
  const names = Array.from({ length: 2000 }, (_, index) => `group/scenario-${index}`);
  const apart = names.filter(isHeldApart);
  expect(apart.length / names.length).toBeCloseTo(0.25, 1);
  expect(names.filter(isHeldApart)).toEqual(apart);
});
