import './libraries.cjs';

export type { ArrayOptions } from './declaration/array-options.js';
export { Artifact, type FieldsOf, type LoadedFields } from './declaration/artifact.js';
export type { FieldCodecs, FieldWithCodec, PersistedClassOptions } from './declaration/class-options.js';
export type { Codec } from './declaration/codec.js';
export type { FieldOptions } from './declaration/decorated-field.js';
export { IsoDate, type IsoDateOptions } from './declaration/iso-date.js';
export { jsonSchemaOf } from './declaration/json-schema-of.js';
export { NdArray, type NdArrayContainerOptions, type NdArrayOptions } from './declaration/nd-array.js';
export { Nested, NestedList, NestedMap, type NestedOptions } from './declaration/nested.js';
export { Persisted, type PersistedFieldOptions, persisted } from './declaration/persisted.js';
export { Reference } from './declaration/reference.js';
export { Rest } from './declaration/rest.js';
export { Stored, type StoredOptions } from './declaration/stored.js';
export { codec } from './declaration/vocabulary.js';
export type { ArrayStatistics, StoredArray } from './format/stored-array.js';
export type { StoredObject, StoredTree } from './format/stored-tree.js';
export type { Class } from './mapping/class.js';
export type { KeyNaming } from './mapping/declarations.js';
export type { ArtifactLike } from './mapping/plan.js';
export type { DType, TypedArray, TypedArrays } from './model/dtypes.js';
export {
  ArtifactError,
  type ArtifactErrorCode,
  ConflictError,
  DeclarationError,
  FormatError,
  IntegrityError,
  InvalidArtifactError,
  isArtifactError,
  NotFoundError,
  ReferencedError,
  StorageError,
  SweepError,
  UnknownProcedureError,
} from './model/errors.js';
export type { Issue, IssueCode } from './model/issue.js';
export type { JsonSchema } from './model/json-schema.js';
export type { Progress, ProgressOptions } from './model/progress.js';
export type { ValidationRules } from './model/validation-rules.js';
export { captureEnvironment, type Environment, type EnvironmentOptions } from './provenance/environment.js';
export { type FingerprintedArray, fingerprint, type NumberLists } from './provenance/fingerprint.js';
export type { GitState } from './provenance/git-state.js';
export type { CompareOptions, Comparison, ComparisonRules } from './repository/comparison.js';
export type { ConstraintOptions } from './repository/constraint-options.js';
export type { CopyOptions } from './repository/copy-options.js';
export { type CopyProblem, type CopyReport, copyArtifacts } from './repository/copying.js';
export type { ArtifactDescription } from './repository/description.js';
export type { Difference } from './repository/difference.js';
export type { ElementDifferences } from './repository/element-comparison.js';
export { readJson, writeJson } from './repository/json-files.js';
export type { ArtifactEntry, ListOptions } from './repository/listing.js';
export type { LoadArtifactOptions, LoadOptions, ReadJsonOptions } from './repository/load-arguments.js';
export { loadArtifact } from './repository/load-artifact.js';
export type { ArtifactInputs, FindOptions, FindOrCreateOptions, QueryOptions } from './repository/query-options.js';
export type { RemoveOptions } from './repository/remove-options.js';
export { ArtifactRepository, type RepositoryOptions } from './repository/repository.js';
export { type SaveArtifactOptions, saveArtifact } from './repository/save-artifact.js';
export type { SaveDefaults, SaveOptions, WriteJsonOptions } from './repository/save-options.js';
export type { StoredArtifact } from './repository/stored-artifact.js';
export { decode, encode } from './repository/text.js';
export type { TimeBounds } from './repository/time-bounds.js';
export type { Tolerance } from './repository/tolerance.js';
export type { VerifyOptions, VerifyProblem, VerifyReport } from './repository/verification.js';
export type { VerifyProgress, VerifyProgressOptions } from './repository/verify-progress.js';
export { FileStorage, type FileStorageOptions } from './storage/file/file-storage.js';
export { MemoryStorage } from './storage/memory-storage.js';
export type { Draft, NameRange, PublishResult, Source, Storage, SurveyProblem } from './storage/storage.js';
