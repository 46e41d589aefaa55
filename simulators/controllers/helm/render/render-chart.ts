import { parse } from "yaml";
import { OutsideModelError } from "../../runtime/reconcile-errors.ts";
import type { Values } from "../helm-release.ts";
import { joinManifests, withLabels } from "./manifests.ts";
import { renderTemplate } from "./template-language.ts";

/** A chart as helm-controller loads it from an artifact. */
export interface Chart {
  name: string;
  version: string;
  appVersion?: string;
  /** Those of its `values.yaml`. */
  values: Values;
  /** Text by path, from the chart's name on: `app/templates/config.yaml`. */
  templates: ReadonlyMap<string, string>;
}

/** @param files of the artifact, all below the chart's name. */
export function loadChart(files: ReadonlyMap<string, string>): Chart {
  const [name = ""] = [...files.keys()].map((path) => path.split("/")[0] ?? "");
  const text = files.get(`${name}/Chart.yaml`);
  if (text === undefined) throw new Error("Chart.yaml file is missing");
  const metadata = parse(text) as { name: string; version: string; appVersion?: string };
  for (const path of files.keys()) {
    if (/^[^/]+\/(charts|crds)\//.test(path)) throw new OutsideModelError(`the file ${path}`);
  }
  const templates = [...files].filter(
    ([path]) => path.startsWith(`${name}/templates/`) && !path.endsWith("NOTES.txt"),
  );
  const { appVersion } = metadata;
  return {
    ...{ name: metadata.name, version: String(metadata.version) },
    ...(appVersion === undefined ? {} : { appVersion: String(appVersion) }),
    values: (parse(files.get(`${name}/values.yaml`) ?? "") ?? {}) as Values,
    templates: new Map(templates.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

export interface RenderedRelease {
  name: string;
  namespace: string;
  revision: number;
  isInstall: boolean;
  /** What every object is labelled with: whose it is. */
  labels: Record<string, string>;
}

/** The manifest of a release. @throws an error in Helm's words, or OutsideModelError. */
export function renderChart(chart: Chart, given: Values, release: RenderedRelease): string {
  const { name, namespace, revision, isInstall } = release;
  const values = {
    Values: mergeValues(chart.values, given),
    Release: {
      ...{ Name: name, Namespace: namespace, Revision: revision, Service: "Helm" },
      ...{ IsInstall: isInstall, IsUpgrade: !isInstall },
    },
    Chart: { Name: chart.name, Version: chart.version, AppVersion: chart.appVersion ?? "" },
  };
  const rendered = [...chart.templates]
    .filter(([path]) => !path.split("/").at(-1)?.startsWith("_"))
    .map(([path, text]) => [path, renderTemplate(path, text, values)] as const);
  return withLabels(joinManifests(new Map(rendered)), release.labels);
}

/** Maps are merged; what is null there is left out of the result. */
export function mergeValues(base: Values, over: Values): Values {
  const merged: Values = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isMap(before) && isMap(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
