import { formatMs } from "../../quantity.ts";
import type { StoredRun } from "../../stored-run.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable, plot } from "./table.ts";

/** Requests at the Git host over time, and at the Kubernetes API server by controller. */
export function requestsSection(stored: StoredRun, run: number): Markup {
  return html`${gitSection(stored, run)}${kubernetesSection(stored)}`;
}

function gitSection({ history: { gitRequests }, metrics }: StoredRun, run: number): Markup {
  const { byResult, widthMs } = gitRequests;
  if (byResult.length === 0) {
    return html`<h3>Git requests</h3><p class="small">The Git host saw no request.</p>`;
  }
  const endpoints = Object.entries(metrics?.requests.git ?? {}).map(([name, n]) => `${name} ${n}`);
  const rows = byResult.map(({ result, total }) => [result, String(total)]);
  return html`<h3>Git requests</h3>
${plot(`Requests at the Git host in each ${formatMs(widthMs)}, by answer`, { run, kind: "requests", described: "The table below has the totals." })}
${figureTable({ head: ["answer", "requests"], words: 1, rows }, "Git requests by answer")}
<p class="small">${endpoints.length > 0 && `By endpoint: ${endpoints.join(", ")}. `}“cut” is an answer that a fault ended early, “abandoned” one that the client did not wait for.</p>`;
}

function kubernetesSection({ metrics }: StoredRun): Markup {
  const counts = metrics?.requests.kubernetes ?? {};
  const controllers = Object.keys(counts);
  if (controllers.length === 0) return html``;
  const totals = new Map<string, number>();
  for (const own of Object.values(counts)) {
    for (const [request, n] of Object.entries(own)) {
      totals.set(request, (totals.get(request) ?? 0) + n);
    }
  }
  const rows = [...totals]
    .toSorted(([, a], [, b]) => b - a)
    .map(([request]) => [
      request,
      ...controllers.map((controller) => String(counts[controller]?.[request] ?? 0)),
    ]);
  return html`<h3>Kubernetes requests</h3>
${figureTable({ head: ["request", ...controllers], words: 1, rows }, "Requests at the API server by controller")}`;
}
