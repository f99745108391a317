"use strict";
// Draws every chart of the page with uPlot. Each chart's element tells how many points it shows (data-points), so that a test can see them.
(() => {
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const colours = { float: "#0072b2", fixed: "#d55e00", truth: "#009e73", guide: "#9aa4ae" };
  const others = ["#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
  const finite = value => value !== null && Number.isFinite(value);

  const fade = (colour, alpha) => colour + Math.round(alpha * 255).toString(16).padStart(2, "0");

  const number = value => {
    if (value == null) return "";
    const size = Math.abs(value);
    return size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(3) : String(+value.toPrecision(6));
  };

  // Fixed is drawn as open marks over the line of float, so that both are seen where they coincide.
  const curve = (series, colour) => {
    const points = series.kind === "points" || series.kind === "both";
    return {
      label: series.name,
      stroke: colour,
      width: series.kind === "points" ? 0 : series.role === "guide" ? 1 : 1.8,
      dash: series.role === "guide" ? [4, 4] : undefined,
      fill: series.kind === "bars" ? fade(colour, 0.55) : undefined,
      paths: series.kind === "bars" ? uPlot.paths.bars({ size: [0.86, 60], align: 0 })
        : series.kind === "steps" ? uPlot.paths.stepped({ align: 1 })
        : series.kind === "points" ? () => null : undefined,
      points: { show: points, size: series.role === "fixed" ? 8 : 5, width: 1.6, stroke: colour, fill: series.role === "fixed" ? "#ffffff00" : colour },
      spanGaps: true,
      value: (_, value) => number(value),
    };
  };

  const build = (element, chart) => {
    const data = [chart.x];
    const place = value => chart.names ? chart.names[Math.round(value) - 1] ?? "" : number(value);
    const series = [{ label: chart.xLabel, value: (_, value) => place(value) }];
    const bands = [];
    let next = 0, shown = 0;
    for (const s of chart.series) {
      const colour = colours[s.role] ?? others[next++ % others.length];
      data.push(s.values);
      series.push(curve(s, colour));
      shown += s.values.filter(finite).length;
      if (!s.low || !s.high) continue;
      for (const edge of [s.high, s.low]) {
        data.push(edge);
        series.push({ label: s.name + (edge === s.high ? " high" : " low"), stroke: fade(colour, 0.35), width: 1, points: { show: false }, class: "edge" });
      }
      bands.push({ series: [data.length - 2, data.length - 1], fill: fade(colour, 0.16) });
    }
    const room = Math.max(4, Math.floor((element.clientWidth - 80) / (chart.names ? chart.names.length : 1) / 7));
    const shorten = text => text.length <= room ? text : text.slice(0, room - 1) + "…";
    const bars = chart.series.some(s => s.kind === "bars");
    // Counts are seen from zero on.
    const counts = bars || chart.series.some(s => s.kind === "steps");
    const axis = { stroke: "#5d6670", grid: { stroke: "#e6eaee", width: 1 }, ticks: { stroke: "#c9d0d6", width: 1 }, font: "12px system-ui, sans-serif", labelFont: "13px system-ui, sans-serif" };
    const gap = chart.x.length > 1 ? chart.x[1] - chart.x[0] : 1;
    const options = {
      width: Math.max(260, element.clientWidth),
      height: 270,
      cursor: { drag: { x: true, y: false } },
      legend: { live: true },
      scales: {
        x: {
          time: false,
          distr: chart.logX ? 3 : 1,
          range: chart.logX ? undefined : (_, low, high) => bars ? [low - 0.6 * gap, high + 0.6 * gap] : chart.names ? [low - 0.4, high + 0.4] : low === high ? [low - 1, high + 1] : [low - 0.02 * (high - low), high + 0.02 * (high - low)],
        },
        y: { range: (_, low, high) => counts ? [Math.min(0, low), 1.06 * Math.max(high, 0) || 1] : uPlot.rangeNum(low ?? 0, high ?? 1, 0.06, true) },
      },
      axes: [
        { ...axis, label: chart.xLabel, labelSize: 22, size: 34, splits: chart.names ? () => chart.x : undefined, values: (_, splits) => splits.map(v => v === null ? "" : shorten(place(v))) },
        { ...axis, label: chart.yLabel, labelSize: 22, size: 56, values: (_, splits) => splits.map(v => v === null ? "" : number(v)) },
      ],
      series,
      bands,
    };
    const plot = new uPlot(options, data, element);
    element.dataset.points = String(shown);
    return plot;
  };

  const plots = [...document.querySelectorAll(".chart")].map(element => ({ element, plot: build(element, charts[+element.dataset.chart]) }));
  const fit = () => { for (const { element, plot } of plots) plot.setSize({ width: Math.max(260, element.clientWidth), height: 270 }); };
  let pending = 0;
  window.addEventListener("resize", () => { cancelAnimationFrame(pending); pending = requestAnimationFrame(fit); });
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);
  document.body.dataset.charts = String(plots.length);
})();
