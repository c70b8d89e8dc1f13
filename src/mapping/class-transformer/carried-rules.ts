import type * as ClassTransformer from 'class-transformer';
import { ALL_CONSTRAINTS, type ValidationRules } from '../../model/validation-rules.js';

// class-transformer hands the options of its call to each @Transform function. So the rules of a walk reach the instances of declared
// classes within an instance that class-transformer maps. A symbol is no option of class-transformer.

const RULES = Symbol('validation rules');

/** Returns options for class-transformer that carry the rules of a walk. */
export const optionsWith = (rules: ValidationRules): ClassTransformer.ClassTransformOptions =>
  ({ [RULES]: rules }) as object;

/** Returns the rules that class-transformer's options carry. A program that calls class-transformer itself gives none: all constraints hold. */
export const rulesIn = (options: ClassTransformer.ClassTransformOptions): ValidationRules =>
  (options as { [RULES]?: ValidationRules })[RULES] ?? ALL_CONSTRAINTS;
