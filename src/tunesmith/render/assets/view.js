// The neuron view: what a model expected at every token, and what one of its units did.

const data = JSON.parse(document.getElementById("view").textContent);
const root = document.documentElement;
const page = document.getElementById("inspection");
const controls = page.querySelector("form").elements;
const player = Player.all[0];

const bits = data.probabilities.map((probability) => -Math.log2(Math.max(probability, 1e-300)));
const tokensOf = Map.groupBy(data.notes.keys(), (place) => data.notes[place]);
tokensOf.delete("");

const points = Object.keys(data.points).map((name) => new Point(name, data));
let unit = null; // what is shown: its name, range and values

// Words need more room than characters.
root.style.setProperty("--sign", `${Math.min(Math.max(2, ...data.tokens.map((token) => token.length)), 12)}ch`);

const text = new Text(page.querySelector(".signs"), data.tokens);

// What is known of one token

const percent = (probability) => (probability >= 1e-5 ? `${(100 * probability).toFixed(3)} %` : probability.toExponential(2));

/** A value and how exact it is, with as many decimals as make sense. */
const measured = (value, error) => {
  const decimals = error >= 1 ? 1 : error >= 0.1 ? 2 : 3;
  const beyond = Math.ceil((error + 0.5 / 10 ** decimals) * 10 ** decimals) / 10 ** decimals;
  const sign = value.toFixed(decimals).startsWith("-") ? "" : "+";
  return `${sign}${value.toFixed(decimals)} ± ${beyond.toFixed(decimals)}`.replaceAll("-", "−");
};

const reading = page.querySelector(".reading");

const read = (place) => {
  if (!data.tokens.length) return;
  const put = (name, content) => (reading.querySelector(name).textContent = content);
  const bar = data.bars[place];
  put(".sign", shown(data.tokens[place]));
  put(".where", `${NAMES[data.tokens[place]] ?? ""} ${place + 1} of ${data.tokens.length}${bar < 0 ? "" : `, bar ${bar}`}`);
  put(".probability", percent(data.probabilities[place]));
  put(".surprise", `${bits[place].toFixed(2)} bits`);
  if (unit) put(".value", measured(unit.values[place], unit.error));
  reading.querySelector(".best").replaceChildren(
    ...data.guesses[place].map(([token, probability]) => {
      const row = make("li", token === data.tokens[place] ? "true" : "");
      row.style.setProperty("--p", probability);
      row.append(make("b", "", shown(token)), make("span", "bar", ""), make("span", "exactly", percent(probability)));
      return row;
    }),
  );
};

// The score

const marks = player.scores.map((score) => {
  const mark = score.element.appendChild(make("div", "mark"));
  mark.hidden = true;
  return mark;
});
const notesOf = (id) =>
  player.scores.map((score) => document.getElementById(score.element.dataset.prefix + id));
/** With those that a chart shows again where a group is repeated: n5, n5x2, n5x3. */
const shownOf = (id) => {
  const found = notesOf(id).filter(Boolean);
  for (let time = 2, more = found; more.length; time++) {
    more = notesOf(`${id}x${time}`).filter(Boolean);
    found.push(...more);
  }
  return found;
};
const shownNotes = new Map([...tokensOf.keys()].map((id) => [id, shownOf(id)]));

for (const [id, places] of tokensOf) {
  const sum = places.reduce((total, place) => total + bits[place], 0);
  for (const note of shownNotes.get(id)) {
    note.classList.add("read");
    note.dataset.note = id;
    note.dataset.bits = sum.toFixed(2);
  }
}

const MOST_BITS = 8; // of a note: more than that is not told apart

const colourScore = () => {
  root.dataset.score = controls.score.value;
  page.querySelector(".surprise-scale").hidden = controls.score.value !== "surprise";
  for (const [id, places] of tokensOf) {
    for (const note of shownNotes.get(id)) {
      note.style.setProperty("--v", unit ? unit.shades[places.at(-1)] : 0);
      note.style.setProperty("--s", Math.min(note.dataset.bits / MOST_BITS, 1));
    }
  }
};

const markNote = () => {
  const id = data.notes[text.at];
  const notes = notesOf(id);
  for (const old of page.querySelectorAll(".read.selected")) old.classList.remove("selected");
  player.scores.forEach((score, index) => {
    const note = id && text.chosen.length ? notes[index] : null;
    note?.classList.add("selected");
    marks[index].hidden = !note || !score.element.offsetWidth;
    if (!marks[index].hidden) score.frame(marks[index], note);
  });
};

/** Go to a token. The music waits at its note, if it waits at all. */
const choose = (place) => {
  const id = data.notes[place];
  text.choose(place, tokensOf.get(id) ?? [place]);
  strip.show(data.bars[place]);
  read(place);
  markNote();
  const times = player.scores[0].notes.filter((note) => note.id === id).map((note) => note.on);
  if (times.length && player.audio.paused) {
    const now = player.audio.currentTime;
    player.go(times.reduce((best, time) => (Math.abs(time - now) < Math.abs(best - now) ? time : best)));
  }
};

let turning; // a click on a note goes to the text, unless it is the first half of a double click
for (const score of player.scores) {
  score.element.addEventListener("click", (event) => {
    const id = event.target.closest(".read")?.dataset.note;
    if (!id) return;
    const [first] = tokensOf.get(id);
    choose(first);
    clearTimeout(turning);
    turning = setTimeout(() => {
      text.element.focus({ preventScroll: true });
      text.reveal(first, "center");
    }, 300);
  });
  score.element.addEventListener("dblclick", () => clearTimeout(turning));
}

