import { median } from "./statistics.mjs";

const notMeasured = "not in this run";

const whole = (value) => Math.round(value).toLocaleString("en");
const times = (ratio) => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} times` : notMeasured);

/** The goals of the package, and the values that this run measured on its first engine. */
export function goals({ costs, parallel, runs: all }) {
  const runs = all.filter(({ engine }) => engine === all[0].engine);
  const of = (peer, operation, tokens, { latency = 0, value = "seconds" } = {}) =>
    median(
      runs
        .filter(
          (run) => run.peer === peer && run.operation === operation && run.tokens === tokens && run.latency === latency,
        )
        .map((run) => run[value]),
    );
  const beyond = (peer, operation) => of(peer, operation, 10) - of("components", operation, 10);
  const beyondDynamic = (operation) => times(beyond("tokens", operation) / beyond("dynamic resource", operation));
  const beyondComponent = (bytes) => {
    const [tokens, components] = ["tokens", "components"].map((peer) =>
      median(runs.filter((run) => run.peer === peer && run.tokens === 100 && bytes in run).map((run) => run[bytes])),
    );
    return (tokens - components) / 100;
  };
  const ideal = Math.ceil(100 / parallel) * 0.05;
  const connections = Math.max(0, ...runs.filter(({ peer }) => peer === "tokens").map((run) => run.connections));
  const [due, renewed, piped] = ["preview, all due", "up, all renewed", "preview, all due, as in the pipelines"];
  const unchanged = "unchanged preview";
  // A program of Pulumi's command line is a process of its own, unlike those of the bench.
  const sdk = costs === undefined ? Number.NaN : costs.loading["@pulumi/pulumi"] / 1000;
  const ratio = (peer, operation, to, tokens) => of(peer, operation, tokens) / of(to, operation, tokens);
  const rows = [
    [
      "`up`, 500 tokens, against component resources",
      "at most 1.75 times",
      times(ratio("tokens", "up", "components", 500)),
    ],
    [
      "`up`, 500 tokens, ordinary dynamic resource against tokens",
      "at least 1.7 times",
      times(ratio("dynamic resource", "up", "tokens", 500)),
    ],
    [
      "unchanged `preview`, 500 tokens, against component resources",
      "at most 1.5 times",
      times(ratio("tokens", unchanged, "components", 500)),
    ],
    [
      "`up`, 500 tokens all renewed, against their first `up`",
      "at most 1.8 times",
      times(of("tokens", renewed, 500) / of("tokens", "up", 500)),
    ],
    ["the same against OpenTofu's", "at most 0.9 times", times(ratio("tokens", renewed, "OpenTofu", 500))],
    [
      "`preview` of 500 due tokens, against the unchanged one",
      "at most 1.9 times",
      times(of("tokens", due, 500) / of("tokens", unchanged, 500)),
    ],
    [
      "the same with what the pipelines set",
      "at most 1.5 times",
      times(of("tokens", piped, 500) / of("tokens", unchanged, 500)),
    ],
    [
      "`preview` of 500 due tokens with arguments against from the environment",
      "at most 1.2 times",
      times(ratio("tokens with arguments", due, "tokens", 500)),
    ],
    [
      "`up`, 10 tokens, beyond component resources, against an ordinary dynamic resource",
      "at most 0.9 times",
      beyondDynamic("up"),
    ],
    ["unchanged `preview`, 10 tokens, the same way", "at most 1.0 times", beyondDynamic(unchanged)],
    [
      "the program's CPU time in an `up`, 500 tokens against 500 component resources",
      "at most 3 times",
      times(
        of("tokens", "up", 500, { value: "programSeconds" }) / of("components", "up", 500, { value: "programSeconds" }),
      ),
    ],
    ...["up", unchanged].map((operation) => [
      `\`${operation}\`, 10 tokens, YAML with the native provider against TypeScript with the classes and the load of its SDK`,
      "at most 0.5 times",
      times(of("native YAML", operation, 10) / (of("tokens", operation, 10) + sdk)),
    ]),
    [
      "`destroy`, 10 tokens, YAML with the native provider against TypeScript with the classes (no program runs)",
      "at most 0.5 times",
      times(ratio("native YAML", "destroy", "tokens", 10)),
    ],
    ...["up", unchanged, "destroy"].map((operation) => [
      `\`${operation}\`, 10 tokens, TypeScript with the native provider against the classes`,
      "at most 0.8 times",
      times(ratio("native TypeScript", operation, "tokens", 10)),
    ]),
    ...["up", unchanged, due, renewed, "refresh", "destroy"].map((operation) => [
      `\`${operation}\`, 500 tokens, TypeScript with the native provider against the classes`,
      "at most 1.0 times",
      times(ratio("native TypeScript", operation, "tokens", 500)),
    ]),
    [
      "state of 500 tokens, native provider against the classes",
      "at most 0.8 times",
      times(of("native TypeScript", "up", 500, { value: "bytes" }) / of("tokens", "up", 500, { value: "bytes" })),
    ],
    [
      `\`up\`, 100 tokens: what 50 ms of latency add, against the ideal of ${ideal.toFixed(2)} s`,
      "at most 1.5 times",
      times((of("tokens", "up", 100, { latency: 50 }) - of("tokens", "up", 100)) / ideal),
    ],
    [
      "state, bytes a token beyond a component resource",
      "at most 1,800",
      Number.isFinite(beyondComponent("bytes"))
        ? `${whole(beyondComponent("bytes"))}; ${whole(beyondComponent("written"))} with the blanks that the file backend indents it by`
        : notMeasured,
    ],
    ["connections to the vendor, at most", `${parallel}`, `${connections}`],
    ...(costs === undefined ? [] : ofCosts(costs)),
  ];
  return rows.map(([measure, goal, measured]) => ({ measure, goal, measured }));
}

function ofCosts({ checkAndDiff, loading, logins, processStart, silentServer }) {
  return [
    [
      "`check` and `diff`, microseconds of CPU a token",
      "under 100",
      `${checkAndDiff.first.toFixed(0)} for the first 500, ${checkAndDiff.warm.toFixed(0)} once compiled`,
    ],
    ["`up`, 100 tokens, requests to a server that never answers", "1", `${silentServer.requests}`],
    [
      "the same, what it takes beyond a server that fails at once, against one time-out",
      "about 1",
      times(silentServer.timeouts),
    ],
    ["logins of a credential in a run", "1", `${logins.logins}`],
    [
      "loading what a preview needs, milliseconds",
      "at most 45",
      loading["pulumi-access-tokens/state-entry"].toFixed(0),
    ],
    [
      "from the start of the provider process to its first answer, native against dynamic",
      "at most 0.4 times",
      times(processStart["native answers"] / processStart.answers),
    ],
  ];
}
