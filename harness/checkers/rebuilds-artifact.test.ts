import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { deleted, object, ready, revision, runEnd, source, type Told } from "../../test/history.ts";
import { rebuildsArtifact } from "./rebuilds-artifact.ts";

const name = "fleet-000";

type Some = Omit<Expected, "evidence"> & Partial<Expected>;

function check(told: Told[], expected: Some): void {
  const wanted = rebuildsArtifact({ kind: "GitRepository", name });
  expectFinding({ name: "", check: wanted, told, evidence: [], ...expected });
}

const holding = (hash: string, digest: string) =>
  object("GitRepository", name, { artifact: { revision: revision(hash), digest } });
const without = source(name, undefined, ready);

describe("rebuilds-artifact", () => {
  it("passes when the same artifact comes back", () => {
    check([holding("a", "sha256:1"), without, without, holding("a", "sha256:1")], {
      outcome: "pass",
      because: "the artifact of GitRepository fleet-000 was built again: main@sha1:a sha256:1",
      evidence: [1, 2, 4],
    });
  });

  it("looks at no other object, and counts no time before the first artifact as a loss", () => {
    const other = object("OCIRepository", name, { artifact: { revision: revision("b") } });
    check(
      [
        without,
        holding("a", "sha256:1"),
        source("fleet-001", undefined, ready),
        object("OCIRepository", name),
        without,
        source("fleet-001", "b", ready),
        other,
        holding("a", "sha256:1"),
      ],
      { outcome: "pass", because: "built again: main@sha1:a sha256:1", evidence: [2, 5, 8] },
    );
  });

  it("goes by the revision alone where no digest is told", () => {
    check([source(name, "a"), without, source(name, "a")], {
      outcome: "pass",
      because: "main@sha1:a without a digest",
      evidence: [1, 2, 3],
    });
  });

  it("fails on another digest for the same revision", () => {
    check([holding("a", "sha256:1"), without, holding("a", "sha256:2")], {
      outcome: "fail",
      because: "was main@sha1:a sha256:1 and became main@sha1:a sha256:2",
      evidence: [1, 2, 3],
    });
  });

  it("fails on another revision", () => {
    check([holding("a", "sha256:1"), without, holding("b", "sha256:1")], {
      outcome: "fail",
      because: "became main@sha1:b",
      evidence: [1, 2, 3],
    });
  });

  it("fails when it doesn't come back", () => {
    check([holding("a", "sha256:1"), without, runEnd()], {
      outcome: "fail",
      because: "was not built again",
      evidence: [2],
    });
  });

  it("fails when it is never lost: it may be one that is gone", () => {
    check([holding("a", "sha256:1"), holding("a", "sha256:1"), runEnd()], {
      outcome: "fail",
      because: "never lost its artifact",
      evidence: [2],
    });
  });

  it("is unknown without an artifact", () => {
    check([without, runEnd()], { outcome: "unknown", because: "never had an artifact" });
  });

  it("takes no deletion for a loss, and is unknown when the run was cut short", () => {
    check([holding("a", "sha256:1"), deleted(without), runEnd("interrupted")], {
      outcome: "unknown",
      because: "but the run was cut short",
      evidence: [1],
    });
  });
});
