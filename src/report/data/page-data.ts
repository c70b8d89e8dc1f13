import type { DType } from '../../model/dtypes.js';
import type { PackedScalar } from './packed.js';
import type { PackedTree } from './packed-tree.js';

// What the pages show, as JSON carries it from Node to the browser: in the file of a report, or as an answer of the server. It is made in
// `gathering/`, and shown by `views/`, which run on both sides.

/** All that the file of a report holds; the server answers with the parts that a page needs. */
export interface PageData {
  /** The folder of the artifacts, as its paths begin. */
  readonly root: string;
  /** When the page was written: ISO 8601 in UTC, to the second. */
  readonly written: string;
  /** True for a page of the server, which shows a store that may change. */
  readonly isLive: boolean;
  readonly overview: OverviewData;
  /** A table for each procedure that the page shows. */
  readonly tables: readonly TableData[];
  /** The artifacts that the page shows in full. */
  readonly artifacts: readonly ArtifactData[];
  /** The comparison that a live page shows. In a report, the browser makes it. */
  readonly comparison?: ComparisonData;
}

/** What the overview shows. */
export interface OverviewData {
  /** How many artifacts there are. */
  readonly count: number;
  /** True for a report of the artifacts of some procedures, of some times, or that match conditions. */
  readonly isSelection?: boolean;
  /** How many of them stand in tables alone, because a report shows at most `--max` in full. */
  readonly rowsOnly: number;
  /** undefined on a live page, which checks no seals but those of the artifacts that it shows. */
  readonly seals:
    | { readonly right: number; readonly none: number; readonly problems: readonly ProblemData[] }
    | undefined;
  readonly procedures: readonly ProcedureData[];
  /** The time that all bars span: from the first second to the last, ISO 8601 as in the names of files. */
  readonly span: { readonly from: string; readonly to: string } | undefined;
  /** The folders that a live page could not list. */
  readonly unread?: readonly ProblemData[];
  /** The newest artifacts, at most 8. */
  readonly newest: readonly { readonly id: string; readonly procedure: string; readonly time: string }[];
}

/** An artifact that could not be read, or whose seal is wrong. */
export interface ProblemData {
  readonly path: string;
  readonly message: string;
  /** Missing if no page shows what could be read of it. */
  readonly id?: string;
}

/** One procedure in the overview. */
export interface ProcedureData {
  readonly name: string;
  readonly count: number;
  /** The versions, those of the newest artifacts first. A live page has the version of the newest one alone. */
  readonly versions: readonly string[];
  readonly newest: { readonly id: string; readonly time: string };
  /** How many artifacts lie in each part of the span, which has 96 equal parts. */
  readonly bars: readonly number[];
}

/** The artifacts of one procedure as a table: by columns, in the order of the rows. */
export interface TableData {
  readonly procedure: string;
  /** How many artifacts of the procedure there are. The server sends only some of them as rows. */
  readonly count: number;
  readonly ids: readonly string[];
  /** The timestamps, as the files have them. */
  readonly times: readonly string[];
  /** Units: bytes. */
  readonly sizes: readonly number[];
  /** The state of each seal, one letter a row: `r` right, `n` none, `w` wrong, `u` not checked. */
  readonly seals: string;
  /** All keys that a row has, inputs first. */
  readonly keys: readonly KeyData[];
  /** Which rows the server sends; missing in a report, which has all of them. */
  readonly part?: TablePartData;
}

/** Which rows of a table the server sends. */
export interface TablePartData {
  /** The place of the first row among the artifacts that match, from 0. */
  readonly from: number;
  /** How many artifacts match, of those that were looked at. */
  readonly matching: number;
  /** How many artifacts were looked at, to filter and sort them; all, if nothing is to be filtered or sorted. */
  readonly examined: number;
  /** How many of these could not be read. */
  readonly unread: number;
  /** False if the time of a request did not suffice to look at all that the rows depend on. The same request goes on with it. */
  readonly isFinished: boolean;
  /** What is wrong with the filter or the key to sort by. There are no rows then. */
  readonly problem?: string;
  /** Notes on values that a condition could not compare, such as `3 with k "a" (2), null (1)`. */
  readonly incomparable: readonly string[];
}

/** The values of all rows under one key. */
export interface KeyData {
  readonly pointer: string;
  /** The name by which people and conditions call the key, as `namesOf` gives it. */
  readonly name: string;
  readonly isInput: boolean;
  /** True if its arrays are only the x of others. They are no column, unless all columns are shown. */
  readonly isX?: boolean;
  /** One value a row, or a single one that all rows have. `[]` stands for a key that the row does not have. */
  readonly values: readonly PackedValue[];
}

