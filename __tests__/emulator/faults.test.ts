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
import { exchangeRaw, parseResponse, type RawExchange, type ReadLimit } from './raw-socket.ts'

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

function pauseRequest() {
  return signed('PUT', '/job/nightly-sync', PAUSE, { time: NOW, headerOverrides: { connection: 'close' } })
}

function getRequest() {
  return signed('GET', '/job/nightly-sync', '', { time: NOW, headerOverrides: { connection: 'close' } })
}

/** Sends a request to pause the job, which fails as specified. */
async function pauseWithFailure(failure: Failure, limit?: ReadLimit): Promise<RawExchange> {
  emulator.fail(failure)
  return exchangeRaw(emulator.port, pauseRequest(), limit)
}

async function statusesOrCodes(...requests: Promise<{ status: number }>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(requests)
  return settled.map((result) => (result.status === 'fulfilled' ? result.value.status : result.reason.code))
}

describe('every fault', () => {
  const limits: Partial<Record<FaultName, ReadLimit>> = {
    silence: { ms: 20 },
    'endless-headers': { bytes: 100_000 }
  }
  const names = (Object.keys(FAULTS) as FaultName[]).filter((name) => name !== 'refuse')

  test.each(names)('%s has the effect and the status that FAULTS declares', async (fault) => {
    const { applied, status } = FAULTS[fault]
    const exchange = await pauseWithFailure({ fault, intervalMs: 1 }, limits[fault])
    expect(parseResponse(exchange.bytes).status).toBe(status ?? Number.NaN)
    expect(emulator.job('nightly-sync')).toMatchObject({
      status: applied ? 'IMPORT_JOB_SUSPEND' : 'IMPORT_JOB_DOING',
      updates: applied ? 1 : 0
    })
    expect(emulator.requests).toMatchObject([{ method: 'PUT', body: PAUSE, statusCode: status }])
  })

  test.each(names.filter((name) => name !== 'skewed-clock'))('%s affects only one request', async (fault) => {
    await pauseWithFailure({ fault, intervalMs: 1 }, limits[fault])
    expect(await sendRaw(emulator.url, getRequest())).toMatchObject({ status: 200 })
  })

  test('has its own description, which is one sentence', () => {
    const descriptions = Object.values(FAULTS).map(({ description }) => description)
    expect(new Set(descriptions).size).toBe(descriptions.length)
    for (const description of descriptions) expect(description).toMatch(/^[A-Z].*\.$/)
  })
})

describe('connection faults', () => {
  test('reset-before-headers sends nothing', async () => {
    expect(await pauseWithFailure({ fault: 'reset-before-headers' })).toMatchObject({
      end: 'ECONNRESET',
      chunkCount: 0
    })
  })

  test('answer-lost closes the connection without a response', async () => {
    expect(await pauseWithFailure({ fault: 'answer-lost' })).toMatchObject({ end: 'closed', chunkCount: 0 })
  })

  test('reset-mid-body sends half of the body', async () => {
    emulator.fail({ fault: 'reset-mid-body' })
    const { bytes, end } = await exchangeRaw(emulator.port, getRequest())
    const { headers, body } = parseResponse(bytes)
    expect(end).toBe('ECONNRESET')
    expect(body.length).toBe(Math.floor(Number(headers['content-length']) / 2))
    expect(body.toString()).toContain('<ImportJob><Name>nightly-sync</Name>')
  })

  test('silence keeps the connection open', async () => {
    expect(await pauseWithFailure({ fault: 'silence' }, { ms: 20 })).toMatchObject({
      end: 'open',
      chunkCount: 0
    })
    expect(emulator.requests).toMatchObject([{ statusCode: null, errorCode: null }])
  })

  test('one-byte-a-second sends the whole response byte by byte', async () => {
    const { bytes, chunkCount, end } = await pauseWithFailure({ fault: 'one-byte-a-second', intervalMs: 1 })
    expect(end).toBe('closed')
    expect(parseResponse(bytes)).toMatchObject({ status: 200, headers: { 'content-length': '0' } })
    expect(chunkCount).toBeGreaterThan(bytes.length / 2)
  })

  test('one-byte-a-second sends one byte per second by default', async () => {
    const { chunkCount, end } = await pauseWithFailure({ fault: 'one-byte-a-second' }, { ms: 50 })
    expect([chunkCount, end]).toEqual([0, 'open'])
  })

  test('endless-headers never ends the headers', async () => {
    const { bytes, end } = await pauseWithFailure({ fault: 'endless-headers' }, { bytes: 200_000 })
    expect(end).toBe('open')
    expect(bytes.includes('\r\n\r\n')).toBe(false)
    expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\nx-padding: a+\r\nx-padding: /)
  })

  test.each([
    ['content-length-too-large' as const, 10],
    ['content-length-too-small' as const, -5]
  ])('%s sends a wrong Content-Length', async (fault, difference) => {
    const { bytes, end } = await pauseWithFailure({ fault })
    const { headers, body } = parseResponse(bytes)
    expect(end).toBe('closed')
    expect(Number(headers['content-length']) - body.length).toBe(difference)
  })
})

