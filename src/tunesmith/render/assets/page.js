// Plays the tunes of the page, one at a time, and shows in the score what sounds.

const STEP = 2; // seconds that an arrow key moves

const clock = (seconds) => {
  const whole = Math.floor(seconds || 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

const onScreen = (box) => box.bottom > 0 && box.top < window.innerHeight;

/** One engraving of a tune. There may be two, of which the style sheet shows the one that fits. */
class Score {
  constructor(element, timeline) {
    this.element = element;
    this.place = element.appendChild(document.createElement("div"));
    this.place.className = "place";
    this.notes = timeline
      .map(([on, off, id]) => ({ on, off, id, element: document.getElementById(element.dataset.prefix + id) }))
      .filter((note) => note.element);
    for (const note of this.notes) note.element.classList.add("timed");
    this.sounding = new Set();
  }

  /** Colour what sounds at a time in seconds, and nothing else. */
  show(time, follow) {
    const now = new Set(this.notes.filter(({ on, off }) => on <= time && time < off).map((note) => note.element));
    for (const element of this.sounding) if (!now.has(element)) element.classList.remove("sounding");
    for (const element of now) element.classList.add("sounding");
    const fresh = [...now].find((element) => !this.sounding.has(element));
    this.sounding = now;
    if (fresh) this.movePlace(fresh, follow);
  }

  /** Lay an element over a note and the height of its staff. */
  frame(element, note) {
    const home = this.element.getBoundingClientRect();
    const lines = note.closest(".staff")?.querySelectorAll(":scope > path") ?? [];
    const boxes = [note, ...lines].map((part) => part.getBoundingClientRect());
    const top = Math.min(...boxes.map((box) => box.top)) - 8;
    const bottom = Math.max(...boxes.map((box) => box.bottom)) + 8;
    const { left, width } = boxes[0];
    element.style.cssText =
      `left:${left - home.left - 5}px;top:${top - home.top}px;width:${width + 10}px;height:${bottom - top}px`;
  }

  movePlace(note, follow) {
    if (!this.element.offsetWidth) return; // the engraving that is not shown
    const before = this.place.getBoundingClientRect();
    this.frame(this.place, note);
    // Turn the page for a reader who was following, never for one who has scrolled away.
    const after = this.place.getBoundingClientRect();
    if (follow && onScreen(before) && (after.bottom > window.innerHeight || after.top < 80) && after.top !== before.top) {
      window.scrollBy({ top: after.top - window.innerHeight / 3 });
    }
  }

  /** Seconds at which a clicked note begins: of its several times, the one nearest to now. */
  timeOf(target, now) {
    const times = this.notes.filter((note) => note.element.contains(target)).map((note) => note.on);
    return times.sort((a, b) => Math.abs(a - now) - Math.abs(b - now))[0];
  }
}

class Player {
  static all = [];
  static current = null;

  constructor(article) {
    this.article = article;
    const find = (selector) => article.querySelector(selector);
    this.audio = find("audio");
    this.button = find(".play");
    this.seek = find(".seek");
    this.now = find(".now");
    this.whole = find(".whole");
    this.title = find("h2").textContent;
    const timeline = JSON.parse(find(".timeline").textContent);
    this.scores = [...article.querySelectorAll(".engraving")].map((element) => new Score(element, timeline));
    for (const hidden of article.querySelectorAll(".player [hidden], .copy")) hidden.hidden = false;
    this.audio.removeAttribute("controls");
    this.listen();
    this.show();
    Player.all.push(this);
  }

  listen() {
    this.button.addEventListener("click", () => this.toggle());
    this.seek.addEventListener("input", () => this.go(Number(this.seek.value)));
    for (const event of ["loadedmetadata", "durationchange", "seeked"]) this.audio.addEventListener(event, () => this.show());
    for (const event of ["play", "pause", "ended"]) this.audio.addEventListener(event, () => this.changed());
    for (const score of this.scores) {
      score.element.addEventListener(this.article.dataset.playOn, (event) => {
        const time = score.timeOf(event.target, this.audio.currentTime);
        if (time === undefined) return;
        this.go(time);
        this.audio.play();
      });
    }
  }

  toggle() {
    if (this.audio.paused) this.audio.play();
    else this.audio.pause();
  }

  go(time) {
    Player.current = this;
    this.audio.currentTime = Math.max(0, Math.min(time, this.audio.duration || 0));
    this.show();
  }

  changed() {
    const playing = !this.audio.paused && !this.audio.ended;
    this.article.classList.toggle("playing", playing);
    this.button.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${this.title}`);
    if (!playing) return this.show();
    Player.current = this;
    for (const other of Player.all) if (other !== this) other.audio.pause();
    this.follow();
  }

  follow() {
    this.show();
    if (!this.audio.paused && !this.audio.ended) requestAnimationFrame(() => this.follow());
  }

  show() {
    const { currentTime: time, duration, paused, ended } = this.audio;
    const length = duration || 0;
    this.now.textContent = clock(time);
    this.whole.textContent = clock(length);
    this.seek.max = length || 1;
    this.seek.value = time;
    this.seek.style.setProperty("--done", `${length ? (100 * time) / length : 0}%`);
    this.seek.setAttribute("aria-valuetext", `${clock(time)} of ${clock(length)}`);
    // At rest at the beginning nothing is coloured: the page opens as a clean score.
    const shown = ended || (paused && time === 0) ? -1 : time;
    for (const score of this.scores) score.show(shown, !paused);
    this.article.dispatchEvent(new CustomEvent("moved", { detail: shown }));
  }
}

/** The tune that keys act on: the one with the focus, the last played, or the first on the screen. */
const chosen = (target) =>
  Player.all.find((player) => player.article.contains(target)) ??
  Player.current ??
  Player.all.find((player) => onScreen(player.article.getBoundingClientRect())) ??
  Player.all[0];

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const player = chosen(event.target);
  if (!player || event.target.closest(".abc, a, select, summary, input:not(.seek)")) return;
  if (event.key === " " && !event.target.closest("button")) player.toggle();
  else if (event.key === "ArrowLeft") player.go(player.audio.currentTime - STEP);
  else if (event.key === "ArrowRight") player.go(player.audio.currentTime + STEP);
  else return;
  event.preventDefault();
});

const copy = async (text, block) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not every browser offers the clipboard to a page opened from a file.
    getSelection().selectAllChildren(block);
    document.execCommand("copy");
    getSelection().removeAllRanges();
  }
};

for (const button of document.querySelectorAll(".copy")) {
  const block = button.closest(".notation").querySelector(".abc");
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await copy(block.textContent, block);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1600);
  });
}

document.documentElement.classList.add("ready");
for (const article of document.querySelectorAll(".tune")) new Player(article);
