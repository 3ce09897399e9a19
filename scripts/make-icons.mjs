/** `node scripts/make-icons.mjs`: the mark as the pictures that desktops want, from its one drawing. Run it when the drawing changes. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { projectRoot } from './lib/processes.mjs'

const folder = join(projectRoot, 'src-renderer/public')
/** What Windows and Linux take for windows and taskbars; macOS scales it for the dock. */
const size = 256

const drawing = await loadImage(await readFile(join(folder, 'icon.svg')))
const canvas = createCanvas(size, size)
canvas.getContext('2d').drawImage(drawing, 0, 0, size, size)
await writeFile(join(folder, 'icon.png'), await canvas.encode('png'))
