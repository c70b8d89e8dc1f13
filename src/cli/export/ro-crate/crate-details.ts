import { partsOf } from '../../../codecs/iso-8601.js';
import { escaped } from '../../../display/escaping.js';
import { Failure } from '../../../display/failure.js';
import { shellWord } from '../../../display/shell-word.js';
import { type Entity, localId } from './entity.js';

/** The options that say of a crate what no artifact says. */
export interface CrateOptions {
  readonly name?: string;
  readonly description?: string;
  readonly license?: string;
  readonly published?: string;
  readonly author?: readonly string[];
  readonly publisher?: string;
  readonly agent?: string;
}

/** What is said of a crate, with an entity for each person, organization and license. */
export interface CrateDetails {
  readonly name: string;
  readonly description: string;
  readonly published: string;
  readonly license: Entity;
  readonly authors: readonly Entity[];
  readonly publisher: Entity | undefined;
  readonly agent: Entity | undefined;
  /** All these entities, each once. */
  readonly entities: readonly Entity[];
}

/** An example of each option without which there is no crate. RO-Crate requires all but the author. */
const REQUIRED = {
  name: 'Change points of Lake Peter',
  description: 'Change points of the oxygen record, with three thresholds.',
  license: 'https://creativecommons.org/licenses/by/4.0/',
  author: 'Ada Lovelace <https://orcid.org/0000-0002-1825-0097>',
  published: '2026-11-27',
} as const;

/** The names of all these options. */
export const CRATE_OPTIONS = [...(Object.keys(REQUIRED) as (keyof typeof REQUIRED)[]), 'publisher', 'agent'] as const;

/**
 * Returns what the options say of a crate. Nothing is guessed: what only the user can know, the user has to say.
 *
 * @throws Failure that names all options that are missing, or says what is wrong with one.
 * @see https://www.researchobject.org/ro-crate/1.1/root-data-entity.html
 */
export function crateDetails(options: CrateOptions): CrateDetails {
  const { name = '', description = '', license = '', published = '', author = [], publisher, agent } = options;
  const isGiven = (option: keyof typeof REQUIRED) => [options[option] ?? ''].flat().some((text) => text.trim() !== '');
  const missing = (Object.keys(REQUIRED) as (keyof typeof REQUIRED)[]).filter((option) => !isGiven(option));
  if (missing.length > 0) {
    const lines = missing.map((option) => `\n  --${option} ${shellWord(REQUIRED[option])}`);
    throw new Failure(`--ro-crate needs what no artifact says. What is missing, with examples:${lines.join('')}`);
  }
  checkDate(published);
  const details = {
    name,
    description,
    published,
    license: licenseOf(license),
    authors: author.map((text) => agentOf('author', text)),
    publisher: publisher === undefined ? undefined : agentOf('publisher', publisher),
    agent: agent === undefined ? undefined : agentOf('agent', agent),
  };
  const { license: licensed, authors, publisher: publishing, agent: running } = details;
  const entities = [licensed, ...authors, publishing, running].filter((entity) => entity !== undefined);
  return { ...details, entities: distinct(entities) };
}

/** @throws Failure for a date that does not exist, or whose time does not say its zone. */
function checkDate(text: string): void {
  const { date = '', time, zone, fraction = '' } = partsOf(text) ?? {};
  const isInstant = time !== undefined && zone !== undefined && fraction.length <= 3;
  if (/^\d{4}-/.test(date) && (time === undefined || isInstant)) return;
  const example = `--published ${REQUIRED.published}, or --published 2026-11-27T12:00:00Z`;
  throw new Failure(
    `--published ${escaped(text)} is no date, and no time with its zone to the millisecond. Write for example ${example}`,
  );
}

