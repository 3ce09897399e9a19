/** `npm run bench`: the benchmarks, which are TypeScript. */
import { load } from './load.mjs'

const { main } = /** @type {typeof import('./main')} */ (await load('main.ts'))
process.exitCode = await main(process.argv.slice(2))
