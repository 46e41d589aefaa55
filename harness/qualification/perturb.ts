import { parseDuration } from "../core/duration.ts";
import { UsageError } from "../core/failure.ts";
import type { Environment, Slot, SlotRequest } from "../environments/environment.ts";
import { gitHost } from "../steps/faults.ts";
import { type Arm, type Side, sides } from "./arm.ts";

/** Something made worse on one side on purpose, to see whether the judge finds it. */
export type Perturbation = { side: Side } & (
  | { use: "delay"; delayMs: number }
  | { use: "env"; name: string; value: string }
);

/**
 * Understands `candidate:delay=90ms` (every answer of the Git host comes so much later) and
 * `candidate:GOGC=200` (a variable in the environment of every controller).
 * @throws UsageError for anything else.
 */
export function parsePerturbation(text: string): Perturbation {
  const [, named = "", what = "", value = ""] = /^([a-z]+):([A-Za-z_]\w*)=(.+)$/s.exec(text) ?? [];
  const side = sides.find((one) => one === named);
  if (!side) {
    throw new UsageError(
      `--perturb ${JSON.stringify(text)}: expected baseline: or candidate:, then delay=90ms or a variable, GOGC=200`,
    );
  }
  if (what !== "delay") return { side, use: "env", name: what, value };
  const delayMs = parseDuration(value);
  if (delayMs === undefined || delayMs === 0) {
    throw new UsageError(
      `--perturb ${JSON.stringify(text)}: expected a duration of more than nothing after delay=, as in delay=90ms`,
    );
  }
  return { side, use: "delay", delayMs };
}

/** What the note on a subject begins with. */
export const worsenedNote = "made worse to prove the judge";

/** The arm with what is done to its side; its subject's notes say so. */
export function perturbed(arm: Arm, side: Side, perturbations: readonly Perturbation[]): Arm {
  return perturbations.filter((one) => one.side === side).reduce(perturb, arm);
}

function perturb({ subject, environment }: Arm, perturbation: Perturbation): Arm {
  const note = (text: string) => ({
    ...subject.info,
    notes: [...subject.info.notes, `${worsenedNote}: ${text}`],
  });
  if (perturbation.use === "env") {
    const { name, value } = perturbation;
    const env = { ...subject.env, [name]: value };
    return { environment, subject: { ...subject, env, info: note(`${name}=${value}`) } };
  }
  const { delayMs } = perturbation;
  return {
    subject: { ...subject, info: note(`the Git host answers ${delayMs} ms later`) },
    environment: delaysGitHost(environment, delayMs),
  };
}

function delaysGitHost(environment: Environment, delayMs: number): Environment {
  return {
    ...environment,
    async start(request: SlotRequest): Promise<Slot> {
      const slot = await environment.start(request);
      try {
        await slot.gitHost.inject(gitHost.delays({ delayMs }));
        const text = `all answers of the Git host are delayed by ${delayMs} ms, to prove the judge`;
        request.recorder.record({ type: "note", text });
        return slot;
      } catch (error) {
        await slot[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}
