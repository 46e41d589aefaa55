import { describe } from "../../runtime/start-controller.ts";
import type { Values } from "../helm-release.ts";
import { nanoTime } from "../kube/helm-log.ts";
import { owned } from "../kube/resources.ts";
import { waitUntilReady } from "../kube/wait.ts";
import { type Chart, renderChart } from "../render/render-chart.ts";
import type { Release } from "../storage/release.ts";
import { type ActionContext, record } from "./action.ts";

/** Helm's install. @throws an error in its words; what it stored by then stays, as failed. */
export async function install(context: ActionContext, chart: Chart, values: Values): Promise<void> {
  const { kube, storage, name, namespace, labels } = context;
  const { process } = kube;
  await kube.discover();
  if ((await storage.history(name)).length > 0) {
    throw new Error("cannot re-use a name that is still in use");
  }
  await process.work("helm.render");
  const manifest = renderChart(chart, values, {
    ...{ name, namespace, revision: 1, isInstall: true, labels },
  });
  const built = await kube.build(manifest).catch((error) => {
    const failed = "unable to build kubernetes objects from release manifest";
    throw new Error(`${failed}: ${describe(error)}`);
  });
  const resources = owned(built, { name, namespace });
  const adopted = await kube.existing(resources).catch((error) => {
    throw new Error(`Unable to continue with install: ${describe(error)}`);
  });
  const release = newRelease(context, { chart, values, manifest, version: 1 });
  await storage.create(release, 0);
  try {
    await process.work("helm.action");
    if (adopted.length > 0) await kube.update(adopted, resources);
    else if (resources.length > 0) await kube.create(resources);
    if (context.waits) await waitUntilReady(kube, resources, context.timeoutMs);
    await record(context, release, { status: "deployed", description: "Install complete" });
  } catch (error) {
    process.signal.throwIfAborted();
    const description = `Release "${name}" failed: ${describe(error)}`;
    await record(context, release, { status: "failed", description });
    throw error;
  }
}

export function newRelease(
  { kube, name, namespace }: ActionContext,
  {
    chart,
    values,
    manifest,
    version,
    firstDeployed,
  }: {
    chart: Chart;
    values: Values;
    manifest: string;
    version: number;
    firstDeployed?: string;
  },
): Release {
  const now = nanoTime(kube.process.clock.epochMs());
  const { name: chartName, version: chartVersion, appVersion } = chart;
  const isFirst = firstDeployed === undefined;
  return {
    ...{ name, namespace, version, manifest },
    info: {
      ...{ first_deployed: firstDeployed ?? now, last_deployed: now, deleted: "" },
      description: isFirst ? "Initial install underway" : "Preparing upgrade",
      status: isFirst ? "pending-install" : "pending-upgrade",
    },
    chart: {
      metadata: {
        ...{ name: chartName, version: chartVersion },
        ...(appVersion === undefined ? {} : { appVersion }),
      },
    },
    config: Object.keys(values).length > 0 ? values : null,
  };
}
