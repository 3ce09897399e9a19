/** `data`: lists data sets of a person's own; its commands prepare, show and remove them. */
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  defaultDataOptions,
  fits,
  type DataClass,
  type DataOptions,
  type DataSet,
  type SkippedFile,
} from '@contract/data-requests'
import { PlateauError } from '@contract/errors'
import { dataNameSchema, largestSide } from '@contract/own-data'
import type { Client } from '@contract/transport'
import { formatBytes, formatCount, formatPairs, formatTable, formatTime, plural } from '../../format'
import { interruptedExitCode } from '../interrupts'
import { withCore, type JsonOption, type Session } from '../session'
import { readCount, readNumber } from '../setting-flags'

export function listDataSets(session: Session, { json }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const { dataSets, preparing } = await client.request('data-sets.list', {})
    if (json === true) session.terminal.printDocument({ dataSets, preparing })
    else if (dataSets.length === 0)
      session.terminal.print(
        'There are no data sets of your own. Prepare one with: plateau data add FOLDER --name NAME',
      )
    else
      session.terminal.print(
        formatTable<DataSet>(
          [
            { header: 'data set', text: ({ name }) => name },
            { header: 'training', align: 'right', text: ({ counts }) => formatCount(counts.training) },
            { header: 'validation', align: 'right', text: ({ counts }) => formatCount(counts.validation) },
            { header: 'classes', align: 'right', text: ({ classCount }) => formatCount(classCount) },
            { header: 'images', text: shapeText },
            { header: 'on disk', align: 'right', text: ({ bytes }) => formatBytes(bytes) },
            { header: 'skipped', align: 'right', text: ({ skippedCount }) => formatCount(skippedCount) },
            { header: 'folder', text: ({ folder }) => folder },
          ],
          dataSets,
        ),
      )
    return 0
  })
}

const shapeText = ({ input: [height, width, channels] }: DataSet): string =>
  `${width} × ${height} ${channels === 1 ? 'grey' : 'RGB'}`

type AddOptions = JsonOption & {
  readonly name?: string
  readonly size?: string
  readonly fit?: string
  readonly grey?: boolean
  readonly greyTargets?: boolean
  readonly validationShare?: string
  readonly splitSeed?: string
  readonly replace?: boolean
  readonly fileColumn?: string
  readonly targetColumn?: string
  readonly splitColumn?: string
}

/** Prepares a folder and waits for it; Ctrl-C ends that, and nothing of it is kept. */
export async function addDataSet(session: Session, folder: string, options: AddOptions): Promise<number> {
  const { json = false, replace = false } = options
  const name = readName(options.name ?? '')
  const chosen = readOptions(options)
  return withCore(session, async (client) => {
    await client.request('data-sets.add', { name, folder: resolve(folder), options: chosen, replace })
    session.interrupts.handleWith(() => void client.request('data-sets.cancel', { name }).catch(() => undefined))
    await untilPrepared(session, client, name)
    if (session.interrupts.isInterrupted()) return interruptedExitCode
    const shown = await client.request('data-sets.show', { name })
    if (json) session.terminal.printDocument(shown)
    else session.terminal.print(describe(shown))
    return 0
  })
}

const pollMilliseconds = 200

/** @throws PlateauError `invalid-input` with why nothing came of it */
async function untilPrepared({ terminal }: Session, client: Client, name: string): Promise<void> {
  for (;;) {
    const { preparing } = await client.request('data-sets.list', {})
    const under = preparing.find((one) => one.name === name)
    if (under === undefined || under.failure !== null) terminal.status('')
    if (under === undefined) return
    if (under.failure !== null) {
      await client.request('data-sets.cancel', { name })
      throw new PlateauError('invalid-input', under.failure)
    }
    terminal.status(
      under.total === 0
        ? 'Looking through the folder'
        : `Reading ${formatCount(under.done)} of ${plural(under.total, 'file')}`,
    )
    await delay(pollMilliseconds)
  }
}

export function showDataSet(session: Session, name: string, { json }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const shown = await client.request('data-sets.show', { name })
    if (json === true) session.terminal.printDocument(shown)
    else session.terminal.print(describe(shown))
    return 0
  })
}

export function removeDataSet(session: Session, name: string, { json }: JsonOption): Promise<number> {
  return withCore(session, async (client) => {
    const { runs } = await client.request('data-sets.remove', { name })
    if (json === true) session.terminal.printDocument({ removed: name, runs })
    else
      session.terminal.print(
        `Removed ${name}; its folder stays.${runs === 0 ? '' : ` ${plural(runs, 'run')} trained on it can be resumed once the same folder is prepared again.`}`,
      )
    return 0
  })
}

