// All takes that are kept.

import { ask } from "./wire.js";

const find = (id) => document.getElementById(id);

export class Shelf {
  constructor(opened, failed) {
    Object.assign(this, { opened, failed });
    this.entries = [];
    find("starred").addEventListener("change", () => this.show());
  }

  async load() {
    try {
      this.entries = await ask("GET", "/api/takes");
    } catch (error) {
      this.failed(error);
    }
    this.show();
  }

  /** A take that is new, or has changed. */
  put(entry) {
    const place = this.entries.findIndex(({ id }) => id === entry.id);
    if (place < 0) this.entries.unshift(entry);
    else this.entries[place] = entry;
    this.show();
  }

  show() {
    const shown = this.entries.filter((entry) => entry.starred || !find("starred").checked);
    find("takes").replaceChildren(...shown.map((entry) => this.row(entry)));
    find("zip").hidden = !this.entries.length;
    find("zip").href = `/api/takes.zip?keys=${shown.map(({ id }) => id).join(",")}`;
  }

  row(entry) {
    const row = document.createElement("li");
    const button = (text, label, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      return made;
    };
    const open = button(`${entry.starred ? "★ " : ""}${entry.name}`, `Open ${entry.name}`, () => this.opened(entry));
    open.className = "open";
    const about = document.createElement("span");
    about.className = "about";
    const facts = [entry.model, entry.seed === null ? "" : `seed ${entry.seed}`, entry.bits ? `${entry.bits.toFixed(2)} bits` : "", entry.exact ? "" : entry.how === "written" ? "edited" : entry.how];
    about.textContent = facts.filter(Boolean).join(" · ");
    row.append(open, about, button("Remove", `Remove ${entry.name}`, () => this.remove(entry)));
    return row;
  }

  async remove(entry) {
    try {
      await ask("DELETE", `/api/takes/${entry.id}`);
      this.entries = this.entries.filter(({ id }) => id !== entry.id);
      this.show();
    } catch (error) {
      this.failed(error);
    }
  }
}
