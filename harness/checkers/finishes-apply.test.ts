import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  added,
  commit,
  configMap,
  deleted,
  object as kubeObject,
  processExit,
  runEnd,
  type Told,
} from "../../test/history.ts";
import { finishesApply } from "./finishes-apply.ts";

const process = "kustomize-controller";
const k0 = "fluxproof/fleet-000-k-000";

type Some = Omit<Expected, "evidence"> & Partial<Expected>;

function check(told: Told[], expected: Some): void {
  expectFinding({ name: "", check: finishesApply({ process }), told, evidence: [], ...expected });
}

const object = (index: number, change: number) => configMap(`fleet-000-k-000-${index}`, change);

/** Two objects, the first of which is at change 1 when the controller exits. */
const interrupted = (...rest: Told[]): Told[] => [
  added(object(0, 0)),
  added(object(1, 0)),
  commit("b1", { change: 1, touches: [k0] }),
  object(0, 1),
  processExit(process),
  ...rest,
];

describe("finishes-apply", () => {
  it("passes when what was left gets there", () => {
    check(interrupted(object(1, 1), runEnd()), {
      outcome: "pass",
      because: `1 of 2 objects of ${k0} were at change 1 when kustomize-controller exited, and all are in the end`,
      evidence: [5, 6],
    });
  });

  it("takes a later change for the one that was interrupted", () => {
    const later = commit("b2", { change: 2, touches: [k0] });
    check(interrupted(object(1, 2), later, object(0, 2), runEnd()), {
      outcome: "pass",
      because: "at change 1",
      evidence: [5, 6],
    });
  });

  it("looks at its own exit, and at states that an owner applied", () => {
    const name = "fleet-000-k-000-0";
    check(
      [
        ...[added(object(0, 0)), added(object(1, 0)), added(object(2, 0))],
        processExit("source-controller"),
        commit("b1", { change: 1, touches: [k0] }),
        object(0, 1),
        object(0, 1),
        processExit(process),
        kubeObject("ConfigMap", "beside", { owner: k0 }),
        kubeObject("ConfigMap", name, { change: 0 }),
        deleted(object(0, 0)),
        object(1, 1),
        object(2, 1),
        runEnd(),
      ],
      { outcome: "pass", because: `1 of 3 objects of ${k0}`, evidence: [8, 13] },
    );
  });

  it("fails when an object is left behind", () => {
    check(interrupted(object(1, 0), object(0, 2), runEnd()), {
      outcome: "fail",
      because: `1 of 2 objects of ${k0} never got to change 1`,
      evidence: [5, 6],
    });
  });

  it("fails when an object goes back", () => {
    check(interrupted(object(1, 1), object(0, 0), runEnd()), {
      outcome: "fail",
      because: "ConfigMap fluxproof/fleet-000-k-000-0 went back from change 1 to 0",
      evidence: [4, 7],
    });
  });

  it("is unknown when the controller never exited", () => {
    check([added(object(0, 0)), runEnd()], {
      outcome: "unknown",
      because: "kustomize-controller never exited",
    });
  });

  it("is unknown when nothing was half applied", () => {
    const told = [added(object(0, 0)), commit("b1", { change: 1, touches: [k0] })];
    check([...told, processExit(process), object(0, 1), runEnd()], {
      outcome: "unknown",
      because: "no Kustomization was half applied",
      evidence: [3],
    });
  });

  it("is unknown when all was applied already", () => {
    const [one, other, pushed] = interrupted();
    const told = [one, other, pushed, object(0, 1), object(1, 1)].flatMap((each) => each ?? []);
    check([...told, processExit(process), runEnd()], {
      outcome: "unknown",
      because: "no Kustomization was half applied",
      evidence: [6],
    });
  });

  it("is unknown when the run was cut short", () => {
    check(interrupted(runEnd("interrupted")), {
      outcome: "unknown",
      because: "but the run was cut short",
      evidence: [5, 2],
    });
  });
});
