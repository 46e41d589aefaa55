import { http1Transport } from "./http1-transport.ts";
import { http2Transport } from "./http2-transport.ts";
import { type Listener, type ListenerOptions, startListener } from "./listener.ts";
import { type TlsOptions, tlsTransport } from "./tls-transport.ts";

export { ClientLeft } from "./http-exchange.ts";
export type { Listener as HttpListener } from "./listener.ts";

export interface HttpListenerOptions extends ListenerOptions {
  /** With it, HTTP/2 and HTTP/1.1 over TLS as the client likes; without, HTTP/1.1 over TCP. */
  tls?: TlsOptions;
}

/** Serves a handler over HTTP. @throws UsageError when the port is taken. */
export function startHttpListener(options: HttpListenerOptions): Promise<Listener> {
  const { tls, clock } = options;
  return startListener({
    ...options,
    scheme: tls ? "https" : "http",
    openTransport(request) {
      const http1 = http1Transport({ ...request, clock });
      const end = () => http1[Symbol.dispose]();
      if (!tls) {
        return {
          connect: (socket) => http1.connect({ socket }, socket),
          [Symbol.dispose]: end,
        };
      }
      const connect = tlsTransport({ tls, http1: http1.connect, http2: http2Transport(request) });
      return { connect, [Symbol.dispose]: end };
    },
  });
}
