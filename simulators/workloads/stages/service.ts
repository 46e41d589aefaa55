import type { StageMaker } from "../behaviour.ts";
import { isNotDeleted } from "./requirements.ts";

const of = { apiVersion: "v1", resource: "services" };

/** An address of those kept for documentation (RFC 5737). */
export const serviceStages: StageMaker = ({ outcome, after }) =>
  outcome === "ready"
    ? [
        {
          name: "load-balancer-gets-address",
          of,
          when: [
            isNotDeleted,
            { path: "spec.type", equals: "LoadBalancer" },
            { path: "status.loadBalancer.ingress", exists: false },
          ],
          delay: after,
          next: { status: { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } } },
        },
      ]
    : [];
