import type { ControllerContext } from "./controller.ts";
import { followNamespaces } from "./in-each-namespace.ts";

const serviceAccount = { apiVersion: "v1", kind: "ServiceAccount" };

/** Sees to a ServiceAccount `default` in each namespace. */
export function startServiceAccounts(context: ControllerContext): AsyncDisposable {
  return followNamespaces({
    context,
    collection: { apiVersion: "v1", resource: "serviceaccounts" },
    name: "default",
    desired: (found) => found ?? { ...serviceAccount, metadata: { name: "default" } },
  });
}
