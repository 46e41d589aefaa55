/** A repository of images, as go-containerregistry takes its name apart. */
export interface ImageRepository {
  /** Host, and port where there is one. */
  registry: string;
  repository: string;
  /** Whether plain HTTP is tried when HTTPS fails. */
  mayBePlain: boolean;
  /** `registry/repository` */
  name: string;
}

const dockerHub = "index.docker.io";
const characters = "abcdefghijklmnopqrstuvwxyz0123456789_-./";
/** Registries that are tried without TLS, too: those of this machine and of private networks. */
const local =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)[\d.]+(:|$)|^localhost:|\.local(host)?(:\d{1,5})?$|127\.0\.0\.1|::1/;

/** @throws Error in go-containerregistry's words. */
export function parseImageRepository(text: string, insecure = false): ImageRepository {
  if (text === "") throw new Error("a repository name must be specified");
  const [first = "", ...others] = text.split("/");
  const hasRegistry = others.length > 0 && /[.:]/.test(first);
  const path = hasRegistry ? others.join("/") : text;
  if (path.length < 2 || path.length > 255) {
    throw new Error(`repository must be between 2 and 255 characters in length: ${path}`);
  }
  if ([...path].some((each) => !characters.includes(each))) {
    throw new Error(`repository can only contain the characters \`${characters}\`: ${path}`);
  }
  const registry = hasRegistry && first !== "docker.io" ? first : dockerHub;
  if (URL.parse(`http://${registry}`) === null) {
    throw new Error(`registries must be valid RFC 3986 URI authorities: ${registry}`);
  }
  const implied = registry === dockerHub && !path.includes("/");
  const repository = implied ? `library/${path}` : path;
  const name = `${registry}/${repository}`;
  return { registry, repository, name, mayBePlain: insecure || local.test(registry) };
}
