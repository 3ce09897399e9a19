/** What a launch would take, as text, and the question before many runs. */
import type { Plan } from '@contract/api'
import { describeBasis } from '@panels/words/estimate-words'
import { formatParameters } from '@panels/words/format'
import { formatBytes, formatDuration, plural } from '../format'
import type { Terminal } from './terminal'

/** Up to these many runs nobody is asked. */
const mostRunsUnasked = 8

/** Count, networks, time, disk and memory, a line each where there is something to say. */
export function planText({
  plans,
  totalSeconds,
  startsInSeconds,
  diskBytes,
  memoryBytes,
  freeDiskBytes,
}: Plan): string {
  const networks = new Set(
    plans.map(({ config, parameters }) => `${config.architecture} ${formatParameters(parameters)} parameters`),
  )
  const before = plans.filter(({ sameAs }) => sameAs !== null).length
  return [
    `${plural(plans.length, 'run')}: ${[...networks].join(', ')}; about ${formatDuration(Math.max(1, totalSeconds))}${plans.some(({ config }) => config.earlyStopping) ? ', sooner where early stopping ends a run' : ''}.`,
    `The time is ${describeBasis(plans)}.`,
    `Disk: about ${formatBytes(diskBytes.whileTraining)} while training, ${formatBytes(diskBytes.kept)} kept, ${formatBytes(freeDiskBytes)} free. Memory: about ${formatBytes(memoryBytes)}.`,
    ...(diskBytes.whileTraining > freeDiskBytes ? ['There is not enough free disk space.'] : []),
    ...(startsInSeconds >= 1
      ? [`Starts in about ${formatDuration(startsInSeconds)}, after the runs already training and waiting.`]
      : []),
    ...(before === 0 ? [] : [`Already trained to the end with the same settings: ${before} of ${plans.length}.`]),
  ].join('\n')
}

/** Asks before many runs, where somebody is there to answer. */
export async function mayLaunch(terminal: Terminal, count: number): Promise<boolean> {
  if (count <= mostRunsUnasked || !terminal.canAsk) return true
  const answer = await terminal.ask(`Launch ${plural(count, 'run')}? [y/N] `)
  return /^\s*y(?:es)?\s*$/i.test(answer)
}
