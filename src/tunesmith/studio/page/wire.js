// All that goes to the server and comes from it.

const failure = async (answer) => {
  let said = `the studio answers ${answer.status}`;
  try {
    said = (await answer.json()).error ?? said;
  } catch {
    // No JSON: the status has to do.
  }
  return new Error(said);
};

/** What the server answers to a question, as JSON. Throws an Error with a sentence. */
export const ask = async (method, path, body, signal) => {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("the studio does not answer: is it still running?");
  }
  if (!answer.ok) throw await failure(answer);
  return answer.json();
};

/** Server-sent events of a POST, one after the other: [name, data]. */
export async function* events(path, body, signal) {
  const answer = await fetch(path, {
    method: "POST",
    signal,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw await failure(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const field = (name) => block.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      yield [field("event"), JSON.parse(field("data"))];
    }
  }
}

/** Calls in a row, of which only the last one counts: it waits until the one before is done. */
export const latest = (call) => {
  let busy = false;
  let next;
  const run = async (...given) => {
    if (busy) {
      next = given;
      return;
    }
    busy = true;
    try {
      await call(...given);
    } finally {
      busy = false;
      if (next) {
        const given = next;
        next = undefined;
        run(...given);
      }
    }
  };
  return run;
};