describe('status faults', () => {
  const statuses = [429, 500, 502, 503, 504] as const

  test.each(statuses)('%d with XML', async (status) => {
    const response = parseResponse((await pauseWithFailure({ fault: `${status}-xml` })).bytes)
    const [record] = emulator.requests
    expect(response.headers['retry-after']).toBeUndefined()
    expect(element(response.body.toString(), 'Code')).toBe(record?.errorCode)
    expect(element(response.body.toString(), 'RequestId')).toBe(record?.requestId)
  })

  test.each(statuses)('%d with HTML', async (status) => {
    const { headers, body } = parseResponse((await pauseWithFailure({ fault: `${status}-html` })).bytes)
    expect(headers['content-type']).toBe('text/html')
    expect(body.toString()).toMatch(/^<html>/)
  })

  test.each(statuses)('%d with an empty body and a request ID', async (status) => {
    const { headers, body } = parseResponse((await pauseWithFailure({ fault: `${status}-empty` })).bytes)
    expect(body).toHaveLength(0)
    expect(headers['x-oss-request-id']).toMatch(/^[0-9a-f]{24}$/)
  })

  test.each(statuses)('%d with Retry-After, in seconds and as a date', async (status) => {
    const options = { retryAfterSeconds: 7 }
    const seconds = parseResponse(
      (await pauseWithFailure({ fault: `${status}-retry-after-seconds`, ...options })).bytes
    )
    const date = parseResponse((await pauseWithFailure({ fault: `${status}-retry-after-date`, ...options })).bytes)
    expect(seconds.headers['retry-after']).toBe('7')
    expect(date.headers['retry-after']).toBe('fri, 16 jan 2026 05:59:32 gmt')
  })
})

describe('body faults', () => {
  async function bodies(shape: string): Promise<[Buffer, Buffer]> {
    emulator.fail({ fault: `200-${shape}` as FaultName })
    const success = parseResponse((await exchangeRaw(emulator.port, getRequest())).bytes)
    const failure = parseResponse((await pauseWithFailure({ fault: `500-${shape}` as FaultName })).bytes)
    expect(Number(success.headers['content-length'])).toBe(success.body.length)
    return [success.body, failure.body]
  }

  test('garbage', async () => {
    for (const body of await bodies('garbage')) expect(body.toString()).toContain('not XML <<<>>>')
  })

  test('json', async () => {
    for (const body of await bodies('json')) expect(JSON.parse(body.toString())).toHaveProperty('Code')
  })

  test('truncated-xml', async () => {
    for (const body of await bodies('truncated-xml')) {
      expect(body.toString()).toMatch(/^<\?xml.*\?>\n<(ImportJob|Error)>/)
      expect(body.toString()).not.toMatch(/<\/(ImportJob|Error)>/)
    }
  })

  test('entity-bomb', async () => {
    for (const body of await bodies('entity-bomb')) {
      expect(body.length).toBeLessThan(4096)
      expect(body.toString()).toMatch(/^<!DOCTYPE bomb .*<!ENTITY e20 "(&e19;){10}">\]><\w+>.*&e20;<\//)
    }
  })

  test('doctype', async () => {
    for (const body of await bodies('doctype')) expect(body.toString()).toMatch(/^<!DOCTYPE root SYSTEM "http:.*"></)
  })

  test('huge-body', async () => {
    for (const body of await bodies('huge-body')) expect(body.length).toBeGreaterThan(2 * 2 ** 20)
  })

  test('invalid-utf8', async () => {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    for (const body of await bodies('invalid-utf8')) expect(() => decoder.decode(body)).toThrow()
  })

  test('use a placeholder for the empty body of an update', async () => {
    const { body } = parseResponse((await pauseWithFailure({ fault: '200-doctype' })).bytes)
    expect(body.toString()).toMatch(/<root>accepted<\/root>$/)
  })
})

