import { Resolver } from "node:dns/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { providePart } from "../../../harness/subjects/cache/store.ts";
import { defaultCacheDir } from "../../../harness/subjects/cache-dir.ts";
import { buildWithGo } from "../../../harness/subjects/go/build.ts";
import { fillIn } from "../../../harness/subjects/provision.ts";
import { kindRecipe } from "../../../harness/subjects/recipe.ts";
import { runProgram } from "../run-program.ts";
import { nodeImage } from "./node-image.ts";

const able = process.env.FLUXPROOF_KIND === "1";
const name = "fluxproof-node-image-test";

const config = `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes: [{role: control-plane}, {role: worker}]
`;

/** The cluster's DNS for other machines, and a server on the worker alone: CoreDNS again, for its health. */
const objects = `
apiVersion: v1
kind: Service
metadata: {name: dns, namespace: kube-system}
spec:
  type: NodePort
  selector: {k8s-app: kube-dns}
  ports: [{port: 53, targetPort: 53, protocol: UDP, nodePort: 30053}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: server}
data: {Corefile: ".:5353 {\\n health :8080\\n}"}
---
apiVersion: v1
kind: Pod
metadata: {name: server, labels: {app: server}}
spec:
  nodeSelector: {kubernetes.io/hostname: ${name}-worker}
  volumes: [{name: config, configMap: {name: server}}, {name: data, persistentVolumeClaim: {claimName: data}}]
  containers:
  - name: server
    image: registry.k8s.io/coredns/coredns:v1.12.1
    args: [-conf, /config/Corefile]
    securityContext: {privileged: true}
    readinessProbe: {httpGet: {path: /health, port: 8080}}
    volumeMounts: [{name: config, mountPath: /config}, {name: data, mountPath: /data}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
---
apiVersion: v1
kind: Service
metadata: {name: server}
spec: {type: NodePort, selector: {app: server}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
`;

describe.runIf(able)("the node image", { timeout: 300_000 }, () => {
  test("makes clusters with kind alone: Pods, volumes, DNS, and ways between nodes", async () => {
    const folder = await mkdtemp(join(tmpdir(), "fluxproof-node-image-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const kind = await findKind();
    const cluster = ["--name", name, "--kubeconfig", join(folder, "kubeconfig")];
    onTestFinished(async () => void (await kind(["delete", "cluster", ...cluster])));
    await kind(["create", "cluster", ...cluster, "--image", nodeImage, "--config", "-"], config);
    const node = `${name}-control-plane`;
    await kubectl(node, ["create", "--filename", "-"], objects);
    await kubectl(node, ["wait", "--for=condition=Ready", "pod/server", "--timeout=120s"]);

    const address = await addressOf(node);
    await vi.waitFor(
      async () => expect(await (await fetch(`http://${address}:30080/health`)).text()).toBe("OK"),
      30_000,
    );
    const dns = new Resolver();
    dns.setServers([`${address}:30053`]);
    await vi.waitFor(
      async () =>
        expect(await dns.resolve4("kubernetes.default.svc.cluster.local")).toEqual(["10.96.0.1"]),
      30_000,
    );
    await kind(["export", "logs", join(folder, "logs"), "--name", name]);
  });
});

async function findKind() {
  const silent = { update() {}, end() {} };
  const context = fillIn({
    cacheDir: defaultCacheDir(),
    progress: { begin: () => silent },
    signal: new AbortController().signal,
  });
  const program = (await providePart(kindRecipe, context, buildWithGo)).binaries.kind ?? "";
  return (args: string[], input = "") => runProgram({ program, args, input });
}

async function kubectl(node: string, args: string[], input = ""): Promise<string> {
  const inside = [
    "exec",
    "--interactive",
    node,
    "kubectl",
    "--kubeconfig=/etc/kubernetes/admin.conf",
  ];
  return await runProgram({ program: "docker", args: [...inside, ...args], input });
}

async function addressOf(node: string): Promise<string> {
  const format = ["--format", "{{.NetworkSettings.Networks.kind.IPAddress}}"];
  return (await runProgram({ program: "docker", args: ["inspect", ...format, node] })).trim();
}
