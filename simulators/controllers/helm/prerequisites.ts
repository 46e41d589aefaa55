import { FileNotFoundError, fetchArtifact } from "../kustomize/fetch-artifact.ts";
import { conditionsOf } from "../runtime/conditions.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { jittered } from "../runtime/controller-process.ts";
import { goDuration } from "../runtime/duration.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { markReady, type ReleaseTurn, type Turn } from "./context.ts";
import { chartNameOf, helmReleases, type Values } from "./helm-release.ts";
import { type Chart, loadChart } from "./render/render-chart.ts";
import { composeValues } from "./values.ts";

/** Something is missing, and waited for. */
export interface Waiting {
  waitMs: number;
}

interface Artifact {
  url: string;
  digest: string;
  revision: string;
}

const inProgress = "reconciliation in progress";

/** Gathers what a release needs, and says on the object what it is missing. */
export async function gather(turn: Turn): Promise<ReleaseTurn | Waiting> {
  const { context, spec } = turn;
  const { process, recorder } = context;
  const { requeueDependencyMs } = process.flags;
  try {
    await checkDependencies(turn);
  } catch (error) {
    if (error instanceof OutsideModelError) throw error;
    const message = describe(error);
    markReady(turn, "False", "DependencyNotReady", message);
    await recorder.say(turn.object, { type: "Normal", reason: "DependencyNotReady", message });
    return { waitMs: requeueDependencyMs };
  }
  if (spec.chartRef && spec.chartRef.kind !== "HelmChart") {
    throw new OutsideModelError(`spec.chartRef of a ${spec.chartRef.kind}`);
  }
  const source = findSource(turn);
  const problem = whyNotReady(source);
  if (problem !== undefined) {
    markReady(turn, "False", "SourceNotReady", problem);
    return { waitMs: jittered(process, requeueDependencyMs) };
  }
  const values = await valuesOf(turn);
  const chart = await fetchChart(turn, artifactOf(source));
  if (!chart) {
    const time = goDuration(requeueDependencyMs);
    const message = `Source not ready: artifact not found. Retrying in ${time}`;
    markReady(turn, "False", "ArtifactFailed", message);
    return { waitMs: requeueDependencyMs };
  }
  const ready = turn.draft.conditions.get("Ready");
  if (ready?.status === "False") markReady(turn, "Unknown", "Progressing", inProgress);
  return { ...turn, chart, values };
}

async function checkDependencies({ context, object, spec }: Turn): Promise<void> {
  const { api, signal } = context.process;
  const { namespace: own = "" } = object.metadata;
  for (const { name, namespace = own, readyExpr } of spec.dependsOn ?? []) {
    if (readyExpr !== undefined) throw new OutsideModelError("spec.dependsOn.readyExpr");
    const path = { ...helmReleases, namespace, name };
    const dependency = await api.get(path, { signal }).catch((error) => {
      throw new Error(`unable to get '${namespace}/${name}' dependency: ${describe(error)}`);
    });
    const { observedGeneration } = (dependency.status ?? {}) as { observedGeneration?: number };
    const isCurrent = dependency.metadata.generation === observedGeneration;
    if (isCurrent && conditionsOf(dependency, () => "").isTrue("Ready")) continue;
    throw new Error(`dependency '${namespace}/${name}' is not ready`);
  }
}

function findSource(turn: Turn): ApiObject {
  const { context, object, spec } = turn;
  const { namespace, name } = spec.chartRef
    ? { namespace: object.metadata.namespace, ...spec.chartRef }
    : chartNameOf(object);
  const found = context.charts.get(namespace, name);
  if (found) return found;
  const because = `HelmChart.source.toolkit.fluxcd.io "${name}" not found`;
  markReady(turn, "False", "ArtifactFailed", `could not get Source object: ${because}`);
  throw new Error(because);
}

function artifactOf({ status }: ApiObject): Artifact | undefined {
  return (status as { artifact?: Artifact } | undefined)?.artifact;
}

function whyNotReady(source: ApiObject): string | undefined {
  const { kind, metadata } = source;
  const what = `${kind} '${metadata.namespace}/${metadata.name}' is not ready`;
  const conditions = conditionsOf(source, () => "");
  const { observedGeneration } = (source.status ?? {}) as { observedGeneration?: number };
  if (observedGeneration !== metadata.generation) {
    const said = conditions.isFalse("Ready") ? conditions.get("Ready")?.message : undefined;
    return `${what}: ${said ?? "latest generation of object has not been reconciled"}`;
  }
  if (conditions.isTrue("Stalled")) return `${what}: ${conditions.get("Stalled")?.message}`;
  return artifactOf(source) ? undefined : `${what}: does not have an artifact`;
}

async function valuesOf(turn: Turn): Promise<Values> {
  try {
    return await composeValues(turn);
  } catch (error) {
    const message = describe(error);
    markReady(turn, "False", "ValuesError", message);
    await turn.context.recorder.say(turn.object, {
      type: "Warning",
      reason: "ValuesError",
      message,
    });
    throw error;
  }
}

/** Undefined where the artifact is gone. */
async function fetchChart(turn: Turn, artifact: Artifact | undefined): Promise<Chart | undefined> {
  if (!artifact) return undefined;
  const { process, recorder } = turn.context;
  try {
    return loadChart((await fetchArtifact(process, artifact)).files);
  } catch (error) {
    process.signal.throwIfAborted();
    if (error instanceof FileNotFoundError) return undefined;
    const message = inHelmWords(describe(error));
    markReady(turn, "False", "ArtifactFailed", `Could not load chart: ${message}`);
    await recorder.say(turn.object, { type: "Warning", reason: "ArtifactFailed", message });
    throw error;
  }
}

/** Both controllers download alike, and say it otherwise. */
function inHelmWords(message: string): string {
  return message
    .replace(/^failed to download archive: /, "")
    .replace(/^failed to download archive from (\S+) /, "failed to download chart from '$1' ")
    .replace(/^failed to verify archive: (.*) provided ('.*?') .*$/, "integrity failure: $1 $2");
}
