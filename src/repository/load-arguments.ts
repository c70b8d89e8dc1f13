import type { Class } from '../mapping/class.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { checkOptions, optionNames } from '../model/options.js';
import { type ProgressOptions, ProgressReporter } from '../model/progress.js';

/** How an artifact is loaded. */
export interface LoadOptions extends ProgressOptions {}

const LOAD_OPTIONS = optionNames<LoadOptions>({ signal: true, onProgress: true });

/** The second argument of `load`: a class, or the options if no class is given. */
export type ClassOrOptions = Class<ArtifactLike> | LoadOptions;

/** What the arguments of `load` that follow the path say. */
export interface LoadArguments {
  readonly Class: Class<ArtifactLike> | undefined;
  readonly progress: ProgressReporter;
}

/**
 * Returns the class and the progress reporter that the arguments after the path ask for: those of `load(path, Class, options)`, or of
 * `load(path, options)`.
 *
 * @throws TypeError for wrong options.
 */
export function loadArguments(first: ClassOrOptions | undefined, second: LoadOptions | undefined): LoadArguments {
  const isClass = second !== undefined || typeof first !== 'object' || first === null;
  return {
    Class: isClass ? (first as Class<ArtifactLike> | undefined) : undefined,
    progress: loadProgress(isClass ? second : first),
  };
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
