import { median } from "./statistics.mjs";

const notMeasured = "not in this run";

const whole = (value) => Math.round(value).toLocaleString("en");

/** The goals of the package, and the values that this run measured. */
export function goals({ costs, parallel, runs }) {
  const of = (peer, operation, tokens, latency = 0) =>
    median(
      runs
        .filter(
          (run) => run.peer === peer && run.operation === operation && run.tokens === tokens && run.latency === latency,
        )
        .map(({ seconds }) => seconds),
    );
  const beyondComponent = (bytes) => {
    const [tokens, components] = ["tokens", "components"].map((peer) =>
      median(runs.filter((run) => run.peer === peer && run.tokens === 100 && bytes in run).map((run) => run[bytes])),
    );
    return (tokens - components) / 100;
  };
  const times = (ratio) => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} times` : notMeasured);
  const ideal = Math.ceil(100 / parallel) * 0.05;
  const connections = Math.max(0, ...runs.filter(({ peer }) => peer === "tokens").map((run) => run.connections));
  return [
    {
      measure: "`up`, 500 tokens, against component resources",
      goal: "at most 1.75 times",
      measured: times(of("tokens", "up", 500) / of("components", "up", 500)),
    },
    {
      measure: "`up`, 500 tokens, ordinary dynamic resource against tokens",
      goal: "at least 1.7 times",
      measured: times(of("dynamic resource", "up", 500) / of("tokens", "up", 500)),
    },
    {
      measure: "unchanged `preview`, 500 tokens, against component resources",
      goal: "at most 1.5 times",
      measured: times(of("tokens", "unchanged preview", 500) / of("components", "unchanged preview", 500)),
    },
    {
      measure: `\`up\`, 100 tokens: what 50 ms of latency add, against the ideal of ${ideal.toFixed(2)} s`,
      goal: "at most 1.5 times",
      measured: times((of("tokens", "up", 100, 50) - of("tokens", "up", 100)) / ideal),
    },
    {
      measure: "state, bytes a token beyond a component resource",
      goal: "at most 1,800",
      measured: Number.isFinite(beyondComponent("bytes"))
        ? `${whole(beyondComponent("bytes"))}; ${whole(beyondComponent("written"))} with the blanks that the file backend indents it by`
        : notMeasured,
    },
    {
      measure: "`check` and `diff`, microseconds of CPU a token",
      goal: "under 100",
      measured: `${costs.checkAndDiff.first.toFixed(0)} for the first 500, ${costs.checkAndDiff.warm.toFixed(0)} once compiled`,
    },
    { measure: "connections to the vendor, at most", goal: `${parallel}`, measured: `${connections}` },
    {
      measure: "`up`, 100 tokens, requests to a server that never answers",
      goal: "1",
      measured: `${costs.silentServer.requests}`,
    },
    {
      measure: "the same, what it takes beyond a server that fails at once, against one time-out",
      goal: "about 1",
      measured: times(costs.silentServer.timeouts),
    },
    { measure: "logins of a credential in a run", goal: "1", measured: `${costs.logins.logins}` },
    {
      measure: "loading what a preview needs, milliseconds",
      goal: "under 60",
      measured: costs.loading["pulumi-access-tokens/state-entry"].toFixed(0),
    },
  ];
}
