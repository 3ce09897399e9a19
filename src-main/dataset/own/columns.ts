/** Which columns of a CSV name files, classes or targets, and sides: as somebody says, or as columns are usually called. */
import type { DataOptions } from '../../contract/data-requests'
import { visibleLine } from '../../contract/text'
import { pictureName } from './layout'

export type Columns = {
  /** As the first row has them; their numbers, from 1, where it has none. */
  readonly names: readonly string[]
  readonly hasHeader: boolean
  /** Places, from 0. */
  readonly file: number
  readonly target: number | null
  readonly split: number | null
}

const usualNames = {
  file: [
    'file',
    'filename',
    'filepath',
    'path',
    'image',
    'imagepath',
    'imagefile',
    'img',
    'picture',
    'input',
    'inputs',
    'name',
  ],
  target: ['label', 'class', 'classname', 'category', 'target', 'targets', 'targetfile', 'mask', 'output', 'y'],
  split: ['split', 'set', 'subset', 'partition', 'side', 'usage'],
} as const

const plain = (name: string): string => name.normalize('NFC').trim().toLowerCase()
/** "Image_Path" as "imagepath". */
const bare = (name: string): string => plain(name).replaceAll(/[\s_-]/g, '')

/** @param first row. @returns the columns, or what is wrong, in words that go on from the file's name and end the sentence. */
export function columnsOf(first: readonly string[], options: DataOptions): Columns | string {
  // A first row that names a picture is no header.
  const hasHeader = !first.some((cell) => pictureName.test(cell.trim()))
  const names = first.map((cell, at) => (hasHeader ? visibleLine(cell.trim()).slice(0, 200) : String(at + 1)))
  const listed = `It has ${names.slice(0, 20).join(', ')}.`
  const missing = (name: string) => `has no column ${name}. ${listed}`
  const find = (name: string): number => {
    const exact = names.findIndex((one) => plain(one) === plain(name))
    return exact >= 0 || !/^\d{1,4}$/.test(name) || Number(name) > names.length ? exact : Number(name) - 1
  }
  const guess = (kind: keyof typeof usualNames): number =>
    hasHeader ? names.findIndex((name) => (usualNames[kind] as readonly string[]).includes(bare(name))) : -1
  const placeOf = (given: string | undefined, guessed: number): number => (given === undefined ? guessed : find(given))
  const withoutHeader = hasHeader ? -1 : first.findIndex((cell) => pictureName.test(cell.trim()))
  const file = placeOf(options.fileColumn, Math.max(guess('file'), withoutHeader))
  if (file < 0)
    return options.fileColumn === undefined
      ? `has no column that is called as columns of files are: name it with --file-column. ${listed}`
      : missing(options.fileColumn)
  // Of two columns without names, the other one.
  const other = !hasHeader && names.length === 2 ? 1 - file : -1
  const target = placeOf(options.targetColumn, Math.max(guess('target'), other))
  if (target < 0 && options.targetColumn !== undefined) return missing(options.targetColumn)
  const split = placeOf(options.splitColumn, guess('split'))
  if (split < 0 && options.splitColumn !== undefined) return missing(options.splitColumn)
  if (target === file || split === file || (target >= 0 && target === split))
    return `has one column for two things: files, targets and sides need one each. ${listed}`
  return { names, hasHeader, file, target: target < 0 ? null : target, split: split < 0 ? null : split }
}
