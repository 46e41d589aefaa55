import type { ApiObject, Follower } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import type { Draft } from "../runtime/draft.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { refuseUnheeded } from "../runtime/refuse-unheeded.ts";
import type { ArchiveContent, Artifact, ArtifactStorage } from "./artifact-storage.ts";
import {
  buildFailure,
  type ChartMetadata,
  cleanPath,
  filesBelow,
  readChartMetadata,
  withBuildMetadata,
} from "./chart-build.ts";
import { type ChartIndex, downloadChart, findChart, readStoredIndex } from "./chart-repository.ts";
import { SourceFailure } from "./source-failure.ts";
import type { SourceKind, SourceStatus, SourceWords, Upstream } from "./source-kind.ts";

interface HelmChartSpec {
  chart: string;
  version?: string;
  sourceRef: { kind: string; name: string };
  reconcileStrategy?: "ChartVersion" | "Revision";
  valuesFiles?: string[];
  [field: string]: unknown;
}

const heeded = ["chart", "version", "sourceRef", "interval", "reconcileStrategy", "suspend"];
const group = "source.toolkit.fluxcd.io";

/** HelmCharts: a folder of a GitRepository's artifact, packaged, or one that a HelmRepository lists. */
export function helmCharts(
  process: ControllerProcess,
  storage: ArtifactStorage,
  sources: ReadonlyMap<string, Follower>,
): SourceKind {
  return {
    kind: "HelmChart",
    resource: "helmcharts",
    group,
    recovered: (version) => `chart with version '${version}'`,
    async look(object, draft) {
      const spec = object.spec as HelmChartSpec;
      refuseUnheeded(spec, heeded, { path: "spec", kind: "a HelmChart" });
      const source = sourceOf(sources, object, spec);
      const artifact = (source.status as { artifact?: Artifact } | undefined)?.artifact;
      const content = artifact && storage.read(artifact);
      if (!artifact || !content) throw noArtifact(spec);
      draft.status.observedSourceArtifactRevision = artifact.revision;
      if (spec.sourceRef.kind !== "HelmRepository") {
        return fromTarball(process, draft, spec, artifact.revision, content);
      }
      const index = await readStoredIndex(process, artifact, content);
      return fromRepository(process, draft, spec, source, index);
    },
  };
}

function sourceOf(
  sources: ReadonlyMap<string, Follower>,
  { metadata: { namespace } }: ApiObject,
  { sourceRef: { kind, name } }: HelmChartSpec,
): ApiObject {
  const cache = sources.get(kind);
  if (!cache) throw new OutsideModelError(`a HelmChart from a ${kind}`);
  const found = cache.get(namespace, name);
  if (found) return found;
  const because = `${kind}.${group} "${name}" not found`;
  throw new SourceFailure("SourceUnavailable", `failed to get source: ${because}`);
}

function noArtifact({ sourceRef: { kind, name } }: HelmChartSpec): SourceFailure {
  const message = `no artifact available for ${kind} source '${name}'`;
  return new SourceFailure("NoSourceArtifact", message, { waits: true });
}

function fromTarball(
  process: ControllerProcess,
  draft: Draft<SourceStatus>,
  spec: HelmChartSpec,
  revision: string,
  content: ArchiveContent,
): Upstream {
  const path = cleanPath(spec.chart);
  const files = filesBelow(content.files, path);
  const metadata = readChartMetadata(files, path);
  const isByRevision =
    spec.reconcileStrategy === "Revision" || process.has("chart-packaged-for-every-revision");
  const hash = /[0-9a-f]{40,64}$/.exec(revision)?.[0] ?? "";
  const version = withBuildMetadata(metadata.version, isByRevision ? hash.slice(0, 12) : "");
  return built(process, draft, { ...metadata, version }, "packaged", () => files);
}

async function fromRepository(
  process: ControllerProcess,
  draft: Draft<SourceStatus>,
  spec: HelmChartSpec,
  repository: ApiObject,
  index: ChartIndex,
): Promise<Upstream> {
  const entry = findChart(index, spec.chart, spec.version);
  const { url } = repository.spec as { url: string };
  const { timeout = "60s" } = repository.spec as { timeout?: string };
  const isKnown = isUpToDate(draft, entry);
  const files = isKnown
    ? new Map<string, string>()
    : await downloadChart(process, { repository: url, timeout }, entry);
  return built(process, draft, entry, "pulled", () => files);
}

function built(
  process: ControllerProcess,
  draft: Draft<SourceStatus>,
  metadata: ChartMetadata,
  action: "packaged" | "pulled",
  files: () => ReadonlyMap<string, string>,
): Upstream {
  const { name, version } = metadata;
  const before = draft.status.artifact?.revision;
  if (before !== undefined && process.has("chart-version-outlives-change")) {
    return upToDate({ ...metadata, version: before }, action);
  }
  if (isUpToDate(draft, metadata)) return upToDate(metadata, action);
  draft.status.observedChartName = name;
  const content = [...files()].map(([path, text]) => [`${name}/${path}`, text] as const);
  const chart = content.find(([path]) => path === `${name}/Chart.yaml`);
  if (!chart) throw buildFailure("ChartPullError", "Chart.yaml file is missing");
  const words = wordsFor(metadata, action);
  return {
    kind: "fetched",
    revision: version,
    file: `${name}-${version}.tgz`,
    content: { files: { ...Object.fromEntries(content), [chart[0]]: chartFile(metadata) } },
    ...{ said: words.stored.message, always: true, words },
  };
}

/** What is in storage stays as long as name and version do, and what is asked for. */
function isUpToDate(
  { status, object }: Draft<SourceStatus>,
  { name, version }: ChartMetadata,
): boolean {
  return (
    status.artifact?.revision === version &&
    status.observedChartName === name &&
    status.observedGeneration === object.metadata.generation
  );
}

function upToDate(metadata: ChartMetadata, action: "packaged" | "pulled"): Upstream {
  const { version } = metadata;
  return {
    ...{ kind: "unchanged", revision: version, reason: "ArtifactUpToDate" },
    message: `artifact up-to-date with remote revision: '${version}'`,
    words: wordsFor(metadata, action),
  };
}

function wordsFor({ name, version }: ChartMetadata, action: "packaged" | "pulled"): SourceWords {
  const message = `${action} '${name}' chart with version '${version}'`;
  const reason = action === "packaged" ? "ChartPackageSucceeded" : "ChartPullSucceeded";
  return {
    news: { reason: "NewChart", message },
    stored: { reason, message },
    told: { isNew: reason, recovered: reason },
  };
}

function chartFile({ name, version, appVersion }: ChartMetadata): string {
  const app = appVersion === undefined ? "" : `appVersion: ${JSON.stringify(appVersion)}\n`;
  return `apiVersion: v2\nname: ${name}\nversion: ${version}\n${app}`;
}
