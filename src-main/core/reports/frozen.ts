/** What a frozen report keeps: its blocks with their numbers, and what its figures are drawn from, packed small. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { addExtension, Packr } from 'msgpackr'
import { keepMinusZero, minusZeroExtension } from '../../contract/minus-zero'
import { z } from 'zod'
import { PlateauError } from '../../contract/errors'
import type { FigureSource } from '../../contract/figure'
import type { Line } from '../../contract/lines'
import { isSmoothing } from '../../contract/smoothing'
import { smooth } from '../../maths/smoothing'
import type { FigureData } from '@panels/figure/figure'
import { readFrozenRun } from './frozen-runs'
import type { ResolvedReport } from './resolve'

addExtension(minusZeroExtension)
/** Typed arrays, NaN and -0 survive, and a run that many figures name is kept once. */
const packr = new Packr({ structuredClone: true })
const version = 1
/** Of what is unpacked: a history may come from elsewhere, and a few bytes may stand for very many. */
const mostUnpacked = 256 * 1024 * 1024

type Kept = Omit<ResolvedReport, 'figures'> & { version: number; figures: [string, unknown][] }

export function packFrozen(resolved: ResolvedReport): Uint8Array {
  const kept: Kept = { version, ...resolved, figures: [...resolved.figures] }
  const packed = packr.pack(keepMinusZero(kept))
  if (packed.byteLength > mostUnpacked)
    throw new PlateauError(
      'invalid-input',
      'This report shows too many points to be frozen. Choose fewer runs or series.',
    )
  return gzipSync(packed)
}

/** @throws PlateauError `invalid-input` when another version of Plateau has packed it, or it is damaged. */
export function unpackFrozen(bytes: Uint8Array): ResolvedReport {
  const kept = unpack(bytes)
  try {
    return readKept(kept)
  } catch (error) {
    throw damaged(error)
  }
}

/** @throws where a run or figure is not what a version has kept. */
function readKept(kept: Kept): ResolvedReport {
  return {
    title: kept.title,
    blocks: kept.blocks,
    runs: kept.runs.map(readFrozenRun),
    figures: new Map(
      (kept.figures as [string, FigureData][]).map(([id, data]) => [
        id,
        {
          ...data,
          runs: data.runs.map(readFrozenRun),
          all: data.all.map(readFrozenRun),
          lines: data.lines.map((line) => withSmoothed(line, data.source)),
        },
      ]),
    ),
  }
}

/** Reports that were frozen before lines were smoothed in the core show the points that they kept, smoothed as they were then. */
function withSmoothed(line: Line, source: FigureSource): Line {
  if (line.smoothed !== undefined || source.kind !== 'panel' || !isSmoothing(source.settings.smoothing)) return line
  return { ...line, smoothed: smooth(line.x, line.y, source.settings.smoothing) }
}

const damaged = (cause: unknown) =>
  new PlateauError('invalid-input', 'The stored numbers of this frozen report are damaged.', { cause })

const keptSchema = z.looseObject({
  version: z.literal(version),
  title: z.string(),
  blocks: z.array(z.unknown()),
  runs: z.array(z.unknown()),
  figures: z.array(z.tuple([z.string(), z.unknown()])),
})

/** The numbers in it are as they were frozen, and are not checked one by one. */
function unpack(bytes: Uint8Array): Kept {
  let stored: unknown
  try {
    stored = packr.unpack(gunzipSync(bytes, { maxOutputLength: mostUnpacked }))
  } catch (error) {
    throw damaged(error)
  }
  if (keptSchema.safeParse(stored).success) return stored as Kept
  throw new PlateauError(
    'invalid-input',
    'The stored numbers of this frozen report come from another version of Plateau.',
  )
}
