import type { Controllers } from "../environment.ts";
import { doesNotRun, noController, wasScaledDown } from "../refused-controller.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { loseEmptyDirs, type StartedController } from "./start-controller.ts";

/**
 * Ends and starts the controllers of a slot at the will of its steps.
 *
 * @param started every controller that was started; looked at anew at each call
 * @param signal ends what waits
 */
export function steerControllers(
  started: readonly StartedController[],
  signal: AbortSignal,
): Controllers {
  const scaledDown = new Map<string, () => void>();
  const find = (name: string): StartedController => {
    const found = started.find(({ request }) => request.name === name);
    if (found) return found;
    throw noController(
      name,
      started.map(({ request }) => request.name),
    );
  };
  return {
    async end({ controller, how, pod }) {
      const { request, supervised } = find(controller);
      if (scaledDown.has(controller)) {
        throw wasScaledDown(controller);
      }
      const ended = supervised.end({
        signal: how === "crash" ? "SIGKILL" : "SIGTERM",
        graceMs: request.controller.graceMs,
        anew: pod === "replaced",
        ...(pod === "replaced" ? { between: () => loseEmptyDirs(request) } : {}),
      });
      await unlessAborted(ended, signal);
    },
    async scale({ controller, replicas }) {
      const { request, supervised } = find(controller);
      const scaleUp = scaledDown.get(controller);
      if (replicas === 1) {
        scaledDown.delete(controller);
        scaleUp?.();
        return;
      }
      if (scaleUp) return;
      const until = Promise.withResolvers<void>();
      scaledDown.set(controller, until.resolve);
      const ended = supervised.end({
        signal: "SIGTERM",
        graceMs: request.controller.graceMs,
        anew: true,
        between: () => loseEmptyDirs(request),
        until: until.promise,
      });
      await unlessAborted(ended, signal);
    },
    async freeze({ controller, frozen }) {
      const { child } = find(controller).supervised;
      if (!child) throw doesNotRun(controller);
      child.kill(frozen ? "SIGSTOP" : "SIGCONT");
    },
  };
}
