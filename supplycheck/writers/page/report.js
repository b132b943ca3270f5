(() => {
  "use strict";
  const root = document.documentElement;
  const all = (where, what) => Array.from(where.querySelectorAll(what));
  const speakers = all(document, 'input[name="speak"]');
  const form = document.querySelector(".filter");

  const speak = (lang) => {
    root.lang = lang;
    for (const e of all(document, "[data-zh]")) e.textContent = e.dataset[lang];
  };
  for (const s of speakers) s.addEventListener("change", () => speak(s.value));
  const chosen = speakers.find((s) => s.checked);
  if (chosen) speak(chosen.value); // a browser that goes back keeps the choice

  window.addEventListener("beforeprint", () => {
    for (const d of all(document, "main details:not([open])")) { d.open = true; d.dataset.shut = ""; }
  });
  window.addEventListener("afterprint", () => {
    for (const d of all(document, "details[data-shut]")) { d.open = false; delete d.dataset.shut; }
  });

  if (!form) return;
  const declarations = all(document, ".d");
  const rows = all(document, "tr[data-o]");
  const told = new Map(); // an element's text in small letters, read once
  const text = (e) => {
    let t = told.get(e);
    if (t === undefined) told.set(e, (t = e.textContent.toLowerCase()));
    return t;
  };
  const show = (e, yes) => { if (e.hidden === yes) e.hidden = !yes; return yes; };

  const apply = () => {
    const outcomes = new Set(all(form, 'input[name="outcome"]:checked').map((e) => e.value));
    const kind = form.elements.kind.value;
    const topic = form.elements.topic.value;
    const words = form.elements.words.value.trim().toLowerCase();
    let declared = 0, found = 0;
    for (const d of declarations) {
      if (!show(d, outcomes.has(d.dataset.o) && (!words || text(d).includes(words)))) continue;
      const whole = !words || text(d.querySelector("summary")).includes(words);
      let here = 0;
      const pass = (f, named) =>
        show(f, (!kind || f.dataset.k === kind) && (!topic || f.dataset.t === topic) && (named || text(f).includes(words)));
      for (const f of all(d, ":scope > .in > .f")) here += pass(f, whole) ? 1 : 0;
      for (const line of all(d, ".line")) {
        const named = whole || text(line.querySelector("h3")).includes(words);
        let inLine = 0;
        for (const f of all(line, ".f")) inLine += pass(f, named) ? 1 : 0;
        show(line, inLine > 0 || (named && !kind && !topic));
        here += inLine;
      }
      if ((kind || topic) && !here) { show(d, false); continue; }
      declared += 1;
      found += here;
    }
    for (const r of rows) show(r, outcomes.has(r.dataset.o) && !kind && !topic && (!words || text(r).includes(words)));
    for (const e of all(form, "[data-count]")) e.textContent = String(e.dataset.count === "d" ? declared : found);
  };

  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  form.addEventListener("submit", (e) => e.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply, 0));
  form.hidden = false;
  apply();
})();