/** A value of a row. */
export type PackedValue = PackedScalar | PackedText | PackedArray | readonly [];

/** A value whose cell is another text than that of the scalar: a cut text, a list, an object. Without `value`, no condition compares it. */
export interface PackedText {
  readonly cell: string;
  readonly value?: PackedScalar;
  /** A text that is the same for two values only if they are equal; missing if cell and value tell. */
  readonly digest?: string;
}

/** An array of a row. */
export interface PackedArray {
  readonly dtype?: DType | undefined;
  readonly shape: readonly number[];
  /** The text of few numbers, such as `[28 82]`. */
  readonly cell?: string;
  /** The curve in little; missing if the elements were not read, or there is more than one axis. */
  readonly strip?: PackedStrip;
  /** A text that is the same for two arrays only if their elements are; missing if the elements were not read. */
  readonly digest?: string;
}

/** A curve in 112 columns (fewer if it has fewer numbers), each from its lowest to its highest finite number. */
export interface PackedStrip {
  /** The lowest and the highest finite number; missing if there is none. */
  readonly range?: readonly [PackedScalar, PackedScalar];
  /**
   * Base64 of two bytes a column: its lowest and its highest number, 0 to 254 from the lowest to the highest of the range; 255 in both
   * stands for a column without a finite number.
   */
  readonly columns: string;
  /** How many numbers are Infinity, and in which columns, rising; missing if none is. */
  readonly positiveInfinite?: { readonly count: number; readonly columns: readonly number[] };
  /** The same of -Infinity. */
  readonly negativeInfinite?: { readonly count: number; readonly columns: readonly number[] };
}

/** One artifact in full. */
export interface ArtifactData {
  readonly id: string;
  readonly procedure: string;
  /** The path as `save` returns it, which `repository.load` takes. */
  readonly path: string;
  /** The timestamp, as the file has it. */
  readonly time: string;
  readonly version: string | undefined;
  readonly seed: string | undefined;
  /** Units: bytes. */
  readonly size: number;
  readonly seal: SealData;
  /** Why the file does not fit its class; it is shown as it is stored. */
  readonly misfit?: string;
  /** The parameters and the other members, in the order of the file, without arrays. */
  readonly parameters: readonly MemberData[];
  readonly results: readonly MemberData[];
  /** How many members the file has beyond these, of which a page shows no more than it can. */
  readonly membersLeftOut?: number;
  readonly arrays: readonly ArrayData[];
  /** How many arrays the file has beyond these. */
  readonly arraysLeftOut?: number;
  /** All members, which a comparison goes through value by value: the texts above do not tell a list from its parts. */
  readonly tree: PackedTree;
}

/** The seal of an artifact. */
export type SealData =
  | { readonly state: 'right'; readonly digits: string }
  | { readonly state: 'none' }
  | { readonly state: 'wrong' | 'damaged'; readonly digits?: string; readonly message: string };

/** A value beside its key. Its name is as conditions have it, its text as `show` writes it, but a text without quotes. */
export interface MemberData {
  readonly pointer: string;
  readonly name: string;
  readonly text: string;
  /** `long`: a text that stands below its name, in lines of its own. */
  readonly kind: 'number' | 'text' | 'long' | 'other';
  /** The length of a text that was cut. Units: characters. */
  readonly length?: number;
}

/** An array in full, or its picture. */
export interface ArrayData {
  readonly pointer: string;
  readonly name: string;
  /** undefined in an unsealed file, which does not say it. */
  readonly dtype: DType | undefined;
  readonly shape: readonly number[];
  /** The unit of its numbers, as the class declares it. */
  readonly unit?: string | undefined;
  /** A name for each axis, as the class declares it. */
  readonly axes?: readonly string[] | undefined;
  /** The pointer of the array that has the x of each number: as the class or the user says, or as the names suggest. */
  readonly x?: string | undefined;
  readonly statistics: StatisticsData;
  /** The heights of the histogram of the finite numbers, from the lowest to the highest; missing if there are fewer than 20. */
  readonly histogram?: readonly number[];
  /** A text that is the same for two arrays of one dtype only if their elements are; missing if `elements` has them. */
  readonly digest?: string;
  /** The dtype of the elements if the file does not say it, and they are no float64, because there are integers beyond 2^53. */
  readonly readAs?: 'int64' | 'uint64';
  /** Little-endian elements. */
  readonly elements?: string;
  /** The numbers that the picture of a longer curve has, by M4. */
  readonly drawn?: DrawnData;
  /** The numbers that the picture of each column has, if there are few columns, by M4. */
  readonly columns?: readonly DrawnData[];
  /** The picture of an array with two axes, or of an image: a `data:` URL of a PNG; its size in pixels is that of `cells`. */
  readonly picture?: {
    readonly url: string;
    readonly cells: readonly [rows: number, columns: number];
    /** The range of the numbers that its colours stand for; missing for an image, and if no number is finite. */
    readonly range?: readonly [low: number, high: number];
    /** How many numbers are not finite; missing for an image, and if all are. */
    readonly notFinite?: Pick<StatisticsData, 'nan' | 'positiveInfinite' | 'negativeInfinite'>;
  };
  /** Why there is neither: the file is damaged here. */
  readonly problem?: string;
}

