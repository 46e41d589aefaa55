import { describe } from "vitest";
import { kubeClient } from "../kube/client/kube-client.ts";
import { createKubeServer } from "../kube/http/kube-server.ts";
import { wallClock } from "../support/clock.ts";
import { seededRandom } from "../support/random.ts";
import { stagesContract } from "./testing/contract.ts";

describe("stages on the simulator", () => {
  stagesContract(() => {
    const clock = wallClock();
    const { handle } = createKubeServer({ clock, random: seededRandom(1) });
    return kubeClient({ handle, clock });
  });
});
