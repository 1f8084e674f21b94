// Training curves and example spectra, and the page as a whole.
(function () {
  "use strict";

  const { root, byId, report, plots, drawers, format, decode, colours, axis, logTicks, logRange, family, add } = desisky;

  // Training curves

  // A gap (null) where a loss cannot stand on a log scale, no gap (undefined) where there is none.
  function drawable(values) {
    return values.map((value) => value === null ? undefined : typeof value === "number" && value > 0 ? value : null);
  }

  function markBest(colour) {
    return function (u) {
      if (report.best === null) return;
      const box = u.bbox;
      const x = Math.round(u.valToPos(report.best, "x", true));
      if (x < box.left - 1 || x > box.left + box.width + 1) return;
      const scale = uPlot.pxRatio;
      const ctx = u.ctx;
      const label = "best: epoch " + report.best;
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = colour.mark;
      ctx.lineWidth = 2 * scale;
      ctx.setLineDash([2 * scale, 3 * scale]);
      ctx.beginPath();
      ctx.moveTo(x, box.top);
      ctx.lineTo(x, box.top + box.height);
      ctx.stroke();
      ctx.font = 12 * scale + "px " + family;
      ctx.textBaseline = "top";
      const wide = ctx.measureText(label).width + 6 * scale;
      const left = x + wide > box.left + box.width;
      ctx.fillStyle = colour.page;
      ctx.fillRect(left ? x - wide - 2 * scale : x + 2 * scale, box.top + scale, wide, 16 * scale);
      ctx.fillStyle = colour.mark;
      ctx.textAlign = left ? "right" : "left";
      ctx.fillText(label, left ? x - 5 * scale : x + 5 * scale, box.top + 3 * scale);
      ctx.restore();
    };
  }

  function drawCurve(curve, colour) {
    const panel = byId("panel-" + curve.key);
    const element = byId("curve-" + curve.key);
    const readout = panel.querySelector(".readout");
    const aside = panel.querySelector(".aside");
    const train = drawable(curve.train);
    const test = drawable(curve.test);
    const lost = train.concat(test).filter((value) => value === null).length;
    const shown = train.concat(test).filter((value) => typeof value === "number").length;
    aside.hidden = lost === 0;
    aside.textContent = (lost === 1 ? "1 value is" : lost + " values are")
      + " zero, negative or not finite and cannot be drawn on a logarithmic scale.";
    if (shown === 0) {
      element.classList.add("empty");
      return;
    }
    const rest = report.best === null ? report.epochs.length - 1 : report.epochs.indexOf(report.best);
    const describe = function (index) {
      readout.textContent = "epoch " + report.epochs[index] + ": train " + format(curve.train[index])
        + ", test " + (curve.test[index] === null ? "not validated" : format(curve.test[index]));
    };
    describe(rest);
    const height = 270;
    const few = report.epochs.length < 30;
    const first = report.epochs[0];
    const last = report.epochs[report.epochs.length - 1];
    add(element, {
      height: height,
      scales: {
        x: { time: false, range: (u, min, max) => first === last ? [first - 1, first + 1] : [min, max] },
        y: { distr: 3, log: 10, range: (u, min, max) => logRange(min, max) },
      },
      axes: [
        axis(colour, "epoch", 400, {
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000],
          size: 30, space: 45, values: (u, splits) => splits.map((v) => Number.isInteger(v) ? String(v) : ""),
        }),
        axis(colour, curve.axis, height - 70, {
          size: 62, splits: (u, i, min, max) => logTicks(min, max), filter: (u, splits) => splits,
          grid: { stroke: colour.grid, width: 1, filter: (u, splits) => splits },
          ticks: { stroke: colour.line, width: 1, size: 5, filter: (u, splits) => splits },
        }),
      ],
      series: [
        {},
        { label: "train", stroke: colour.first, width: 1.5, dash: [6, 4], points: { show: few, size: 5, fill: colour.first } },
        { label: "test", stroke: colour.second, width: 2, points: { show: few, size: 6, fill: colour.second } },
      ],
      cursor: { y: false, drag: { x: true, y: false } },
      padding: [8, 14, 0, 0],
      hooks: {
        draw: [markBest(colour)],
        setCursor: [(u) => describe(u.cursor.idx === null || u.cursor.idx === undefined ? rest : u.cursor.idx)],
      },
    }, [report.epochs, train, test]);
  }

  // Spectra

  const hasWavelength = report.wavelength !== "";
  const positions = hasWavelength
    ? decode(report.wavelength)
    : Array.from({ length: report.channels }, (nothing, channel) => channel);
  const whole = [positions[0], positions[positions.length - 1]];
  const examples = report.examples.map((example) => ({ label: example.label, source: example, data: null }));
  const view = { example: 0, from: whole[0], to: whole[1], cut: false, flux: null, residual: null };

  function load(index) {
    const example = examples[index];
    if (example.data === null) {
      const flux = decode(example.source.flux);
      const reconstruction = decode(example.source.reconstruction);
      const residual = flux.map((value, i) => value === null || reconstruction[i] === null ? null : value - reconstruction[i]);
      example.data = { flux: flux, reconstruction: reconstruction, residual: residual };
    }
    return example.data;
  }

  function place(value) {
    return hasWavelength ? value.toFixed(1) + " Å" : "channel " + Math.round(value);
  }

  function rangeText() {
    return hasWavelength
      ? view.from.toFixed(0) + "–" + view.to.toFixed(0) + " Å"
      : "channels " + Math.ceil(view.from) + "–" + Math.floor(view.to);
  }

  function tell() {
    byId("spectrum-status").textContent = "Shown: " + examples[view.example].label + ", " + rangeText() + ".";
    const figure = byId("spectrum");
    figure.dataset.example = view.example;
    figure.dataset.from = view.from;
    figure.dataset.to = view.to;
    for (const button of byId("zooms").children) {
      const near = (value, goal) => Math.abs(value - goal) < 1e-6 * (whole[1] - whole[0]) + 1e-9;
      button.setAttribute("aria-pressed",
        near(view.from, Number(button.dataset.from)) && near(view.to, Number(button.dataset.to)));
    }
  }

  function show(from, to) {
    [view.from, view.to] = desisky.within(from, to, whole, positions.length);
    for (const plot of [view.flux, view.residual]) {
      if (plot && (plot.scales.x.min !== view.from || plot.scales.x.max !== view.to)) {
        plot.setScale("x", { min: view.from, max: view.to });
      }
    }
    tell();
  }

  function follow(u, key) {
    if (key !== "x" || !view.flux || !view.residual) return;
    const scale = u.scales.x;
    if (scale.min !== view.from || scale.max !== view.to) show(scale.min, scale.max);
  }

  function read(u) {
    const index = u.cursor.idx;
    const readout = byId("spectrum-readout");
    if (index === null || index === undefined || u.cursor.left < 0) {
      readout.textContent = "Point at the figure to read values.";
      return;
    }
    const data = load(view.example);
    readout.textContent = place(positions[index]) + ": flux " + format(data.flux[index])
      + ", reconstruction " + format(data.reconstruction[index]) + ", residual " + format(data.residual[index]);
  }

  // The y range: all values shown, or without the few tall lines.
  function heights(u, min, max) {
    if (min === null || max === null) return [0, 1];
    let low = min;
    let high = max;
    if (view.cut) {
      const [from, to] = u.series[0].idxs;
      const shown = u.data.slice(1).flatMap((values) => values.slice(from, to + 1)).filter((value) => value !== null);
      shown.sort((a, b) => a - b);
      low = shown[Math.floor(0.005 * (shown.length - 1))];
      high = shown[Math.ceil((u === view.residual ? 0.995 : 0.95) * (shown.length - 1))];
    }
    const margin = high > low ? 0.06 * (high - low) : Math.abs(high) * 0.1 + 1e-3;
    return [low - margin, high + margin];
  }

  function cut() {
    view.cut = !view.cut;
    byId("cut").setAttribute("aria-pressed", view.cut);
    redraw();
  }

  function redraw() {
    for (const plot of [view.flux, view.residual]) plot.setScale("x", { min: view.from, max: view.to });
  }

  function zeroLine(colour) {
    return function (u) {
      const y = Math.round(u.valToPos(0, "y", true));
      if (!(y >= u.bbox.top && y <= u.bbox.top + u.bbox.height)) return;
      u.ctx.save();
      u.ctx.strokeStyle = colour.muted;
      u.ctx.lineWidth = uPlot.pxRatio;
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, y);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, y);
      u.ctx.stroke();
      u.ctx.restore();
    };
  }

  function drawSpectrum(colour) {
    const data = load(view.example);
    const unit = report.fluxUnit === "" ? "" : " [" + report.fluxUnit + "]";
    const common = {
      scales: { x: { time: false }, y: { range: heights } },
      cursor: { y: false, drag: { x: true, y: false }, sync: { key: "spectrum" } },
    };
    const yAxis = (label, height) => axis(colour, label, height - 30, { size: 62 });
    view.flux = view.residual = null;
    const flux = add(byId("plot-flux"), Object.assign({
      height: 330,
      padding: [8, 14, 6, 0],
      axes: [axis(colour, "", 400, { size: 6, values: (u, splits) => splits.map(() => "") }), yAxis("flux" + unit, 330)],
      series: [
        {},
        { label: "flux", stroke: colour.first, width: 2, points: { show: false } },
        { label: "reconstruction", stroke: colour.second, width: 1.25, points: { show: false } },
      ],
      hooks: { setScale: [follow], setCursor: [read] },
    }, common), [positions, data.flux, data.reconstruction]);
    const residual = add(byId("plot-residual"), Object.assign({
      height: 210,
      padding: [4, 14, 0, 0],
      axes: [axis(colour, hasWavelength ? "wavelength [Å]" : "channel (counted from 0)", 400, { size: 30 }), yAxis("residual", 150)],
      series: [{}, { label: "residual", stroke: colour.third, width: 1, points: { show: false } }],
      hooks: { setScale: [follow], drawAxes: [zeroLine(colour)] },
    }, common), [positions, data.residual]);
    view.flux = flux;
    view.residual = residual;
    show(view.from, view.to);
    read(flux);
  }

  function choose(index) {
    view.example = index;
    for (const button of byId("examples").children) {
      button.setAttribute("aria-pressed", Number(button.dataset.example) === index);
    }
    const data = load(index);
    view.flux.setData([positions, data.flux, data.reconstruction], false);
    view.residual.setData([positions, data.residual], false);
    redraw();
    tell();
  }

  // For other figures: shows the example of a spectrum channel by channel, if there is one.
  desisky.exampleOf = (label) => examples.findIndex((one) => one.label === label || one.label.startsWith(label + " · "));
  desisky.showExample = (index) => {
    choose(index);
    byId("spectrum").scrollIntoView({ block: "nearest" });
  };

  function zoomButtons() {
    const presets = [["Whole range", whole[0], whole[1]]];
    if (hasWavelength) {
      const slack = 25;
      for (const [name, from, to] of [["Blue", 3600, 5900], ["Red", 5700, 7700], ["NIR", 7500, 9824]]) {
        if (from >= whole[0] - slack && to <= whole[1] + slack) {
          presets.push([name + " " + from + "–" + to + " Å", Math.max(from, whole[0]), Math.min(to, whole[1])]);
        }
      }
    }
    for (const [name, from, to] of presets) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.dataset.from = from;
      button.dataset.to = to;
      button.addEventListener("click", () => show(from, to));
      byId("zooms").append(button);
    }
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const range = desisky.moved(event.key, view.from, view.to, whole);
    if (range === null && !desisky.readOff(event.key, view.flux)) return;
    if (range !== null) show(range[0], range[1]);
    event.preventDefault();
  }

  // The page

  function draw() {
    for (const drawn of plots.splice(0)) drawn.plot.destroy();
    const colour = colours();
    if (report.epochs.length > 0) for (const curve of report.curves) drawCurve(curve, colour);
    if (examples.length > 0) drawSpectrum(colour);
    for (const drawer of drawers) drawer(colour);
  }

  function start() {
    if (examples.length > 0) {
      zoomButtons();
      for (const button of byId("examples").children) {
        button.addEventListener("click", () => choose(Number(button.dataset.example)));
      }
      byId("cut").addEventListener("click", cut);
      byId("spectrum-plots").addEventListener("keydown", keys);
    }
    draw();
    new ResizeObserver(desisky.fit).observe(document.body);
    addEventListener("resize", desisky.fit);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    addEventListener("beforeprint", () => { root.dataset.printing = "true"; draw(); });
    addEventListener("afterprint", () => { delete root.dataset.printing; draw(); });
    setTimeout(() => { root.dataset.ready = "true"; });
  }

  try {
    start();
  } catch (error) {
    root.dataset.ready = "false";
    byId("trouble").hidden = false;
    byId("trouble").textContent = "The figures could not be drawn: " + error.message;
    throw error;
  }
})();
