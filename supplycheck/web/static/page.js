// Comfort only: everything works without. Files can be dropped, rows are added without a round trip, waiting is told.
"use strict";

for (const hint of document.querySelectorAll(".onlyscript")) hint.hidden = false;

const errors = document.getElementById("error-summary");
if (errors) errors.focus();
else if (location.hash.length > 1) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus();

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = document.getElementById(zone.dataset.drop);
  const told = document.getElementById(`${input.id}-chosen`);
  const tell = () => {
    told.textContent = input.files.length ? document.body.dataset.chosen + [...input.files].map((file) => file.name).join(", ") : "";
  };
  input.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      tell();
    }
  });
}

// A copy of the last row, emptied, with the next number in every name.
for (const button of document.querySelectorAll("[data-rows]")) {
  button.addEventListener("click", (event) => {
    const prefix = button.dataset.rows;
    const rows = document.querySelectorAll(`[data-row="${CSS.escape(prefix)}"]`);
    const last = rows[rows.length - 1];
    if (!last || last.querySelector("[data-row]")) return; // rows within rows: the server numbers them
    event.preventDefault();
    const [from, to] = [`${prefix}[${rows.length - 1}]`, `${prefix}[${rows.length}]`];
    const row = last.cloneNode(true);
    for (const one of row.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
      for (const name of ["id", "name", "for"]) {
        if (one.hasAttribute(name)) one.setAttribute(name, one.getAttribute(name).replace(from, to));
      }
      one.removeAttribute("aria-describedby");
      one.removeAttribute("aria-invalid");
      if (one.type === "checkbox") one.checked = false;
      else if ("value" in one && one.tagName !== "BUTTON") one.value = "";
    }
    for (const wrong of row.querySelectorAll(".wrong")) wrong.remove();
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+\s*$/, String(rows.length + 1));
    last.after(row);
    row.querySelector("input, select").focus();
  });
}

for (const form of document.querySelectorAll("[data-wait]")) {
  form.addEventListener("submit", () => {
    form.querySelector(".busy").textContent = document.body.dataset.working;
  });
}
addEventListener("pageshow", () => {
  for (const busy of document.querySelectorAll(".busy")) busy.textContent = "";
});
