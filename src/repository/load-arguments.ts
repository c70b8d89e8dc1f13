import type { DecodingOptions } from '../codecs/walk/decoding-walk.js';
import type { Class } from '../mapping/class.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import { type ProgressOptions, ProgressReporter } from '../model/progress.js';
import type { ValidationRules } from '../model/validation-rules.js';
import { type ConstraintOptions, validationRules } from './constraint-options.js';

/** How an artifact is loaded. */
export interface LoadOptions extends ProgressOptions {}

const LOAD_OPTIONS = optionNames<LoadOptions>({ signal: true, onProgress: true });

/** How an artifact is loaded without a repository. */
export interface LoadArtifactOptions extends LoadOptions, ConstraintOptions {}

/** How any JSON file is read. */
export interface ReadJsonOptions extends LoadArtifactOptions {
  /**
   * What to do with keys that no declaration names, at any depth: 'ignore' passes over them. The reader of a file decides that, so no
   * class can.
   * @defaultValue they are issues
   */
  readonly unknown?: 'ignore';
}

const READ_JSON_OPTIONS = optionNames<ReadJsonOptions>({
  unknown: true,
  signal: true,
  onProgress: true,
  validation: true,
});

const LOAD_ARTIFACT_OPTIONS = optionNames<LoadArtifactOptions>({ signal: true, onProgress: true, validation: true });

/** The second argument of `load`: a class, or the options if no class is given. */
export type ClassOr<Options extends LoadOptions> = Class<ArtifactLike> | Options;

/**
 * Returns the class and the options among the arguments after the path: those of `load(path, Class, options)`, or of
 * `load(path, options)`.
 */
export function classAndOptions<Options extends LoadOptions>(
  first: ClassOr<Options> | undefined,
  second: Options | undefined,
): [Class: Class<ArtifactLike> | undefined, options: Options | undefined] {
  const isClass = second !== undefined || typeof first !== 'object' || first === null;
  return isClass ? [first as Class<ArtifactLike> | undefined, second] : [undefined, first];
}

/**
 * Returns the reporter that load options ask for.
 *
 * @throws TypeError for wrong options.
 */
export function loadProgress(options: LoadOptions | undefined): ProgressReporter {
  checkOptions(options, LOAD_OPTIONS);
  return new ProgressReporter(options);
}

/**
 * Returns the reporter and the rules that options of `loadArtifact` ask for.
 *
 * @throws TypeError for wrong options.
 */
export function loadArtifactSettings(options: LoadArtifactOptions = {}): {
  progress: ProgressReporter;
  rules: ValidationRules;
} {
  checkOptions(options, LOAD_ARTIFACT_OPTIONS);
  return { progress: new ProgressReporter(options), rules: validationRules(options) };
}

/**
 * Returns the reporter and how to decode, as the options of `readJson` ask for.
 *
 * @throws TypeError for wrong options.
 */
export function readJsonSettings(options: ReadJsonOptions = {}): {
  progress: ProgressReporter;
  decoding: DecodingOptions;
} {
  checkOptions(options, READ_JSON_OPTIONS);
  const { unknown } = options;
  checkChoice('unknown', unknown, ['ignore']);
  const rules = validationRules(options);
  return { progress: new ProgressReporter(options), decoding: { rules, unknown, procedure: 'known' } };
}