/** Returns the entity of a license: `https://…` or `Name <https://…>`. */
function licenseOf(text: string): Entity {
  const { name, url } = nameAndUrl('license', text);
  if (url === undefined)
    throw new Failure(
      `--license ${escaped(text)} is no URL. Write for example --license ${REQUIRED.license}, or --license ${shellWord(`CC BY 4.0 <${REQUIRED.license}>`)}`,
    );
  return { '@id': url, '@type': 'CreativeWork', name: name ?? url };
}

/** Returns the entity of a person or an organization: `Name`, `Name <https://…>` or `Name <ORCID>`. */
function agentOf(option: 'author' | 'publisher' | 'agent', text: string): Entity {
  const { name, url } = nameAndUrl(option, text);
  if (name === undefined) {
    const example = `Ada Lovelace <${text.trim()}>`;
    throw new Failure(`--${option} ${escaped(text)} has no name. Write for example --${option} ${shellWord(example)}`);
  }
  const isOrganization = option === 'publisher' || url?.startsWith('https://ror.org/');
  const type = isOrganization ? 'Organization' : 'Person';
  const id = url ?? localId(type.toLowerCase(), name);
  return { '@id': id, '@type': type, name, url: isOrganization ? url : undefined };
}

/**
 * Splits `Name <URL>`. A text without brackets is a URL if it begins like one, and otherwise a name.
 *
 * @throws Failure for a wrong URL.
 */
function nameAndUrl(
  option: string,
  text: string,
): { readonly name: string | undefined; readonly url: string | undefined } {
  const [, name = '', bracketed] = /^([^<>]*)(?:<([^<>]*)>)?\s*$/.exec(text) ?? [];
  const written = bracketed ?? (/^\s*https?:/i.test(name) ? name : undefined);
  const url = written === undefined ? undefined : urlOf(option, written.trim());
  const rest = written === name ? '' : name.trim();
  if (rest === '' && url === undefined)
    throw new Failure(`--${option} ${escaped(text)} is no name with a URL in brackets, such as 'Name <https://…>'.`);
  return { name: rest === '' ? undefined : rest, url };
}

const ORCID = /^(?:https?:\/\/orcid\.org\/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])\/?$/;

function urlOf(option: string, text: string): string {
  const [, orcid] = ORCID.exec(text) ?? [];
  if (orcid !== undefined) {
    if (orcid.at(-1) !== checkDigitOf(orcid)) throw wrongUrl(option, text, 'its last digit does not fit the others');
    return `https://orcid.org/${orcid}`;
  }
  const url = /[\s"\\^`{|}]/.test(text) || !URL.canParse(text) ? undefined : new URL(text);
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw wrongUrl(option, text, 'expected http(s):// or an ORCID iD');
  if (url.hostname === 'orcid.org') throw wrongUrl(option, text, 'an ORCID iD has four groups of four digits');
  return url.href;
}

const wrongUrl = (option: string, text: string, fault: string): Failure =>
  new Failure(`--${option} has the wrong URL ${escaped(text)}: ${fault}.`);

/**
 * Returns the last digit of an ORCID iD, which tells a mistyped iD from that of another person.
 * @see ISO/IEC 7064, MOD 11-2
 */
function checkDigitOf(orcid: string): string {
  let total = 0;
  for (const digit of orcid.replaceAll('-', '').slice(0, -1)) total = (total + Number(digit)) * 2;
  const rest = (12 - (total % 11)) % 11;
  return rest === 10 ? 'X' : String(rest);
}

/** @throws Failure if two entities with one id differ. */
function distinct(entities: readonly Entity[]): Entity[] {
  const byId = new Map<string, Entity>();
  for (const entity of entities) {
    const { '@id': id } = entity;
    const known = byId.get(id) ?? entity;
    if (known['@type'] !== entity['@type'] || known['name'] !== entity['name'])
      throw new Failure(
        `${escaped(id)} is given twice, for different ${known['@type'] === entity['@type'] ? 'names' : 'things'}.`,
      );
    byId.set(id, known);
  }
  return [...byId.values()];
}
