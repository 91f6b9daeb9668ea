// Polish for the logging form and sign-up. Every page works without it.
(() => {
  const input = () => document.getElementById("quantity");
  const tell = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // The stepper: hidden in the HTML, because without JavaScript its buttons could do nothing.
  const wake = () => document.querySelectorAll("[data-step][hidden]").forEach((button) => { button.hidden = false; });

  function step(button) {
    const field = input();
    const size = Number(button.dataset.step);
    const now = Number(field.value.normalize("NFKC").replace(",", ".")) || 0;
    const next = Math.min(Number(field.dataset.max), Math.max(Number(field.dataset.min), now + size));
    field.value = String(Math.round(next * 1000) / 1000);
    tell(field);
  }

  // The quick choice that stands in the field is marked.
  function mark() {
    const field = input();
    document.querySelectorAll(".quick-values a").forEach((choice) => {
      if (field && choice.dataset.value === field.value.trim()) choice.setAttribute("aria-current", "true");
      else choice.removeAttribute("aria-current");
    });
  }

  document.addEventListener("input", (event) => { if (event.target.id === "quantity") mark(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) { step(button); return; }
    const choice = event.target.closest(".quick-values a");
    if (choice && input()) {
      event.preventDefault();
      input().value = choice.dataset.value;
      tell(input());
    }
  });

  // Sign-up: only the sub-districts of the chosen district stay in the list.
  function narrow() {
    const district = document.getElementById("district");
    const part = document.getElementById("subdistrict");
    if (!district || !part) return;
    const name = district.selectedOptions[0]?.text;
    part.querySelectorAll("optgroup").forEach((group) => {
      const hide = Boolean(district.value) && group.label !== name;
      group.hidden = hide;
      group.disabled = hide;
      if (hide && group.contains(part.selectedOptions[0])) part.value = "";
    });
  }

  // After a swap (and on arrival): steppers wake, and the heading of the answer takes the focus, once.
  function settle() {
    wake();
    const head = document.querySelector("[data-focus]");
    head?.removeAttribute("data-focus");
    head?.focus();
  }

  document.addEventListener("htmx:after:swap", settle);
  document.addEventListener("change", (event) => { if (event.target.id === "district") narrow(); });
  settle();
  narrow();
})();
