/** Pictures in `inputs` and what they are to become in `targets`, under the same names. */
import type { SkippedFile } from '../../../contract/data-requests'
import { findPictures, type Item, defineLayout } from '../layout'

const isCalled = (wanted: string) => (name: string) => name.toLowerCase() === wanted

/** A target may be of another format. */
const nameOf = (file: string): string => file.slice(file.indexOf('/') + 1).replace(/\.[^./]+$/, '')

export default defineLayout({
  kind: 'pairs',
  place: 3,
  file: null,
  fits: ({ folders }) => folders.some(isCalled('inputs')) && folders.some(isCalled('targets')),
  list({ root, folders }) {
    const inputs = findPictures(root, folders.find(isCalled('inputs')) ?? '')
    const targets = findPictures(root, folders.find(isCalled('targets')) ?? '')
    const targetOf = new Map(targets.pictures.map((file) => [nameOf(file), file]))
    const skipped: SkippedFile[] = [...inputs.skipped, ...targets.skipped]
    const items = inputs.pictures.flatMap((file): Item[] => {
      const target = targetOf.get(nameOf(file))
      if (target !== undefined) return [{ file, target, label: 0, part: null }]
      skipped.push({ file, why: 'has no target of the same name' })
      return []
    })
    const named = new Set(inputs.pictures.map(nameOf))
    for (const file of targets.pictures)
      if (!named.has(nameOf(file))) skipped.push({ file, why: 'has no input of the same name' })
    const otherFiles = inputs.otherFiles + targets.otherFiles
    return { classes: [], items, isSplitByFolders: false, skipped, otherFiles }
  },
})
