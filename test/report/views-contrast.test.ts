import { readFile } from 'node:fs/promises';
import test from 'ava';
import { paletteOf } from '../../src/report/plots/palettes.js';

/** The least contrast of texts and curves with what they stand on, to one decimal. */
const LEAST = 5.4;
const DRAWN = ['text', 'quiet', 'link', 'problem', 'right', 'curve-1', 'curve-2', 'curve-3', 'curve-4'];

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const full = colour.length === 4 ? colour.replace(/[\da-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const coloursOf = (block: string): Map<string, string> =>
  new Map(
    Array.from(block.matchAll(/--([\w-]+): (#[\da-f]{3,6});/g), ([, name, colour]) => [
      name as string,
      colour as string,
    ]),
  );

async function schemes(): Promise<Record<string, Map<string, string>>> {
  const read = (name: string) => readFile(`src/report/page/style/${name}.css`, 'utf8');
  const [light = '', dark = ''] = (await read('base')).match(/:root \{[^}]*\}/g) ?? [];
  const [print = ''] = (await read('print')).match(/:root \{[^}]*\}/) ?? [];
  return { light: coloursOf(light), dark: coloursOf(dark), print: coloursOf(print) };
}

for (const scheme of ['light', 'dark', 'print'])
  test(`texts and curves have a contrast of at least ${LEAST} with their ground: ${scheme}`, async (t) => {
    const colours = (await schemes())[scheme] as Map<string, string>;
    const least = (names: readonly string[], ground: string) => {
      for (const name of names) {
        const found = contrast(colours.get(name) as string, colours.get(ground) as string);
        t.true(Number(found.toFixed(1)) >= LEAST, `${name} on ${ground}: ${found.toFixed(2)}`);
      }
    };
    least(DRAWN, 'ground');
    least(['text', 'quiet'], 'shade');
  });

test('dark pages and paper set every colour anew', async (t) => {
  const { light, dark, print } = await schemes();
  t.deepEqual([...(dark?.keys() ?? [])], [...(light?.keys() ?? [])]);
  t.deepEqual([...(print?.keys() ?? [])], [...(light?.keys() ?? [])]);
});

test('the ground of NaN is no colour of a palette, in no scheme: it is far from grey at 0 and from both ends', async (t) => {
  const grounds = (await readFile('src/report/page/style/plots.css', 'utf8')).match(/--nan: (#[\da-f]{6});/g) ?? [];
  t.is(grounds.length, 1);
  const ground = grounds[0]?.slice(7, 14) as string;
  for (const [palette, isDiverging] of [
    ['blue–grey–red', true],
    ['Viridis', false],
  ] as const) {
    const colours = paletteOf(isDiverging, 3);
    for (const [place, at] of [['lowest', 0], ...(isDiverging ? [['0', 3] as const] : []), ['highest', 6]] as const) {
      const colour = `#${Buffer.from(colours.subarray(at, at + 3)).toString('hex')}`;
      t.true(contrast(ground, colour) >= 2, `${palette}, ${place}: ${contrast(ground, colour).toFixed(2)}`);
    }
  }
});
