import type { Cells } from "./cell-of.ts";
import { at, listAt, textAt } from "./fields.ts";

export const storageCells: Cells = {
  "storageclasses.storage.k8s.io": {
    Provisioner: (storage) => textAt(storage, "provisioner") ?? "",
    ReclaimPolicy: (storage) => textAt(storage, "reclaimPolicy") ?? "Delete",
    VolumeBindingMode: (storage) => textAt(storage, "volumeBindingMode") ?? "Immediate",
    AllowVolumeExpansion: (storage) => at(storage, "allowVolumeExpansion") === true,
  },
  "csidrivers.storage.k8s.io": {
    AttachRequired: (driver) => at(driver, "spec", "attachRequired") !== false,
    PodInfoOnMount: (driver) => at(driver, "spec", "podInfoOnMount") === true,
    StorageCapacity: (driver) => at(driver, "spec", "storageCapacity") === true,
    TokenRequests: (driver) =>
      at(driver, "spec", "tokenRequests") === undefined
        ? "<unset>"
        : listAt(driver, "spec", "tokenRequests")
            .map((one) => textAt(one, "audience") ?? "")
            .join(","),
    RequiresRepublish: (driver) => at(driver, "spec", "requiresRepublish") === true,
    Modes: (driver) => listAt(driver, "spec", "volumeLifecycleModes").join(",") || "<none>",
  },
  "csinodes.storage.k8s.io": { Drivers: (node) => listAt(node, "spec", "drivers").length },
  "volumeattachments.storage.k8s.io": {
    Attacher: (one) => textAt(one, "spec", "attacher") ?? "",
    PV: (one) => textAt(one, "spec", "source", "persistentVolumeName") ?? "",
    Node: (one) => textAt(one, "spec", "nodeName") ?? "",
    Attached: (one) => at(one, "status", "attached") === true,
  },
  "volumeattributesclasses.storage.k8s.io": {
    DriverName: (one) => textAt(one, "driverName") ?? "",
  },
};
