import { expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import { UnsupportedError, UsageError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import { drive } from "../runner/drive.ts";
import { pushArtifact, putObjects } from "./artifacts.ts";
import { expireRegistryLogin, rotateRegistryLogin } from "./registry-login.ts";

/** What a drive asked of its hosts, in order. */
async function run(steps: Step[]) {
  const asked: unknown[] = [];
  const fake = fakeDrive({ drive: steps });
  let logins = 0;
  const artifactHosts = {
    registry: {
      push: (artifact: unknown) => asked.push(artifact),
      login: () => `secret ${logins}`,
      expireLogin: () => asked.push("expire"),
      rotateLogin: () => {
        logins += 1;
      },
    },
    buckets: { put: (...put: unknown[]) => asked.push(put) },
  };
  const slot = { ...fake.context.slot, artifactHosts };
  await drive({ ...fake.context, slot } as unknown as typeof fake.context, () => {});
  return { asked, fake };
}

it("pushes and puts what it is given, in the namespace of the run", async () => {
  const files = { "a.yaml": "namespace: %NAMESPACE%" };
  const { asked } = await run([
    pushArtifact({ repository: "app", tags: ["1.0.0", "latest"], files }),
    putObjects({ bucket: "apps", objects: { ...files, old: null, "a.tgz": { archive: files } } }),
  ]);
  const filled = { "a.yaml": "namespace: fluxproof" };
  expect(asked).toEqual([
    { repository: "app", tags: ["1.0.0", "latest"], files: filled },
    ["apps", { ...filled, old: null, "a.tgz": { archive: filled } }],
  ]);
});

it("expires a login, and writes a new one into its Secret and no history", async () => {
  const { asked, fake } = await run([
    expireRegistryLogin(),
    rotateRegistryLogin({ secret: "pull" }),
  ]);
  expect(asked).toEqual(["expire"]);
  expect(fake.writes).toMatchObject([
    { verb: "patch", object: { kind: "Secret", stringData: { ".dockerconfigjson": "secret 1" } } },
  ]);
  expect(recordedOf(fake, "kube.write")).toMatchObject([{ name: "pull", what: "credentials" }]);
  expect(JSON.stringify(fake.recorded)).not.toContain("secret 1");
});

it("says what lacks where no hosts were started", async () => {
  const fake = fakeDrive({ drive: [expireRegistryLogin()] });
  await expect(drive(fake.context, () => {})).rejects.toThrow(UnsupportedError);
});

it.each<[string, Step]>([
  ["a repository", pushArtifact({ repository: "App", tags: [], files: {} })],
  ["a tag", pushArtifact({ repository: "app", tags: ["a b"], files: {} })],
  ["a path", pushArtifact({ repository: "app", tags: [], files: { "../a": "" } })],
  ["a bucket", putObjects({ bucket: "A", objects: {} })],
  ["a key", putObjects({ bucket: "apps", objects: { "/a": "" } })],
])("refuses what is no name of %s", async (_, step) => {
  await expect(run([step])).rejects.toThrow(UsageError);
});
