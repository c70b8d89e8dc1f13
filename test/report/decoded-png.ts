import { inflateSync } from 'node:zlib';

/** Decodes a PNG without any code of the library. A transparent pixel of a palette has no channels. */
export function decoded(url: string): { width: number; height: number; pixels: (readonly number[])[] } {
  const bytes = Buffer.from(url.replace(/^data:image\/png;base64,/, ''), 'base64');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const header = chunks.get('IHDR') as Buffer;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 3: 1, 6: 4 }[header[9] as 2 | 3 | 6];
  const rows = inflateSync(chunks.get('IDAT') as Buffer);
  const palette = chunks.get('PLTE');
  const pixels: number[][] = [];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const at = row * (width * channels + 1) + 1 + column * channels;
      const index = rows[at] as number;
      pixels.push([
        ...(palette
          ? index === 0
            ? []
            : palette.subarray(3 * index, 3 * index + 3)
          : rows.subarray(at, at + channels)),
      ]);
    }
  return { width, height, pixels };
}
