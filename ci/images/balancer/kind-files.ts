/** Where kind has Envoy's configuration inside of the container. */
const folder = "/home/envoy";

/** What kind 0.33 writes into the container of its load balancer, as far as it bears on what that does. */
export function kindFiles(request: {
  folder?: string;
  port: number;
  servers: readonly { host: string; port: number }[];
}): { bootstrap: string; cds: string; lds: string } {
  const { folder: where = folder, port, servers } = request;
  return {
    bootstrap: bootstrap(where),
    cds: clusters(servers),
    lds: listeners(port),
  };
}

/** A file of either kind before the control planes are known. */
export const noResources = "resources: []";

function bootstrap(where: string): string {
  return `
node:
  cluster: fluxproof
  id: fluxproof-external-load-balancer

dynamic_resources:
  cds_config:
    resource_api_version: V3
    path_config_source:
      path: ${where}/cds.yaml
  lds_config:
    resource_api_version: V3
    path_config_source:
      path: ${where}/lds.yaml

admin:
  access_log_path: /dev/stdout
  address:
    socket_address:
      address: 0.0.0.0
      port_value: 10000
`;
}

function listeners(port: number): string {
  return `
resources:
- "@type": type.googleapis.com/envoy.config.listener.v3.Listener
  name: listener_apiserver
  address:
    socket_address:
      address: "0.0.0.0"
      port_value: ${port}
  filter_chains:
  - filters:
    - name: envoy.filters.network.tcp_proxy
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
        stat_prefix: ingress_tcp
        cluster: kube_apiservers
`;
}

function clusters(servers: readonly { host: string; port: number }[]): string {
  const endpoints = servers.map(
    ({ host, port }) => `
      - endpoint:
          address:
            socket_address:
              address: ${host}
              port_value: ${port}`,
  );
  return `
resources:
- "@type": type.googleapis.com/envoy.config.cluster.v3.Cluster
  name: kube_apiservers
  connect_timeout: 0.25s
  type: STRICT_DNS
  lb_policy: ROUND_ROBIN
  health_checks:
  - timeout: 3s
    interval: 2s
    event_log_path: /dev/stdout
    http_health_check:
      path: /healthz
    transport_socket_match_criteria:
      tls_mode: "true"
  load_assignment:
    cluster_name: kube_apiservers
    endpoints:
    - lb_endpoints:${endpoints.join("")}
`;
}
