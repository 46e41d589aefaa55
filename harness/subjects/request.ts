import { UsageError } from "../core/failure.ts";
import {
  type ControllerName,
  type ControllerVersions,
  controllerNames,
  exampleMix,
  knownVersions,
  nearestKnown,
  releases,
  shortName,
} from "./catalogue.ts";
import { type ImageRequest, parseImages } from "./image/image-request.ts";

/** A subject as the user named it, understood but not yet on this machine. */
export type SubjectRequest =
  | {
      kind: "release" | "mix";
      /** `flux@2.7`, or a mix with its controllers in their usual order. */
      name: string;
      controllers: ControllerVersions;
      notes: string[];
    }
  | {
      kind: "folder";
      /** `dir:PATH` as given. */
      name: string;
      /** As given: relative to the working directory. */
      path: string;
    }
  | ImageRequest;

/** @throws UsageError naming the value seen, what was expected and what exists. */
export function parseSubject(text: string): SubjectRequest {
  if (text.startsWith("dir:")) {
    return parseFolder(text);
  }
  if (text.startsWith("image:")) {
    return parseImages(text);
  }
  if (text.startsWith("mix:")) {
    return parseMix(text);
  }
  const release = releases.find(({ name }) => name === text);
  if (!release) {
    const known = releases.map(({ name }) => name).join(", ");
    throw new UsageError(
      `subject ${JSON.stringify(text)}: there is none of that name; known are ${known}, ` +
        `a mix such as ${exampleMix}, image:flux@2.7 and the like for images, and dir:PATH for a folder of binaries`,
    );
  }
  const { name, controllers, notes } = release;
  return { kind: "release", name, controllers, notes };
}

function parseFolder(text: string): SubjectRequest {
  const path = text.slice("dir:".length);
  if (path.trim() === "" || path.includes("\0")) {
    throw new UsageError(
      `subject ${JSON.stringify(text)}: expected the path of a folder after "dir:", as in dir:./bin`,
    );
  }
  return { kind: "folder", name: text, path };
}

function parseMix(text: string): SubjectRequest {
  const controllers: ControllerVersions = {};
  for (const item of text.slice("mix:".length).split("+")) {
    const { name, version } = parseMixItem(text, item);
    if (controllers[name] !== undefined) {
      throw new UsageError(
        `subject ${JSON.stringify(text)}: ${shortName(name)} is named twice, ` +
          `as ${controllers[name]} and as ${version}; a mix has one version of each controller`,
      );
    }
    controllers[name] = version;
  }
  if (controllers["source-controller"] === undefined) {
    throw new UsageError(
      `subject ${JSON.stringify(text)}: a mix needs a source-controller; add one of ` +
        Object.keys(knownVersions["source-controller"])
          .map((version) => `source-${version}`)
          .join(", "),
    );
  }
  const named = controllerNames.filter((name) => controllers[name] !== undefined);
  const name = `mix:${named.map((each) => `${shortName(each)}-${controllers[each]}`).join("+")}`;
  return {
    kind: "mix",
    name,
    controllers,
    notes: named.flatMap((each) => untried(each, controllers)),
  };
}

function untried(name: ControllerName, { [name]: version = "" }: ControllerVersions): string[] {
  const known = nearestKnown(name, version);
  if (known === version) return [];
  return [
    `fluxproof was not tried with ${name} ${version}; it is taken to watch the kinds of source that ${known} watches`,
  ];
}

function parseMixItem(text: string, item: string): { name: ControllerName; version: string } {
  const name = controllerNames.find((each) => item.startsWith(`${shortName(each)}-`));
  if (!name) {
    throw new UsageError(
      `subject ${JSON.stringify(text)}: ${JSON.stringify(item)} is not CONTROLLER-VERSION with ` +
        `one of ${controllerNames.map(shortName).join(", ")}; expected something like ${exampleMix}`,
    );
  }
  const version = item.slice(shortName(name).length + 1);
  if (nearestKnown(name, version) === undefined) {
    throw new UsageError(
      `subject ${JSON.stringify(text)}: version ${JSON.stringify(version)} of ${name}: expected one like ` +
        `1.10.0, not older than those that fluxproof was tried with, ` +
        `${Object.keys(knownVersions[name]).join(", ")} (for any other, name a folder of binaries: dir:PATH)`,
    );
  }
  return { name, version };
}
