// The organizer's list at the door. Each tick is kept on this phone at once with its time, and handed in when there is
// a net; the server counts each attendance once, so handing in twice does no harm. Without JavaScript it is a form.
(() => {
  const form = document.getElementById("ticks");
  if (!form) return;
  const shelf = `checkin:${form.action}`;
  const sync = document.getElementById("sync");
  let sending = false;

  const kept = () => JSON.parse(localStorage.getItem(shelf) || "{}");
  const keep = (ticks) => localStorage.setItem(shelf, JSON.stringify(ticks));
  const box = (resident) => form.querySelector(`input[name=resident][value="${CSS.escape(resident)}"]`);

  function tell(words) {
    sync.hidden = !words;
    sync.querySelector("span").textContent = words;
  }

  function count() {
    const waiting = Object.keys(kept()).length;
    tell(waiting ? `${form.dataset.waiting} ${waiting}` : "");
    return waiting;
  }

  function settle(lines, sent) {
    const ticks = kept();
    for (const said of lines) {
      if (ticks[said.resident] === sent[said.resident]) delete ticks[said.resident];
      const tick = box(String(said.resident));
      if (!tick) continue;
      tick.checked = said.is_in;
      tick.disabled = said.is_in;
      const says = tick.closest("label").querySelector(".tick-note");
      says.textContent = said.is_in ? said.title : `${said.title}. ${said.text}`;
      says.classList.toggle("error", !said.is_in);
    }
    keep(ticks);
  }

  async function flush() {
    const sent = kept();
    if (sending || !Object.keys(sent).length) return;
    sending = true;
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    for (const [resident, at] of Object.entries(sent)) {
      body.append("resident", resident);
      body.append(`at-${resident}`, at);
    }
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (response.ok && (response.headers.get("Content-Type") || "").includes("json")) {
        settle((await response.json()).lines, sent);
        if (!count()) tell(form.dataset.synced);
      } else {
        tell(form.dataset.refused);
      }
    } catch {
      count(); // no net: the ticks stay
    } finally {
      sending = false;
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target.name !== "resident") return;
    const ticks = kept();
    if (event.target.checked) ticks[event.target.value] = Date.now();
    else delete ticks[event.target.value];
    keep(ticks);
    count();
    flush();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); flush(); });
  window.addEventListener("online", flush);
  window.addEventListener("pageshow", flush);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });

  for (const resident of Object.keys(kept())) {
    const tick = box(resident);
    if (tick && !tick.disabled) tick.checked = true;
  }
  count();
  flush();
  navigator.serviceWorker?.register(form.dataset.worker, { scope: new URL(form.action).pathname }).catch(() => {});
})();
