import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
/** A Node that says that it is an older one. */
const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`

function runOnOlder(...parameters: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--import', older, ...parameters], {
    cwd: root,
    // As from a terminal, and not from within a test.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((done) => child.on('close', (code) => done({ code, output })))
}

it('a tool that does not run on the Node at hand runs on another, with what it was given and its exit code', async () => {
  const given = ['run', 'tests/unit/platform/paths.test.ts', '-t', 'no test is called so']
  const { code, output } = await runOnOlder('node_modules/vitest/vitest.mjs', ...given)
  expect(output).toContain("vitest does not run on Node 20.19.0: Plateau's own Node runs it.")
  expect(output).toMatch(/RUN/)
  expect(output).toMatch(/\d+ skipped/)
  expect(code).toBe(0)
  const unknown = await runOnOlder('node_modules/vitest/vitest.mjs', 'run', 'tests/unit/no-such.test.ts')
  expect(unknown.code).toBe(1)
})

it('whatever else reads its configuration there is told how to start it', async () => {
  const module = resolve(root, 'scripts/lib/newer-node.mjs')
  const { code, output } = await runOnOlder(
    '-e',
    `import(${JSON.stringify(module)}).then((it) => it.continueOnNewerNode('vitest'))`,
  )
  expect(output).toContain('vitest does not run on Node 20.19.0. Start it with: npm run test:unit')
  expect(code).toBe(1)
})
