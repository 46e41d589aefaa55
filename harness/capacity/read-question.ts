import type { CapacityQuestion } from "../core/capacity.ts";
import { parseDuration } from "../core/duration.ts";
import { UsageError } from "../core/failure.ts";
import { parseBytes } from "../scenario/bytes.ts";
import { parseCpu } from "../scenario/cpu.ts";
import { parseSlo } from "./parse-slo.ts";

/** The question as options of the command line. */
export interface QuestionOptions {
  clusters: string;
  kustomizationsPerCluster: string;
  /** One for each cluster unless told. */
  repositories?: string;
  /** One for each Kustomization unless told. */
  filesPerRepository?: string;
  commitsPerHour: string;
  slo: string;
  memoryLimit: string;
  cpuLimit: string;
  interval?: string;
  kustomizationInterval: string;
}

const countMost = 1_000_000;

/** @throws UsageError that names the option, what it is and what it may be. */
export function readQuestion(options: QuestionOptions): CapacityQuestion {
  const clusters = count("--clusters", options.clusters);
  const kustomizationsPerCluster = count(
    "--kustomizations-per-cluster",
    options.kustomizationsPerCluster,
  );
  const all = clusters * kustomizationsPerCluster;
  const repositories = count("--repositories", options.repositories ?? options.clusters);
  const fewestFiles = Math.ceil(all / repositories);
  const question: CapacityQuestion = {
    ...{ clusters, kustomizationsPerCluster, repositories },
    filesPerRepository: count(
      "--files-per-repository",
      options.filesPerRepository ?? `${fewestFiles}`,
    ),
    commitsPerHour: commits(options.commitsPerHour),
    slo: parseSlo(options.slo),
    memoryLimitBytes: memory(options.memoryLimit),
    cpuLimitCores: cpu(options.cpuLimit),
    sourceIntervalMs:
      options.interval === undefined ? null : duration("--interval", options.interval),
    kustomizationIntervalMs: duration("--kustomization-interval", options.kustomizationInterval),
  };
  if (repositories > all) {
    throw new UsageError(
      `--repositories ${repositories}: expected at most one for each of the ${all} Kustomizations`,
    );
  }
  return question;
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= countMost) return value;
  throw new UsageError(`${option} ${text}: expected a whole number from 1 to ${countMost}`);
}

function commits(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= countMost) return value;
  throw new UsageError(`--commits-per-hour ${text}: expected a number from 0 to ${countMost}`);
}

function memory(text: string): number {
  const bytes = parseBytes(text);
  if (bytes) return bytes;
  throw new UsageError(`--memory-limit ${text}: expected a quantity such as 512Mi or 1Gi`);
}

function cpu(text: string): number {
  const milli = parseCpu(text);
  if (milli) return milli / 1000;
  throw new UsageError(`--cpu-limit ${text}: expected a quantity such as 500m or 1, at least 10m`);
}

function duration(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms && Number.isFinite(ms)) return ms;
  throw new UsageError(`${option} ${text}: expected a duration above zero such as 30s, 10m or 1h`);
}
