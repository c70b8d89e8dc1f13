// A file of format 1 is laid out like this. docs/format.md describes the format, and a test holds this sample against the writer.
//
//  1 | {
//  2 |   "detected_change_points": [100,9007199254740993],
//  3 |   "input_parameters": {
//  4 |     "threshold": 1,
//  5 |     "window_size": 10
//  6 |   },
//  7 |   "positions": [
//  8 |     [0.5,1,2],
//  9 |     [-0.0,"NaN",5e-324]
// 10 |   ],
// 11 |   "procedure_name": "ChangePointDetection",
// 12 |   "procedure_version": "1.1.0",
// 13 |   "seed": 42,
// 14 |   "segments": [
// 15 |     {
// 16 |       "curve": [0.5,1.5],
// 17 |       "mean": "NaN",
// 18 |       "start": 0
// 19 |     },
// 20 |     {
// 21 |       "curve": [],
// 22 |       "mean": 0.1,
// 23 |       "start": 100
// 24 |     }
// 25 |   ],
// 26 |   "timestamp": "2026-02-11T15:40:12.063Z",
// 27 |   "$artifact": {
// 28 |     "arrays": {
// 29 |       "/detected_change_points": {
// 30 |         "dtype": "int64",
// 31 |         "shape": [2]
// 32 |       },
// 33 |       "/positions": {
// 34 |         "dtype": "float64",
// 35 |         "shape": [2,3]
// 36 |       },
// 37 |       "/segments/*/curve": {
// 38 |         "dtype": "float32"
// 39 |       }
// 40 |     },
// 41 |     "format": 1,
// 42 |     "non_finite": ["/segments/*/mean"],
// 43 |     "sha256": "733a8bf09b0937318cc84b2b3145de01253ef3dd084468178e4f37a13a4a4df8"
// 44 |   }
// 45 | }
//

/** The key of the input parameters: line 3. */
export const INPUT_PARAMETERS_KEY = 'input_parameters';

/** The key of the procedure's name: line 11. */
export const PROCEDURE_NAME_KEY = 'procedure_name';

/** The key of the procedure's version: line 12. */
export const PROCEDURE_VERSION_KEY = 'procedure_version';

/** The key of the timestamp: line 26. */
export const TIMESTAMP_KEY = 'timestamp';

/** The key of the last member of a sealed file, which an unsealed file does not have: line 27. */
export const ARTIFACT_KEY = '$artifact';

/**
 * Line 27 with the line feed before it. No string of a file can contain it, because a line feed in a string is written as `\n`, and nothing else
 * can, because only members of the root are indented by two spaces.
 */
export const ARTIFACT_OPENING = `\n  "${ARTIFACT_KEY}": {\n`;

/** The key of the tag of an object whose class is one of several, unless the declaration gives another key. */
export const KIND_KEY = '$kind';

/** The number of the format: line 41. The writer writes this format, and the readers refuse a higher one. */
export const FORMAT = 1;

/** The key, in `$artifact`, of the pointers to numbers that are written as strings: line 42. A file without such numbers has no such line. */
export const NON_FINITE_KEY = 'non_finite';

/** The key, in `$artifact`, of the version of the class that wrote the file. A file of version 1 has no such line. */
export const SCHEMA_VERSION_KEY = 'schema_version';

/** The key, in `$artifact`, of the seal of the file from which this one was upgraded. Most files were not, and have no such line. */
export const FROM_KEY = 'from';

/** The text before the digits of the seal: the beginning of line 43. The seal is the SHA-256 of the file up to here, this text included. */
export const SEAL_OPENING = '    "sha256": "';

/** The number of digits of the seal: SHA-256 in hexadecimal. */
export const SEAL_LENGTH = 64;

/** The text after the digits of the seal: the end of line 43, and lines 44 and 45. Every sealed file ends in it. */
export const SEAL_CLOSING = '"\n  }\n}\n';
