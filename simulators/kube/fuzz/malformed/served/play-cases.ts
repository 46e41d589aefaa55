import type { Clock } from "../../../../../harness/core/clock.ts";
import { http1Cases } from "./http1-cases.ts";
import { http2Cases } from "./http2-cases.ts";
import type { AttackedServer } from "./served-program.ts";
import { describeWire, playWire } from "./wire-case.ts";

/** What a server says to each of the cases, by name. */
export async function playCases(
  server: AttackedServer,
  clock: Clock,
): Promise<Record<string, string>> {
  const cases = [...http1Cases, ...http2Cases];
  const told: Record<string, string> = Object.fromEntries(cases.map(({ name }) => [name, ""]));
  let next = 0;
  const play = async () => {
    for (let each = cases[next++]; each; each = cases[next++]) {
      told[each.name] = describeWire(await playWire(each, server, clock));
    }
  };
  await Promise.all(Array.from({ length: 24 }, play));
  return told;
}
