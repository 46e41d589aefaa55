import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, forbidden, invalid, required } from "../../../model/findings.ts";
import { isObject } from "../../../schema/is-object.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  isRequired,
  items,
  list,
  must,
  number,
  oneOf,
  text,
} from "../check.ts";
import { claimSpec } from "../claims.ts";
import { dnsLabel, dnsSubdomain } from "../name-rules.ts";
import { amount } from "../numbers.ts";
import { downwardFile, fileMode, localPath, stepsBack } from "./environment.ts";

/** The volumes of a Pod and what is wrong with them; mounts find only those that are fine. */
export function judgeVolumes(
  value: unknown,
  at: string,
): { names: Set<string>; found: FieldError[] } {
  const names = new Set<string>();
  const found = list(value).flatMap((volume, index) => {
    const place = `${at}[${index}]`;
    const { name = "" } = volume as { name?: string };
    const own = [
      ...volumeSource(volume, place),
      ...must(text(dnsLabel))(name, `${place}.name`),
      ...(names.has(name) ? [duplicate(`${place}.name`, name)] : []),
    ];
    if (own.length === 0) names.add(name);
    return own;
  });
  return { names, found };
}

const keyToPath: Check = fields({
  key: isRequired(),
  path: all(isRequired(), localPath),
  mode: fileMode,
});
const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

const absolute: Check = (value, at) =>
  String(value ?? "").startsWith("/") ? [] : [invalid(at, value ?? "", "must be an absolute path")];

export const hostPathVolume: Check = fields({
  path: must(stepsBack),
  type: given(oneOf(...hostPathTypes)),
});
export const nfsVolume: Check = fields({
  server: isRequired(),
  path: all(isRequired(), absolute),
});

/** Kinds of volumes, in the order the server looks for them. */
const sources: Record<string, Check> = {
  emptyDir: (value, at) => {
    const { sizeLimit } = value as { sizeLimit?: string };
    const fine = sizeLimit === undefined || amount(sizeLimit) >= 0n;
    const told = "SizeLimit field must be a valid resource quantity";
    return fine ? [] : [forbidden(`${at}.sizeLimit`, told)];
  },
  hostPath: hostPathVolume,
  secret: fields({ secretName: isRequired(), defaultMode: fileMode, items: items(keyToPath) }),
  nfs: nfsVolume,
  iscsi: () => [],
  persistentVolumeClaim: fields({ claimName: isRequired() }),
  downwardAPI: (value, at) => {
    const { items: files } = value as { items?: unknown };
    return [
      ...fields({ defaultMode: fileMode })(value, at),
      ...list(files).flatMap((file) => downwardFile(file, at)),
    ];
  },
  configMap: fields({ name: isRequired(), defaultMode: fileMode, items: items(keyToPath) }),
  projected: (value, at) => [
    ...fields({ defaultMode: fileMode })(value, at),
    ...projections(value, at),
  ],
  csi: fields({ driver: all(isRequired(), text(dnsSubdomain)) }),
  ephemeral: fields({
    volumeClaimTemplate: must(fields({ spec: claimSpec })),
  }),
  image: fields({
    reference: isRequired(),
    pullPolicy: filled(oneOf("Always", "IfNotPresent", "Never")),
  }),
};

/** Kinds of old that are not looked into. */
const others = [
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "glusterfs",
  "flocker",
  "rbd",
  "cinder",
  "cephfs",
  "quobyte",
  "fc",
  "flexVolume",
  "azureFile",
  "vsphereVolume",
  "photonPersistentDisk",
  "portworxVolume",
  "azureDisk",
  "storageos",
  "scaleIO",
];

const volumeSource: Check = (value, at) => {
  const volume = value as Record<string, unknown>;
  const present = [...Object.keys(sources), ...others].filter((key) => isObject(volume[key]));
  if (present.length === 0) return [required(at, "must specify a volume type")];
  return present.flatMap((key, index) =>
    index > 0
      ? [forbidden(`${at}.${key}`, "may not specify more than 1 volume type")]
      : (sources[key]?.(volume[key], `${at}.${key}`) ?? []),
  );
};

const projected: Record<string, Check> = {
  secret: fields({ name: isRequired(), items: items(keyToPath) }),
  configMap: fields({ name: isRequired(), items: items(keyToPath) }),
  downwardAPI: (value, at) =>
    list((value as { items?: unknown }).items).flatMap((file) => downwardFile(file, at)),
  serviceAccountToken: fields({
    expirationSeconds: (value, at) =>
      number(value) < 600
        ? [invalid(at, number(value), "may not specify a duration less than 10 minutes")]
        : [],
  }),
};

function projections(value: unknown, at: string): FieldError[] {
  const paths = new Set<string>();
  return list((value as { sources?: unknown }).sources).flatMap((each, index) => {
    const place = `${at}.sources[${index}]`;
    const source = each as Record<string, unknown>;
    const given = Object.keys(projected).filter((key) => isObject(source[key]));
    return [
      ...given.flatMap((key) => [
        ...(projected[key]?.(source[key], `${place}.${key}`) ?? []),
        ...twice(source[key] as Record<string, unknown>, paths, at),
        ...(key === "serviceAccountToken"
          ? fields({ path: must(localPath) })(source[key], at)
          : []),
      ]),
      ...(given.length > 1
        ? [forbidden(place, "may not specify more than 1 volume type per source")]
        : []),
    ];
  });
}

/** A path that another source has already. */
function twice(source: Record<string, unknown>, paths: Set<string>, at: string): FieldError[] {
  return list(source.items).flatMap((item) => {
    const { path } = item as { path?: string };
    if (!path) return [];
    const known = paths.has(path);
    paths.add(path);
    return known ? [invalid(at, source.name ?? path, "conflicting duplicate paths")] : [];
  });
}
