/** `plateau continue`: a run that has ended trains on for more epochs, its early stopping edited where asked. */
import type { EarlyStoppingChange } from '@contract/api'
import { resolveRunConfig, type SettingKey } from '@contract/config'
import { PlateauError } from '@contract/errors'
import { flagName } from '../flag-names'
import { addSettingFlags, readCount, valuesFromFlags } from '../setting-flags'
import { runsInProject, type ProjectOption } from '../projects'
import { tellNotices } from '../notices'
import { withCore, type Session } from '../session'
import { followLaunch, type FollowOptions } from '../train-runs'
import type { Command } from 'commander'

/** Settings that a run may take on when it is continued; what is not given stays as it was. */
const editable = ['earlyStopping', 'monitor', 'patience', 'minDelta'] as const satisfies readonly SettingKey[]

export function addContinueFlags(command: Command): void {
  command.requiredOption('--epochs <n>', 'number of additional epochs')
  addSettingFlags(command, editable, { withDefaults: false })
}

export type ContinueOptions = FollowOptions & ProjectOption & { readonly epochs?: string } & Record<string, unknown>

export async function continueRun(session: Session, run: string, options: ContinueOptions): Promise<number> {
  const epochs = readCount('--epochs', options.epochs ?? '', 1, 10_000)
  const earlyStopping = readEarlyStopping(options)
  return withCore(session, async (client) => {
    tellNotices(session.terminal, await client.request('system.notices', {}))
    const detached = options.detach === true
    const [found = run] = await runsInProject(client, [run], options)
    const launch = async () => [
      (await client.request('runs.continue', { run: found, epochs, earlyStopping, detached })).run,
    ]
    return (await followLaunch(session, client, options, launch)).exitCode
  })
}

/** @throws PlateauError `invalid-input` naming the flag. */
function readEarlyStopping(options: Readonly<Record<string, unknown>>): EarlyStoppingChange {
  const given = Object.fromEntries(
    [...valuesFromFlags(options)].flatMap(([key, values]) => {
      if (!editable.some((candidate) => candidate === key)) return []
      if (values.length > 1) throw new PlateauError('invalid-input', `${flagName(key)} takes one value here.`)
      return [[key, values[0]] as const]
    }),
  ) as EarlyStoppingChange
  const resolved = resolveRunConfig(given)
  if (resolved.ok) return given
  const { field, message } = resolved.issues[0] ?? { field: '', message: 'is not valid' }
  throw new PlateauError('invalid-input', `${field === '' ? 'The rule' : flagName(field)} ${message}.`, { field })
}
