import { describe, vi } from "vitest";
import { holdAccess } from "../testing/hold-access.ts";
import { holdFaults } from "../testing/hold-faults.ts";
import { hostStarter } from "../testing/sim-host.ts";
import { giteaHost } from "./start-gitea-host.ts";
import { giteaProgram, hasGitea } from "./testing/gitea.ts";

const started = hostStarter(async (request) =>
  giteaHost({ kind: "process", program: await giteaProgram() })(request),
);

describe.runIf(hasGitea)("Gitea as the Git host", () => {
  holdAccess(started);
  holdFaults(started);
});

vi.setConfig({ testTimeout: 120_000 });
