/** The query language over a whole history: lines, completions, and lines that find nothing, as the core answers them. */
import { withClient } from '../charts/homes'

const lines = [
  'architecture = pooled',
  'architecture = pooled and loss != mse and (val_mse.best < 0.013 or tag:final) and created > 2026-01-01 and note ~ "lr"',
  'name ~ "bay-.*7$" and not state = failed order by val_mse.best',
  'val_mse.at(15) < 0.02',
  'loss ~ "h.b" or seed between 100 and 5000 or val_psnr is empty',
  'plain huber',
  'log:"learning rate" or text:early',
] as const
const completions = [
  '',
  'arch',
  'architecture = ',
  'loss != mse and seed = 1',
  'loss = mse and state = ',
  'val_mse.best < 0.02 and tag:',
] as const
const nothingFound = 'architecture = pooled and loss != mse and val_mse.best < 0.001 and state = completed'

export type QueryTimes = {
  readonly query: number[]
  readonly completion: number[]
  readonly loosening: number[]
  readonly importance: number[]
}

/** Milliseconds of the slowest line, completion and loosening, and of what mattered, in each repetition; the first of all fills what the core keeps, and is not counted. */
export function measureQueries(home: string, repetitions: number): Promise<QueryTimes> {
  return withClient(home, async (client) => {
    const timed = async (ask: () => Promise<unknown>): Promise<number> => {
      const began = performance.now()
      await ask()
      return performance.now() - began
    }
    const slowest = async (asks: readonly (() => Promise<unknown>)[]): Promise<number> => {
      let most = 0
      for (const ask of asks) most = Math.max(most, await timed(ask))
      return most
    }
    const queries = lines.map((where) => async () => {
      const { problem } = await client.request('runs.query', { where })
      if (problem !== null) throw new Error(`${where}: ${problem.sentence}`)
    })
    const typed = completions.map((where) => () => client.request('runs.complete', { where, caret: where.length }))
    const loosen = [() => client.request('runs.loosen', { where: nothingFound })]
    const mattered = [() => client.request('runs.importance', { metric: 'val_mse', value: 'best' })]
    const times: QueryTimes = { query: [], completion: [], loosening: [], importance: [] }
    for (let repetition = -1; repetition < repetitions; repetition += 1) {
      const [query, completion, loosening] = [await slowest(queries), await slowest(typed), await slowest(loosen)]
      const importance = await slowest(mattered)
      if (repetition < 0) continue
      times.importance.push(importance)
      times.query.push(query)
      times.completion.push(completion)
      times.loosening.push(loosening)
    }
    return times
  })
}
