import { type ImageRepository, parseImageRepository } from "../registry/image-name.ts";

/** @throws Error in image-reflector-controller's words. */
export function parseImage(image: string, insecure?: boolean): ImageRepository {
  const [scheme, ...rest] = image.split("://");
  if (rest.length > 0) {
    throw new Error(`image '${image}' should not include URL scheme; remove '${scheme}://'`);
  }
  const [, tag] = image.replace(/^([^/:]*):\d+\//, "$1/").split(":");
  if (tag !== undefined) {
    throw new Error(`image '${image}' should not include a tag; remove ':${tag}'`);
  }
  try {
    return parseImageRepository(image, insecure);
  } catch {
    throw new Error(`could not parse reference: ${image}`);
  }
}
