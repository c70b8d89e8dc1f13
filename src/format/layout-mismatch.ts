/** Thrown between the parts of the quick reader where a text is not laid out as the writer lays it out. It never leaves `src/format`. */
export class LayoutMismatch extends Error {}
