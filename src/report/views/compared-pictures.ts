import { elementKindOf } from '../../model/dtypes.js';
import type { ArrayData, ComparedArrayData, ComparedArtifactData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { elementsOf } from '../plots/elements-text.js';
import { heatMapPicture, isImage, onScale, type PictureData } from '../plots/heat-map.js';
import { heatMapPlot } from '../plots/heat-map-plot.js';
import { type ColourRange, paletteRange, partOf } from '../plots/palettes.js';
import { storedDeflate } from '../plots/png.js';
import { reasonNotes } from './reason-notes.js';

/** The least part of a scale in which one still sees how numbers differ. */
const LEAST_PART = 1 / 20;

/** Differences have one scale if the furthest of each is at least this part of the furthest of all. */
const LEAST_DIFFERENCE = 1 / 10;

/** A heat map, and its array. */
interface HeatMap {
  readonly array: ArrayData;
  readonly picture: PictureData;
}

/** Draws arrays of several axes side by side, heat maps on one scale, and below how they differ. */
export function comparedPictures(compared: ComparedArrayData, artifacts: readonly ComparedArtifactData[]): Markup {
  const { arrays, name } = compared;
  const pictures = arrays.map((array) => array && pictureOf(array));
  if (pictures.every((picture) => !picture)) return undefined;
  const maps = arrays.flatMap((array, place): HeatMap[] => {
    const picture = pictures[place];
    return array && picture && !isImage(array.shape, array.dtype) ? [{ array, picture }] : [];
  });
  const reason = reasonAgainstOneScale(maps);
  const scale = reason === undefined ? commonRange(maps.map(({ picture }) => picture)) : undefined;
  const shown = arrays.map((array, place) => {
    const picture = pictures[place];
    if (!array || !picture) return undefined;
    const id = artifacts[place]?.id as string;
    const title = `${name} of ${id}`;
    const head = element('span', { class: 'id' }, id);
    if (isImage(array.shape, array.dtype)) return cell(head, imageMarkup(title, picture));
    const map = heatMapPlot({ ...array, name: title }, scale ? onScale(picture, scale) : picture, noteOf(scale, maps));
    return cell(head, [map, scale && flatNote({ array, picture }, scale)]);
  });
  return [
    reason === undefined
      ? undefined
      : element('p', { class: 'quiet' }, `Each picture has a scale of its own (${reason}).`),
    element('div', { class: 'multiples' }, shown),
    differencePictures(compared, artifacts),
    reasonNotes(compared, artifacts),
  ];
}

/** Draws how arrays of several axes differ from the first one; undefined if none does, or the page does not know how. */
export function differencePictures(
  { arrays, differences }: ComparedArrayData,
  artifacts: readonly ComparedArtifactData[],
): Markup {
  const differenceScale = scaleOfDifferences(differences.flatMap((difference) => difference?.picture ?? []));
  const below = differences.map((difference, place) => {
    const array = arrays[place];
    if (!difference?.picture || !array) return undefined;
    const id = artifacts[place]?.id as string;
    if (isImage(array.shape, array.dtype))
      return cell(`Where ${id} differs`, imageMarkup(`Where ${id} differs`, difference.picture));
    const title = `${id} less ${artifacts[0]?.id}`;
    const picture = differenceScale ? onScale(difference.picture, differenceScale) : difference.picture;
    const note = differenceScale ? 'scale of the differences' : 'scale of this difference';
    return cell(title, heatMapPlot({ ...array, name: title }, picture, note));
  });
  return below.some((each) => each !== undefined) ? element('div', { class: 'multiples' }, below) : undefined;
}

const cell = (title: Markup, content: Markup): Markup => element('div', {}, element('h3', {}, title), content);

const noteOf = (scale: ColourRange | undefined, maps: readonly HeatMap[]): string | undefined =>
  scale === undefined || maps.length < 2 ? undefined : 'one scale for all';

/** Returns why heat maps have no common scale; undefined if they have one. */
function reasonAgainstOneScale(maps: readonly HeatMap[]): string | undefined {
  if (new Set(maps.map(({ array }) => array.unit)).size > 1) return 'another unit';
  const isRounded = ({ array: { dtype, readAs }, picture: { range = [0, 0] } }: HeatMap) =>
    elementKindOf(dtype ?? readAs) === 'bigint' && range.some((bound) => Math.abs(bound) > Number.MAX_SAFE_INTEGER);
  return maps.some(isRounded) ? 'integers beyond 2⁵³' : undefined;
}

/** Returns the range of all numbers of some pictures; undefined if none of them is finite. */
function commonRange(pictures: readonly PictureData[]): ColourRange | undefined {
  const ranges = pictures.flatMap(({ range }) => (range === undefined ? [] : [range]));
  if (ranges.length === 0) return undefined;
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** Returns the scale of all differences; undefined if it would hide the smallest ones. */
function scaleOfDifferences(pictures: readonly PictureData[]): ColourRange | undefined {
  const furthest = pictures.flatMap(({ range }) => (range === undefined ? [] : [range[1]]));
  return Math.min(...furthest) < LEAST_DIFFERENCE * Math.max(...furthest) ? undefined : commonRange(pictures);
}

/** Says that a heat map has nearly one colour on the scale of all, although its numbers differ. */
function flatNote({ array: { statistics }, picture: { range } }: HeatMap, scale: ColourRange): Markup {
  if (range === undefined || range[0] === range[1]) return undefined;
  const [from, to] = partOf(range, paletteRange(scale));
  if (to - from >= LEAST_PART) return undefined;
  const { lowest, highest } = statistics;
  return element(
    'p',
    { class: 'note' },
    `Flat on this scale: its numbers go from ${lowest?.text} to ${highest?.text}.`,
  );
}

function pictureOf(array: ArrayData): PictureData | undefined {
  if (array.picture !== undefined) return array.picture;
  const elements = elementsOf(array);
  return elements && heatMapPicture(elements, array.shape, array.dtype, storedDeflate);
}

const imageMarkup = (alt: string, { url, cells: [rows, columns] }: PictureData): Markup =>
  element('img', { class: 'image', src: url, alt, width: columns, height: rows });
