/** The frozen homes of tests/fixtures/homes: made by the code of each schema version, never by today's. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { extract } from 'tar-stream'
import { z } from 'zod'

const folder = resolve(import.meta.dirname, '../fixtures/homes')

/** What the code of that time said of the six runs that had ended, as far as tests compare it. */
const recordedSchema = z.object({
  version: z.int(),
  commit: z.string(),
  comparison: z.object({
    rows: z.array(
      z.object({
        run: z.string(),
        name: z.string(),
        architecture: z.string(),
        loss: z.string(),
        seed: z.int(),
        best: z.number(),
        bestEpoch: z.int(),
        last: z.number(),
        epochs: z.int(),
        trainingSeconds: z.number(),
        parameters: z.int(),
        epochsToBestOf: z.record(z.string(), z.int().nullable()),
      }),
    ),
  }),
  export: z.object({
    runs: z.array(
      z.looseObject({
        id: z.string(),
        config: z.record(z.string(), z.unknown()),
        epochSeries: z.array(z.record(z.string(), z.unknown())),
      }),
    ),
  }),
})
export type Recorded = z.infer<typeof recordedSchema>

/** Schema versions that have a frozen home, ascending. */
export const frozenVersions: readonly number[] = readdirSync(folder)
  .flatMap((name) => (/^v(\d+)\.tar\.br$/.exec(name)?.[1] ?? []) as string)
  .map(Number)
  .sort((left, right) => left - right)

/** Unpacks a frozen home into an empty folder. @returns what was recorded with it. */
export async function unpackHome(version: number, home: string): Promise<Recorded> {
  const files = extract()
  files.end(brotliDecompressSync(readFileSync(join(folder, `v${version}.tar.br`))))
  let recorded: Recorded | null = null
  for await (const file of files) {
    const parts: Buffer[] = []
    for await (const part of file) parts.push(part as Buffer)
    const bytes = Buffer.concat(parts)
    if (file.header.name === 'recorded.json') recorded = recordedSchema.parse(JSON.parse(bytes.toString('utf8')))
    else {
      const path = join(home, file.header.name.slice('home/'.length))
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
      writeFileSync(path, bytes, { mode: 0o600 })
    }
  }
  if (recorded === null) throw new Error(`The frozen home of version ${version} has no recorded.json`)
  return recorded
}
