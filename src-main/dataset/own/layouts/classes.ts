/** A folder for each class, beside each other or in `train` and `validation`. */
import { join, posix } from 'node:path'
import type { SkippedFile } from '../../../contract/data-requests'
import {
  className,
  findPictures,
  partsOf,
  readContents,
  refuseTooMany,
  refuseTooManyClasses,
  skippedLoops,
  type Item,
  defineLayout,
} from '../layout'

/** Names of folders, each with the side that it is on. */
type ClassFolder = { readonly path: string; readonly name: string; readonly part: Item['part'] }

/** The folders of a side; links that are none are told. */
function readSide(root: string, side: string, skipped: SkippedFile[]): readonly string[] {
  const { folders, loops } = readContents(join(root, side))
  skipped.push(...skippedLoops(loops, side))
  return folders
}

export default defineLayout({
  kind: 'classes',
  place: 4,
  file: null,
  fits: ({ folders }) => folders.length > 0,
  list({ root, folders, loops }) {
    const sides = partsOf(folders)
    const skippedLinks = skippedLoops(loops)
    const found: ClassFolder[] =
      sides === null
        ? folders.map((name) => ({ path: name, name, part: null }))
        : [...sides].flatMap(([side, part]) =>
            readSide(root, side, skippedLinks).map((name) => ({ path: posix.join(side, name), name, part })),
          )
    const lists = found.map((folder) => ({ ...folder, ...findPictures(root, folder.path) }))
    // What names no picture is no class: nothing could be learnt or counted of it.
    const classes = [
      ...new Set(lists.flatMap(({ name, pictures }) => (pictures.length === 0 ? [] : [className(name)]))),
    ].sort()
    refuseTooManyClasses(classes.length, 'folders')
    const labels = new Map(classes.map((name, label) => [name, label]))
    const items = lists.flatMap(({ name, part, pictures }) => {
      const label = labels.get(className(name)) ?? 0
      return pictures.map((file): Item => ({ file, label, part }))
    })
    refuseTooMany(items.length)
    // Where there is no picture at all, that is what is said.
    const empty = classes.length === 0 ? [] : lists.filter(({ pictures }) => pictures.length === 0)
    return {
      classes,
      items,
      isSplitByFolders: sides !== null,
      skipped: [
        ...skippedLinks,
        ...empty.map(({ path }): SkippedFile => ({ file: path, why: 'has no PNG, JPEG or WebP picture' })),
        ...lists.flatMap(({ skipped }) => skipped),
      ],
      otherFiles: lists.reduce((sum, { otherFiles }) => sum + otherFiles, 0),
    }
  },
})
