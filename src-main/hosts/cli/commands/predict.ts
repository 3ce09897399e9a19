/** `plateau predict`: images through a run's network, with output images as files or classes with their probabilities. */
import { readFile, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import type { RequestOutput } from '@contract/api'
import { PlateauError } from '@contract/errors'
import { mostPredictedBytes, mostPredictedImages, type Prediction } from '@contract/predictions'
import type { Client } from '@contract/transport'
import { makeFolderFor, writeFileAtomically } from '../../../platform/atomic-file'
import { whyNoFile, whyUnread } from '../../../platform/unread-file'
import { formatTable, formatValue } from '../../format'
import { readCheckpointFlag } from '../checkpoint-flag'
import { runsInProject, type ProjectOption } from '../projects'
import { withCore, type JsonOption, type Session } from '../session'

export type PredictOptions = JsonOption &
  ProjectOption & { readonly checkpoint?: string; readonly output?: string; readonly force?: boolean }

type Answer = RequestOutput<'predictions.make'>
type Made = { readonly file: string; readonly prediction: Prediction; readonly path: string | null }

/** Classes that are printed of an image; `--json` has them all. */
const shownClasses = 5

export async function predict(
  session: Session,
  reference: string,
  files: readonly string[],
  options: PredictOptions,
): Promise<number> {
  const epoch = readCheckpointFlag(options.checkpoint)
  const { terminal } = session
  const { made, answer, name } = await withCore(session, async (client) => {
    const [found = reference] = await runsInProject(client, [reference], options)
    const [run] = (await client.request('runs.resolve', { runs: [found] })).runs
    const asked = { run: run?.id ?? found, ...(epoch === undefined ? {} : { epoch }) }
    return { ...(await predictFiles(client, asked, files, options)), name: run?.name ?? reference }
  })
  if (options.json === true) terminal.printDocument(documentOf(name, made, answer))
  else terminal.print(textOf(name, made, answer))
  return made.some(({ prediction }) => prediction.isRefused) ? 2 : 0
}

/** As many at once as a request takes, and no more of them in memory. */
async function predictFiles(
  client: Client,
  asked: { readonly run: string; readonly epoch?: number },
  files: readonly string[],
  options: PredictOptions,
): Promise<{ made: Made[]; answer: Answer | null }> {
  const places = outputPlaces(files, options.output ?? '.')
  const made: Made[] = []
  let answer: Answer | null = null
  for await (const group of groupsOf(files)) {
    const images = group.flatMap(({ image }) => (typeof image === 'string' ? [] : [image]))
    const found = images.length === 0 ? null : await client.request('predictions.make', { ...asked, images })
    answer = found ?? answer
    let next = 0
    for (const { file, image } of group) {
      const prediction: Prediction | undefined =
        typeof image === 'string' ? { isRefused: true, reason: image } : found?.predictions[next++]
      if (prediction === undefined) throw new PlateauError('internal', `There is no answer for ${file}.`)
      const png = prediction.isRefused ? null : prediction.png
      const path = png === null ? null : await writeOutput(places[made.length] ?? '', png, options)
      made.push({ file, prediction, path })
    }
  }
  return { made, answer }
}

type ReadImage = { readonly file: string; readonly image: Uint8Array | string }

/** Images in their order, each group no more than a request takes: read when the one before it is done. */
export async function* groupsOf(files: readonly string[]): AsyncGenerator<readonly ReadImage[], void> {
  let group: ReadImage[] = []
  let bytes = 0
  for (const file of files) {
    const image = await readImage(file)
    const size = typeof image === 'string' ? 0 : image.byteLength
    if (group.length >= mostPredictedImages || bytes + size > mostPredictedBytes) {
      yield group
      group = []
      bytes = 0
    }
    group.push({ file, image })
    bytes += size
  }
  if (group.length > 0) yield group
}

/** @returns its bytes, or why it cannot be read, as what goes on from its name */
async function readImage(path: string): Promise<Uint8Array | string> {
  try {
    const found = await stat(path)
    const noFile = whyNoFile(found)
    if (noFile !== null) return noFile
    if (found.size > mostPredictedBytes)
      return `is too large: it has ${Math.ceil(found.size / 1_000_000)} MB, and ${mostPredictedBytes / 1_000_000} MB are the most`
    return await readFile(path)
  } catch (error) {
    return whyUnread(path, error)
  }
}

/** `dog.jpg` gives `dog.output.png`; of two files of one name the second gives `dog-2.output.png`. */
export function outputPlaces(files: readonly string[], folder: string): string[] {
  const taken = new Set<string>()
  return files.map((file) => {
    const stem = basename(file, extname(file))
    let name = stem
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${stem}-${number}`
    taken.add(name.toLowerCase())
    return resolve(join(folder, `${name}.output.png`))
  })
}

async function writeOutput(path: string, png: Uint8Array, { force = false }: PredictOptions): Promise<string> {
  makeFolderFor(path)
  await writeFileAtomically(path, png, { replace: force }).catch((error: unknown) => {
    if (!(error instanceof PlateauError) || error.code !== 'file-exists') throw error
    throw new PlateauError('file-exists', `${path} already exists (--force overwrites it).`, { cause: error })
  })
  return path
}

type Probability = { readonly class: string; readonly probability: number }

/** Classes with their probabilities, the surest first; null where no classes were trained. */
function probabilitiesOf(prediction: Prediction, answer: Answer | null): Probability[] | null {
  if (prediction.isRefused || answer?.task !== 'classification') return null
  return Array.from(prediction.output, (probability, label) => ({
    class: answer.classes[label] ?? String(label),
    probability,
  })).sort((left, right) => right.probability - left.probability)
}

function documentOf(run: string, made: readonly Made[], answer: Answer | null): unknown {
  return {
    run: answer === null ? { name: run } : { id: answer.run, name: run },
    epoch: answer?.epoch ?? null,
    isBest: answer?.isBest ?? null,
    task: answer?.task ?? null,
    images: made.map(({ file, prediction, path }) =>
      prediction.isRefused
        ? { file, error: `${file} ${prediction.reason}.` }
        : {
            file,
            error: null,
            remarks: prediction.remarks,
            milliseconds: prediction.milliseconds,
            output: path,
            classes: probabilitiesOf(prediction, answer),
          },
    ),
  }
}

function textOf(run: string, made: readonly Made[], answer: Answer | null): string {
  const head = answer === null ? [] : [`${run}, epoch ${answer.epoch}${answer.isBest ? ' (best)' : ''}`]
  const rows = made.filter(({ prediction }) => !prediction.isRefused)
  const isClassified = answer?.task === 'classification'
  const table = formatTable<Made>(
    [
      { header: 'image', text: ({ file }) => file },
      {
        header: isClassified ? 'classes' : 'output',
        text: ({ prediction, path }) => path ?? classWords(probabilitiesOf(prediction, answer)),
      },
      {
        header: 'ms',
        align: 'right',
        text: ({ prediction }) => (prediction.isRefused ? '' : formatValue(prediction.milliseconds)),
      },
    ],
    rows,
  )
  const said = made.flatMap(({ file, prediction }) =>
    prediction.isRefused ? [`${file} ${prediction.reason}.`] : prediction.remarks.map((remark) => `${file}: ${remark}`),
  )
  return [...head, ...(rows.length === 0 ? [] : [table]), ...said].join('\n')
}

const classWords = (classes: readonly Probability[] | null): string =>
  (classes ?? [])
    .slice(0, shownClasses)
    .map((said) => `${said.class} ${(said.probability * 100).toFixed(1)} %`)
    .join(', ')
