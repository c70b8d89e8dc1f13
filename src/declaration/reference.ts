import type { Reference as ReferenceValue } from '../codecs/reference.js';
import type { Class } from '../mapping/class.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { optionNames } from '../model/options.js';
import { type AnyDefault, COMMON_OPTIONS, declareDecorated, type FieldOptions, NAMESAKES } from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import type { NestedField } from './property-types.js';
import { codecOfReferences } from './reference-codec.js';

const REFERENCE_OPTIONS = optionNames<FieldOptions>({
  ...COMMON_OPTIONS,
  nullable: true,
});

/**
 * Declares a reference to an artifact: that from which this one was made. It is stored as three texts: the name of the procedure, the name
 * of the file, and its seal. `repository.referenceTo(artifact)` makes it, and `load()` of it loads the artifact.
 *
 * @param classOf - returns the class of the artifact. It is called when the class is needed: it may be defined further down.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot hold a reference; when the class is needed,
 * if `classOf` does not return an artifact class.
 * @example
 * `@Reference(() => ChangePoints) source!: Reference<ChangePoints>;`
 */
export function Reference<
  C extends Class<ArtifactLike>,
  Optional extends boolean = false,
  Default extends AnyDefault = never,
>(
  classOf: () => C,
  options: FieldOptions<Optional, Default> = {},
): NestedField<
  ReferenceValue<InstanceType<C>>,
  ReferenceValue<InstanceType<C>>,
  'a Reference to the class',
  Optional,
  Default
> {
  checkParentheses(classOf, options, '@Reference()');
  return (...site: DecoratorArguments) => {
    declareDecorated(site, '@Reference()', options, REFERENCE_OPTIONS, (field) => {
      const { designType: type, fail } = field;
      if (type !== undefined && type !== Object)
        fail(`has the type ${type.name}, but @Reference() goes on a Reference of the class: Reference<TheClass>`);
      return codecOfReferences(classOf, '@Reference()', fail);
    });
  };
}

NAMESAKES.add(Reference);

/**
 * Names an artifact by its procedure, the name of its file, and its seal. It never changes: the type of a property with the decorator of
 * the same name.
 *
 * @typeParam T - the type of the artifact, which `load()` loads.
 */
export type Reference<T extends ArtifactLike = ArtifactLike> = ReferenceValue<T>;
