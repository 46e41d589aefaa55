import type { Registry } from "../registry/call.ts";
import { makeUid, timestamp } from "../registry/identity.ts";
import { namespaces, prepareNamespace } from "../registry/namespaces.ts";

/** Namespaces that are there from the first moment. */
const first = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** What the server makes for itself before it answers anyone. */
export function bootstrap({ store, clock, random }: Registry): void {
  for (const name of first) {
    const metadata = { name, uid: makeUid(random), creationTimestamp: timestamp(clock) };
    store.create(namespaces, prepareNamespace({ apiVersion: "v1", kind: "Namespace", metadata }));
  }
}
