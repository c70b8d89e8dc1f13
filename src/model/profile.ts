/**
 * For whom files are written, if not for this library alone:
 *
 * - `python`: for the Python implementation, as its `json.dump(…, indent=4, sort_keys=True)` would write them. They have no
 *   `$artifact` and no seal.
 * - `json`: for any tool, as RFC 8259 has it. They have no `$artifact` and no seal either.
 */
export type Profile = 'python' | 'json';
