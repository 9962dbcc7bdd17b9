// Controls made of the request's own schema: what the command line takes, the page takes.

const LABELS = {
  key: "Key", meter: "Metre", unit: "Unit length", bars: "Bars", form: "Form", range: "Range", chords: "Chords",
  end_on: "End on", tala: "Tala", laya: "Laya", variations: "Variations", count: "Takes", temperature: "Temperature",
  top_k: "Top k", top_p: "Top p", min_p: "Min p", seed: "Seed", rules: "Rules", novel: "Novelty",
  max_tokens: "Most tokens",
};
const FIRST = ["key", "meter", "bars", "form", "tala", "laya", "variations", "temperature", "count"];
const HINTS = {
  key: ["D", "G", "A", "Am", "Em", "Ador", "Edor", "Bm"],
  meter: ["6/8", "4/4", "C", "C|", "3/4", "2/4", "9/8", "12/8"],
  form: { abc: ["AABB", "AB", "AABBCC", "ABAC"], tabla: ["theka", "kaida", "rela", "mukhda", "tukda", "tihai", "chakradar"] },
  tala: ["teental", "jhaptal", "ektal", "rupak", "dadra", "keherwa", "deepchandi", "chautal"],
};

/** The kind of a field, whatever else it may be: its schema without null. */
const kindOf = (schema) => {
  const choices = schema.anyOf ?? [schema];
  return { ...schema, ...choices.find((choice) => choice.type !== "null") };
};

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const field = (name, schema, notation) => {
  const kind = kindOf(schema);
  const id = `wish-${name}`;
  const shared = { id, name, title: schema.description ?? "" };
  if (kind.type === "boolean" || kind.enum || kind.const !== undefined) {
    const values = kind.type === "boolean" ? ["true", "false"] : (kind.enum ?? [kind.const]);
    const words = kind.type === "boolean" ? ["with", "without"] : values;
    const select = element("select", shared);
    if (schema.default === null) select.append(new Option("any", ""));
    values.forEach((value, place) => select.append(new Option(words[place], value, value === schema.default, value === schema.default)));
    return [select];
  }
  const input = element("input", shared);
  if (kind.type === "integer" || kind.type === "number") {
    Object.assign(input, { type: "number", step: kind.type === "integer" ? 1 : "any" });
    input.min = kind.minimum ?? (kind.exclusiveMinimum === undefined ? "" : kind.exclusiveMinimum + 0.01);
    if ((kind.maximum ?? 1e9) < 1e9) input.max = kind.maximum;
  }
  const usual = schema.default;
  if (usual === null || usual === undefined) input.placeholder = "any";
  else input.value = input.defaultValue = String(usual);
  const hints = Array.isArray(HINTS[name]) ? HINTS[name] : HINTS[name]?.[notation];
  if (!hints) return [input];
  input.setAttribute("list", `${id}-hints`);
  return [input, element("datalist", { id: `${id}-hints` }, ...hints.map((hint) => new Option(hint)))];
};

export class Controls {
  constructor(first, more, schema) {
    this.places = { first, more };
    this.schema = schema;
  }

  /** Show the wishes that a model knows; what was wished before stays. */
  show(model) {
    const before = this.given();
    this.model = model;
    for (const place of Object.values(this.places)) place.replaceChildren();
    const names = [...FIRST.filter((name) => model.wishes.includes(name)), ...model.wishes.filter((name) => !FIRST.includes(name))];
    for (const name of names) {
      const schema = this.schema.properties[name];
      if (!schema) continue;
      const label = element("label", {}, `${LABELS[name] ?? name}\n`, ...field(name, schema, model.notation));
      this.places[FIRST.includes(name) ? "first" : "more"].append(label);
      const input = label.querySelector("input, select");
      if (before[name] !== undefined) input.value = String(before[name]);
    }
  }

  /** What is wished, but for what is as usual. */
  given() {
    const wishes = {};
    for (const place of Object.values(this.places)) {
      for (const input of place.querySelectorAll("input, select")) {
        const schema = this.schema.properties[input.name];
        const kind = kindOf(schema);
        if (input.value === "" || input.value === String(schema.default)) continue;
        if (kind.type === "boolean") wishes[input.name] = input.value === "true";
        else wishes[input.name] = kind.type === "integer" || kind.type === "number" ? Number(input.value) : input.value;
      }
    }
    return wishes;
  }
}
