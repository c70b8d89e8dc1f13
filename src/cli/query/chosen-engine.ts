import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { CLICKHOUSE } from '../../engines/clickhouse/clickhouse.js';
import { DUCKDB } from '../../engines/duckdb/duckdb.js';
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

/**
 * Returns the engine that the user has named, or DuckDB. For a bucket, that is ClickHouse if it is installed.
 *
 * @param word - the value of `--engine`; undefined if it is not given.
 * @throws Failure (`USAGE`) if there is no such engine.
 */
export function chosenEngine({ wantedRoot }: Context, word: string | undefined): ChosenEngine {
  if (word !== undefined) {
    const kind = Object.hasOwn(ENGINES, word) ? ENGINES[word] : undefined;
    if (kind !== undefined) return { kind, note: undefined };
    throw new Failure(`There is no engine ${escaped(word)}. Write --engine ${Object.keys(ENGINES).join(' or ')}.`);
  }
  if (!isBucketUrl(wantedRoot) || !isInstalled(CLICKHOUSE)) return { kind: DUCKDB, note: undefined };
  return {
    kind: CLICKHOUSE,
    note: 'ClickHouse has answered, because the artifacts are in a bucket (--engine duckdb: DuckDB).',
  };
}

/** True if the package of an engine is installed beside this one. */
function isInstalled({ engine }: QueryEngineKind): boolean {
  try {
    import.meta.resolve(engine.package);
    return true;
  } catch {
    return false;
  }
}
