import { describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import { drive } from "../runner/drive.ts";
import { expireCredential, rotateCredential } from "./credentials.ts";
import { requestReconcile } from "./request-reconcile.ts";

describe("credential steps", () => {
  it("expires the token at the Git host alone", async () => {
    const fake = fakeDrive({ drive: [expireCredential({ account: "bot" })] });
    await drive(fake.context, () => {});
    expect(fake.credentials).toEqual(["expire bot"]);
    expect(fake.writes).toEqual([]);
  });

  it("rotates the token at the Git host, then writes the new one into the Secret", async () => {
    const fake = fakeDrive({ drive: [rotateCredential({ account: "bot" })] });
    await drive(fake.context, () => {});
    expect(fake.credentials).toEqual(["rotate bot"]);
    expect(fake.writes).toMatchObject([
      {
        verb: "patch",
        object: {
          kind: "Secret",
          metadata: { name: "account-bot", namespace: "fluxproof" },
          stringData: { username: "bot", password: "not-for-histories" },
        },
      },
    ]);
    expect(recordedOf(fake, "kube.write")).toMatchObject([
      { verb: "patch", what: "credentials", kind: "Secret", name: "account-bot" },
    ]);
  });

  it("records no secret", async () => {
    const steps = [expireCredential({ account: "bot" }), rotateCredential({ account: "bot" })];
    const fake = fakeDrive({ drive: steps });
    await drive(fake.context, () => {});
    expect(JSON.stringify(fake.recorded)).not.toContain("not-for-histories");
  });
});

describe("request-reconcile", () => {
  it.each([
    ["GitRepository", "source.toolkit.fluxcd.io/v1"],
    ["Kustomization", "kustomize.toolkit.fluxcd.io/v1"],
  ] as const)("annotates a %s with the time of the run's clock", async (kind, apiVersion) => {
    const fake = fakeDrive({ drive: [requestReconcile({ kind, name: "fleet-000" })] });
    fake.clock.advance(1500);
    await drive(fake.context, () => {});
    const requestedAt = new Date(fake.clock.epochMs()).toISOString();
    expect(fake.writes).toEqual([
      {
        verb: "patch",
        object: {
          apiVersion,
          kind,
          metadata: {
            name: "fleet-000",
            namespace: "fluxproof",
            annotations: { "reconcile.fluxcd.io/requestedAt": requestedAt },
          },
        },
      },
    ]);
    expect(recordedOf(fake, "kube.write")).toMatchObject([{ kind, name: "fleet-000" }]);
  });
});
