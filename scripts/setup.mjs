/** `npm run setup`: everything that is missing, also what failed lately; with `-- --data mnist` also that data set. */
import { endWithError, say } from './lib/report.mjs'
import { fetchDataSet, readDataSets } from './lib/more-data.mjs'
import { setUp } from './lib/set-up.mjs'

try {
  const wanted = readDataSets(process.argv.slice(2))
  await setUp({ retry: true, needsData: true, needsWindow: true })
  for (const name of wanted) await fetchDataSet(name)
  say('Plateau is set up. Start it with: npm start')
} catch (error) {
  endWithError(error)
}
