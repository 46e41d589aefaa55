import type { ApiObject, Follower } from "../runtime/controller-api.ts";
import { isNotFound } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { durationMs } from "../runtime/duration.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import type { GitRemote } from "../source/git-client.ts";

interface GitReference {
  branch?: string;
  tag?: string;
  semver?: string;
  commit?: string;
  name?: string;
}

export interface AutomationSpec {
  interval: string;
  sourceRef: { kind: string; name: string; namespace?: string };
  git?: {
    checkout?: { ref: GitReference };
    commit: {
      author: { name?: string; email: string };
      messageTemplate?: string;
      signingKey?: object;
    };
    push?: { branch?: string; refspec?: string; options?: object };
  };
  policySelector?: { matchLabels?: Record<string, string>; matchExpressions?: object[] };
  update?: { strategy?: string; path?: string };
}

/** Where an automation reads and writes. */
export interface AutomationSource {
  url: string;
  branch: string;
  timeoutMs: number;
  credentials: GitRemote["credentials"];
}

/** The configuration is none; no retry mends it. */
export class InvalidSource extends Error {}

const emptyBranch =
  "push spec not provided, and cannot be inferred from .spec.git.checkout.ref or GitRepository .spec.ref";

/** @throws InvalidSource; Error in image-automation-controller's words; OutsideModelError */
export async function findSource(
  process: ControllerProcess,
  repositories: Follower,
  { metadata: { namespace = "" } }: ApiObject,
  { sourceRef, git }: AutomationSpec,
): Promise<AutomationSource> {
  const { kind, name } = sourceRef;
  const invalid = "invalid source configuration";
  if (kind !== "GitRepository") {
    throw new InvalidSource(`source kind '${kind}' not supported: ${invalid}`);
  }
  if (!git)
    throw new InvalidSource(`source kind '${kind}' necessitates field .spec.git: ${invalid}`);
  if (sourceRef.namespace && sourceRef.namespace !== namespace) {
    throw new OutsideModelError("an ImageUpdateAutomation of a GitRepository in another namespace");
  }
  const repository = repositories.get(namespace, name);
  if (!repository) {
    const because = `GitRepository.source.toolkit.fluxcd.io "${name}" not found`;
    throw new Error(`referenced git repository does not exist: ${because}`);
  }
  const { url, timeout, ref, secretRef } = repository.spec as unknown as {
    url: string;
    timeout?: string;
    ref?: GitReference;
    secretRef?: { name: string };
  };
  const branch = branchOf(git, git.checkout?.ref ?? ref);
  const credentials = secretRef && (await readCredentials(process, namespace, secretRef.name));
  return { url, branch, timeoutMs: durationMs(timeout ?? "60s"), credentials };
}

function branchOf(
  { push = {}, commit }: NonNullable<AutomationSpec["git"]>,
  reference: GitReference | undefined,
): string {
  const { branch, tag, semver, commit: pinned, name } = reference ?? {};
  if (!push.branch && !branch) throw new Error(emptyBranch);
  if (tag || semver || pinned || name || (push.branch && push.branch !== (branch ?? "master"))) {
    throw new OutsideModelError("an ImageUpdateAutomation that pushes where it doesn't read from");
  }
  if (push.refspec || push.options || commit.signingKey) {
    throw new OutsideModelError(
      "an ImageUpdateAutomation with refspec, push options or signing key",
    );
  }
  return branch ?? "master";
}

async function readCredentials(
  { api, signal }: ControllerProcess,
  namespace: string,
  name: string,
): Promise<NonNullable<GitRemote["credentials"]>> {
  const path = { apiVersion: "v1", resource: "secrets", namespace, name };
  const secret = await api.get(path, { signal }).catch((error) => {
    const because = isNotFound(error) ? `secrets "${name}" not found` : describe(error);
    throw new Error(`failed to get auth secret '${namespace}/${name}': ${because}`);
  });
  const { username, password } = (secret.data ?? {}) as Record<string, string>;
  if (username === undefined || password === undefined) {
    throw new OutsideModelError(`Secret ${name} without username and password`);
  }
  const text = (encoded: string) => Buffer.from(encoded, "base64").toString("utf8");
  return { username: text(username), password: text(password) };
}
