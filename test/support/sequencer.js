const { default: Sequencer } = require("@jest/test-sequencer");

/** The files that take longest. One that began last would run alone at the end, with the other core idle. */
const longest = ["interruptions/model", "model/model", "guides/examples", "faults/matrix", "native/languages"];

module.exports = class extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const index = longest.findIndex((name) => path.endsWith(`${name}.test.ts`));
      return index === -1 ? longest.length : index;
    };
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other));
  }
};
