// Plays what the server has made sound of.

import { ask } from "./wire.js";

const clock = (seconds) => {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};
const find = (id) => document.getElementById(id);

export class Player {
  constructor(sounded, failed) {
    this.audio = find("audio");
    this.button = find("play");
    this.seek = find("seek");
    this.sounded = sounded;
    this.failed = failed;
    this.notes = [];
    this.bars = [];
    this.button.addEventListener("click", () => this.toggle());
    this.seek.addEventListener("input", () => this.go(Number(this.seek.value)));
    for (const event of ["play", "pause", "ended", "seeked", "loadedmetadata"]) this.audio.addEventListener(event, () => this.changed());
    for (const id of ["instrument", "tempo", "metronome", "count-in", "drone", "click"]) find(id).addEventListener("change", () => this.load(true));
  }

  /** Another piece: "" for none. */
  async set(notation, content) {
    Object.assign(this, { notation, content });
    const tabla = notation === "tabla";
    for (const id of ["instrument", "metronome", "count-in"]) find(`${id}-label`).hidden = tabla;
    for (const id of ["drone", "click"]) find(`${id}-label`).hidden = !tabla;
    await this.load(false);
  }

  hearing() {
    const tabla = this.notation === "tabla";
    const asked = { tempo: Number(find("tempo").value) || undefined };
    if (tabla) Object.assign(asked, { drone: find("drone").checked, click: find("click").checked });
    else {
      asked.instrument = find("instrument").value || undefined;
      Object.assign(asked, { metronome: find("metronome").checked, count_in: find("count-in").checked });
    }
    return asked;
  }

  /** Have it made sound of anew; `stay` at the same note. */
  async load(stay) {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const playing = stay && !this.audio.paused;
    const place = stay ? this.noteAt(this.audio.currentTime) : undefined;
    this.ready(false);
    if (!this.content) return;
    try {
      const found = await ask("POST", "/api/play", { notation: this.notation, content: this.content, hearing: this.hearing() }, asked.signal);
      const sound = await (await fetch(`/api/sounds/${found.sound}`, { signal: asked.signal })).blob();
      Object.assign(this, { notes: found.notes, bars: found.bars, seconds: found.seconds });
      if (this.address) URL.revokeObjectURL(this.address);
      this.audio.src = this.address = URL.createObjectURL(sound);
      this.ready(true);
      if (place !== undefined && this.notes[place]) this.go(this.notes[place][0]);
      if (playing) this.audio.play();
    } catch (error) {
      if (error.name !== "AbortError") this.failed(error);
    }
  }

  ready(is) {
    for (const each of [this.button, this.seek]) each.disabled = !is;
    if (!is) this.audio.pause();
    this.seek.max = is ? this.seconds : 1;
    find("whole").textContent = clock(is ? this.seconds : 0);
    this.changed();
  }

  toggle() {
    if (this.button.disabled) return;
    if (!this.audio.paused) return this.audio.pause();
    const [from] = this.range();
    if (from !== undefined && find("loop").checked && this.audio.currentTime < from) this.go(from);
    this.audio.play();
  }

  go(time) {
    this.audio.currentTime = Math.max(0, Math.min(time, this.seconds || 0));
    this.show();
  }

  /** The time of the note with this id, nearest to now. */
  goTo(id) {
    const times = this.notes.filter(([, , own]) => own === id).map(([on]) => on);
    times.sort((one, other) => Math.abs(one - this.audio.currentTime) - Math.abs(other - this.audio.currentTime));
    if (times.length) {
      this.go(times[0]);
      this.audio.play();
    }
  }

  /** A bar on, or back; in music without bars two seconds. */
  move(by) {
    if (!this.bars.length) return this.go(this.audio.currentTime + 2 * by);
    const now = this.audio.currentTime;
    const begun = this.bars.map(([on]) => on);
    const place = begun.findLastIndex((on) => on <= now + 0.05);
    const back = by < 0 && now - (begun[place] ?? 0) > 0.6 ? place : place + by;
    this.go(begun[Math.max(0, Math.min(back, begun.length - 1))]);
  }

  /** Seconds between which it loops, the first time that these bars are played. */
  range() {
    const [first, last] = ["from", "to"].map((id) => (find(id).value === "" ? undefined : Number(find(id).value)));
    if (first === undefined && last === undefined) return [0, this.seconds];
    const start = this.bars.findIndex(([, number]) => number === (first ?? this.bars[0]?.[1]));
    const end = this.bars.findIndex(([, number], place) => place >= start && number === (last ?? first));
    if (start < 0 || end < 0) return [0, this.seconds];
    return [this.bars[start][0], this.bars[end + 1]?.[0] ?? this.seconds];
  }

  noteAt(time) {
    const place = this.notes.findIndex(([on, off]) => on <= time && time < off);
    return place < 0 ? undefined : place;
  }

  changed() {
    const playing = !this.audio.paused && !this.audio.ended;
    this.button.classList.toggle("playing", playing);
    this.button.setAttribute("aria-label", playing ? "Pause" : "Play");
    this.show();
    if (playing && !this.following) this.follow();
  }

  follow() {
    this.following = true;
    const step = () => {
      const [from, to] = this.range();
      if (find("loop").checked && (this.audio.currentTime >= to - 0.02 || this.audio.ended)) {
        this.go(from);
        if (this.audio.paused) this.audio.play();
      }
      this.show();
      if (this.audio.paused || this.audio.ended) this.following = false;
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  show() {
    const { currentTime: now, paused, ended } = this.audio;
    find("now").textContent = clock(now);
    this.seek.value = now;
    this.seek.setAttribute("aria-valuetext", `${clock(now)} of ${clock(this.seconds)}`);
    const shown = ended || (paused && now === 0) ? [] : this.notes.filter(([on, off]) => on <= now && now < off);
    const ids = shown.map(([, , id]) => id);
    if (ids.join() !== this.shown) this.sounded(ids);
    this.shown = ids.join();
  }
}
