import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** An error that a scenario provokes in a controller's log, and why it is no news. */
interface Expected {
  /** Scenarios it may come up in; absent for all. */
  scenarios?: RegExp;
  error: RegExp;
  because: string;
}

const apiTrouble =
  /Too many requests|unable to handle the request|object has been modified|connection refused|connection reset|timed out waiting for the condition|context deadline exceeded|EOF|client connection lost|http2: |too old resource version|Timeout|TLS handshake timeout|i\/o timeout|net\/http/;

const expected: Expected[] = [
  {
    scenarios: /^sources\/rate-limited-host$/,
    error: /status code: 429|429|rate limit exceeded|authorization failed/,
    because: "the Git host answers 429 and 403",
  },
  {
    scenarios: /^sources\/credential-rotation$/,
    error: /authentication required/,
    because: "the token has expired",
  },
  {
    scenarios: /^sources\/timeout-in-transfer$/,
    error: /context deadline exceeded/,
    because: "the transfer is slower than the timeout",
  },
  {
    scenarios: /^operate\/api-server-/,
    error: apiTrouble,
    because: "the API server throttles, refuses or is away",
  },
  {
    error: /context canceled/,
    because: "a newer revision or the run's end cut a reconcile short",
  },
];

/** Lines of a controller's log that are errors no scenario provokes: JSON of level error, klog's E and F, panics. */
export async function unexpectedErrors(file: string, scenario: string): Promise<string[]> {
  const found: string[] = [];
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!/"level":"error"|^[EF]\d{4} |^panic:|^fatal error:|DATA RACE/.test(line)) continue;
    const known = expected.some(
      ({ scenarios, error }) => (!scenarios || scenarios.test(scenario)) && error.test(line),
    );
    if (!known) found.push(line);
  }
  return found;
}
