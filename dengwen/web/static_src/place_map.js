// A map of the districts drawn from our own outlines; pressing it fills the two number fields.
// It asks no outside host: there are no tiles. Without scripts the page has fields and words.
const holder = document.querySelector("[data-place-map]");

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function field(name) {
  return document.querySelector(`[name="${name}"]`);
}

function choose(map, at, marker) {
  field("latitude").value = at.lat.toFixed(6);
  field("longitude").value = at.lng.toFixed(6);
  marker.setLatLng(at).addTo(map);
}

function unitAt(layers, at) {
  const found = layers.filter((layer) => layer.getBounds().contains(at));
  found.sort((a, b) => b.feature.properties.level - a.feature.properties.level);
  return found[0];
}

async function draw() {
  const answer = await fetch(holder.dataset.outlines);
  const outlines = await answer.json();
  if (!outlines.features.length) return;
  await load(holder.dataset.leaflet);
  const box = document.createElement("div");
  box.className = "dw-map";
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", holder.dataset.label);
  const words = document.createElement("p");
  words.className = "govuk-hint";
  words.textContent = holder.dataset.label;
  holder.append(words, box);
  holder.hidden = false;

  const map = window.L.map(box, { attributionControl: false, scrollWheelZoom: false });
  const layers = [];
  const layer = window.L.geoJSON(outlines, {
    style: (feature) => ({
      color: "#12363b",
      weight: feature.properties.level > 1 ? 1.5 : 3,
      fillColor: "#235e66",
      fillOpacity: feature.properties.level > 1 ? 0.12 : 0.04,
    }),
    onEachFeature: (feature, one) => {
      layers.push(one);
      if (feature.properties.level > 1) {
        one.bindTooltip(feature.properties.name, { permanent: true, direction: "center", className: "dw-map__name" });
      }
    },
  }).addTo(map);
  map.fitBounds(layer.getBounds());

  const marker = window.L.circleMarker([0, 0], { radius: 9, color: "#fff", weight: 3, fillColor: "#b8371f", fillOpacity: 1 });
  const press = (at) => {
    choose(map, at, marker);
    const found = unitAt(layers, at);
    const select = field("unit");
    if (found && select && !select.value) select.value = found.feature.id;
  };
  map.on("click", (event) => press(event.latlng));
  if (field("latitude").value) {
    marker.setLatLng([field("latitude").value, field("longitude").value]).addTo(map);
  }
  if (navigator.geolocation) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = holder.dataset.here;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition((found) => {
      const at = window.L.latLng(found.coords.latitude, found.coords.longitude);
      press(at);
      map.panTo(at);
    }));
    holder.append(button);
  }
}

draw().catch(() => { holder.hidden = true; });
