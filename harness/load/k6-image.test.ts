import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { fakeRegistry } from "../subjects/image/testing/fake-registry.ts";
import { elf, putImage } from "../subjects/image/testing/make-image.ts";
import { fakeGo, testContext } from "../subjects/testing/fake-go.ts";
import { findK6, provideK6 } from "./find-k6.ts";
import { readK6Image } from "./k6-image.ts";

test("k6 is taken out of the image that is named, and found in the cache afterwards", async () => {
  const go = await fakeGo();
  onTestFinished(() => go[Symbol.asyncDispose]());
  const registry = fakeRegistry();
  await putImage(registry, {
    ...{ tags: ["1.8.1"], layers: [[{ path: "usr/bin/k6", text: elf("k6") }]] },
    ...{ entrypoint: ["k6"], env: ["PATH=/usr/local/bin:/usr/bin"] },
  });
  const env = { ...go.env, FLUXPROOF_K6: "image:a.b/mine/k6:1.8.1" };
  const { cacheDir } = go;
  expect(await findK6({ cacheDir, env })).toBeUndefined();
  const file = await provideK6(testContext(go, { env, send: registry.send }));
  expect(await readFile(file)).toEqual(elf("k6"));
  expect(await findK6({ cacheDir, env })).toBe(file);
  const asked = registry.requests.length;
  expect(await provideK6(testContext(go, { env, send: registry.send }))).toBe(file);
  expect(registry.requests).toHaveLength(asked);
});

test("an image without k6 is refused", async () => {
  const go = await fakeGo();
  onTestFinished(() => go[Symbol.asyncDispose]());
  const registry = fakeRegistry();
  const layers = [[{ path: "usr/bin/other", text: elf("other") }]];
  await putImage(registry, { tags: ["1"], layers, entrypoint: ["/usr/bin/other"] });
  const env = { ...go.env, FLUXPROOF_K6: "image:a.b/other:1" };
  const providing = provideK6(testContext(go, { env, send: registry.send }));
  await expect(providing).rejects.toThrow(UsageError);
  await expect(providing).rejects.toThrow("expected an image of k6");
});

test("an image is named by tag or digest, below where k6 is published by default", () => {
  expect(readK6Image("/usr/bin/k6")).toBeUndefined();
  expect(readK6Image("image:k6:1.8.1")).toMatchObject({
    ...{ registry: "registry-1.docker.io", repository: "grafana/k6", tag: "1.8.1" },
  });
  expect(() => readK6Image("image:k6")).toThrow(/FLUXPROOF_K6 is "image:k6": expected an image/);
});
