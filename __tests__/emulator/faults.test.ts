import { once } from 'node:events'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  type Emulator,
  FAULTS,
  type Failure,
  type FaultName,
  STILL,
  startEmulator,
  startSilentServer
} from 'mgw-emulator'
import { call, element, sendRaw, signed, statusXml } from './http.ts'
import { type Conversation, converse, type Patience, parseAnswer } from './wire.ts'

const NOW = Date.UTC(2026, 0, 16, 5, 59, 25)
const HOUR = 3_600_000
const PAUSE = statusXml('IMPORT_JOB_SUSPEND')

let now = NOW
let emulator: Emulator

beforeEach(async () => {
  now = NOW
  emulator = await startEmulator({
    now: () => now,
    durations: STILL,
    jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING' }]
  })
})
afterEach(() => emulator.close())

function pause() {
  return signed('PUT', '/job/nightly-sync', PAUSE, { time: NOW, change: { connection: 'close' } })
}

function look() {
  return signed('GET', '/job/nightly-sync', '', { time: NOW, change: { connection: 'close' } })
}

/** Pauses the job, and meets a failure. */
async function meet(failure: Failure, patience?: Patience): Promise<Conversation> {
  emulator.fail(failure)
  return converse(emulator.port, pause(), patience)
}

async function codes(...requests: Promise<{ status: number }>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(requests)
  return settled.map((result) => (result.status === 'fulfilled' ? result.value.status : result.reason.code))
}

describe('every fault', () => {
  const patience: Partial<Record<FaultName, Patience>> = {
    silence: { ms: 20 },
    'endless-headers': { bytes: 100_000 }
  }
  const names = (Object.keys(FAULTS) as FaultName[]).filter((name) => name !== 'refuse')

  test.each(names)('%s has the effect and the status that its description says', async (fault) => {
    const { applied, status } = FAULTS[fault]
    const conversation = await meet({ fault, intervalMs: 1 }, patience[fault])
    expect(parseAnswer(conversation.bytes).status).toBe(status ?? Number.NaN)
    expect(emulator.job('nightly-sync')).toMatchObject({
      status: applied ? 'IMPORT_JOB_SUSPEND' : 'IMPORT_JOB_DOING',
      updates: applied ? 1 : 0
    })
    expect(emulator.requests).toMatchObject([{ method: 'PUT', body: PAUSE, statusCode: status }])
  })

  test.each(names.filter((name) => name !== 'skewed-clock'))(
    '%s is over after one request',
    async (fault) => {
      await meet({ fault, intervalMs: 1 }, patience[fault])
      expect(await sendRaw(emulator.url, look())).toMatchObject({ status: 200 })
    }
  )

  test('is described in a sentence of its own', () => {
    const sentences = Object.values(FAULTS).map(({ sentence }) => sentence)
    expect(new Set(sentences).size).toBe(sentences.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/)
  })
})

describe('a connection', () => {
  test('is reset before headers', async () => {
    expect(await meet({ fault: 'reset-before-headers' })).toMatchObject({ end: 'ECONNRESET', pieces: 0 })
  })

  test('is closed without a byte when the answer is lost', async () => {
    expect(await meet({ fault: 'answer-lost' })).toMatchObject({ end: 'closed', pieces: 0 })
  })

  test('is reset in the middle of a body', async () => {
    emulator.fail({ fault: 'reset-mid-body' })
    const { bytes, end } = await converse(emulator.port, look())
    const { headers, body } = parseAnswer(bytes)
    expect(end).toBe('ECONNRESET')
    expect(body.length).toBe(Math.floor(Number(headers['content-length']) / 2))
    expect(body.toString()).toContain('<ImportJob><Name>nightly-sync</Name>')
  })

  test('stays open in silence', async () => {
    expect(await meet({ fault: 'silence' }, { ms: 20 })).toMatchObject({ end: 'open', pieces: 0 })
    expect(emulator.requests).toMatchObject([{ statusCode: null, errorCode: null }])
  })

  test('carries one byte at a time, and all of them', async () => {
    const { bytes, pieces, end } = await meet({ fault: 'one-byte-a-second', intervalMs: 1 })
    expect(end).toBe('closed')
    expect(parseAnswer(bytes)).toMatchObject({ status: 200, headers: { 'content-length': '0' } })
    expect(pieces).toBeGreaterThan(bytes.length / 2)
  })

  test('carries a byte a second unless it is told otherwise', async () => {
    const { pieces, end } = await meet({ fault: 'one-byte-a-second' }, { ms: 50 })
    expect([pieces, end]).toEqual([0, 'open'])
  })

  test('carries headers without end', async () => {
    const { bytes, end } = await meet({ fault: 'endless-headers' }, { bytes: 200_000 })
    expect(end).toBe('open')
    expect(bytes.includes('\r\n\r\n')).toBe(false)
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\nx-padding: a+\r\nx-padding: /)
  })

  test.each([
    ['content-length-too-large' as const, 10],
    ['content-length-too-small' as const, -5]
  ])('announces a wrong length: %s', async (fault, difference) => {
    const { bytes, end } = await meet({ fault })
    const { headers, body } = parseAnswer(bytes)
    expect(end).toBe('closed')
    expect(Number(headers['content-length']) - body.length).toBe(difference)
  })
})

