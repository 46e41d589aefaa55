import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isProvisioned, provisionSubject } from "./provision.ts";
import { parseSubject } from "./request.ts";
import { type FakeGo, fakeGo, testContext } from "./testing/fake-go.ts";

const v1 = ["v1"];
const both = ["v1", "v1beta2"];

/** A fake Go whose modules carry CRDs that serve what the real ones of these versions do. */
async function fakeFlux(): Promise<FakeGo> {
  const go = await fakeGo();
  const served = { GitRepository: both, HelmRepository: both, HelmChart: both };
  const sourceCrds = {
    "1.3.0": { ...served, OCIRepository: ["v1beta2"], Bucket: ["v1beta1", "v1beta2"] },
    "1.7.3": { ...served, OCIRepository: both, Bucket: both, ExternalArtifact: v1 },
    "1.9.3": {
      GitRepository: v1,
      HelmRepository: v1,
      HelmChart: v1,
      OCIRepository: v1,
      Bucket: v1,
      ExternalArtifact: v1,
    },
  };
  for (const [version, crds] of Object.entries(sourceCrds)) {
    await go.addCrds(`source-controller@v${version}`, crds);
  }
  for (const name of ["kustomize@v1.7.3", "kustomize@v1.9.5", "helm@v1.4.0", "helm@v1.6.4"]) {
    await go.addCrds(name.replace("@", "-controller@"), { Applied: v1 });
  }
  for (const version of ["1.6.0", "1.9.3"]) {
    await go.addCrds(`notification-controller@v${version}`, { Alert: v1 });
  }
  return go;
}

describe("provisionSubject", () => {
  test.each([
    ["flux@2.7", "source-controller 1.7.3"],
    ["flux@2.9", "source-controller 1.9.3"],
    ["mix:source-1.3.0", "source-controller 1.3.0"],
    ["mix:source-1.3.0+notification-1.6.0", "source-controller 1.3.0"],
    ["mix:source-1.3.0+kustomize-1.7.3", "source-controller 1.7.3"],
    ["mix:source-1.3.0+helm-1.6.4", "source-controller 1.7.3"],
    ["mix:source-1.7.3+kustomize-1.9.5", "source-controller 1.7.3"],
  ])("%s gets the CRDs of %s", async (text, crds) => {
    await using go = await fakeFlux();
    const subject = await provisionSubject(parseSubject(text), testContext(go));
    expect(subject.info.crds[0]).toBe(crds);
    const [name, version] = crds.split(" ");
    expect(subject.crdFiles[0]).toContain(`/${name}`);
    expect(subject.crdFiles[0]).toContain(`/${version}-`);
  });

  test("tells what each controller is, where its binary lies and whose CRDs it uses", async () => {
    await using go = await fakeFlux();
    const request = parseSubject("mix:source-1.3.0+kustomize-1.7.3");
    const { info, binaries, crdFiles } = await provisionSubject(request, testContext(go));
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(info).toEqual({
      name: "mix:source-1.3.0+kustomize-1.7.3",
      kind: "mix",
      controllers: [
        { name: "source-controller", version: "1.3.0", sha256: digest },
        { name: "kustomize-controller", version: "1.7.3", sha256: digest },
      ],
      crds: ["source-controller 1.7.3", "kustomize-controller 1.7.3"],
      notes: [expect.stringMatching(/CRDs are those of source-controller 1\.7\.3.*1\.3\.0 do not/)],
    });
    expect(Object.keys(binaries)).toEqual(["source-controller", "kustomize-controller"]);
    expect(crdFiles).toHaveLength(7);
    // The binary of the version whose CRDs are borrowed is not built for them.
    expect(await go.builds()).toBe(2);
  });

  test("passes the release's notes on", async () => {
    await using go = await fakeFlux();
    const { info } = await provisionSubject(parseSubject("flux@2.7"), testContext(go));
    expect(info.notes).toEqual([expect.stringContaining("belongs to Flux 2.6")]);
  });
});

describe("isProvisioned", () => {
  test("names what is missing before and nothing after, and makes nothing itself", async () => {
    await using go = await fakeFlux();
    const request = parseSubject("mix:source-1.3.0+kustomize-1.7.3");
    expect(await isProvisioned(request, go.cacheDir)).toEqual({
      provisioned: false,
      missing: ["source-controller 1.3.0", "kustomize-controller 1.7.3"],
    });
    await provisionSubject(parseSubject("mix:source-1.3.0"), testContext(go));
    await provisionSubject(parseSubject("mix:source-1.7.3+kustomize-1.7.3"), testContext(go));
    expect(await isProvisioned(request, go.cacheDir)).toEqual({
      provisioned: false,
      missing: ["source-controller-crds 1.7.3"],
    });
    await provisionSubject(request, testContext(go));
    expect(await isProvisioned(request, go.cacheDir)).toEqual({ provisioned: true, missing: [] });
  });

  test("refuses a folder that is no subject", async () => {
    await using go = await fakeGo();
    const request = parseSubject(`dir:${join(go.dir, "none")}`);
    await expect(isProvisioned(request, go.cacheDir)).rejects.toThrow(/expected a folder/);
  });
});
