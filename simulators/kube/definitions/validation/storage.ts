import type { FieldError } from "../../model/api-error.ts";
import {
  duplicate,
  forbidden,
  invalid,
  required,
  tooLong,
  unsupported,
} from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  given,
  immutable,
  isRequired,
  items,
  list,
  must,
  nonNegative,
  oneOf,
  same,
  text,
} from "./check.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsSubdomain, qualifiedName } from "./name-rules.ts";
import { amount } from "./numbers.ts";
import { labelSelector } from "./selectors.ts";

/** What drivers of volumes say of themselves, and what is said of volumes to them. */
export const storageKinds: Record<string, KindRules> = {
  "CSIDriver storage.k8s.io": {
    validate: fields({
      spec: fields({
        fsGroupPolicy: given(oneOf("File", "None", "ReadWriteOnceWithFSType")),
        tokenRequests: tokenRequests,
        volumeLifecycleModes: (value, at) =>
          list(value).flatMap((mode) =>
            mode === "Persistent" || mode === "Ephemeral"
              ? []
              : [unsupported(at, mode, ["Persistent", "Ephemeral"])],
          ),
      }),
    }),
    update: ({ spec }, { spec: old }) =>
      [
        ["attachRequired", "attachedRequired"],
        ["volumeLifecycleModes", "volumeLifecycleModes"],
      ].flatMap(([key = "", told = ""]) =>
        immutable()(fieldOf(spec, key), fieldOf(old, key), `spec.${told}`),
      ),
  },
  "CSINode storage.k8s.io": {
    validate: fields({ spec: fields({ drivers: drivers }) }),
    timesOnUpdate: 2,
  },
  "CSIStorageCapacity storage.k8s.io": {
    validate: fields({
      nodeTopology: labelSelector,
      storageClassName: text(dnsSubdomain),
      capacity: given((value, at) =>
        amount(value) < 0n ? [invalid(at, value, "must be greater than or equal to 0")] : [],
      ),
    }),
    update: (object, old) =>
      ["nodeTopology", "storageClassName"].flatMap((key) =>
        immutable()(object[key], old[key], key),
      ),
  },
  "VolumeAttachment storage.k8s.io": {
    validate: fields({
      spec: fields({
        attacher: isRequired(),
        source: attachedSource,
        nodeName: text(dnsSubdomain),
      }),
    }),
    create: ({ spec }) => driverName(fieldOf(spec, "attacher"), "spec.attacher"),
    update: ({ spec }, { spec: old }) => immutable()(spec, old, "spec"),
    timesOnUpdate: 2,
  },
  "VolumeAttributesClass storage.k8s.io": {
    validate: fields({
      driverName: must((value, at) => text(qualifiedName)(String(value).toLowerCase(), at)),
      parameters: (value, at) => {
        const keys = Object.keys(isObject(value) ? value : {});
        if (keys.length === 0) return [required(at, "must contain at least one key/value pair")];
        return keys.includes("") ? [invalid(at, "", "field can not be empty.")] : [];
      },
    }),
    update: (object, old) =>
      ["driverName", "parameters"].flatMap((key) =>
        same(object[key], old[key]) ? [] : [forbidden(key, `updates to ${key} are forbidden.`)],
      ),
    timesOnUpdate: 2,
  },
};

function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

const driverName: Check = (value, at) => {
  const name = String(value ?? "");
  return [
    ...(name === "" ? [required(at)] : []),
    ...(name.length > 63 ? [tooLong(at, 63)] : []),
    ...dnsSubdomain(name.toLowerCase()).map((problem) => invalid(at, name, problem)),
  ];
};

function tokenRequests(value: unknown, at: string): FieldError[] {
  const seen = new Set<unknown>();
  return list(value).flatMap((request, index): FieldError[] => {
    const audience = fieldOf(request, "audience") ?? "";
    if (seen.has(audience)) return [duplicate(`${at}[${index}].audience`, audience)];
    seen.add(audience);
    const seconds = fieldOf(request, "expirationSeconds");
    if (typeof seconds !== "number") return [];
    const place = `${at}[${index}].expirationSeconds`;
    if (seconds < 600)
      return [invalid(place, seconds, "may not specify a duration less than 10 minutes")];
    if (seconds <= 2 ** 32) return [];
    return [invalid(place, seconds, "may not specify a duration larger than 2^32 seconds")];
  });
}

function drivers(value: unknown, at: string): FieldError[] {
  const seen = new Set<unknown>();
  const known: Check = (driver, place) => {
    const name = fieldOf(driver, "name") ?? "";
    const problems = seen.has(name) ? [duplicate(`${place}.name`, name)] : [];
    seen.add(name);
    return [...problems, ...topologyKeys(fieldOf(driver, "topologyKeys"), place)];
  };
  const own = fields({
    name: driverName,
    nodeID: all(isRequired(), (id, place) =>
      String(id ?? "").length > 256 ? [invalid(place, id, "must be 256 characters or less")] : [],
    ),
    allocatable: fields({ count: nonNegative }),
  });
  return items(all(own, known))(value, at);
}

function topologyKeys(value: unknown, at: string): FieldError[] {
  const keys = list(value);
  return keys.flatMap((key, index) => [
    ...(key === "" ? [required(at)] : []),
    ...(keys.indexOf(key) < index ? [duplicate(at, key)] : []),
    ...text(qualifiedName)(key, at),
  ]);
}

function attachedSource(value: unknown, at: string): FieldError[] {
  const name = fieldOf(value, "persistentVolumeName");
  const inline = fieldOf(value, "inlineVolumeSpec");
  const one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
  if (inline === undefined && name === undefined) return [required(at, one)];
  if (inline !== undefined && name !== undefined) return [forbidden(at, one)];
  if (name !== "") return [];
  return [required(`${at}.persistentVolumeName`, "must specify non empty persistentVolumeName")];
}
