import { startHelmController } from "../../../simulators/controllers/helm/start-helm-controller.ts";
import { startKustomizeController } from "../../../simulators/controllers/kustomize/start-kustomize-controller.ts";
import { startNotificationController } from "../../../simulators/controllers/notification/start-notification-controller.ts";
import type { ControllerProcess } from "../../../simulators/controllers/runtime/controller-process.ts";
import type { RunningController } from "../../../simulators/controllers/runtime/start-controller.ts";
import type { ArtifactStorage } from "../../../simulators/controllers/source/artifact-storage.ts";
import { startSourceController } from "../../../simulators/controllers/source/start-source-controller.ts";
import type { Network } from "../../../simulators/support/network.ts";
import type { SubjectInfo } from "../../core/run.ts";
import type { Subject } from "../../subjects/subject.ts";
import { addresses } from "./addresses.ts";

export interface ModelStart {
  process: ControllerProcess;
  /** Of its Pod. */
  storage: ArtifactStorage;
  network: Network;
  /** Disposed of at the end of this life. */
  stack: AsyncDisposableStack;
}

interface ModelledController {
  /** The version that it is a model of. */
  version: string;
  start(request: ModelStart): RunningController[];
}

/** The controllers that there are models of, as they are in flux@2.7. */
export const modelledControllers: Record<string, ModelledController> = {
  "source-controller": {
    version: "1.7.3",
    start({ process, storage, network, stack }) {
      const { storageAddress } = process.flags;
      stack.use(network.listen(storageAddress, (request) => storage.handle(request)));
      return startSourceController(process, storage);
    },
  },
  "kustomize-controller": {
    version: "1.7.3",
    start: ({ process }) => [startKustomizeController(process)],
  },
  "helm-controller": {
    version: "1.4.0",
    start: ({ process }) => [startHelmController(process)],
  },
  "notification-controller": {
    version: "1.6.0",
    start({ process, network, stack }) {
      const { running, events, receiver } = startNotificationController(process);
      stack.use(network.listen(addresses.events, events));
      stack.use(network.listen(addresses.receiver, receiver));
      return running;
    },
  },
};

const info: SubjectInfo = {
  name: "reference",
  kind: "model",
  controllers: Object.entries(modelledControllers).map(([name, { version }]) => ({
    name,
    version: `model of ${version}`,
  })),
  crds: ["flux@2.7, without descriptions"],
  notes: [
    "A model of the controllers in virtual time, not Flux: its times and memory are stated parameters, never measurements.",
  ],
};

/** The model of the controllers as a subject. */
export const referenceSubject: Subject = {
  info,
  binaries: Object.fromEntries(Object.keys(modelledControllers).map((name) => [name, "model"])),
  crdFiles: [],
};
