import type * as ClassTransformer from 'class-transformer';
import { classTransformer, classTransformerStorage as store } from '../../libraries.cjs';
import { DeclarationError } from '../../model/errors.js';
import { type Class, inheritedProperty } from '../class.js';
import type { Plan } from '../plan.js';

// What class-transformer's decorators declare about a class. They write entries into one store; the bridge adds entries of its own
// there, so that class-transformer calls the mapper. This file alone knows the store, and tells the two kinds of entries apart.

const { CLASS_TO_PLAIN, PLAIN_TO_CLASS } = classTransformer.TransformationType;

/** The entries that {@link addExpose} and its siblings have added. All others come from decorators. */
const addedEntries = new WeakSet<object>();

function added<T extends object>(entry: T): T {
  addedEntries.add(entry);
  return entry;
}

/** Adds to the store what `@Expose()` would. */
export function addExpose(target: Class, propertyName: string, options: ClassTransformer.ExposeOptions): void {
  store.addExposeMetadata(added({ target, propertyName, options }));
}

/** Adds to the store what `@Exclude()` would; on the class if there is no property. */
export function addExclude(
  target: Class,
  propertyName: string | undefined,
  options: ClassTransformer.ExcludeOptions,
): void {
  store.addExcludeMetadata(added({ target, propertyName, options }));
}

/** Adds to the store what `@Transform()` would. */
export function addTransform(
  target: Class,
  propertyName: string,
  transformFn: (params: ClassTransformer.TransformFnParams) => unknown,
  options: ClassTransformer.TransformOptions,
): void {
  store.addTransformMetadata(added({ target, propertyName, transformFn, options }));
}

/**
 * Adds to the store what `@Type()` would.
 *
 * @param reflectedType - the type of the property, as the compiler would emit it.
 */
export function addType(
  target: Class,
  propertyName: string,
  reflectedType: Function,
  typeFunction: (place?: ClassTransformer.TypeHelpOptions) => Function | undefined,
): void {
  store.addTypeMetadata(
    added({ target, propertyName, reflectedType, typeFunction: typeFunction as () => Function, options: {} }),
  );
}

/**
 * Refuses class-transformer's decorators on the fields of a class, but for a plain `@Expose()`. They would have no effect: a field has
 * one key and one codec, and is always saved.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a field bears such a decorator.
 */
export function refuseDecorators({ Class, fields, rest }: Plan): void {
  for (const property of [...fields.map((field) => field.property), ...(rest === undefined ? [] : [rest])]) {
    const fault = decoratorFault(Class, property);
    if (fault !== undefined) throw new DeclarationError(Class.name, property, `found ${fault}`);
  }
}

function decoratorFault(Class: Class, property: string): string | undefined {
  const isFromDecorator = (entry: object | undefined) => entry !== undefined && !addedEntries.has(entry);
  if (isFromDecorator(store.findExcludeMetadata(Class, property)))
    return '@Exclude() on a field that is stored, expected the one or the other';
  const expose = store.findExposeMetadata(Class, property);
  if (expose !== undefined && isFromDecorator(expose)) {
    const options = Object.entries(expose.options ?? {}).filter(([, value]) => value !== undefined && value !== false);
    const names = options.map(([name]) => name).join(', ');
    if (names !== '')
      return `@Expose({ ${names} }) on a field that is stored, expected @Expose() without options: a stored field is always part of the plain object; its key is set by { name } of its own decorator`;
  }
  if (isFromDecorator(store.findTypeMetadata(Class, property)))
    return '@Type() on a field that is stored, expected no type but that of its own decorator';
  const transforms = [CLASS_TO_PLAIN, PLAIN_TO_CLASS].flatMap((type) =>
    store.findTransformMetadatas(Class, property, type),
  );
  if (transforms.some(isFromDecorator))
    return '@Transform() on a field that is stored, which saving would not run; expected a getter and a setter that convert the value, with the decorator of the field on them';
  return undefined;
}

/** True if class-transformer leaves a property of a class's instances out of plain objects. */
export function isExcluded(Class: Class, property: string): boolean {
  const exclude = store.findExcludeMetadata(Class, property);
  if (exclude !== undefined) return !exclude.options.toClassOnly || exclude.options.toPlainOnly === true;
  return excludesOthers(Class) && store.findExposeMetadata(Class, property) === undefined;
}

/** True if `@Exclude()` on a class leaves out all properties that are not exposed. */
function excludesOthers(Class: Class): boolean {
  if (store.getStrategy(Class) !== 'excludeAll') return false;
  const ofClass = store.findExcludeMetadata(Class, undefined as unknown as string);
  return !addedEntries.has(ofClass);
}

/** Makes class-transformer take no key of a plain object but those of exposed properties. Does not change what {@link isExcluded} says. */
export function takeExposedOnly(Class: Class): void {
  if (store.getStrategy(Class) === 'none') addExclude(Class, undefined, {});
}

/** Returns the key that class-transformer gives a property in plain objects; undefined if it leaves the property out. */
export const plainKeyOf = (Class: Class, property: string): string | undefined =>
  isExcluded(Class, property) ? undefined : (store.findExposeMetadata(Class, property)?.options?.name ?? property);

/** Returns the discriminator that @Type() gives a property; undefined if it has none. */
export const discriminatorOf = (
  Class: Class,
  property: string,
): ClassTransformer.DiscriminatorDescriptor | undefined => {
  const { discriminator } = store.findTypeMetadata(Class, property)?.options ?? {};
  return discriminator;
};

/** Returns the properties that decorators expose, and the options of `@Expose()` on each. */
export const exposedProperties = (Class: Class): { property: string; options: ClassTransformer.ExposeOptions }[] =>
  store
    .getExposedMetadatas(Class)
    .flatMap((entry) =>
      entry.propertyName === undefined || addedEntries.has(entry)
        ? []
        : [{ property: entry.propertyName, options: entry.options ?? {} }],
    );

/** Returns the getters that are exposed, by decorators or by the bridge, and so read by class-transformer; and whether they have setters. */
export const exposedGetters = (Class: Class): { property: string; isSettable: boolean }[] =>
  store.getExposedMetadatas(Class).flatMap(({ propertyName: property }) => {
    const accessor = property === undefined ? undefined : inheritedProperty(Class.prototype, property);
    return accessor?.get === undefined
      ? []
      : [{ property: property as string, isSettable: accessor.set !== undefined }];
  });

/** Returns the exposed getters with setters: class-transformer saves what the getter returns and loads it with the setter. */
export const settableGetters = (Class: Class): string[] =>
  exposedGetters(Class)
    .filter(({ isSettable }) => isSettable)
    .map(({ property }) => property);
