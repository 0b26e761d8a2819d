// node .ci/count.js REPORT… adds up vitest's JSON reports and prints "N passed, N failed" as the last line.
// A report that is missing, empty or speaks of a failed file without a failed test counts as a failure.
import { readFileSync } from "node:fs";

const counts = process.argv.slice(2).map(countsOf);
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function countsOf(file) {
  try {
    const report = JSON.parse(readFileSync(file, "utf8"));
    const failed = report.numFailedTests + report.numPendingTests;
    const brokenFiles = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === "failed" && !assertionResults.some((test) => test.status === "failed"),
    );
    return { passed: report.numPassedTests, failed: failed + brokenFiles.length };
  } catch (thrown) {
    process.stdout.write(`no usable report: ${thrown.message}\n`);
    return { passed: 0, failed: 1 };
  }
}
