import type { FieldError } from "../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  given,
  isRequired,
  items,
  list,
  must,
  number,
  text,
} from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsLabel, pathSegment } from "./name-rules.ts";
import { amount } from "./numbers.ts";
import { containerResource } from "./resource-names.ts";
import { scalingRules } from "./scaling-rules.ts";
import { labelSelector } from "./selectors.ts";

export const autoscalerKinds: Record<string, KindRules> = {
  "HorizontalPodAutoscaler autoscaling": { validate: fields({ spec: judge }) },
};

function judge(value: unknown, at: string): FieldError[] {
  const spec = isObject(value) ? value : {};
  const [least, most] = [spec.minReplicas, number(spec.maxReplicas)];
  const few = least !== undefined && number(least) < 1;
  const place = `${at}.maxReplicas`;
  return [
    ...(few ? [invalid(`${at}.minReplicas`, least, "must be greater than or equal to 1")] : []),
    ...(most < 1 ? [invalid(place, most, "must be greater than 0")] : []),
    ...(least !== undefined && most < number(least)
      ? [invalid(place, most, "must be greater than or equal to `minReplicas`")]
      : []),
    ...fields({ scaleTargetRef: reference, metrics: items(metric) })(spec, at),
    ...(least === 0 ? zeroProblems(list(spec.metrics), `${at}.metrics`) : []),
    ...fields({
      behavior: given(fields({ scaleUp: given(scalingRules), scaleDown: given(scalingRules) })),
    })(spec, at),
  ];
}

function zeroProblems(metrics: unknown[], at: string): FieldError[] {
  const outside = metrics.some((each) =>
    ["Object", "External"].includes((each as { type?: string }).type ?? ""),
  );
  const detail =
    "must specify at least one Object or External metric to support scaling to zero replicas";
  return outside ? [] : [forbidden(at, detail)];
}

const reference: Check = fields({
  kind: must(text(pathSegment)),
  name: must(text(pathSegment)),
  apiVersion: (value, at) =>
    String(value ?? "").includes("/")
      ? []
      : [invalid(at, value ?? "", "apiVersion must specify API group")],
});

/** Sources of figures, in the order the server looks for them. */
const sources: Record<string, Check> = {
  object: all(
    fields({ describedObject: reference, metric: identifier, target }),
    needs(
      ["value", "averageValue"],
      "averageValue",
      "must set either a target value or averageValue",
    ),
  ),
  external: all(
    fields({ metric: identifier, target }),
    needs(
      ["value", "averageValue"],
      "averageValue",
      "must set either a target value for metric or a per-pod target",
    ),
    notBoth(
      "value",
      "averageValue",
      "value",
      "may not set both a target value for metric and a per-pod target",
    ),
  ),
  pods: all(
    fields({ metric: identifier, target }),
    needs(["averageValue"], "averageValue", "must specify a positive target averageValue"),
  ),
  resource: all(fields({ name: isRequired("must specify a resource name"), target }), utilization),
  containerResource: all(
    fields({
      name: must(containerResource, "must specify a resource name"),
      container: must(text(dnsLabel), "must specify a container"),
      target,
    }),
    utilization,
  ),
};

function identifier(value: unknown, at: string): FieldError[] {
  return fields({
    name: must(text(pathSegment), "must specify a metric name"),
    selector: labelSelector,
  })(value, at);
}

const positive: Check = given((value, at) =>
  amount(value) > 0n ? [] : [invalid(at, String(value), "must be positive")],
);

function target(value: unknown, at: string): FieldError[] {
  return fields({
    type: all(isRequired("must specify a metric target type"), (type, place) =>
      ["Utilization", "Value", "AverageValue"].includes(String(type))
        ? []
        : [invalid(place, type ?? "", "must be either Utilization, Value, or AverageValue")],
    ),
    value: positive,
    averageValue: positive,
    averageUtilization: given((share, place) =>
      number(share) < 1 ? [invalid(place, share, "must be greater than 0")] : [],
    ),
  })(value, at);
}

function utilization(value: unknown, at: string): FieldError[] {
  return all(
    needs(
      ["averageUtilization", "averageValue"],
      "averageUtilization",
      "must set either a target raw value or a target utilization",
    ),
    notBoth(
      "averageUtilization",
      "averageValue",
      "averageValue",
      "may not set both a target raw value and a target utilization",
    ),
  )(value, at);
}

function needs(keys: string[], told: string, detail: string): Check {
  return (value, at) => {
    const { target: own } = value as { target?: unknown };
    const some = keys.some((key) => isObject(own) && own[key] !== undefined);
    return some ? [] : [required(`${at}.target.${told}`, detail)];
  };
}

function notBoth(one: string, other: string, told: string, detail: string): Check {
  return (value, at) => {
    const { target: own } = value as { target?: unknown };
    const both = isObject(own) && own[one] !== undefined && own[other] !== undefined;
    return both ? [forbidden(`${at}.target.${told}`, detail)] : [];
  };
}

const sourceTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];

const metric: Check = (value, at) => {
  const { type = "" } = value as { type?: string };
  const given = Object.keys(sources).filter((key) => isObject((value as never)[key]));
  const [first] = given;
  const unknown = sourceTypes.includes(type) ? [] : [unsupported(`${at}.type`, type, sourceTypes)];
  const expected = type.charAt(0).toLowerCase() + type.slice(1);
  const detail = "must populate information for the given metric source";
  return [
    ...(type === "" ? [required(`${at}.type`, "must specify a metric source type")] : []),
    ...unknown,
    ...(first === undefined
      ? []
      : (sources[first]?.((value as never)[first], `${at}.${first}`) ?? [])),
    ...(unknown.length > 0
      ? unknown
      : given.includes(expected)
        ? []
        : [required(`${at}.${expected}`, detail)]),
    ...(given.length === 1 ? [] : given)
      .filter((key) => key !== expected)
      .map((key) => forbidden(`${at}.${key}`, "must populate the given metric source only")),
  ];
};
