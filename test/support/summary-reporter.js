/** Ends the output with one line that says how many tests passed and how many failed. */
class SummaryReporter {
  #line = "";

  constructor() {
    // Jest prints its own summary after every other reporter, and complaints about open handles later still.
    process.once("exit", () => process.stdout.write(this.#line));
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, testResults }) {
    const brokenSuites = testResults.filter((suite) => suite.testExecError && suite.numFailingTests === 0);
    this.#line = `tests: ${numPassedTests} passed, ${numFailedTests + brokenSuites.length} failed\n`;
  }
}

module.exports = SummaryReporter;
