import type { HistoryEntry } from "../../core/history.ts";

/** A part of messages that differs from run to run though the subject did the same. */
export interface NormalisingRule {
  name: string;
  pattern: RegExp;
  becomes: string;
  because: string;
}

/**
 * Applied in this order, each to what the one before left. They are narrow on purpose: what is set
 * (`next run in 10m0s`, `with a timeout of 9m30s`) is the same in every run and stays to be compared.
 */
export const normalisingRules: readonly NormalisingRule[] = [
  {
    name: "combined events",
    pattern: /^\(combined from similar events\): /,
    becomes: "",
    because: "client-go's event correlator writes it once enough Events came close to one another",
  },
  {
    name: "time",
    pattern: /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)?/g,
    becomes: "<time>",
    because: "the wall clock is the run's own",
  },
  {
    name: "uid",
    pattern: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
    becomes: "<uid>",
    because: "the API server draws it for every object made",
  },
  {
    name: "digest",
    pattern: /\b(sha256|sha384|sha512|blake3):[0-9a-f]{64,128}\b/g,
    becomes: "$1:<digest>",
    because: "it covers file times and the commit hash, which are the run's own",
  },
  {
    name: "hash",
    pattern: /\b[0-9a-f]{40}\b/g,
    becomes: "<hash>",
    because: "a commit the history doesn't know: its hash covers times, which are the run's own",
  },
  {
    name: "host",
    pattern:
      /\b(?:172\.(?:1[6-9]|2\d|3[01])|192\.168)\.\d{1,3}\.\d{1,3}(?=(?::|%3A|%!A\(MISSING\))\d)/g,
    becomes: "127.0.0.1",
    because: "from containers the harness is reached by a bridge: Docker's are in these two ranges",
  },
  {
    name: "artifact host",
    pattern: /\bsource-controller[a-z0-9-]*\.[a-z0-9-]+\.svc(?:\.cluster\.local\.?)?(?=\/)/g,
    becomes: "127.0.0.1:<port>",
    because: "artifacts are served by a Service where there are Pods, and on loopback elsewhere",
  },
  {
    name: "port",
    // In a query its colon is written otherwise, and again otherwise where that is taken for a format of Go's.
    pattern: /(\b127\.0\.0\.1|\blocalhost|\[::1\])(:|%3A|%!A\(MISSING\))\d{1,5}\b/g,
    becomes: "$1$2<port>",
    because: "servers and clients on loopback take whatever port is free",
  },
  {
    name: "working folder",
    pattern: /(?<![\w.-])(?:\/[\w.-]+)*\/kustomization-\d+\b/g,
    becomes: "<folder>",
    because: "kustomize-controller unpacks each artifact into a folder of its own below its TMPDIR",
  },
  {
    name: "pod template hash",
    // Of the alphabet that Kubernetes draws safe names from: no vowels, and no 0, 1 and 3.
    pattern: /\b(ReplicaSet ["/][a-z0-9.-]*?)-[bcdfghjklmnpqrstvwxz2456789]{5,10}(?=")/g,
    becomes: "$1-<template>",
    because:
      "Kubernetes and the stages that stand in for its controllers hash a template each in their way",
  },
  {
    name: "measured duration",
    pattern: /\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+(?:s|ms|µs)|µs|ns)(?!\w|\.\d)/g,
    becomes: "<duration>",
    because: "a duration with a fraction was measured; those that scenarios set are whole",
  },
  {
    name: "time taken",
    pattern: /\b(finished|passed) in (?:\d+(?:h|ms|m|s))+/g,
    becomes: "$1 in <duration>",
    because: "a measured duration may happen to be whole",
  },
  {
    name: "collected artifacts",
    pattern: /\bgarbage collected \d+ artifacts/g,
    becomes: "garbage collected <count> artifacts",
    because: "how many artifacts are old enough at a time depends on when it looks",
  },
];

/**
 * Makes messages comparable between runs. A commit of the history is named by its place in its repository
 * (`<commit 2 of fleet-000>`), so that a wrong or missing one still shows; the rules take the rest.
 */
export function messageNormaliser(history: readonly HistoryEntry[]): (message: string) => string {
  const names = commitNames(history);
  return (message) => {
    const named = message.replaceAll(/\b[0-9a-f]{40}\b/g, (hash) => names.get(hash) ?? hash);
    return normalisingRules.reduce(
      (text, { pattern, becomes }) => text.replace(pattern, becomes),
      named,
    );
  };
}

function commitNames(history: readonly HistoryEntry[]): Map<string, string> {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const entry of history) {
    if (entry.type !== "git.commit") continue;
    const count = (counts.get(entry.repository) ?? 0) + 1;
    counts.set(entry.repository, count);
    if (!names.has(entry.commit)) {
      names.set(entry.commit, `<commit ${count} of ${entry.repository}>`);
    }
  }
  return names;
}
