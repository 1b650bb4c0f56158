// How long each entry takes to load, in milliseconds, once Pulumi's SDK is there.
const milliseconds = (module, use = () => {}) => {
  const begin = performance.now();
  use(require(module));
  return performance.now() - begin;
};

console.log(
  JSON.stringify({
    "@pulumi/pulumi": milliseconds("@pulumi/pulumi"),
    // With what a plan of one class needs.
    "pulumi-access-tokens/state-entry": milliseconds("pulumi-access-tokens/state-entry", ({ provider }) =>
      provider("ThousandEyesAccessToken"),
    ),
    "pulumi-access-tokens": milliseconds("pulumi-access-tokens"),
    undici: milliseconds("undici"),
  }),
);
