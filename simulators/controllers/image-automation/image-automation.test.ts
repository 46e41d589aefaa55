import { describe, expect, it } from "vitest";
import { createGitModel } from "../../git/git-model.ts";
import type { GitServer } from "../../git/git-server.ts";
import { plainAnswer } from "../../git/serve-git.ts";
import { readModelPack, uploadPackRequest } from "../../support/git-wire.ts";
import { seededRandom } from "../../support/random.ts";
import type { Condition } from "../runtime/conditions.ts";
import { type Cluster, namespace, onCluster } from "../testing/cluster.ts";
import { startImageAutomationController } from "./start-image-automation-controller.ts";

const host = "http://127.0.0.1:41001";
const url = `${host}/fleet.git`;
const apiVersion = "image.toolkit.fluxcd.io/v1";
const source = "source.toolkit.fluxcd.io/v1";
const automations = { apiVersion, resource: "imageupdateautomations" };

type Status = {
  conditions: Condition[];
  observedSourceRevision?: string;
  lastPushCommit?: string;
  [field: string]: unknown;
};

interface AutomationCluster extends Cluster {
  git: GitServer;
  /** Requests to the Git host: `POST git-receive-pack`. */
  asked: string[];
  /** While true, nobody may push. */
  protection: { on: boolean };
  status(): Promise<Status>;
  ready(): Promise<string>;
  /** Tells the policy `app` another newest tag. */
  resolve(tag: string): Promise<void>;
}

const deployment = (tag: string) =>
  `kind: Deployment\nspec:\n  image: app:${tag} # {"$imagepolicy": "${namespace}:app"}\n`;

