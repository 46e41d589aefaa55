import { parse } from "yaml";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import type { ArchiveContent } from "./artifact-storage.ts";
import { SourceFailure } from "./source-failure.ts";

/** `Chart.yaml`, as far as it is heeded. */
export interface ChartMetadata {
  name: string;
  version: string;
  appVersion?: string;
  dependencies?: object[];
}

const summaries = {
  InvalidChartReference: "invalid chart reference",
  MetadataPatchError: "chart metadata patch error",
  ChartPullError: "chart pull error",
} as const;

/** A chart that can't be built, in source-controller's words. */
export function buildFailure(reason: keyof typeof summaries, because: string): SourceFailure {
  const isBuild = reason === "MetadataPatchError";
  return new SourceFailure(reason, `${summaries[reason]}: ${because}`, {
    condition: isBuild ? "BuildFailed" : "FetchFailed",
    stalls: reason !== "ChartPullError",
  });
}

/** A file name as Go's path.Clean makes it, within the root. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** The files of a folder, by their path within it. */
export function filesBelow(files: ArchiveContent["files"], folder: string): Map<string, string> {
  const prefix = folder === "" ? "" : `${folder}/`;
  return new Map(
    Object.entries(files)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, text]) => [path.slice(prefix.length), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** @throws SourceFailure for what is no chart. */
export function readChartMetadata(files: ReadonlyMap<string, string>, path: string): ChartMetadata {
  if (files.size === 0) throw missing("stat", path);
  const text = files.get("Chart.yaml");
  if (text === undefined) throw missing("open", `${path}/Chart.yaml`);
  let metadata: Partial<ChartMetadata> | null;
  try {
    metadata = parse(text);
  } catch (error) {
    throw buildFailure("InvalidChartReference", `cannot load 'Chart.yaml': ${describe(error)}`);
  }
  const { name, version } = metadata ?? {};
  if (!name) throw invalid("name is required");
  if (!version) throw invalid("version is required");
  if (!semanticVersion.test(String(version))) throw invalid(`version "${version}" is invalid`);
  if (metadata?.dependencies?.length) throw new OutsideModelError("a chart with dependencies");
  const { appVersion } = metadata ?? {};
  return {
    ...{ name, version: String(version) },
    ...(appVersion === undefined ? {} : { appVersion: String(appVersion) }),
  };
}

const semanticVersion = /^v?\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** A version with other build metadata. */
export function withBuildMetadata(version: string, metadata: string): string {
  return metadata === "" ? version : `${version.replace(/^v|\+.*$/g, "")}+${metadata}`;
}

/** Of the temporary folder's name, only what is the same for every build is said. */
function missing(operation: string, path: string): SourceFailure {
  return buildFailure(
    "InvalidChartReference",
    `${operation} /tmp/source/${path}: no such file or directory`,
  );
}

function invalid(what: string): SourceFailure {
  return buildFailure("InvalidChartReference", `validation: chart.metadata.${what}`);
}
