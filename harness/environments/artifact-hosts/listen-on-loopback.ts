import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import type { Recorder } from "../../core/history.ts";
import type { ListenAs } from "./host.ts";

/** Any free port of this machine, for controllers that run on it. */
export function listenOnLoopback(recorder: Recorder): ListenAs {
  return (host, handler) =>
    startHttpListener({
      handler,
      onError(error) {
        const because = error instanceof Error ? error.message : error;
        recorder.record({ type: "note", text: `the ${host} failed to answer: ${because}` });
      },
    });
}
