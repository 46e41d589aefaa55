import { describe, vi } from "vitest";
import { holdToContract } from "../../../../simulators/git/testing/contract.ts";
import { giteaServer, hasGitea } from "./testing/gitea.ts";

describe.runIf(hasGitea)("the contract of Git hosts", () => {
  holdToContract({
    name: "Gitea",
    open: giteaServer,
    differences: { firstBranchBecomesHead: true, refusalTexts: true, getOfPack: 405 },
  });
});

// Some start several servers, one after another.
vi.setConfig({ testTimeout: 120_000 });
