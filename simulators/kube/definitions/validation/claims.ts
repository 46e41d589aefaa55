import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  isRequired,
  list,
  oneOf,
  same,
  text,
} from "./check.ts";
import { internalValue } from "./internal-value.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsSubdomain } from "./name-rules.ts";
import { amount } from "./numbers.ts";
import { labelSelector } from "./selectors.ts";
import { unifiedDiff } from "./unified-diff.ts";

export const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

const source: Check = (value, at) => {
  const { kind, apiGroup } = value as { kind?: string; apiGroup?: string };
  const unknown = !apiGroup && kind !== "PersistentVolumeClaim";
  const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
  return [
    ...fields({ name: isRequired(), kind: isRequired() })(value, at),
    ...(unknown ? [invalid(at, kind ?? "", detail)] : []),
    ...(apiGroup ? text(dnsSubdomain)(apiGroup, `${at}.apiGroup`) : []),
  ];
};

/** The specification of a claim, of its own or in a template. */
export const claimSpec: Check = (value, at) =>
  all(
    fields({
      accessModes: isRequired("at least 1 access mode is required"),
      selector: labelSelector,
    }),
    (spec) => modeProblems(list((spec as Claim | undefined)?.accessModes), `${at}.accessModes`),
    (spec) => storageProblems(spec as Claim | undefined, `${at}.resources[storage]`),
    fields({
      storageClassName: filled(text(dnsSubdomain)),
      volumeMode: given(oneOf("Block", "Filesystem")),
      dataSource: given(source),
      dataSourceRef: given(source),
      volumeAttributesClassName: filled(text(dnsSubdomain)),
    }),
  )(value, at);

interface Claim {
  accessModes?: unknown;
  volumeName?: string;
  storageClassName?: string | null;
  volumeMode?: unknown;
  volumeAttributesClassName?: unknown;
  resources?: { requests?: Record<string, string> };
}

export const claimKinds: Record<string, KindRules> = {
  "PersistentVolumeClaim ": {
    validate: fields({ spec: claimSpec }),
    update: updateClaim,
    timesOnUpdate: 2,
  },
};

export function modeProblems(modes: unknown[], at: string): FieldError[] {
  const known = modes.filter((mode) => accessModes.includes(String(mode)));
  const alone =
    known.includes("ReadWriteOncePod") && known.some((mode) => mode !== "ReadWriteOncePod");
  return [
    ...modes
      .filter((mode) => !known.includes(mode))
      .map((mode) => unsupported(at, mode, accessModes)),
    ...(alone ? [forbidden(at, "may not use ReadWriteOncePod with other access modes")] : []),
  ];
}

function storageProblems(spec: Claim | undefined, at: string): FieldError[] {
  const storage = spec?.resources?.requests?.storage;
  if (storage === undefined) return [required(at)];
  return amount(storage) > 0n ? [] : [invalid(at, String(storage), "must be greater than zero")];
}

const immutableSpec =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

function updateClaim(object: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [object.spec, old.spec].map((each) => structuredClone(each ?? {})) as [
    Claim,
    Claim,
  ];
  const { phase, capacity } = (object.status ?? {}) as {
    phase?: string;
    capacity?: { storage?: string };
  };
  const [size, oldSize] = [spec, before].map((each) =>
    amount(each.resources?.requests?.storage),
  ) as [bigint, bigint];
  if (!before.volumeName && spec.volumeName) before.volumeName = spec.volumeName;
  // A class may be given to a claim that has none yet.
  if (before.storageClassName == null && spec.storageClassName != null)
    spec.storageClassName = before.storageClassName ?? null;
  if (phase === "Bound") {
    const { storage } = before.resources?.requests ?? {};
    if (isObject(spec.resources?.requests) && storage !== undefined)
      spec.resources.requests.storage = storage;
    spec.volumeAttributesClassName = before.volumeAttributesClassName ?? null;
  }
  const [shown, shownOld] = [spec, before].map((each) =>
    internalValue("core.PersistentVolumeClaimSpec", each),
  );
  const shrunk = size < oldSize && size <= amount(capacity?.storage);
  const mode = (object.spec as Claim | undefined)?.volumeMode;
  return [
    ...(same(shown, shownOld)
      ? []
      : [forbidden("spec", `${immutableSpec}\n${unifiedDiff(shownOld, shown)}`)]),
    ...(shrunk
      ? [forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")]
      : []),
    ...(same(mode, before.volumeMode)
      ? []
      : [invalid("volumeMode", mode ?? null, "field is immutable")]),
  ];
}
