import { PlainRequest } from "../../support/plain-request.ts";
import { unpackTarGz } from "../../support/tar-gz.ts";
import { readBytes } from "../../support/whole-answer.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { durationMs } from "../runtime/duration.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import { within } from "../runtime/within.ts";
import type { ArchiveContent, Artifact } from "./artifact-storage.ts";
import { buildFailure, type ChartMetadata } from "./chart-build.ts";
import { loadIndex } from "./load-index.ts";

/** One version of a chart in a repository's index. */
export interface ChartEntry extends ChartMetadata {
  urls: string[];
}

/** The index of a chart repository, as far as it is heeded. */
export interface ChartIndex {
  apiVersion: string;
  generated?: string;
  entries: Record<string, ChartEntry[]>;
}

export const indexFile = "index.yaml";

/** How source-controller 1.7.3 goes on after naming an index, in either place where it looks at its size. */
export function tooLarge(bytesMax: number): string {
  return `exceeds the maximum index file size of ${bytesMax} bytes`;
}

const finding = "failed to get chart version for remote reference";
/** By the files of their archives, which don't change. */
const indexes = new WeakMap<ArchiveContent["files"], ChartIndex>();

/** What a HelmRepository stores of an index. */
export function indexContent(index: ChartIndex) {
  const content = {
    files: { [indexFile]: JSON.stringify(index, null, 2) },
  } satisfies ArchiveContent;
  indexes.set(content.files, index);
  return content;
}

/** The index that a HelmRepository stored, which is more bytes than the one it fetched. @throws SourceFailure */
export async function readStoredIndex(
  process: ControllerProcess,
  { path }: Artifact,
  content: ArchiveContent,
): Promise<ChartIndex> {
  const text = content.files[indexFile] ?? "{}";
  const { helmIndexBytesMax } = process.flags;
  if (text.length > helmIndexBytesMax) {
    const because = `/data/${path} ${tooLarge(helmIndexBytesMax)}`;
    const loading = "failed to load index: failed to load index";
    throw buildFailure("ChartPullError", `${finding}: ${loading}: ${because}`);
  }
  const loaded = await loadIndex(process, text);
  if (!process.has("index-held-by-each-chart")) loaded[Symbol.dispose]();
  const index = indexes.get(content.files) ?? (JSON.parse(text) as ChartIndex);
  indexes.set(content.files, index);
  return index;
}

/** The newest of a chart, or the version asked for. @throws SourceFailure */
export function findChart({ entries }: ChartIndex, name: string, version = "*"): ChartEntry {
  const versions = entries[name];
  if (!versions) {
    throw buildFailure("InvalidChartReference", `${finding}: no chart name found`);
  }
  const exact = versions.find((each) => each.version === version);
  if (exact) return exact;
  if (version !== "*" && !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new OutsideModelError(`spec.version of a HelmChart like ${version}`);
  }
  const stable = version === "*" ? versions.filter((each) => !each.version.includes("-")) : [];
  const newest = stable.toSorted((a, b) => compareVersions(b.version, a.version))[0];
  if (newest) return newest;
  const because = `no '${name}' chart with version matching '${version}' found`;
  throw buildFailure("InvalidChartReference", `${finding}: ${because}`);
}

/** Fetches a chart: its files by their path in it. @throws SourceFailure */
export async function downloadChart(
  process: ControllerProcess,
  { repository, timeout }: { repository: string; timeout: string },
  { urls: [reference = ""] }: ChartEntry,
): Promise<Map<string, string>> {
  const url = new URL(reference, repository.endsWith("/") ? repository : `${repository}/`).href;
  const failed = "failed to download chart for remote reference";
  const body = await fetchFile(process, url, timeout).catch((error) => {
    throw buildFailure("ChartPullError", `${failed}: ${describe(error)}`);
  });
  const files = unpackTarGz(body);
  if (!files) throw new OutsideModelError(`chart ${url} that is no archive`);
  // Below a folder of the chart's name.
  return new Map(
    Object.entries(files)
      .map(([path, text]) => [path.slice(path.indexOf("/") + 1), text] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** @throws an error in Helm's words for anything but 200. */
export async function fetchFile(
  process: ControllerProcess,
  url: string,
  timeout: string,
): Promise<Uint8Array> {
  return within(process, durationMs(timeout), async (signal) => {
    const response = await process.fetch(new PlainRequest(url, { signal })).catch((error) => {
      if (signal.aborted) throw new Error(`Get "${url}": context deadline exceeded`);
      throw new Error(`Get "${url}": ${describe(error)}`);
    });
    const body = await readBytes(response);
    if (response.status === 200) return body;
    throw new Error(`failed to fetch ${url} : ${response.status} ${reasonOf(response)}`);
  });
}

const reasons: Record<number, string> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function reasonOf({ status, statusText }: Response): string {
  return statusText || (reasons[status] ?? "");
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((each) =>
    each
      .replace(/^v|\+.*$/g, "")
      .split(".")
      .map(Number),
  );
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
