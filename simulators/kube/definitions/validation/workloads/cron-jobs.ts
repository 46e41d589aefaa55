import type { FieldError } from "../../../model/api-error.ts";
import type { ApiObject } from "../../../model/api-object.ts";
import { invalid, required, unsupported } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import { fields, must, nonNegative, oneOf } from "../check.ts";
import type { KindRules } from "../kind-rules.ts";
import { scheduleProblem } from "./cron-schedule.ts";
import { jobSpec } from "./jobs.ts";
import { type Spec, shownSelector } from "./templates.ts";

const nameLengthMax = 52;

export const cronJobKinds: Record<string, KindRules> = {
  "CronJob batch": {
    validate: (object) => judge((object as ApiObject).spec, "spec"),
    create: ({ metadata: { name = "" } }) =>
      name.length > nameLengthMax
        ? [invalid("metadata.name", name, `must be no more than ${nameLengthMax} characters`)]
        : [],
  },
};

function judge(value: unknown, at: string): FieldError[] {
  const spec = isObject(value) ? value : {};
  const { jobTemplate } = spec as { jobTemplate?: { spec?: Spec } };
  const job = jobTemplate?.spec ?? {};
  const place = `${at}.jobTemplate.spec`;
  return [
    ...must(schedule)(spec.schedule, `${at}.schedule`),
    ...fields({ startingDeadlineSeconds: nonNegative })(spec, at),
    ...timeZone(spec.timeZone, `${at}.timeZone`),
    ...policy(spec.concurrencyPolicy, `${at}.concurrencyPolicy`),
    ...jobSpec(job, place),
    ...(isObject(job.selector)
      ? [
          invalid(
            `${place}.selector`,
            shownSelector(job.selector),
            "`selector` will be auto-generated",
          ),
        ]
      : []),
    ...(job.manualSelector === true
      ? [unsupported(`${place}.manualSelector`, true, ["nil", "false"])]
      : []),
    ...fields({ successfulJobsHistoryLimit: nonNegative, failedJobsHistoryLimit: nonNegative })(
      spec,
      at,
    ),
  ];
}

function policy(value: unknown, at: string): FieldError[] {
  return value ? oneOf("Allow", "Forbid", "Replace")(value, at) : [required(at)];
}

function schedule(value: unknown, at: string): FieldError[] {
  const given = String(value);
  const problem = scheduleProblem(given);
  return [
    ...(problem === undefined ? [] : [invalid(at, given, problem)]),
    ...(given.includes("TZ")
      ? [invalid(at, given, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")]
      : []),
  ];
}

function timeZone(value: unknown, at: string): FieldError[] {
  if (value === undefined || value === null) return [];
  const name = String(value);
  if (name === "") return [invalid(at, name, "timeZone must be nil or non-empty string")];
  if (name.toLowerCase() === "local")
    return [
      invalid(
        at,
        name,
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
      ),
    ];
  return isTimeZone(name) ? [] : [invalid(at, name, `unknown time zone ${name}`)];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    // Offsets are time zones to JavaScript alone.
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
