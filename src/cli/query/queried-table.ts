import type { LinesTable } from '../../engines/query-engine.js';

/** The artifacts of a procedure as a table, by the names that the engine of the query takes. */
export interface QueriedTable extends LinesTable {
  readonly procedure: string;
}