describe('a status', () => {
  const statuses = [429, 500, 502, 503, 504] as const

  test.each(statuses)('%d comes with XML', async (status) => {
    const answer = parseAnswer((await meet({ fault: `${status}-xml` })).bytes)
    const [record] = emulator.requests
    expect(answer.headers['retry-after']).toBeUndefined()
    expect(element(answer.body.toString(), 'Code')).toBe(record?.errorCode)
    expect(element(answer.body.toString(), 'RequestId')).toBe(record?.requestId)
  })

  test.each(statuses)('%d comes with HTML', async (status) => {
    const { headers, body } = parseAnswer((await meet({ fault: `${status}-html` })).bytes)
    expect(headers['content-type']).toBe('text/html')
    expect(body.toString()).toMatch(/^<html>/)
  })

  test.each(statuses)('%d comes with an empty body and an ID', async (status) => {
    const { headers, body } = parseAnswer((await meet({ fault: `${status}-empty` })).bytes)
    expect(body).toHaveLength(0)
    expect(headers['x-oss-request-id']).toMatch(/^[0-9a-f]{24}$/)
  })

  test.each(statuses)('%d comes with a time to wait, in both forms', async (status) => {
    const options = { retryAfterSeconds: 7 }
    const seconds = parseAnswer((await meet({ fault: `${status}-retry-after-seconds`, ...options })).bytes)
    const date = parseAnswer((await meet({ fault: `${status}-retry-after-date`, ...options })).bytes)
    expect(seconds.headers['retry-after']).toBe('7')
    expect(date.headers['retry-after']).toBe('fri, 16 jan 2026 05:59:32 gmt')
  })
})

describe('a body', () => {
  async function bodies(shape: string): Promise<[Buffer, Buffer]> {
    emulator.fail({ fault: `200-${shape}` as FaultName })
    const success = parseAnswer((await converse(emulator.port, look())).bytes)
    const failure = parseAnswer((await meet({ fault: `500-${shape}` as FaultName })).bytes)
    expect(Number(success.headers['content-length'])).toBe(success.body.length)
    return [success.body, failure.body]
  }

  test('is garbage', async () => {
    for (const body of await bodies('garbage')) expect(body.toString()).toContain('not XML <<<>>>')
  })

  test('is JSON', async () => {
    for (const body of await bodies('json')) expect(JSON.parse(body.toString())).toHaveProperty('Code')
  })

  test('is cut', async () => {
    for (const body of await bodies('truncated-xml')) {
      expect(body.toString()).toMatch(/^<\?xml.*\?>\n<(ImportJob|Error)>/)
      expect(body.toString()).not.toMatch(/<\/(ImportJob|Error)>/)
    }
  })

  test('is a bomb', async () => {
    for (const body of await bodies('entity-bomb')) {
      expect(body.length).toBeLessThan(4096)
      expect(body.toString()).toMatch(/^<!DOCTYPE bomb .*<!ENTITY e20 "(&e19;){10}">\]><\w+>.*&e20;<\//)
    }
  })

  test('has a DOCTYPE', async () => {
    for (const body of await bodies('doctype'))
      expect(body.toString()).toMatch(/^<!DOCTYPE root SYSTEM "http:.*"></)
  })

  test('is huge', async () => {
    for (const body of await bodies('huge-body')) expect(body.length).toBeGreaterThan(2 * 2 ** 20)
  })

  test('is no UTF-8', async () => {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    for (const body of await bodies('invalid-utf8')) expect(() => decoder.decode(body)).toThrow()
  })

  test('stands in for the empty one of an update', async () => {
    const { body } = parseAnswer((await meet({ fault: '200-doctype' })).bytes)
    expect(body.toString()).toMatch(/<root>accepted<\/root>$/)
  })
})

