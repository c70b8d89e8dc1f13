/**
 * Reads the text of an element that this module is not sure of, and stores the element. The host provides this function.
 *
 * @returns false if the text is not that of an element.
 */
export declare function readByHost(from: usize, end: usize, to: usize): boolean;
