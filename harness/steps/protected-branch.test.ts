import { expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import { HarnessError, PushRefusedError } from "../core/failure.ts";
import type { CommitRequest, GitHost } from "../environments/git-host.ts";
import { drive } from "../runner/drive.ts";
import { addWebhook } from "./add-webhook.ts";
import { commit } from "./commit.ts";
import { forcePush } from "./force-push.ts";
import { protectBranch } from "./protect-branch.ts";

const fleet = { repositories: 2, kustomizations: 2 };
const because = "branch main is protected from force push";

/** A drive on a Git host that refuses to rewrite what is protected. */
function guarded(steps: Parameters<typeof fakeDrive>[0]) {
  const fake = fakeDrive({ fleet, ...steps });
  const { gitHost } = fake.context.slot;
  const taken = gitHost.commit;
  const isProtected = new Set<string>();
  const more: Partial<GitHost> = {
    protectBranch: async ({ repository, branch }) =>
      void isProtected.add(`${repository} ${branch}`),
    async commit(request: CommitRequest) {
      const { repository, branch, onto } = request;
      if (onto !== undefined && isProtected.has(`${repository} ${branch}`)) {
        throw new PushRefusedError(repository, because);
      }
      return taken(request);
    },
  };
  Object.assign(gitHost, more);
  return fake;
}

it("records what a protected branch refuses, and goes on from where the branch still is", async () => {
  const fake = guarded({
    drive: [commit(), commit(), protectBranch(), forcePush({ refused: true }), commit()],
  });
  await drive(fake.context, () => {});
  expect(recordedOf(fake, "git.refusal")).toMatchObject([
    { repository: "fleet-000", branch: "main", head: "commit-3", because },
    { repository: "fleet-001", branch: "main", head: "commit-4", because },
  ]);
  const commits = recordedOf(fake, "git.commit");
  expect(commits.map(({ forced }) => forced)).toEqual(Array(6).fill(false));
  expect(commits.at(-1)).toMatchObject({
    repository: "fleet-001",
    previous: "commit-4",
    change: 2,
  });
});

it("protects the repositories it names alone", async () => {
  const repositories = ["fleet-000"];
  const fake = guarded({
    drive: [commit(), commit(), protectBranch({ repositories }), forcePush({ refused: true })],
  });
  await expect(drive(fake.context, () => {})).rejects.toThrow(HarnessError);
  expect(recordedOf(fake, "git.refusal")).toHaveLength(1);
  expect(recordedOf(fake, "step.end").at(-1)).toMatchObject({
    outcome: "error",
    because: expect.stringContaining("took a force-push to main of fleet-001"),
  });
});

it("ends a drive that didn't expect the refusal", async () => {
  const fake = guarded({ drive: [commit(), commit(), protectBranch(), forcePush()] });
  await expect(drive(fake.context, () => {})).rejects.toThrow(PushRefusedError);
});

it("hands webhooks to the Receiver's path, signed with its token or another, and records neither", async () => {
  const webhookPath = `/hook/${"a1".repeat(32)}`;
  const objects: Record<string, unknown> = {
    "Receiver git": { spec: { secretRef: { name: "token" } }, status: { webhookPath } },
    "Secret token": { data: { token: Buffer.from("sesame").toString("base64") } },
  };
  const repositories = ["fleet-001"];
  const fake = fakeDrive({
    fleet,
    drive: [
      addWebhook({ receiver: "git" }),
      addWebhook({ receiver: "git", repositories, signature: "wrong" }),
    ],
  });
  const added: Parameters<GitHost["addWebhook"]>[0][] = [];
  const hooks: unknown[] = [];
  Object.assign(fake.context.slot.gitHost, {
    addWebhook: async (request: (typeof added)[number]) => void added.push(request),
  });
  Object.assign(fake.context.slot, {
    cluster: {
      get: async ({ kind, metadata }: { kind: string; metadata: { name: string } }) =>
        objects[`${kind} ${metadata.name}`],
    },
    async hook(request: unknown) {
      hooks.push(request);
      return 418;
    },
  });
  await drive(fake.context, () => {});
  expect(added.map(({ repository, secret }) => [repository, secret])).toEqual([
    ["fleet-000", "sesame"],
    ["fleet-001", "sesame"],
    ["fleet-001", "not sesame"],
  ]);
  expect(await added[0]?.deliver({ headers: { a: "b" }, body: "c" })).toBe(418);
  expect(hooks).toEqual([{ path: webhookPath, headers: { a: "b" }, body: "c" }]);
  expect(JSON.stringify(fake.recorded)).not.toMatch(/sesame|a1a1a1/);
});
