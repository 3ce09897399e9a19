import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const module = resolve(import.meta.dirname, '../../../src-main/hosts/ending-signals.ts')
const program = `
  const { onEndingSignal } = await import(${JSON.stringify(module)})
  let count = 0
  onEndingSignal(() => {
    console.log('asked to end')
    if ((count += 1) === 2) process.exit(9)
  })
  setInterval(() => undefined, 1_000)
  console.log('listens')`

describe.skipIf(process.platform === 'win32')('signals that end a host', () => {
  it('count as one when a terminal and a parent send them together, and as two later', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    await once(child.stdout, 'data')
    child.kill('SIGINT')
    child.kill('SIGTERM')
    await new Promise((done) => setTimeout(done, 700))
    expect(output).toBe('listens\nasked to end\n')
    expect(child.exitCode).toBe(null)
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(9)
  })
})
