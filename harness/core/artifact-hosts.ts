/**
 * Hosts of what sources fetch that is in no Git repository. They are started where a scenario names them,
 * and hold this before anything follows it; `%NAMESPACE%` stands for that of the run in their texts.
 */
export interface ArtifactHostsSpec {
  registry?: {
    /**
     * Who pulls shows a login: by Basic authentication, or for a token. Made by the run and never recorded.
     * Absent for a registry that is open to all.
     */
    login?: "basic" | "bearer";
    artifacts?: ArtifactSpec[];
  };
  /** What each bucket holds, by its name. */
  buckets?: Record<string, BucketObjects>;
}

/** An OCI artifact. */
export interface ArtifactSpec {
  /** `team/app` */
  repository: string;
  /** The tags that point to it. */
  tags: string[];
  /** Texts by path. */
  files: Record<string, string>;
}

/**
 * Texts by key; with `archive` a tar, compressed by gzip, of texts by path; with `chartIndex` the index of a chart
 * repository.
 */
export type BucketObjects = Record<
  string,
  string | { archive: Record<string, string> } | { chartIndex: ChartIndexSpec }
>;

/** The index of a chart repository, written out as YAML where it is served. */
export interface ChartIndexSpec {
  /** The versions of each chart, by its name. */
  entries: Record<string, ChartVersionSpec[]>;
  padding: ChartPadding;
}

/** A version of a chart, as an index lists it. */
export interface ChartVersionSpec {
  apiVersion: string;
  name: string;
  version: string;
  urls: string[];
}

/** Charts that nobody asks for, which make an index large: some 1.2 kB for each version of each. */
export interface ChartPadding {
  /** `padding-00000`, `padding-00001`, … */
  charts: number;
  /** Of each. */
  versions: number;
}
