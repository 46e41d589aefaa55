import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { catalogue } from "../../scenarios/index.ts";
import type { EnvironmentName, Scenario } from "../core/scenario.ts";
import type { Environment } from "../environments/environment.ts";
import { referenceSubject } from "../environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../environments/reference/reference-environment.ts";
import { hostInfo } from "./host-info.ts";
import { runOne } from "./run-one.ts";

async function runIn(name: EnvironmentName, scenario: Scenario) {
  const dir = await mkdtemp(join(tmpdir(), "environments-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  let starts = 0;
  const model = referenceEnvironment();
  const environment: Environment = {
    ...model,
    name,
    start(request) {
      starts += 1;
      return model.start(request);
    },
  };
  const host = await hostInfo();
  const result = await runOne({
    ...{ scenario, environment, subject: referenceSubject, seed: 1, host, dir: join(dir, "run") },
  });
  return { ...result, starts };
}

const [some] = catalogue;
if (!some) throw new Error("the catalogue is empty");

test("a scenario is unknown where it is not made for, with the reason, and nothing is started", async () => {
  const { judgement, failure, starts } = await runIn("kind", {
    ...some,
    environments: ["sim", "local"],
  });
  expect(judgement.outcome).toBe("unknown");
  expect(JSON.stringify(judgement.verdicts)).toContain(
    `scenario ${some.name} is unsupported, because it is made for sim, local and not for kind`,
  );
  expect({ failure, starts }).toEqual({ starts: 0 });
});

test("and runs where it is", async () => {
  const { judgement, starts } = await runIn("kind", { ...some, environments: ["kind"] });
  expect([judgement.outcome, starts]).toEqual(["pass", 1]);
});

describe("the catalogue", () => {
  test.each(catalogue.map((scenario) => [scenario.name, scenario] as const))(
    "lists where %s can run",
    (_, scenario) => {
      const { workloads = [], controllers, artifactHosts } = scenario;
      const drive = JSON.stringify(scenario.drive);
      // Real kubelets say what becomes of workloads; and of a cluster's own Flux nothing is changed.
      const noCluster = workloads.length > 0;
      const onlyOurs =
        Object.keys(controllers).length > 0 ||
        artifactHosts !== undefined ||
        /"target":"api-server"|"use":"(kill|scale)-controller"/.test(drive);
      expect(scenario.environments).toEqual([
        ...["sim", "local"],
        ...(noCluster ? [] : ["kind"]),
        ...(noCluster || onlyOurs ? [] : ["cluster"]),
      ]);
    },
  );
});