describe('a redirect', () => {
  test('points to where it is told to', async () => {
    const location = 'http://127.0.0.1:2/job/nightly-sync'
    const { status, headers } = parseAnswer((await meet({ fault: 'redirect', location })).bytes)
    expect([status, headers.location]).toEqual([307, location])
  })
})

describe('a skewed clock', () => {
  test('refuses the right time, says its own, and accepts what is signed by that', async () => {
    emulator.fail({ fault: 'skewed-clock', skewMs: 2 * HOUR })
    const refused = await sendRaw(emulator.url, pause())
    expect(refused).toMatchObject({ status: 403, headers: { date: 'Fri, 16 Jan 2026 07:59:25 GMT' } })
    expect(element(refused.body, 'Code')).toBe('RequestTimeTooSkewed')
    const corrected = Date.parse(refused.headers.date ?? '')
    expect(await call(emulator, 'PUT', '/job/nightly-sync', PAUSE, { time: corrected })).toMatchObject({
      status: 200
    })
    expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_SUSPEND', modifyTime: NOW })
  })

  test('lasts until it is healed, or as many requests as it is told to', async () => {
    emulator.fail({ fault: 'skewed-clock' })
    expect(await codes(sendRaw(emulator.url, look()), sendRaw(emulator.url, look()))).toEqual([403, 403])
    await emulator.heal()
    emulator.fail({ fault: 'skewed-clock', times: 1 })
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([403])
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([200])
  })
})

describe('a failure by code', () => {
  test('has the status and the words that belong to the code', async () => {
    const answer = parseAnswer((await meet({ code: 'ImportJobUpdateConcurrently' })).bytes)
    expect(answer.status).toBe(409)
    expect(element(answer.body.toString(), 'Message')).toBe('Another update of the import job is under way.')
    expect(emulator.job('nightly-sync')?.updates).toBe(0)
    expect(emulator.requests).toMatchObject([{ statusCode: 409, errorCode: 'ImportJobUpdateConcurrently' }])
  })

  test('has whatever it is told to have', async () => {
    const message = '<b>&"\r\n::error::'
    const failure = { code: 'Strange', status: 418, message, details: { EC: '1-2', Recommend: 'x' } }
    const answer = parseAnswer((await meet(failure)).bytes)
    expect(answer.status).toBe(418)
    expect(answer.body.toString()).toContain(
      '<Code>Strange</Code><Message>&lt;b&gt;&amp;&quot;&#13;\n::error::</Message>'
    )
    expect(answer.body.toString()).toMatch(/<EC>1-2<\/EC><Recommend>x<\/Recommend><\/Error>$/)
  })

  test('may come after the change was made', async () => {
    await meet({ code: 'InternalError', applied: true })
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_SUSPEND')
  })
})

describe('raw bytes', () => {
  test('are all that is sent', async () => {
    const raw = Buffer.from('HTTP/1.1 299 Odd\r\nx: \u00ff\r\n\r\n\u0000tail', 'latin1')
    const { bytes, end } = await meet({ raw })
    expect([bytes.equals(raw), end]).toEqual([true, 'closed'])
    expect(emulator.requests).toMatchObject([{ statusCode: 299, errorCode: null }])
    expect(emulator.job('nightly-sync')?.updates).toBe(0)
  })

  test('may be no HTTP at all, and may come after the change was made', async () => {
    const { bytes } = await meet({ raw: Buffer.from('SSH-2.0'), applied: true })
    expect(bytes.toString()).toBe('SSH-2.0')
    expect(emulator.requests).toMatchObject([{ statusCode: null }])
    expect(emulator.job('nightly-sync')?.updates).toBe(1)
  })
})

