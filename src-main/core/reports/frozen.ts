/** What a frozen report keeps: its blocks with their numbers, and what its figures are drawn from, packed small. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { addExtension, Packr } from 'msgpackr'
import { keepMinusZero, minusZeroExtension } from '../../contract/minus-zero'
import type { ResolvedReport } from './resolve'

addExtension(minusZeroExtension)
/** Typed arrays, NaN and -0 survive, and a run that many figures name is kept once. */
const packr = new Packr({ structuredClone: true })
const version = 1

type Kept = Omit<ResolvedReport, 'figures'> & { version: number; figures: [string, unknown][] }

export function packFrozen(resolved: ResolvedReport): Uint8Array {
  const kept: Kept = { version, ...resolved, figures: [...resolved.figures] }
  return gzipSync(packr.pack(keepMinusZero(kept)))
}

/** @throws RangeError when another version of Plateau has packed it. */
export function unpackFrozen(bytes: Uint8Array): ResolvedReport {
  const kept = packr.unpack(gunzipSync(bytes)) as Kept
  if (kept.version !== version) throw new RangeError(`A frozen report of version ${kept.version} cannot be read.`)
  return {
    title: kept.title,
    blocks: kept.blocks,
    runs: kept.runs,
    figures: new Map(kept.figures as [string, never][]),
  }
}
