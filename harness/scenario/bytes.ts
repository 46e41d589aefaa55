const factors: Record<string, number> = { "": 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

/** Bytes in a Kubernetes quantity (`64Mi`, `1Gi`, `1000`); undefined if it isn't one. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|)$/.exec(text);
  const factor = factors[match?.[2] ?? "?"];
  return match && factor !== undefined ? Math.round(Number(match[1]) * factor) : undefined;
}
