import { isDeepStrictEqual } from "node:util";
import type { ApiObject } from "../model/api-object.ts";
import { type LabelSelector, selects } from "../model/label-selector.ts";
import type { ControllerContext } from "./controller.ts";
import { workQueue } from "./work-queue.ts";

const clusterRoles = { apiVersion: "rbac.authorization.k8s.io/v1", resource: "clusterroles" };
const fieldManager = "clusterrole-aggregation-controller";

type PolicyRule = Record<string, string[] | undefined>;

/** Fills the rules of ClusterRoles that gather others' by label: `admin`, `edit`, `view`. */
export function startClusterRoleAggregation(context: ControllerContext): AsyncDisposable {
  const { client, onError } = context;
  const stack = new AsyncDisposableStack();
  const queue = stack.use(workQueue({ ...context, work, workers: 5 }));
  const roles = stack.use(
    client.follow(clusterRoles, {
      onError,
      onChange(change) {
        if (change.type === "synced") queue.start();
        // Any role may be part of any other, also by way of a third.
        for (const role of roles.list()) if (selectorsOf(role)) queue.add(role.metadata.name);
      },
    }),
  );
  return stack;

  async function work(name: string): Promise<undefined> {
    const role = roles.get(undefined, name);
    const selectors = role && selectorsOf(role);
    if (!selectors) return;
    const rules = aggregate(selectors, name, roles.list());
    if (isDeepStrictEqual(rules, rulesOf(role))) return;
    const { apiVersion } = clusterRoles;
    const patch = {
      apiVersion,
      kind: "ClusterRole",
      metadata: { name },
      ...(rules.length > 0 ? { rules } : {}),
    };
    const path = { ...clusterRoles, name };
    await client.patch(path, { type: "apply", patch, force: true }, { fieldManager });
  }
}

/** Rules of all roles that a selector matches, in the order of selectors and names, each once. */
export function aggregate(
  selectors: LabelSelector[],
  name: string,
  roles: ApiObject[],
): PolicyRule[] {
  const rules: PolicyRule[] = [];
  const named = roles
    .filter(({ metadata }) => metadata.name !== name)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of selectors) {
    const matching = named.filter(({ metadata }) => selects(selector, metadata.labels));
    for (const rule of matching.flatMap(rulesOf)) {
      if (!rules.some((each) => isDeepStrictEqual(each, rule))) rules.push(rule);
    }
  }
  return rules;
}

function selectorsOf({ aggregationRule }: ApiObject): LabelSelector[] | undefined {
  if (!aggregationRule) return undefined;
  return (aggregationRule as { clusterRoleSelectors?: LabelSelector[] }).clusterRoleSelectors ?? [];
}

/** Without empty lists, which mean the same as none. */
function rulesOf({ rules }: ApiObject): PolicyRule[] {
  return ((rules ?? []) as PolicyRule[]).map((rule) =>
    Object.fromEntries(Object.entries(rule).filter(([, values]) => values?.length)),
  );
}
