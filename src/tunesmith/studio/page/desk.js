// The tune that is worked on: its text, score, sound, and what became of it.

import { Player } from "./player.js";
import { Sheet } from "./sheet.js";
import { ask, latest } from "./wire.js";

const PAUSE = 250; // milliseconds after the last key, before a text is read

const find = (id) => document.getElementById(id);
const INSTRUMENTS = [
  "violin", "flute", "accordion", "acoustic grand piano", "harpsichord", "church organ", "acoustic guitar (nylon)",
  "banjo", "tin whistle", "oboe", "clarinet", "bagpipe", "dulcimer", "orchestral harp", "cello",
];

export class Desk {
  constructor(say, failed, kept) {
    Object.assign(this, { say, failed, kept });
    this.text = find("text");
    this.past = [];
    this.future = [];
    this.player = new Player((ids) => this.sheet.sound(ids), failed);
    this.sheet = new Sheet(find("sheet"), find("backdrop"), (id) => this.player.goTo(id));
    this.read = latest((content) => this.show(content));
    find("instrument").append(new Option("as written", ""), ...INSTRUMENTS.map((name) => new Option(name)));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("scroll", () => (find("backdrop").scrollTop = this.text.scrollTop));
    find("undo").addEventListener("click", () => this.step(this.past, this.future));
    find("redo").addEventListener("click", () => this.step(this.future, this.past));
    find("keep").addEventListener("click", () => this.keep());
    find("star").addEventListener("click", () => this.change({ starred: !this.entry.starred }));
    find("name").addEventListener("change", () => this.change({ name: find("name").value.trim() || "Untitled" }));
  }

  /** A take from the library. */
  async open(entry) {
    this.entry = entry;
    this.notation = entry.notation;
    [this.past, this.future] = [[], []];
    this.text.readOnly = false;
    this.text.value = this.content = entry.content;
    this.labels();
    this.fit();
    this.sheet.turn(entry.content);
    this.read(entry.content);
    await this.player.set(entry.notation, entry.content);
  }

  /** A new take is being written. */
  begin(notation) {
    this.notation = notation;
    this.player.set(notation, "");
    this.written = "";
    this.text.readOnly = true;
    this.text.value = "";
    this.sheet.turn("");
    this.sheet.show({ engravings: [], error: "", problems: [] }, "");
    find("problems").replaceChildren();
    this.fit();
  }

  grow(token) {
    this.written += token;
    this.text.value = this.written.trimStart();
    this.fit();
  }

  draft(content) {
    this.read(content, true);
  }

  /** What was there before, where nothing came of a new take. */
  back() {
    if (this.entry) this.open(this.entry);
    else this.begin(this.notation);
  }

  /** Engrave and check a text. */
  async show(content) {
    try {
      const found = await ask("POST", "/api/read", { notation: this.notation, content });
      const error = this.sheet.show(found, content);
      const items = found.problems.map(({ line, column, message }) => {
        const item = document.createElement("li");
        const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${line}:${column}` });
        button.addEventListener("click", () => this.place(line, column));
        item.append(button, ` ${message}`);
        return item;
      });
      if (error && !items.length) items.push(Object.assign(document.createElement("li"), { textContent: error }));
      // What is wrong with a draft, or with what was there before, is not wrong with this.
      if (content === this.content && !this.text.readOnly) find("problems").replaceChildren(...items);
    } catch (error) {
      this.failed(error);
    }
  }

  place(line, column) {
    const start = this.sheet.offset({ line, column });
    this.text.focus();
    this.text.setSelectionRange(start, start + 1);
  }

  typed() {
    this.fit();
    this.sheet.turn(this.text.value);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      if (this.text.value === this.content) return;
      this.past.push(this.content);
      this.future = [];
      this.put(this.text.value);
    }, PAUSE);
  }

  /** Another text, by hand or by undoing. */
  put(content) {
    this.content = content;
    if (this.text.value !== content) this.text.value = content;
    this.sheet.turn(content);
    this.fit();
    this.labels();
    this.read(content);
    this.player.set(this.notation, content);
  }

  step(from, to) {
    if (!from.length) return;
    to.push(this.content);
    this.put(from.pop());
  }

  async keep() {
    try {
      if (this.entry) await this.change({ content: this.content });
      this.say("Kept.");
    } catch (error) {
      this.failed(error);
    }
  }

  async change(changes) {
    if (!this.entry) return;
    try {
      this.entry = await ask("PATCH", `/api/takes/${this.entry.id}`, changes);
      this.kept(this.entry);
      this.labels();
    } catch (error) {
      this.failed(error);
    }
  }

  labels() {
    const { entry } = this;
    for (const id of ["name", "star"]) find(id).disabled = !entry;
    find("name").value = entry?.name ?? "";
    find("star").setAttribute("aria-pressed", String(entry?.starred ?? false));
    find("undo").disabled = !this.past.length;
    find("redo").disabled = !this.future.length;
    find("keep").disabled = !entry || this.content === entry.content;
    const links = (entry?.forms ?? []).filter((form) => ["abc", "tabla", "mid", "musicxml", "pdf", "mp3", "json"].includes(form));
    find("downloads").replaceChildren(
      ...links.map((form) => Object.assign(document.createElement("a"), { href: `/api/takes/${entry.id}/file.${form}`, textContent: form, download: "" })),
    );
    find("recipe").hidden = !entry?.recipe;
    find("command").textContent = entry?.recipe?.command ?? "";
    find("python").textContent = entry?.recipe?.python ?? "";
  }

  /** The text as tall as it is. */
  fit() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }
}
