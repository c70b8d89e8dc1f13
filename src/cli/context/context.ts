import { FileStorage } from '../../storage/file/file-storage.js';
import { escaped } from '../console/escaping.js';
import { shellWord } from '../console/shell-word.js';
import type { Terminal } from '../console/terminal.js';
import { existingRoot, nearbyStore, wantedRoot } from './root.js';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly root?: string;
  readonly followLinks?: boolean;
  /** Of `verify` alone. */
  readonly import?: string;
  readonly json?: boolean;
}

/** What a command works with. */
export class Context {
  readonly #options: GlobalOptions;
  #storage: FileStorage | undefined;

  constructor(
    options: GlobalOptions,
    readonly terminal: Terminal,
  ) {
    this.#options = options;
  }

  /** Whether the answer is for programs. */
  get json(): boolean {
    return this.#options.json ?? false;
  }

  /** The module that declares classes. */
  get import(): string | undefined {
    return this.#options.import;
  }

  /**
   * Where the artifacts are.
   *
   * @throws Failure if nothing is there.
   */
  get storage(): FileStorage {
    const { root, followLinks = false } = this.#options;
    this.#storage ??= new FileStorage(existingRoot(root), { followLinks });
    return this.#storage;
  }

  /** The folder of the artifacts, as paths show it. */
  get root(): string {
    return this.storage.root;
  }

  /**
   * The folder of the artifacts, which need not be there.
   *
   * @throws Failure if an empty one is given.
   */
  get wantedRoot(): string {
    return wantedRoot(this.#options.root);
  }

  /** That no artifact is there, and where some are. */
  get noArtifactsText(): string {
    const nothing = `There are no artifacts in ${escaped(this.root)} yet.`;
    const other = nearbyStore(this.root);
    return other === undefined
      ? nothing
      : `${nothing} If you mean those of ${escaped(other)}, write\n  artifacts --root ${shellWord(other)}`;
  }

  /** A call of this program for the same artifacts, as somebody would type it. */
  call(...words: string[]): string {
    const { root, followLinks } = this.#options;
    const options = [...(root === undefined ? [] : ['--root', root]), ...(followLinks ? ['--follow-links'] : [])];
    return ['artifacts', ...words, ...options].map(shellWord).join(' ');
  }
}
