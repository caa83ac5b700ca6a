// Our own few scripts: comfort only, never needed.
import * as govuk from "./govuk-frontend.js";

const { Accordion, Button, CharacterCount, Checkboxes, ErrorSummary, Radios, ServiceNavigation, SkipLink, Tabs } = govuk;
const words = document.documentElement.lang.startsWith("zh")
  ? (document.documentElement.lang === "zh-Hans"
    ? { under: "还可以输入 %{count} 个字", over: "超出 %{count} 个字" }
    : { under: "還可以輸入 %{count} 個字", over: "超出 %{count} 個字" })
  : { under: "You have %{count} characters left", over: "%{count} characters too many" };

for (const part of [Accordion, Button, Checkboxes, ErrorSummary, Radios, ServiceNavigation, SkipLink, Tabs]) {
  govuk.createAll(part);
}
govuk.createAll(CharacterCount, {
  i18n: {
    charactersUnderLimit: { other: words.under, one: words.under },
    charactersAtLimit: words.under.replace("%{count}", "0"),
    charactersOverLimit: { other: words.over, one: words.over },
  },
});

// A print button makes sense only where scripts run.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A link to a draft carries its code behind the #, where no server and no log sees it.
const returning = document.querySelector("[data-return-code] [name=code]");
if (returning && !returning.value && /^#[0-9A-Za-z-]{16,40}$/.test(location.hash)) {
  returning.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}

// Scripts of single pages load only where the page has their element.
if (document.querySelector("[data-place-map]")) {
  import("./place_map.js");
}
if (document.querySelector("[hx-get],[hx-post],[data-htmx]")) {
  import("./live.js");
}
