import { type OpenStoredOptions, openStoredArtifact, type StoredArtifact } from '../../repository/stored-artifact.js';
import { FileStorage } from '../../storage/file/file-storage.js';
import type { Source } from '../../storage/storage.js';
import { escaped } from '../console/escaping.js';
import { shellWord } from '../console/shell-word.js';
import type { Terminal } from '../console/terminal.js';
import { existingRoot, nearbyRoot, wantedRoot } from './root.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly root?: string;
  readonly followLinks?: boolean;
  /** The module that declares classes. Only commands that read artifacts have this option. */
  readonly import?: string;
  readonly json?: boolean;
}

/** Where artifacts are, and how they are opened. */
export type Store = Pick<Context, 'storage' | 'openStored'>;

/** The artifacts, the terminal and the global options of one command. */
export class Context {
  readonly #options: GlobalOptions;
  #storage: FileStorage | undefined;

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

  /** The module that declares classes; undefined if none is given. */
  get import(): string | undefined {
    return this.#options.import;
  }

  /**
   * The storage of the artifacts.
   *
   * @throws Failure (`NO_STORE`) if there is no such folder.
   */
  get storage(): FileStorage {
    this.#storage ??= this.storageIn(existingRoot(this.#options.root));
    return this.#storage;
  }

  /** Opens the file of an artifact. */
  openStored(open: () => Promise<Source>, path: string, options: OpenStoredOptions): Promise<StoredArtifact> {
    return openStoredArtifact(open, path, options);
  }

  /** Returns the storage in another folder. */
  storageIn(folder: string): FileStorage {
    return new FileStorage(folder, { followLinks: this.#options.followLinks ?? false });
  }

  /**
   * The folder of the artifacts, as the paths of artifacts begin.
   *
   * @throws Failure (`NO_STORE`) if there is no such folder.
   */
  get root(): string {
    return this.storage.root;
  }

  /**
   * The folder of the artifacts, whether it exists or not.
   *
   * @throws Failure (`USAGE`) if `--root` is empty.
   */
  get wantedRoot(): string {
    return wantedRoot(this.#options.root);
  }

  /** A message that the folder has no artifacts. It names a folder nearby that has some. */
  get noArtifactsText(): string {
    const nothing = `There are no artifacts in ${escaped(this.root)} yet.`;
    const other = nearbyRoot(this.root);
    return other === undefined
      ? nothing
      : `${nothing} If you mean those of ${escaped(other)}, write\n  artifacts --root ${shellWord(other)}`;
  }

  /** Returns a call of this program for the same artifacts, as somebody can type it in a shell. */
  call(...words: string[]): string {
    const { root, followLinks } = this.#options;
    const options = [...(root === undefined ? [] : ['--root', root]), ...(followLinks ? ['--follow-links'] : [])];
    return ['artifacts', ...words, ...options].map(shellWord).join(' ');
  }
}
