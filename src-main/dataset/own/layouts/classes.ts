/** A folder for each class, beside each other or in `train` and `validation`. */
import { join, posix } from 'node:path'
import {
  className,
  findPictures,
  partsOf,
  readContents,
  refuseTooMany,
  refuseTooManyClasses,
  type Item,
  defineLayout,
} from '../layout'

/** Names of folders, each with the side that it is on. */
type ClassFolder = { readonly path: string; readonly name: string; readonly part: Item['part'] }

export default defineLayout({
  kind: 'classes',
  place: 4,
  file: null,
  fits: ({ folders }) => folders.length > 0,
  list({ root, folders }) {
    const sides = partsOf(folders)
    const found: ClassFolder[] =
      sides === null
        ? folders.map((name) => ({ path: name, name, part: null }))
        : [...sides].flatMap(([side, part]) =>
            readContents(join(root, side)).folders.map((name) => ({ path: posix.join(side, name), name, part })),
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
      skipped: lists.flatMap(({ skipped }) => skipped),
      otherFiles: lists.reduce((sum, { otherFiles }) => sum + otherFiles, 0),
    }
  },
})