player.article.addEventListener("moved", ({ detail: time }) => {
  const sounding = player.scores[0].notes.filter(({ on, off }) => on <= time && time < off);
  const places = player.audio.paused ? [] : sounding.flatMap(({ id }) => tokensOf.get(id) ?? []);
  const before = text.sounding.at(-1);
  const watched = before !== undefined && onScreen(text.box(before));
  if (!text.sound(places) || !places.length) return;
  read(places.at(-1));
  // The text turns its page as the score does, unless it is the score that is being watched.
  const scoreSeen = player.scores.some(({ place }) => place.offsetWidth && onScreen(place.getBoundingClientRect()));
  if (watched && !scoreSeen) text.reveal(places.at(-1));
});

const strip = new Strip(page.querySelector(".strip"), data.bars, bits);
strip.element.addEventListener("choose", ({ detail: place }) => {
  choose(place);
  text.reveal(place, "center");
});

// The controls

const options = (select, rows) => select.replaceChildren(...rows.map(([value, label]) => new Option(label, value)));
const pointOf = (name) => points.find((point) => point.name === name);
const label = (name, layer, number) => `${name} ${layer}:${number}`;

const show = async (name, layer, number) => {
  const point = pointOf(name);
  layer = Math.min(Math.max(layer, 0), point.layers - 1);
  number = Math.min(Math.max(number, 0), point.units - 1);
  controls.point.value = name;
  options(controls.layer, Array.from({ length: point.layers }, (_, index) => [index, index]));
  controls.layer.value = layer;
  controls.unit.max = point.units - 1;
  controls.unit.value = number;
  const wanted = (show.wanted = label(name, layer, number));
  const found = await point.read(layer, number);
  if (show.wanted !== wanted) return; // another was chosen meanwhile
  const middle = (found.low + found.high) / 2;
  const half = (found.high - found.low) / 2;
  unit = { ...found, name: wanted, shades: found.values.map((value) => ((value - middle) / half).toFixed(4)) };
  text.colour(unit.shades);
  colourScore();
  reading.querySelector(".unit-name").textContent = wanted;
  page.querySelector(".scale .low").textContent = `${+found.low.toPrecision(3)}`.replace("-", "−");
  page.querySelector(".scale .high").textContent = `${found.low < 0 ? "+" : ""}${+found.high.toPrecision(3)}`;
  controls.known.value = wanted;
  read(text.sounding.at(-1) ?? text.at);
  root.dataset.unit = `${name}:${layer}:${number}`;
};

const chosenUnit = () => [controls.point.value, Number(controls.layer.value), Number(controls.unit.value)];

/** Offer the explained units in which all words of the search occur. */
const search = () => {
  const words = controls.search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = data.known
    .map(([name, layer, number, what]) => [label(name, layer, number), `${layer}:${number} ${what}${name === points[0].name ? "" : ` (${name})`}`])
    .filter(([value, line]) => words.every((word) => `${value} ${line}`.toLowerCase().includes(word)));
  options(controls.known, rows);
  for (const option of controls.known.options) option.title = option.label;
  controls.known.value = unit?.name;
  return rows;
};

/** The unit that a text names: "1:23", "cell 1:23". */
const named = (words) => {
  const match = /^(?:(\S+)[\s:]+)?(\d+):(\d+)$/.exec(words.trim());
  return match && pointOf(match[1] ?? controls.point.value) ? [match[1] ?? controls.point.value, Number(match[2]), Number(match[3])] : null;
};

if (points.length) {
  options(controls.point, points.map(({ name }) => [name, name]));
  for (const name of ["point", "layer", "unit"]) controls[name].addEventListener("change", () => show(...chosenUnit()));
  for (const [name, step] of [["previous", -1], ["next", 1]]) {
    controls[name].addEventListener("click", () => {
      const [point, layer, number] = chosenUnit();
      const { units } = pointOf(point);
      show(point, layer, (number + step + units) % units);
    });
  }
  controls.known.closest("label").hidden = !data.known.length;
  controls.known.addEventListener("change", () => show(...named(controls.known.value)));
  controls.search.addEventListener("input", search);
  controls.search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const found = named(controls.search.value) ?? named(search()[0]?.[0] ?? "");
    if (found) show(...found);
  });
  search();
} else {
  for (const element of [controls.point.closest("fieldset"), reading.querySelector(".of-unit")]) element.remove();
  controls.score.querySelector("[value=unit]").remove();
  controls.score.value = "surprise";
}

page.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
controls.palette.addEventListener("change", () => (root.dataset.palette = controls.palette.value));
controls.score.addEventListener("change", colourScore);
controls.ahead.addEventListener("change", () => text.guess(data.guesses, data.tokens, Number(controls.ahead.value)));
page.querySelector(".surprise-scale .bits").textContent = `${MOST_BITS} bits`;
text.element.addEventListener("choose", ({ detail: place }) => {
  choose(place);
  text.reveal(place);
});
text.element.addEventListener("look", ({ detail: place }) => read(place));
new ResizeObserver(markNote).observe(page);

// On a small screen the controls would fill it.
page.querySelector(".controls").open = matchMedia("(min-width: 64rem)").matches;
root.dataset.palette = controls.palette.value;
text.guess(data.guesses, data.tokens, Number(controls.ahead.value));
colourScore();
read(0);
if (data.chosen) show(...data.chosen);
