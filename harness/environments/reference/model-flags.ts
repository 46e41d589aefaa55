import type { ControllerFlags } from "../../../simulators/controllers/runtime/controller-process.ts";
import { durationMs } from "../../../simulators/controllers/runtime/duration.ts";
import { UnsupportedError } from "../../core/failure.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { addresses } from "./addresses.ts";
import { readGates } from "./read-gates.ts";

const minuteMs = 60_000;

/** Defaults of Flux's controllers; `flux-behaviour.md`, "Flags". */
function defaults({ name, controller, selector }: ControllerInstance): ControllerFlags {
  return {
    concurrent: controller === "source-controller" ? 2 : 4,
    retryMsMin: 750,
    retryMsMax: 15 * minuteMs,
    requeueDependencyMs: 30_000,
    jitterPercent: 5,
    ...(selector === null ? {} : { watchLabelSelector: selector }),
    ...(controller === "notification-controller" ? {} : { eventsAddress: `${addresses.events}/` }),
    storageAddress: addresses.artifacts(name),
    artifactRetentionMs: minuteMs,
    artifactRetentionRecords: 2,
    helmIndexBytesMax: 50 * 2 ** 20,
    featureGates: new Set(),
  };
}

type ReadFlag = (flags: ControllerFlags, value: string, instance: ControllerInstance) => void;

const readers: Record<string, ReadFlag> = {
  "--concurrent": (flags, value) => {
    flags.concurrent = Number(value);
  },
  "--min-retry-delay": (flags, value) => {
    flags.retryMsMin = durationMs(value);
  },
  "--max-retry-delay": (flags, value) => {
    flags.retryMsMax = durationMs(value);
  },
  "--requeue-dependency": (flags, value) => {
    flags.requeueDependencyMs = durationMs(value);
  },
  "--interval-jitter-percentage": (flags, value) => {
    flags.jitterPercent = Number(value);
  },
  "--artifact-retention-ttl": (flags, value) => {
    flags.artifactRetentionMs = durationMs(value);
  },
  "--artifact-retention-records": (flags, value) => {
    flags.artifactRetentionRecords = Number(value);
  },
  "--helm-index-max-size": (flags, value) => {
    flags.helmIndexBytesMax = Number(value);
  },
  "--events-addr": (flags, value) => {
    if (value === "") delete flags.eventsAddress;
    else flags.eventsAddress = value;
  },
  "--feature-gates": (flags, value, { controller }) => {
    flags.featureGates = readGates(controller, value);
  },
};

/** What a controller's command line means to the model. @throws UnsupportedError for flags it hasn't. */
export function modelFlags(
  instance: ControllerInstance,
  given: readonly string[],
): ControllerFlags {
  const flags = defaults(instance);
  for (const text of given) {
    const [name = "", value = ""] = text.split(/=(.*)/s);
    const read = readers[name];
    if (!read) {
      const known = Object.keys(readers).join(", ");
      throw new UnsupportedError(`flag ${text} of ${instance.name}`, `the model heeds ${known}`);
    }
    read(flags, value, instance);
  }
  return flags;
}
