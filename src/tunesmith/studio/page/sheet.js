// The score, and the same place in its text: what sounds is coloured in both.

/** Length of the note that begins at a place of an ABC text. */
const NOTE = /\[[^\]\n]*\][\d/]*|[_^=]*[A-Ga-gxz][,']*[\d/]*/y;

export class Sheet {
  constructor(element, backdrop, clicked) {
    this.element = element;
    this.backdrop = backdrop;
    this.sounding = [];
    this.problems = [];
    this.text = "";
    element.addEventListener("click", (event) => {
      const note = event.target.closest("[id].note, [id].chord, [id].rest, g[id]");
      for (let node = note; node && node !== element; node = node.parentElement) {
        const id = node.id?.slice(1);
        if (id && /^n\d/.test(id)) return clicked(id);
      }
    });
  }

  /** What `read` answered. */
  show({ engravings, error, problems }, text) {
    const shown = engravings.map((svg, place) => {
      const box = document.createElement("div");
      box.className = place ? "engraving narrow" : "engraving";
      box.innerHTML = svg; // made by the server from a parsed document, and the policy lets no script run
      return box;
    });
    if (shown.length || !text.trim()) this.element.replaceChildren(...shown);
    this.element.classList.toggle("stale", !shown.length && Boolean(text.trim()));
    this.sounding = [];
    if (text === this.text) {
      this.problems = problems;
      this.paint([]);
    }
    return error;
  }

  /** Another text, whose score is still to come: marks are under this one from now on. */
  turn(text) {
    if (text !== this.text) this.problems = [];
    this.text = text;
    this.paint([]);
  }

  /** Colour the notes with these ids, and nothing else. */
  sound(ids) {
    for (const element of this.sounding) element.classList.remove("sounding");
    this.sounding = ids.flatMap((id) => ["w", "n"].map((prefix) => document.getElementById(prefix + id)).filter(Boolean));
    for (const element of this.sounding) element.classList.add("sounding");
    this.paint(ids);
    const seen = this.sounding.find((element) => element.getBoundingClientRect().width);
    if (!seen) return;
    const { top, bottom } = seen.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) seen.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  /** Marks under the text: problems, and what sounds. */
  paint(ids) {
    const marks = this.problems.map((problem) => [this.offset(problem), this.offset(problem) + 1, "problem"]);
    for (const id of ids) {
      const start = Number(id.slice(1));
      NOTE.lastIndex = start;
      const found = NOTE.exec(this.text);
      if (found) marks.push([start, start + found[0].length, "sounding"]);
    }
    marks.sort((one, other) => one[0] - other[0]);
    const parts = [];
    let place = 0;
    for (const [start, end, kind] of marks) {
      if (start < place) continue;
      const mark = document.createElement("mark");
      mark.className = kind;
      mark.textContent = this.text.slice(start, end);
      parts.push(this.text.slice(place, start), mark);
      place = end;
    }
    this.backdrop.replaceChildren(...parts, `${this.text.slice(place)}\n`);
  }

  offset({ line, column }) {
    const before = this.text.split("\n").slice(0, line - 1);
    return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  }
}
