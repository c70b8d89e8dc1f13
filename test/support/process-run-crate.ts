import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import jsonld from 'jsonld';
import { Parser, Store } from 'n3';
import ShaclValidator from 'rdf-validate-shacl';

/** The metadata of a crate, as JSON. */
export interface Metadata {
  readonly '@context': unknown;
  readonly '@graph': Node[];
}

/** An entity of a crate, as JSON. */
export interface Node {
  '@id': string;
  '@type': string;
  [property: string]: unknown;
}

/** What is wrong with a crate. */
export interface CrateFaults {
  /** What it must be, and is not, each with the entity. */
  readonly violations: readonly string[];
  /** What it should be, and is not, each once. */
  readonly warnings: readonly string[];
}

const METADATA_FILE = 'ro-crate-metadata.json';
const BASE = 'https://crate.example/';
const FIXTURES = join('test', 'fixtures', 'ro-crate');
const contexts = JSON.parse(await readFile(join(FIXTURES, 'context.json'), 'utf8'));
const shapes = new Store(new Parser({ baseIRI: BASE }).parse(await readFile(join(FIXTURES, 'shapes.ttl'), 'utf8')));

/** Returns the metadata of a crate. */
export const metadataOf = async (folder: string): Promise<Metadata> =>
  JSON.parse(await readFile(join(folder, METADATA_FILE), 'utf8'));

/** Checks metadata by SHACL with the shapes of RO-Crate 1.1 and Process Run Crate 0.5. Uses no network. */
export async function faultsByShapes(metadata: Metadata): Promise<CrateFaults> {
  // With `safe`, a term that is in no context is an error.
  const options = { base: BASE, format: 'application/n-quads', documentLoader, safe: true };
  const triples = await jsonld.toRDF(metadata as object, options as jsonld.Options.ToRdf);
  const data = new Store(new Parser().parse(triples as unknown as string));
  const { results } = await new ShaclValidator(shapes).validate(data);
  const [violations, warnings] = [new Set<string>(), new Set<string>()];
  for (const { message, severity, focusNode } of results) {
    const text = message.map(({ value }) => value).join('; ');
    if (severity.value.endsWith('#Warning')) warnings.add(text);
    else violations.add(`${focusNode.value.replace(BASE, './')}: ${text}`);
  }
  return { violations: [...violations].sort(), warnings: [...warnings].sort() };
}

async function documentLoader(url: string) {
  if (!Object.hasOwn(contexts, url)) throw new Error(`${url} is no context of a crate`);
  return { documentUrl: url, document: { '@context': contexts[url] } };
}

/**
 * Checks what SHACL does not see: that the metadata is flat, with one entity of each id, that every entity it names is described, that ids
 * are URIs, and that the files of the folder are those of the crate, byte for byte.
 */
export async function faultsOfFiles(folder: string): Promise<string[]> {
  const { '@graph': graph } = await metadataOf(folder);
  const ids = new Set(graph.map(({ '@id': id }) => id));
  const faults: string[] = [];
  if (ids.size !== graph.length) faults.push(`${graph.length - ids.size} ids are there twice`);
  for (const node of graph) {
    if (!URI_REFERENCE.test(node['@id'])) faults.push(`${node['@id']} is no URI`);
    for (const [property, value] of Object.entries(node)) {
      const values = [value].flat();
      if (Array.isArray(value) && value.length < 2)
        faults.push(`${node['@id']} has a list of ${value.length}: ${property}`);
      for (const each of values) {
        if (typeof each !== 'object' || each === null) continue;
        const { '@id': target, ...others } = each as Node;
        if (Object.keys(others).length > 0) faults.push(`${node['@id']} is not flat: ${property}`);
        if (!/^https?:/.test(target) && !ids.has(target)) faults.push(`${target} is not described`);
      }
    }
  }
  const files = graph.filter(({ '@type': type }) => type === 'File');
  for (const { '@id': id, contentSize, sha256 } of files) {
    const bytes = await readFile(join(folder, decodeURIComponent(id)));
    if (String(bytes.length) !== contentSize) faults.push(`${id} has ${bytes.length} bytes, expected ${contentSize}`);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) faults.push(`${id} has another SHA-256`);
  }
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
    (entry) => !entry.isDirectory(),
  );
  if (found.length !== files.length + 1) faults.push(`${found.length} files are there, expected ${files.length + 1}`);
  return faults;
}

/** @see RFC 3986, appendix A */
const URI_REFERENCE = /^(?:https?:|#|[\w.])(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*$/;
