/** A request for a repository, as its path and query tell. */
export interface GitRequestPath {
  /** What comes before the repository, `/fluxproof`: an organisation, where a Git host has them. */
  root: string;
  repository: string;
  /** `refs` lists what there is, `pack` carries objects to the client; `other` is all else. */
  endpoint: "refs" | "pack" | "other";
  /** Below the repository: the only paths that smart HTTP has. */
  file: "info/refs" | "git-upload-pack" | "git-receive-pack";
  /** The client wants to change the repository, or asks how. */
  pushes: boolean;
}

/** What a repository may be called, so that a name is always one plain path segment. */
export const repositoryName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Undefined for every URL that is not part of smart HTTP. Nothing is decoded: no name needs it. */
export function parseGitRequest(url: string): GitRequestPath | undefined {
  const { pathname, searchParams } = new URL(url);
  const match =
    /^((?:\/[^/]+)?)\/([^/]+)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(pathname);
  const [, root = "", repository = "", file = ""] = match ?? [];
  if (!repositoryName.test(repository)) return undefined;
  switch (file) {
    case "info/refs": {
      const service = searchParams.get("service");
      // Without a service it is the protocol that serves plain files, which big hosts have given up.
      if (service !== "git-upload-pack" && service !== "git-receive-pack") return undefined;
      return { root, repository, file, endpoint: "refs", pushes: service === "git-receive-pack" };
    }
    case "git-upload-pack":
      return { root, repository, file, endpoint: "pack", pushes: false };
    case "git-receive-pack":
      return { root, repository, file, endpoint: "other", pushes: true };
    default:
      return undefined;
  }
}

/** What a request is for. */
export interface GitRequestTarget {
  repository: string;
  /** `ssh` is a connection over SSH: what is said on it only its two ends know. */
  endpoint: GitRequestPath["endpoint"] | "ssh";
}

/** Undefined for every URL that is for no repository, over smart HTTP or SSH. */
export function gitRequestTarget(url: string): GitRequestTarget | undefined {
  if (!url.startsWith(sshScheme)) return parseGitRequest(url);
  const [, repository = ""] = /\/([^/]+)\.git$/.exec(url) ?? [];
  return repositoryName.test(repository) ? { repository, endpoint: "ssh" } : undefined;
}

const sshScheme = "ssh:";
