interface Refusal {
  status?: { reason?: string; details?: { causes?: { reason?: string }[] } };
}

/** Whether an API server refused something because its namespace is on its way out and takes nothing new. */
export function isNamespaceEnding(error: unknown): boolean {
  const { reason, details } = (error as Refusal | undefined)?.status ?? {};
  const causes = details?.causes ?? [];
  return reason === "Forbidden" && causes.some((cause) => cause.reason === "NamespaceTerminating");
}
