import { COMMA } from './characters';
import {
  BOOL,
  FLOAT64,
  hasMissing,
  INT8,
  INT16,
  INT32,
  INT64,
  sizeLog2,
  UINT8,
  UINT16,
  UINT32,
  UINT64,
  withoutMissing,
} from './kinds';
import { setMissing } from './missing';
import { writeDouble, writeShort } from './write-double';
import { writeSigned, writeUnsigned } from './write-integer';

/** No element has a longer text with its comma, and no function here overwrites more bytes than these from the address of an element on. */
const ROOM: usize = 40;

/** The address after the text of the last {@link writeRows}. */
export let textEnd: usize = 0;

/**
 * Writes elements with all that stands between them, and before the first of them. Leaves the address after the text in {@link textEnd}.
 *
 * @param axes - the address of an entry of four numbers for each axis: its length, the position of the first element along it, and the
 * address and size of the separator for as many ending lists as there are entries before this one.
 * @returns the number of elements that there was room for.
 */
export function writeRows(
  kindOrMissing: u32,
  values: usize,
  count: u32,
  axes: usize,
  axisCount: u32,
  isFirst: boolean,
  to: usize,
  limit: usize,
): u32 {
  const kind = withoutMissing(kindOrMissing);
  setMissing(hasMissing(kindOrMissing));
  const row = axes + ((axisCount - 1) << 5);
  const length = load<f64>(row);
  let column = load<f64>(row, 8);
  let done: u32 = 0;
  while (done < count) {
    let separator: usize = 0;
    let size: usize = 0;
    if (column === 0 && !(isFirst && done === 0)) {
      const entry = axes + (endingLists(axes, axisCount) << 5);
      separator = <usize>load<f64>(entry, 16);
      size = <usize>load<f64>(entry, 24);
    }
    if (to + max(size, 1) + ROOM > limit) break;
    if (size > 0) {
      // Eight bytes at a time, up to seven too many: a call of memory.copy takes longer.
      for (let at: usize = 0; at < size; at += 8) store<u64>(to + at, load<u64>(separator + at));
      to += size;
    } else if (column > 0) {
      store<u8>(to++, COMMA);
    }
    const room = <f64>((limit - to) / ROOM);
    const run = <u32>min(min(length - column, <f64>(count - done)), room);
    to = writeRun(kind, values, run, to);
    values += run << sizeLog2(kind);
    done += run;
    column += <f64>run;
    if (column === length) {
      column = 0;
      nextRow(axes, axisCount);
    }
  }
  textEnd = to;
  return done;
}

/** Returns how many lists end before the row, of which only the positions along the axes count. */
function endingLists(axes: usize, axisCount: u32): u32 {
  let lists: u32 = 0;
  while (lists + 2 < axisCount && load<f64>(axes + ((axisCount - 2 - lists) << 5), 8) === 0) lists++;
  return lists;
}

/** Moves the positions along the axes to the next row. */
function nextRow(axes: usize, axisCount: u32): void {
  for (let axis = axes + (axisCount << 5) - 64; axis >= axes; axis -= 32) {
    const position = load<f64>(axis, 8) + 1;
    if (position < load<f64>(axis)) {
      store<f64>(axis, position, 8);
      return;
    }
    store<f64>(axis, 0, 8);
  }
}

/** Writes elements of one row, with commas between them. */
function writeRun(kind: u32, values: usize, count: u32, to: usize): usize {
  const end = values + (count << sizeLog2(kind));
  if (kind === FLOAT64) return writeDoubles(values, end, to) - 1;
  for (; values < end; values += 1 << sizeLog2(kind)) {
    to = writeElement(kind, values, to);
    store<u8>(to++, COMMA);
  }
  return to - 1;
}

function writeElement(kind: u32, value: usize, to: usize): usize {
  switch (kind) {
    case BOOL:
      return writeBool(to, load<u8>(value));
    case INT8:
      return writeSigned(to, load<i8>(value));
    case UINT8:
      return writeUnsigned(to, load<u8>(value));
    case INT16:
      return writeSigned(to, load<i16>(value));
    case UINT16:
      return writeUnsigned(to, load<u16>(value));
    case INT32:
      return writeSigned(to, load<i32>(value));
    case UINT32:
      return writeUnsigned(to, load<u32>(value));
    case INT64:
      return writeSigned(to, load<i64>(value));
    case UINT64:
      return writeUnsigned(to, load<u64>(value));
    default:
      return writeDouble(to, load<f32>(value));
  }
}

function writeBool(to: usize, value: u8): usize {
  store<u32>(to, value === 1 ? 0x65757274 : 0x736c6166); // true, fals
  store<u8>(to + 4, 0x65);
  return value === 1 ? to + 4 : to + 5;
}

/** After so many doubles that were not short, only one of {@link INTERVAL} is tried. */
const PATIENCE: u32 = 16;
const INTERVAL: u32 = 256;

/** The number of doubles since the last short one. */
let sinceShort: u32 = 0;

/** Writes doubles with a comma behind each. If one before was short, each is tried as such, which takes less time if it is. */
function writeDoubles(values: usize, end: usize, to: usize): usize {
  let since = sinceShort;
  while (values < end) {
    if (since < PATIENCE || since % INTERVAL === 0) {
      const value = load<f64>(values);
      const next = writeShort(to, value);
      if (next !== 0) {
        to = next;
        since = 0;
      } else {
        to = writeDouble(to, value);
        since++;
      }
      store<u8>(to++, COMMA);
      values += 8;
    } else {
      const stop = min(end, values + ((INTERVAL - (since % INTERVAL)) << 3));
      since += <u32>(stop - values) >> 3;
      for (; values < stop; values += 8) {
        to = writeDouble(to, load<f64>(values));
        store<u8>(to++, COMMA);
      }
    }
  }
  sinceShort = since;
  return to;
}
