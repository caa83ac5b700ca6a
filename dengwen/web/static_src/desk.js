// The desk's comforts. Every page works without this file.
// j / k move through a list, o opens, / goes to the search box; typed words are not lost.

const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));

function rowKeys() {
  const rows = [...document.querySelectorAll("[data-row] a[data-open]")];
  const move = (by) => {
    const at = rows.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by));
    rows[to]?.focus();
    rows[to]?.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return;
    if (e.key === "/") {
      const box = document.querySelector("[data-search]");
      if (box) { e.preventDefault(); box.focus(); box.select(); }
    } else if (rows.length && e.key === "j") { move(1); }
    else if (rows.length && e.key === "k") { move(-1); }
    else if (e.key === "o" && rows.includes(document.activeElement)) { document.activeElement.click(); }
  });
}

function unsaved() {
  let changed = false;
  const warn = (e) => { if (changed) { e.preventDefault(); e.returnValue = ""; } };
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", (e) => { if (!e.submitter?.formTarget) changed = false; });
  }
  window.addEventListener("beforeunload", warn);
}

function grow() {
  for (const area of document.querySelectorAll("textarea[data-grow]")) {
    const fit = () => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 4}px`; };
    area.addEventListener("input", fit);
    if (area.value) fit();
  }
}

// The filter stands open beside a wide list; on a phone it waits to be asked for.
function openWide() {
  if (!matchMedia("(min-width: 62em)").matches) return;
  for (const part of document.querySelectorAll("details[data-desk-open-wide]")) part.open = true;
}

// While a reply is written, what could be said more kindly stands under it; the button does the same.
function wording() {
  for (const part of document.querySelectorAll("[data-wording]")) {
    const form = part.closest("form");
    let waits = 0, asked = 0;
    const ask = async () => {
      const mine = ++asked, body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      const answer = await fetch(part.dataset.wording, { method: "POST", body, headers: { "X-Part": "wording" } }).catch(() => null);
      if (!answer?.ok || answer.redirected || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      part.replaceChildren(...page.body.childNodes);
    };
    form.addEventListener("input", (e) => {
      if (!e.target.matches("textarea, input[type=text]")) return;
      clearTimeout(waits);
      waits = setTimeout(ask, 900);
    });
  }
}

// On a phone the rooms stand in one line: bring the present one into sight.
function showRoom() {
  const line = document.querySelector(".desk-top__row");
  const here = line?.querySelector("[aria-current]");
  if (here) line.scrollLeft = here.offsetLeft - line.offsetLeft - 16;
}

openWide();
showRoom();
wording();
rowKeys();
unsaved();
grow();