describe('redirect', () => {
  test('uses the location option', async () => {
    const location = 'http://127.0.0.1:2/job/nightly-sync'
    const { status, headers } = parseResponse((await pauseWithFailure({ fault: 'redirect', location })).bytes)
    expect([status, headers.location]).toEqual([307, location])
  })
})

describe('skewed-clock', () => {
  test('rejects the correct time, returns its own, and accepts requests signed with that', async () => {
    emulator.fail({ fault: 'skewed-clock', skewMs: 2 * HOUR })
    const rejected = await sendRaw(emulator.url, pauseRequest())
    expect(rejected).toMatchObject({ status: 403, headers: { date: 'Fri, 16 Jan 2026 07:59:25 GMT' } })
    expect(element(rejected.body, 'Code')).toBe('RequestTimeTooSkewed')
    const corrected = Date.parse(rejected.headers.date ?? '')
    expect(await call(emulator, 'PUT', '/job/nightly-sync', { body: PAUSE, time: corrected })).toMatchObject({
      status: 200
    })
    expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_SUSPEND', modifyTime: NOW })
  })

  test('lasts until heal() or for the given number of times', async () => {
    emulator.fail({ fault: 'skewed-clock' })
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()), sendRaw(emulator.url, getRequest()))).toEqual([
      403, 403
    ])
    await emulator.heal()
    emulator.fail({ fault: 'skewed-clock', times: 1 })
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([403])
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([200])
  })
})

describe('a failure with an error code', () => {
  test('has the default status and message of the code', async () => {
    const response = parseResponse((await pauseWithFailure({ code: 'ImportJobUpdateConcurrently' })).bytes)
    expect(response.status).toBe(409)
    expect(element(response.body.toString(), 'Message')).toBe('Another update of the import job is under way.')
    expect(emulator.job('nightly-sync')?.updates).toBe(0)
    expect(emulator.requests).toMatchObject([{ statusCode: 409, errorCode: 'ImportJobUpdateConcurrently' }])
  })

  test('can have another status, message and details', async () => {
    const message = '<b>&"\r\n::error::'
    const failure = { code: 'Strange', status: 418, message, details: { EC: '1-2', Recommend: 'x' } }
    const response = parseResponse((await pauseWithFailure(failure)).bytes)
    expect(response.status).toBe(418)
    expect(response.body.toString()).toContain(
      '<Code>Strange</Code><Message>&lt;b&gt;&amp;&quot;&#13;\n::error::</Message>'
    )
    expect(response.body.toString()).toMatch(/<EC>1-2<\/EC><Recommend>x<\/Recommend><\/Error>$/)
  })

  test('can apply to a request that took effect', async () => {
    await pauseWithFailure({ code: 'InternalError', applied: true })
    expect(emulator.job('nightly-sync')?.status).toBe('IMPORT_JOB_SUSPEND')
  })
})

describe('raw bytes', () => {
  test('replace the whole response', async () => {
    const raw = Buffer.from('HTTP/1.1 299 Odd\r\nx: \u00ff\r\n\r\n\u0000tail', 'latin1')
    const { bytes, end } = await pauseWithFailure({ raw })
    expect([bytes.equals(raw), end]).toEqual([true, 'closed'])
    expect(emulator.requests).toMatchObject([{ statusCode: 299, errorCode: null }])
    expect(emulator.job('nightly-sync')?.updates).toBe(0)
  })

  test('do not have to be HTTP, and can apply to a request that took effect', async () => {
    const { bytes } = await pauseWithFailure({ raw: Buffer.from('SSH-2.0'), applied: true })
    expect(bytes.toString()).toBe('SSH-2.0')
    expect(emulator.requests).toMatchObject([{ statusCode: null }])
    expect(emulator.job('nightly-sync')?.updates).toBe(1)
  })
})

