import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { object, processStart, runEnd, type Told } from "../../test/history.ts";
import { shardsServeTheirOwn } from "./shards.ts";

const controller = "source-controller";
const shard1 = "source-controller-shard1";

type Some = Omit<Expected, "evidence"> & Partial<Expected>;

function check(told: Told[], expected: Some, instances?: string[]): void {
  const options = { controller, resource: "gitrepositories" };
  const wanted = shardsServeTheirOwn({ ...options, ...(instances ? { instances } : {}) });
  const started = [processStart(controller), processStart(shard1)];
  expectFinding({
    name: "",
    check: wanted,
    told: [...started, ...told, runEnd()],
    evidence: [],
    ...expected,
  });
}

const wrote = (instance: string, ...objects: string[]): Told => ({
  type: "kube.requests",
  counts: {},
  statusWrites: { [instance]: Object.fromEntries(objects.map((each) => [each, 1])) },
});
const inShard = (name: string, shard?: string): Told =>
  object("GitRepository", name, shard === undefined ? {} : { shard });
const a = "gitrepositories fluxproof/a";
const b = "gitrepositories fluxproof/b";
const objects = [inShard("a"), inShard("b", "shard1")];

describe("shards-serve-their-own", () => {
  it("passes when each instance wrote to its own objects", () => {
    check([...objects, wrote(controller, a), wrote(shard1, b), wrote(shard1, b)], {
      outcome: "pass",
      because:
        "each object was served by its shard alone: source-controller 1, source-controller-shard1 1",
      evidence: [5, 6],
    });
  });

  it("counts objects, and passes over what isn't told of and who else was started", () => {
    const other = object("Kustomization", "a", { shard: "shard1" });
    const unseen = "gitrepositories fluxproof/unseen";
    check(
      [
        processStart("helm-controller"),
        ...objects,
        other,
        wrote(controller, a, unseen),
        wrote(shard1, b),
      ],
      {
        outcome: "pass",
        because: "alone: source-controller 2, source-controller-shard1 1",
        evidence: [7, 8],
      },
    );
  });

  it("knows the kind of any resource", () => {
    const name = "kustomize-controller";
    expectFinding({
      ...{ name: "", outcome: "fail", evidence: [3] },
      check: shardsServeTheirOwn({ controller: name, resource: "kustomizations" }),
      told: [
        processStart(name),
        object("Kustomization", "k", { shard: "shard1" }),
        wrote(name, "kustomizations fluxproof/k"),
      ],
      because: "fluxproof/k, which is kustomize-controller-shard1's",
    });
  });

  it("fails when the main instance serves a shard's object, too", () => {
    check([...objects, wrote(shard1, b), wrote(controller, a, b)], {
      outcome: "fail",
      because:
        "source-controller wrote the status of fluxproof/b, which is source-controller-shard1's",
      evidence: [6],
    });
  });

  it("fails when a shard serves what is the main instance's", () => {
    check([...objects, wrote(shard1, a)], {
      outcome: "fail",
      because:
        "source-controller-shard1 wrote the status of fluxproof/a, which is source-controller's",
      evidence: [5],
    });
  });

  it("fails when an instance has no work, unless others are named", () => {
    const told = [...objects, wrote(shard1, b)];
    check(
      told,
      { outcome: "fail", because: "source-controller, source-controller-shard2 served no object" },
      [controller, "source-controller-shard2"],
    );
    check(told, { outcome: "fail", because: "source-controller served no object" });
    check(told, { outcome: "pass", because: "source-controller-shard1 1", evidence: [5] }, [
      shard1,
    ]);
  });

  it("lets either shard write in the moment of a move, and only the new one later", () => {
    const moved = [...objects, wrote(shard1, b), wrote(controller, a), inShard("b")];
    check([...moved, wrote(shard1, b), wrote(controller, b)], {
      outcome: "pass",
      because: "each",
      evidence: [6, 5],
    });
    check([...moved, wrote("source-controller-shard2", b)], {
      outcome: "fail",
      because: "fluxproof/b, which is source-controller-shard1 or source-controller's",
      evidence: [8],
    });
    check([...objects, wrote(shard1, a), inShard("a", "shard1")], {
      outcome: "fail",
      because: "fluxproof/a, which is source-controller's",
      evidence: [5],
    });
    check([...moved, wrote(controller, a), wrote(controller, a), wrote(shard1, b)], {
      outcome: "fail",
      because: "fluxproof/b, which is source-controller's",
      evidence: [10],
    });
  });

  it("is unknown when nothing was written, and looks at no other resource", () => {
    const other = "helmcharts fluxproof/a";
    check([...objects, wrote(shard1, other), wrote("helm-controller", a)], {
      outcome: "unknown",
      because: "no instance of source-controller wrote to gitrepositories",
    });
  });
});
