/** The format that is written, and the newest that is read. */
export const FORMAT = 1;

/** The member that makes a file an artifact file of its own, always the last one of the root. */
export const ARTIFACT_KEY = '$artifact';

/** The key of the procedure's name in a file. */
export const PROCEDURE_NAME_KEY = 'procedure_name';

/** The key of the input parameters in a file. */
export const INPUT_PARAMETERS_KEY = 'input_parameters';

/** The key of the procedure's version in a file. */
export const PROCEDURE_VERSION_KEY = 'procedure_version';

/** The key of the timestamp in a file. */
export const TIMESTAMP_KEY = 'timestamp';

/** In `$artifact`, the places of scalar numbers that are written by name, if there are any. */
export const NON_FINITE_KEY = 'non_finite';

/** How that member begins: no string of a file can hold it, for a line feed in a string is written as \n. */
export const ARTIFACT_OPENING = `\n  "${ARTIFACT_KEY}": {\n`;

/** What stands before the digits of the seal … */
export const SEAL_OPENING = '    "sha256": "';

/** … and after them, at the very end. */
export const SEAL_CLOSING = '"\n  }\n}\n';

/** SHA-256 in hexadecimal. */
export const SEAL_LENGTH = 64;
