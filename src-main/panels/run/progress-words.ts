/** How far a run is and for how long it has been going, in the words of its page's second line. */
import type { RunSummary } from '@contract/run'
import { formatClock, formatCount, formatDuration, formatTime } from '../words/format'
import type { WordPart } from './origin-words'

type Going = Pick<
  RunSummary,
  'series' | 'config' | 'epochs' | 'plannedEpochs' | 'state' | 'startedAt' | 'endedAt' | 'trainingSeconds'
>

/** The last step of all series by step; null where there is none. */
export function stepReached({ series }: Pick<RunSummary, 'series'>): number | null {
  let last: number | null = null
  for (const key of Object.keys(series)) {
    const digest = series[key]
    if (digest?.by === 'step' && digest.lastStep !== null) last = Math.max(last ?? 0, digest.lastStep)
  }
  return last
}

/** The epoch that is under way or was the last: that of the series by epoch, or what was logged as `epoch`; null where nobody said. */
export function epochReached({ series, epochs }: Pick<RunSummary, 'series' | 'epochs'>): number | null {
  if (epochs > 0) return epochs
  const logged = Object.hasOwn(series, 'epoch') ? (series.epoch?.last ?? null) : null
  return logged === null || !Number.isFinite(logged) ? null : Math.floor(logged)
}

/** Names under which authors say how many epochs a run has; small letters without separators. */
const epochNames: ReadonlySet<string> = new Set([
  'epochs',
  'maxepochs',
  'numepochs',
  'nepochs',
  'numtrainepochs',
  'nbepochs',
])

/** Epochs that it has at most: as Plateau knows it, else as a setting says it, where that is no less than it has come to. */
function epochsPlanned(
  { plannedEpochs, config }: Pick<RunSummary, 'plannedEpochs' | 'config'>,
  reached: number,
): number | null {
  if (plannedEpochs !== null) return plannedEpochs
  for (const key of Object.keys(config)) {
    const value = config[key]
    const name = key
      .slice(key.lastIndexOf('.') + 1)
      .replaceAll(/[\s_-]/g, '')
      .toLowerCase()
    if (epochNames.has(name) && typeof value === 'number' && Number.isInteger(value) && value >= reached) return value
  }
  return null
}

/** "step 13,412, epoch 35 of 40"; null before the first point. */
export function placeWords(run: Going): WordPart[] | null {
  const step = stepReached(run)
  const epoch = epochReached(run)
  const parts: WordPart[] = []
  if (step !== null) parts.push({ text: 'step ' }, { text: formatCount(step), isStrong: true })
  const planned = epoch === null ? null : epochsPlanned(run, epoch)
  if (epoch !== null)
    parts.push({
      text: `${step === null ? '' : ', '}epoch ${formatCount(epoch)}${planned === null ? '' : ` of ${formatCount(planned)}`}`,
    })
  return parts.length === 0 ? null : parts
}

/** "started 13:02, running 1 h 43 min", "ran 3 Nov 13:02, 1 h 42 min"; null before it began. @param now milliseconds since 1970. */
export function timeWords(run: Going, now: number): WordPart[] | null {
  const { startedAt, endedAt, state } = run
  if (startedAt === null) return null
  const began = Date.parse(startedAt)
  const lasted = (end: number) => formatDuration(Math.max(0, Math.floor((end - began) / 1_000)))
  if (state !== 'ended') {
    const isToday = new Date(began).toDateString() === new Date(now).toDateString()
    const when = isToday ? formatClock(startedAt).slice(0, 5) : formatTime(startedAt, new Date(now))
    return [{ text: `started ${when}, running ${lasted(now)}` }]
  }
  const length = endedAt === null ? '' : `, ${lasted(Date.parse(endedAt))}`
  return [{ text: `ran ${formatTime(startedAt, new Date(now))}${length}` }]
}
