/** Folders of pictures into data that runs train on, and back from the disk. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requireRunConfig } from '../../../../src-main/contract/config'
import { defaultDataOptions, type DataOptions } from '../../../../src-main/contract/data-requests'
import { writeOwnData, type OwnData } from '../../../../src-main/contract/own-data'
import { countClasses } from '../../../../src-main/dataset/class-counts'
import { loadRunData } from '../../../../src-main/dataset/dataset'
import { writeInputs } from '../../../../src-main/dataset/image-set'
import { folderOfOwn, readOwnManifest, type OwnManifest } from '../../../../src-main/dataset/own/manifest'
import { prepareOwn } from '../../../../src-main/dataset/own/prepare'
import { atOnce } from '../../../../src-main/core/turns'
import { classWeightsOf } from '../../../../src-main/training/losses'
import { classFiles, picture, writeFiles } from '../../../support/picture-files'

const classes = ['Hüte', 'コート', 'red']
let root: string
let [folder, directory] = ['', '']
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plateau-own-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeEach(() => {
  folder = mkdtempSync(join(root, 'pictures-'))
  directory = mkdtempSync(join(root, 'prepared-'))
})

type Prepared = { manifest: OwnManifest; own: OwnData; path: string }
async function prepare(options: Partial<DataOptions> = {}, onProgress = (): void => undefined): Promise<Prepared> {
  const now = new Date('2026-11-30T08:00:00.000Z')
  const whole = { ...defaultDataOptions, size: 8, ...options }
  const hash = await prepareOwn({ folder, directory, now, options: whole, onProgress })
  const path = folderOfOwn(directory, hash)
  const manifest = readOwnManifest(path, 'clothes')
  const { input, target, counts } = manifest
  const own = { name: 'clothes', hash: hash.slice(0, 12), input, target, classes: manifest.classes.length, counts }
  return { manifest, own, path }
}
const load = (own: OwnData, task: 'classification' | 'image-to-image', trainSize = own.counts.training) =>
  loadRunData(
    { dataSet: writeOwnData(own), task, trainSize, validationSize: own.counts.validation, dataSeed: 1 },
    directory,
  )
it('has as many images of each class, with the same weights, for who looks at a run as for who trains it', async () => {
  writeFiles(folder, {
    ...classFiles(classes.slice(0, 1), 12),
    ...classFiles(classes.slice(1, 2), 30),
    ...classFiles(classes.slice(2), 5),
  })
  const { own } = await prepare()
  for (const trainSize of [1, 9, own.counts.training])
    for (const classWeights of ['none', 'balanced', '1 2 0.5']) {
      const { training, validation } = load(own, 'classification', trainSize)
      const options = { dataSet: writeOwnData(own), task: 'classification', trainSize, dataSeed: 1 } as const
      const counted = atOnce(
        countClasses(
          { ...options, validationSize: own.counts.validation, classWeights },
          { own: directory, cifar10: directory },
        ),
      )
      const countsOf = (labels: Iterable<number>) =>
        classes.map((_, label) => [...labels].filter((one) => one === label).length)
      expect([...counted.training]).toEqual(countsOf(training.labels!))
      expect([...counted.validation]).toEqual(countsOf(validation.labels!))
      expect(counted.weights).toEqual(classWeightsOf({ classWeights }, training))
    }
})

const refusal = (made: Promise<unknown>) => expect(made).rejects

describe('a folder for each class', () => {
  it('is prepared with its classes, its skipped files named and counted nowhere', async () => {
    writeFiles(folder, {
      'leer/notes.txt': 'x',
      'broken/cut.jpg': picture('jpg', 20, 20, 9).subarray(0, 300),
      ...classFiles(classes, 20),
      'red/copy.png': classFiles(classes, 1)['red/000.png']!,
      'red/cut.jpg': picture('jpg', 20, 20, 9).subarray(0, 300),
      'red/._a.png': '',
      'red/moving.gif': 'GIF89a',
      'red/notes.txt': 'nothing',
      '.hidden/a.png': picture('png', 9, 9, 1),
    })
    const { manifest } = await prepare()
    expect(manifest).toMatchObject({
      layout: 'classes',
      input: [8, 8, 3],
      counts: { training: 49, validation: 12 },
      otherFiles: 2,
      skippedCount: 5,
      duplicates: 1,
      leaking: 0,
      skipped: [
        { file: 'leer', why: 'has no PNG, JPEG or WebP picture' },
        { file: 'red/moving.gif', why: 'is of a kind that is not read' },
        { file: 'broken/cut.jpg', why: 'is cut short: its end is missing' },
        { file: 'red/._a.png', why: 'is empty' },
        { file: 'red/cut.jpg', why: 'is cut short: its end is missing' },
      ],
    })
    expect(manifest.classes.map(({ name, training, validation }) => [name, training, validation])).toEqual([
      ['Hüte', 16, 4],
      ['red', 17, 4],
      ['コート', 16, 4],
    ])
    expect(readdirSync(directory)).toHaveLength(1)
  })

  it('comes back as images with their own labels, read as they are taken', async () => {
    writeFiles(folder, classFiles(classes, 20))
    const { own } = await prepare()
    const { training, validation, hash } = load(own, 'classification', 30)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect([training.count, training.images.length, validation.count]).toEqual([30, 0, 12])
    const inputs = new Float32Array(192)
    const target = new Float32Array(3)
    // In the order of their names: the channel in which a class is bright.
    const bright = [0, 2, 1]
    for (let image = 0; image < 30; image += 1) {
      writeInputs(training, [image], 1, inputs)
      const means = [0, 1, 2].map(
        (channel) => inputs.filter((_, at) => at % 3 === channel).reduce((a, b) => a + b) / 64,
      )
      const label = training.labels![image]!
      expect(means.indexOf(Math.max(...means))).toBe(bright[label])
      training.stream!.target(image, target)
      expect([...target]).toEqual([0, 1, 2].map((one) => Number(one === label)))
    }
  })

  it('makes targets of the images, for the task that has none of its own', async () => {
    writeFiles(folder, classFiles(classes, 20))
    const { own } = await prepare({ grey: true })
    const { training, validation } = load(own, 'image-to-image')
    expect(training.shapes).toEqual({ input: [8, 8, 1], target: [28, 28, 1] })
    const target = new Float32Array(784)
    training.stream!.target(0, target)
    expect(target.every((value) => value > 0 && value < 1)).toBe(true)
    expect(validation.targets).toHaveLength(12 * 784)
  })

  it('is split by its own folders, and what is in both is not trained on', async () => {
    const files = classFiles(classes, 12)
    for (const [name, bytes] of Object.entries(files))
      writeFiles(folder, { [`${name.endsWith('2.webp') || name.endsWith('1.jpg') ? 'val' : 'train'}/${name}`]: bytes })
    writeFiles(folder, {
      'train/red/again.jpg': files['red/001.jpg']!,
      'val/red/extra.png': picture('png', 20, 20, 77),
    })
    writeFiles(folder, { 'val/red/more.png': picture('png', 20, 20, 78) })
    const { manifest } = await prepare()
    expect(manifest).toMatchObject({ isSplitByFolders: true, duplicates: 1, leaking: 1 })
    expect(manifest.counts).toEqual({ training: 30, validation: 8 })
  })

  it('has one hash for the same images, and another for another seed, size or label', async () => {
    writeFiles(folder, classFiles(classes, 20))
    const { manifest, path } = await prepare()
    expect((await prepare()).path).toBe(path)
    expect(readdirSync(directory)).toHaveLength(1)
    const others = [await prepare({ splitSeed: 2 }), await prepare({ size: 9 }), await prepare({ grey: true })]
    expect(new Set([path, ...others.map((other) => other.path)]).size).toBe(4)
    expect(manifest.options).toEqual({ ...defaultDataOptions, size: 8 })
  })

  it('is read on while files go away', async () => {
    const files = classFiles(classes, 20)
    writeFiles(folder, files)
    const gone = join(folder, 'コート/019.jpg')
    const { manifest } = await prepare({}, () => {
      if (existsSync(gone)) unlinkSync(gone)
    })
    expect(manifest.skipped).toEqual([{ file: 'コート/019.jpg', why: 'was removed while the folder was read' }])
  })
})

describe('a folder of pairs', () => {
  it('has a target for each image, and names what has none', async () => {
    for (let image = 0; image < 45; image += 1)
      writeFiles(folder, {
        [`inputs/a/${image}.jpg`]: picture('jpg', 20, 20, image, [200, 40, 40]),
        [`targets/a/${image}.png`]: picture('png', 20, 20, image, [image * 5, image * 5, image * 5]),
      })
    writeFiles(folder, {
      'inputs/lone.png': picture('png', 9, 9, 1),
      'targets/other.png': picture('png', 9, 9, 2),
      'inputs/cut.png': picture('png', 9, 9, 3),
      'targets/cut.png': picture('png', 9, 9, 4).subarray(0, 60),
    })
    const { manifest, own } = await prepare({ greyTargets: true })
    expect(manifest).toMatchObject({ layout: 'pairs', input: [8, 8, 3], target: [8, 8, 1], classes: [] })
    expect(manifest.skipped).toEqual([
      { file: 'inputs/lone.png', why: 'has no target of the same name' },
      { file: 'targets/other.png', why: 'has no input of the same name' },
      { file: 'targets/cut.png', why: 'is cut short: its end is missing' },
    ])
    const { training, validation } = load(own, 'image-to-image')
    expect([training.count, validation.count, validation.targets.length]).toEqual([36, 9, 9 * 64])
    const target = new Float32Array(64)
    // Training images are in the order of their names, as the folder's files are.
    const levels = Array.from({ length: 36 }, (_, index) => {
      training.stream!.target(index, target)
      return Math.round((target.reduce((sum, value) => sum + value) / 64) * 51)
    })
    const all = Array.from({ length: 45 }, (_, image) => String(image))
      .sort()
      .map(Number)
    // The darkest are lighter than they were drawn, as noise goes no lower than black.
    const places = levels.filter((level) => level >= 5).map((level) => all.indexOf(level))
    expect(places).toEqual([...places].sort((left, right) => left - right))
    expect(places).not.toContain(-1)
    expect(new Set(levels).size).toBeGreaterThan(30)
    expect(() => requireRunConfig({ dataSet: writeOwnData(own), targets: 'grey' })).toThrow(
      'targets come with the images of this data set.',
    )
  })
})

describe.skipIf(process.platform === 'win32')('links and what is no file', () => {
  it('are told for what they are, and a way back is no class', async () => {
    writeFiles(folder, classFiles(classes, 20))
    mkdirSync(join(folder, 'red', 'folder.png'))
    execFileSync('mkfifo', [join(folder, 'red', 'pipe.png')])
    const links = {
      'red/nowhere.png': '/none/at/all.png',
      'red/round.png': 'round.png',
      'red/linked.png': '000.png',
      here: '.',
      above: '..',
      round: 'round',
      'red/inner': '..',
    }
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name))
    // A folder elsewhere is a class like any other.
    writeFiles(root, classFiles(['elsewhere'], 8))
    symlinkSync(join(root, 'elsewhere'), join(folder, 'elsewhere'))
    const { manifest } = await prepare()
    expect(manifest.classes.map(({ name }) => name)).toEqual([...classes, 'elsewhere'].sort())
    expect(manifest.skipped.toSorted((left, right) => (left.file < right.file ? -1 : 1))).toEqual([
      { file: 'above', why: 'is a link that leads back to a folder that it is in' },
      { file: 'here', why: 'is a link that leads back to a folder that it is in' },
      { file: 'red/nowhere.png', why: 'is a link that leads nowhere' },
      { file: 'red/pipe.png', why: 'is no file' },
      { file: 'red/round.png', why: 'is a link that leads back to itself' },
    ])
  })

  it('are refused where they are all that was given', async () => {
    const parent = folder
    folder = join(parent, 'round')
    symlinkSync('round', folder)
    await refusal(prepare()).toThrow(`The folder ${folder} is a link that leads back to itself.`)
    folder = join(parent, 'a'.repeat(300))
    await refusal(prepare()).toThrow(/a has a name that is too long\.$/)
    folder = join(parent, 'mnist')
    mkdirSync(folder)
    // Nobody writes to it, so that reading it would never end.
    execFileSync('mkfifo', [join(folder, 'train-images-idx3-ubyte')])
    await refusal(prepare()).toThrow('train-images-idx3-ubyte is no file.')
  })
})

describe('what is no data', () => {
  it.each<[string, Record<string, Buffer | string>, RegExp]>([
    ['an empty folder', {}, /has no pictures that can be read\.$/],
    ['text only', { 'a/readme.txt': 'x' }, /has no pictures that can be read\.$/],
    ['broken files only', { 'a/1.png': 'x' }, /has no pictures that can be read\. 1 file was skipped\.$/],
    ['too little to validate', classFiles(['one'], 9), /^Validation would have 2 of 9 images; it needs at least 8\./],
    [
      'the same image over and over',
      Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [`a/${at}.png`, Object.values(classFiles(['a'], 1))[0]!]),
      ),
      /^Validation would have 0 of 60 images; .* 59 of them look the same as others, and stay on their side\.$/,
    ],
  ])('%s', async (_, files, sentence) => {
    writeFiles(folder, files)
    await refusal(prepare()).toThrow(sentence)
    expect(readdirSync(directory)).toEqual([])
  })

  it('a folder that is not there, and a file', async () => {
    const parent = folder
    folder = join(parent, 'nowhere')
    await refusal(prepare()).toThrow(`The folder ${folder} is not there.`)
    writeFileSync(join(parent, 'file'), '')
    folder = join(parent, 'file')
    await refusal(prepare()).toThrow('is none of these: a folder, a CSV file, ')
  })
})

describe('prepared data that was changed', () => {
  it('is found out, and named', async () => {
    writeFiles(folder, classFiles(classes, 20))
    const { own, path } = await prepare()
    load(own, 'classification')
    const images = join(path, 'train-images.bin')
    const bytes = readFileSync(images)
    bytes[5]! ^= 1
    writeFileSync(images, bytes)
    expect(() => load(own, 'classification')).toThrow(`${images} is corrupted: its checksum does not match.`)
    appendFileSync(images, 'x')
    expect(() => load(own, 'classification')).toThrow(`${images} is truncated or corrupted`)
    unlinkSync(images)
    expect(() => load(own, 'classification')).toThrow(`${images} is missing.`)
    rmSync(path, { recursive: true })
    expect(() => load(own, 'classification')).toThrow('The data set clothes')
  })
})
