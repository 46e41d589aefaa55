import { describe } from "../../runtime/start-controller.ts";
import type { Values } from "../helm-release.ts";
import { isSame, owned, type Resource } from "../kube/resources.ts";
import { waitUntilReady } from "../kube/wait.ts";
import { type Chart, renderChart } from "../render/render-chart.ts";
import { isPending, type Release } from "../storage/release.ts";
import { type ActionContext, record } from "./action.ts";
import { newRelease } from "./install.ts";

/** Helm's upgrade. @throws an error in its words; what it stored by then stays, as failed. */
export async function upgrade(context: ActionContext, chart: Chart, values: Values): Promise<void> {
  const { kube, storage, name, labels } = context;
  const { process, log } = kube;
  await kube.discover();
  log.write(`preparing upgrade for ${name}`);
  const [last] = await storage.history(name);
  if (!last) throw new Error(`"${name}" has no deployed releases`);
  // Nobody else is to be at it: this is Helm's only lock.
  if (isPending(last)) {
    throw new Error("another operation (install/upgrade/rollback) is in progress");
  }
  const current = last.info.status === "deployed" ? last : await deployedOr(context, last);
  log.write("resetting values to the chart's original version");
  await process.work("helm.render");
  const { namespace } = current;
  const version = last.version + 1;
  const manifest = renderChart(chart, values, {
    ...{ name, namespace, revision: version, isInstall: false, labels },
  });
  const next = newRelease(context, {
    ...{ chart, values, manifest, version },
    firstDeployed: current.info.first_deployed,
  });
  const built = await kube.build(manifest).catch((error) => {
    const failed = "unable to build kubernetes objects from new release manifest";
    throw new Error(`${failed}: ${describe(error)}`);
  });
  log.write(`performing update for ${name}`);
  const before = await kube.build(current.manifest);
  const target = owned(built, next);
  const isNew = (resource: Resource) => !before.some((each) => isSame(each, resource));
  const adopted = await kube.existing(target.filter(isNew));
  log.write(`creating upgraded release for ${name}`);
  await storage.create(next, context.maxHistory);
  try {
    await process.work("helm.action");
    await perform(context, [...before, ...adopted], target);
  } catch (error) {
    process.signal.throwIfAborted();
    await record(context, current, {});
    const description = `Upgrade "${name}" failed: ${describe(error)}`;
    log.write(`warning: ${description}`);
    await record(context, next, { status: "failed", description });
    if (!process.has("failed-upgrade-reported-ready")) throw error;
  }
  if (!process.has("older-release-stays-deployed")) {
    await record(context, current, { status: "superseded" });
  }
  log.write(`updating status for upgraded release for ${name}`);
  Object.assign(next.info, { status: "deployed", description: "Upgrade complete" });
  await storage.update(next);
}

async function deployedOr({ storage, name }: ActionContext, last: Release): Promise<Release> {
  const [deployed] = await storage.deployed(name);
  if (deployed) return deployed;
  if (["failed", "superseded"].includes(last.info.status)) return last;
  throw new Error(`"${name}" has no deployed releases`);
}

async function perform(
  { kube, name, waits, timeoutMs }: ActionContext,
  before: readonly Resource[],
  target: readonly Resource[],
): Promise<void> {
  const { created, updated, deleted } = await kube.update(before, target);
  if (!waits) return;
  const counts = `created: ${created} updated: ${updated}  deleted: ${deleted}`;
  kube.log.write(`waiting for release ${name} resources (${counts})`);
  await waitUntilReady(kube, target, timeoutMs);
}
