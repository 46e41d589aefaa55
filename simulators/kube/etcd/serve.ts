import { startHttpListener } from "../../support/http-listener.ts";
import { EtcdFlagError } from "./parse-flags.ts";

/** What answers where an etcd would listen. Disposing it frees the ports. */
export interface ServedEtcd extends AsyncDisposable {
  /** `http://127.0.0.1:2379` */
  origins: string[];
}

const defaultClientUrl = "http://localhost:2379";

/**
 * Answers on etcd's client URLs that it is well, and stores nothing.
 * @throws EtcdFlagError for URLs that can't be served, UsageError when a port is taken.
 */
export async function serveEtcd(flags: ReadonlyMap<string, string>): Promise<ServedEtcd> {
  const given = flags.get("listen-client-urls");
  if (given !== undefined && !flags.has("advertise-client-urls")) {
    const name = "advertise-client-urls";
    throw new EtcdFlagError(`--${name} is required when --listen-client-urls is set explicitly`, 1);
  }
  const urls = (given ?? defaultClientUrl).split(",").map(readUrl);
  await using stack = new AsyncDisposableStack();
  const origins: string[] = [];
  for (const { hostname, port } of urls) {
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const listener = await startHttpListener({ handler: answer, host, port: Number(port) });
    stack.use(listener);
    origins.push(listener.origin);
  }
  const whole = stack.move();
  return { origins, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}

function readUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url?.hostname || !/:\d+$/.test(text.replace(/\/$/, ""))) {
    throw new EtcdFlagError(`--listen-client-urls ${text}: expected http://HOST:PORT`, 1);
  }
  if (url.protocol !== "http:") {
    throw new EtcdFlagError(`--listen-client-urls ${text}: the stand-in serves http alone`, 1);
  }
  return url;
}

const cors = {
  "access-control-allow-headers": "accept, content-type, authorization",
  "access-control-allow-methods": "POST, GET, OPTIONS, PUT, DELETE",
  "access-control-allow-origin": "*",
};
const versions = { etcdserver: "3.6.5", etcdcluster: "3.6.0", storage: "3.6.0" };

/** As etcd 3.6.5 answers over HTTP. */
export async function answer({ url }: { url: string }): Promise<Response> {
  const { pathname } = new URL(url);
  if (pathname === "/version") return Response.json(versions, { headers: cors });
  const text = texts[pathname];
  return new Response(text ?? "404 page not found\n", {
    status: text === undefined ? 404 : 200,
    headers: { ...cors, "content-type": "text/plain; charset=utf-8" },
  });
}

const texts: Record<string, string> = {
  "/health": '{"health":"true","reason":""}',
  "/livez": "ok\n",
  "/readyz": "ok\n",
};
