import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import type { Recorder } from "../../core/history.ts";
import { type HarnessAddress, loopback, reachedOrigin } from "../harness-address.ts";
import type { ListenAs } from "./host.ts";

/** Any free port of this machine, for controllers that run on it. */
export function listenOnLoopback(recorder: Recorder): ListenAs {
  return listenAt(loopback, recorder);
}

/** Any free port of an address, for controllers that reach it. */
export function listenAt(address: HarnessAddress, recorder: Recorder): ListenAs {
  return async (host, handler) => {
    const listener = await startHttpListener({
      handler,
      host: address.listen,
      onError(error) {
        const because = error instanceof Error ? error.message : error;
        recorder.record({ type: "note", text: `the ${host} failed to answer: ${because}` });
      },
    });
    return { ...listener, origin: reachedOrigin(listener, address) };
  };
}
