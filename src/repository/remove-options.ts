import { checkChoice, checkOptions, optionNames } from '../model/options.js';

/** How an artifact is removed. */
export interface RemoveOptions {
  /**
   * Whether an artifact is removed even if others refer to it, which is then not looked for.
   * @defaultValue false
   */
  readonly evenIfReferenced?: boolean;
}

const REMOVE_OPTIONS = optionNames<RemoveOptions>({ evenIfReferenced: true });

/**
 * Checks the options of `remove`.
 *
 * @throws TypeError for wrong options.
 */
export function checkRemoveOptions(options: RemoveOptions): void {
  checkOptions(options, REMOVE_OPTIONS);
  checkChoice('evenIfReferenced', options.evenIfReferenced, [true, false]);
}
