import type { KubeObject } from "../../../core/json.ts";
import type { GiteaStart } from "./running-gitea.ts";
import { containerPorts, containerSettings, settingsEnvironment } from "./settings.ts";

export const giteaNamespace = "fluxproof-gitea";
export const giteaName = "gitea";
/** Ports of every node, of those that a kind cluster maps. */
export const giteaPorts = { http: 30081, ssh: 30082 };

const keyFolder = "/etc/fluxproof-ssh";
const keyName = "host-key";
const settingsName = "gitea-settings";
const labels = { app: giteaName };

/** All that Gitea is in a cluster, its namespace first. */
export function giteaObjects(
  request: Pick<GiteaStart, "settings" | "sshHostKey"> & { image: string },
): KubeObject[] {
  const { image, settings, sshHostKey } = request;
  const placed = containerSettings(settings, {
    host: `${giteaName}.${giteaNamespace}`,
    hostKeyFile: sshHostKey ? `${keyFolder}/${keyName}` : undefined,
  });
  const metadata = (name: string) => ({ name, namespace: giteaNamespace });
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: giteaNamespace } },
    // Its settings hold secrets.
    {
      ...{ apiVersion: "v1", kind: "Secret", metadata: metadata(settingsName) },
      stringData: settingsEnvironment(placed),
    },
    {
      ...{ apiVersion: "v1", kind: "Secret", metadata: metadata(keyName) },
      stringData: { [keyName]: sshHostKey?.privateKey ?? "" },
    },
    {
      ...{ apiVersion: "v1", kind: "Service", metadata: metadata(giteaName) },
      spec: {
        ...{ type: "NodePort", selector: labels },
        ports: [
          { name: "http", port: containerPorts.http, nodePort: giteaPorts.http },
          { name: "ssh", port: containerPorts.ssh, nodePort: giteaPorts.ssh },
        ],
      },
    },
    {
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: metadata(giteaName) },
      spec: {
        ...{ replicas: 1, selector: { matchLabels: labels } },
        template: { metadata: { labels }, spec: podSpec(image) },
      },
    },
  ];
}

/** Its files are the Pod's, and go with it. */
function podSpec(image: string): object {
  const volumes = ["data", "config"].map((name) => ({ name, emptyDir: {} }));
  return {
    // Nobody waits for a server whose repositories go with it.
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    // The image's own user writes to all of these.
    securityContext: { fsGroup: 1000 },
    containers: [
      {
        ...{ name: giteaName, image, imagePullPolicy: "IfNotPresent" },
        envFrom: [{ secretRef: { name: settingsName } }],
        ports: [{ containerPort: containerPorts.http }, { containerPort: containerPorts.ssh }],
        volumeMounts: [
          { name: "data", mountPath: "/var/lib/gitea" },
          { name: "config", mountPath: "/etc/gitea" },
          { name: keyName, mountPath: keyFolder, readOnly: true },
        ],
      },
    ],
    volumes: [...volumes, { name: keyName, secret: { secretName: keyName, defaultMode: 0o444 } }],
  };
}
