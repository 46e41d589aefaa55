import type { ApiObject } from "../runtime/controller-api.ts";
import { type Draft, markProgress } from "../runtime/draft.ts";
import { requestOf } from "../runtime/start-controller.ts";
import { persistAmidst, SourceFailure } from "./source-failure.ts";
import {
  folderOf,
  type SourceContext,
  type SourceKind,
  type SourceStatus,
  type SourceWords,
  type Upstream,
  wordsOf,
} from "./source-kind.ts";
import { failConditions } from "./summarize.ts";

/** Brings the artifact to what upstream has. Gives why it could not. */
export async function attemptSource(
  context: SourceContext,
  source: SourceKind,
  object: ApiObject,
  draft: Draft<SourceStatus>,
): Promise<SourceFailure | undefined> {
  const { conditions, status } = draft;
  const failedBefore = failConditions.some((type) => conditions.get(type));
  const digestBefore = status.artifact?.digest;
  try {
    await announce(object, draft);
    await checkStorage(context, object, draft);
    const upstream = await source.look(draft.object, draft);
    conditions.delete("FetchFailed");
    conditions.delete("BuildFailed");
    const said = await take(context, source, draft, upstream);
    const { told } = wordsOf(upstream);
    const trace = async (when: "first" | "last") => {
      if (upstream.kind !== "unchanged" || when !== (upstream.first ? "first" : "last")) return;
      const { reason, message } = upstream;
      await context.events.say(draft.object, { type: "trace", reason, message });
    };
    await trace("first");
    await tell(context, source, draft, { failedBefore, digestBefore, said, told });
    await trace("last");
    return undefined;
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    const { condition, reason, message } = error;
    if (condition === "none") return error;
    if (condition !== "StorageOperationFailed") {
      conditions.delete(condition === "FetchFailed" ? "BuildFailed" : "FetchFailed");
    }
    conditions.mark({ type: condition, status: "True", reason, message });
    // Never let go of again.
    if (context.process.has("leaks-on-failure")) context.process.hold(200e6);
    if (context.process.has("empty-source-on-error") && status.artifact) {
      const { path, revision } = status.artifact;
      status.artifact = context.storage.store(path, revision, { files: {} });
    }
    return error;
  }
}

/** What is persisted before the work begins: a new generation, or a request to reconcile. */
async function announce(object: ApiObject, { conditions, status, persist }: Draft<SourceStatus>) {
  markProgress(conditions, "reconciliation in progress", false);
  const { generation = 0 } = object.metadata;
  const { observedGeneration = 0, lastHandledReconcileAt } = status;
  if (generation !== observedGeneration) {
    const step = `${observedGeneration} -> ${generation}`;
    markProgress(conditions, `processing object: new generation ${step}`, false);
    await persistAmidst(persist);
  } else if (requestOf(object.metadata) !== lastHandledReconcileAt) {
    await persistAmidst(persist);
  }
}

async function checkStorage(
  { storage, events }: SourceContext,
  object: ApiObject,
  { conditions, status, persist }: Draft<SourceStatus>,
): Promise<void> {
  const { artifact } = status;
  let message = "building artifact";
  if (artifact) {
    const collected = storage.collectGarbage(artifact);
    if (collected > 0) {
      const said = `garbage collected ${collected} artifacts`;
      await events.say(object, {
        type: "trace",
        reason: "GarbageCollectionSucceeded",
        message: said,
      });
    }
    if (!storage.has(artifact)) {
      delete status.artifact;
      delete status.url;
      message += ": disappeared from storage";
    } else if (!storage.verify(artifact)) {
      const said =
        "failed to verify integrity of artifact: computed digest doesn't match advertised";
      await events.say(object, {
        type: "Warning",
        reason: "ArtifactVerificationFailed",
        message: said,
      });
      storage.remove(artifact.path);
      delete status.artifact;
      delete status.url;
      message += ": disappeared from storage";
    }
  }
  if (status.artifact) return;
  markProgress(conditions, message, true);
  conditions.delete("ArtifactInStorage");
  await persistAmidst(persist);
}

/** Stores what upstream has, if it is new. Gives what to say of it. */
async function take(
  { process, storage }: SourceContext,
  source: SourceKind,
  draft: Draft<SourceStatus>,
  upstream: Upstream,
): Promise<string> {
  const { conditions, status } = draft;
  const { news, stored } = wordsOf(upstream);
  const isNew = status.artifact?.revision !== upstream.revision;
  if (upstream.kind === "fetched" && (isNew || upstream.always)) {
    if (isNew) {
      if (status.artifact) {
        conditions.mark({ type: "ArtifactOutdated", status: "True", ...news });
      }
      markProgress(conditions, `building artifact: ${news.message}`, true);
      await persistAmidst(() => draft.persist());
    }
    await process.work("artifact.archive");
    const path = `${folderOf(source, draft.object)}/${upstream.file}`;
    const isStamped = process.has("archive-not-reproducible");
    const content = { ...upstream.content, ...(isStamped ? { made: process.clock.nowMs() } : {}) };
    status.artifact = storage.store(path, upstream.revision, content);
    keepObservations(status, upstream);
  }
  conditions.delete("ArtifactOutdated");
  conditions.mark({ type: "ArtifactInStorage", status: "True", ...stored });
  return upstream.said ?? source.recovered?.(upstream.revision) ?? "";
}

/** What is told of an artifact beside itself. */
function keepObservations(
  status: SourceStatus,
  { metadata, link, observed = {} }: Extract<Upstream, { kind: "fetched" }>,
): void {
  const { artifact } = status;
  if (artifact && metadata) artifact.metadata = metadata;
  if (artifact && link !== undefined) status.url = artifact.url.replace(/[^/]*$/, link);
  for (const [field, value] of Object.entries(observed)) {
    if (value === undefined) delete status[field];
    else status[field] = value;
  }
}

/** A new artifact, or a recovery, is told to everybody. */
async function tell(
  { events }: SourceContext,
  { group }: SourceKind,
  { object, status: { artifact } }: Draft<SourceStatus>,
  was: {
    failedBefore: boolean;
    digestBefore: string | undefined;
    said: string;
    told: SourceWords["told"];
  },
): Promise<void> {
  if (!artifact) return;
  const isNew = artifact.digest !== was.digestBefore;
  if (!isNew && !was.failedBefore) return;
  await events.say(object, {
    type: "Normal",
    reason: isNew ? was.told.isNew : was.told.recovered,
    message: was.said,
    metadata: { [`${group}/revision`]: artifact.revision, [`${group}/digest`]: artifact.digest },
  });
}