describe('failures line up', () => {
  test('in the order in which they were asked for, each as often as it was', async () => {
    emulator.fail({ fault: '503-xml' })
    emulator.fail({ fault: 'reset-before-headers', times: 2 })
    emulator.fail({ code: 'InternalError' })
    const outcomes: unknown[] = []
    for (let number = 0; number < 5; number += 1) {
      outcomes.push(...(await codes(sendRaw(emulator.url, look()))))
    }
    expect(outcomes).toEqual([503, 'ECONNRESET', 'ECONNRESET', 500, 200])
  })

  test('by method: a request takes the first that is meant for it', async () => {
    emulator.fail({ fault: '503-xml', method: 'PUT' })
    emulator.fail({ fault: '429-xml', method: 'GET' })
    emulator.fail({ fault: '500-xml' })
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([429])
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([500])
    expect(await codes(sendRaw(emulator.url, pause()))).toEqual([503])
    expect(await codes(sendRaw(emulator.url, pause()))).toEqual([200])
  })

  test('and are forgotten when the emulator is healed', async () => {
    emulator.fail({ fault: '503-xml', times: Number.POSITIVE_INFINITY })
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([503])
    await emulator.heal()
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([200])
  })

  test('a request that is not authentic is refused as such, and has used its failure up', async () => {
    emulator.fail({ fault: 'answer-lost' })
    expect(await codes(sendRaw(emulator.url, { method: 'PUT', target: '/job/nightly-sync' }))).toEqual([403])
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([200])
  })

  test('what the service itself refuses gets lost, too', async () => {
    const start = signed('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_LAUNCHING'), { time: NOW })
    emulator.fail({ fault: 'answer-lost' })
    expect(await codes(sendRaw(emulator.url, start))).toEqual(['ECONNRESET'])
    expect(emulator.job('nightly-sync')?.starts).toBe(0)
  })

  test('behind those that wait, a function of the caller decides', async () => {
    const other = await startEmulator({
      now: () => now,
      failing: ({ method }) => (method === 'DELETE' ? { fault: '504-empty' } : undefined)
    })
    other.fail({ fault: '503-empty' })
    const remove = signed('DELETE', '/job/nightly-sync', '', { time: NOW })
    expect(await codes(sendRaw(other.url, remove))).toEqual([503])
    expect(await codes(sendRaw(other.url, remove))).toEqual([504])
    expect(await codes(sendRaw(other.url, look()))).toEqual([404])
    await other.close()
  })
})

describe('refused connections', () => {
  test('begin and end when they are told to', async () => {
    emulator.refuseConnections()
    expect(await codes(sendRaw(emulator.url, look()))).toEqual(['ECONNREFUSED'])
    await emulator.acceptConnections()
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([200])
  })

  test('end by themselves', async () => {
    emulator.fail({ fault: 'refuse', forMs: 20 })
    const outcomes: unknown[] = []
    while (outcomes.at(-1) !== 200) outcomes.push(...(await codes(sendRaw(emulator.url, look()))))
    expect(new Set(outcomes)).toEqual(new Set(['ECONNREFUSED', 200]))
    expect(emulator.requests).toHaveLength(1)
  })

  test('come in their turn, after the answer to the request before them', async () => {
    emulator.fail({ fault: '503-xml' })
    emulator.fail({ fault: 'refuse', forMs: Number.POSITIVE_INFINITY })
    emulator.fail({ fault: '429-xml' })
    const kept = { ...look(), headers: { ...look().headers, connection: 'keep-alive' } }
    expect(await sendRaw(emulator.url, kept)).toMatchObject({ status: 503, headers: { connection: 'close' } })
    expect(await codes(sendRaw(emulator.url, look()))).toEqual(['ECONNREFUSED'])
    await emulator.acceptConnections()
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([429])
    expect(emulator.requests).toHaveLength(2)
  })

  test('end when the emulator is healed, and do not keep it from closing', async () => {
    emulator.fail({ fault: 'refuse', forMs: Number.POSITIVE_INFINITY })
    await emulator.heal()
    expect(await codes(sendRaw(emulator.url, look()))).toEqual([200])
    emulator.fail({ fault: 'refuse' })
    await emulator.close()
  })

  test('close connections that wait for their next request', async () => {
    const socket = connect(emulator.port, '127.0.0.1')
    const { headers } = look()
    const lines = Object.entries({ ...headers, connection: 'keep-alive', host: 'x' }).map(
      ([name, value]) => `${name}: ${value}\r\n`
    )
    socket.write(`GET /job/nightly-sync HTTP/1.1\r\n${lines.join('')}\r\n`)
    const closed = once(socket, 'close')
    await once(socket, 'data')
    emulator.refuseConnections()
    await closed
  })
})

describe('a TLS handshake that stalls', () => {
  test('is what a silent server makes of it', async () => {
    const silent = await startSilentServer()
    const socket = connectTls({ port: silent.port, host: '127.0.0.1', rejectUnauthorized: false })
    let secured = false
    socket.once('secureConnect', () => {
      secured = true
    })
    socket.on('error', () => {})
    await once(socket, 'connect')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([secured, silent.connections, silent.url]).toEqual([false, 1, `https://127.0.0.1:${silent.port}`])
    const closed = new Promise((resolve) => socket.once('close', resolve))
    await silent.close()
    await closed
  })
})
