// The text of a piece as cells, token by token, with the guesses below each and one cell that is looked at.

const SIGNS = { "\n": "⏎", "\r": "⏎", "\t": "⇥", " ": "␣" };
const NAMES = { "\n": "line end", "\r": "line end", "\t": "tab", " ": "space" };

const shown = (token) => token.replace(/[\n\r\t ]/g, (sign) => SIGNS[sign]);
const spoken = (token) => NAMES[token] ?? shown(token);

const make = (tag, name, text = "") => {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
};

/** Tells "choose" when the reader goes to a cell, and "look" when the mouse does, or leaves (detail: its place). */
class Text {
  constructor(element, tokens) {
    this.element = element;
    this.at = 0;
    this.chosen = [];
    this.sounding = [];
    this.cells = [];
    let line = null;
    for (const token of tokens) {
      line ??= element.appendChild(make("div", "line"));
      this.cells.push(line.appendChild(this.cell(token, this.cells.length)));
      if (token.includes("\n")) line = null;
    }
    if (this.cells.length) element.setAttribute("aria-activedescendant", this.cells[0].id);
    this.listen();
  }

  cell(token, place) {
    const cell = make("span", "token");
    cell.id = `token-${place}`;
    cell.dataset.token = place;
    cell.setAttribute("role", "option");
    cell.setAttribute("aria-selected", "false");
    cell.setAttribute("aria-label", spoken(token));
    cell.append(make("b", /^\s+$/.test(token) ? "sign blank" : "sign", shown(token)));
    return cell;
  }

  listen() {
    const placeOf = (event) => Number(event.target.closest(".token")?.dataset.token ?? NaN);
    const tell = (name, place) => this.element.dispatchEvent(new CustomEvent(name, { detail: place }));
    this.element.addEventListener("click", (event) => {
      const place = placeOf(event);
      if (place >= 0) tell("choose", place);
    });
    this.element.addEventListener("pointerover", (event) => {
      const place = placeOf(event);
      if (place >= 0) tell("look", place);
    });
    this.element.addEventListener("pointerleave", () => tell("look", this.at));
    this.element.addEventListener("keydown", (event) => {
      if (event.altKey || event.metaKey || event.shiftKey || !this.cells.length) return;
      const place = this.after(event.ctrlKey ? `Ctrl${event.key}` : event.key);
      if (place === undefined) return;
      event.preventDefault();
      tell("choose", place);
    });
  }

  /** Where a key leads from the cell that is looked at. */
  after(key) {
    const last = this.cells.length - 1;
    switch (key) {
      case "ArrowLeft": return Math.max(this.at - 1, 0);
      case "ArrowRight": return Math.min(this.at + 1, last);
      case "ArrowUp": return this.beside(-1);
      case "ArrowDown": return this.beside(1);
      case "Home": return this.edge(-1);
      case "End": return this.edge(1);
      case "CtrlHome": return 0;
      case "CtrlEnd": return last;
    }
  }

  box(place) {
    return this.cells[place].getBoundingClientRect();
  }

  /** The last cell of the row on one side. */
  edge(step) {
    const { top } = this.box(this.at);
    let place = this.at;
    while (place + step in this.cells && this.box(place + step).top === top) place += step;
    return place;
  }

  /** Of the next row on one side the cell that is nearest to this one. */
  beside(step) {
    const { left } = this.box(this.at);
    let best = this.edge(step) + step;
    if (!(best in this.cells)) return this.at;
    const { top } = this.box(best);
    const away = (place) => Math.abs(this.box(place).left - left);
    for (let place = best; place in this.cells && this.box(place).top === top; place += step) {
      if (away(place) < away(best)) best = place;
    }
    return best;
  }

  /** Go to a cell; ``together`` are all those that are chosen with it. */
  choose(place, together) {
    for (const other of this.chosen) this.cells[other].classList.remove("selected");
    this.cells[this.at].classList.remove("current");
    this.cells[this.at].setAttribute("aria-selected", "false");
    this.at = place;
    this.chosen = together;
    for (const other of together) this.cells[other].classList.add("selected");
    this.cells[place].classList.add("current");
    this.cells[place].setAttribute("aria-selected", "true");
    this.element.setAttribute("aria-activedescendant", this.cells[place].id);
  }

  reveal(place, where = "nearest") {
    this.cells[place].scrollIntoView({ block: where });
  }

  /** Light up what sounds, and nothing else. */
  sound(places) {
    if (places.length === this.sounding.length && places.every((place, i) => place === this.sounding[i])) return false;
    for (const place of this.sounding) this.cells[place].classList.remove("sounding");
    for (const place of places) this.cells[place].classList.add("sounding");
    this.sounding = places;
    return true;
  }

  /** Values from -1 to 1, or null for no colours. */
  colour(values) {
    this.cells.forEach((cell, place) => cell.style.setProperty("--v", values ? values[place] : 0));
  }

  /** Under each cell the guesses [token, probability] at the token ``ahead`` places later. */
  guess(guesses, tokens, ahead) {
    this.cells.forEach((cell, place) => {
      const rows = (guesses[place + ahead] ?? []).map(([token, probability]) => {
        const guess = make("i", "guess", shown(token));
        guess.classList.toggle("sure", probability >= 0.5);
        guess.classList.toggle("true", token === tokens[place + ahead]);
        guess.style.setProperty("--p", probability);
        guess.setAttribute("aria-hidden", "true");
        return guess;
      });
      cell.replaceChildren(cell.firstChild, ...rows);
    });
  }
}
