import type { Features } from "./features.ts";
import type { Model } from "./fit-model.ts";
import { drainMs } from "./latency-formula.ts";

/**
 * So long a connection to source-controller stays open after each reconcile: kustomize-controller makes a client of
 * its own for every one (`ArchiveFetcher` in fluxcd/pkg/http/fetch), so that no other can use its connection before it
 * is closed for being idle (`DefaultPooledTransport` in hashicorp/go-cleanhttp).
 */
export const keptOpenMs = 90_000;

/**
 * The most that one instance has open: one for each reconcile of the last 90 s. Either all were made within them, or
 * as many as workers manage.
 * @param of.waveMs all Kustomizations of the instance once
 */
export function openConnections(of: {
  kustomizations: number;
  waves: number;
  waveMs: number;
}): number {
  return of.kustomizations * Math.min(of.waves, keptOpenMs / of.waveMs);
}

/** What a fitted latency says of how many that will be. */
export function withConnections({ fit }: Model, features: Omit<Features, "connections">): Features {
  const waveMs = fit ? drainMs(fit.parameters, features, 1) : 0;
  return { ...features, connections: openConnections({ ...features, waveMs }) };
}
