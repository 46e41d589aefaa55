import type { ActionContext } from "../actions/action.ts";
import type { ReleaseTurn, Turn } from "../context.ts";
import {
  type ActionName,
  group,
  maxHistoryDefault,
  releaseNameOf,
  releaseNamespaceOf,
  storageNamespaceOf,
  timeoutOf,
} from "../helm-release.ts";
import { helmKube } from "../kube/helm-kube.ts";
import { type HelmLog, helmLog } from "../kube/helm-log.ts";
import type { Release } from "../storage/release.ts";
import { releaseStorage } from "../storage/release-storage.ts";
import type { Snapshot } from "../storage/snapshots.ts";

/** One step on the way of a release to what is wanted. */
export interface Step {
  name: ActionName;
  type: "release" | "remediate" | "test" | "unlock";
  /** @throws only where it changed nothing in Helm's storage, and may be tried again. */
  run(turn: ReleaseTurn): Promise<void>;
}

/** What an action of Helm works with, for a HelmRelease. */
export function actionContext(
  turn: Turn,
  action: Exclude<ActionName, "unlock" | "test">,
  observe: (release: Release) => void,
): ActionContext {
  const { context, object, spec, api } = turn;
  const { process } = context;
  const log = helmLog(process.clock);
  const namespace = releaseNamespaceOf(object);
  const storage = turn.draft.status.storageNamespace ?? storageNamespaceOf(object);
  return {
    kube: helmKube(process, api, namespace, log),
    storage: releaseStorage(process, api, storage, observe),
    ...{ name: releaseNameOf(object), namespace },
    labels: {
      [`${group}/name`]: object.metadata.name,
      [`${group}/namespace`]: object.metadata.namespace ?? "",
    },
    timeoutMs: timeoutOf(object, action),
    waits: !spec[action]?.disableWait,
    maxHistory: spec.maxHistory ?? maxHistoryDefault,
  };
}

export interface SaidOfRelease {
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  revision: string;
  token: string;
  appVersion?: string | undefined;
  /** Its lines are put after the message. */
  log?: HelmLog;
}

/** Tells everybody; with the last lines of Helm's log where it failed. */
export async function say({ context, object }: Turn, said: SaidOfRelease): Promise<void> {
  const { type, reason, message, revision, token, appVersion } = said;
  const lines = said.log?.text() ?? "";
  await context.recorder.say(object, {
    ...{ type, reason },
    message: lines === "" ? message : `${message}\n\nLast Helm logs:\n\n${lines}`,
    metadata: {
      [`${group}/revision`]: revision,
      [`${group}/token`]: token,
      ...(appVersion ? { [`${group}/app-version`]: appVersion } : {}),
    },
  });
}

/** What is told beside a message about a release. */
export function about({ chartVersion, configDigest, appVersion }: Snapshot) {
  return { revision: chartVersion, token: configDigest, appVersion };
}

export function countFailure({ draft: { status } }: Turn): void {
  status.failures = (status.failures ?? 0) + 1;
}
