import type { ArrayDeclaration, Container, NdArray as NdArrayValue } from '../codecs/array/array-declaration.js';
import { type DType, dtypeTraits, type TypedArrays } from '../model/dtypes.js';
import { inspected } from '../model/message-text.js';
import { optionNames } from '../model/options.js';
import { type ArrayOptions, checkArrayOptions, checkedArrayCodec } from './array-options.js';
import {
  type AnyDefault,
  COMMON_OPTIONS,
  type DecoratedField,
  declareDecorated,
  type FieldOptions,
  NAMESAKES,
} from './decorated-field.js';
import { checkParentheses, type DecoratorArguments } from './decorator-calls.js';
import type { BuiltField, NdArrayField } from './property-types.js';

/** The options of `@NdArray()`. */
export interface NdArrayOptions<Optional extends boolean = boolean, Default = unknown>
  extends FieldOptions<Optional, Default>,
    ArrayOptions {
  /** The type of the property, for a compiler that does not emit it: a typed array, Array for nested lists, Object for `{ data, shape }`. */
  readonly type?: Function;
}

/** The options of `@NdArray()` for a property whose type is a class of arrays, such as that of scijs `ndarray`. */
export interface NdArrayContainerOptions<D extends DType, Built, Optional extends boolean = boolean, Default = unknown>
  extends FieldOptions<Optional, Default>,
    ArrayOptions {
  /** Makes the value of the property when it is loaded, from all elements in C order and the length of each axis. */
  readonly as: (data: TypedArrays[D], shape: number[]) => Built;
}

const ND_ARRAY_OPTIONS = optionNames<NdArrayOptions & NdArrayContainerOptions<DType, unknown>>({
  ...COMMON_OPTIONS,
  nullable: true,
  shape: true,
  missing: true,
  unit: true,
  axes: true,
  x: true,
  type: true,
  as: true,
});

/**
 * Declares an n-dimensional array. It is stored as nested lists in C order.
 *
 * Shape: any number of axes; the option `shape` fixes that number, and the length of each axis that it names. A typed array has one axis.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) at class definition, if the property cannot hold such an array.
 * @see https://numpy.org/doc/stable/reference/arrays.dtypes.html
 * @example
 * `@NdArray('float64') statisticCurve!: Float64Array;`
 *
 * `@NdArray('int32', { shape: [null, 2] }) edges!: NdArray<Int32Array>;`
 */
export function NdArray<D extends DType, Built, Optional extends boolean = false, Default extends AnyDefault = never>(
  dtype: D,
  options: NdArrayContainerOptions<D, Built, Optional, Default>,
): BuiltField<Built, Optional, Default>;
export function NdArray<D extends DType, Optional extends boolean = false, Default extends AnyDefault = never>(
  dtype: D,
  options?: NdArrayOptions<Optional, Default>,
): NdArrayField<D, Optional, Default>;
export function NdArray(dtype: DType, options: NdArrayOptions & Partial<NdArrayContainerOptions<DType, unknown>> = {}) {
  checkParentheses(dtype, options, '@NdArray()');
  return (...site: DecoratorArguments) => {
    declareDecorated(site, '@NdArray()', options, ND_ARRAY_OPTIONS, (field) => {
      checkArrayOptions(dtype, options, field.fail);
      return checkedArrayCodec(dtype, options, containerOf(field, dtype, options), field.fail);
    });
  };
}

NAMESAKES.add(NdArray);

/** An n-dimensional array in memory: the type of a property with the decorator of the same name. */
// biome-ignore lint/suspicious/noRedeclare: a type and a decorator. Neither can stand in the place of the other.
export type NdArray<Data extends TypedArrays[DType] = TypedArrays[DType]> = NdArrayValue<Data>;

function containerOf(
  field: DecoratedField,
  dtype: DType,
  { as, shape, type: option, nullable }: NdArrayOptions & { as?: Container },
): Pick<ArrayDeclaration, 'container' | 'isGuessed'> {
  if (as !== undefined) {
    if (typeof as !== 'function')
      field.fail(`found ${inspected(as)} for "as", expected a function (data, shape) => container`);
    return { container: as, isGuessed: false };
  }
  const { TypedArray } = dtypeTraits(dtype);
  const type = field.typeAmong([TypedArray, Array, Object], option);
  const axes = shape?.length ?? 1;
  if (type === TypedArray && axes !== 1) {
    field.fail(
      `is a ${TypedArray.name}, which has one axis, found a shape of ${axes}; declare it as NdArray<${TypedArray.name}> for ${axes} axes`,
    );
  }
  if (type === TypedArray) return { container: 'typed-array', isGuessed: false };
  if (type === Array) return { container: 'lists', isGuessed: false };
  if (type === Object) return { container: 'nd-array', isGuessed: false };
  // The type is not known: the compiler emits Object for NdArray and for a typed array that may be null, or it emits no types.
  const isTypedArray = axes === 1 && (field.designType === undefined || nullable === true);
  return { container: isTypedArray ? 'typed-array' : 'nd-array', isGuessed: true };
}
