/** The same sequences in every run of the tests; `npm run model` draws others. */
export const seed = Number(process.env.MODEL_SEED ?? 42);
