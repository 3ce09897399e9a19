/**
 * A CSV file that names pictures: a column with their files, one with their classes or with the files that they are to become, and perhaps one with
 * their side. Files are named relative to the CSV and lie in its folder or below.
 */
import { createReadStream, statSync } from 'node:fs'
import { isAbsolute, join, posix, relative, resolve } from 'node:path'
import { parse, type CsvError, type Info } from 'csv-parse'
import type { DataOptions, SkippedFile } from '../../../contract/data-requests'
import { PlateauError } from '../../../contract/errors'
import { largestImageCount } from '../../../contract/own-data'
import { columnsOf, type Columns } from '../columns'
import {
  className,
  partNamed,
  pictureName,
  refuseTooMany,
  refuseTooManyClasses,
  type DataPlace,
  type Item,
  defineLayout,
  type Listing,
} from '../layout'

const mostBytes = 256 * 1024 * 1024
/** Signs of one row: a quote that is never closed takes no more. */
const mostRowLength = 100_000

type Row = { readonly line: number; readonly cells: readonly string[] }

const refuse = (message: string): never => {
  throw new PlateauError('invalid-input', message, { field: 'folder' })
}

export default defineLayout({
  kind: 'table',
  place: 1,
  file: 'a CSV file',
  fits: ({ file }) => file !== null && /\.(?:csv|tsv)$/i.test(file),
  async list(place, options) {
    const { rows, skipped } = await readRows(join(place.root, place.file ?? ''))
    const [first] = rows
    if (first === undefined) return refuse(`The file ${place.file ?? ''} has no rows.`)
    const columns = columnsOf(first.cells, options)
    if (typeof columns === 'string') return refuse(`The file ${place.file ?? ''} ${columns}`)
    return itemsOf(place, columns.hasHeader ? rows.slice(1) : rows, columns, skipped)
  },
})

/** What a row says, before classes have numbers. */
type Named = { readonly file: string; readonly line: number; readonly target: string; readonly part: Item['part'] }

function itemsOf({ root }: DataPlace, rows: readonly Row[], columns: Columns, broken: readonly SkippedFile[]): Listing {
  const skipped = [...broken]
  const named = new Map<string, Named>()
  for (const { line, cells } of rows) {
    const read = readRow({ root, line, cells, columns })
    const earlier = typeof read === 'string' ? undefined : named.get(read.file)
    if (typeof read === 'string') skipped.push({ file: `row ${line}`, why: read })
    else if (earlier !== undefined)
      skipped.push({ file: `row ${line}`, why: `names ${read.file}, as row ${earlier.line} does` })
    else named.set(read.file, read)
  }
  const all = [...named.values()]
  refuseTooMany(all.length)
  const chosen = chosenOf(columns)
  const shared = { skipped, otherFiles: 0, isSplitByFolders: columns.split !== null, chosen }
  if (columns.target === null)
    return { ...shared, classes: [], items: all.map(({ file, part }) => ({ file, part, label: 0 })) }
  // Files that pictures are to become are named as files are; everything else is a class.
  if (all.length > 0 && all.every(({ target }) => pictureName.test(target))) {
    const items = all.flatMap(({ file, line, target, part }): Item[] => {
      const path = pathBelow(root, target)
      if (path !== null) return [{ file, target: path, part, label: 0 }]
      skipped.push({ file: `row ${line}`, why: outside(target) })
      return []
    })
    return { ...shared, classes: [], items }
  }
  const classes = [...new Set(all.map(({ target }) => className(target)))].sort(byNumberOrName)
  refuseTooManyClasses(classes.length, 'classes')
  const labels = new Map(classes.map((name, label) => [name, label]))
  const items = all.map(({ file, target, part }) => ({ file, part, label: labels.get(className(target)) ?? 0 }))
  return { ...shared, classes, items }
}

/** Numbers first, "2" before "10", and names by their signs: one order, whichever row names a class first. */
function byNumberOrName(left: string, right: string): number {
  const [first, second] = [left, right].map((name) => (Number.isFinite(Number(name)) ? Number(name) : Infinity)) as [
    number,
    number,
  ]
  return first === second ? (left < right ? -1 : 1) : first < second ? -1 : 1
}

