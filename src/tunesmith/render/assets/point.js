// The units of a model, as the page carries them: planes.py tells how their values are packed.

/** One point of the model, such as its hidden state: some layers of units. */
class Point {
  constructor(name, data) {
    this.name = name;
    this.data = data;
    Object.assign(this, data.points[name]);
  }

  /** Every unit's codes, unit by unit, each of all tokens. Unpacked when first asked for. */
  codes() {
    this.unpacked ??= (async () => {
      const packed = document.querySelector(`.plane[data-point="${CSS.escape(this.name)}"]`).textContent;
      const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      return new Uint8Array(await new Response(stream).arrayBuffer());
    })();
    return this.unpacked;
  }

  /** The range of a unit, and its values at all tokens. */
  async read(layer, unit) {
    const size = this.data.tokens.length;
    const row = layer * this.units + unit;
    const reach = this.reach?.[row] ?? 1;
    const codes = (await this.codes()).subarray(row * size, (row + 1) * size);
    const values = new Array(size);
    codes.forEach((code, place) => {
      values[this.past ? this.data.order[place] : place] = reach * (this.low + code * this.step);
    });
    return { low: reach * this.low, high: reach * this.high, error: (reach * this.step) / 2, values };
  }
}
