/** `npm run audit`: known holes in what is shipped, where the registry answers that question. */
import { npm, run } from './lib/processes.mjs'

const [command, first] = npm()
const { output } = await run(command, [...first, 'audit', '--audit=true', '--omit=dev', '--json'])
const start = output.indexOf('{')
let report
try {
  report = JSON.parse(output.slice(start))
} catch {
  // Not JSON: the registry has no such end point.
  report = null
}
const counts = report?.metadata?.vulnerabilities
if (!counts) console.log('not checked: the registry does not answer audits')
else {
  console.log(`high: ${counts.high}, critical: ${counts.critical}, moderate: ${counts.moderate}, low: ${counts.low}`)
  for (const [name, entry] of Object.entries(report.vulnerabilities ?? {}))
    console.log(`${name}: ${/** @type {{severity: string}} */ (entry).severity}`)
  if (counts.high + counts.critical > 0) process.exitCode = 1
}
