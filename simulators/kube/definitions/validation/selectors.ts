import type { FieldError } from "../../model/api-error.ts";
import { forbidden, invalid, required, tooLong } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import { all, type Check, fields, given, items, list, text } from "./check.ts";
import { labelValue, qualifiedName } from "./name-rules.ts";

/** Keys and values of labels, told at the place of the labels. */
export const labels: Check = (value, at) =>
  Object.entries(isObject(value) ? value : {}).flatMap(([key, each]) => [
    ...text(qualifiedName)(key, at),
    ...text(labelValue)(each, at),
  ]);

const annotationsSizeMax = 256 * 1024;

/** Keys of annotations, whose case doesn't count, and how large they are together, in bytes. */
export const annotations: Check = (value, at) => {
  const entries = Object.entries(isObject(value) ? value : {});
  const size = entries
    .flat()
    .reduce<number>((sum, each) => sum + Buffer.byteLength(String(each)), 0);
  return [
    ...entries.flatMap(([key]) =>
      qualifiedName(key.toLowerCase()).map((problem) => invalid(at, key, problem)),
    ),
    ...(size > annotationsSizeMax ? [tooLong(at, annotationsSizeMax)] : []),
  ];
};

/** `metav1.LabelSelector`, where there is one. */
export const labelSelector: Check = given((value, at) =>
  fields({ matchLabels: labels, matchExpressions: items(requirement) })(value, at),
);

const requirement: Check = (value, at) => {
  const { operator, values } = value as { operator?: string; values?: unknown };
  return all(
    () => operatorProblems(operator, list(values), at),
    fields({ key: text(qualifiedName), values: items(text(labelValue)) }),
  )(value, at);
};

function operatorProblems(
  operator: string | undefined,
  values: unknown[],
  at: string,
): FieldError[] {
  switch (operator) {
    case "In":
    case "NotIn":
      if (values.length > 0) return [];
      return [required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      if (values.length === 0) return [];
      return [
        forbidden(
          `${at}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      ];
    default:
      return [invalid(`${at}.operator`, operator ?? "", "not a valid selector operator")];
  }
}
