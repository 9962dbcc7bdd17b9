// The studio's page: what is written, shown, played, edited and kept.

import { Controls } from "./controls.js";
import { Desk } from "./desk.js";
import { Shelf } from "./shelf.js";
import { ask, events } from "./wire.js";

const find = (id) => document.getElementById(id);

const say = (text, kind = "") => {
  find("status").textContent = text;
  find("status").className = `status ${kind}`;
};
const failed = (error) => say(error.message, "failed");

const [models, schema] = await Promise.all([ask("GET", "/api/models"), ask("GET", "/api/wishes")]).catch((error) => {
  failed(error);
  throw error;
});
const controls = new Controls(find("controls"), find("more"), schema);
const desk = new Desk(say, failed, (entry) => shelf.put(entry));
const shelf = new Shelf((entry) => desk.open(entry), failed);

const chosen = () => models.find((model) => model.name === find("model").value);
const choose = () => {
  const model = chosen();
  if (!model) return;
  controls.show(model);
  const bits = model.bits ? `, ${model.bits.toFixed(2)} bits per ${model.unit} on tunes it has not seen` : "";
  find("about").textContent = `${model.family === "lstm" ? "LSTM" : "n-gram"} that learned ${model.corpus}${bits}.`;
};

let writing;
const write = async () => {
  const model = chosen();
  writing = new AbortController();
  find("write").disabled = true;
  find("stop").hidden = false;
  say(`${model.name} is writing`);
  desk.begin(model.notation);
  const begun = performance.now();
  let first;
  let count = 0;
  let last;
  try {
    for await (const [name, data] of events("/api/write", { model: model.name, ...controls.given() }, writing.signal)) {
      if (name === "token") {
        first ??= performance.now();
        desk.grow(data[0]);
      } else if (name === "draft") desk.draft(data);
      else if (name === "take") {
        count += 1;
        shelf.put(data);
        last = data;
        desk.open(data);
      } else if (name === "refused") {
        say(data);
        desk.begin(model.notation);
      } else if (name === "failed") throw new Error(data);
    }
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    say(`${count === 1 ? "A take" : `${count} takes`} in ${seconds} s, kept in the library.`);
  } catch (error) {
    if (error.name === "AbortError") say("Stopped.");
    else failed(error);
    if (!last) desk.back();
  } finally {
    writing = undefined;
    find("write").disabled = false;
    find("stop").hidden = true;
  }
};

for (const model of models) find("model").append(new Option(`${model.name} (${model.notation})`, model.name));
find("model").addEventListener("change", choose);
find("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
find("stop").addEventListener("click", () => writing?.abort());

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("input:not([type=checkbox], [type=range]), textarea, select, a, summary")) return;
  if (event.key === " " && !event.target.closest("button, input")) desk.player.toggle();
  else if (event.key === "ArrowLeft") desk.player.move(-1);
  else if (event.key === "ArrowRight") desk.player.move(1);
  else return;
  event.preventDefault();
});

if (models.length) choose();
else say("There is no model yet: `tunesmith train jigs` makes one.");
find("write").disabled = !models.length;
await shelf.load();
if (shelf.entries.length) desk.open(shelf.entries[0]);
document.documentElement.classList.add("ready");
