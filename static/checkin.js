// The organizer's list at the door. Each tick, and each name that is added, is kept on this phone at once with its time
// and handed in when there is a net; the server counts each person once, so handing in twice does no harm. What it
// refuses stands on top until somebody has seen to it. Without JavaScript all of it is forms.
(() => {
  const page = document.getElementById("checkin");
  if (!page) return;
  const form = document.getElementById("ticks");
  const adding = document.getElementById("walk-in");
  const sync = document.getElementById("sync");
  const refused = document.getElementById("refused");
  const list = page.dataset.list;
  const shelves = { ticks: `checkin:${new URL(list, location)}`, added: `checkin-added:${list}`, refused: `checkin-refused:${list}` };
  let sending = false;
  let later = 0;

  const kept = (shelf) => JSON.parse(localStorage.getItem(shelves[shelf]) || "{}");
  const keep = (shelf, what) => localStorage.setItem(shelves[shelf], JSON.stringify(what));
  const box = (resident) => form?.querySelector(`input[name=resident][value="${CSS.escape(resident)}"]`);

  function tell(words) {
    sync.hidden = !words;
    sync.querySelector("span").textContent = words;
  }

  function count() {
    const waiting = Object.keys(kept("ticks")).length + Object.keys(kept("added")).length;
    tell(waiting ? `${page.dataset.waiting} ${waiting}` : "");
    return waiting;
  }

  function showRefused() {
    const lines = Object.entries(kept("refused"));
    refused.hidden = !lines.length;
    refused.querySelector("ul").replaceChildren(...lines.map(([key, words]) => {
      const line = refused.querySelector("template").content.cloneNode(true);
      line.querySelector("span").textContent = words;
      line.querySelector("button").addEventListener("click", () => {
        const left = kept("refused");
        delete left[key];
        keep("refused", left);
        showRefused();
      });
      return line;
    }));
  }

  function note(key, name, said) {
    const lines = kept("refused");
    if (said.is_in) delete lines[key];
    else lines[key] = [name, said.title, said.text].filter(Boolean).join(" · ");
    keep("refused", lines);
    showRefused();
  }

  function settle(lines, sent) {
    const ticks = kept("ticks");
    for (const said of lines) {
      if (ticks[said.resident] === sent[said.resident]) delete ticks[said.resident];
      note(`tick:${said.resident}`, said.who, said);
      const tick = box(String(said.resident));
      if (!tick) continue;
      tick.checked = said.is_in;
      tick.disabled = said.is_in;
      const says = tick.closest("label").querySelector(".tick-note");
      says.textContent = said.is_in ? said.title : `${said.title} · ${said.text}`;
      says.classList.toggle("error", !said.is_in);
    }
    keep("ticks", ticks);
  }

  // The answer as JSON; null when it was none, and the reader has been told.
  async function send(address, fields) {
    const body = new URLSearchParams(fields);
    body.set("csrf_token", adding.elements.csrf_token.value);
    const response = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
    const isOurs = (response.headers.get("Content-Type") || "").includes("json");
    if (response.ok && isOurs) return response.json();
    const wait = Number(response.headers.get("Retry-After"));
    if (response.status === 429 || response.status >= 500) {
      tell(`${page.dataset.busy} ${wait || 30}`);
      clearTimeout(later);
      later = setTimeout(flush, (wait || 30) * 1000);
    } else {
      tell(page.dataset.refused);
    }
    return null;
  }

  async function flushTicks() {
    const sent = kept("ticks");
    const residents = Object.keys(sent).slice(0, 500);
    if (!residents.length) return true;
    const said = await send(list, residents.flatMap((one) => [["resident", one], [`at-${one}`, sent[one]]]));
    if (said) settle(said.lines, sent);
    return Boolean(said);
  }

  async function flushAdded() {
    for (const [key, one] of Object.entries(kept("added"))) {
      const said = await send(adding.action, { who: one.who, at: one.at });
      if (!said) return false;
      const left = kept("added");
      delete left[key];
      keep("added", left);
      note(key, one.who, said);
      if (said.is_in) tell(`${said.who || one.who} · ${said.title}`);
    }
    return true;
  }

  async function flush() {
    const added = Object.keys(kept("added")).length;
    if (sending || !(added || Object.keys(kept("ticks")).length)) return;
    sending = true;
    try {
      if ((await flushTicks()) && (await flushAdded()) && !count()) tell(page.dataset.synced);
    } catch {
      count(); // no net: everything stays
    } finally {
      sending = false;
    }
  }

  form?.addEventListener("change", (event) => {
    if (event.target.name !== "resident") return;
    const ticks = kept("ticks");
    if (event.target.checked) ticks[event.target.value] = Date.now();
    else delete ticks[event.target.value];
    keep("ticks", ticks);
    count();
    flush();
  });
  form?.addEventListener("submit", (event) => { event.preventDefault(); flush(); });
  adding.addEventListener("submit", (event) => {
    event.preventDefault();
    const who = adding.elements.who.value.trim();
    if (!who) return;
    const at = Date.now();
    keep("added", { ...kept("added"), [`added:${at}`]: { who, at } });
    adding.elements.who.value = "";
    count();
    flush();
  });
  // What is on this page is looked through as one types, also without a net; the button asks the server for the rest.
  document.getElementById("q")?.addEventListener("input", (event) => {
    const words = event.target.value.trim().toLowerCase();
    for (const line of form?.querySelectorAll("li") || []) {
      line.hidden = !line.querySelector("b").textContent.toLowerCase().includes(words);
    }
  });
  window.addEventListener("online", flush);
  window.addEventListener("pageshow", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });

  for (const resident of Object.keys(kept("ticks"))) {
    const tick = box(resident);
    if (tick && !tick.disabled) tick.checked = true;
  }
  showRefused();
  count();
  flush();
  navigator.serviceWorker?.register(page.dataset.worker, { scope: new URL(list, location).pathname }).catch(() => {});
})();
