/** CSV files that name pictures: which columns are which, which rows are taken, and where their files may lie. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultDataOptions, type DataOptions } from '../../../../src-main/contract/data-requests'
import { columnsOf } from '../../../../src-main/dataset/own/columns'
import { listPlace } from '../../../../src-main/dataset/own/layouts'
import { lookAt } from '../../../../src-main/dataset/own/look'
import { folderOfOwn, readOwnManifest } from '../../../../src-main/dataset/own/manifest'
import { prepareOwn } from '../../../../src-main/dataset/own/prepare'
import { propertyCases } from '../../../support/property'
import { classFiles, picture, writeFiles } from '../../../support/picture-files'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plateau-table-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const list = (text: string | Buffer, options: Partial<DataOptions> = {}, name = 'list.csv') => {
  writeFileSync(join(root, name), text)
  return listPlace(join(root, name), { ...defaultDataOptions, ...options })
}
const filesOf = ({ items }: Awaited<ReturnType<typeof list>>) => items.map(({ file, label }) => [file, label])

describe('a CSV that names files and classes', () => {
  it('is read with a byte order mark, quotes, another delimiter, and any script', async () => {
    const wanted = [
      ['a,b.png', 0],
      ['写真/二.png', 1],
      ['c.jpg', 0],
    ]
    const comma =
      'Image_Path,weight,Label\r\n"a,b.png",1,"Hüte, alt"\r\n写真/二.png,2,コート\r\nc.jpg,3,"Hüte, alt"\r\n'
    expect(filesOf(await list(`\ufeff${comma}`))).toEqual(wanted)
    expect(filesOf(await list(Buffer.from(`\ufeff${comma}`, 'utf16le')))).toEqual(wanted)
    const semicolons = 'file;class\n"a,b.png";"Hüte, alt"\n写真\\二.png;コート\n\nc.jpg;Hüte, alt'
    const found = await list(semicolons)
    expect(filesOf(found)).toEqual(wanted)
    expect(found).toMatchObject({
      layout: 'table',
      classes: ['Hüte, alt', 'コート'],
      chosen: { fileColumn: 'file', targetColumn: 'class' },
      isSplitByFolders: false,
      skipped: [],
    })
    expect(filesOf(await list('a.png\t2\nb.png\t10\n', {}, 'list.tsv'))).toEqual([
      ['a.png', 0],
      ['b.png', 1],
    ])
  })

  it('names each row that it cannot take, and takes the others', async () => {
    const found = await list(
      [
        'file,class,split',
        'a.png,x,train',
        '../out.png,x,train',
        `${join(root, 'in.png')},y,val`,
        '/etc/passwd.png,x,train',
        'a.png,y,train',
        'notes.txt,x,train',
        ',x,train',
        'b.png,,train',
        'c.png,x,later',
        'd.png',
        'e"".png"f,x',
        'sub/../g.png,x,TEST',
      ].join('\n'),
    )
    expect(found.items.map(({ file, part }) => [file, part])).toEqual([
      ['a.png', 'train'],
      ['in.png', 'test'],
      ['g.png', 'test'],
    ])
    expect(Object.fromEntries(found.skipped.map(({ file, why }) => [file, why]))).toEqual({
      'row 3': 'names ../out.png, which is not in the folder of the file',
      'row 5': 'names /etc/passwd.png, which is not in the folder of the file',
      'row 6': 'names a.png, as row 2 does',
      'row 7': 'names notes.txt, which is of a kind that is not read',
      'row 8': 'names no file',
      'row 9': 'has no class or target',
      'row 10': 'is for later, which is neither train nor validation',
      'row 11': 'has no class or target',
      'row 12': 'is not written as CSV is',
    })
    expect(found.isSplitByFolders).toBe(true)
  })

  it('takes no word for a side but those that people call sides by, whatever every object has', async () => {
    const words = [...Object.getOwnPropertyNames(Object.prototype), 'trains', 'te st']
    const found = await list(['file,class,split', ...words.map((word, at) => `${at}.png,x,${word}`)].join('\n'))
    expect(found.items).toEqual([])
    expect(found.skipped).toHaveLength(words.length)
  })

  it('has its classes in one order, whichever row names them first', async () => {
    const names = fc.uniqueArray(
      fc.oneof(fc.integer({ min: -20, max: 20 }).map(String), fc.stringMatching(/^[0-9a-c.]{1,3}$/)),
      {
        minLength: 2,
        maxLength: 8,
      },
    )
    await fc.assert(
      fc.asyncProperty(
        names.chain((ordered) =>
          fc.tuple(fc.constant(ordered), fc.shuffledSubarray(ordered, { minLength: ordered.length })),
        ),
        async ([ordered, shuffled]) => {
          const classesOf = async (classes: readonly string[]) =>
            (await list(['file,class', ...classes.map((name, at) => `${at}.png,${name}`)].join('\n'))).classes
          expect(await classesOf(shuffled)).toEqual(await classesOf(ordered))
        },
      ),
      {
        numRuns: propertyCases(100),
        examples: [
          [
            [
              ['2', '10', '1a'],
              ['1a', '2', '10'],
            ] as [string[], string[]],
          ],
        ],
      },
    )
  })

  it.each<[string, Partial<DataOptions>, string]>([
    ['', {}, 'The file list.csv has no rows.'],
    ['a,b\n1,2', {}, 'has no column that is called as columns of files are: name it with --file-column. It has a, b.'],
    ['file,b\n1,2', { targetColumn: 'c' }, 'The file list.csv has no column c. It has file, b.'],
    ['file,b\n1,2', { targetColumn: 'file' }, 'has one column for two things'],
  ])('%j is refused in a sentence', async (text, options, sentence) => {
    await expect(list(text, options)).rejects.toThrow(sentence)
  })

  it('lets no path lead out of its folder, whatever is written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('..', '.', 'a', '/', '\\', '//', 'C:', '~', 'ü', ' '), { minLength: 1, maxLength: 8 }),
        async (parts) => {
          const cell = `${parts.join('/')}x.png`
          const { items } = await list(`file,class\n"${cell}",a\n`)
          for (const { file } of items) {
            expect(file.startsWith('/')).toBe(false)
            expect(file.split('/')).not.toContain('..')
          }
        },
      ),
      { numRuns: propertyCases(60) },
    )
  })
})

describe('columns', () => {
  it('may be named or numbered, with a header or without', () => {
    const at = (first: string[], options: Partial<DataOptions> = {}) => {
      const { file, target, split } = columnsOf(first, { ...defaultDataOptions, ...options }) as Record<string, unknown>
      return [file, target, split]
    }
    expect(at(['Split', 'IMAGE PATH', 'Category'])).toEqual([1, 2, 0])
    expect(at(['id', 'was', 'photo'], { fileColumn: 'Photo', targetColumn: '2' })).toEqual([2, 1, null])
    expect(at(['cat', 'a.png'])).toEqual([1, 0, null])
    expect(at(['1', 'a.png', 'x'], { targetColumn: '3' })).toEqual([1, 2, null])
    expect(at(['filename'])).toEqual([0, null, null])
  })
})

describe('a look at a CSV', () => {
  it('says its classes, sides, columns and rows that are skipped, and reads no picture', async () => {
    writeFileSync(join(root, 'look.csv'), 'file,class,split\na.png,x,train\nb.png,y,train\nc.png,y,val\nd.txt,y,val\n')
    expect(await lookAt(join(root, 'look.csv'), defaultDataOptions)).toEqual({
      ...{ layout: 'table', files: 3, hasPairs: false, otherFiles: 0, skippedCount: 1 },
      classes: [
        { name: 'x', files: 1 },
        { name: 'y', files: 2 },
      ],
      split: { training: 2, validation: 1 },
      columns: { fileColumn: 'file', targetColumn: 'class', splitColumn: 'split' },
      skipped: [{ file: 'row 5', why: 'names d.txt, which is of a kind that is not read' }],
    })
  })
})

describe('a data set of a CSV', () => {
  it('is prepared with its split, its classes and what was skipped, and of pairs where targets are files', async () => {
    const directory = join(root, 'prepared')
    const files = classFiles(['one', 'two'], 20)
    writeFiles(root, files)
    mkdirSync(directory)
    const rows = Object.keys(files).map(
      (file, at) => `${file},${at % 2 === 0 ? 'even' : 'odd'},${at < 24 ? 'train' : 'val'}`,
    )
    const prepare = async (text: string, options: Partial<DataOptions> = {}) => {
      writeFileSync(join(root, 'set.csv'), text)
      const whole = { ...defaultDataOptions, size: 8, ...options }
      const folder = join(root, 'set.csv')
      const hash = await prepareOwn({
        folder,
        directory,
        options: whole,
        now: new Date(0),
        onProgress: () => undefined,
      })
      return readOwnManifest(folderOfOwn(directory, hash), 'set')
    }
    const manifest = await prepare(['file,class,split', ...rows, 'gone.png,odd,train'].join('\n'))
    expect(manifest).toMatchObject({
      layout: 'table',
      counts: { training: 24, validation: 16 },
      isSplitByFolders: true,
      skipped: [{ file: 'gone.png', why: 'was removed while the folder was read' }],
      options: { fileColumn: 'file', targetColumn: 'class', splitColumn: 'split' },
    })
    expect(manifest.classes).toEqual([
      { name: 'even', training: 12, validation: 8 },
      { name: 'odd', training: 12, validation: 8 },
    ])
    for (let at = 0; at < 40; at += 1) writeFiles(root, { [`masks/${at}.png`]: picture('png', 9, 9, 500 + at) })
    const pairs = ['input,mask', ...Object.keys(files).map((file, at) => `${file},masks/${at}.png`)].join('\n')
    const paired = await prepare(pairs, { greyTargets: true, validationShare: 0.25 })
    expect(paired).toMatchObject({ target: [8, 8, 1], classes: [], counts: { training: 30, validation: 10 } })
  })
})
