import type { ClientRequest, IncomingMessage } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import { createRandom } from './random.ts'
import type { Fault, Route } from './runner/exchange.ts'
import { dateOf, timersOf } from './runner/globals.ts'
import { createNetwork } from './runner/network.ts'
import { SimulatedProcess } from './runner/process.ts'
import { VirtualTime } from './runner/time.ts'

const NEVER = (): boolean => false
const rethrow = (error: unknown): never => {
  throw error
}

describe('virtual time', () => {
  test('runs tasks in order until nothing keeps the process alive', async () => {
    const time = new VirtualTime()
    const seen: string[] = []
    time.call(20, () => seen.push('b'))
    time.call(10, () => seen.push('a'))
    time.at(20, () => seen.push('c'))
    time.call(30, () => seen.push('never'), false)
    await time.run(NEVER, rethrow)
    expect(seen).toEqual(['a', 'b'])
    expect(time.now).toBe(20)
  })

  test('sorts a thousand tasks', async () => {
    const time = new VirtualTime()
    const random = createRandom(1, 'order')
    const seen: number[] = []
    for (let index = 0; index < 1000; index += 1) time.call(random.int(0, 99), () => seen.push(time.now))
    await time.run(NEVER, rethrow)
    expect(seen).toHaveLength(1000)
    expect(seen).toEqual([...seen].sort((left, right) => left - right))
  })

  test('runs promise callbacks before the next task', async () => {
    const time = new VirtualTime()
    const seen: string[] = []
    time.call(
      1,
      () =>
        void Promise.resolve()
          .then(() => Promise.resolve())
          .then(() => seen.push('promise'))
    )
    time.call(1, () => seen.push('task'))
    await time.run(NEVER, rethrow)
    expect(seen).toEqual(['promise', 'task'])
  })

  test('reports errors of the action', async () => {
    const time = new VirtualTime()
    const thrown: unknown[] = []
    time.call(1, () => rethrow('broken'))
    await time.run(NEVER, (error) => thrown.push(error))
    expect(thrown).toEqual(['broken'])
  })
})

test('timers behave like those of Node', async () => {
  const time = new VirtualTime()
  const { setTimeout, clearTimeout, setInterval, clearInterval } = timersOf({
    time,
    wall: () => 0,
    random: createRandom(1, 'timers')
  })
  const seen: string[] = []
  clearTimeout(setTimeout(() => seen.push('cleared'), 5))
  setTimeout(() => seen.push('unref'), 5000).unref()
  setTimeout((text: unknown) => seen.push(String(text)), 0, 'value')
  const interval = setInterval(() => {
    seen.push('tick')
    if (seen.length === 4) clearInterval(interval)
  }, 100)
  await time.run(NEVER, rethrow)
  expect(seen).toEqual(['value', 'tick', 'tick', 'tick'])
  expect(time.now).toBeLessThan(400)
})

test('Date uses the simulated clock', () => {
  const SimulatedDate = dateOf({ time: new VirtualTime(), wall: () => 1000, random: createRandom(1, 'date') })
  expect(new SimulatedDate().getTime()).toBe(1000)
  expect(SimulatedDate.now()).toBe(1000)
  expect(new SimulatedDate(5).toISOString()).toBe('1970-01-01T00:00:00.005Z')
})

test('a signal without a listener kills the process', () => {
  const time = new VirtualTime()
  const process = new SimulatedProcess(time, {})
  process.once('SIGINT', () => {})
  process.signal('SIGINT')
  expect(process.ending).toBeUndefined()
  process.signal('SIGINT')
  expect(process.ending).toMatchObject({ how: 'killed', exitCode: 130 })
})

describe('a request', () => {
  /** Collects the events of one request. */
  async function events(fault: Fault | undefined, then?: (request: ClientRequest) => void) {
    const time = new VirtualTime()
    const servers = {
      route: (): Route => ({ connectMs: 20, roundTripMs: 10, fault }),
      handle: () => ({ status: 200, headers: { date: 'now' }, body: 'whole', afterMs: 5 })
    }
    const network = createNetwork(time, servers)
    const seen: string[] = []
    const { request } = network.https as { request: (options: object) => ClientRequest }
    const outgoing = request({ hostname: 'mgw', path: '/', method: 'PUT', headers: {} })
    outgoing.on('finish', () => seen.push(`finish ${time.now}`))
    outgoing.on('error', ({ code }: NodeJS.ErrnoException) => seen.push(`error ${code} ${time.now}`))
    outgoing.on('close', () => seen.push('close'))
    outgoing.on('response', (answer: IncomingMessage) => {
      answer.on('data', (chunk) => seen.push(`data ${chunk}`))
      answer.on('error', ({ code }: NodeJS.ErrnoException) => seen.push(`answer ${code}`))
      answer.on('end', () => seen.push(`end ${time.now}`))
    })
    outgoing.end('body')
    then?.(outgoing)
    time.call(1000, () => {})
    await time.run(NEVER, rethrow)
    return { seen, exchange: network.exchanges[0] }
  }

  test('is answered', async () => {
    const { seen, exchange } = await events(undefined)
    expect(seen).toEqual(['finish 20', 'data whole', 'end 35', 'close'])
    expect(exchange).toMatchObject({ sentAt: 20, deliveredAt: 25, answeredAt: 35, body: 'body' })
  })

  test.each<[string, Fault, string[], boolean]>([
    ['is refused', { kind: 'unconnected', code: 'ECONNREFUSED' }, ['error ECONNREFUSED 20', 'close'], false],
    [
      'breaks before it is sent',
      { kind: 'reset', when: 'connecting', isDelivered: false },
      ['error ECONNRESET 20', 'close'],
      false
    ],
    [
      'breaks after it has arrived',
      { kind: 'reset', when: 'waiting', isDelivered: true },
      ['finish 20', 'error ECONNRESET 35', 'close'],
      true
    ],
    [
      'breaks before it has arrived',
      { kind: 'reset', when: 'waiting', isDelivered: false },
      ['finish 20', 'error ECONNRESET 30', 'close'],
      false
    ],
    [
      'breaks while it is answered',
      { kind: 'reset', when: 'reading', isDelivered: true },
      ['finish 20', 'close', 'data wh', 'answer ECONNRESET'],
      true
    ]
  ])('%s', async (_, fault, expected, isDelivered) => {
    const { seen, exchange } = await events(fault)
    expect([...seen].sort()).toEqual([...expected].sort())
    expect(exchange?.deliveredAt !== undefined).toBe(isDelivered)
    expect(exchange?.failure).toBe(fault.kind === 'unconnected' ? 'ECONNREFUSED' : 'ECONNRESET')
  })

  test('can arrive after it was aborted', async () => {
    const early = await events({ kind: 'silent', isDelivered: true }, (request) => void request.destroy())
    expect(early.exchange).toMatchObject({ abortedAt: 0 })
    expect(early.exchange?.deliveredAt).toBeUndefined()
    const late = await events(undefined, (request) => request.on('finish', () => request.destroy()))
    expect(late.exchange).toMatchObject({ abortedAt: 20, deliveredAt: 25 })
    expect(late.seen).toEqual(['finish 20', 'error ECONNRESET 20', 'close'])
  })
})
