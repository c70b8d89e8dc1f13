/** The cell of a key that the artifact does not have. */
export const ABSENT = '-';

/** Units: columns of the terminal. A longer text is cut. */
export const TEXT_WIDTH = 24;

/** The greatest number of numbers that a cell shows one by one. */
export const MOST_CELL_NUMBERS = 4;

/** Digits of a number that is no integer. More digits are cut. */
const MOST_DIGITS = 6;

/** The mark at the end of a text or number that was cut. */
export const CUT_MARK = '…';

/** Returns the cell of a number: all digits of an integer, or up to six digits of another number, with `…` if it has more. */
export function numberCell(value: number | bigint): string {
  if (typeof value === 'bigint') return String(value);
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  if (!Number.isFinite(value) || Number.isInteger(value)) return text;
  const [, sign, whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(e.*)?$/.exec(text) ?? ([] as unknown as RegExpExecArray);
  // Zeros before the first other digit do not count: they show the magnitude, as an exponent does.
  const leading = whole === '0' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const room = leading + Math.max(0, MOST_DIGITS - (whole === '0' ? 0 : whole.length));
  const kept = fraction.slice(0, room);
  const cut = kept.length < fraction.length ? CUT_MARK : '';
  return `${sign}${whole}${kept === '' ? '' : `.${kept}`}${cut}${exponent ?? ''}`;
}

/** Which numbers stand one by one in a cell. */
interface FewNumbersOptions {
  /** The greatest number of them. */
  readonly most?: number;
  /** Whether they may be cut, as those of a column are. */
  readonly mayBeCut?: boolean;
}

/** Returns the cell of few numbers, `[28 82]`; undefined if there are more, if one of them would be cut, or if it is too wide. */
export function fewNumbersCell(
  values: ArrayLike<number | bigint>,
  { most = MOST_CELL_NUMBERS, mayBeCut = false }: FewNumbersOptions = {},
): string | undefined {
  if (values.length > most) return undefined;
  const cell = `[${Array.from(values, numberCell).join(' ')}]`;
  return (cell.includes(CUT_MARK) && !mayBeCut) || cell.length > TEXT_WIDTH ? undefined : cell;
}
