import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { text } from "node:stream/consumers";
import { startRealApi } from "../../client/testing/real-api.ts";

export interface RawAnswer {
  status: number;
  headers: Record<string, string[]>;
  text: string;
  /** The body as JSON; undefined if it is none. */
  body: unknown;
}

/** The real API server, asked without a client between: repeated headers, whole answers. */
export interface RawApi extends AsyncDisposable {
  /** As the administrator unless headers say otherwise. */
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string | string[]>,
  ): Promise<RawAnswer>;
}

export async function startRawApi(): Promise<RawApi> {
  await using stack = new AsyncDisposableStack();
  const { cluster } = stack.use(await startRealApi());
  const agent = new Agent({ keepAlive: true, ca: cluster.caCertificate });
  stack.defer(() => agent.destroy());
  const whole = stack.move();
  return {
    async send(method, path, body, headers = {}) {
      const sent = request(new URL(path, cluster.server), {
        method,
        agent,
        headers: {
          authorization: `Bearer ${cluster.token}`,
          "content-type": "application/json",
          ...headers,
        },
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      const received = await text(answer);
      return {
        status: answer.statusCode ?? 0,
        headers: answer.headersDistinct as Record<string, string[]>,
        text: received,
        body: parse(received),
      };
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** Headers that make the administrator act as someone else. */
export function actingAs(user: { name: string; groups: string[] }) {
  return { "impersonate-user": user.name, "impersonate-group": user.groups };
}

function parse(received: string): unknown {
  try {
    return JSON.parse(received);
  } catch {
    return undefined;
  }
}