type Shown = {
  readonly dataSet: DataSet
  readonly classes: readonly DataClass[]
  readonly skipped: readonly SkippedFile[]
}

/** What was understood of a CSV. */
const columnPairs = ({ fileColumn, targetColumn, splitColumn }: DataOptions): [string, string][] =>
  Object.entries({ files: fileColumn, targets: targetColumn, split: splitColumn }).flatMap(
    ([what, column]): [string, string][] => (column === undefined ? [] : [[what, `column ${column}`]]),
  )

function describe({ dataSet, classes, skipped }: Shown): string {
  const { counts, options, duplicates, leaking } = dataSet
  const facts = formatPairs([
    ['data set', dataSet.name],
    ['folder', dataSet.folder],
    ['images', `${shapeText(dataSet)}, ${options.fit}`],
    ...columnPairs(options),
    ['training', formatCount(counts.training)],
    [
      'validation',
      `${formatCount(counts.validation)}, ${dataSet.isSplitByFolders ? 'as it was split already' : `by seed ${options.splitSeed}`}`,
    ],
    [
      'duplicates',
      `${formatCount(duplicates)}${leaking === 0 ? '' : `, ${formatCount(leaking)} of them left out of training, as they are in validation too`}`,
    ],
    ['on disk', formatBytes(dataSet.bytes)],
    ['hash', dataSet.hash],
    ['prepared', formatTime(dataSet.preparedAt)],
    ['skipped', plural(dataSet.skippedCount, 'file')],
  ])
  const table =
    classes.length === 0
      ? []
      : [
          formatTable<DataClass>(
            [
              { header: 'class', text: ({ name }) => name },
              { header: 'training', align: 'right', text: ({ training }) => formatCount(training) },
              { header: 'validation', align: 'right', text: ({ validation }) => formatCount(validation) },
            ],
            classes,
          ),
        ]
  const files = skipped.map(({ file, why }) => `${file} ${why}`)
  const unnamed = dataSet.skippedCount - skipped.length
  return [
    facts,
    ...table,
    ...(files.length === 0
      ? []
      : [`Skipped:\n${[...files, ...(unnamed === 0 ? [] : [`and ${formatCount(unnamed)} more`])].join('\n')}`]),
  ].join('\n\n')
}

/** @throws PlateauError `invalid-input` in the words of the command line */
function readName(text: string): string {
  const name = dataNameSchema.safeParse(text)
  if (name.success) return name.data
  throw new PlateauError('invalid-input', `--name ${name.error.issues[0]?.message ?? 'is not valid'}.`, {
    field: 'name',
  })
}

/** Columns of a CSV that were named. @throws PlateauError `invalid-input` naming the flag */
function columnsFrom({ fileColumn, targetColumn, splitColumn }: AddOptions): Partial<DataOptions> {
  const given = Object.entries({ fileColumn, targetColumn, splitColumn }).filter(([, name]) => name !== undefined)
  for (const [key, name = ''] of given)
    if (name === '' || name.length > 200)
      throw new PlateauError('invalid-input', `--${key.replace('Column', '-column')} must have 1 to 200 characters.`)
  return Object.fromEntries(given)
}

/** @throws PlateauError `invalid-input` naming the flag */
function readOptions(given: AddOptions): DataOptions {
  const { size, fit, grey, greyTargets, validationShare, splitSeed } = given
  const usual = defaultDataOptions
  const chosenFit = fit === undefined ? usual.fit : fits.find((one) => one === fit)
  if (chosenFit === undefined)
    throw new PlateauError('invalid-input', `--fit must be one of ${fits.join(', ')}, not ${fit ?? ''}.`)
  const share =
    validationShare === undefined ? usual.validationShare : readNumber('--validation-share', validationShare)
  if (share < 0.01 || share > 0.9)
    throw new PlateauError('invalid-input', `--validation-share must be a number from 0.01 to 0.9, not ${share}.`)
  return {
    size: size === undefined ? usual.size : readCount('--size', size, 8, largestSide),
    fit: chosenFit,
    grey: grey === true,
    ...(greyTargets === true ? { greyTargets } : {}),
    validationShare: share,
    splitSeed: splitSeed === undefined ? usual.splitSeed : readCount('--split-seed', splitSeed, 0, 2 ** 31 - 1),
    ...columnsFrom(given),
  }
}
