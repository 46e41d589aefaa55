import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  oomKill,
  processExit,
  processStart,
  runEnd,
  type Told,
  usage,
  workers,
} from "../../test/history.ts";
import { isKilledAndRestarted, memoryStaysUnder } from "./memory.ts";

const mib = 2 ** 20;
const name = "source-controller";

describe("memory-stays-under", () => {
  function check(
    told: Told[],
    expected: Expected,
    figure: "rss" | "anon" | "workingSet" = "rss",
  ): void {
    const options = { process: name, figure, max: "100Mi" };
    expectFinding({ name: "", check: memoryStaysUnder(options), told, ...expected });
  }

  it("passes at the bound, with the sample of the peak", () => {
    check([usage(name, { rss: 100 * mib }), usage(name, { rss: 50 * mib })], {
      outcome: "pass",
      because: "rss of source-controller peaked at 100.0 MiB in 2 samples, under 100Mi",
      evidence: [1],
    });
  });

  it("fails a byte past it", () => {
    check([usage(name, { rss: 1 }), usage(name, { rss: 100 * mib + 1 })], {
      outcome: "fail",
      because: "over 100Mi",
      evidence: [2],
    });
  });

  it("reads the kernel's own peak of resident memory, which samples may miss", () => {
    check([usage(name, { rss: mib, rssPeak: 200 * mib })], {
      outcome: "fail",
      because: "peaked at 200.0 MiB",
      evidence: [1],
    });
  });

  it("keeps the three figures apart", () => {
    const told = [usage(name, { rss: mib, anon: 200 * mib, workingSet: 50 * mib })];
    check(told, { outcome: "pass", because: "rss", evidence: [1] }, "rss");
    check(told, { outcome: "fail", because: "anon", evidence: [1] }, "anon");
    check(told, { outcome: "pass", because: "workingSet", evidence: [1] }, "workingSet");
  });

  it("does not look at other processes", () => {
    check([usage(name), usage("helm-controller", { rss: 900 * mib })], {
      outcome: "pass",
      because: "in 1 samples",
      evidence: [1],
    });
  });

  it("is unknown without a sample of the figure", () => {
    const expected: Expected = { outcome: "unknown", because: "no sample of anon", evidence: [] };
    check([usage(name, { rss: 900 * mib })], expected, "anon");
    check([usage("helm-controller", { anon: 1 })], expected, "anon");
  });
});

describe("is-killed-and-restarted", () => {
  function check(told: Told[], expected: Expected): void {
    expectFinding({ name: "", check: isKilledAndRestarted({ process: name }), told, ...expected });
  }
  const started = [processStart(name), workers(name)];
  const again = (restarts: number) => [processStart(name, restarts), workers(name)];

  it("passes when the kernel kills it and its workers run again", () => {
    check([...started, oomKill(name), ...again(1), oomKill(name), ...again(2)], {
      outcome: "pass",
      because: "killed by the kernel 2 times and started again 2 times",
      evidence: [3, 6, 5],
    });
  });

  it("passes when the run ends in the wait before yet another start", () => {
    const other = processStart("helm-controller", 1);
    check([...started, oomKill(name), ...again(1), other, oomKill(name, 20_000), runEnd()], {
      outcome: "pass",
      because: "killed by the kernel 2 times and started again 1 times",
      evidence: [3, 7, 5],
    });
  });

  it("fails when it was never killed", () => {
    check([...started, oomKill("helm-controller"), runEnd()], {
      outcome: "fail",
      because: "source-controller was never killed",
      evidence: [],
    });
  });

  it("fails when it exits for another reason too", () => {
    check([...started, oomKill(name), ...again(1), processExit(name), ...again(2)], {
      outcome: "fail",
      because: "source-controller exited (code 1): 1 of 2 exits without an OOM kill",
      evidence: [6],
    });
  });

  it("does not infer an OOM kill from SIGKILL", () => {
    check([...started, processExit(name, { code: null, signal: "SIGKILL" }), ...again(1)], {
      outcome: "fail",
      because: "source-controller exited (SIGKILL): 1 of 1 exits without an OOM kill",
      evidence: [3],
    });
  });

  it("fails when its workers never run again, though the process was started", () => {
    check(
      [...started, oomKill(name), processStart(name, 1), workers("helm-controller"), runEnd()],
      {
        outcome: "fail",
        because: "was killed 1 times and its workers never ran again",
        evidence: [3],
      },
    );
  });

  it("fails when it is given up in the end", () => {
    check([...started, oomKill(name), ...again(1), oomKill(name, null), runEnd()], {
      outcome: "fail",
      because: "was killed and not started again",
      evidence: [6],
    });
  });

  it("is unknown when the run was cut short before the kill or the restart", () => {
    check([...started, runEnd("interrupted")], {
      outcome: "unknown",
      because: "never killed",
      evidence: [],
    });
    check([...started, oomKill(name)], {
      outcome: "unknown",
      because: "never ran again, but the run was cut short",
      evidence: [3],
    });
  });
});