/** The elements of a decimated curve: base64 of little-endian doubles. */
export interface DrawnData {
  readonly indices: string;
  readonly values: string;
  /** What was subtracted from 64-bit integers, because doubles beyond 2^53 could not tell neighbours apart; missing if nothing was. */
  readonly base?: string;
}

/** The numbers of a part of an array, which the server sends when a plot is zoomed. Few are sent whole, many by M4. */
export type ArrayPartData = {
  /** The first and the last index of the part. */
  readonly range: readonly [number, number];
} & (
  | {
      /** As in {@link ArrayData}. */
      readonly elements: string;
    }
  | { readonly drawn: DrawnData }
);

/** What tells a live page whether artifacts were added or removed. */
export interface ChangesData {
  /** The procedures as the overview counts them, each with the id of its newest artifact. */
  readonly procedures: readonly { readonly name: string; readonly count: number; readonly newest: string }[];
}

/** Statistics of the elements of an array. Numbers are texts, so that 64-bit integers are exact. */
export interface StatisticsData {
  readonly lowest?: { readonly text: string; readonly index: number };
  readonly highest?: { readonly text: string; readonly index: number };
  readonly mean?: string;
  readonly finite: number;
  readonly nan: number;
  /** How many are Infinity, and -Infinity. */
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
}

/** What the server answers in place of data. */
export interface RefusalData {
  /** The status of HTTP. */
  readonly status: number;
  readonly message: string;
}

/** Two to eight artifacts, compared with the first. */
export interface ComparisonData {
  /** The ids as the address has them. */
  readonly ids: readonly string[];
  readonly artifacts: readonly ComparedArtifactData[];
  /** The artifacts whose files are damaged. They are not compared: what they lack may have been lost. */
  readonly damaged: readonly ComparedArtifactData[];
  /** The ids that no artifact of the page has. */
  readonly absent: readonly string[];
  /** Why nothing is compared: there are too many artifacts, or too few. */
  readonly problem?: string;
  /** `Inputs: 2 of 7 differ. Results: 2 of 4 differ.` */
  readonly summary: string;
  readonly inputs: readonly DifferingData[];
  /** How many inputs differ beyond these. */
  readonly inputsLeftOut?: number;
  readonly results: readonly DifferingData[];
  /** How many results differ beyond these. */
  readonly resultsLeftOut?: number;
  /** The arrays that differ, with all that their plots need. */
  readonly arrays: readonly ComparedArrayData[];
}

/** An artifact in the head of a comparison. */
export interface ComparedArtifactData {
  readonly id: string;
  readonly procedure: string;
  readonly time: string;
  /** What is wrong with its file. */
  readonly problem?: string;
}

/** A key whose value is not the same in all artifacts. */
export interface DifferingData {
  readonly pointer: string;
  readonly name: string;
  /** The value in each artifact, or how it differs from that of the first one. */
  readonly cells: readonly string[];
}

/** An array that is not the same in all artifacts. */
export interface ComparedArrayData {
  readonly pointer: string;
  readonly name: string;
  /** null for an artifact that does not have it. */
  readonly arrays: readonly (ArrayData | null)[];
  /** The arrays of x, where there are some. */
  readonly xs: readonly (ArrayData | null)[];
  /** Why the array that was to have the x of each array is not used; missing if none was to, or all are. */
  readonly xProblems?: readonly (string | null)[];
  /** How each array differs from the first one; null for the first one, and for those that are the same. */
  readonly differences: readonly (ArrayDifferenceData | null)[];
}

/** How an array differs from that of the first artifact. */
export interface ArrayDifferenceData {
  /** In words: `76 of 100 differ, first at [12], most at [84], by 1.29889`. */
  readonly note: string;
  /** The index of the first element that differs, in C order; missing if elements were not compared. */
  readonly first?: number;
  /** The differences of the elements, as a curve that is decimated. */
  readonly drawn?: DrawnData;
  /** The differences of the elements, or where they differ, as a picture. */
  readonly picture?: NonNullable<ArrayData['picture']>;
  /** Why no difference is drawn: `another unit`. */
  readonly reason?: string;
}
