import type { ControllerManifest } from "../manifest.ts";

/** What is read of a controller's manifests, as releases have them. */
export function manifestOf(controller: string): ControllerManifest {
  const labels = { app: controller };
  return {
    deployment: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: controller, labels: { "control-plane": "controller" } },
      spec: {
        replicas: 1,
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            terminationGracePeriodSeconds: 10,
            containers: [
              {
                name: "manager",
                image: `fluxcd/${controller}`,
                args: [
                  "--enable-leader-election",
                  `--storage-adv-addr=${controller}.$(RUNTIME_NAMESPACE).svc.cluster.local.`,
                ],
                env: [{ name: "TUF_ROOT", value: "/tmp/.sigstore" }],
                resources: {
                  limits: { cpu: "1000m", memory: "1Gi" },
                  requests: { cpu: "50m", memory: "64Mi" },
                },
                volumeMounts: [
                  { name: "data", mountPath: "/data" },
                  { name: "temp", mountPath: "/tmp" },
                ],
              },
            ],
            volumes: [
              { name: "data", emptyDir: {} },
              { name: "temp", emptyDir: {} },
            ],
          },
        },
      },
    },
    services: [
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: controller },
        spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
      },
    ],
  };
}
