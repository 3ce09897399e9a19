import { expect, it } from 'vitest'
import { mostReportRuns } from '../../../src-main/contract/report'
import { ReportsState } from '../../../src-renderer/state/reports.svelte'

it('says how many runs a report takes, in words of its own', () => {
  expect(ReportsState.whyTooMany(mostReportRuns)).toBeNull()
  expect(ReportsState.whyTooMany(10_000)).toBe(
    'A report takes 2,000 runs at most, and 10,000 are chosen. Choose fewer, as with a query.',
  )
})
