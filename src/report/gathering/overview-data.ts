import type { OverviewData, ProblemData, ProcedureData } from '../data/page-data.js';
import { BARS, partsOf } from './bars.js';
import type { RowData } from './row-data.js';

/** The greatest number of newest artifacts. */
const MOST_NEWEST = 8;

/** An artifact as the overview counts it. */
export interface CountedArtifact extends Pick<RowData, 'id' | 'procedure' | 'time' | 'version' | 'seal'> {
  /** The second of its name: ISO 8601 without a time zone. */
  readonly second: string;
}

/**
 * Returns what the overview shows.
 *
 * @param artifacts - the newest first.
 * @param problems - what is wrong with files.
 * @param inFull - how many of the artifacts a report shows in full.
 * @param isSelection - whether they are only those that were asked for.
 */
export function overviewData(
  artifacts: readonly CountedArtifact[],
  problems: readonly ProblemData[],
  inFull: number,
  isSelection: boolean,
): OverviewData {
  const [newest, oldest] = [artifacts[0], artifacts.at(-1)];
  const span = newest && oldest && { from: oldest.second, to: newest.second };
  const byProcedure = new Map<string, CountedArtifact[]>();
  for (const artifact of artifacts) {
    const same = byProcedure.get(artifact.procedure);
    if (same === undefined) byProcedure.set(artifact.procedure, [artifact]);
    else same.push(artifact);
  }
  const sealed = (state: RowData['seal']) => artifacts.filter(({ seal }) => seal === state).length;
  return {
    count: artifacts.length,
    ...(isSelection ? { isSelection } : {}),
    rowsOnly: Math.max(0, artifacts.length - inFull),
    seals: { right: sealed('r'), none: sealed('n'), problems },
    procedures: [...byProcedure]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, same]) => procedureData(name, same, span as { from: string; to: string })),
    span,
    newest: artifacts.slice(0, MOST_NEWEST).map(({ id, procedure, time }) => ({ id, procedure, time })),
  };
}

function procedureData(
  name: string,
  artifacts: readonly CountedArtifact[],
  span: { readonly from: string; readonly to: string },
): ProcedureData {
  const [{ id, time }] = artifacts as [CountedArtifact];
  const partOf = partsOf(span);
  const bars = new Array<number>(BARS).fill(0);
  for (const { second } of artifacts) {
    const part = partOf(second);
    bars[part] = (bars[part] as number) + 1;
  }
  return {
    name,
    count: artifacts.length,
    versions: [...new Set(artifacts.flatMap(({ version }) => version ?? []))],
    newest: { id, time },
    bars,
  };
}
