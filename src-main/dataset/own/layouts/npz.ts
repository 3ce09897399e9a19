/**
 * NumPy's archives of grey images with their classes, as MedMNIST and Keras publish data sets: `train_images` and `train_labels` with `val_…` or `test_…`,
 * `x_train` and `y_train` with `x_test` and `y_test`, or `images` and `labels` alone.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { PlateauError } from '../../../contract/errors'
import type { Part } from '../manifest'
import { defineLayout, refuseTooMany, refuseTooManyClasses, type Item } from '../layout'

/** Of the file and of what is in it. */
const mostBytes = 512 * 1024 * 1024

const refuse = (message: string, cause?: unknown): never => {
  throw new PlateauError('invalid-input', message, { field: 'folder', cause })
}

/** A side that an archive may have, by what its images and labels may be called. The first of `test` that is there is for validation. */
const names: Readonly<Record<Part, readonly (readonly [images: string, labels: string])[]>> = {
  train: [
    ['train_images', 'train_labels'],
    ['x_train', 'y_train'],
    ['images', 'labels'],
  ],
  test: [
    ['val_images', 'val_labels'],
    ['x_val', 'y_val'],
    ['test_images', 'test_labels'],
    ['x_test', 'y_test'],
  ],
}

export default defineLayout({
  kind: 'npz',
  place: 6,
  file: 'a NumPy archive (.npz)',
  fits: ({ file }) => file !== null && /\.npz$/i.test(file),
  list({ root, file }) {
    const arrays = readArchive(join(root, file ?? ''))
    const found = (part: Part) => names[part].filter(([images]) => arrays.has(images))
    const [training] = found('train')
    if (training === undefined) return refuse(`It has none of ${names.train.map(([images]) => images).join(', ')}.`)
    const [validation, ...others] = found('test')
    const first = sideOf(arrays, 'train', training)
    const sides = [first, ...(validation ? [sideOf(arrays, 'test', validation)] : [])]
    const { height, width } = first
    if (sides.some((side) => side.height !== height || side.width !== width))
      refuse('The images for training and for validation have different sizes.')
    const items = sides.flatMap(({ part, name, labels }) =>
      labels.map((label, record): Item => ({ file: name, record, label, part: sides.length === 2 ? part : null })),
    )
    refuseTooMany(items.length)
    const classes = items.reduce((most, { label }) => Math.max(most, label), 0) + 1
    refuseTooManyClasses(classes, 'classes')
    return {
      classes: Array.from({ length: classes }, (_, label) => String(label)),
      items,
      isSplitByFolders: sides.length === 2,
      skipped: others.map(([images]) => ({ file: images, why: `is left out, as ${validation?.[0] ?? ''} is there` })),
      otherFiles: 0,
      pixels({ file: name, record = 0 }) {
        const { images } = sides.find((side) => side.name === name) ?? first
        return { values: images.subarray(record * height * width, (record + 1) * height * width), height, width }
      },
    }
  },
})

type Side = {
  readonly part: Part
  /** Of its array of images. */
  readonly name: string
  readonly height: number
  readonly width: number
  readonly images: Uint8Array
  readonly labels: readonly number[]
}

function sideOf(
  arrays: ReadonlyMap<string, Uint8Array>,
  part: Part,
  [name, labelsName]: readonly [images: string, labels: string],
): Side {
  const images = readArray(arrays, name)
  const labels = readArray(arrays, labelsName)
  const [count = 0, height = 0, width = 0, channels = 1] = images.shape
  if (images.type !== '|u1' || images.shape.length < 3 || images.shape.length > 4 || channels !== 1)
    refuse(
      `${name} has the shape ${images.shape.join(' × ')} of ${images.type}: grey images as bytes are read, as |u1 and count × height × width. Save others as pictures in a folder for each class.`,
    )
  const isOneEach = labels.shape[0] === count && labels.shape.slice(1).every((size) => size === 1)
  if (!isOneEach) refuse(`${name} has ${count} images, and ${labelsName} the shape ${labels.shape.join(' × ')}.`)
  if (count * height * width === 0) refuse(`${name} has no images.`)
  return { part, name, height, width, images: images.bytes, labels: readLabels(labels, labelsName) }
}

