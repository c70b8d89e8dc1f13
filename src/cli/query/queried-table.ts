import type { TableColumns } from '../../engines/duckdb/view.js';
import type { Scan } from '../../engines/scan.js';

/** The artifacts of a procedure as a table. */
export interface QueriedTable {
  readonly procedure: string;
  /** The name of its view. */
  readonly name: string;
  readonly scan: Scan;
  readonly columns: TableColumns;
}
