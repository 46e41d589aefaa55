import type { FuzzSequence } from "../step.ts";
import { apply, found } from "./found.ts";

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
const pod = '{"metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"a:1"}]}}';
const claim =
  '{"metadata":{"name":"a"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}';
const event =
  '{"metadata":{"name":"a","finalizers":["example.com/f"]},"involvedObject":{"namespace":"@ns@","kind":"Pod"}}';

/** What fuzzing found of built-in kinds. */
export const builtinCases: FuzzSequence[] = [
  found("labels of jobs, and what becomes of their pods", [
    ["POST", jobs(), undefined, job("a", {}, {})],
    ["PATCH", jobs("/a?fieldManager=m2"), "strategic-merge-patch+json", '{"metadata":{}}'],
    ["PUT", jobs("/a/status?fieldManager=m1"), undefined, job("a", {}, {})],
    ["POST", jobs(), undefined, job("b", { labels: { a: "b" } }, { labels: { a: "b" } })],
    ["POST", jobs(), undefined, job("c", {}, { labels: { a: "b" } })],
    ["DELETE", jobs("/a")],
    ["DELETE", jobs("/b?propagationPolicy=Background")],
    ["DELETE", jobs()],
  ]),
  found("the count of a daemon set's templates", [
    ["POST", daemonSets(), undefined, daemonSet("a")],
    ["PUT", daemonSets("/a?fieldManager=m1"), undefined, daemonSet("a:2")],
    ["PUT", daemonSets("/a/status?fieldManager=m2"), undefined, daemonSet("a")],
    ["GET", daemonSets("/a"), undefined, undefined, table],
  ]),
  found("a pod is given a token, an address and its quality of service", [
    ["POST", core("pods"), undefined, pod],
    ["PATCH", core("pods/a/status"), "merge-patch+json", '{"status":{"podIP":"10.1.2.3"}}'],
    ["PUT", core("pods/a/status"), undefined, '{"metadata":{"name":"a"}}'],
    ["PATCH", core("pods/a"), "merge-patch+json", '{"spec":{"tolerations":[]}}'],
  ]),
  found("nodes and their ranges", [
    ["POST", nodes(), undefined, node({ podCIDR: "10.9.0.0/24" }, { capacity: { cpu: "1" } })],
    ["PUT", nodes("/@id@-a"), undefined, node({}, {})],
    ["POST", nodes("?dryRun=All"), undefined, node({}, { addresses: [{}] }, "@id@-b")],
    ["GET", nodes("/@id@-a"), undefined, undefined, table],
  ]),
  found("an empty list of webhooks is another one than none", [
    ["POST", webhooks(), undefined, webhook()],
    apply(webhooks("/@id@-a?fieldManager=m1"), webhook([])),
    apply(webhooks("/@id@-a?fieldManager=m1"), webhook([])),
  ]),
  found("names and metadata that kinds look at more or less often", [
    ["POST", policies(), undefined, '{"metadata":{"name":"A_b"}}'],
    ["PATCH", policies("/A_b"), "merge-patch+json", '{"metadata":{"labels":{"/a":"b"}}}'],
    ["POST", core("endpoints"), undefined, '{"metadata":{"name":"a"},"subsets":[{}]}'],
    ["POST", core("endpoints"), undefined, '{"metadata":{"name":"a"}}'],
    ["PATCH", core("endpoints/a"), "merge-patch+json", '{"metadata":{"labels":{"/a":"b"}}}'],
    ["PATCH", core("endpoints/a"), "merge-patch+json", '{"metadata":{"finalizers":["nope"]}}'],
    ["POST", leases(), undefined, '{"metadata":{"name":"a","finalizers":["nope"]}}'],
  ]),
  found("claims are written once more, and events leave nothing behind", [
    ["POST", core("persistentvolumeclaims"), undefined, claim],
    ["PATCH", core("persistentvolumeclaims/a"), "merge-patch+json", "{}"],
    ["PATCH", core("persistentvolumeclaims/a"), "merge-patch+json", "{}"],
    ["POST", core("events"), undefined, event],
    ["GET", core("events"), undefined, undefined, table],
    ["DELETE", core("events/a"), undefined, '{"propagationPolicy":"Orphan"}'],
  ]),
  found("patches of text that is none", [
    ["POST", core("secrets"), undefined, '{"metadata":{"name":"a"}}'],
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"data":{"a":{}}}'],
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"stringData":{"a":-1.5}}'],
    ["PATCH", core("secrets/a"), "strategic-merge-patch+json", '{"stringData":{"a":1}}'],
    ["PATCH", core("secrets/a?fieldValidation=Ignore"), "json-patch+json", "1"],
    apply(core("secrets/a?fieldManager=m1"), secret({ a: null })),
  ]),
];

function core(rest: string): string {
  return `/api/v1/namespaces/@ns@/${rest}`;
}

function jobs(rest = ""): string {
  return `/apis/batch/v1/namespaces/@ns@/jobs${rest}`;
}

function daemonSets(rest = ""): string {
  return `/apis/apps/v1/namespaces/@ns@/daemonsets${rest}`;
}

function policies(rest = ""): string {
  return `/apis/policy/v1/namespaces/@ns@/poddisruptionbudgets${rest}`;
}

function leases(rest = ""): string {
  return `/apis/coordination.k8s.io/v1/namespaces/@ns@/leases${rest}`;
}

function nodes(rest = ""): string {
  return `/api/v1/nodes${rest}`;
}

function webhooks(rest = ""): string {
  return `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations${rest}`;
}

function job(name: string, own: object, ofTemplate: object): string {
  const template = {
    metadata: ofTemplate,
    spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] },
  };
  const metadata = { name, ...own };
  return JSON.stringify({ apiVersion: "batch/v1", kind: "Job", metadata, spec: { template } });
}

function daemonSet(image: string): string {
  const labels = { app: "a" };
  const template = { metadata: { labels }, spec: { containers: [{ name: "a", image }] } };
  const spec = { selector: { matchLabels: labels }, template };
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "a" },
    spec,
  });
}

function node(spec: object, status: object, name = "@id@-a"): string {
  return JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name }, spec, status });
}

function webhook(list?: []): string {
  const apiVersion = "admissionregistration.k8s.io/v1";
  const metadata = { name: "@id@-a" };
  const kind = "ValidatingWebhookConfiguration";
  return JSON.stringify({ apiVersion, kind, metadata, ...(list && { webhooks: list }) });
}

function secret(data: object): string {
  return JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, data });
}
