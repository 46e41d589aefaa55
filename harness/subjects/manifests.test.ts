import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { provisionManifests } from "./manifests.ts";
import { fakeGo, testContext } from "./testing/fake-go.ts";

const source = { name: "source-controller", version: "1.7.3" };

test("copies a release's manifests and compiles nothing", async () => {
  await using go = await fakeGo();
  const module = "source-controller@v1.7.3";
  await go.addFile(module, "config/manager/deployment.yaml", "kind: Deployment\n");
  await go.addFile(module, "config/manager/service.yaml", "kind: Service\n");
  const first = await provisionManifests([source], testContext(go));
  const files = first["source-controller"] ?? [];
  expect(files.map((file) => basename(file))).toEqual(["deployment.yaml", "service.yaml"]);
  expect(await readFile(files[0] ?? "", "utf8")).toBe("kind: Deployment\n");
  expect(await go.builds()).toBe(0);
  const calls = await go.calls();
  expect(await provisionManifests([source], testContext(go))).toEqual(first);
  expect(await go.calls()).toEqual(calls);
});

test("wants a version", async () => {
  await using go = await fakeGo();
  const unknown = { name: "source-controller", version: "unknown" };
  await expect(provisionManifests([unknown], testContext(go))).rejects.toThrow(
    /source-controller .* its version is "unknown"/,
  );
});

test("says where there are none", async () => {
  await using go = await fakeGo();
  await expect(provisionManifests([source], testContext(go))).rejects.toThrow(
    /source-controller-manifests 1\.7\.3: expected YAML in .*config\/manager/,
  );
});
