import { wallClock } from "../../../support/clock.ts";
import type { RequestAttributes } from "../../model/access.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { Decision } from "../authorize.ts";
import { rbacGroup } from "../policy.ts";
import type { RawApi } from "./raw-api.ts";

const clock = wallClock();

/** Creates roles and bindings and waits until the server decides by them; disposing deletes them. */
export async function createPolicy(api: RawApi, policy: ApiObject[]): Promise<AsyncDisposable> {
  const sentinels = sentinelPolicy();
  const all = [...policy, ...sentinels];
  for (const namespace of namespacesOf(all)) {
    await api.send("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  }
  for (const object of all) await expectOk(api, "POST", pathOf(object), object);
  await until(api, true);
  return {
    async [Symbol.asyncDispose]() {
      for (const object of all) {
        await expectOk(api, "DELETE", `${pathOf(object)}/${object.metadata.name}`);
      }
      await until(api, false);
    },
  };
}

/** What the server answers a SubjectAccessReview with. */
export async function askReal(api: RawApi, attributes: RequestAttributes): Promise<Decision> {
  const { user, verb } = attributes;
  const asked =
    attributes.kind === "path"
      ? { nonResourceAttributes: { path: attributes.path, verb } }
      : { resourceAttributes: { ...attributes, user: undefined, kind: undefined } };
  const answer = await api.send("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user: user.name, groups: user.groups, ...asked },
  });
  if (answer.status !== 201) throw new Error(`SubjectAccessReview: ${answer.text}`);
  const { status } = answer.body as { status: { allowed: boolean; reason?: string } };
  return { allowed: status.allowed, reason: status.reason ?? "" };
}

/** Objects of each kind are seen in their order: when the last of each counts, all do. */
function sentinelPolicy(): ApiObject[] {
  const apiVersion = `${rbacGroup}/v1`;
  const rules = [{ verbs: ["see"], apiGroups: ["sentinel"], resources: ["sentinels"] }];
  const subjects = [{ kind: "User", apiGroup: rbacGroup, name: "sentinel" }];
  const ref = (kind: string) => ({ apiGroup: rbacGroup, kind, name: "sentinel" });
  const wide = { name: "sentinel" };
  const own = { name: "sentinel", namespace: "sentinel" };
  const roleRef = ref("ClusterRole");
  return [
    { apiVersion, kind: "ClusterRole", metadata: wide, rules },
    { apiVersion, kind: "ClusterRoleBinding", metadata: wide, roleRef, subjects },
    { apiVersion, kind: "Role", metadata: own, rules },
    {
      apiVersion,
      kind: "RoleBinding",
      metadata: own,
      roleRef: ref("Role"),
      subjects: [{ ...subjects[0], name: "sentinel-2" }] as typeof subjects,
    },
  ];
}

async function until(api: RawApi, allowed: boolean): Promise<void> {
  for (;;) {
    const answers = await Promise.all(
      ["sentinel", "sentinel-2"].map((name) =>
        askReal(api, {
          user: { name, groups: [] },
          verb: "see",
          kind: "resource",
          group: "sentinel",
          version: "*",
          resource: "sentinels",
          namespace: "sentinel",
        }),
      ),
    );
    if (answers.every((answer) => answer.allowed === allowed)) return;
    await clock.sleep(20);
  }
}

function namespacesOf(objects: ApiObject[]): Set<string> {
  return new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
}

function pathOf({ kind, metadata }: ApiObject): string {
  const of = metadata.namespace ? `namespaces/${metadata.namespace}/` : "";
  return `/apis/${rbacGroup}/v1/${of}${kind.toLowerCase()}s`;
}

async function expectOk(
  api: RawApi,
  method: string,
  path: string,
  object?: ApiObject,
): Promise<void> {
  const answer = await api.send(method, path, object);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.text}`);
}
