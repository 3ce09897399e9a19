/**
 * Data sets of a person's own, as settings name them. All that shapes and counts follow from stands in the name itself, so that a run is read,
 * planned and compared without its images: `clothes@3f2a9c41d0e7:32x32x3/9:9984+2496` has nine classes, `cracks@…:64x64x3>64x64x1:900+100` pairs.
 */
import { z } from 'zod'
import type { ImageShape } from '../recipes/data-source'
import { nameSchema } from './text'

export type OwnData = {
  readonly name: string
  /** The beginning of the hash of everything that was prepared: what a run trains on never changes under its name. */
  readonly hash: string
  readonly input: ImageShape
  /** Of pairs; null where targets are made of the inputs. */
  readonly target: ImageShape | null
  /** How many; 0 where images have none. */
  readonly classes: number
  readonly counts: { readonly training: number; readonly validation: number }
}

/** Digits of the hash in a name and in the folder of what was prepared. */
export const shortHashLength = 12
export const shortHash = (hash: string): string => hash.slice(0, shortHashLength)

export const largestClassCount = 1_000
export const largestSide = 512
export const largestImageCount = 1_000_000

/** What stands between a name and its facts, and between the values of a flag. */
const refusedInNames = /[@,/\\]/

/** What a person calls a data set: of any script. */
export const dataNameSchema = z
  .string()
  .normalize('NFC')
  .pipe(nameSchema(60))
  .refine((name) => !refusedInNames.test(name), { message: 'must not contain @, a comma or a slash' })

const grammar =
  /^(?<name>[^@]+)@(?<hash>[0-9a-f]{12}):(?<input>\d{1,4}x\d{1,4}x[13])(?:>(?<target>\d{1,4}x\d{1,4}x[13])|\/(?<classes>\d{1,4}))?:(?<training>\d{1,7})\+(?<validation>\d{1,7})$/u

/** "32x32x3" */
const writeShape = (shape: ImageShape): string => shape.join('x')

/** Null for sides that no image of a data set has. */
function readShape(text: string): ImageShape | null {
  const [height = 0, width = 0, channels = 0] = text.split('x').map(Number)
  return Math.min(height, width) >= 1 && Math.max(height, width) <= largestSide ? [height, width, channels] : null
}

export function writeOwnData({ name, hash, input, target, classes, counts }: OwnData): string {
  const after = target !== null ? `>${writeShape(target)}` : classes > 0 ? `/${classes}` : ''
  return `${name}@${hash}:${writeShape(input)}${after}:${counts.training}+${counts.validation}`
}

/** Null for a text that names no data set of one's own. */
export function readOwnData(text: string): OwnData | null {
  const found = grammar.exec(text)?.groups
  // A name that would be kept in another form is none.
  if (found === undefined || dataNameSchema.safeParse(found.name).data !== found.name) return null
  const input = readShape(found.input ?? '')
  const target = found.target === undefined ? null : readShape(found.target)
  if (input === null || (found.target !== undefined && target === null)) return null
  const own: OwnData = {
    name: found.name ?? '',
    hash: found.hash ?? '',
    input,
    target,
    classes: Number(found.classes ?? 0),
    counts: { training: Number(found.training), validation: Number(found.validation) },
  }
  const { training, validation } = own.counts
  const isWithin = own.classes <= largestClassCount && Math.max(training, validation) <= largestImageCount
  // One way to write each, so that equal texts are equal data.
  return isWithin && Math.min(training, validation) >= 1 && writeOwnData(own) === text ? own : null
}
