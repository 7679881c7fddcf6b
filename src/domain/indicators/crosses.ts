/** Where one line crosses another. */

/** The indices at which `one` has just come above `other`, or below it; none where either is not warm. In their order. */
export function crossesOf(one: Float64Array, other: Float64Array): Int32Array {
  let found = new Int32Array(1 << 10);
  let [count, before] = [0, Number.NaN];
  for (let index = 0; index < one.length; index += 1) {
    const now = Number(one[index]) - Number(other[index]);
    if ((before <= 0 && now > 0) || (before >= 0 && now < 0)) {
      if (count === found.length) found = grown(found);
      found[count] = index;
      count += 1;
    }
    before = now;
  }
  return found.slice(0, count);
}

function grown(cells: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * cells.length);
  larger.set(cells);
  return larger;
}
