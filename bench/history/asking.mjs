/** `asking HOME`: another client of a core, in a process of its own; see asking.ts. */
import { load } from '../load.mjs'

const { ask } = /** @type {typeof import('./asking')} */ (await load('history/asking.ts'))
await ask(process.argv[2] ?? '')
