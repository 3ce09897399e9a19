/** Pictures without classes, which lie directly in the folder: for tasks whose targets are made of them. */
import { findPictures, defineLayout } from '../layout'

export default defineLayout({
  kind: 'images',
  place: 5,
  file: null,
  fits: ({ file }) => file === null,
  list({ root }) {
    const { pictures, skipped, otherFiles } = findPictures(root, '.')
    return {
      classes: [],
      items: pictures.map((file) => ({ file, label: 0, part: null })),
      isSplitByFolders: false,
      skipped,
      otherFiles,
    }
  },
})