describe('the failure queue', () => {
  test('applies failures in order, each for its number of times', async () => {
    emulator.fail({ fault: '503-xml' })
    emulator.fail({ fault: 'reset-before-headers', times: 2 })
    emulator.fail({ code: 'InternalError' })
    const outcomes: unknown[] = []
    for (let number = 0; number < 5; number += 1) {
      outcomes.push(...(await statusesOrCodes(sendRaw(emulator.url, getRequest()))))
    }
    expect(outcomes).toEqual([503, 'ECONNRESET', 'ECONNRESET', 500, 200])
  })

  test('applies the first failure that matches the method', async () => {
    emulator.fail({ fault: '503-xml', method: 'PUT' })
    emulator.fail({ fault: '429-xml', method: 'GET' })
    emulator.fail({ fault: '500-xml' })
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([429])
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([500])
    expect(await statusesOrCodes(sendRaw(emulator.url, pauseRequest()))).toEqual([503])
    expect(await statusesOrCodes(sendRaw(emulator.url, pauseRequest()))).toEqual([200])
  })

  test('is cleared by heal()', async () => {
    emulator.fail({ fault: '503-xml', times: Number.POSITIVE_INFINITY })
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([503])
    await emulator.heal()
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([200])
  })

  test('loses a failure to a request that fails authentication', async () => {
    emulator.fail({ fault: 'answer-lost' })
    expect(await statusesOrCodes(sendRaw(emulator.url, { method: 'PUT', target: '/job/nightly-sync' }))).toEqual([403])
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([200])
  })

  test('also applies to requests that the service rejects', async () => {
    const start = signed('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_LAUNCHING'), { time: NOW })
    emulator.fail({ fault: 'answer-lost' })
    expect(await statusesOrCodes(sendRaw(emulator.url, start))).toEqual(['ECONNRESET'])
    expect(emulator.job('nightly-sync')?.starts).toBe(0)
  })

  test('takes precedence over the failing option', async () => {
    const other = await startEmulator({
      now: () => now,
      failing: ({ method }) => (method === 'DELETE' ? { fault: '504-empty' } : undefined)
    })
    other.fail({ fault: '503-empty' })
    const remove = signed('DELETE', '/job/nightly-sync', '', { time: NOW })
    expect(await statusesOrCodes(sendRaw(other.url, remove))).toEqual([503])
    expect(await statusesOrCodes(sendRaw(other.url, remove))).toEqual([504])
    expect(await statusesOrCodes(sendRaw(other.url, getRequest()))).toEqual([404])
    await other.close()
  })
})

describe('refused connections', () => {
  test('start and end with refuseConnections() and acceptConnections()', async () => {
    emulator.refuseConnections()
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual(['ECONNREFUSED'])
    await emulator.acceptConnections()
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([200])
  })

  test('end after forMs', async () => {
    emulator.fail({ fault: 'refuse', forMs: 20 })
    const outcomes: unknown[] = []
    while (outcomes.at(-1) !== 200) outcomes.push(...(await statusesOrCodes(sendRaw(emulator.url, getRequest()))))
    expect(new Set(outcomes)).toEqual(new Set(['ECONNREFUSED', 200]))
    expect(emulator.requests).toHaveLength(1)
  })

  test('start in queue order, after the response to the previous request', async () => {
    emulator.fail({ fault: '503-xml' })
    emulator.fail({ fault: 'refuse', forMs: Number.POSITIVE_INFINITY })
    emulator.fail({ fault: '429-xml' })
    const kept = { ...getRequest(), headers: { ...getRequest().headers, connection: 'keep-alive' } }
    expect(await sendRaw(emulator.url, kept)).toMatchObject({ status: 503, headers: { connection: 'close' } })
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual(['ECONNREFUSED'])
    await emulator.acceptConnections()
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([429])
    expect(emulator.requests).toHaveLength(2)
  })

  test('end with heal(), and do not prevent close()', async () => {
    emulator.fail({ fault: 'refuse', forMs: Number.POSITIVE_INFINITY })
    await emulator.heal()
    expect(await statusesOrCodes(sendRaw(emulator.url, getRequest()))).toEqual([200])
    emulator.fail({ fault: 'refuse' })
    await emulator.close()
  })

  test('close idle connections', async () => {
    const socket = connect(emulator.port, '127.0.0.1')
    const { headers } = getRequest()
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

describe('a silent server', () => {
  test('stalls the TLS handshake', async () => {
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
