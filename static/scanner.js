// The camera at a door or a counter: reads residents' QR codes one after another and says what became of each. What
// asks for a second step (registering on the spot, redeeming a voucher) shows the form `next-step`.
// Without it, or without a camera, the letters are typed into the form below. The decoder is loaded only where the
// browser has none of its own.
(() => {
  const PAUSE_MS = 150;
  const SAME_CODE_MS = 4000;
  const DONE_CODE_MS = 120000;
  const WIDTH = 640;
  const page = document.getElementById("scanner");
  const answer = document.getElementById("answer");
  const typed = document.getElementById("typed");
  const nextStep = document.getElementById("next-step");
  const undo = document.getElementById("undo");
  const goOn = document.getElementById("go-on");
  const done = new Map();
  const viewer = page.querySelector(".viewer");
  const video = page.querySelector("video");
  const seen = new Map();
  let busy = false;

  function icon(tone) {
    const paths = { good: "M4.5 12.5l5 5 10-11", info: "M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 11v5.5M12 7.5h.01", bad: "M12 4 2.5 20h19zM12 10v5M12 17.5h.01" };
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "icon");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", paths[tone]);
    svg.append(path);
    return svg;
  }

  function line(className, ...parts) {
    const one = document.createElement("p");
    one.className = className;
    one.append(...parts);
    return one;
  }

  function show(said, code) {
    answer.className = `result ${said.tone}`;
    answer.replaceChildren(
      line("result-title", icon(said.tone), said.title), line("result-name", said.who || ""), line("", said.text || ""),
    );
    nextStep.hidden = !said.next_step;
    nextStep.elements.code.value = said.next_step ? code : "";
    if (undo) {
      undo.hidden = !said.undo;
      undo.action = said.undo || "";
      undo.dataset.code = code;
    }
    for (const name of ["attended", "registered"]) {
      const figure = document.getElementById(name);
      if (figure && said[name] !== undefined) figure.textContent = said[name];
    }
    if (goOn) goOn.hidden = said.tone !== "bad"; // a refusal stays until somebody has answered it
    if (said.is_in) done.set(code, Date.now());
    navigator.vibrate?.(said.tone === "good" ? 80 : [80, 60, 80]);
  }

  async function send(form, code) {
    busy = true;
    try {
      const response = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
      });
      if (response.redirected) { // signed out meanwhile
        location.reload();
        return;
      }
      if (!(response.headers.get("Content-Type") || "").includes("json")) {
        const wait = response.headers.get("Retry-After");
        const isBusy = response.status === 429 || response.status === 503;
        show(isBusy && page.dataset.busy
          ? { tone: "bad", title: page.dataset.busy, text: wait ? `${page.dataset.wait} ${wait}` : "" }
          : { tone: "bad", title: page.dataset.failed || page.dataset.offline }, code);
        return;
      }
      const said = await response.json();
      show(said, code);
      if (said.tone !== "bad") typed.elements.code.value = ""; // the field is free for the next person
    } catch {
      show({ tone: "bad", title: page.dataset.offline }, code);
    } finally {
      busy = false;
    }
  }

  function scanned(code) {
    const now = Date.now();
    if (busy || (goOn && !goOn.hidden)) return;
    if (now - (done.get(code) || 0) < DONE_CODE_MS) return; // in already, and still before the camera
    const isNew = now - (seen.get(code) || 0) >= SAME_CODE_MS;
    seen.set(code, now); // for as long as it is held there, it is shown once
    if (!isNew) return;
    typed.elements.code.value = code;
    send(typed, code).finally(() => { typed.elements.code.value = ""; });
  }

  goOn?.querySelector("button").addEventListener("click", () => {
    goOn.hidden = true;
    nextStep.hidden = true;
    answer.replaceChildren();
    answer.className = "result";
  });
  undo?.addEventListener("submit", (event) => {
    event.preventDefault();
    done.delete(undo.dataset.code);
    if (!busy) send(undo, "");
  });
  for (const form of [typed, nextStep]) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!busy) send(form, form.elements.code.value);
    });
  }

  async function reader() {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async () => (await detector.detect(video))[0]?.rawValue;
    }
    const { decodeQR } = await import(page.dataset.decoder);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, WIDTH / video.videoWidth);
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      try {
        return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
      } catch {
        return undefined; // no code in this picture
      }
    };
  }

  async function start() {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } },
      });
      viewer.hidden = false;
      page.querySelector(".camera").hidden = true;
      await video.play();
      const read = await reader();
      for (;;) {
        const code = video.videoWidth && !document.hidden ? await read() : undefined;
        if (code) scanned(code);
        await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
      }
    } catch {
      viewer.hidden = true;
      show({ tone: "info", title: page.dataset.noCamera }, "");
    }
  }

  if (navigator.mediaDevices?.getUserMedia) {
    page.querySelector(".camera").hidden = false;
    document.getElementById("start-camera").addEventListener("click", start);
  }
})();
