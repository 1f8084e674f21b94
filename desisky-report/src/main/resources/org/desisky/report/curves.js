// Lines over one axis that can be zoomed, in sections of any kind.
(function () {
  "use strict";

  const { report, byId, format, ticks, decode, decodeDoubles, axis, logTicks, logRange, add, padded } = desisky;

  const figures = report.figures.map((spec) => ({
    spec: spec, element: byId(spec.id), lines: [], variant: 0, range: null, plot: null,
  }));
  const axes = report.axes.map(() => null);

  function xOf(figure) {
    const number = figure.spec.x;
    if (axes[number] === null) axes[number] = decodeDoubles(report.axes[number]);
    return axes[number];
  }

  function linesOf(figure) {
    if (!figure.lines[figure.variant]) {
      const drawable = (value) => figure.spec.logarithmic && !(value > 0) ? null : value;
      figure.lines[figure.variant] = figure.spec.variants[figure.variant].map((line) => decode(line).map(drawable));
    }
    return figure.lines[figure.variant];
  }

  function wholeOf(figure) {
    const x = xOf(figure);
    return [x[0], x[x.length - 1]];
  }

  // Figures of a section over the same axis are zoomed together, and show the same variant.
  function peersOf(figure) {
    return figure.spec.small ? [figure] : figures.filter((other) => !other.spec.small
      && other.spec.section === figure.spec.section && other.spec.x === figure.spec.x);
  }

  function show(figure, from, to) {
    const range = desisky.within(from, to, wholeOf(figure), xOf(figure).length);
    for (const peer of peersOf(figure)) {
      peer.range = range;
      peer.element.dataset.from = range[0];
      peer.element.dataset.to = range[1];
      peer.plot.setScale("x", { min: range[0], max: range[1] });
    }
  }

  function read(figure, index) {
    const output = figure.element.querySelector("output");
    if (index === null || index === undefined) {
      output.textContent = figure.spec.note || "Point at the figure to read values.";
      return;
    }
    const lines = linesOf(figure);
    output.textContent = ticks([Number(xOf(figure)[index].toPrecision(10))])
      .concat(figure.spec.series.map((one, i) => one.name + " " + format(lines[i][index]))).join(" · ");
  }

  // The least value shown on a logarithmic axis: a few channels with next to nothing would squeeze all others.
  function low(u, min) {
    const [from, to] = u.series[0].idxs;
    const shown = u.data.slice(1).flatMap((values) => values.slice(from, to + 1)).filter((value) => value !== null);
    if (shown.length < 1000) return min;
    shown.sort((a, b) => a - b);
    return shown[Math.floor(0.001 * shown.length)];
  }

  const looks = {
    first: (colour) => ({ stroke: colour.first, width: 2.5 }),
    second: (colour) => ({ stroke: colour.second, width: 1.5 }),
    third: (colour) => ({ stroke: colour.third, width: 1.5, dash: [6, 3] }),
    muted: (colour) => ({ stroke: colour.muted, width: 1 }),
  };

  function draw(figure, colour) {
    const spec = figure.spec;
    const height = spec.small ? 210 : 290;
    const element = figure.element.querySelector(".plot");
    const log = {
      splits: (u, i, min, max) => logTicks(min, max), filter: (u, splits) => splits,
      grid: { stroke: colour.grid, width: 1, filter: (u, splits) => splits },
      ticks: { stroke: colour.line, width: 1, size: 5, filter: (u, splits) => splits },
    };
    const vertical = spec.logarithmic
      ? { distr: 3, log: 10, range: (u, min, max) => logRange(low(u, min), max) }
      : { range: (u, min, max) => padded(min, max) };
    figure.plot = add(element, {
      height: height,
      padding: [8, 14, 0, 0],
      scales: { x: { time: false }, y: vertical },
      axes: [
        axis(colour, spec.xLabel, spec.small ? Math.min(185, element.clientWidth - 75) : 400, { size: 30, space: spec.small ? 36 : 50 }),
        axis(colour, spec.yLabel, height - 60, Object.assign({ size: 62 }, spec.logarithmic ? log : {})),
      ],
      series: [{}].concat(spec.series.map((one) => Object.assign(
        { label: one.name, points: { show: false }, spanGaps: false }, looks[one.style](colour)))),
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 6 } },
      hooks: {
        setCursor: [(u) => read(figure, u.cursor.left < 0 ? null : u.cursor.idx)],
        setScale: [(u, key) => {
          if (key !== "x" || figure.plot === null || u !== figure.plot) return;
          if (figure.range === null || u.scales.x.min !== figure.range[0] || u.scales.x.max !== figure.range[1]) {
            show(figure, u.scales.x.min, u.scales.x.max);
          }
        }],
      },
    }, [xOf(figure)].concat(linesOf(figure)));
    read(figure, null);
  }

  function choose(figure, variant) {
    for (const peer of peersOf(figure)) {
      if (variant >= peer.spec.variants.length) continue;
      peer.variant = variant;
      peer.element.dataset.variant = variant;
      for (const button of peer.element.querySelectorAll("[data-variant]")) {
        button.setAttribute("aria-pressed", Number(button.dataset.variant) === variant);
      }
      peer.plot.setData([xOf(peer)].concat(linesOf(peer)), false);
      peer.plot.setScale("x", { min: peer.range[0], max: peer.range[1] });
    }
  }

  function keys(figure, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const range = desisky.moved(event.key, figure.range[0], figure.range[1], wholeOf(figure));
    if (range === null && !desisky.readOff(event.key, figure.plot)) return;
    if (range !== null) show(figure, range[0], range[1]);
    event.preventDefault();
  }

  for (const figure of figures) {
    figure.range = wholeOf(figure);
    figure.element.querySelector(".field").addEventListener("keydown", (event) => keys(figure, event));
    for (const button of figure.element.querySelectorAll("button[data-variant]")) {
      button.addEventListener("click", () => choose(figure, Number(button.dataset.variant)));
    }
  }

  desisky.drawers.push((colour) => {
    for (const figure of figures) figure.plot = null;
    for (const figure of figures) draw(figure, colour);
    for (const figure of figures) show(figure, figure.range[0], figure.range[1]);
  });
})();
