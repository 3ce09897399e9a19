/** What is understood of a folder or a file before any picture is read. */
import { mostSkippedNamed, type DataOptions, type FoundData } from '../../contract/data-requests'
import { listPlace } from './layouts'

/** @throws PlateauError `invalid-input` for what is no data set */
export async function lookAt(path: string, options: DataOptions): Promise<FoundData> {
  const { layout, items, classes, isSplitByFolders, skipped, otherFiles, chosen = {} } = await listPlace(path, options)
  const counts = new Uint32Array(classes.length)
  let training = 0
  for (const { label, part } of items) {
    if (label < counts.length) counts[label] = (counts[label] ?? 0) + 1
    if (part === 'train') training += 1
  }
  const { fileColumn, targetColumn, splitColumn } = chosen
  return {
    layout,
    files: items.length,
    hasPairs: items.some(({ target }) => target !== undefined),
    classes: classes.map((name, label) => ({ name, files: counts[label] ?? 0 })),
    split: isSplitByFolders ? { training, validation: items.length - training } : null,
    columns: { fileColumn, targetColumn, splitColumn },
    otherFiles,
    skippedCount: skipped.length,
    skipped: skipped.slice(0, mostSkippedNamed),
  }
}
