/**
 * What a client and a server of smart HTTP (protocol version 0) say to each other, and the model's stand-in
 * for packs. Readers fail in go-git's words, whose source is the model for all of it.
 */
export { type Advertisement, readAdvertisement, writeAdvertisement } from "./git-advertisement.ts";
export { type ModelSnapshot, readModelPack, writeModelPack } from "./git-model-pack.ts";
export {
  type ModelPush,
  modelCommitHash,
  readModelPush,
  readPushReport,
  writeModelPush,
  writePushReport,
} from "./git-model-push.ts";
export { pktLine } from "./git-pkt-line.ts";
export { readUploadPackRequest, uploadPackRequest } from "./git-upload-pack.ts";
