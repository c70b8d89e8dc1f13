export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param ddof - what is subtracted from the number of values: 0 for a population, 1 for a sample. */
export function standardDeviation(values: Float64Array, ddof: 0 | 1): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - ddof));
}
