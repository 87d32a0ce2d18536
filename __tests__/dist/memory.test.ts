import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { runStep } from '../../scripts/runner.ts'

let server: Server
afterEach(() => void server.close())

/** The most memory of a step for 20 jobs at a time, in MiB, and what the server was asked for. */
async function runWith(operation: string, answerTo: (request: string) => Buffer) {
  const requests: string[] = []
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      requests.push(String(data))
      socket.end(answerTo(String(data)))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { outputs, stderr } = await runStep({
    inputs: {
      operation,
      'job-name': Array.from({ length: 20 }, (_, index) => `job-${index}`).join(),
      'max-parallel': '20',
      region: 'cn-hangzhou',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      'access-key-id': 'LTAI5tExample',
      'access-key-secret': 'a-secret-key'
    },
    env: { NODE_OPTIONS: `--require=${join(root, '__tests__/preload/peak-memory.cjs')}` }
  })
  server.close()
  return { outputs, peak: Number(stderr), requests }
}

/** @param isRead whether the action accepts the answer */
async function peakOf(answer: Buffer, isRead = true): Promise<number> {
  const { outputs, peak } = await runWith('get-job', () => answer)
  expect(outputs['jobs-succeeded']).toBe(isRead ? '20' : '0')
  return peak
}

const HEAD = 'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n'
const JOB = '<ImportJob><Status>IMPORT_JOB_DOING</Status></ImportJob>'
const MIB = 2 ** 20

const inChunks = (body: string, size: number): Buffer => {
  const chunks = body.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
  return Buffer.from(
    `${HEAD}${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`
  )
}
/** A job of this many bytes with this text again and again. */
const filledWith = (text: string, size = MIB): string =>
  JOB.replace('</I', `<Name>${text.repeat((size - 80) / text.length)}</Name></I`)
/** The longest job that is read, in bytes. */
const MAX = 128 * 1024

/** Elements with different names. */
const named = (count: number): string =>
  Array.from({ length: count }, (_, index) => `<Name${index}>hello you ${index}</Name${index}>`).join('')

let idle: number
beforeAll(async () => {
  idle = await peakOf(inChunks(JOB, MIB))
})

test.each([
  // 1 MiB in chunks of one byte takes Node's parser 3 s of CPU, so that 20 at a time run into the time limit of a request.
  ['32 KiB in chunks of one byte', JOB.padEnd(32 * 1024), 1, true],
  ['1 MiB in chunks of 64 bytes', JOB.padEnd(MIB), 64, false],
  ['1 MiB with 60,000 elements', JOB.replace('</I', `${'<a/>'.repeat(60_000)}</I`).padEnd(MIB), MIB, false],
  ['1 MiB of references', filledWith('&lt;'), MIB, false],
  ['1 MiB of line breaks', filledWith('\r\n'), MIB, false],
  ['1 MiB of text', filledWith('hello '), MIB, false],
  ['128 KiB of text', filledWith('hello ', MAX), MIB, true],
  ['128 KiB that are escaped five times', filledWith('%2525252541', MAX), MIB, true],
  ['8,000 references', filledWith('&lt;', 32_080).padEnd(MAX), MIB, true],
  ['1,000 elements', JOB.replace('</I', `${'<Abcdefgh>hello you</Abcdefgh>'.repeat(1_000)}</I`), MIB, true],
  ['1,000 elements with a name each', JOB.replace('</I', `${named(1_000)}</I`), MIB, true]
])('20 answers of %s take at most 80 MiB', async (_, body, size, isRead) => {
  expect((await peakOf(inChunks(body, size), isRead)) - idle).toBeLessThan(80)
})

/** Answers for a finished job that has failed files, until its sub-jobs are listed. */
function beforeList(request: string): string | undefined {
  if (request.includes('jobResult')) return '<ImportJobResult><ReadyRetry>Ready</ReadyRetry></ImportJobResult>'
  if (request.includes('/job/')) return '<ImportJob><Status>IMPORT_JOB_FINISHED</Status></ImportJob>'
  if (!request.includes('/jobhistory/')) return undefined
  const counters = '<TotalCount>2</TotalCount><CopiedCount>1</CopiedCount><FailedCount>1</FailedCount>'
  const entry = `<RuntimeId>1</RuntimeId><Status>IMPORT_JOB_FINISHED</Status><ListStatus>Finished</ListStatus>${counters}`
  return `<JobHistoryList><JobHistory>${entry}</JobHistory></JobHistoryList>`
}

const listOf = (jobs: string[]): string => `<ImportJobList>${jobs.join('')}</ImportJobList>`

test.each([
  ['10 jobs with 200 elements', listOf(Array(10).fill(`<ImportJob>${named(200)}</ImportJob>`))],
  ['100 jobs with 80 elements', listOf(Array(100).fill(`<ImportJob>${named(80)}</ImportJob>`))],
  ['8,000 jobs', listOf(Array(8_000).fill('<ImportJob><Name>a</Name></ImportJob>'))],
  ['one job with 16,000 elements', listOf([`<ImportJob>${named(16_000)}</ImportJob>`])],
  ['one job with 1 MiB of text', listOf([`<ImportJob><Name>${'hello '.repeat(170_000)}</Name></ImportJob>`])]
])('20 lists of sub-jobs with %s take at most 80 MiB', async (_, list) => {
  const { peak, requests } = await runWith('retry-job', (request) => inChunks(beforeList(request) ?? list, MIB))
  expect(requests.filter((request) => request.includes('/joblist'))).toHaveLength(20)
  expect(peak - idle).toBeLessThan(80)
})
