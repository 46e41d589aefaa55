import { describe, vi } from "vitest";
import { holdAccess } from "../testing/hold-access.ts";
import { holdFaults } from "../testing/hold-faults.ts";
import { holdSsh } from "../testing/hold-ssh.ts";
import { holdSshFaults } from "../testing/hold-ssh-faults.ts";
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

describe.runIf(hasGitea)("Gitea as the Git host, over SSH", () => {
  const overSsh = hostStarter(async (request) =>
    giteaHost({ kind: "process", program: await giteaProgram() }, { ssh: true })(request),
  );
  holdSsh(overSsh);
  holdSshFaults(overSsh);
});

vi.setConfig({ testTimeout: 120_000 });
