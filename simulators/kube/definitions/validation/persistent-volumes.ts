import type { FieldError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { forbidden, invalid, required, tooLong, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  immutable,
  isEmpty,
  isRequired,
  items,
  list,
  must,
  oneOf,
  same,
  text,
  within,
} from "./check.ts";
import { modeProblems } from "./claims.ts";
import { internalValue } from "./internal-value.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsLabel, dnsSubdomain } from "./name-rules.ts";
import { amount } from "./numbers.ts";
import { stepsBack } from "./pods/environment.ts";
import { nodeTerm } from "./pods/scheduling.ts";
import { hostPathVolume, nfsVolume } from "./pods/volumes.ts";
import { unifiedDiff } from "./unified-diff.ts";

type Spec = Record<string, unknown>;

export const volumeKinds: Record<string, KindRules> = {
  "PersistentVolume ": { validate: fields({ spec: volumeSpec }), update, timesOnUpdate: 2 },
};

const volumeModes = ["Block", "Filesystem"];

function volumeSpec(value: unknown, at: string): FieldError[] {
  const spec: Spec = isObject(value) ? value : {};
  const { hostPath, persistentVolumeReclaimPolicy: policy, volumeAttributesClassName } = spec;
  const { path } = (isObject(hostPath) ? hostPath : {}) as { path?: string };
  const root = /^\/+(\.?\/*)*$/.test(path ?? "") && policy === "Recycle";
  return [
    ...fields({
      accessModes: all(isRequired(), (modes, place) => modeProblems(list(modes), place)),
      capacity: capacityProblems,
      persistentVolumeReclaimPolicy: filled(oneOf("Delete", "Recycle", "Retain")),
      nodeAffinity: given(
        fields({ required: must(nodeSelector, "must specify required node constraints") }),
      ),
    })(spec, at),
    ...sourceProblems(spec, at),
    ...(root
      ? [
          forbidden(
            `${at}.persistentVolumeReclaimPolicy`,
            "may not be 'recycle' for a hostPath mount of '/'",
          ),
        ]
      : []),
    ...fields({
      storageClassName: filled(text(dnsSubdomain)),
      volumeMode: given(oneOf(...volumeModes)),
      volumeAttributesClassName: given(must(text(dnsSubdomain), "an empty string is disallowed")),
    })(spec, at),
    ...(volumeAttributesClassName == null || isObject(spec.csi)
      ? []
      : [required(`${at}.csi`, "has to be specified when using volumeAttributesClassName")]),
  ];
}

function capacityProblems(value: unknown, at: string): FieldError[] {
  const names = Object.keys(isObject(value) ? value : {}).sort();
  const capacity = Object.fromEntries(names.map((name) => [name, (value as Spec)[name]]));
  const other = names.length !== 1 || names[0] !== "storage";
  return [
    ...(names.length === 0 ? [required(at)] : []),
    ...(other ? [unsupported(at, names.length === 0 ? null : capacity, ["storage"])] : []),
    ...Object.entries(capacity).flatMap(([name, quantity]) => {
      const place = `${at}[${name}]`;
      const size = amount(quantity);
      return [
        ...(size < 0n
          ? [invalid(place, Number(size / 10n ** 9n), "must be a valid resource quantity")]
          : []),
        ...(size <= 0n ? [invalid(place, String(quantity), "must be greater than zero")] : []),
      ];
    }),
  ];
}

const nodeSelector: Check = fields({
  nodeSelectorTerms: must(items(nodeTerm), "must have at least one node selector term"),
});

const needs = (...keys: string[]): Check =>
  fields(Object.fromEntries(keys.map((key) => [key, isRequired()])));

const secret: Check = given(
  fields({ name: must(text(dnsSubdomain)), namespace: must(text(dnsLabel)) }),
);

const driverName: Check = (value, at) => {
  const name = String(value ?? "");
  return [
    ...isRequired()(name, at),
    ...(name.length > 63 ? [tooLong(at, 63)] : []),
    ...dnsSubdomain(name.toLowerCase()).map((problem) => invalid(at, name, problem)),
  ];
};

/** Kinds of volumes, in the order the server looks for them; the old ones only as far as they are named. */
const sources: Record<string, Check> = {
  hostPath: hostPathVolume,
  gcePersistentDisk: needs("pdName"),
  awsElasticBlockStore: needs("volumeID"),
  glusterfs: needs("endpoints", "path"),
  flocker: () => [],
  nfs: nfsVolume,
  rbd: needs("monitors", "image"),
  quobyte: needs("registry", "volume"),
  cephfs: needs("monitors"),
  iscsi: fields({ targetPortal: isRequired(), iqn: isRequired(), lun: within(0, 255) }),
  cinder: all(needs("volumeID"), fields({ secretRef: given(needs("name", "namespace")) })),
  fc: (value, at) => {
    const { targetWWNs, wwids } = value as Spec;
    const told = "must specify either targetWWNs or wwids, but not both";
    return isEmpty(targetWWNs) && isEmpty(wwids) ? [required(`${at}.targetWWNs`, told)] : [];
  },
  flexVolume: needs("driver"),
  azureFile: all(
    needs("secretName", "shareName"),
    fields({ secretNamespace: given(isRequired()) }),
  ),
  vsphereVolume: needs("volumePath"),
  photonPersistentDisk: needs("pdID"),
  portworxVolume: needs("volumeID"),
  azureDisk: needs("diskName", "diskURI"),
  scaleIO: needs("gateway", "system", "volumeName"),
  local: fields({ path: must(stepsBack) }),
  storageos: () => [],
  csi: fields({
    driver: driverName,
    volumeHandle: isRequired(),
    controllerPublishSecretRef: secret,
    controllerExpandSecretRef: secret,
    nodePublishSecretRef: secret,
    nodeExpandSecretRef: secret,
  }),
};

function sourceProblems(spec: Spec, at: string): FieldError[] {
  const present = Object.keys(sources).filter((key) => isObject(spec[key]));
  if (present.length === 0) return [required(at, "must specify a volume type")];
  return present.flatMap((key, index) => {
    const place = `${at}.${key === "cephfs" && index > 0 ? "cephFS" : key}`;
    if (index > 0) return [forbidden(place, "may not specify more than 1 volume type")];
    const found = sources[key]?.(spec[key], place) ?? [];
    if (key !== "local" || isObject(spec.nodeAffinity)) return found;
    return [...found, required(`${at}.nodeAffinity`, "Local volume requires node affinity")];
  });
}

function update(object: ApiObject, old: ApiObject): FieldError[] {
  const [spec, before] = [object.spec, old.spec].map((each) => (isObject(each) ? each : {})) as [
    Spec,
    Spec,
  ];
  const [now, then] = [spec, before].map((each) =>
    internalValue("core.PersistentVolumeSource", each),
  );
  const told = "spec.persistentvolumesource is immutable after creation";
  return [
    ...(same(now, then)
      ? []
      : [forbidden("spec.persistentvolumesource", `${told}\n${unifiedDiff(then, now)}`)]),
    ...immutable()(spec.volumeMode, before.volumeMode, "volumeMode"),
    ...(isObject(before.nodeAffinity) && !same(spec.nodeAffinity, before.nodeAffinity)
      ? [
          invalid(
            "nodeAffinity",
            spec.nodeAffinity ?? null,
            "field is immutable, except for updating from beta label to GA",
          ),
        ]
      : []),
    ...(before.volumeAttributesClassName != null && spec.volumeAttributesClassName == null
      ? [
          forbidden(
            "spec.volumeAttributesClassName",
            "update from non-nil value to nil is forbidden",
          ),
        ]
      : []),
  ];
}
