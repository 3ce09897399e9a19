/** Data sets of a person's own, as they are called on the command line: what a run's settings name them is longer. */
import { PlateauError } from '@contract/errors'
import { isDataSet } from '@contract/run-data'
import { withCore, type Session } from './session'

/** Settings with the name of a data set in them, as a flag or a file has it. */
type WithData = { readonly dataSet?: unknown }

/**
 * Puts what settings call a data set of one's own in place of its name. The core is asked only where there is such a name.
 * @throws PlateauError `data-set-not-found`
 */
export async function nameDataSets<Config extends WithData>(
  session: Session,
  configs: readonly Config[],
): Promise<readonly Config[]> {
  const isNamed = ({ dataSet }: WithData) => typeof dataSet === 'string' && !isDataSet(dataSet)
  if (!configs.some(isNamed)) return configs
  const { dataSets } = await withCore(session, (client) => client.request('data-sets.list', {}))
  return configs.map((config) => {
    if (!isNamed(config)) return config
    const name = String(config.dataSet)
    const found = dataSets.find((one) => one.name === name.normalize('NFC'))
    if (found === undefined) throw new PlateauError('data-set-not-found', `There is no data set ${name}.`)
    return { ...config, dataSet: found.reference }
  })
}
