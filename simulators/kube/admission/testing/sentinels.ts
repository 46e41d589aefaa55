import type { Step } from "../../contract/testing/cases.ts";
import { type Review, rule, webhook } from "./admission-case.ts";

interface Senders {
  must(step: Step): Promise<void>;
  send(step: Step): Promise<{ response: Response; text: string }>;
}

const registration = "/apis/admissionregistration.k8s.io/v1";

/**
 * Brings configurations and takes them away. Each webhook configuration has one webhook more, and
 * policies have one policy more, that refuse a marked object: so it shows when they are in force.
 */
export function sentinels(configurations: readonly object[], { must, send }: Senders) {
  const objects = (configurations as Configuration[]).map(withSentinel);
  const policies = objects.some(({ kind }) => kind.startsWith("ValidatingAdmissionPolicy"));
  const all = policies ? [...objects, sentinelPolicy, sentinelBinding] : objects;
  const marks = [
    ...objects.filter(({ webhooks }) => webhooks).map(({ metadata }) => metadata.name),
    ...(policies ? ["policy"] : []),
  ];
  const refused = async (mark: string) => {
    const { response } = await send({
      method: "POST",
      path: "/api/v1/namespaces/default/configmaps?dryRun=All",
      body: { metadata: { name: `sentinel-${mark}`, labels: { sentinel: mark } } },
    });
    return response.status >= 400;
  };
  const until = async (wanted: boolean) => {
    for (const mark of marks) while ((await refused(mark)) !== wanted);
  };
  return {
    async put(settles: boolean) {
      for (const body of all) await must({ method: "POST", path: pathOf(body), body });
      if (settles) await until(true);
    },
    async remove(settles: boolean) {
      for (const each of all.toReversed()) {
        await must({ method: "DELETE", path: `${pathOf(each)}/${each.metadata.name}` });
      }
      if (settles) await until(false);
    },
  };
}

export function isSentinel({ request }: Review): boolean {
  return (
    request.object?.metadata.labels !== undefined &&
    "sentinel" in Object(request.object.metadata.labels)
  );
}

interface Configuration {
  kind: string;
  metadata: { name: string };
  webhooks?: object[];
}

function withSentinel(object: Configuration): Configuration {
  if (!object.webhooks) return object;
  const sentinel = webhook({
    name: "sentinel",
    // Nobody is there: the mark alone is refused.
    clientConfig: { url: "https://127.0.0.1:1/sentinel" },
    objectSelector: { matchLabels: { sentinel: object.metadata.name } },
    rules: [rule({ operations: ["CREATE"] })],
  });
  return { ...object, webhooks: [...object.webhooks, sentinel] };
}

function pathOf({ kind }: Configuration): string {
  const plural = kind.endsWith("Policy") ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  return `${registration}/${plural.toLowerCase()}`;
}

const apiVersion = "admissionregistration.k8s.io/v1";
const sentinelPolicy = {
  apiVersion,
  kind: "ValidatingAdmissionPolicy",
  metadata: { name: "sentinel" },
  spec: {
    matchConstraints: {
      objectSelector: { matchLabels: { sentinel: "policy" } },
      resourceRules: [rule({ operations: ["CREATE"] })],
    },
    validations: [{ expression: "false" }],
  },
};
const sentinelBinding = {
  apiVersion,
  kind: "ValidatingAdmissionPolicyBinding",
  metadata: { name: "sentinel" },
  spec: { policyName: "sentinel", validationActions: ["Deny"] },
};
