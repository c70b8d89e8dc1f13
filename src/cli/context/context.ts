import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { shellWord } from '../../display/shell-word.js';
import type { Store } from '../../display/store.js';
import type { ArtifactError } from '../../model/errors.js';
import { type OpenStoredOptions, openStoredArtifact, type StoredArtifact } from '../../repository/stored-artifact.js';
import { FileStorage } from '../../storage/file/file-storage.js';
import type { Source } from '../../storage/storage.js';
import type { Terminal } from '../console/terminal.js';
import { isBucketUrl } from './bucket-url.js';
import type { ImportedClasses } from './classes.js';
import { existingRoot, nearbyRoot, wantedRoot } from './root.js';
import { type ArtifactStorage, type StorageAtOptions, storageAt } from './storage-at.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly root?: string;
  readonly followLinks?: boolean;
  /** The module that declares classes. Only commands that read artifacts have this option. */
  readonly import?: string;
  readonly json?: boolean;
}

/** The artifacts, the terminal and the global options of one command. */
export class Context implements Store {
  readonly #options: GlobalOptions;
  #classes: ImportedClasses | undefined;
  #storage: ArtifactStorage | undefined;
  /** The words with which a call of a command begins that names the folder of the artifacts by an argument. */
  #command: readonly string[] = [];

  constructor(
    options: GlobalOptions,
    readonly terminal: Terminal,
  ) {
    this.#options = options;
  }

  /** True if the answer is JSON for programs. */
  get json(): boolean {
    return this.#options.json ?? false;
  }

  /**
   * Imports the module that declares classes, if one is given.
   *
   * @throws all that {@link ImportedClasses.of} throws.
   */
  async importClasses(): Promise<void> {
    const { import: module } = this.#options;
    if (module === undefined) return;
    const { ImportedClasses } = await import('./classes.js');
    this.#classes = await ImportedClasses.of(module);
  }

  /** The classes that the user has given; undefined if there are none. */
  get classes(): ImportedClasses | undefined {
    return this.#classes;
  }

  /** The errors of files that do not fit these classes, and are opened as they are stored, by path. */
  get misfits(): ReadonlyMap<string, ArtifactError> | undefined {
    return this.#classes?.misfits;
  }

  /**
   * Opens the storage of the artifacts if it is in a bucket. A folder is opened when it is first asked for.
   *
   * @throws Failure (`USAGE`) if `--root` is no place in a bucket, or does not go with `--follow-links`.
   * @throws all that {@link storageAt} throws.
   */
  async openBucket(): Promise<void> {
    if (!isBucketUrl(this.wantedRoot)) return;
    if (this.#options.followLinks)
      throw new Failure(
        `--follow-links is for folders. ${escaped(this.wantedRoot)} is in a bucket, which has no links.`,
      );
    this.#storage = await this.storageAt(this.wantedRoot);
  }

  /**
   * The storage of the artifacts.
   *
   * @throws Failure (`NO_STORE`) if there is no such folder.
   */
  get storage(): ArtifactStorage {
    this.#storage ??= this.folderAt(existingRoot(this.#options.root));
    return this.#storage;
  }

  /** Opens an artifact, as its class has it now if the user has given the class, and otherwise as it is stored. */
  openStored(open: () => Promise<Source>, path: string, options: OpenStoredOptions): Promise<StoredArtifact> {
    return this.#classes?.open(open, path, options) ?? openStoredArtifact(open, path, options);
  }

  /** True if the artifacts of a procedure are opened as they are stored. */
  readsAsStored(procedure: string): boolean {
    return this.#classes?.readsAsStored(procedure) ?? true;
  }

  /** Returns the present name of the procedure whose artifacts a folder has. */
  presentName(folder: string): string {
    return this.#classes?.presentName(folder) ?? folder;
  }

  /** Returns the names of the folders that have the artifacts of a procedure. */
  foldersOf(procedure: string): readonly string[] {
    return this.#classes?.foldersOf(procedure) ?? [procedure];
  }

  /**
   * Returns the same command on the artifacts of another place, which the user has named by an argument instead of `--root`.
   *
   * @param command - the words with which a call of this very command begins.
   * @throws Failure (`USAGE`) if `--root` is given, too.
   * @throws all that {@link storageAt} throws.
   */
  async at(where: string, ...command: readonly string[]): Promise<Context> {
    if (this.#options.root !== undefined)
      throw new Failure(`Two folders are given: ${escaped(where)}, and --root ${escaped(this.#options.root)}.`);
    const context = new Context({ ...this.#options, root: where }, this.terminal);
    context.#storage = await this.storageAt(where);
    context.#classes = this.#classes;
    context.#command = command;
    return context;
  }

  /**
   * Returns the storage at a place that the user has named by an argument.
   *
   * @throws all that {@link storageAt} throws.
   */
  storageAt(where: string, options: Omit<StorageAtOptions, 'followLinks'> = {}): Promise<ArtifactStorage> {
    return storageAt(where, { followLinks: this.#options.followLinks ?? false, ...options });
  }

  /** Returns the storage in a folder. */
  folderAt(folder: string): FileStorage {
    return new FileStorage(folder, { followLinks: this.#options.followLinks ?? false });
  }

  /**
   * The folder of the artifacts, or their place in a bucket, as the paths of artifacts begin.
   *
   * @throws Failure (`NO_STORE`) if there is no such folder.
   */
  get root(): string {
    return this.storage.root;
  }

  /**
   * The folder of the artifacts, or their place in a bucket, whether it exists or not.
   *
   * @throws Failure (`USAGE`) if `--root` is empty, or written wrongly.
   */
  get wantedRoot(): string {
    return wantedRoot(this.#options.root);
  }

  /** A message that there are no artifacts. For a folder, it names one nearby that has some. */
  get noArtifactsText(): string {
    const nothing = `There are no artifacts in ${escaped(this.root)} yet.`;
    const other = isBucketUrl(this.root) ? undefined : nearbyRoot(this.root);
    return other === undefined
      ? nothing
      : `${nothing} If you mean those of ${escaped(other)}, write\n  artifacts --root ${shellWord(other)}`;
  }

  /** Returns a call of this program for the same artifacts, as somebody can type it in a shell. */
  call(...words: string[]): string {
    const { root, followLinks, import: module } = this.#options;
    const [name, ...others] = words;
    const isSame = name !== undefined && name === this.#command[0];
    const options = [
      ...(root === undefined || isSame ? [] : ['--root', root]),
      ...(followLinks ? ['--follow-links'] : []),
      ...(module === undefined ? [] : ['--import', module]),
    ];
    return ['artifacts', ...(isSame ? [...this.#command, ...others] : words), ...options].map(shellWord).join(' ');
  }
}
