import { goDuration } from "../runtime/duration.ts";
import type { ChangeEntry } from "../ssa/change-set.ts";
import { apply } from "./apply.ts";
import { pathWithin, type SourceTree, sourceTree } from "./build/source-tree.ts";
import { type Built, build } from "./build.ts";
import { checkHealth } from "./check-health.ts";
import { mark, type Turn } from "./context.ts";
import { fetchArtifact } from "./fetch-artifact.ts";
import { noteInHistory } from "./history.ts";
import { inventoryOf, staleIn } from "./inventory.ts";
import { timeoutMs } from "./kustomization.ts";
import { prune } from "./prune.ts";
import { failingAs, ReconcileFailure } from "./reconcile-failure.ts";
import { type Artifact, originRevisionOf } from "./source.ts";
import { targetOf } from "./target-of.ts";

/**
 * Brings the cluster to a revision: fetches, builds, applies, prunes, waits.
 * @throws ReconcileFailure, or FileNotFoundError when the artifact is gone.
 */
export async function reconcileRevision(turn: Turn, artifact: Artifact): Promise<void> {
  const { draft, context } = turn;
  const { process } = context;
  const { revision } = artifact;
  const originRevision = originRevisionOf(artifact);
  const revisions = { revision, originRevision };
  const isRecordedFirst = process.has("revision-recorded-before-apply");
  const isRecorded =
    draft.status.lastAppliedRevision === revision && !draft.conditions.isFalse("Ready");
  mark(turn, "Unknown", "Progressing", "Reconciliation in progress");
  await progress(turn, "Fetching manifests", revision);
  const before = draft.status.inventory?.entries ?? [];

  const fetched = () => fetchArtifact(process, artifact);
  const { files, sizeBytes } = await failingAs("ArtifactFailed", () =>
    process.has("fetches-one-at-a-time") ? context.build(fetched) : fetched(),
  );
  using _held = process.hold(sizeBytes);
  const tree = sourceTree(files, `/tmp/kustomization-${process.random.below(4_294_967_296)}`);
  const folder = folderOf(turn, tree);
  draft.status.lastAttemptedRevision = revision;
  await progress(turn, "Building manifests", revision);

  const target = targetOf(turn);
  const built = await buildOrNothing(turn, tree, folder);
  if (isRecordedFirst) draft.status.lastAppliedRevision = revision;
  await progress(turn, "Detecting drift", revision);

  const note = (status: string) => noteInHistory(turn, { digest: built.digest, status, metadata });
  const metadata = { revision, ...(originRevision ? { originRevision } : {}) };
  const noted = async <T>(reason: string, work: () => Promise<T>) => {
    try {
      return await failingAs(reason, work);
    } catch (error) {
      note(reason);
      throw error;
    }
  };
  if (isRecordedFirst && isRecorded) return succeed(turn, revision);
  const { changes, drifted } = await noted("ReconciliationFailed", () =>
    apply({ turn, target, objects: built.objects, ...revisions }),
  );
  const [skipped, applied] = partition(changes);
  const inventory = inventoryOf(process.has("skipped-stays-in-inventory") ? changes : applied);
  draft.status.inventory = { entries: inventory };
  const stale = staleIn(before, inventory, process.has("skipped-is-pruned") ? [] : skipped);
  await noted("PruneFailed", () => prune({ turn, target, objects: stale, ...revisions }));
  await noted("HealthCheckFailed", () =>
    checkHealth({
      ...{ turn, target, drifted, ...revisions },
      ids: applied.map(({ id }) => id),
      isNewRevision: draft.status.lastAppliedRevision !== revision,
    }),
  );

  draft.status.lastAppliedRevision = revision;
  if (originRevision === undefined) delete draft.status.lastAppliedOriginRevision;
  else draft.status.lastAppliedOriginRevision = originRevision;
  succeed(turn, revision);
  note("ReconciliationSucceeded");
}

function succeed(turn: Turn, revision: string): void {
  mark(turn, "True", "ReconciliationSucceeded", `Applied revision: ${revision}`);
}

/** Writes how far it is. */
export async function progress(turn: Turn, what: string, revision: string): Promise<void> {
  const timeout = goDuration(timeoutMs(turn.spec));
  const message = `${what} for revision ${revision} with a timeout of ${timeout}`;
  turn.draft.conditions.markReconciling("Progressing", message);
  await persist(turn, "failed to update status");
}

async function persist({ draft }: Turn, failing: string): Promise<void> {
  await failingAs(
    undefined,
    () => draft.persist(),
    (message) => `${failing}: ${message}`,
  );
}

function folderOf({ spec, context }: Turn, tree: SourceTree): string {
  const folder = pathWithin("", spec.path ?? "");
  if (tree.isDirectory(folder) || context.process.has("empty-build-on-error")) return folder;
  const message = `kustomization path not found: stat ${tree.absolute(folder)}: no such file or directory`;
  throw new ReconcileFailure("ArtifactFailed", message, undefined);
}

async function buildOrNothing(turn: Turn, tree: SourceTree, folder: string): Promise<Built> {
  try {
    return await build(turn, tree, folder);
  } catch (error) {
    if (!turn.context.process.has("empty-build-on-error")) throw error;
    return { objects: [], digest: `sha256:${"0".repeat(64)}` };
  }
}

function partition(changes: readonly ChangeEntry[]): [ChangeEntry[], ChangeEntry[]] {
  const isSkipped = ({ action }: ChangeEntry) => action === "skipped";
  return [changes.filter(isSkipped), changes.filter((each) => !isSkipped(each))];
}
