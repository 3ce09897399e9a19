/** For Vitest: writes the names of tests that passed at the second try only to the file in PLATEAU_FLAKY_TESTS. */
import { writeFileSync } from 'node:fs'

export default class FlakyReporter {
  /** @type {string[]} */
  #names = []

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) this.#names.push(`${test.module.relativeModuleId} › ${test.fullName}`)
  }

  onTestRunEnd() {
    const file = process.env.PLATEAU_FLAKY_TESTS
    if (file) writeFileSync(file, JSON.stringify(this.#names))
  }
}
