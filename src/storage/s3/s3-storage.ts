import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { type ArtifactError, NotFoundError, StorageError, SweepError } from '../../model/errors.js';
import { checkedKey, isSafeName } from '../key.js';
import type { Draft, NameRange, Source, Storage, SurveyProblem } from '../storage.js';
import { Bucket } from './bucket.js';
import { ConditionProbe } from './condition-probe.js';
import { ObjectDraft } from './object-draft.js';
import { hasObjects, listFolders, listKeys, openUploads, surveyKeys } from './object-listing.js';
import { isObjectThere, openObject } from './object-source.js';
import { checkS3Options, type S3StorageOptions } from './s3-options.js';
import { abortUpload } from './upload.js';

/** How long an upload in parts may go on before a sweep takes it for one that was left behind. Units: milliseconds. */
const MAX_AGE_OF_UPLOADS = 7 * 24 * 3600 * 1000;

/**
 * A storage in a bucket of AWS S3, or of another server that speaks its protocol and refuses to overwrite objects on request. Each file
 * is an object `<prefix>/<folder>/<name>`, and its path `s3://<bucket>/<prefix>/<folder>/<name>`.
 *
 * Before it first writes, it puts the object `<prefix>/.conditional-put`, and checks that the server refuses to overwrite it.
 *
 * @example
 * const storage = new S3Storage({ bucket: 'lab', prefix: 'artifacts/exploratory' });
 * const repository = new ArtifactRepository({ storage, classes: [Calibration] });
 */
export class S3Storage implements Storage {
  readonly #bucket: Bucket;
  readonly #probe: ConditionProbe;

  /** @throws TypeError for an unknown option, or a wrong value of one. */
  constructor(options: S3StorageOptions) {
    checkS3Options(options);
    this.#bucket = new Bucket(options);
    this.#probe = new ConditionProbe(this.#bucket);
  }

  /** The path of all files: `s3://<bucket>/<prefix>`. */
  get root(): string {
    return this.#bucket.root.slice(0, -1);
  }

  /**
   * Begins a file in a folder, in memory, or in a temporary file of this machine if it is large.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the folder is not a safe name.
   */
  draft(folder: string): Draft {
    if (!isSafeName(folder))
      throw new StorageError('create', folder, 'is no folder of the storage: expected a safe name');
    return new ObjectDraft(this.#bucket, this.#probe, folder);
  }

  /**
   * Checks that the server refuses to overwrite a file, and so that it answers, and lets this user write.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it does not.
   */
  async checkWritable(): Promise<void> {
    await this.#probe.checkPutNow();
  }

  /**
   * Opens a file. A small one is read by the same request.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it cannot be opened.
   */
  async open(key: string): Promise<Source> {
    return openObject(this.#bucket, checkedKey(key, 'open'));
  }

  /**
   * Removes a file. In a bucket with versions, the server keeps the old version.
   *
   * @throws NotFoundError (`ARTIFACT_NOT_FOUND`) if there is no such file.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it could not be removed.
   */
  async remove(key: string): Promise<void> {
    const path = this.#bucket.pathOf(checkedKey(key, 'remove'));
    if (!(await isObjectThere(this.#bucket, key))) throw new NotFoundError(path);
    await this.#bucket.request('DeleteObject', path, (exchange) =>
      exchange.send(new DeleteObjectCommand(this.#bucket.object(key))),
    );
  }

  /**
   * Lists the keys of all files, or of those in one folder, in their order, and nothing else that is in the bucket.
   *
   * @param range - the names that are wanted: the server is not asked for others.
   * @throws StorageError (`ARTIFACT_STORAGE`) if the bucket cannot be listed to the end.
   */
  list(folder?: string, range?: NameRange): AsyncGenerator<string> {
    return listKeys(this.#bucket, folder, range);
  }

  /**
   * Lists the names of the folders that may have files, in their order, without listing what is in them.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the bucket cannot be listed to the end.
   */
  folders(): AsyncGenerator<string> {
    return listFolders(this.#bucket);
  }

  /**
   * True if the bucket has no object whose key begins with the prefix. A prefix that was never written to is empty.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if there is no such bucket, or it cannot be listed.
   */
  async isEmpty(): Promise<boolean> {
    return !(await hasObjects(this.#bucket));
  }

  /**
   * Lists the keys of all files, and a problem for everything else below the prefix.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if the bucket cannot be listed to the end.
   */
  survey(): AsyncGenerator<string | SurveyProblem> {
    return surveyKeys(this.#bucket);
  }

  /**
   * Removes the parts of files that were never completed, once they are a week old: nobody can tell whether the program that sends
   * them, on whatever machine, has ended.
   *
   * @returns the paths of the files that the parts were to become.
   * @throws SweepError (`ARTIFACT_STORAGE`) if some of them could not be removed.
   */
  async sweep(): Promise<string[]> {
    const removed: string[] = [];
    const failures: ArtifactError[] = [];
    for await (const { key, UploadId, Initiated } of openUploads(this.#bucket)) {
      const isOld = Initiated !== undefined && Date.now() - Initiated.getTime() > MAX_AGE_OF_UPLOADS;
      if (!isOld || UploadId === undefined) continue;
      await abortUpload(this.#bucket, key, UploadId).then(
        () => removed.push(this.pathOf(key)),
        (error) => failures.push(error),
      );
    }
    if (failures.length > 0) throw new SweepError(this.root, removed, failures);
    return removed;
  }

  /** Returns the URL of the object: `s3://<bucket>/<prefix>/<key>`. */
  pathOf(key: string): string {
    return this.#bucket.pathOf(key);
  }

  /**
   * Returns the key of a path that `pathOf` returned.
   *
   * @throws StorageError (`ARTIFACT_STORAGE`) if it is the path of nothing below the prefix.
   */
  keyOf(path: string): string {
    const { root } = this.#bucket;
    return checkedKey(path.startsWith(root) ? path.slice(root.length) : '', 'resolve', path);
  }
}
