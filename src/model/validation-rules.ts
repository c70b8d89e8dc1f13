/**
 * Which constraints of class-validator are checked. The rules mean what the options of the same names mean to its `validate`.
 *
 * @see https://github.com/typestack/class-validator#validation-groups
 *
 * @example
 * new ArtifactRepository({ validation: { groups: ['strict'] } })
 */
export interface ValidationRules {
  /**
   * The groups whose constraints are checked. Those are the constraints that name one of the groups, as `@Max(5, { groups: ['strict'] })`
   * does, or have `always: true`.
   * @defaultValue all constraints are checked, whatever groups they name
   */
  readonly groups?: readonly string[];
  /**
   * Whether constraints that name no groups are checked beside those of the `groups`.
   * @defaultValue false
   */
  readonly always?: boolean;
  /**
   * Whether constraints that name groups are left out if no `groups` are given.
   * @defaultValue false
   */
  readonly strictGroups?: boolean;
}

/** The rules by which all constraints are checked. */
export const ALL_CONSTRAINTS: ValidationRules = Object.freeze({});
