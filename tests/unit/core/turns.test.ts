import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setImmediate as nextPass } from 'node:timers/promises'
import { answered, createInbox, createTurns, type Steps } from '../../../src-main/core/turns'

/** So many steps, each of which is told. */
function* steps(count: number, onStep: () => void): Steps<number> {
  for (let step = 0; step < count; step += 1) {
    onStep()
    yield
  }
  return count
}

describe('long work in turns', () => {
  it('has one slice done in each pass of the event loop, however much is asked at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 8 }), async (counts) => {
        let isOver = false
        let pass = 0
        const passes: number[] = []
        const watching = (async () => {
          for (; !isOver; pass += 1) await nextPass()
        })()
        const all = counts.map((count) =>
          createTurns({ sliceMilliseconds: 0 }).take(
            steps(count, () => passes.push(pass)),
            () => true,
          ),
        )
        expect(await Promise.all(all)).toEqual(counts)
        isOver = true
        await watching
        expect(new Set(passes).size).toBe(passes.length)
      }),
      { numRuns: 30 },
    )
  })

  it('takes those who wait in turns, the one that came first first', async () => {
    const order: string[] = []
    const one = (name: string) =>
      createTurns({ sliceMilliseconds: 0 }).take(
        steps(3, () => order.push(name)),
        () => true,
      )
    await Promise.all([one('a'), one('b'), one('c')])
    expect(order.join('')).toBe('abcabcabc')
  })

  it('does a slice without a pause, and several pieces of work that share one', async () => {
    const turns = createTurns({ sliceMilliseconds: 60_000 })
    let passes = 0
    let isOver = false
    const watching = (async () => {
      for (; !isOver; passes += 1) await nextPass()
    })()
    for (let piece = 0; piece < 100; piece += 1)
      await turns.take(
        steps(100, () => undefined),
        () => true,
      )
    isOver = true
    await watching
    expect(passes).toBeLessThanOrEqual(2)
  })

  it('lets go of what has changed while it waited for its first slice', async () => {
    const first = createTurns({ sliceMilliseconds: 0 }).take(
      steps(5, () => undefined),
      () => true,
    )
    let isStill = true
    let count = 0
    const second = createTurns({ sliceMilliseconds: 0 }).take(
      steps(5, () => (count += 1)),
      () => isStill,
    )
    isStill = false
    expect(await Promise.all([first, second])).toEqual([5, null])
    expect(count).toBe(0)
  })

  it('ends with the reason of its signal, and leaves the others their turns', async () => {
    const controller = new AbortController()
    const ended = createTurns({ signal: controller.signal, sliceMilliseconds: 0 }).take(
      steps(5, () => controller.abort(new Error('left'))),
      () => true,
    )
    const other = createTurns({ sliceMilliseconds: 0 }).take(
      steps(5, () => undefined),
      () => true,
    )
    await expect(ended).rejects.toThrow('left')
    expect(await other).toBe(5)
  })

  it('has what is of use to nobody who waits come once they have their answers, and not never', async () => {
    const controller = new AbortController()
    let isDone = false
    const asked = createTurns({ sliceMilliseconds: 0 }).take(
      steps(200, () => undefined),
      () => true,
    )
    void asked.then(() => (isDone = true))
    await answered(60_000)
    expect(isDone).toBe(true)
    const endless = createTurns({ signal: controller.signal, sliceMilliseconds: 0 }).take(
      steps(Number.POSITIVE_INFINITY, () => undefined),
      () => true,
    )
    await answered(50)
    controller.abort(new Error('left'))
    await expect(endless).rejects.toThrow('left')
  })
})

describe('the inbox of a client', () => {
  it('does everything in order, what failed too, and not all of it in one pass', async () => {
    const done: number[] = []
    const passes = new Set<number>()
    let pass = 0
    const failures: unknown[] = []
    const inbox = createInbox((error) => failures.push(error))
    for (let piece = 0; piece < 20; piece += 1)
      inbox.add(() => {
        done.push(piece)
        passes.add(pass)
        // Work of 3 ms.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3)
        if (piece % 7 === 3) throw new Error(`piece ${piece}`)
      })
    for (; done.length < 20; pass += 1) await nextPass()
    expect(done).toEqual(Array.from({ length: 20 }, (_, piece) => piece))
    expect(failures.map(String)).toEqual(['Error: piece 3', 'Error: piece 10', 'Error: piece 17'])
    expect(passes.size).toBeGreaterThan(3)
  })
})
