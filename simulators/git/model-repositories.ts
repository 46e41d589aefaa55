import type { Clock, Random } from "../../harness/core/clock.ts";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import type { Advertisement, ModelPush, ModelSnapshot } from "../support/git-wire.ts";
import { contentCommits } from "./content.ts";
import { commitOn, follows, letGo, type ModelCommit, treeOf } from "./model-commit.ts";
import { contentOf } from "./model-content.ts";
import { changeTree, generatedTree } from "./model-tree.ts";
import {
  checkNames,
  checkNewRepository,
  checkPath,
  harnessPusher,
  noRepository,
  type RepositoryWriter,
  refusedForcePush,
} from "./repository-writer.ts";
import type { RefMoved } from "./webhooks.ts";

/** A repository that is kept in memory. */
export interface ModelRepository {
  name: string;
  /** Grows whenever refs change. */
  generation: number;
  advertised(): Omit<Advertisement, "capabilities">;
  /** Undefined for a commit that never was. Those that no branch holds any more are kept. */
  snapshot(commit: string): ModelSnapshot | undefined;
  /** Takes a commit over the network. Gives why not, where its branch has moved on. */
  push(change: ModelPush, pusher: string): string | undefined;
}

interface Kept extends ModelRepository {
  refs: Map<string, string>;
  commits: Map<string, ModelCommit>;
  /** How many there are, generated ones too. */
  count: number;
  protected: Set<string>;
}

/** Repositories in memory, which hold of generated content but its size. */
export function createModelRepositories(options: {
  clock: Clock;
  random: Random;
  /** Told of every push, whoever made it. */
  moved(move: RefMoved): void;
}): {
  get(name: string): ModelRepository | undefined;
} & RepositoryWriter {
  const { clock, random, moved } = options;
  const repositories = new Map<string, Kept>();
  const find = (name: string) => {
    const found = repositories.get(name);
    if (!found) throw noRepository(name);
    return found;
  };
  const move = (repository: Kept, ref: string, hash: string) => {
    repository.refs.set(ref, hash);
    repository.generation += 1;
  };

  return {
    get: (name) => repositories.get(name),
    async create(request) {
      checkNewRepository(request);
      const { name, branch, files, fileBytes, history } = request;
      if (repositories.has(name)) throw new UsageError(`repository ${name} exists already`);
      const repository = emptyRepository(name, branch, moved);
      repository.count = contentCommits({ files, history });
      repositories.set(name, repository);
      if (repository.count === 0) return;
      const identity = `${random.fork(name).next()} ${history}`;
      const tree = generatedTree(Math.max(files, history > 0 ? 1 : 0), fileBytes, identity);
      const head = commitOn({ tree, number: repository.count - 1, message: "Generated content" });
      repository.commits.set(head.hash, head);
      move(repository, `refs/heads/${branch}`, head.hash);
    },
    async commit({ repository: name, branch, files, message, onto }) {
      const repository = find(name);
      checkNames(name, branch);
      for (const path of Object.keys(files)) checkPath(path);
      const { refs, commits, count } = repository;
      const previous = refs.get(`refs/heads/${branch}`) ?? null;
      const parentHash = onto ?? previous;
      const parent = parentHash === null ? undefined : commits.get(parentHash);
      if (parentHash !== null && !parent) throw noCommit(name, parentHash);
      if (repository.protected.has(branch) && !follows(parent, previous)) {
        throw refusedForcePush(name, branch);
      }
      const base = parent ? treeOf(parent) : generatedTree(0, 0, "");
      const tree = changeTree(base, files);
      const made = commitOn({ tree, number: count, message, files, ...(parent && { parent }) });
      if (parent) letGo(parent);
      commits.set(made.hash, made);
      repository.count += 1;
      const ref = `refs/heads/${branch}`;
      move(repository, ref, made.hash);
      moved({
        ...{ repository: name, ref, before: previous, after: made.hash },
        pusher: harnessPusher,
      });
      return { commit: made.hash, previous, pushedAtMs: clock.nowMs() };
    },
    async protect({ repository: name, branch }) {
      checkNames(name, branch);
      find(name).protected.add(branch);
    },
    async tag({ repository: name, tag, commit }) {
      const repository = find(name);
      checkNames(name, tag, "tag");
      if (!repository.commits.has(commit)) throw noCommit(name, commit);
      move(repository, `refs/tags/${tag}`, commit);
    },
  };
}

function emptyRepository(name: string, branch: string, moved: (move: RefMoved) => void): Kept {
  const refs = new Map<string, string>();
  const commits = new Map<string, ModelCommit>();
  const ref = `refs/heads/${branch}`;
  const repository: Kept = {
    ...{ name, generation: 0, refs, commits, count: 0, protected: new Set<string>() },
    advertised() {
      const commit = refs.get(ref);
      return { refs, ...(commit === undefined ? {} : { head: { commit, ref } }) };
    },
    snapshot(hash) {
      const commit = commits.get(hash);
      if (!commit) return undefined;
      const [message = ""] = commit.message.split("\n", 1);
      const parents = commit.parent ? [commit.parent.hash] : [];
      return { commit: hash, message, parents, ...contentOf(treeOf(commit)) };
    },
    push(change, pusher) {
      const refused = take(repository, change);
      if (refused !== undefined) return refused;
      repository.generation += 1;
      const { ref: pushed, old: before, commit: after } = change;
      moved({ repository: name, ref: pushed, before, after, pusher });
      return undefined;
    },
  };
  return repository;
}

function take(repository: Kept, { ref, old, commit, message, files }: ModelPush) {
  const { refs, commits } = repository;
  for (const path of Object.keys(files)) checkPath(path);
  const parent = commits.get(old);
  if (!parent || refs.get(ref) !== old) return "failed to update ref";
  const number = repository.count;
  const tree = changeTree(treeOf(parent), files);
  letGo(parent);
  commits.set(commit, { hash: commit, number, message, files, tree, parent });
  repository.count += 1;
  refs.set(ref, commit);
  return undefined;
}

const noCommit = (name: string, commit: string) =>
  new HarnessError(`repository ${name} of the Git model has no commit ${commit}`);
