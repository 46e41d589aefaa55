import type { ArtifactSpec, BucketObjects } from "../core/artifact-hosts.ts";
import type { BucketFault, RegistryFault } from "../core/fault.ts";
import type { InjectedFault } from "./injected-fault.ts";

/** Where artifacts come from that are in no Git repository, over plain HTTP. */
export interface ArtifactHosts {
  registry: Registry;
  buckets: Buckets;
}

/** An OCI registry as steps drive it; records `registry.request` for every request it answers. */
export interface Registry {
  /** Host and port as the controllers of this slot reach it: `oci://HOST/REPOSITORY`. */
  host: string;
  /** Records `registry.push`. @throws UsageError for a name or a tag that is none. */
  push(artifact: ArtifactSpec): void;
  /** What a Secret of type `kubernetes.io/dockerconfigjson` holds to log in; never recorded. */
  login(): string;
  /** From now on the login is answered 401, and so is whatever token was given for it. */
  expireLogin(): void;
  /** A new one; the old one is answered 401 from now on. */
  rotateLogin(): void;
  inject(fault: RegistryFault): Promise<InjectedFault>;
}

/** A host of buckets with S3's API as steps drive it; records `bucket.request` for every request it answers. */
export interface Buckets {
  /** Host and port as the controllers of this slot reach it. */
  host: string;
  /** Makes the bucket where there is none; null deletes. Records `bucket.put`. @throws UsageError */
  put(bucket: string, objects: BucketChanges): void;
  inject(fault: BucketFault): Promise<InjectedFault>;
}

/** New objects of a bucket by key, null for those to delete. */
export type BucketChanges = { [key: string]: BucketObjects[string] | null };
