import type { ArtifactLike } from '../mapping/plan.js';
import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import { type ProgressOptions, ProgressReporter } from '../model/progress.js';
import type { ValidationRules } from '../model/validation-rules.js';
import { type ConstraintOptions, validationRules } from './constraint-options.js';

/** How a repository saves artifacts, unless a call of `save` says otherwise. */
export interface SaveDefaults {
  /**
   * Whether `save` reads the written bytes back and compares them with the artifact, before the file gets its name.
   * @defaultValue true
   */
  readonly proof?: boolean;
  /**
   * What `save` does when another artifact has the name: 'keep-both' saves this one beside it, with the first 16 digits of its
   * seal added to the name; 'error' throws a ConflictError.
   * @defaultValue 'keep-both'
   */
  readonly onConflict?: 'keep-both' | 'error';
}

/** How an artifact is saved. */
export interface SaveOptions extends SaveDefaults, ProgressOptions {
  /**
   * The file from which the artifact was upgraded: its path, or the artifact that was loaded from it. It must be a sealed file of the
   * repository, of the same procedure. The new file names its seal.
   * @defaultValue the new file names none
   */
  readonly from?: string | ArtifactLike;
}

/** How a JSON file is written. */
export interface WriteJsonOptions extends Pick<SaveDefaults, 'proof'>, ProgressOptions, ConstraintOptions {}

const WRITE_JSON_OPTIONS = optionNames<WriteJsonOptions>({
  proof: true,
  signal: true,
  onProgress: true,
  validation: true,
});

/**
 * Returns how `writeJson` works with these options.
 *
 * @throws TypeError for wrong options.
 */
export function writeJsonSettings(options: WriteJsonOptions = {}): {
  proof: boolean;
  rules: ValidationRules;
  progress: ProgressReporter;
} {
  checkOptions(options, WRITE_JSON_OPTIONS);
  checkSaveDefaults(options);
  return { proof: options.proof ?? true, rules: validationRules(options), progress: new ProgressReporter(options) };
}

/** How `save` works, by its options and the defaults of the repository. */
export interface SaveSettings extends Required<SaveDefaults> {
  readonly from: string | ArtifactLike | undefined;
  readonly progress: ProgressReporter;
}

const SAVE_OPTIONS = optionNames<SaveOptions>({
  proof: true,
  onConflict: true,
  from: true,
  signal: true,
  onProgress: true,
});

/**
 * Checks the values of the save options.
 *
 * @throws TypeError for a value that the option cannot have.
 */
export function checkSaveDefaults({ proof, onConflict }: SaveDefaults): void {
  checkChoice('proof', proof, [true, false]);
  checkChoice('onConflict', onConflict, ['keep-both', 'error']);
}

/**
 * Returns how `save` works with these options.
 *
 * @throws TypeError for wrong options.
 */
export function saveSettings(options: SaveOptions, defaults: Required<SaveDefaults>): SaveSettings {
  checkOptions(options, SAVE_OPTIONS);
  checkSaveDefaults(options);
  const { proof = defaults.proof, onConflict = defaults.onConflict, from } = options;
  if (from !== undefined && typeof from !== 'string' && (typeof from !== 'object' || from === null))
    throw new TypeError(`found from: ${inspected(from)}, expected a path, or an artifact that was loaded`);
  return { proof, onConflict, from, progress: new ProgressReporter(options) };
}
