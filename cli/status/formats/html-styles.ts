import type { Tick } from "./time-line";

/** Returns the styles of the page. They draw the ticks of the time line once, not in every row. */
export function styles(ticks: readonly Tick[], now: number): string {
  const lines = ticks
    .filter(({ at }) => at !== now)
    .map(({ at }) => `linear-gradient(var(--tick), var(--tick)) ${at}% 0 / 1px 100% no-repeat`);
  const background = [`linear-gradient(var(--now), var(--now)) ${now}% 0 / 2px 100% no-repeat`, ...lines].join(", ");
  return `${sheet}\n.track { background: ${background}; }`;
}

const sheet = `:root { color-scheme: light dark; --text: #1c2128; --dim: #59636e; --page: #ffffff; --rule: #d8dee4; --tick: #e4e8ec;
  --now: #1c2128; --live: #4c8dd6; --window: #e0a020; --over: #b9c0c8; --ok: #1a7f37; --due: #9a6700; --bad: #cf222e; --other: #59636e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --dim: #9198a1; --page: #0d1117; --rule: #30363d; --tick: #262c34; --now: #e6edf3;
    --live: #4c8dd6; --window: #d29922; --over: #4a525c; --ok: #3fb950; --due: #d29922; --bad: #f85149; --other: #9198a1; }
}
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 88rem; padding: 0 1.5rem; color: var(--text); background: var(--page); font: 15px/1.45 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
h2 small, .when, .legend { color: var(--dim); font-size: .85rem; font-weight: normal; }
.summary { margin: .25rem 0 0; font-size: 1.05rem; }
.when { margin: 0; }
.legend { margin: 1rem 0 0; }
.swatch { display: inline-block; width: 1.5rem; height: .6rem; border-radius: 2px; margin: 0 .25rem 0 1rem; }
.swatch:first-child { margin-left: 0; }
.swatch.live, .bar.live { background: var(--live); }
.swatch.window, .bar.window { background: var(--window); }
.swatch.over, .bar.over { background: var(--over); }
.bar.window.over { opacity: .55; }
.swatch.now { width: 2px; height: .9rem; background: var(--now); vertical-align: middle; }
.scale { margin-left: 1rem; }
.scroll { overflow-x: auto; }
table { width: 100%; min-width: 60rem; border-collapse: collapse; }
th, td { padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--rule); text-align: left; vertical-align: top; font-weight: normal; }
thead th { border-top: 0; color: var(--dim); font-size: .8rem; vertical-align: bottom; }
tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 9rem; }
td small, tbody th small { display: block; color: var(--dim); font-weight: normal; font-size: .8rem; white-space: nowrap; }
td.line, th.line { width: 50%; }
td.line p { margin: .3rem 0 0; font-size: .85rem; }
.axis { position: relative; height: 1.2em; }
.axis span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.track { position: relative; height: 1.6rem; margin-top: -.1rem; }
.bar { position: absolute; top: .45rem; height: .7rem; min-width: 2px; }
.bar.live { border-radius: 3px 0 0 3px; }
.bar.window { border-radius: 0 3px 3px 0; }
.bar.endless { -webkit-mask-image: linear-gradient(90deg, #000 60%, transparent); mask-image: linear-gradient(90deg, #000 60%, transparent); }
.condition { font-weight: 600; color: var(--other); white-space: nowrap; }
.ok .condition, .endless .condition { color: var(--ok); }
.due .condition { color: var(--due); }
.expired .condition, .revoked .condition, .orphan .condition { color: var(--bad); }
.dependent { display: block; }
.problem { border-left: 3px solid var(--bad); padding-left: .75rem; }`;
