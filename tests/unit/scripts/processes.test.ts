import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { problemIn, run, runInForeground } from '../../../scripts/lib/processes.mjs'

const node = process.execPath

describe('a program in the background', () => {
  it('tells its exit code, what it printed on both streams, and each line as it comes', async () => {
    const lines: string[] = []
    const outcome = await run(node, ['-e', 'console.log("one\\ntwo"); console.error("three"); process.exitCode = 4'], {
      onLine: (line) => lines.push(line),
    })
    expect(outcome).toMatchObject({ code: 4, signal: null })
    expect(outcome.output).toContain('one\ntwo\n')
    expect(lines.sort()).toEqual(['one', 'three', 'two'])
  })

  it('that cannot be started is an outcome too', async () => {
    const outcome = await run('/nowhere/program', [])
    expect(outcome.code).toBe(null)
    expect(problemIn(outcome)).toContain('ENOENT')
  })

  it.skipIf(process.platform === 'win32')('is ended at its time limit, with all that it started', async () => {
    const marker = `plateau-limit-${process.pid}`
    const program = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)', '${marker}'], { stdio: 'inherit' })`
    const outcome = await run(node, ['-e', program, marker], { timeout: 1_500 })
    expect(outcome).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(problemIn(outcome)).toBe('it was ended by SIGKILL')
    const left = execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(marker) && !line.startsWith('Z'))
    expect(left).toEqual([])
  })
})

describe('a program in the foreground', () => {
  it('hands its exit code on, also as shells give it for a signal', async () => {
    expect(await runInForeground(node, ['-e', 'process.exit(7)'])).toBe(7)
    expect(
      await runInForeground(node, ['-e', 'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1e3)']),
    ).toBe(137)
  })
})

describe('what went wrong', () => {
  it('is the line that says so, not the talk around it', () => {
    for (const [output, problem] of [
      [
        'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request to https://example.org failed, reason: getaddrinfo ENOTFOUND\nnpm error network\nnpm error network If you are behind a proxy, see: npm help config\nnpm error A complete log of this run can be found in: /somewhere\n',
        'network request to https://example.org failed, reason: getaddrinfo ENOTFOUND',
      ],
      [
        'WARNING: Retrying\nERROR: No matching distribution found for tensorflow-cpu==2.18.0\n\n[notice] A new release of pip is available\n',
        'No matching distribution found for tensorflow-cpu==2.18.0',
      ],
      [
        'a.cc: In function f:\na.cc:3:10: fatal error: x.h: No such file or directory\n    3 | #include "x.h"\n      |          ^~~~\ncompilation terminated.\n',
        'a.cc:3:10: fatal error: x.h: No such file or directory',
      ],
      [
        'node:internal/modules\n  throw err\nError: libtensorflow.so.2: cannot open shared object file\n    at Object.x\n\nNode.js v24.21.0\n',
        'Error: libtensorflow.so.2: cannot open shared object file',
      ],
      ['The archive is cut.\n', 'The archive is cut'],
      ['\n  \n', 'it said nothing'],
    ] as const)
      expect(problemIn({ output })).toBe(problem)
    expect(problemIn({ output: 'x'.repeat(1_000) })).toHaveLength(300)
  })
})
