import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  deleted,
  object,
  processStart,
  revision,
  runEnd,
  stepEnd,
  stepStart,
  type Told,
} from "../../test/history.ts";
import { artifactServedBy } from "./artifact-served-by.ts";

const shard1 = "source-controller-shard1";

type Some = Omit<Expected, "evidence"> & Partial<Expected>;

function check(told: Told[], expected: Some, after?: { step: string }): void {
  const options = { kind: "GitRepository", name: "fleet-000", process: shard1 } as const;
  const wanted = artifactServedBy({ ...options, ...(after ? { after } : {}) });
  expectFinding({ name: "", check: wanted, told, evidence: [], ...expected });
}

const serves = (process: string, port: number): Told =>
  ({ ...processStart(process), serves: `127.0.0.1:${port}` }) as Told;
const artifactAt = (host: string) => ({
  artifact: { revision: revision("a"), url: `http://${host}/gitrepository/x/a.tar.gz` },
});
const at = (port: number) => object("GitRepository", "fleet-000", artifactAt(`127.0.0.1:${port}`));
const both = [serves("source-controller", 1), serves(shard1, 2)];

describe("artifact-served-by", () => {
  it("passes when the newest URL is the instance's", () => {
    check([...both, at(1), at(2)], {
      outcome: "pass",
      because: "source-controller-shard1 serves the artifact of GitRepository fleet-000",
      evidence: [2, 4],
    });
  });

  it("fails when it is another's", () => {
    check([...both, at(2), at(1)], {
      outcome: "fail",
      because: "source-controller serves the artifact of GitRepository fleet-000, not",
      evidence: [2, 4],
    });
  });

  it("fails when it is nobody's", () => {
    check([...both, at(3)], { outcome: "fail", because: "127.0.0.1:3 serves", evidence: [2, 3] });
  });

  it("goes by the end of a step", () => {
    const told = [...both, stepStart("1", "wait"), at(2), stepEnd("1"), at(1)];
    check(told, { outcome: "pass", because: shard1, evidence: [2, 4] }, { step: "wait" });
  });

  it("looks neither at other objects nor past the step, whoever serves there later", () => {
    const other = artifactAt("127.0.0.1:1");
    check(
      [
        ...both,
        stepStart("1", "wait"),
        at(2),
        object("GitRepository", "fleet-001", other),
        object("OCIRepository", "fleet-000", other),
        stepEnd("1"),
        serves("source-controller", 2),
        at(1),
      ],
      { outcome: "pass", because: shard1, evidence: [2, 4] },
      { step: "wait" },
    );
  });

  it("goes by the newest start, for a Pod that was replaced serves elsewhere", () => {
    check([...both, at(2), serves(shard1, 4)], {
      outcome: "pass",
      because: shard1,
      evidence: [2, 3],
    });
    check([...both, serves(shard1, 4), at(4)], {
      outcome: "pass",
      because: shard1,
      evidence: [3, 4],
    });
    check([...both, serves(shard1, 4), at(1)], {
      outcome: "fail",
      because: "source-controller serves",
      evidence: [3, 4],
    });
  });

  it("takes an object that was deleted, or is not there, for one without an artifact", () => {
    const because = "GitRepository fleet-000 has no artifact";
    check([...both, deleted(at(2)), runEnd()], { outcome: "fail", because, evidence: [3] });
    check([...both, runEnd()], { outcome: "fail", because, evidence: [] });
  });

  it("fails without an artifact, unless the run was cut short", () => {
    const told = [...both, object("GitRepository", "fleet-000")];
    const because = "GitRepository fleet-000 has no artifact";
    check([...told, runEnd()], { outcome: "fail", because, evidence: [3] });
    check(told, { outcome: "unknown", because, evidence: [3] });
  });

  it("is unknown for an instance that serves none, and for a step that never ended", () => {
    for (const told of [[at(1)], [serves("source-controller", 1), processStart(shard1), at(1)]]) {
      check(told, { outcome: "unknown", because: `${shard1} serves no artifacts` });
    }
    check(
      [...both, at(2)],
      { outcome: "unknown", because: "wait 1 never ended" },
      { step: "wait" },
    );
  });
});
