import { unpackTarGz } from "../../support/tar-gz.ts";
import type { ImageManifest, PulledImage } from "../registry/registry-client.ts";
import { OutsideModelError } from "../runtime/reconcile-errors.ts";
import { describe } from "../runtime/start-controller.ts";
import type { ArchiveContent } from "./artifact-storage.ts";
import { SourceFailure } from "./source-failure.ts";

export interface LayerSelector {
  mediaType?: string;
  /** `extract` unless told. */
  operation?: string;
}

/** The content of the layer that is asked for. */
export async function readLayer(
  image: PulledImage,
  { mediaType, operation = "extract" }: LayerSelector = {},
): Promise<ArchiveContent> {
  const layer = selectLayer(image.manifest, mediaType);
  const blob = await image.layer(layer).catch((error) => {
    throw failed(`failed to extract the first layer from artifact: ${describe(error)}`);
  });
  const files = unpackTarGz(blob);
  if (operation === "copy") {
    if (!files) throw new OutsideModelError("copying a layer that isn't an archive");
    return { files };
  }
  if (!files) {
    const because = "requires gzip-compressed body: gzip: invalid header";
    throw failed(`failed to extract layer contents from artifact: ${because}`);
  }
  if (Object.keys(files).some((path) => /(^|\/)\.sourceignore$/.test(path))) {
    throw new OutsideModelError(".sourceignore in an OCI artifact");
  }
  return { files: Object.fromEntries(Object.entries(files).filter(([path]) => !excluded(path))) };
}

function selectLayer(
  { layers }: ImageManifest,
  mediaType: string | undefined,
): ImageManifest["layers"][number] {
  const [first] = layers;
  if (!first) throw failed("no layers found in artifact");
  if (!mediaType) return first;
  const found = layers.find((each) => each.mediaType === mediaType);
  if (found) return found;
  throw failed(`failed to find layer with media type '${mediaType}' in artifact`);
}

function failed(message: string): SourceFailure {
  return new SourceFailure("OCIArtifactLayerOperationFailed", message);
}

const excludedFolders = /(^|\/)\.(git|github|circleci)\//;
const excludedFiles =
  /(^|\/)(\.git|\.git(ignore|modules|attributes)|\.travis\.yml|\.gitlab-ci\.yml|appveyor\.yml|\.drone\.yml|cloudbuild\.yaml|codeship-(services|steps)\.yml|\.goreleaser\.yml|\.sops\.yaml|\.flux\.yaml)$/;
const excludedKinds = /\.(jpe?g|gif|png|wmv|flv|tar\.gz|zip)$/;

/** What no archive holds unless told: github.com/fluxcd/pkg/sourceignore. */
function excluded(path: string): boolean {
  return [excludedFolders, excludedFiles, excludedKinds].some((each) => each.test(path));
}
