import { differencesOf } from '../comparison/array-differences.js';
import type { ArrayData, ArrayDifferenceData, ComparedArrayData } from '../data/page-data.js';
import { columnsOf, isOfColumns } from '../plots/columns.js';
import { decimated } from '../plots/decimation.js';
import { elementsOf } from '../plots/elements-text.js';

/**
 * Returns each column of arrays that are compared, as an array with one axis that is compared, where the page of each artifact draws the
 * columns as curves; undefined for other arrays.
 */
export function comparedColumns(compared: ComparedArrayData): ComparedArrayData[] | undefined {
  const { pointer, arrays, differences } = compared;
  const present = arrays.filter((array) => array !== null);
  const counts = new Set(present.map(({ shape }) => shape[1]));
  if (!present.every(isOfColumns) || counts.size !== 1) return undefined;
  const columns = arrays.map((array) => (array === null ? null : columnsOf(array)));
  if (columns.includes(undefined)) return undefined;
  const [count = 0] = counts;
  return Array.from({ length: count }, (_, column) => {
    const curves = columns.map((each, place): ArrayData | null => {
      const curve = each?.[column];
      return curve ? { ...curve, axes: [arrays[place]?.axes?.[0] ?? 'row'] } : null;
    });
    return {
      pointer,
      name: curves.find((curve) => curve !== null)?.name as string,
      arrays: curves,
      xs: curves.map(() => null),
      differences: differences.map(
        (difference, place) => difference && columnDifference(difference, curves, place, [column, count]),
      ),
    };
  });
}

/** Returns how a column differs from that of the first artifact. Why no difference is drawn is said once, of the whole array. */
function columnDifference(
  { note, first, reason }: ArrayDifferenceData,
  curves: readonly (ArrayData | null)[],
  place: number,
  [column, count]: readonly [number, number],
): ArrayDifferenceData {
  const [a, b] = [curves[0], curves[place]].map((curve) => curve && elementsOf(curve));
  return {
    note,
    ...(first !== undefined && first % count === column ? { first: Math.floor(first / count) } : {}),
    ...(reason === undefined && a && b ? { drawn: decimated(differencesOf(a, b)) } : {}),
  };
}
