import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { invalid, required } from "../../model/findings.ts";
import { same, text } from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { qualifiedName } from "./name-rules.ts";

/** Events are judged more strictly where they are written by their newer name. */
export const eventKinds: Record<string, KindRules> = {
  "Event ": { validate: (value) => legacyProblems(value as ApiObject, "reportingComponent") },
  "Event events.k8s.io": {
    validate: (value) => [
      ...legacyProblems(value as ApiObject, "reportingController"),
      ...strictProblems(value as ApiObject),
    ],
    update: (object, old) => [
      ...legacyProblems(object, "reportingController"),
      ...(same(object.series, old.series) ? [] : seriesProblems(object)),
      ...kept.flatMap(([key, told]) =>
        same(object[key], old[key])
          ? []
          : [invalid(told, shown(told, object[key]), "field is immutable")],
      ),
    ],
    timesOnUpdate: 0,
  },
};

/** What stays, and under which name the server knows it. */
const kept = [
  ["regarding", "involvedObject"],
  ["reason", "reason"],
  ["note", "message"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
  ["reason", "reason"],
  ["type", "type"],
  ["eventTime", "eventTime"],
  ["action", "action"],
  ["related", "related"],
  ["reportingController", "reportingController"],
  ["reportingInstance", "reportingInstance"],
] as const;

const referenceFields = [
  ...["Kind", "Namespace", "Name", "UID", "APIVersion", "ResourceVersion", "FieldPath"],
];

/** A field as the server's own type prints it. */
function shown(told: string, value: unknown): unknown {
  const struct = (names: string[]) => {
    const known = Object.entries(value ?? {});
    const fieldOf = (name: string) =>
      known.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? "";
    return Object.fromEntries(names.map((name) => [name, fieldOf(name)]));
  };
  if (told === "involvedObject") return struct(referenceFields);
  if (told === "related") return value ? struct(referenceFields) : null;
  if (told === "source") return struct(["Component", "Host"]);
  if (told === "count") return value ?? 0;
  return value ?? (told.endsWith("ime") || told.endsWith("stamp") ? null : "");
}

function legacyProblems(event: ApiObject, reporter: string): FieldError[] {
  const { namespace } = event.metadata;
  const about = (event.involvedObject ?? event.regarding ?? {}) as { namespace?: string };
  const told = about.namespace ?? "";
  const elsewhere = invalid("involvedObject.namespace", told, "does not match event.namespace");
  if (!event.eventTime) {
    const fits = told === "" ? namespace === "default" : told === namespace;
    return fits ? [] : [elsewhere];
  }
  const fits = told !== "" || namespace === "default" || namespace === "kube-system";
  const sizes = [
    ["reportingInstance", event.reportingInstance, 128, true],
    ["action", event.action, 128, true],
    ["reason", event.reason, 128, true],
    ["message", event.message ?? event.note, 1024, false],
  ] as const;
  return [
    ...(fits ? [] : [elsewhere]),
    ...(event[reporter] ? [] : [required(reporter)]),
    ...text(qualifiedName)(event[reporter], reporter),
    ...sizes.flatMap(([key, value, most, needed]) => [
      ...(needed && !value ? [required(key)] : []),
      ...(String(value ?? "").length > most
        ? [invalid(key, "", `can have at most ${most} characters`)]
        : []),
    ]),
  ];
}

function strictProblems(event: ApiObject): FieldError[] {
  const unset = [
    ["deprecatedFirstTimestamp", "firstTimestamp"],
    ["deprecatedLastTimestamp", "lastTimestamp"],
    ["deprecatedCount", "count"],
  ] as const;
  const source = (event.deprecatedSource ?? {}) as { component?: string; host?: string };
  return [
    ...seriesProblems(event),
    ...(event.eventTime ? [] : [required("eventTime")]),
    ...(event.type === "Normal" || event.type === "Warning"
      ? []
      : [invalid("type", "", `has invalid value: ${event.type ?? ""}`)]),
    ...unset.flatMap(([key, told]) => (event[key] ? [invalid(told, "", "needs to be unset")] : [])),
    ...(source.component || source.host ? [invalid("source", "", "needs to be unset")] : []),
  ];
}

function seriesProblems({ series }: ApiObject): FieldError[] {
  if (series === undefined || series === null) return [];
  const { count, lastObservedTime } = series as { count?: number; lastObservedTime?: string };
  return [
    ...((count ?? 0) < 2 ? [invalid("series.count", "", "should be at least 2")] : []),
    ...(lastObservedTime ? [] : [required("series.lastObservedTime")]),
  ];
}
