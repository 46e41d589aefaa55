import { makePki } from "../../../simulators/support/pki.ts";
import { HarnessError } from "../../core/failure.ts";
import type { SlotRequest } from "../environment.ts";
import type { HarnessAddress } from "../harness-address.ts";
import { type ApiFront, startApiFront } from "../slot/api-front.ts";
import type { ClusterConnection } from "./cluster-connection.ts";

/** What stands between controllers in Pods and their API server, with what they trust it by. */
export interface PodApiFront extends ApiFront {
  caCertificate: string;
}

/** Undefined where no faults of the API server are to come. */
export async function startPodApiFront(
  request: Pick<SlotRequest, "apiFaults" | "seed" | "clock"> & {
    connection: Pick<ClusterConnection, "server" | "caCertificate" | "request">;
    address: HarnessAddress;
  },
): Promise<PodApiFront | undefined> {
  const { apiFaults, connection, address, seed, clock } = request;
  if (!apiFaults) return undefined;
  const { server, caCertificate } = connection;
  if (caCertificate === undefined) {
    throw new HarnessError(`the kubeconfig of ${server} has no certificate authority in it`);
  }
  const pki = await makePki(clock, [address.reachedAs]);
  const front = await startApiFront({
    ...{ cluster: { server, caCertificate }, api: connection, pki, address, seed, clock },
  });
  return { ...front, caCertificate: pki.caCertificate };
}