const outside = (path: string): string => `names ${path.slice(0, 200)}, which is not in the folder of the file`

/** @returns what a row says, or why it is skipped */
function readRow({
  root,
  line,
  cells,
  columns,
}: {
  root: string
  line: number
  cells: readonly string[]
  columns: Columns
}): Named | string {
  const at = (column: number | null) => (column === null ? '' : (cells[column] ?? '').trim())
  const [name, target, side] = [at(columns.file), at(columns.target), at(columns.split)]
  if (name === '') return 'names no file'
  const file = pathBelow(root, name)
  if (file === null) return outside(name)
  if (!pictureName.test(file)) return `names ${name.slice(0, 200)}, which is of a kind that is not read`
  if (columns.target !== null && target === '') return 'has no class or target'
  const part = columns.split === null ? null : partNamed(side)
  if (part === undefined)
    return `is for ${side === '' ? 'no side' : side.slice(0, 60)}, which is neither train nor validation`
  return { file, line, target, part }
}

/** A path as rows have it, below the folder of the CSV and with slashes; null for one that leads out of it. */
function pathBelow(root: string, text: string): string | null {
  const slashed = text.replaceAll('\\', '/')
  const below = relative(root, isAbsolute(text) ? text : resolve(root, slashed)).replaceAll('\\', '/')
  return below === '' || below === '..' || below.startsWith('../') || isAbsolute(below) ? null : posix.normalize(below)
}

/** Columns that were found, by the names that they were found by. */
const chosenOf = ({ names, file, target, split }: Columns): Partial<DataOptions> => ({
  fileColumn: names[file] ?? '',
  ...(target === null ? {} : { targetColumn: names[target] ?? '' }),
  ...(split === null ? {} : { splitColumn: names[split] ?? '' }),
})

/** What stands between the cells of a line, outside quotes. */
function delimiterOf(line: string): string {
  const outsideQuotes = line.replaceAll(/"[^"]*"?/g, '')
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: outsideQuotes.split(sign).length }))
  return counted.reduce((most, one) => (one.count > most.count ? one : most)).sign
}

/** Every row that can be read, of UTF-8 or UTF-16 with a byte order mark; the others are named. */
async function readRows(path: string): Promise<{ rows: Row[]; skipped: SkippedFile[] }> {
  if (statSync(path).size > mostBytes) refuse(`The file ${path} has more than 256 MB.`)
  const rows: Row[] = []
  const skipped: SkippedFile[] = []
  const delimiter = delimiterOf(await firstLine(path))
  const parser = parse({
    ...{ bom: true, delimiter, info: true, relax_column_count: true, skip_empty_lines: true },
    ...{ max_record_size: mostRowLength, skip_records_with_error: true },
    on_skip: (error?: CsvError) => {
      skipped.push({
        file: `row ${typeof error?.lines === 'number' ? error.lines : '?'}`,
        why: 'is not written as CSV is',
      })
      return undefined
    },
  })
  const stream = createReadStream(path)
  stream.on('error', (error) => parser.destroy(error))
  try {
    for await (const { record, info } of stream.pipe(parser) as AsyncIterable<{ record: string[]; info: Info }>) {
      if (rows.length > largestImageCount) refuseTooMany(rows.length)
      rows.push({ line: info.lines, cells: record })
    }
  } catch (error) {
    if (error instanceof PlateauError) throw error
    refuse(`The file ${path} cannot be read as CSV: ${error instanceof Error ? error.message : String(error)}.`)
  } finally {
    stream.destroy()
  }
  return { rows, skipped }
}

/** As much of a file as its first line may be long. */
async function firstLine(path: string): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of createReadStream(path, { end: mostRowLength })) pieces.push(piece as Buffer)
  const bytes = Buffer.concat(pieces)
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8')
  return text.split(/\r?\n|\r/, 1)[0] ?? ''
}
