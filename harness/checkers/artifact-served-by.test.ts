import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
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
const at = (port: number): Told =>
  object("GitRepository", "fleet-000", {
    artifact: { revision: revision("a"), url: `http://127.0.0.1:${port}/gitrepository/x/a.tar.gz` },
  });
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

  it("fails without an artifact, unless the run was cut short", () => {
    const told = [...both, object("GitRepository", "fleet-000")];
    const because = "GitRepository fleet-000 has no artifact";
    check([...told, runEnd()], { outcome: "fail", because, evidence: [3] });
    check(told, { outcome: "unknown", because, evidence: [3] });
  });

  it("is unknown for an instance that serves none, and for a step that never ended", () => {
    check([at(1)], { outcome: "unknown", because: `${shard1} serves no artifacts` });
    check(
      [...both, at(2)],
      { outcome: "unknown", because: "wait 1 never ended" },
      { step: "wait" },
    );
  });
});
