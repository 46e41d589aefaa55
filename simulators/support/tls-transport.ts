import type { Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import type { ClientCertificate } from "./handler.ts";
import type { Connection } from "./transport.ts";

/** PEM. */
export interface TlsOptions {
  key: string;
  certificate: string;
  /** Clients are asked for a certificate of this authority, and served without one as well. */
  clientCa?: string;
}

/** Secures connections and hands them on by the protocol that was agreed on. It never listens itself. */
export function tlsTransport(options: {
  tls: TlsOptions;
  http1(connection: Connection, stream: Socket): void;
  http2(connection: Connection, stream: Socket): void;
}): (socket: Socket) => void {
  const { tls, http1, http2 } = options;
  const server = createServer({
    key: tls.key,
    cert: tls.certificate,
    ALPNProtocols: ["h2", "http/1.1"],
    ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true }),
    rejectUnauthorized: false,
    // As kube-apiserver, which gives a handshake the time of a head.
    handshakeTimeout: 32_000,
  });
  // Node doesn't tell which TCP connection is beneath a TLS stream; the client's port does.
  const beneath = new Map<string, Socket>();
  server.on("secureConnection", (stream) => {
    stream.on("error", () => {});
    const socket = beneath.get(clientOf(stream));
    if (!socket) return void stream.destroy();
    const connection = { socket, ...identityOf(stream) };
    if (stream.alpnProtocol === "h2") http2(connection, stream);
    else http1(connection, stream);
  });
  server.on("tlsClientError", (_error, stream) => stream.destroy());
  return (socket) => {
    const client = clientOf(socket);
    beneath.set(client, socket);
    socket.once("close", () => beneath.delete(client));
    server.emit("connection", socket);
  };
}

function clientOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** What a client's certificate says, or why it isn't believed; nothing when there is none. */
function identityOf(stream: TLSSocket): Omit<Connection, "socket"> {
  const sent = stream.getPeerX509Certificate();
  if (!sent) return {};
  if (!stream.authorized) return { certificateProblem: String(stream.authorizationError) };
  const subject: Record<string, string | string[] | undefined> = {
    ...sent.toLegacyObject().subject,
  };
  const [uid] = all(subject[uidAttribute]);
  const certificate: ClientCertificate = {
    commonName: all(subject.CN).at(-1) ?? "",
    organizations: all(subject.O),
    ...(uid === undefined ? {} : { uid }),
    sha256: sent.fingerprint256.replaceAll(":", "").toLowerCase(),
  };
  return { certificate };
}

const uidAttribute = "1.3.6.1.4.1.57683.2";

function all(values: string | string[] | undefined): string[] {
  return values === undefined ? [] : [values].flat();
}
