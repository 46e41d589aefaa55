import type { KubeObject } from "../../../core/json.ts";
import type { GiteaStart } from "./running-gitea.ts";
import { containerPorts, containerSettings, settingsEnvironment } from "./settings.ts";

export const giteaName = "gitea";
/** Ports of every node, of those that a kind cluster maps. */
export const giteaNodePorts = { http: 30081, ssh: 30082 };

const keyFolder = "/etc/fluxproof-ssh";
const keyName = "gitea-host-key";
const settingsName = "gitea-settings";
const app = { app: giteaName };

/** Gitea in a namespace of a cluster: its Pod, and before it the Secrets that this reads. */
export function giteaObjects(
  request: Pick<GiteaStart, "settings" | "sshHostKey"> & {
    image: string;
    namespace: string;
    /** Of every object, besides what tells its Pod. */
    labels?: Record<string, string>;
  },
): KubeObject[] {
  const { image, settings, sshHostKey, namespace } = request;
  const placed = containerSettings(settings, {
    host: `${giteaName}.${namespace}`,
    hostKeyFile: sshHostKey ? `${keyFolder}/${keyName}` : undefined,
  });
  const labels = { ...request.labels, ...app };
  const metadata = (name: string) => ({ name, namespace, labels });
  return [
    // Its settings hold secrets.
    {
      ...{ apiVersion: "v1", kind: "Secret", metadata: metadata(settingsName) },
      stringData: settingsEnvironment(placed),
    },
    {
      ...{ apiVersion: "v1", kind: "Secret", metadata: metadata(keyName) },
      stringData: { [keyName]: sshHostKey?.privateKey ?? "" },
    },
    { apiVersion: "v1", kind: "Pod", metadata: metadata(giteaName), spec: podSpec(image) },
  ];
}

/** What leads from ports of the nodes to it. */
export function giteaService(namespace: string): KubeObject {
  return {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: giteaName, namespace } },
    spec: {
      ...{ type: "NodePort", selector: app },
      ports: [
        { name: "http", port: containerPorts.http, nodePort: giteaNodePorts.http },
        { name: "ssh", port: containerPorts.ssh, nodePort: giteaNodePorts.ssh },
      ],
    },
  };
}

/** Of the image. */
const user = 1000;

/** Its files are the Pod's, and go with it. It asks for no more than namespaces that are `restricted` allow. */
function podSpec(image: string): object {
  const volumes = ["data", "config", "temporary"].map((name) => ({ name, emptyDir: {} }));
  return {
    // Nobody waits for a server whose repositories go with it.
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    securityContext: {
      ...{ runAsUser: user, runAsGroup: user, runAsNonRoot: true, fsGroup: user },
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        ...{ name: giteaName, image, imagePullPolicy: "IfNotPresent" },
        envFrom: [{ secretRef: { name: settingsName } }],
        ports: [{ containerPort: containerPorts.http }, { containerPort: containerPorts.ssh }],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        volumeMounts: [
          { name: "data", mountPath: "/var/lib/gitea" },
          { name: "config", mountPath: "/etc/gitea" },
          { name: "temporary", mountPath: "/tmp" },
          { name: keyName, mountPath: keyFolder, readOnly: true },
        ],
      },
    ],
    volumes: [...volumes, { name: keyName, secret: { secretName: keyName, defaultMode: 0o444 } }],
  };
}
