import './libraries.cjs';

export { Artifact, type FieldsOf } from './artifact.js';
export type { ComparisonOptions, Difference, ElementDifferences, Tolerance } from './comparison.js';
export {
  type ClassOptions,
  IsoDate,
  type IsoDateOptions,
  NdArray,
  type NdArrayAsOptions,
  type NdArrayOptions,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  type PlainOptions,
} from './decorators.js';
export type { ArtifactDescription } from './description.js';
export type { DType, TypedArray, TypedArrays } from './dtypes.js';
export {
  ArtifactError,
  type ArtifactErrorCode,
  ConflictError,
  DeclarationError,
  FormatError,
  IntegrityError,
  InvalidArtifactError,
  type Issue,
  type IssueCode,
  isArtifactError,
  NotFoundError,
  StorageError,
  SweepError,
  UnknownProcedureError,
} from './errors.js';
export type { FieldOptions } from './field-site.js';
export type { ArrayStatistics, StoredArray } from './json/stored-array.js';
export type { ArtifactEntry, ListOptions } from './listing.js';
export type { PaceOptions, Progress } from './pace.js';
export type { ArtifactLike, Class, Naming } from './plan.js';
export type { CountOptions, FindOptions, FindOrCreateOptions, Inputs } from './query.js';
export {
  ArtifactRepository,
  type CompareOptions,
  type Comparison,
  type LoadOptions,
  loadArtifact,
  type RepositoryOptions,
  type SaveDefaults,
  type SaveOptions,
  saveArtifact,
  type VerifyOptions,
} from './repository.js';
export { FileStorage, type FileStorageOptions } from './storage/file-storage.js';
export { MemoryStorage } from './storage/memory-storage.js';
export type { Creation, Draft, Source, Storage, Stray } from './storage/storage.js';
export type { StoredArtifact, StoredObject, StoredTree } from './stored-artifact.js';
export { decode, encode } from './text.js';
export type { TimeBounds } from './time-bounds.js';
export type { Problem, VerifyPaceOptions, VerifyProgress, VerifyReport } from './verification.js';
