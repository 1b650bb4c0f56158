// How long each entry takes to load, in milliseconds, once Pulumi's SDK is there.
const milliseconds = (module) => {
  const begin = performance.now();
  require(module);
  return performance.now() - begin;
};

console.log(
  JSON.stringify({
    "@pulumi/pulumi": milliseconds("@pulumi/pulumi"),
    "pulumi-access-tokens/state-entry": milliseconds("pulumi-access-tokens/state-entry"),
    "pulumi-access-tokens": milliseconds("pulumi-access-tokens"),
    undici: milliseconds("undici"),
  }),
);
