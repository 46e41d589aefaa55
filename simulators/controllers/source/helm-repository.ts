import { parse } from "yaml";
import { sha256Digest } from "../../support/sha256-digest.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { refuseUnheeded } from "../runtime/refuse-unheeded.ts";
import { describe } from "../runtime/start-controller.ts";
import {
  type ChartEntry,
  type ChartIndex,
  fetchFile,
  indexContent,
  indexFile,
  tooLarge,
} from "./chart-repository.ts";
import { bufferIndex, loadIndex } from "./load-index.ts";
import { readBlockYaml } from "./read-block-yaml.ts";
import { SourceFailure } from "./source-failure.ts";
import type { SourceKind, SourceWords, Upstream } from "./source-kind.ts";

interface HelmRepositorySpec {
  url: string;
  timeout?: string;
  [field: string]: unknown;
}

/** What of `spec` the model heeds; anything else is refused. */
const heeded = ["url", "interval", "timeout", "suspend", "type", "provider"];

/** HelmRepositories of plain HTTP: their index, fetched whole each time. */
export function helmRepositories(process: ControllerProcess): SourceKind {
  return {
    kind: "HelmRepository",
    resource: "helmrepositories",
    group: "source.toolkit.fluxcd.io",
    recovered: (revision) => `stored artifact: revision '${revision}'`,
    async look(object, draft) {
      const spec = object.spec as HelmRepositorySpec;
      refuseUnheeded(spec, heeded, { path: "spec", kind: "a HelmRepository" });
      if (spec.url.startsWith("oci://") || spec.type === "oci") {
        throw new OutsideModelError("a HelmRepository of type oci");
      }
      const url = `${spec.url.replace(/\/$/, "")}/${indexFile}`;
      const file = await fetchIndex(process, url, spec.timeout ?? "60s").catch((error) => {
        const failed = "failed to fetch Helm repository index";
        const cached = "failed to cache index to temporary file";
        throw new SourceFailure("Failed", `${failed}: ${cached}: ${describe(error)}`);
      });
      const revision = sha256Digest(file);
      if (draft.status.artifact?.revision === revision) return unchanged(revision);
      const text = new TextDecoder().decode(file);
      using _parsed = await loadIndex(process, text);
      return fetched(revision, indexAsStored(readIndex(text)), spec.url);
    },
  };
}

/** It is fetched whole before its size is looked at. */
async function fetchIndex(
  process: ControllerProcess,
  url: string,
  timeout: string,
): Promise<Uint8Array> {
  const file = await fetchFile(process, url, timeout);
  using _buffer = bufferIndex(process, file);
  const { helmIndexBytesMax } = process.flags;
  if (file.length <= helmIndexBytesMax || process.has("index-of-any-size-taken")) return file;
  throw new Error(`index ${tooLarge(helmIndexBytesMax)}`);
}

function unchanged(revision: string): Upstream {
  return {
    ...{ kind: "unchanged", revision, reason: "ArtifactUpToDate" },
    message: `artifact up-to-date with remote revision: '${revision}'`,
    words: wordsFor(revision),
  };
}

function fetched(revision: string, index: ChartIndex, url: string): Upstream {
  const content = indexContent(index);
  return {
    ...{ kind: "fetched", revision, words: wordsFor(revision) },
    file: `index-${revision.slice("sha256:".length)}.yaml`,
    content,
    said: `stored fetched index of size ${humanSize(content.files[indexFile].length)} from '${url}'`,
  };
}

function wordsFor(revision: string): SourceWords {
  return {
    news: { reason: "NewRevision", message: `new index revision '${revision}'` },
    stored: { reason: "Succeeded", message: `stored artifact: revision '${revision}'` },
    told: { isNew: "NewArtifact", recovered: "Succeeded" },
  };
}

function readIndex(text: string): ChartIndex {
  try {
    const index = (readBlockYaml(text) ?? parse(text)) as ChartIndex | null;
    if (!index?.apiVersion) throw new Error("no API version specified");
    return { ...index, entries: index.entries ?? {} };
  } catch (error) {
    const failed = "failed to load Helm repository from index YAML";
    throw new SourceFailure("IndexationFailed", `${failed}: ${describe(error)}`);
  }
}

/** As the library of Helm writes an index, whose size is told: in the order of its fields, with its zero times. */
function indexAsStored({ apiVersion, generated = zeroTime, entries }: ChartIndex): ChartIndex {
  const charts = Object.entries(entries)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, versions]) => [name, versions.map(entryAsStored)] as const);
  return { apiVersion, generated, entries: Object.fromEntries(charts) };
}

function entryAsStored(entry: ChartEntry): ChartEntry {
  const whole: Record<string, unknown> = { created: zeroTime, ...entry };
  const known = entryFields.filter((field) => whole[field] !== undefined);
  return Object.fromEntries(known.map((field) => [field, whole[field]])) as unknown as ChartEntry;
}

const zeroTime = "0001-01-01T00:00:00Z";
const entryFields = [
  ...["name", "home", "sources", "version", "description", "keywords", "maintainers", "icon"],
  ...["apiVersion", "condition", "tags", "appVersion", "deprecated", "annotations", "kubeVersion"],
  ...["dependencies", "type", "urls", "created", "removed", "digest"],
];

/** `1.23kB`: four digits in units of a thousand, as Docker's units. */
function humanSize(bytes: number): string {
  let [value, unit] = [bytes, 0];
  const units = ["B", "kB", "MB", "GB"];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${units[unit]}`;
}
