const admission = "an admission plugin of the server's refuses it before the object is judged";
const nilOrEmpty = "what is absent and what is empty are kept alike here";

/** Cases that are answered otherwise than by the real server, and why. A case that isn't any more must leave. */
export const knownDifferences: Record<string, string> = {
  'core 12 update {"spec.resources.requests.storage":"3Gi"}': admission,
  'pods create {"spec.containers.0.securityContext":{"privileged":true,"allowPrivilegeEscalation":false}}':
    "the recorded server was started without --allow-privileged; this one lets them in",
  'pods create {"spec.serviceAccountName":"Bad_Name"}': admission,
  'pods create {"spec.serviceAccountName":"absent"}': admission,
  'pods create {"spec.priorityClassName":"absent"}': admission,
  'pods create {"spec.priorityClassName":"Bad_Name"}': admission,
  'pods create {"spec.priority":5}': admission,
  'pods create {"spec.preemptionPolicy":"Never"}': admission,
  'pods create {"spec.runtimeClassName":"Bad_Name"}': admission,
  'pods create {"spec.overhead":{"cpu":"1"}}': admission,
  'pods update {"spec.nodeSelector":{"a":"b"}}': "admission names the service account",
  'pods update {"spec.serviceAccountName":"other","spec.serviceAccount":"other"}':
    "admission names the service account",
  'pods update {"spec.nodeName":"n"}': "admission names the service account",
  'workloads 5 update {"spec.podFailurePolicy":{"rules":[]}}': nilOrEmpty,
  'policy 6 create {"spec.behavior":{"scaleDown":{"policies":[]}}}': nilOrEmpty,
  'policy 13 create {"webhooks.0.matchConditions":[{"name":"a","expression":"1 +"}]}':
    "the library of CEL words what it can't parse in its own way",
  'defaults 3 create {"spec.dataSource":{"kind":"PersistentVolumeClaim","name":"a"}}': nilOrEmpty,
  'defaults 3 create {"spec.dataSourceRef":{"kind":"PersistentVolumeClaim","name":"a"}}':
    nilOrEmpty,
};
