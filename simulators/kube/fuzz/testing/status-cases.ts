import type { FuzzSequence } from "../step.ts";
import { apply, found } from "./found.ts";

const uid = "22222222-0000-4000-8000-000000000000";
const pod = '{"metadata":{"name":"a"},"spec":{"containers":[{"name":"a","image":"a:1"}]}}';
const service =
  '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"clusterIP":"None"}}';
const job = JSON.stringify({
  metadata: { name: "a" },
  spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] } } },
});
const labels = { app: "a" };
const template = { metadata: { labels }, spec: { containers: [{ name: "a", image: "a" }] } };
const workload = JSON.stringify({
  metadata: { name: "a" },
  spec: { selector: { matchLabels: labels }, template },
});

/** What long runs found of statuses, deletions that end with an update, and refusals. */
export const statusCases: FuzzSequence[] = [
  found("statuses are held to something, too", [
    ["POST", core("pods"), undefined, pod],
    ["PATCH", core("pods/a/status"), "merge-patch+json", '{"status":{"podIP":"x"}}'],
    [
      "PATCH",
      core("pods/a/status"),
      "merge-patch+json",
      '{"status":{"conditions":[{"type":"a b"},{"type":"Ready"}],"qosClass":"x"}}',
    ],
    ["POST", apps("statefulsets"), undefined, workload],
    [
      "PATCH",
      apps("statefulsets/a/status"),
      "merge-patch+json",
      '{"status":{"replicas":-1,"readyReplicas":5,"availableReplicas":7}}',
    ],
    ["POST", core("services"), undefined, service],
    [
      "PATCH",
      core("services/a/status"),
      "merge-patch+json",
      '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}',
    ],
    ["POST", jobs(), undefined, job],
    ["PATCH", jobs("/a/status"), "merge-patch+json", '{"status":{"active":7,"ready":9}}'],
  ]),
  found("an update that ends a deletion", [
    ["POST", jobs(), undefined, job],
    ["DELETE", jobs("/a?propagationPolicy=Orphan")],
    ["PUT", jobs("/a/status"), undefined, job],
    ["POST", core("services"), undefined, service],
    ["DELETE", core("services/a?propagationPolicy=Orphan")],
    ["PUT", core("services/a"), undefined, service],
  ]),
  found("only what nobody sees is not a change of its own", [
    ["POST", apps("daemonsets?fieldManager=m2"), undefined, workload],
    ["PUT", apps("daemonsets/a?fieldManager=m2"), undefined, workload],
    ["PATCH", apps("daemonsets/a?fieldManager=m3"), "merge-patch+json", '{"spec":{}}'],
    ["GET", apps("daemonsets/a")],
  ]),
  found("refusals that name where they come from", [
    ["POST", core("configmaps"), undefined, '{"metadata":{"name":"a"}}'],
    ["PUT", core("configmaps/a?dryRun=All"), undefined, `{"metadata":{"name":"a","uid":"${uid}"}}`],
    ["POST", widgets("?fieldValidation=Ignore"), undefined, '{"kind":"","metadata":{"name":"a"}}'],
    ["GET", jobs("?fieldSelector=nope=1")],
    ["GET", apps("statefulsets/a/scale?resourceVersion=-1")],
    [
      "PUT",
      "/apis/fuzz.example.com/v1/namespaces/absent/widgets/a/scale",
      undefined,
      '{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"a","namespace":"@ns@"}}',
    ],
  ]),
  found("what is stored may be no configuration any more", [
    apply(core("serviceaccounts/a?fieldManager=m1"), account([{ name: null }])),
    apply(core("serviceaccounts/a?fieldManager=m2"), account()),
  ]),
];

function core(rest: string): string {
  return `/api/v1/namespaces/@ns@/${rest}`;
}

function apps(rest: string): string {
  return `/apis/apps/v1/namespaces/@ns@/${rest}`;
}

function jobs(rest = ""): string {
  return `/apis/batch/v1/namespaces/@ns@/jobs${rest}`;
}

function widgets(rest: string): string {
  return `/apis/fuzz.example.com/v1/namespaces/@ns@/widgets${rest}`;
}

function account(secrets?: object[]): string {
  const metadata = { name: "a" };
  return JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata, secrets });
}
