import { describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import { setUp } from "./set-up.ts";

const input = {
  fleet: { repositories: 1, kustomizations: 2, objectsPerKustomization: 2 },
  accounts: [{ name: "bot", owns: ["private"] }],
  repositories: [{ name: "private", source: { account: "bot" } }],
  objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" } }],
};

/** `create Kind name`, in order, with the moment the probe was started. */
async function run(): Promise<{ order: string[]; fake: ReturnType<typeof fakeDrive> }> {
  const fake = fakeDrive(input);
  let written = -1;
  const probe = await setUp(fake.context, async () => {
    written = fake.writes.length;
    return "the probe";
  });
  expect(probe).toBe("the probe");
  const order = fake.writes.map(({ verb, object }) => {
    const { name } = object.metadata as { name: string };
    return `${verb} ${object.kind} ${name}`;
  });
  order.splice(written, 0, "probe");
  return { order, fake };
}

describe("setUp", () => {
  it("starts the probe between the namespace and the first object, and sources before followers", async () => {
    expect((await run()).order).toEqual([
      "create Namespace fluxproof",
      "probe",
      "create Secret account-bot",
      "create ConfigMap own",
      "create GitRepository fleet-000",
      "create GitRepository private",
      "create Kustomization fleet-000-k-000",
      "create Kustomization fleet-000-k-001",
    ]);
  });

  it("has a first commit in each repository before its objects, with all ConfigMaps in it", async () => {
    const { fake } = await run();
    expect(recordedOf(fake, "git.commit")).toMatchObject([
      { repository: "fleet-000", change: 0, previous: null, drops: [] },
      { repository: "private", change: 0 },
    ]);
    const manifests = fake.commits[0]?.files["fleet-000-k-000/objects.yaml"] ?? "";
    expect(manifests.split("kind: ConfigMap")).toHaveLength(3);
    const lastCommit = recordedOf(fake, "git.commit").at(-1)?.seq ?? Infinity;
    const firstSource = recordedOf(fake, "kube.write").find(({ kind }) => kind === "GitRepository");
    expect(firstSource?.seq).toBeGreaterThan(lastCommit);
  });

  it("records every object it makes, and no credentials", async () => {
    const { fake } = await run();
    expect(recordedOf(fake, "kube.write")).toHaveLength(fake.writes.length);
    expect(JSON.stringify(fake.recorded)).not.toContain("not-for-histories");
  });

  it("has sources without an account follow by SSH where the Git host is to be reached so", async () => {
    const fake = fakeDrive(input);
    const secret = { identity: "not-for-histories", "identity.pub": "p", known_hosts: "k" };
    const url = "ssh://git@127.0.0.1:22/fleet-000.git";
    fake.context.slot.gitHost.sshSource = async () => ({ url, secret });
    await setUp(fake.context, async () => {});
    const objects = fake.writes.map(({ object }) => object);
    const key = objects.findIndex(({ metadata }) => nameOf(metadata) === "deploy-key-fleet-000");
    const sources = objects.filter(({ kind }) => kind === "GitRepository");
    expect(objects[key]).toMatchObject({ kind: "Secret", stringData: secret });
    expect(key).toBeLessThan(objects.indexOf(sources[0] ?? {}));
    expect(sources).toMatchObject([
      { spec: { url, secretRef: { name: "deploy-key-fleet-000" } } },
      { spec: { secretRef: { name: "account-bot" } } },
    ]);
    expect(JSON.stringify(sources[1])).not.toContain("ssh:");
    expect(JSON.stringify(fake.recorded)).not.toContain("not-for-histories");
  });

  it("makes nothing more once the signal has aborted", async () => {
    const fake = fakeDrive(input);
    fake.ending.abort(new Error("ended by SIGINT"));
    await expect(setUp(fake.context, async () => {})).rejects.toThrow("ended by SIGINT");
    expect(fake.commits).toEqual([]);
  });
});

const nameOf = (metadata: unknown) => (metadata as { name: string }).name;
