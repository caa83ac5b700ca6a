// htmx without eval and without styles of its own, as the content security policy asks.
const meta = document.createElement("meta");
meta.name = "htmx-config";
meta.content = JSON.stringify({ allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true });
document.head.append(meta);
const script = document.createElement("script");
script.src = new URL("./htmx.js", import.meta.url);
document.head.append(script);
