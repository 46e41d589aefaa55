import { isNotFound } from "../runtime/controller-api.ts";
import { durationMs, goDuration } from "../runtime/duration.ts";
import { refuseUnheeded } from "../runtime/refuse-unheeded.ts";
import { describe } from "../runtime/start-controller.ts";
import { applyAll } from "../ssa/apply-all.ts";
import type { Target } from "../ssa/target.ts";
import type { Turn } from "./context.ts";
import { chartNameOf, group } from "./helm-release.ts";

const helmCharts = { apiVersion: "source.toolkit.fluxcd.io/v1", resource: "helmcharts" };
const heeded = ["chart", "version", "sourceRef", "interval", "reconcileStrategy"];

/** Brings the HelmChart of a HelmRelease's template to what that says, or takes it away. */
export async function reconcileChartTemplate(turn: Turn): Promise<void> {
  const { object, draft, spec } = turn;
  const { status } = draft;
  const isDeleted = object.metadata.deletionTimestamp !== undefined;
  const { namespace, name } = chartNameOf(object);
  const wanted = spec.chart ? `${namespace}/${name}` : undefined;
  if (status.helmChart && (status.helmChart !== wanted || isDeleted)) await deleteChart(turn);
  if (isDeleted || !spec.chart) return;
  await applyChart(turn, { namespace, name });
  status.helmChart = `${namespace}/${name}`;
}

async function applyChart(
  turn: Turn,
  { namespace, name }: { namespace: string; name: string },
): Promise<void> {
  const { context, object, spec } = turn;
  const template = spec.chart?.spec;
  if (!template) return;
  refuseUnheeded(template, heeded, { path: "spec.chart.spec", kind: "a HelmRelease" });
  const { chart, version, sourceRef, interval = spec.interval, reconcileStrategy } = template;
  const { labels, annotations } = (spec.chart?.metadata ?? {}) as {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  const wanted = {
    ...{ apiVersion: helmCharts.apiVersion, kind: "HelmChart" },
    metadata: {
      ...{ name, namespace },
      ...(annotations ? { annotations } : {}),
      labels: {
        ...labels,
        [`${group}/name`]: object.metadata.name,
        [`${group}/namespace`]: object.metadata.namespace ?? "",
      },
    },
    spec: {
      ...{ chart, ...(version ? { version } : {}) },
      sourceRef: { kind: sourceRef.kind, name: sourceRef.name },
      interval: goDuration(durationMs(interval)),
      ...(reconcileStrategy ? { reconcileStrategy } : {}),
    },
  };
  const [entry] = await applyAll(targetOf(turn), [wanted], applyOptions).catch(async (error) => {
    const message = `failed to run server-side apply: ${describe(error)}`;
    await context.recorder.say(object, { type: "trace", reason: "HelmChartSyncErr", message });
    throw new Error(message);
  });
  if (entry?.action !== "created" && entry?.action !== "configured") return;
  const action = entry.action === "created" ? "Created" : "Configured";
  const from = `'${sourceRef.kind}/${namespace}/${sourceRef.name}'`;
  const message = `${action} HelmChart/${namespace}/${name} with SourceRef ${from}`;
  await context.recorder.say(object, { type: "trace", reason: `HelmChart${action}`, message });
}

const none = {};
const applyOptions = {
  ...{ fieldManager: "helm-controller", concurrent: 1, force: false },
  ...{ forced: none, excluded: none, ifNotPresent: none, merged: none },
};

function targetOf({ context: { process, mapper } }: Turn): Target {
  const { api, clock, signal } = process;
  return { api, mapper, statusMapper: mapper, clock, signal };
}

async function deleteChart({ context, draft, object, spec }: Turn): Promise<void> {
  const { process, recorder } = context;
  const { status } = draft;
  const { helmChart = "" } = status;
  if (spec.suspend) return;
  const [namespace = "", name = ""] = helmChart.split("/");
  const path = { ...helmCharts, namespace, name };
  try {
    if (context.charts.get(namespace, name)) {
      await process.api.delete(path, { signal: process.signal });
      const message = `deleted HelmChart '${helmChart}'`;
      await recorder.say(object, { type: "trace", reason: "HelmChartDeleted", message });
    }
  } catch (error) {
    if (!isNotFound(error)) {
      throw new Error(`failed to delete HelmChart '${helmChart}': ${describe(error)}`);
    }
  }
  delete status.helmChart;
}
