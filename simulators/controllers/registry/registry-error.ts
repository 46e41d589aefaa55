interface Diagnostic {
  code: string;
  message?: string;
  detail?: unknown;
}

const statusTexts: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  408: "Request Timeout",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** What go-containerregistry makes of an answer that isn't the one awaited. */
export function registryError(
  asked: { method: string; url: string },
  status: number,
  body: string,
): Error {
  const diagnostics = readDiagnostics(body);
  const code = `unexpected status code ${status} ${statusTexts[status] ?? ""}`;
  const hint = asked.method === "HEAD" ? " (HEAD responses have no body, use GET for details)" : "";
  const said =
    diagnostics.length > 1
      ? `multiple errors returned: ${diagnostics.map(tell).join("; ")}`
      : (diagnostics.map(tell)[0] ?? (body === "" ? code + hint : `${code}: ${body}`));
  return new Error(`${asked.method} ${redacted(asked.url)}: ${said}`);
}

function readDiagnostics(body: string): Diagnostic[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: Diagnostic[] };
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}

function tell({ code, message = "", detail }: Diagnostic): string {
  const more = detail === undefined || detail === null ? "" : `; ${goValue(detail)}`;
  return `${code}: ${message}${more}`;
}

/** A value of JSON as Go's `%v` prints it. */
function goValue(value: unknown): string {
  if (value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, each]) => `${key}:${goValue(each)}`).join(" ")}]`;
}

const shown = ["scope", "service", "mount", "from", "digest", "n", "last"];

function redacted(url: string): string {
  const parsed = new URL(url);
  const query = [...parsed.searchParams].sort(([a], [b]) => (a < b ? -1 : 1));
  const kept = new URLSearchParams();
  for (const [name, value] of query) kept.append(name, shown.includes(name) ? value : "REDACTED");
  parsed.search = kept.toString();
  return parsed.href;
}
