import type { FuzzTarget } from "../../fuzz/servers.ts";

const types = {
  json: "application/json",
  yaml: "application/yaml",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  operations: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
};
interface NumberRequest {
  method: "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body: string;
  type: keyof typeof types;
}

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const services = "/api/v1/namespaces/default/services";
const configMaps = "/api/v1/namespaces/default/configmaps";
const gauges = "/apis/numbers.example.com/v1/namespaces/default/gauges";
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gauges.numbers.example.com" },
  spec: {
    group: "numbers.example.com",
    scope: "Namespaced",
    names: { plural: "gauges", kind: "Gauge" },
    versions: [
      {
        ...{ name: "v1", served: true, storage: true },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  whole: { type: "integer" },
                  any: { type: "number" },
                  free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                },
              },
            },
          },
        },
      },
    ],
  },
};

const deployment = (replicas: string, name = "sent") =>
  `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"${name}"},"spec":{"replicas":${replicas},` +
  `"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},` +
  `"spec":{"containers":[{"name":"c","image":"i"}]}}}}`;
const gauge = (spec: string, name = "sent") =>
  `{"apiVersion":"numbers.example.com/v1","kind":"Gauge","metadata":{"name":"${name}"},"spec":${spec}}`;
const service = (port: string, targetPort: string) =>
  `{"apiVersion":"v1","kind":"Service","metadata":{"name":"sent"},"spec":{"ports":[{"port":${port},"targetPort":${targetPort}}]}}`;

/** Requests with a number written in some way, wherever the real server may mind. */
function requestsWith(number: string): NumberRequest[] {
  const post = (path: string, body: string, type: keyof typeof types = "json"): NumberRequest => ({
    ...{ method: "POST", path, body, type },
  });
  const patch = (path: string, type: keyof typeof types, body: string): NumberRequest => ({
    ...{ method: "PATCH", path, body, type },
  });
  return [
    post(deployments, deployment(number)),
    post(
      deployments,
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: sent}\nspec: {replicas: ${number}, selector: {matchLabels: {a: b}}, ` +
        "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}\n",
      "yaml",
    ),
    post(services, service(number, "80")),
    post(services, service("80", number)),
    post(configMaps, `{"metadata":{"name":"sent","generation":${number}}}`),
    post(gauges, gauge(`{"whole":${number}}`)),
    post(gauges, gauge(`{"any":${number}}`)),
    post(gauges, gauge(`{"free":{"z":[${number}]}}`)),
    patch(`${deployments}/there`, "merge", `{"spec":{"replicas":${number}}}`),
    patch(`${deployments}/there`, "strategic", `{"spec":{"replicas":${number}}}`),
    patch(
      `${deployments}/there`,
      "operations",
      `[{"op":"replace","path":"/spec/replicas","value":${number}}]`,
    ),
    patch(
      `${deployments}/there`,
      "operations",
      `[{"op":"add","path":"/spec/replicas","value":${number}},{"op":"add","path":"/spec/replicas","value":3}]`,
    ),
    patch(
      `${deployments}/there`,
      "operations",
      `[{"op":"replace","path":"/spec/replicas","value":2},{"op":"test","path":"/spec/replicas","value":${number}}]`,
    ),
    patch(`${deployments}/applied?fieldManager=m`, "apply", deployment(number, "applied")),
    patch(`${gauges}/there`, "merge", `{"spec":{"whole":${number}}}`),
    patch(
      `${gauges}/there`,
      "operations",
      `[{"op":"add","path":"/spec/free","value":{"z":${number}}}]`,
    ),
    patch(`${gauges}/applied?fieldManager=m`, "apply", gauge(`{"whole":${number}}`, "applied")),
    patch(
      `${gauges}/applied?fieldManager=m`,
      "apply",
      gauge(`{"free":{"z":${number}}}`, "applied"),
    ),
    {
      ...{ method: "PUT", path: `${deployments}/there/scale`, type: "json" },
      body: `{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"there","namespace":"default"},"spec":{"replicas":${number}}}`,
    },
    patch(`${deployments}/there/scale`, "merge", `{"spec":{"replicas":${number}}}`),
    {
      ...{ method: "DELETE", path: `${deployments}/there`, type: "json" },
      body: `{"apiVersion":"v1","kind":"DeleteOptions","dryRun":["All"],"gracePeriodSeconds":${number}}`,
    },
  ];
}

const numbers = ["2", "2.0", "1e2", "1E2", "2.5", "-0.0", "0.2e1", "1e400"];
/** No patch with these is like another; what the real server makes of them is of no use to anybody. */
const largeNumbers = ["9223372036854775808", "1e19"];

/** What a server says of each request, by what was asked: the status, and the numbers or the refusal. */
export async function askNumbers({
  origin,
  ask,
}: Pick<FuzzTarget, "origin" | "ask">): Promise<Record<string, string>> {
  const send = async ({ method, path, body, type }: NumberRequest, query = "") => {
    const headers = { "content-type": types[type] };
    const url = `${origin}${path}${query}`;
    const response = await ask(new Request(url, { method, headers, body }));
    return { status: response.status, text: await response.text() };
  };
  const make = (path: string, body: string) => send({ method: "POST", path, body, type: "json" });
  await make("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JSON.stringify(definition));
  while ((await make(gauges, gauge('{"whole":1}', "there"))).status !== 201);
  await make(deployments, deployment("1", "there"));
  const answers: Record<string, string> = {};
  const large = largeNumbers.flatMap(requestsWith).filter(({ type }) => type === "json");
  for (const request of [...numbers.flatMap(requestsWith), ...large]) {
    const { method, path, type, body } = request;
    const answer = await send(request, path.includes("?") ? "&dryRun=All" : "?dryRun=All");
    answers[`${method} ${path} ${type} ${body}`] = `${answer.status} ${told(answer.text)}`;
  }
  return answers;
}

const told = (text: string): string => {
  const answer = JSON.parse(text) as { kind: string; message?: string };
  // The object that a patch made is shown with times and names of its own.
  if (answer.kind === "Status") {
    return (answer.message ?? "").replace(/Invalid value: "\{.*\}": /, "Invalid value: …: ");
  }
  const found = text.matchAll(/"(replicas|port|targetPort|generation|whole|any|z)":(\[?[^,}\]]*)/g);
  return [...found]
    .map(([, name, value]) => `${name} ${value}`)
    .sort()
    .join(", ");
};
