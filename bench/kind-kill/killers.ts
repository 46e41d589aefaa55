import { existsSync } from "node:fs";
import { descendants } from "../descendants.ts";
import type { Run } from "./run.ts";
import { historyText } from "./stages.ts";
import type { Surroundings } from "./surroundings.ts";

/** Kills something under a run and waits for the run's end; resolves to what was not as it must be then. */
export type Victim = (run: Run, place: Surroundings) => Promise<string[]>;

const outlivesMsMax = 10_000;
const endsMsMax = 300_000;

export const killHarness: Victim = async (run, { clock }) => {
  const children = descendants(run.process.pid ?? 0);
  run.process.kill("SIGKILL");
  await run.ended;
  const untilMs = clock.nowMs() + outlivesMsMax;
  const alive = () => children.filter((pid) => existsSync(`/proc/${pid}`));
  while (alive().length > 0 && clock.nowMs() < untilMs) await clock.sleep(100);
  const survivors = alive().length;
  // What Docker was asked for before the kill is done by now.
  await clock.sleep(2000);
  return survivors > 0 ? [`${survivors} of ${children.length} processes survived`] : [];
};

export const killNode: Victim = async (run, place) => {
  const { docker, clock } = place;
  const find = () => docker("ps", "--quiet", "--filter", `label=io.x-k8s.kind.cluster=${name}`);
  const name = run.cluster();
  let node = "";
  while (name !== undefined && node === "" && run.process.exitCode === null) {
    node = (await find()).split("\n")[0] ?? "";
    if (node === "") await clock.sleep(50);
  }
  // Its removal may come first.
  if (node !== "") await docker("kill", "--signal", "KILL", node).catch(() => undefined);
  return await endsByItself(run, place);
};

/** The run notices, says so and ends with the exit code of what it recorded. */
export async function endsByItself(run: Run, { clock }: Surroundings): Promise<string[]> {
  const ended = new AbortController();
  const tooLong = clock.sleep(endsMsMax, ended.signal).catch(() => {});
  const end = await Promise.race([run.ended, tooLong]);
  ended.abort();
  if (end === undefined) {
    run.process.kill("SIGKILL");
    await run.ended;
    return [`the run did not end within ${endsMsMax / 1000} s`];
  }
  const done = historyText(run.traces).includes('"type":"run.end","outcome":"done"');
  const fine = done ? end.code === 0 : [2, 3, 64].some((code) => code === end.code);
  return fine ? [] : [`the run ended with ${end.code}: ${end.said.slice(-500)}`];
}
