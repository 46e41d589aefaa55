import type { HookRequest } from "../environments/environment.ts";
import { answerLimitMs, type StormShape } from "./storm.ts";

/**
 * A storm as a k6 script: a constant arrival rate, senders bounded and made beforehand. Its points carry the
 * status alone, under a name of our own instead of the URL.
 */
export function k6Script({
  shape,
  url,
  request,
}: {
  shape: StormShape;
  url: string;
  request: Pick<HookRequest, "headers" | "body">;
}): string {
  const options = {
    discardResponseBodies: true,
    systemTags: ["status", "name"],
    scenarios: {
      storm: {
        executor: "constant-arrival-rate",
        rate: shape.ratePerSecond,
        timeUnit: "1s",
        duration: `${shape.durationMs}ms`,
        preAllocatedVUs: shape.waitingMax,
        maxVUs: shape.waitingMax,
        gracefulStop: `${answerLimitMs}ms`,
      },
    },
  };
  const params = {
    headers: request.headers,
    redirects: 0,
    timeout: answerLimitMs,
    tags: { name: "storm" },
  };
  return [
    'import http from "k6/http";',
    `export const options = ${JSON.stringify(options)};`,
    `const url = ${JSON.stringify(url)}, body = ${JSON.stringify(request.body)}, params = ${JSON.stringify(params)};`,
    "export default function () { http.post(url, body, params); }",
    "",
  ].join("\n");
}
