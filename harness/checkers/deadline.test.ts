import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { at, condition, object, request, source, type Told } from "../../test/history.ts";
import { deadlineHolds } from "./deadline.ts";

function check(told: Told[], expected: Expected): void {
  const options = { name: "slow", timeout: "8s", overrun: "2s" };
  expectFinding({ name: "", check: deadlineHolds(options), told, ...expected });
}

const message = "failed to checkout and determine revision: context deadline exceeded";
const hitDeadline = [
  condition("Reconciling", "True", "ProgressingWithRetry", message),
  condition("Ready", "False", "GitOperationFailed", message),
  condition("FetchFailed", "True", "GitOperationFailed", message),
];
const retrying = [
  condition("Reconciling", "True", "Progressing", "reconciliation in progress"),
  ...hitDeadline.slice(1),
];

const refs = (tMs: number) => at(tMs, request({ repository: "slow" }));
const pack = (tMs: number) => at(tMs, request({ repository: "slow", endpoint: "pack" }));
const ssh = (tMs: number, durationMs: number) =>
  at(tMs, request({ repository: "slow", endpoint: "ssh", method: "SSH", status: 0, durationMs }));
const stored = (tMs: number, hash: string) => at(tMs, source("slow", hash));
const stopped = (tMs: number, hash?: string) => at(tMs, source("slow", hash, ...hitDeadline));
const begun = (tMs: number, hash?: string) => at(tMs, source("slow", hash, ...retrying));

describe("deadline-holds", () => {
  it("passes when the deadline ends the fetch in time, counted from the listing", () => {
    check([stored(0, "a0"), refs(1000), pack(1100), stopped(11_000, "a0")], {
      outcome: "pass",
      because: "1 fetches of slow met their timeout of 8s; the longest ended 2.0 s past it",
      evidence: [3, 4],
    });
  });

  it("fails when it ends a millisecond later than allowed", () => {
    check([stored(0, "a0"), refs(1000), pack(1100), stopped(11_001, "a0")], {
      outcome: "fail",
      because: "past it, over 2s",
      evidence: [3, 4],
    });
  });

  it("fails when the artifact comes long after the deadline", () => {
    check([refs(1000), pack(1100), stored(20_000, "a0")], {
      outcome: "fail",
      because: "the longest ended 11.0 s past it",
      evidence: [2, 3],
    });
  });

  it("measures each of several attempts by its own requests", () => {
    check(
      [
        ...[refs(0), pack(100), stopped(8500)],
        ...[begun(9200), refs(9250), pack(9300), stopped(19_000)],
        ...[begun(20_500), refs(20_550), pack(20_600), stored(21_000, "a0")],
      ],
      { outcome: "pass", because: "2 fetches of slow met their timeout", evidence: [6, 7] },
    );
  });

  it("tells of the longest of several attempts, wherever it comes", () => {
    const told = [refs(0), pack(100), stopped(9500), begun(9900)];
    check([...told, refs(10_000), pack(10_100), stopped(18_500)], {
      outcome: "pass",
      because: "2 fetches of slow met their timeout of 8s; the longest ended 1.5 s past it",
      evidence: [2, 3],
    });
  });

  it("counts one that the deadline ended a little early, by the clock of who saw it", () => {
    check([refs(1000), pack(1100), stopped(8500)], {
      outcome: "pass",
      because: "1 fetches of slow met their timeout of 8s; the longest ended 0 ms past it",
      evidence: [2, 3],
    });
  });

  it("takes two requests for objects after one listing for one fetch", () => {
    check([refs(1000), pack(1100), pack(1500), stopped(11_000)], {
      outcome: "pass",
      because: "1 fetches of slow met their timeout of 8s; the longest ended 2.0 s past it",
      evidence: [2, 4],
    });
  });

  it("does not measure an attempt that left no new state by the outcome of a later one", () => {
    // The second attempt ends as the first did: nothing new is seen of it.
    check(
      [
        ...[refs(0), pack(100), stopped(8500)],
        ...[refs(9250), pack(9300)],
        ...[refs(20_550), pack(20_600), stored(21_000, "a0")],
      ],
      { outcome: "pass", because: "1 fetches of slow", evidence: [2, 3] },
    );
  });

  it("takes a request for a fetch's own though its answer was recorded after the outcome", () => {
    check([refs(1000), stopped(9500), pack(1100)], {
      outcome: "pass",
      because: "ended 500 ms past it",
      evidence: [3, 2],
    });
  });

  it("orders requests by when they came, though a listing is recorded after its objects", () => {
    check([pack(1100), refs(1000), stopped(9500)], {
      outcome: "pass",
      because: "ended 500 ms past it",
      evidence: [1, 3],
    });
  });

  it.each<[string, Told]>([
    ["of another kind", at(9500, object("OCIRepository", "slow", { conditions: hitDeadline }))],
    ["of another source", at(9500, source("other", "a0", ...hitDeadline))],
    ["with the artifact it had", at(9500, source("slow", "a0"))],
    ["that lost its artifact", at(9500, source("slow"))],
    [
      "that failed for another reason",
      at(
        9500,
        source(
          "slow",
          "a0",
          condition("Ready", "True", "Succeeded", message),
          condition("FetchFailed", "True", "GitOperationFailed", "status code: 429"),
        ),
      ),
    ],
    [
      "that no longer fails",
      at(9500, source("slow", "a0", condition("FetchFailed", "False", "", message))),
    ],
  ])("does not take a state %s for the end of a fetch", (_, state) => {
    check([stored(0, "a0"), refs(1000), pack(1100), state], {
      outcome: "unknown",
      because: "no fetch",
      evidence: [],
    });
  });

  it("does not look past the next listing", () => {
    check([stored(0, "a0"), refs(1000), pack(1100), refs(15_000), stored(20_000, "b1")], {
      outcome: "unknown",
      because: "no fetch",
      evidence: [],
    });
  });

  it.each<[string, Told[]]>([
    ["was fetched", []],
    ["took longer", [refs(1000), pack(1100), stored(9000, "a0")]],
    ["was fetched in less", [refs(1000), pack(1100), stored(2000, "a0")]],
    ["was listed alone", [refs(1000), stopped(9000)]],
    ["ended", [refs(1000), pack(1100), begun(1200)]],
    [
      "is of this source",
      [at(1000, request()), at(1100, request({ endpoint: "pack" })), stopped(20_000)],
    ],
  ])("is unknown when nothing %s", (_, told) => {
    check(told, {
      outcome: "unknown",
      because: "no fetch of slow reached its timeout of 8s",
      evidence: [],
    });
  });
});

