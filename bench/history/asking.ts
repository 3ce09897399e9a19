/** A client that asks the core for something small again and again, and says how long it waited at most. */
import { connectToCore } from '../../src-main/client/connect'
import { createClient } from '../../src-main/contract/transport'

/** Says "asking" once it has begun; ends with its standard input, and prints the longest wait in milliseconds. */
export async function ask(home: string): Promise<void> {
  const client = createClient(await connectToCore({ home, client: 'cli' }))
  let isOver = false
  let longest = 0
  process.stdin.on('end', () => (isOver = true)).resume()
  await client.request('preferences.get', {})
  console.log('asking')
  while (!isOver) {
    const asked = performance.now()
    await client.request('preferences.get', {})
    longest = Math.max(longest, performance.now() - asked)
    await new Promise((over) => setTimeout(over, 2))
  }
  console.log(longest)
  client.close()
}
