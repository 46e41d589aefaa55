import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { serveApi } from "../../../simulators/kube/server/serve.ts";
import type { ServerSettings } from "../../../simulators/kube/server/settings.ts";
import { makePki, makeToken, type Pki } from "../../../simulators/support/pki.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { Clock } from "../../core/clock.ts";
import { UsageError } from "../../core/failure.ts";
import { createTemporaryFolder } from "../process/temporary-folder.ts";
import { kubeconfig } from "../slot/access-files.ts";

export interface StandaloneRequest {
  /** On 127.0.0.1; 0 for any free port. */
  port: number;
  /** Where the kubeconfig goes; a temporary file unless told, which goes with the server. */
  kubeconfig?: string;
  clock: Clock;
  /** Failures inside the server. */
  log(line: string): void;
}

/** A simulated API server in this process. Disposing it ends it. */
export interface Standalone extends AsyncDisposable {
  /** `https://127.0.0.1:6443` */
  origin: string;
  /** Absolute path. */
  kubeconfig: string;
}

/** By its first line a kubeconfig of ours is told from one that must not be lost. */
const mark = "# Written by fluxproof simulate kube, which overwrites it.\n";

/**
 * Serves the API with what kube-controller-manager does for namespaces, owners, accounts and roles.
 * @throws UsageError when the port is taken or the kubeconfig can't be written.
 */
export async function serveStandalone(request: StandaloneRequest): Promise<Standalone> {
  const { port, clock, log } = request;
  await using stack = new AsyncDisposableStack();
  const file = request.kubeconfig
    ? resolve(request.kubeconfig)
    : join(stack.use(await createTemporaryFolder(tmpdir())).path, "kubeconfig");
  await requireOwn(file);
  const pki = await makePki(clock);
  const token = makeToken();
  const settings = settingsOf({ port, pki, token });
  const { origin } = stack.use(
    await serveApi(settings, { clock, random: seededRandom(makeToken()), log }),
  );
  await writeOwn(file, kubeconfig({ server: origin, caCertificate: pki.caCertificate }, token));
  const whole = stack.move();
  return { origin, kubeconfig: file, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

function settingsOf(request: { port: number; pki: Pki; token: string }): ServerSettings {
  const { port, pki, token } = request;
  return {
    host: "127.0.0.1",
    port,
    tls: { key: pki.serverKey, certificate: pki.serverCertificate },
    caCertificate: pki.caCertificate,
    tokens: new Map([[token, { name: "kubernetes-admin", groups: ["system:masters"] }]]),
    serviceAccounts: {
      issuer: "https://kubernetes.default.svc",
      signingKey: createPrivateKey(pki.serviceAccountKey),
      publicKeys: [createPublicKey(pki.serviceAccountPublicKey)],
    },
    anonymous: true,
    authorization: "RBAC",
    controllerManager: true,
    disabledAdmissionPlugins: [],
  };
}

/** @throws UsageError where another program's file lies. */
async function requireOwn(file: string): Promise<void> {
  let found: string;
  try {
    found = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw new UsageError(`cannot write the kubeconfig: ${(error as Error).message}`);
  }
  if (found !== "" && !found.startsWith(mark)) {
    throw new UsageError(
      `${file} is there already and not fluxproof's: expected a new file, or one that fluxproof simulate kube wrote`,
    );
  }
}

/** It holds a token: only the user may read it. */
async function writeOwn(file: string, text: string): Promise<void> {
  try {
    await rm(file, { force: true });
    await writeFile(file, mark + text, { mode: 0o600 });
  } catch (error) {
    throw new UsageError(`cannot write the kubeconfig: ${(error as Error).message}`);
  }
}