describe("deadline-holds over SSH", () => {
  const listed = [stored(0, "a0"), ssh(1000, 1500)];

  it("passes when the deadline ends the fetch in time, counted from the listing's connection", () => {
    check([...listed, ssh(2510, 8000), stopped(11_000, "a0")], {
      outcome: "pass",
      because: "1 fetches of slow met their timeout of 8s; the longest ended 2.0 s past it",
      evidence: [3, 4],
    });
  });

  it("fails when it ends a millisecond later than allowed", () => {
    check([...listed, ssh(2510, 8000), stopped(11_001, "a0")], {
      outcome: "fail",
      because: "past it, over 2s",
      evidence: [3, 4],
    });
  });

  it("fails when the artifact comes long after the end of its connection", () => {
    check([ssh(1000, 500), stored(20_000, "a0")], {
      outcome: "fail",
      because: "the longest ended 11.0 s past it",
      evidence: [1, 2],
    });
  });

  it("takes the deadline of a connection alone for that of a fetch: it may have done all", () => {
    check([stored(0, "a0"), ssh(1000, 8000), stopped(9500, "a0")], {
      outcome: "pass",
      because: "ended 500 ms past it",
      evidence: [2, 3],
    });
  });

  it("does not count a poll that found nothing into the attempt that comes after a wait", () => {
    check([...listed, ssh(3001, 7000), stopped(12_500, "a0")], {
      outcome: "pass",
      because: "1 fetches of slow met their timeout of 8s; the longest ended 1.5 s past it",
      evidence: [3, 4],
    });
  });

  it("does not measure a poll that found nothing by the outcome of a later attempt", () => {
    check([...listed, ssh(15_000, 200), stored(20_000, "b1")], {
      outcome: "unknown",
      because: "no fetch of slow reached its timeout of 8s",
      evidence: [],
    });
  });

  it("begins anew where an outcome was told between, however soon the next one is", () => {
    // The first connection lingers past the state that told its end.
    check([ssh(0, 9000), stopped(8500), ssh(9100, 300), stored(9500, "a0")], {
      outcome: "pass",
      because: "1 fetches of slow met their timeout of 8s; the longest ended 500 ms past it",
      evidence: [1, 2],
    });
  });
});
