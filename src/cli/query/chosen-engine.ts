import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { CLICKHOUSE, clickhouseServer } from '../../engines/clickhouse/clickhouse.js';
import { CHDB } from '../../engines/clickhouse/embedded-session.js';
import { serverAddress } from '../../engines/clickhouse/server-address.js';
import { DUCKDB } from '../../engines/duckdb/duckdb.js';
import type { OptionalPackage } from '../../engines/optional-package.js';
import type { QueryEngineKind } from '../../engines/query-engine.js';
import { isBucketUrl } from '../context/bucket-url.js';
import type { Context } from '../context/context.js';

/** The engines, by the words of `--engine`. */
export const ENGINES: Readonly<Record<string, QueryEngineKind>> = { duckdb: DUCKDB, clickhouse: CLICKHOUSE };

/** The engine that runs a query, and a note on it. */
interface ChosenEngine {
  readonly kind: QueryEngineKind;
  /** Says which engine it is, if the user has not named it and might expect another one. */
  readonly note: string | undefined;
}

/** What a user has said of the engine; undefined where nothing. */
export interface EngineOptions {
  /** The word of `--engine`. */
  readonly engine?: string;
  /** The address of a server of ClickHouse. */
  readonly server?: string;
}

/**
 * Returns the engine that the user has named, or DuckDB. For a bucket, that is ClickHouse if it is installed.
 *
 * @throws Failure (`USAGE`) if there is no such engine, or the address is none.
 */
export function chosenEngine({ wantedRoot }: Context, { engine: word, server }: EngineOptions): ChosenEngine {
  if (server !== undefined) {
    if (word !== undefined && word !== 'clickhouse')
      throw new Failure('--server is that of ClickHouse. Write it without --engine.');
    return { kind: clickhouseServer(serverAddress(server, process.env)), note: undefined };
  }
  if (word !== undefined) {
    const kind = Object.hasOwn(ENGINES, word) ? ENGINES[word] : undefined;
    if (kind !== undefined) return { kind, note: undefined };
    throw new Failure(`There is no engine ${escaped(word)}. Write --engine ${Object.keys(ENGINES).join(' or ')}.`);
  }
  if (!isBucketUrl(wantedRoot) || !isInstalled(CHDB)) return { kind: DUCKDB, note: undefined };
  return {
    kind: CLICKHOUSE,
    note: 'ClickHouse has answered, because the artifacts are in a bucket (--engine duckdb: DuckDB).',
  };
}

/** True if a package is installed beside this one. */
function isInstalled({ package: name }: OptionalPackage): boolean {
  try {
    import.meta.resolve(name);
    return true;
  } catch {
    return false;
  }
}