type NumpyArray = { readonly type: string; readonly shape: readonly number[]; readonly bytes: Uint8Array }

/** One array in NumPy's own format: numpy.lib.format, versions 1 to 3. @throws PlateauError `invalid-input` */
function readArray(arrays: ReadonlyMap<string, Uint8Array>, name: string): NumpyArray {
  const file = arrays.get(name) ?? refuse(`It has no ${name}.`)
  const damaged = () => refuse(`${name} is cut or damaged.`)
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12 || view.getUint32(0) !== 0x934e554d || view.getUint16(4) !== 0x5059) return damaged()
  const [start, length] = view.getUint8(6) === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)]
  const header = Buffer.from(file.subarray(start, start + length)).toString('latin1')
  const type = /'descr':\s*'([^']{1,16})'/.exec(header)?.[1] ?? damaged()
  const shape = (/'shape':\s*\(([\d, ]*)\)/.exec(header)?.[1] ?? damaged())
    .split(',')
    .filter((size) => size.trim() !== '')
  if (/'fortran_order':\s*True/.test(header))
    refuse(`${name} is stored by columns. Save it with numpy.ascontiguousarray.`)
  const sizes = shape.map(Number)
  const expected = sizes.reduce((product, size) => product * size, Number(/\d+$/.exec(type)?.[0] ?? 1))
  const bytes = file.subarray(start + length)
  if (bytes.length !== expected)
    refuse(`${name} is cut or damaged: it has ${bytes.length} bytes, and says ${expected}.`)
  return { type, shape: sizes, bytes }
}

/** Whole numbers of any width. */
function readLabels({ type, bytes, shape }: NumpyArray, name: string): readonly number[] {
  const [, order = '', kind = '', size = ''] =
    /^([<|>])([iu])([1248])$/.exec(type) ?? refuse(`${name} is of ${type}, which are no whole numbers.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isLittle = order !== '>'
  const width = Number(size)
  const read = (at: number): number => {
    if (width === 8) return Number(kind === 'u' ? view.getBigUint64(at, isLittle) : view.getBigInt64(at, isLittle))
    if (width === 4) return kind === 'u' ? view.getUint32(at, isLittle) : view.getInt32(at, isLittle)
    if (width === 2) return kind === 'u' ? view.getUint16(at, isLittle) : view.getInt16(at, isLittle)
    return kind === 'u' ? view.getUint8(at) : view.getInt8(at)
  }
  const labels = Array.from({ length: shape[0] ?? 0 }, (_, index) => read(index * width))
  const wrong = labels.find((label) => label < 0)
  if (wrong !== undefined) refuse(`${name} has the class ${wrong}: classes are numbered from 0.`)
  return labels
}

/** The arrays of an archive by name. */
function readArchive(path: string): ReadonlyMap<string, Uint8Array> {
  const tooLarge = () => refuse(`${path} has more than 512 MB.`)
  if (statSync(path).size > mostBytes) tooLarge()
  const wanted = new Set([...names.train, ...names.test].flat())
  let unpacked = 0
  try {
    const files = unzipSync(readFileSync(path), {
      filter({ name, originalSize }) {
        if (!wanted.has(name.replace(/\.npy$/, ''))) return false
        unpacked += originalSize
        if (unpacked > mostBytes) tooLarge()
        return true
      },
    })
    return new Map(Object.entries(files).map(([name, bytes]) => [name.replace(/\.npy$/, ''), bytes]))
  } catch (error) {
    if (error instanceof PlateauError) throw error
    return refuse(`${path} is cut or damaged, or no .npz.`, error)
  }
}
