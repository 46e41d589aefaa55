import { DatabaseSync } from "node:sqlite";
import { HarnessError, UsageError } from "../core/failure.ts";
import { type RunSummary, runSummary } from "./run-summary.ts";

/** Summaries of runs in a database file, which several processes may use at once. */
export interface Archive extends Disposable {
  /** Adds those that aren't there yet, all or none; resolves to how many were new. */
  add(summaries: readonly RunSummary[]): number;
  /** Those that match, oldest first. */
  find(filter?: ArchiveFilter): RunSummary[];
}

/** Absent fields match everything. */
export interface ArchiveFilter {
  scenario?: string;
  environment?: string;
  subject?: string;
}

/** Told apart from databases of others by SQLite's own field for that: "FLXP". */
const applicationId = 0x46_4c_58_50;
const schemaVersion = 1;
/** Another writer holds it for milliseconds. */
const busyTimeoutMs = 30_000;

const schema = `
create table if not exists runs (
  id text primary key,
  started_at text not null,
  scenario text not null,
  environment text not null,
  subject text not null,
  summary text not null
) strict;
create index if not exists runs_by_scenario on runs (scenario, environment, subject, started_at);
`;

/**
 * Opens an archive, made where there is none.
 * @throws UsageError for a file that is something else, HarnessError where it can't be used.
 */
export function openArchive(file: string): Archive {
  const database = openDatabase(file);
  const insert = database.prepare(
    "insert or ignore into runs (id, started_at, scenario, environment, subject, summary) values (?, ?, ?, ?, ?, ?)",
  );
  const select = database.prepare(
    `select summary from runs
     where (?1 is null or scenario = ?1) and (?2 is null or environment = ?2) and (?3 is null or subject = ?3)
     order by started_at, id`,
  );
  return {
    add(summaries) {
      // Taken at once, so that no other writer comes between reading and writing.
      database.exec("begin immediate");
      try {
        let added = 0;
        for (const each of summaries) {
          const { id, startedAt, scenario, environment, subject } = each;
          const row = [id, startedAt, scenario, environment, subject, JSON.stringify(each)];
          added += Number(insert.run(...row).changes);
        }
        database.exec("commit");
        return added;
      } catch (error) {
        database.exec("rollback");
        throw error;
      }
    },
    find({ scenario = null, environment = null, subject = null } = {}) {
      const rows = select.all(scenario, environment, subject);
      return rows.map(({ summary }) => runSummary.parse(JSON.parse(String(summary))));
    },
    [Symbol.dispose]: () => database.close(),
  };
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    requireOwn(database, file);
    database.exec("pragma journal_mode = wal");
    database.exec("begin immediate");
    database.exec(schema);
    database.exec(`pragma application_id = ${applicationId}`);
    database.exec(`pragma user_version = ${schemaVersion}`);
    database.exec("commit");
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof UsageError) throw error;
    throw new HarnessError(`the archive ${file} cannot be used: ${(error as Error).message}`);
  }
}

function requireOwn(database: DatabaseSync, file: string): void {
  let id: unknown;
  let version: unknown;
  let tables: unknown;
  try {
    // At one moment: between two of these another process may make the archive.
    database.exec("begin");
    id = database.prepare("pragma application_id").get()?.application_id;
    version = database.prepare("pragma user_version").get()?.user_version;
    tables = database.prepare("select count(*) as tables from sqlite_schema").get()?.tables;
    database.exec("commit");
  } catch (error) {
    throw new UsageError(
      `${file}: expected an archive of fluxproof or no file: ${(error as Error).message}`,
    );
  }
  if (tables === 0) return;
  if (id !== applicationId) {
    throw new UsageError(
      `${file}: expected an archive of fluxproof, it is another's SQLite database`,
    );
  }
  if (version !== schemaVersion) {
    throw new UsageError(
      `${file}: expected an archive of version ${schemaVersion}, it has version ${String(version)}; use the fluxproof that wrote it`,
    );
  }
}
