/** Returns the middle value, or the mean of the two middle ones if their number is even. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Returns the median, the least and the largest of some values. */
export function summary(values) {
  return { median: median(values), least: Math.min(...values), largest: Math.max(...values), count: values.length };
}
