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
    const classes = [...new Set(found.map(({ name }) => className(name)))].sort()
    refuseTooManyClasses(classes.length, 'folders')
    const lists = found.map(({ path, name, part }) => {
      const { pictures, ...others } = findPictures(root, path)
      const label = classes.indexOf(className(name))
      return { ...others, items: pictures.map((file): Item => ({ file, label, part })) }
    })
    const items = lists.flatMap((list) => list.items)
    refuseTooMany(items.length)
    return {
      classes,
      items,
      isSplitByFolders: sides !== null,
      skipped: [...skippedLinks, ...lists.flatMap(({ skipped }) => skipped)],
      otherFiles: lists.reduce((sum, { otherFiles }) => sum + otherFiles, 0),
    }
  },
})
