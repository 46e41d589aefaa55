import { streamAnswer } from "../../../support/stream-answer.ts";
import { badRequest } from "../../model/api-error.ts";
import { failed } from "../../patch/patch-error.ts";
import type { Call, Registry } from "../call.ts";
import { invalid, notFound } from "../errors.ts";
import { pods, specOf } from "./pod.ts";

const nodes = { group: "", resource: "nodes" };

/** There is no kubelet to ask: nothing of a pod that has no node yet, and an error of any other. @throws ApiError */
export function readLog({ store }: Registry, { target, query }: Call): Response {
  const { namespace, name = "" } = target;
  requireNumbers(name, query);
  const pod = store.get(pods, namespace, name);
  if (!pod) throw notFound(pods, name);
  const { nodeName, containers = [], initContainers = [] } = specOf(pod);
  const names = containers.map((container) => container.name);
  const asked = query.get("container") ?? (names.length === 1 ? names[0] : undefined);
  if (!asked) {
    const inits = initContainers.map((container) => container.name);
    const more = inits.length > 0 ? ` or one of the init containers: [${inits.join(" ")}]` : "";
    const choice = `choose one of: [${names.join(" ")}]${more}`;
    throw badRequest(`a container name must be specified for pod ${name}, ${choice}`);
  }
  if (![...containers, ...initContainers].some((container) => container.name === asked))
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  if (!nodeName) return streamAnswer(null, { status: 204 });
  if (!store.get(nodes, undefined, nodeName)) throw notFound(pods, nodeName);
  const path = `containerLogs/${namespace}/${name}/${asked}`;
  throw failed(`Get "https://${nodeName}:10250/${path}": dial tcp: no kubelet answers here`);
}

/** @throws ApiError Invalid. */
function requireNumbers(name: string, query: URLSearchParams): void {
  const wrong = (["tailLines", "limitBytes"] as const).flatMap((field) => {
    const value = Number(query.get(field) ?? 1);
    const least = field === "tailLines" ? 0 : 1;
    if (value >= least) return [];
    const detail = `must be greater than${least === 0 ? " or equal to" : ""} 0`;
    return [{ type: "FieldValueInvalid" as const, field, value, detail }];
  });
  if (wrong.length > 0) throw invalid({ group: "", kind: "PodLogOptions" }, name, wrong);
}
