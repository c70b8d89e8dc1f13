import { fromBase64, toBase64 } from './base64.js';

/** Compresses bytes into a zlib stream. Node has `deflateSync`; a browser gets {@link storedDeflate}. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** The pixels of a picture, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel: its index in the palette; or the bytes of red, green, blue, and, for 4, opacity. */
  readonly bytes: Uint8Array;
  readonly channels: 1 | 3 | 4;
  /** Three bytes for each index. The first index is transparent. Only for one channel. */
  readonly palette?: Uint8Array;
}

const URL_START = 'data:image/png;base64,';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The colour types of PNG, by the number of channels. */
const COLOUR_TYPES = { 1: 3, 3: 2, 4: 6 } as const;

/**
 * Returns a PNG as a `data:` URL.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function pngUrl({ width, height, bytes, channels, palette }: Pixels, deflate: Deflate): string {
  const header = new Uint8Array([...bytesOf(width), ...bytesOf(height), 8, COLOUR_TYPES[channels], 0, 0, 0]);
  const stride = width * channels;
  // Each row begins with the number of its filter, which is 0 for none.
  const rows = new Uint8Array(height * (stride + 1));
  for (let row = 0; row < height; row++)
    rows.set(bytes.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1);
  const chunks = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    ...(palette === undefined ? [] : [chunk('PLTE', palette), chunk('tRNS', new Uint8Array(1))]),
    chunk('IDAT', deflate(rows)),
    chunk('IEND', new Uint8Array()),
  ];
  return `${URL_START}${toBase64(joined(chunks))}`;
}

/** Where the palette of a PNG begins: after the signature and the header. */
const PALETTE_START = SIGNATURE.length + 25;

/** Returns a picture of {@link pngUrl} with another palette of as many colours. Its pixels are not read. */
export function withPalette(url: string, palette: Uint8Array): string {
  const bytes = chunk('PLTE', palette);
  const end = URL_START.length + 4 * Math.ceil((PALETTE_START + bytes.length) / 3);
  const start = fromBase64(url.slice(URL_START.length, end));
  start.set(bytes, PALETTE_START);
  return `${URL_START}${toBase64(start)}${url.slice(end)}`;
}

/** Returns the four bytes of an unsigned integer, big-endian. */
const bytesOf = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function chunk(type: string, data: Uint8Array): Uint8Array {
  const checked = joined([Uint8Array.from(type, (character) => character.charCodeAt(0)), data]);
  return joined([Uint8Array.from(bytesOf(data.length)), checked, Uint8Array.from(bytesOf(crc32(checked)))]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What the eight bits of a byte add to a checksum. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The bytes that a stored block holds. */
const BLOCK = 65535;

/**
 * Returns a zlib stream that stores bytes as they are.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1951#page-11
 */
export const storedDeflate: Deflate = (bytes) => {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at === 0 || at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const { length } = block;
    const isLast = at + BLOCK >= bytes.length;
    parts.push(Uint8Array.of(Number(isLast), length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255), block);
  }
  parts.push(Uint8Array.from(bytesOf(adler32(bytes))));
  return joined(parts);
};

/** @see https://www.rfc-editor.org/rfc/rfc1950#page-6 */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}
