import { once } from "node:events";
import { exitCodes, UsageError } from "../core/failure.ts";
import { shellWord } from "../environments/sim/envtest-assets.ts";
import { serveStandalone } from "../environments/sim/standalone.ts";
import { wallClock } from "../environments/wall-clock.ts";

export interface SimulateKubeRequest {
  port: string;
  kubeconfig?: string;
  signal: AbortSignal;
}

/** Serves the Kubernetes API simulator until the signal aborts. */
export async function simulateKubeCommand(request: SimulateKubeRequest): Promise<number> {
  const { signal, kubeconfig } = request;
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  await using served = await serveStandalone({
    port: readPort(request.port),
    ...(kubeconfig !== undefined && { kubeconfig }),
    clock: wallClock(),
    log,
  });
  log(`Kubernetes 1.34.4, simulated, on ${served.origin} until Ctrl-C`);
  process.stdout.write(`export KUBECONFIG=${shellWord(served.kubeconfig)}\n`);
  if (!signal.aborted) await once(signal, "abort");
  return exitCodes.pass;
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text}: expected a port number from 0 to 65535`);
}
