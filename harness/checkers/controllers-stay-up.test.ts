import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { oomKill, processExit, processStart, type Told } from "../../test/history.ts";
import { controllersStayUp } from "./controllers-stay-up.ts";

const both = [processStart("source-controller"), processStart("kustomize-controller")];

function check(told: Told[], expected: Expected, except?: string[]): void {
  const options = except ? { except } : {};
  expectFinding({ name: "", check: controllersStayUp(options), told, ...expected });
}

describe("controllers-stay-up", () => {
  it("passes when none of those started exits", () => {
    check(both, {
      outcome: "pass",
      because: "none of source-controller, kustomize-controller exited",
      evidence: [],
    });
  });

  it("fails for an exit and tells its code", () => {
    check([...both, processExit("source-controller", { code: 2 })], {
      outcome: "fail",
      because: "source-controller exited (code 2), 1 exits",
      evidence: [3],
    });
  });

  it("fails for a signal, and shows every exit", () => {
    const exit = processExit("kustomize-controller", { code: null, signal: "SIGSEGV" });
    check([...both, exit, processStart("kustomize-controller", 1), exit], {
      outcome: "fail",
      because: "kustomize-controller exited (SIGSEGV), 2 exits",
      evidence: [3, 5],
    });
  });

  it("fails for an OOM kill and says so", () => {
    check([...both, oomKill("source-controller")], {
      outcome: "fail",
      because: "killed by the kernel for its memory limit",
      evidence: [3],
    });
  });

  it("lets the excepted ones exit, and no others", () => {
    const except = ["source-controller"];
    const told = [...both, oomKill("source-controller")];
    check(told, { outcome: "pass", because: "kustomize-controller", evidence: [] }, except);
    check(
      [...told, processExit("kustomize-controller")],
      { outcome: "fail", because: "kustomize-controller exited", evidence: [4] },
      except,
    );
  });

  it("does not take an exit of the environment's own parts for a controller's", () => {
    const etcd: Told = { type: "process.start", process: "etcd", pid: 1, restarts: 0 };
    check([{ ...etcd, ofEnvironment: true }, ...both, processExit("etcd")], {
      outcome: "pass",
      because: "none of source-controller, kustomize-controller exited",
      evidence: [],
    });
  });

  it("is unknown when nothing was started, or only what is excepted", () => {
    const expected: Expected = { outcome: "unknown", because: "no controller", evidence: [] };
    check([], expected);
    check([processStart("source-controller")], expected, ["source-controller"]);
  });
});