/** An automation of a repository with one marked manifest at 1.0.0; the policy is at 1.1.0. */
async function withAutomation(
  options: { spec?: object; repository?: object },
  main: (cluster: AutomationCluster) => Promise<void>,
): Promise<void> {
  await onCluster(async (cluster) => {
    const { clock, admin } = cluster;
    const accounts = [{ name: "flux", owns: ["*"] }];
    const git = createGitModel({ accounts, clock, random: seededRandom(1) });
    const asked: string[] = [];
    const protection = { on: false };
    await using _git = cluster.network.listen(host, async (request, context) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname.slice("/fleet.git/".length)}${search}`);
      const isRefused = protection.on && pathname.endsWith("/git-receive-pack");
      return isRefused ? plainAnswer(403, "main is protected") : git.handle(request, context);
    });
    await git.repositories.create({
      ...{ name: "fleet", branch: "main", files: 0, fileBytes: 0, history: 0 },
    });
    const files = { "apps/app.yaml": deployment("1.0.0"), "README.md": deployment("1.0.0") };
    const commit = { repository: "fleet", branch: "main", message: "First" };
    await git.repositories.commit({ ...commit, files });
    startImageAutomationController(cluster.process("image-automation-controller"));
    const metadata = { name: "fleet" };
    const stringData = git.accounts.credentials("flux");
    await cluster.create({ apiVersion: "v1", kind: "Secret", metadata, stringData });
    await cluster.create({
      ...{ apiVersion: source, kind: "GitRepository", metadata },
      spec: {
        ...{ url, interval: "1m", ref: { branch: "main" }, secretRef: { name: "fleet" } },
        ...options.repository,
      },
    });
    await cluster.create({
      ...{ apiVersion, kind: "ImagePolicy", metadata: { name: "app" } },
      spec: { imageRepositoryRef: { name: "app" }, policy: { alphabetical: {} } },
    });
    const resolve = async (tag: string) => {
      const policy = { apiVersion, resource: "imagepolicies", namespace, name: "app" };
      const patch = { status: { latestRef: { name: "app", tag } } };
      await admin.patch({ ...policy, subresource: "status" }, { type: "merge", patch });
    };
    await resolve("1.1.0");
    await cluster.create({
      ...{ apiVersion, kind: "ImageUpdateAutomation", metadata: { name: "automation" } },
      spec: {
        ...{ interval: "10m", sourceRef: { kind: "GitRepository", name: "fleet" } },
        git: { commit: { author: { name: "flux", email: "flux@example.com" } } },
        update: { path: "./apps" },
        ...options.spec,
      },
    });
    await clock.sleep(5_000);
    const status = async () => (await cluster.read(automations, "automation")).status as Status;
    await main({
      ...{ ...cluster, git, asked, protection, status, resolve },
      async ready() {
        const found = (await status()).conditions.find(({ type }) => type === "Ready");
        return `${found?.status} ${found?.reason}: ${found?.message}`;
      },
    });
  });
}

async function filesAt(git: GitServer, commit: string) {
  const { username, password } = git.accounts.credentials("flux");
  const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
  const init = { method: "POST", headers, body: uploadPackRequest([commit]) };
  const answer = await git.handle(new Request(`${url}/git-upload-pack`, init), { faults: [] });
  if (!answer.body) throw new Error("no pack");
  return (await readModelPack(answer.body)).files;
}

const lists = "GET info/refs?service=git-upload-pack";
const fetches = [lists, "POST git-upload-pack"];
const pushes = ["GET info/refs?service=git-receive-pack", "POST git-receive-pack"];

describe("an ImageUpdateAutomation", () => {
  it("pushes what its policies ask for, and nothing when they ask for nothing new", () =>
    withAutomation({}, async (cluster) => {
      const { lastPushCommit: first = "", ...status } = await cluster.status();
      expect(status).toMatchObject({
        observedGeneration: 1,
        observedPolicies: { app: { name: "app", tag: "1.1.0" } },
        observedSourceRevision: `main@sha1:${first}`,
      });
      expect(await cluster.ready()).toBe("True Succeeded: repository up-to-date");
      expect(cluster.asked.splice(0)).toEqual([...fetches, ...pushes]);
      expect(await filesAt(cluster.git, first)).toEqual({
        ...{ "apps/app.yaml": deployment("1.1.0"), "README.md": deployment("1.0.0") },
      });
      await cluster.clock.sleep(600_000);
      expect(cluster.asked.splice(0)).toEqual([lists]);
      await cluster.resolve("1.2.0");
      await cluster.clock.sleep(5_000);
      const second = (await cluster.status()).lastPushCommit ?? "";
      expect(second).not.toBe(first);
      expect(cluster.asked.splice(0)).toEqual([...fetches, ...pushes]);
      expect(await cluster.events("automation")).toEqual([
        `Normal Succeeded: pushed commit '${first.slice(0, 7)}' to branch 'main'\nUpdate from image update automation`,
        "Normal Succeeded: no change since last reconciliation",
        `Normal Succeeded: pushed commit '${second.slice(0, 7)}' to branch 'main'\nUpdate from image update automation`,
      ]);
    }));

  it("looks again at what others pushed", () =>
    withAutomation({}, async (cluster) => {
      const commit = { repository: "fleet", branch: "main", message: "Another" };
      const { commit: made } = await cluster.git.repositories.commit({
        ...commit,
        files: { a: "1" },
      });
      cluster.asked.splice(0);
      await cluster.clock.sleep(600_000);
      expect(cluster.asked.splice(0)).toEqual([lists, ...fetches]);
      expect((await cluster.status()).observedSourceRevision).toBe(`main@sha1:${made}`);
      expect((await cluster.events("automation")).at(-1)).toBe(
        "Normal Succeeded: repository up-to-date",
      );
    }));

  it("tries again where its push is refused", () =>
    withAutomation({}, async (cluster) => {
      cluster.protection.on = true;
      await cluster.resolve("1.2.0");
      await cluster.clock.sleep(5_000);
      const message = "failed to update source: authorization failed: main is protected\n";
      expect(await cluster.ready()).toBe(`False GitOperationFailed: ${message}`);
      expect((await cluster.status()).observedPolicies).toMatchObject({ app: { tag: "1.1.0" } });
      cluster.protection.on = false;
      await cluster.until(async () => (await cluster.ready()).startsWith("True"));
      expect((await cluster.events("automation")).at(-1)).toMatch(
        /^Normal Succeeded: pushed commit/,
      );
    }));

  it.each<[string, { spec?: object; repository?: object }, string]>([
    [
      "a source that isn't there",
      { spec: { sourceRef: { kind: "GitRepository", name: "gone" } } },
      'False SourceManagerFailed: failed configuring source manager: referenced git repository does not exist: GitRepository.source.toolkit.fluxcd.io "gone" not found',
    ],
    [
      "a Secret that isn't there",
      { repository: { secretRef: { name: "gone" } } },
      `False SourceManagerFailed: failed configuring source manager: failed to get auth secret 'default/gone': secrets "gone" not found`,
    ],
    [
      "a repository that isn't there",
      { repository: { url: `${host}/fleet.git/x` } },
      `False GitOperationFailed: failed to checkout source: unable to clone '${host}/fleet.git/x': repository not found: repository not found\n`,
    ],
    [
      "a branch that isn't there",
      { repository: { ref: { branch: "gone" } } },
      `False GitOperationFailed: failed to checkout source: unable to clone '${url}': couldn't find remote ref "refs/heads/gone"`,
    ],
    [
      "no branch to push to",
      { repository: { ref: { tag: "v1" } } },
      "False SourceManagerFailed: failed configuring source manager: push spec not provided, and cannot be inferred from .spec.git.checkout.ref or GitRepository .spec.ref",
    ],
    [
      "no Git settings",
      { spec: { git: null } },
      "False InvalidSourceConfiguration: source kind 'GitRepository' necessitates field .spec.git: invalid source configuration",
    ],
  ])("says so of %s", (_, options, ready) =>
    withAutomation(options, async (cluster) => {
      expect(await cluster.ready()).toBe(ready);
      expect((await cluster.events("automation")).at(-1)).toBe(ready.replace("False", "Warning"));
    }),
  );
});
