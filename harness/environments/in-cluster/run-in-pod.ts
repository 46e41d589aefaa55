import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Exec, type KubeConfig, type V1Status } from "@kubernetes/client-node";
import { HarnessError } from "../../core/failure.ts";

/** A Pod by its name, of which the harness knows that it runs. */
export interface PodName {
  namespace: string;
  name: string;
}

/**
 * Runs a command in the first container of a Pod, through the API server; resolves to its standard output.
 * @throws HarnessError with what it said where it fails.
 */
export async function runInPod(
  config: KubeConfig,
  { namespace, name }: PodName,
  command: readonly string[],
): Promise<string> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const [text, said] = [output, errors].map(async (stream) => (await buffer(stream)).toString());
  const ended = Promise.withResolvers<V1Status>();
  const what = `${command[0]} in Pod ${namespace}/${name}`;
  const socket = await new Exec(config)
    .exec(namespace, name, "", [...command], output, errors, null, false, ended.resolve)
    .catch((error: unknown) => {
      throw new HarnessError(`${what} could not be run: ${messageOf(error)}`);
    });
  socket.onclose = () => ended.reject(new HarnessError(`${what}: the connection was closed`));
  const { status, message } = await ended.promise;
  if (status === "Success") return (await text) ?? "";
  throw new HarnessError(`${what} failed: ${message}: ${((await said) ?? "").slice(-500)}`);
}

/** What WebSockets fail with is an event, which only holds the error. */
export function messageOf(error: unknown): string {
  return (error as { message?: string }).message ?? String(error);
}
