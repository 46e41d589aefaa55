import { patch, post } from "../../contract/testing/steps.ts";
import { type AdmissionCase, configuration, patchWith, rule, webhook } from "./admission-case.ts";
import { apps, deployment, inNamespace, namespace } from "./objects.ts";

const pods = (home: string) => `/api/v1/namespaces/${home}/pods`;
const account = (home: string, name: string, more: object = {}) =>
  post(`/api/v1/namespaces/${home}/serviceaccounts`, { metadata: { name }, ...more });
const pod = (name: string, spec: object = {}, metadata: object = {}) => ({
  metadata: { name, ...metadata },
  spec: { containers: [{ name: "c", image: "i" }], ...spec },
});
const classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
const policy = (level: string, more: object = {}) => ({
  "pod-security.kubernetes.io/enforce": level,
  ...more,
});
const good = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "c",
      image: "i",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};
const contained = (securityContext: object, more: object = {}) => ({
  containers: [
    { name: "c", image: "i", securityContext, ...more },
    { name: "d", image: "i" },
  ],
});

export const podCases: AdmissionCase[] = [
  {
    name: "service accounts and priorities of pods",
    hooks: {
      "/sidecar": patchWith({
        op: "add",
        path: "/spec/containers/-",
        value: { name: "sidecar", image: "s" },
      }),
    },
    before: [
      namespace("adm-pods"),
      account("adm-pods", "default"),
      account("adm-pods", "quiet", {
        automountServiceAccountToken: false,
        imagePullSecrets: [{ name: "pull" }],
      }),
      account("adm-pods", "strict", {
        metadata: {
          name: "strict",
          annotations: { "kubernetes.io/enforce-mountable-secrets": "true" },
        },
        secrets: [{ name: "known" }],
      }),
      post(classes, { metadata: { name: "adm-high" }, value: 1000, preemptionPolicy: "Never" }),
    ],
    configurations: [
      configuration("Mutating", "m-pods", [
        webhook({
          name: "sidecar",
          rules: [rule({ resources: ["pods"], operations: ["CREATE"] })],
          ...inNamespace("adm-pods"),
          objectSelector: { matchLabels: { sidecar: "yes" } },
        }),
      ]),
    ],
    steps: [
      post(pods("adm-pods"), pod("plain")),
      post(pods("adm-pods"), pod("quiet", { serviceAccountName: "quiet" })),
      post(
        pods("adm-pods"),
        pod("loud", {
          serviceAccountName: "quiet",
          automountServiceAccountToken: true,
          initContainers: [{ name: "i", image: "i" }],
        }),
      ),
      post(pods("adm-pods"), pod("missing", { serviceAccountName: "none" })),
      post(pods("adm-pods"), pod("side", {}, { labels: { sidecar: "yes" } })),
      post(pods("adm-pods"), pod("high", { priorityClassName: "adm-high" })),
      post(pods("adm-pods"), pod("system", { priorityClassName: "system-node-critical" })),
      post(pods("adm-pods"), pod("unknown", { priorityClassName: "none" })),
      post(pods("adm-pods"), pod("number", { priority: 5 })),
      post(
        pods("adm-pods"),
        pod("policy", { priorityClassName: "adm-high", preemptionPolicy: "PreemptLowerPriority" }),
      ),
      post(
        pods("adm-pods"),
        pod("secret", {
          serviceAccountName: "strict",
          volumes: [{ name: "v", secret: { secretName: "other" } }],
        }),
      ),
      post(
        pods("adm-pods"),
        pod("env", {
          serviceAccountName: "strict",
          containers: [
            {
              name: "c",
              image: "i",
              env: [{ name: "E", valueFrom: { secretKeyRef: { name: "other", key: "k" } } }],
            },
          ],
        }),
      ),
      post(
        pods("adm-pods"),
        pod("mounted", {
          containers: [
            {
              name: "c",
              image: "i",
              volumeMounts: [
                { name: "v", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" },
              ],
            },
          ],
          volumes: [{ name: "v", emptyDir: {} }],
        }),
      ),
      post(pods("adm-pods"), {
        metadata: { generateName: "made-" },
        spec: { containers: [{ name: "c", image: "i" }], serviceAccountName: "none" },
      }),
      post(classes, { metadata: { name: "adm-one" }, value: 1, globalDefault: true }),
      post(classes, { metadata: { name: "adm-two" }, value: 2, globalDefault: true }),
      patch(`${classes}/adm-one`, "merge-patch", { globalDefault: false, description: "none" }),
      { method: "DELETE", path: `${classes}/adm-one` },
    ],
  },
  {
    name: "what pods may do",
    before: [
      namespace("adm-base", policy("baseline")),
      namespace(
        "adm-tight",
        policy("restricted", { "pod-security.kubernetes.io/enforce-version": "v1.34" }),
      ),
      namespace(
        "adm-old",
        policy("restricted", { "pod-security.kubernetes.io/enforce-version": "v1.21" }),
      ),
      namespace("adm-warned", { "pod-security.kubernetes.io/warn": "restricted" }),
      ...["base", "tight", "old", "warned"].map((name) => account(`adm-${name}`, "default")),
    ],
    steps: [
      post(pods("adm-tight"), pod("good", good)),
      post(pods("adm-tight"), pod("plain")),
      post(pods("adm-base"), pod("plain")),
      post(
        pods("adm-base"),
        pod("host", {
          hostNetwork: true,
          hostPID: true,
          volumes: [
            { name: "v", hostPath: { path: "/" } },
            { name: "w", hostPath: { path: "/x" } },
          ],
        }),
      ),
      post(
        pods("adm-base"),
        pod(
          "ports",
          contained(
            {},
            {
              ports: [
                { containerPort: 80, hostPort: 80 },
                { containerPort: 81, hostPort: 81 },
              ],
            },
          ),
        ),
      ),
      post(
        pods("adm-base"),
        pod(
          "caps",
          contained({
            capabilities: { add: ["SYS_ADMIN", "NET_RAW", "CHOWN"] },
            seccompProfile: { type: "Unconfined" },
            appArmorProfile: { type: "Unconfined" },
            seLinuxOptions: { type: "spc_t", user: "u" },
          }),
        ),
      ),
      post(
        pods("adm-base"),
        pod("sysctls", {
          securityContext: {
            sysctls: [
              { name: "kernel.msgmax", value: "1" },
              { name: "net.ipv4.tcp_rmem", value: "1" },
            ],
            seLinuxOptions: { role: "r" },
            seccompProfile: { type: "Unconfined" },
          },
        }),
      ),
      post(
        pods("adm-base"),
        pod("probe", {
          containers: [
            {
              name: "c",
              image: "i",
              livenessProbe: { httpGet: { path: "/", port: 80, host: "example.com" } },
              readinessProbe: { tcpSocket: { port: 80, host: "other.example.com" } },
            },
          ],
        }),
      ),
      post(
        pods("adm-tight"),
        pod("root", {
          ...contained({
            runAsUser: 0,
            runAsNonRoot: false,
            capabilities: { drop: ["ALL"], add: ["CHOWN"] },
          }),
          volumes: [
            { name: "n", nfs: { server: "s", path: "/" } },
            { name: "h", hostPath: { path: "/" } },
          ],
        }),
      ),
      post(pods("adm-old"), pod("plain", { securityContext: { runAsUser: 0 } })),
      post(pods("adm-warned"), pod("plain")),
      post(apps("adm-tight"), deployment("web", "one")),
      post(apps("adm-warned"), deployment("web", "one")),
      post("/apis/batch/v1/namespaces/adm-warned/cronjobs", {
        metadata: { name: "c" },
        spec: {
          schedule: "* * * * *",
          jobTemplate: {
            spec: {
              template: {
                spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] },
              },
            },
          },
        },
      }),
      post("/api/v1/namespaces", {
        metadata: {
          name: "adm-bad",
          labels: policy("strict", { "pod-security.kubernetes.io/warn-version": "1.2" }),
        },
      }),
      patch("/api/v1/namespaces/adm-base", "merge-patch", {
        metadata: { labels: policy("restricted") },
      }),
      patch("/api/v1/namespaces/adm-base", "merge-patch", { metadata: { labels: policy("none") } }),
      patch(`${pods("adm-base")}/plain`, "merge-patch", { metadata: { labels: { a: "b" } } }),
      patch(`${pods("adm-base")}/plain`, "strategic-merge-patch", {
        spec: { containers: [{ name: "c", image: "j" }] },
      }),
    ],
  },
];
