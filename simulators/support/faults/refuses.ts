import type { FaultInForce, FaultSetup } from "./setup.ts";

/** Nothing listens; what was open is closed and counted. What the kernel refuses nobody can count. */
export async function refuses({ id, doors }: FaultSetup<"refuses">): Promise<FaultInForce> {
  const refusal = await doors.refuse(id);
  return { met: () => refusal.cut || null, end: () => refusal.end() };
}
