import type { IncomingMessage } from "node:http";
import { MalformedBody } from "./received-body.ts";

/** What is said to who sent what is no request, after which the connection is closed. */
export interface Refusal {
  /** `400 Bad Request`, with what is wrong after a colon where Go tells it. */
  status: string;
  text: string;
}

/** What Go's HTTP server, and with it kube-apiserver, says of bytes that are no request. */
export function refusalOf(error: NodeJS.ErrnoException & { reason?: string }): Refusal {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return refusal("431 Request Header Fields Too Large");
    case "HPE_INVALID_VERSION":
      if (error.reason !== "Invalid HTTP version") return refusal("400 Bad Request");
      return refusal("505 HTTP Version Not Supported: unsupported protocol version");
    case "HPE_INVALID_TRANSFER_ENCODING":
      // With a length besides, it is one that nobody can tell the end of.
      return error.reason?.includes("Content-Length")
        ? refusal("400 Bad Request")
        : unknownEncoding;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refusal("408 Request Timeout");
    default:
      return refusal("400 Bad Request");
  }
}

/** A whole answer. Its length lets clients know its end that are still busy with sending. */
export function refusalText({ status, text }: Refusal): string {
  const head = [
    `HTTP/1.1 ${status}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${text.length}`,
    "Connection: close",
  ];
  return `${head.join("\r\n")}\r\n\r\n${text}`;
}

export function refusal(status: string, text = status): Refusal {
  return { status, text };
}

const unknownEncoding = refusal("501 Not Implemented", "Unsupported transfer encoding");

/** What is wrong with a head that Node's parser lets by and Go's doesn't. */
export function refusedHead({ httpVersion, rawHeaders }: IncomingMessage): Refusal | undefined {
  // No version at all.
  if (httpVersion === "0.9") return refusal("400 Bad Request");
  let host: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const value = rawHeaders[at + 1] ?? "";
    // Most names differ from both in their length already.
    if (name.length === 4 && name.toLowerCase() === "host") {
      if (host !== undefined) return refusal("400 Bad Request");
      host = value;
    } else if (name.length === 17 && name.toLowerCase() === "transfer-encoding") {
      if (value.toLowerCase() !== "chunked") return unknownEncoding;
    }
  }
  if (host === undefined && httpVersion === "1.1")
    return refusal("400 Bad Request: missing required Host header");
  if (host !== undefined && /[^\w.:[\]%!$&'()*+,;=~-]/.test(host))
    return refusal("400 Bad Request: malformed Host header");
  return undefined;
}

/** Why a body that had begun can't be read on. */
export function malformedBody({ code, message }: NodeJS.ErrnoException): MalformedBody {
  const why = {
    HPE_INVALID_CHUNK_SIZE: /overflow/i.test(message)
      ? "http chunk length too large"
      : "invalid byte in chunk length",
    HPE_CHUNK_EXTENSIONS_OVERFLOW: "header line too long",
    HPE_INVALID_EOF_STATE: "unexpected EOF",
    HPE_INVALID_HEADER_TOKEN: "malformed MIME header",
  }[code ?? ""];
  return new MalformedBody(why ?? "malformed chunked encoding");
}
