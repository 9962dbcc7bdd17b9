// The surprise of each bar as a column. Tells "choose" with the first token of a bar.

class Strip {
  constructor(element, bars, bits) {
    this.element = element;
    const inBar = Map.groupBy(bars.keys(), (place) => bars[place]);
    inBar.delete(-1);
    const mean = (places) => places.reduce((sum, place) => sum + bits[place], 0) / places.length;
    const means = new Map([...inBar].map(([bar, places]) => [bar, mean(places)]));
    const most = Math.max(...means.values(), 1e-9);
    this.columns = [...means].map(([bar, bits]) => this.column(bar, bits, bits / most, inBar.get(bar)[0]));
    element.append(...this.columns);
    if (this.columns.length) this.columns[0].tabIndex = 0;
    element.addEventListener("keydown", (event) => this.key(event));
  }

  column(bar, bits, height, first) {
    const column = make("button", "column");
    column.type = "button";
    column.dataset.bar = bar;
    column.title = `bar ${bar}: ${bits.toFixed(2)} bits per sign`;
    column.setAttribute("aria-label", column.title);
    column.tabIndex = -1;
    column.style.setProperty("--height", height);
    if (bar % 4 === 1) column.dataset.label = bar;
    column.addEventListener("click", () => {
      this.element.dispatchEvent(new CustomEvent("choose", { detail: first }));
      column.focus({ preventScroll: true });
    });
    return column;
  }

  key(event) {
    const at = this.columns.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: this.columns.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.hold(this.columns[to] ?? event.target).focus();
  }

  /** The tab key comes to this column. */
  hold(column) {
    for (const other of this.columns) other.tabIndex = other === column ? 0 : -1;
    return column;
  }

  show(bar) {
    for (const column of this.columns) {
      const here = Number(column.dataset.bar) === bar;
      column.classList.toggle("here", here);
      if (here) this.hold(column);
    }
  }
}
