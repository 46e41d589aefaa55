import type { Owned, Template } from "../stage.ts";

const replicas = { $from: "spec.replicas", default: 1 };
const hash = { "pod-template-hash": { $text: "{hash}" } };
const templateLabels = { $from: "spec.template.metadata.labels" };
const hashedLabels = { $merge: [templateLabels, hash] };

/** A Deployment's ReplicaSet for its template; those of templates before are scaled down. */
export const ownReplicaSet: Owned = {
  of: { apiVersion: "apps/v1", resource: "replicasets" },
  kind: "ReplicaSet",
  objects: [
    {
      metadata: { name: { $text: "{metadata.name}-{hash}" }, labels: hashedLabels },
      spec: {
        replicas,
        minReadySeconds: { $from: "spec.minReadySeconds" },
        selector: {
          $merge: [
            { $from: "spec.selector" },
            { matchLabels: { $merge: [{ $from: "spec.selector.matchLabels" }, hash] } },
          ],
        },
        template: {
          $merge: [
            { $from: "spec.template" },
            {
              metadata: { $merge: [{ $from: "spec.template.metadata" }, { labels: hashedLabels }] },
            },
          ],
        },
      },
    },
  ],
  follows: { spec: { replicas } },
  others: { spec: { replicas: 0 } },
};

/** Pods of a template, that nothing but their number and some labels tells apart. */
export function ownPods(
  count: Template,
  more: { labels?: { [key: string]: Template } } = {},
): Owned {
  return pods(count, {
    metadata: {
      name: { $text: "{metadata.name}-{item.id}" },
      generateName: { $text: "{metadata.name}-" },
      labels: { $merge: [templateLabels, more.labels ?? {}] },
      annotations: { $from: "spec.template.metadata.annotations" },
    },
    spec: { $from: "spec.template.spec" },
  });
}

const member = { $text: "{metadata.name}-{item.index}" };
const claimName = { $text: "{claim.metadata.name}-{metadata.name}-{item.index}" };

/** A StatefulSet's Pods, numbered, each with volumes for its own claims. */
export const ownMembers: Owned = pods(replicas, {
  metadata: {
    name: member,
    generateName: { $text: "{metadata.name}-" },
    labels: {
      $merge: [
        templateLabels,
        {
          "apps.kubernetes.io/pod-index": { $text: "{item.index}" },
          "controller-revision-hash": { $text: "{metadata.name}-{hash}" },
          "statefulset.kubernetes.io/pod-name": member,
        },
      ],
    },
    annotations: { $from: "spec.template.metadata.annotations" },
  },
  spec: {
    $merge: [
      { $from: "spec.template.spec" },
      { hostname: member, subdomain: { $from: "spec.serviceName" } },
      {
        volumes: {
          $concat: [
            {
              $each: "spec.volumeClaimTemplates",
              as: "claim",
              do: {
                name: { $from: "claim.metadata.name" },
                persistentVolumeClaim: { claimName },
              },
            },
            { $from: "spec.template.spec.volumes" },
          ],
        },
      },
    ],
  },
});

/** The claims of those Pods, which stay when it goes. */
export const memberClaims: Owned = {
  of: { apiVersion: "v1", resource: "persistentvolumeclaims" },
  kind: "PersistentVolumeClaim",
  objects: {
    $times: replicas,
    do: {
      $each: "spec.volumeClaimTemplates",
      as: "claim",
      do: {
        metadata: { name: claimName, labels: { $from: "spec.selector.matchLabels" } },
        spec: { $from: "claim.spec" },
      },
    },
  },
  outlive: true,
};

function pods(count: Template, pod: Template): Owned {
  const of = { apiVersion: "v1", resource: "pods" };
  return { of, kind: "Pod", objects: { $times: count, do: pod } };
}
