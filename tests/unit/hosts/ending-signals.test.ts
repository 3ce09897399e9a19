import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'

const module = resolve(import.meta.dirname, '../../../src-main/hosts/ending-signals.ts')
/** Its clock stands still, and goes on by as many milliseconds as a line says. */
const program = `
  let clock = 0
  performance.now = () => clock
  const { onEndingSignal } = await import(${JSON.stringify(module)})
  onEndingSignal(() => console.log('asked to end'))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.log(signal))
  for await (const line of (await import('node:readline')).createInterface({ input: process.stdin })) {
    clock += Number(line)
    console.log('it is ' + clock)
  }`

describe.skipIf(process.platform === 'win32')('signals that end a host', () => {
  it('count as one when a terminal and a parent send them together, and as two later', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const said: string[] = []
    const lines = createInterface({ input: child.stdout }).on('line', (line) => said.push(line))
    /** What it says until it has said that. */
    const until = async (last: string) => {
      while (!said.includes(last)) await once(lines, 'line')
      return said.splice(0)
    }
    child.stdin.write('1000\n')
    await until('it is 1000')
    child.kill('SIGINT')
    expect(await until('SIGINT')).toEqual(['asked to end', 'SIGINT'])
    child.stdin.write('499\n')
    await until('it is 1499')
    child.kill('SIGTERM')
    expect(await until('SIGTERM')).toEqual(['SIGTERM'])
    child.stdin.write('1\n')
    await until('it is 1500')
    child.kill('SIGINT')
    expect(await until('SIGINT')).toEqual(['asked to end', 'SIGINT'])
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
})
