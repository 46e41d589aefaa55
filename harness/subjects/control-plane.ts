import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { HarnessError, UsageError } from "../core/failure.ts";
import { isSimulatedAsset } from "../environments/sim/asset-mark.ts";
import { providePart } from "./cache/store.ts";
import type { ProvisionContext, ProvisionOptions } from "./context.ts";
import { isExecutable } from "./find-executable.ts";
import { buildWithGo } from "./go/build.ts";
import { fillIn, missingParts } from "./provision.ts";
import { etcdRecipe, kubernetesRecipe } from "./recipe.ts";
import type { ControlPlane } from "./subject.ts";

/**
 * etcd, kube-apiserver and kube-controller-manager: from the folder `KUBEBUILDER_ASSETS` where that
 * variable is set, else built once and cached.
 */
export async function provisionControlPlane(options: ProvisionOptions): Promise<ControlPlane> {
  const context = fillIn(options);
  const assets = context.env.KUBEBUILDER_ASSETS;
  return assets ? useAssets(assets, context) : build(context);
}

/** Whether `provisionControlPlane` would have nothing to make, and what it would have to. */
export async function isControlPlaneProvisioned(
  cacheDir: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ provisioned: boolean; missing: string[] }> {
  const assets = env.KUBEBUILDER_ASSETS;
  if (!assets) {
    const missing = await missingParts([etcdRecipe, kubernetesRecipe], cacheDir);
    return { provisioned: missing.length === 0, missing };
  }
  await requireAssets(assets);
  const own = await isExecutable(join(assets, "kube-controller-manager"));
  const missing = own ? [] : await missingParts([kubernetesRecipe], cacheDir);
  return { provisioned: missing.length === 0, missing };
}

async function build(context: ProvisionContext): Promise<ControlPlane> {
  const etcd = await providePart(etcdRecipe, context, buildWithGo);
  const kubernetes = await providePart(kubernetesRecipe, context, buildWithGo);
  return {
    etcd: etcd.binaries.etcd ?? "",
    kubeApiserver: kubernetes.binaries["kube-apiserver"] ?? "",
    kubeControllerManager: kubernetes.binaries["kube-controller-manager"] ?? "",
    versions: {
      etcd: etcd.version,
      "kube-apiserver": kubernetes.version,
      "kube-controller-manager": kubernetes.version,
    },
  };
}

async function useAssets(assets: string, context: ProvisionContext): Promise<ControlPlane> {
  await requireAssets(assets);
  const etcd = join(assets, "etcd");
  const kubeApiserver = join(assets, "kube-apiserver");
  const apiserverVersion = await askVersion(kubeApiserver, context.signal);
  const manager = await findControllerManager(assets, apiserverVersion, context);
  return {
    etcd,
    kubeApiserver,
    kubeControllerManager: manager.file,
    versions: {
      etcd: await askVersion(etcd, context.signal),
      "kube-apiserver": apiserverVersion,
      "kube-controller-manager": manager.version,
    },
  };
}

/** The folders made for envtest have no kube-controller-manager: then it is one of our own. */
async function findControllerManager(
  assets: string,
  apiserverVersion: string,
  context: ProvisionContext,
): Promise<{ file: string; version: string }> {
  const file = join(assets, "kube-controller-manager");
  if (await isExecutable(file)) {
    return { file, version: await askVersion(file, context.signal) };
  }
  const { version } = kubernetesRecipe;
  const line = context.progress.begin("kube-controller-manager");
  line.end(
    `not in KUBEBUILDER_ASSETS (${assets}): using our own ${version} beside kube-apiserver ${apiserverVersion}`,
  );
  const kubernetes = await providePart(kubernetesRecipe, context, buildWithGo);
  return { file: kubernetes.binaries["kube-controller-manager"] ?? "", version };
}

async function requireAssets(assets: string): Promise<void> {
  for (const name of ["etcd", "kube-apiserver"]) {
    if (!(await isExecutable(join(assets, name)))) {
      throw new UsageError(
        `KUBEBUILDER_ASSETS is ${JSON.stringify(assets)}: expected an executable file ${name} in it; ` +
          "unset the variable to have etcd and Kubernetes built instead",
      );
    }
    if (await isSimulatedAsset(join(assets, name))) {
      throw new UsageError(
        `KUBEBUILDER_ASSETS is ${JSON.stringify(assets)}: expected the real ${name} in it, but it is fluxproof's simulator; ` +
          "unset the variable, or run with --env sim",
      );
    }
  }
}

/** `1.34.4` from "Kubernetes v1.34.4" or "etcd Version: 3.6.5". */
async function askVersion(file: string, signal: AbortSignal): Promise<string> {
  const { stdout } = await promisify(execFile)(file, ["--version"], {
    signal,
    timeout: 30_000,
  }).catch((error: Error) => {
    throw new HarnessError(`${file} --version failed: ${error.message}`);
  });
  const version = /\bv?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1];
  if (!version) {
    throw new HarnessError(
      `${file} --version: expected a version such as v1.34.4, got ${JSON.stringify(stdout)}`,
    );
  }
  return version;
}
