/** Counts what is served, for `/metrics`. */
export interface Metrics {
  requestBegins(labels: { verb: string; resource: string; watch: boolean }): {
    ends(code: number): void;
  };
  watchBegins(resource: string): { ends(): void };
  /** Prometheus text format. */
  text(objects: Iterable<[resource: string, count: number]>): string;
}

export function createMetrics(): Metrics {
  const requests = new Map<string, number>();
  const watches = new Map<string, number>();
  let inflight = 0;
  const add = (to: Map<string, number>, key: string, by: number) =>
    to.set(key, (to.get(key) ?? 0) + by);
  return {
    requestBegins({ verb, resource, watch }) {
      if (!watch) inflight += 1;
      let open = true;
      return {
        ends(code) {
          if (!open) return;
          open = false;
          if (!watch) inflight -= 1;
          add(requests, `code="${code}",resource="${resource}",verb="${verb}"`, 1);
        },
      };
    },
    watchBegins(resource) {
      add(watches, resource, 1);
      let open = true;
      return {
        ends() {
          if (open) add(watches, resource, -1);
          open = false;
        },
      };
    },
    text(objects) {
      return [
        ...family(
          "apiserver_request_total",
          "counter",
          "Requests by verb, resource and HTTP code.",
        ),
        ...[...requests].map(([labels, count]) => `apiserver_request_total{${labels}} ${count}`),
        ...family("apiserver_current_inflight_requests", "gauge", "Requests being answered."),
        `apiserver_current_inflight_requests{request_kind="all"} ${inflight}`,
        ...family("apiserver_longrunning_requests", "gauge", "Open watches by resource."),
        ...[...watches].map(
          ([resource, count]) =>
            `apiserver_longrunning_requests{resource="${resource}",verb="WATCH"} ${count}`,
        ),
        ...family("apiserver_storage_objects", "gauge", "Stored objects by resource."),
        ...[...objects].map(
          ([resource, count]) => `apiserver_storage_objects{resource="${resource}"} ${count}`,
        ),
        "",
      ].join("\n");
    },
  };
}

function family(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}
