/** Why a connection gave no answer, in Go's words where Node's error tells enough. */
export function describeFailure(error: unknown, url: string): string {
  if (!(error instanceof Error)) return String(error);
  const { code, cert, hostname, address, port } = error as Error & Details;
  const place = `${address ?? new URL(url).hostname}:${port ?? (new URL(url).port || 443)}`;
  switch (code) {
    case "ECONNREFUSED":
      return `dial tcp ${place}: connect: connection refused`;
    case "EHOSTUNREACH":
      return `dial tcp ${place}: connect: no route to host`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `dial tcp: lookup ${hostname ?? new URL(url).hostname}: no such host`;
    case "ECONNRESET":
      return error.message === "socket hang up" ? "EOF" : "read: connection reset by peer";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `tls: failed to verify certificate: x509: ${otherName(cert?.subjectaltname, new URL(url).hostname)}`;
    default:
      return error.message;
  }
}

interface Details {
  code?: string;
  cert?: { subjectaltname?: string };
  hostname?: string;
  address?: string;
  port?: number;
}

function otherName(names = "", wanted: string): string {
  const entries = names.split(", ").map((each) => each.split(":"));
  const ofKind = (kind: string) =>
    entries.flatMap(([of, ...rest]) => (of === kind ? [rest.join(":")] : []));
  const isAddress = /^[\d.]+$|:/.test(wanted);
  const valid = ofKind(isAddress ? "IP Address" : "DNS");
  if (isAddress && valid.length === 0) {
    return `cannot validate certificate for ${wanted} because it doesn't contain any IP SANs`;
  }
  return valid.length === 0
    ? `certificate is not valid for any names, but wanted to match ${wanted}`
    : `certificate is valid for ${valid.join(", ")}, not ${wanted}`;
}
