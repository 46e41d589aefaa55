import { goQuote } from "../../../access/go-quote.ts";

interface Bounds {
  min: number;
  max: number;
  names?: string[];
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const days = "sun mon tue wed thu fri sat".split(" ");

const places: Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ["", ...months] },
  { min: 0, max: 6, names: days },
];

const descriptors = ["yearly", "annually", "monthly", "weekly", "daily", "midnight", "hourly"];

/** Why a CronJob can't be run by this schedule, in the words of the parser it is run by; or nothing. */
export function scheduleProblem(schedule: string): string | undefined {
  // A time zone before it is told of elsewhere.
  const text = schedule.replace(/^(CRON_)?TZ=\S* +/, "");
  if (text.startsWith("@")) return descriptorProblem(text);
  const fields = text.split(/\s+/).filter((field) => field !== "");
  if (fields.length !== places.length)
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, field] of fields.entries())
    for (const range of field.split(",").filter((each) => each !== "")) {
      const problem = rangeProblem(range, places[index] ?? { min: 0, max: 0 });
      if (problem !== undefined) return problem;
    }
  return undefined;
}

function descriptorProblem(text: string): string | undefined {
  if (descriptors.includes(text.slice(1))) return undefined;
  if (!text.startsWith("@every ")) return `unrecognized descriptor: ${text}`;
  const duration = text.slice("@every ".length);
  if (/^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/.test(duration)) return undefined;
  return `failed to parse duration ${text}: time: invalid duration ${goQuote(duration)}`;
}

function rangeProblem(range: string, { min, max, names }: Bounds): string | undefined {
  const [ends = "", step, ...moreSteps] = range.split("/");
  const [low = "", high, ...moreEnds] = ends.split("-");
  const any = low === "*" || low === "?";
  const start = any ? min : parse(low, names);
  if (typeof start === "string") return start;
  const given = any || high === undefined ? undefined : parse(high, names);
  if (typeof given === "string") return given;
  if (!any && moreEnds.length > 0) return `too many hyphens: ${range}`;
  const by = step === undefined ? 1 : parse(step);
  if (moreSteps.length > 0) return `too many slashes: ${range}`;
  if (typeof by === "string") return by;
  const alone = high === undefined;
  const end = any || (alone && step !== undefined) ? max : (given ?? start);
  if (start < min) return `beginning of range (${start}) below minimum (${min}): ${range}`;
  if (end > max) return `end of range (${end}) above maximum (${max}): ${range}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${range}`;
  return by === 0 ? `step of range should be a positive number: ${range}` : undefined;
}

/** A number, or why it is none. */
function parse(text: string, names: string[] = []): number | string {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  if (/^\+?\d+$/.test(text)) return Number(text);
  if (/^-\d+$/.test(text)) return `negative number (${Number(text)}) not allowed: ${text}`;
  const why = `strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`;
  return `failed to parse int from ${text}: ${why}`;
}
