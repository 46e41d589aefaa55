import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import type { ApiObject } from "../model/api-object.ts";
import {
  type FluxOnSimulator,
  fluxSkip,
  startFluxOnSimulator,
} from "./testing/flux-on-simulator.ts";

const skip = await fluxSkip();
if (skip) console.log(`skipped: real Flux on the API simulator: ${skip}`);
const clock = wallClock();

describe.skipIf(skip)("real Flux on the API simulator", { timeout: 120_000 }, () => {
  let flux: FluxOnSimulator;
  beforeAll(async () => {
    flux = await startFluxOnSimulator();
  }, 60_000);
  afterAll(() => flux?.[Symbol.asyncDispose]());

  const where = { namespace: "flux-system", name: "app" };
  const source = { apiVersion: "source.toolkit.fluxcd.io/v1", resource: "gitrepositories" };
  const kustomization = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    resource: "kustomizations",
  };
  const configMaps = { apiVersion: "v1", resource: "configmaps", namespace: "default" };

  test("reconciles a GitRepository and a Kustomization, follows a commit, prunes", async () => {
    const { client, repositories, gitOrigin } = flux;
    const content = { branch: "main", files: 0, fileBytes: 0, history: 1 };
    await repositories.create({ name: "app", ...content });
    await commit({ "one.yaml": manifest("one", "1"), "two.yaml": manifest("two", "1") });
    await client.create({ ...source, namespace: "flux-system" }, {
      apiVersion: source.apiVersion,
      kind: "GitRepository",
      metadata: where,
      spec: { url: `${gitOrigin}/app.git`, interval: "1s", ref: { branch: "main" } },
    } as ApiObject);
    await client.create({ ...kustomization, namespace: "flux-system" }, {
      apiVersion: kustomization.apiVersion,
      kind: "Kustomization",
      metadata: where,
      spec: {
        interval: "1m",
        prune: true,
        path: "./",
        sourceRef: { kind: "GitRepository", name: "app" },
        targetNamespace: "default",
      },
    } as ApiObject);
    await until("app applied", async () => (await read("one"))?.a === "1");
    await until("Kustomization ready", async () => {
      const { status } = await client.get({ ...kustomization, ...where });
      return JSON.stringify(status).includes('"ReconciliationSucceeded"');
    });
    await commit({ "one.yaml": manifest("one", "2"), "two.yaml": null });
    await until("commit applied", async () => (await read("one"))?.a === "2");
    await until("pruned", async () => (await read("two")) === undefined);
    const events = { apiVersion: "v1", resource: "events", namespace: "flux-system" };
    await until("events told", async () => {
      const { items } = await client.list(events);
      return items.some(({ reason }) => reason === "ReconciliationSucceeded");
    });
    await client.delete({ ...kustomization, ...where });
    await until("finalized", async () => (await read("one")) === undefined);
    for (const name of ["source-controller", "kustomize-controller"]) {
      const errors = (await flux.log(name))
        .split("\n")
        .filter((line) => /"level":"error"|^[EF]\d{4}/.test(line));
      expect(errors).toEqual([]);
    }
  });

  async function commit(files: Record<string, string | null>) {
    await flux.repositories.commit({ repository: "app", branch: "main", files, message: "change" });
  }

  async function read(name: string): Promise<Record<string, string> | undefined> {
    const { items } = await flux.client.list(configMaps);
    return items.find(({ metadata }) => metadata.name === name)?.data as Record<string, string>;
  }

  async function until(what: string, holds: () => Promise<boolean>) {
    const deadlineMs = clock.nowMs() + 45_000;
    while (!(await holds())) {
      if (clock.nowMs() > deadlineMs) {
        const logs = await Promise.all(["source-controller", "kustomize-controller"].map(flux.log));
        throw new Error(
          `${what}: not within 45 s\n${logs.map((log) => log.slice(-6000)).join("\n")}`,
        );
      }
      await clock.sleep(50);
    }
  }
});

function manifest(name: string, a: string): string {
  return JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { a } });
}
