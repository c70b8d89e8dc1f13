import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import { ALL_CONSTRAINTS, type ValidationRules } from '../model/validation-rules.js';

/** Which constraints artifacts have to satisfy. */
export interface ConstraintOptions {
  /**
   * Which constraints of class-validator are checked, on save and on load.
   * @defaultValue all, whatever groups they name
   */
  readonly validation?: ValidationRules;
}

const CONSTRAINT_OPTIONS = optionNames<ConstraintOptions>({ validation: true });

const VALIDATION_RULES = optionNames<ValidationRules>({ groups: true, always: true, strictGroups: true });

/**
 * Returns the rules that options ask for, as they are now: the caller may change the options afterwards.
 *
 * @throws TypeError for wrong rules.
 */
export function validationRules({ validation }: ConstraintOptions): ValidationRules {
  if (validation === undefined) return ALL_CONSTRAINTS;
  if (typeof validation !== 'object' || validation === null || Array.isArray(validation))
    throw new TypeError(
      `found validation: ${inspected(validation)}, expected an object with ${VALIDATION_RULES.join(', ')}`,
    );
  checkOptions(validation, VALIDATION_RULES);
  const { groups = [], always = false, strictGroups = false } = validation;
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string'))
    throw new TypeError(`found groups: ${inspected(groups)}, expected a list of strings`);
  checkChoice('always', always, [true, false]);
  checkChoice('strictGroups', strictGroups, [true, false]);
  return Object.freeze({ groups: Object.freeze([...groups]), always, strictGroups });
}

/**
 * Returns the rules that options ask for which have `validation` alone.
 *
 * @throws TypeError for wrong options.
 */
export function onlyValidationRules(options: ConstraintOptions = {}): ValidationRules {
  checkOptions(options, CONSTRAINT_OPTIONS);
  return validationRules(options);
}
