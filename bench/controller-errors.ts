import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** An error that scenarios provoke in a controller's log, and why it is no news. */
interface Provoked {
  /** Scenarios it may come up in; absent for all. */
  scenarios?: RegExp;
  error: RegExp;
  because: string;
}

const apiTrouble =
  /Too many requests|unable to handle the request|object has been modified|connection refused|connection reset|timed out waiting for the condition|context deadline exceeded|EOF|client connection lost|http2: |too old resource version|Timeout|TLS handshake timeout|i\/o timeout|net\/http/;

/** As runs of every scenario on a real API server have them in their logs, with flux@2.7 and flux@2.9. */
export const provokedErrors: readonly Provoked[] = [
  {
    scenarios: /^apply\/denied-by-rbac$/,
    error: /is forbidden: User/,
    because: "the account it applies as may not",
  },
  {
    scenarios: /^apply\/invalid-object-blocks-its-batch$/,
    error: /Not_Valid\\" is invalid: metadata\.name/,
    because: "a manifest has a name that no object can have",
  },
  {
    scenarios: /^apply\/recreates-only-what-asks$/,
    error: /\\"fixed\\" is invalid: data: Forbidden: field is immutable/,
    because: "a commit changes what is immutable",
  },
  {
    scenarios: /^apply\/substitutes-variables$/,
    error: /substitute from 'Secret\/variables' error|envsubst error: YAMLToJSON/,
    because: "a Secret of variables is missing, or what it holds makes no YAML",
  },
  {
    scenarios: /^apply\/unbuildable-prunes-nothing$/,
    error: /MalformedYAMLError|kustomization path not found/,
    because: "a manifest is no YAML, and a path is gone",
  },
  {
    scenarios: /^(apply\/unhealthy-deployment|scale\/failing-beside-healthy)$/,
    error: /timeout waiting for: \[Deployment\/fluxproof\/stuck/,
    because: "a Deployment never gets ready",
  },
  {
    scenarios: /^helm\/chart-from-repository$/,
    error: /failed to fetch Helm repository index.* 503 Service Unavailable/,
    because: "the repository is away",
  },
  {
    scenarios: /^helm\/failed-upgrade$/,
    error: /exceeded maximum retries: cannot remediate failed release/,
    because: "a chart can't be installed, and no remediation is left",
  },
  {
    scenarios:
      /^notify\/(alerts-tell-what-they-name|events-reach-the-provider|provider-outage-loses-only-its-own)$/,
    error: /namespaces \\"nowhere\\" not found/,
    because: "a manifest is for a namespace that isn't there",
  },
  {
    scenarios: /^notify\/provider-outage-loses-only-its-own$/,
    error: /failed to send notification.*context deadline exceeded/,
    because: "a provider never answers",
  },
  {
    scenarios: /^notify\/(push-webhook-triggers|receiver-triggers)$/,
    error: /payload signature check failed|unable to validate HMAC signature: missing signature/,
    because: "webhooks come with a wrong signature or none",
  },
  {
    scenarios: /^restarts\/source-controller-loses-storage$/,
    error: /info\/refs\?service=git-upload-pack\\" status code: 503/,
    because: "the Git host is away",
  },
  {
    scenarios: /^sources\/bucket-outage$/,
    error: /503 Service Unavailable|answered 503 by a fault/,
    because: "the bucket's host is away",
  },
  {
    scenarios: /^sources\/credential-rotation$/,
    error: /authentication required/,
    because: "the token has expired",
  },
  {
    scenarios: /^sources\/large-helm-index$/,
    error: /index exceeds the maximum index file size of 52428800 bytes/,
    because: "an index is larger than is allowed",
  },
  {
    scenarios: /^sources\/oci-credentials$/,
    error: /UNAUTHORIZED: authentication required/,
    because: "the registry knows other credentials",
  },
  {
    scenarios: /^sources\/oci-tag-moves$/,
    error: /unexpected status code 503 Service Unavailable/,
    because: "the registry is away",
  },
  {
    scenarios: /^sources\/rate-limited-host$/,
    error: /status code: 429|429|rate limit exceeded|authorization failed/,
    because: "the Git host answers 429 and 403",
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
    const known = provokedErrors.some(
      ({ scenarios, error }) => (!scenarios || scenarios.test(scenario)) && error.test(line),
    );
    if (!known) found.push(line);
  }
  return found;
}
