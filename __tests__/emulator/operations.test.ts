import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type Emulator, STILL, startEmulator } from 'mgw-emulator'
import { call, element, elements, qosXml, type RawResponse, sendRaw, signed, statusXml } from './http.ts'

const START = Date.UTC(2026, 0, 16, 22, 0, 0, 500)
const CONNECTION = { connection: 'keep-alive' }

let now = START
let emulator: Emulator

beforeEach(async () => {
  now = START
  emulator = await startEmulator({
    now: () => now,
    durations: STILL,
    jobs: [
      { name: 'nightly-sync', status: 'IMPORT_JOB_DOING', maxBandWidth: 2n ** 63n - 1n, maxImportTaskQps: 7 },
      { name: 'another-job' },
      { name: 'retry', parentName: 'nightly-sync' }
    ]
  })
})
afterEach(() => emulator.close())

function send(method: string, target: string, body = ''): Promise<RawResponse> {
  return call(emulator, method, target, { body, time: now })
}

async function codeOf(method: string, target: string, body = ''): Promise<string> {
  const response = await send(method, target, body)
  return element(response.body, 'Code') ?? String(response.status)
}

describe('UpdateJob', () => {
  const both = qosXml(1, 2).replace('</ImportJob>', '<Status>IMPORT_JOB_SUSPEND</Status></ImportJob>')

  test.each([
    ['nothing', '<ImportJob></ImportJob>', 'MissingArgument'],
    ['only whitespace', '<ImportJob> \n </ImportJob>', 'MissingArgument'],
    ['an empty status', statusXml(''), 'InvalidImportJobStatus'],
    ['a status that cannot be requested', statusXml('IMPORT_JOB_FINISHED'), 'InvalidImportJobStatus'],
    ['a status in lower case', statusXml('import_job_suspend'), 'InvalidImportJobStatus'],
    ['two statuses', `<ImportJob>${'<Status>IMPORT_JOB_SUSPEND</Status>'.repeat(2)}</ImportJob>`, 'InvalidArgument'],
    ['status and throttling', both, 'InvalidArgument'],
    ['an unknown element', '<ImportJob><State>x</State></ImportJob>', 'InvalidArgument'],
    ['no throttling values', '<ImportJob><ImportQos></ImportQos></ImportJob>', 'MissingArgument'],
    ['a fraction', qosXml('1.5', 2), 'InvalidArgument'],
    ['a negative number', qosXml('-1', 2), 'InvalidArgument'],
    ['scientific notation', qosXml('1e6', 2), 'InvalidArgument'],
    ['no digits', qosXml('', 2), 'InvalidArgument'],
    ['non-ASCII digits', qosXml('١٢', 2), 'InvalidArgument'],
    ['2^63', qosXml('9223372036854775808', 2), 'InvalidArgument'],
    ['another root element', '<Job><Status>IMPORT_JOB_SUSPEND</Status></Job>', 'InvalidArgument'],
    ['text without XML', 'IMPORT_JOB_SUSPEND', 'InvalidArgument'],
    ['truncated XML', '<ImportJob><Status>IMPORT_JOB', 'InvalidArgument'],
    ['a DOCTYPE', `<!DOCTYPE x>${statusXml('IMPORT_JOB_SUSPEND')}`, 'InvalidArgument'],
    ['no body', '', 'InvalidArgument']
  ])('rejects %s', async (_, body, code) => {
    expect(await codeOf('PUT', '/job/nightly-sync', body)).toBe(code)
    expect(emulator.job('nightly-sync')).toMatchObject({ status: 'IMPORT_JOB_DOING', updates: 0 })
  })

  test('returns 200 with an empty body', async () => {
    const response = await send('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_SUSPEND'))
    expect(response).toMatchObject({ status: 200, body: '', headers: { 'content-length': '0' } })
    expect(response.headers['content-type']).toBeUndefined()
  })

  test('accepts a document with a declaration and indentation', async () => {
    const body =
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<ImportJob>\n  <Status>IMPORT_JOB_SUSPEND</Status>\n</ImportJob>'
    expect(await codeOf('PUT', '/job/nightly-sync', body)).toBe('200')
  })

  test('keeps the precision of 64-bit values', async () => {
    expect(await codeOf('PUT', '/job/nightly-sync', qosXml('9223372036854775807', '9007199254740993'))).toBe('200')
    expect(emulator.job('nightly-sync')).toMatchObject({
      maxBandWidth: '9223372036854775807',
      maxImportTaskQps: '9007199254740993'
    })
  })

  test('accepts 0, and keeps a value that is not sent', async () => {
    const body = '<ImportJob><ImportQos><MaxBandWidth>0</MaxBandWidth></ImportQos></ImportJob>'
    expect(await codeOf('PUT', '/job/nightly-sync', body)).toBe('200')
    expect(emulator.job('nightly-sync')).toMatchObject({ maxBandWidth: '0', maxImportTaskQps: '7' })
  })
})

describe('GetJob', () => {
  test('returns a job', async () => {
    emulator.behavior.emptyGroups = 'absent'
    const { body } = await send('GET', '/job/nightly-sync')
    expect(Object.fromEntries([...body.matchAll(/<(\w+)>([^<]*)<\//g)].map(([, name, text]) => [name, text]))).toEqual({
      Name: 'nightly-sync',
      Status: 'IMPORT_JOB_DOING',
      SrcAddress: 'source',
      DestAddress: 'destination',
      EnableMultiVersioning: 'false',
      CreateTime: '2026-01-16T22:00:00.000Z',
      ModifyTime: '2026-01-16T22:00:00.000Z',
      Version: emulator.job('nightly-sync')?.version,
      LogMode: 'off',
      OverwriteMode: 'never',
      TransferMode: 'all',
      Tags: '',
      ParentName: '',
      ParentVersion: '',
      ConvertSymlinkTarget: 'false',
      CreateReport: 'false',
      Owner: '1234567890123456',
      MaxBandWidth: '9223372036854775807',
      MaxImportTaskQps: '7'
    })
  })

  test('finds a job by its ID only with byVersion', async () => {
    const version = emulator.job('nightly-sync')?.version
    expect(await codeOf('GET', `/job/${version}`)).toBe('NoSuchImportJob')
    expect(await codeOf('GET', `/job/${version}?byVersion=true`)).toBe('200')
    expect(await codeOf('GET', '/job/nightly-sync?byVersion=true')).toBe('NoSuchImportJob')
  })

  test('returns the schedule, and times in the plain format', async () => {
    const other = await startEmulator({
      now: () => now,
      timeFormat: 'plain',
      jobs: [
        {
          name: 'scheduled',
          scheduleRule: {
            startCronExpression: '0 0 22 * * ?',
            suspendCronExpression: '0 0 6 * * ?',
            maxScheduleCount: 5
          }
        }
      ]
    })
    const { body } = await call(other, 'GET', '/job/scheduled', { time: now })
    await other.close()
    expect(body).toContain(
      '<ScheduleRule><StartCronExpression>0 0 22 * * ?</StartCronExpression>' +
        '<SuspendCronExpression>0 0 6 * * ?</SuspendCronExpression><MaxScheduleCount>5</MaxScheduleCount></ScheduleRule>'
    )
    expect(element(body, 'CreateTime')).toBe('2026-01-16 22:00:00')
  })
})

describe('ListJob', () => {
  test('lists jobs by name, without child jobs', async () => {
    const { body } = await send('GET', '/joblist')
    expect(elements(body, 'Name')).toEqual(['another-job', 'nightly-sync'])
    expect([element(body, 'Truncated'), element(body, 'NextMarker')]).toEqual(['false', ''])
  })

  test('lists all jobs, or the children of one', async () => {
    expect(elements((await send('GET', '/joblist?all=true')).body, 'Name')).toHaveLength(3)
    expect(elements((await send('GET', '/joblist?parentName=nightly-sync')).body, 'Name')).toEqual(['retry'])
  })

  test('lists all jobs page by page', async () => {
    for (let number = 10; number < 33; number += 1) emulator.addJob({ name: `job-${number}` })
    const pages: string[][] = []
    let marker: string | undefined = ''
    do {
      const { body } = await send('GET', `/joblist?count=10&marker=${marker}`)
      pages.push(elements(body, 'Name'))
      marker = element(body, 'NextMarker')
    } while (marker !== '')
    expect(pages.map((page) => page.length)).toEqual([10, 10, 5])
    expect(new Set(pages.flat()).size).toBe(25)
  })

  test.each(['0', '1001', '-1', 'ten', '1.5', ''])('rejects the count %j', async (count) => {
    expect(await codeOf('GET', `/joblist?count=${count}`)).toBe('InvalidArgument')
  })

  test.each(['1', '1000'])('accepts the count %s', async (count) => {
    expect(await codeOf('GET', `/joblist?count=${count}`)).toBe('200')
  })
})

describe('ListJobHistory', () => {
  test('is empty before and right after the first start', async () => {
    const empty = '<JobHistoryList><Truncated>false</Truncated><NextMarker></NextMarker></JobHistoryList>'
    expect((await send('GET', '/jobhistory/another-job')).body).toContain(empty)
    await send('PUT', '/job/another-job', statusXml('IMPORT_JOB_LAUNCHING'))
    expect((await send('GET', '/jobhistory/another-job')).body).toContain(empty)
  })

  test('lists the newest status first, and only the current one has no end', async () => {
    now += 60_000
    await send('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_SUSPEND'))
    const { body } = await send('GET', '/jobhistory/nightly-sync')
    expect(elements(body, 'Status')).toEqual(['IMPORT_JOB_SUSPEND', 'IMPORT_JOB_DOING', 'IMPORT_JOB_PREPARING'])
    expect(elements(body, 'CommitId')).toEqual(['3', '2', '1'])
    expect(elements(body, 'Operator')).toEqual(['user', 'system', 'system'])
    expect(elements(body, 'EndTime')).toEqual(['', '2026-01-16T22:01:00.000Z', '2026-01-16T22:00:00.000Z'])
  })

  test('lists all entries page by page, or only one round', async () => {
    for (let round = 0; round < 3; round += 1) {
      emulator.setStatus('nightly-sync', 'IMPORT_JOB_FINISHED')
      await send('PUT', '/job/nightly-sync', statusXml('IMPORT_JOB_LAUNCHING'))
    }
    const all = elements((await send('GET', '/jobhistory/nightly-sync')).body, 'CommitId')
    expect(all).toEqual(['5', '4', '3', '2', '1'])
    const first = (await send('GET', '/jobhistory/nightly-sync?count=2')).body
    expect([elements(first, 'CommitId'), element(first, 'Truncated')]).toEqual([['5', '4'], 'true'])
    const marker = element(first, 'NextMarker')
    const rest = (await send('GET', `/jobhistory/nightly-sync?marker=${marker}&count=3`)).body
    expect([elements(rest, 'CommitId'), element(rest, 'Truncated')]).toEqual([['3', '2', '1'], 'false'])
    const second = (await send('GET', '/jobhistory/nightly-sync?runtimeId=2')).body
    expect(elements(second, 'RuntimeId')).toEqual(['2'])
  })
})

describe('GetJobResult', () => {
  test('requires the runtime ID of an existing round', async () => {
    expect(await codeOf('GET', '/job/nightly-sync?jobResult')).toBe('MissingArgument')
    expect(await codeOf('GET', '/job/nightly-sync?jobResult&runtimeId=2')).toBe('NoSuchImportJobRunTimeId')
    const { body } = await send('GET', '/job/nightly-sync?jobResult&runtimeId=1')
    expect(element(body, 'TotalObjectCount')).toBe('1000')
  })
})

describe('CreateJob', () => {
  const create = (...parts: string[]) => `<ImportJob>${parts.join('')}</ImportJob>`
  const name = '<Name>new_job-1</Name>'
  const source = '<SrcAddress>photos</SrcAddress>'
  const destination = '<DestAddress>destination</DestAddress>'
  const mode = '<OverwriteMode>always</OverwriteMode>'

  beforeEach(() => emulator.addAddress({ name: 'photos', detail: { AddressType: 'oss' } }))

  test('creates a job that has not been started', async () => {
    expect(await codeOf('POST', '/job', create(name, source, destination, mode))).toBe('200')
    expect(emulator.job('new_job-1')?.status).toBe('IMPORT_JOB_BEGIN')
    expect((await send('GET', '/job/new_job-1')).body).toContain(destination)
  })

  test('keeps everything that GetJob shows', async () => {
    const kept = [
      '<AppendableToNormal>true</AppendableToNormal>',
      '<Audit><LogMode>all</LogMode></Audit>',
      '<ConvertSymlinkTarget>true</ConvertSymlinkTarget>',
      '<CreateReport>true</CreateReport>',
      '<EnableMultiVersioning>false</EnableMultiVersioning>',
      '<FilterRule><KeyFilters><Includes><Regex>.*\\.jpg$</Regex><Regex>a&amp;b</Regex></Includes></KeyFilters></FilterRule>',
      '<ImportQos><MaxBandWidth>5</MaxBandWidth><MaxImportTaskQps>6</MaxImportTaskQps></ImportQos>',
      '<OverwriteMode>always</OverwriteMode>',
      '<ScheduleRule><StartCronExpression>0 0 22 * * ?</StartCronExpression></ScheduleRule>',
      '<Tags>team:storage</Tags>',
      '<TargetStorageClass>IA</TargetStorageClass>',
      '<TransferMode>lastmodified</TransferMode>',
      '<WithLastModifyTime>true</WithLastModifyTime>',
      '<WithStorageClass>false</WithStorageClass>'
    ]
    expect(await codeOf('POST', '/job', create(name, source, destination, ...kept))).toBe('200')
    const { body } = await send('GET', '/job/new_job-1')
    expect([name, source, destination, ...kept].filter((part) => !body.includes(part))).toEqual([])
  })

  test.each([
    ['no name', create(source, destination, mode), 'MissingArgument'],
    ['no source', create(name, destination, mode), 'MissingArgument'],
    ['no destination', create(name, source, mode), 'MissingArgument'],
    ['no overwrite mode', create(name, source, destination), 'MissingArgument'],
    ['an unknown overwrite mode', create(name, source, destination, mode.replace('s<', '<')), 'InvalidArgument'],
    ['a short name', create('<Name>ab</Name>', source, destination, mode), 'InvalidArgument'],
    ['a name that starts with -', create('<Name>-abc</Name>', source, destination, mode), 'InvalidArgument'],
    ['a name with a dot', create('<Name>a.b.c</Name>', source, destination, mode), 'InvalidArgument'],
    [
      'a boolean that is a number',
      create(name, source, destination, mode, '<CreateReport>1</CreateReport>'),
      'InvalidArgument'
    ],
    ['an unknown source', create(name, source.replace('photos', 'films'), destination, mode), 'NoSuchImportAddress'],
    ['an unknown destination', create(name, source, destination.replace('>d', '>D'), mode), 'NoSuchImportAddress'],
    [
      'the name of another job',
      create('<Name>nightly-sync</Name>', source, destination, mode),
      'ImportJobAlreadyExist'
    ],
    [
      'the addresses of another job',
      create(name, source.replace('photos', 'source'), destination, mode),
      'ImportJobRepeatedOnSameAddress'
    ],
    [
      'an unknown parent',
      create(name, source, destination, mode, '<ParentVersion>none</ParentVersion>'),
      'NoSuchImportJobParent'
    ]
  ])('rejects %s', async (_, body, code) => {
    expect(await codeOf('POST', '/job', body)).toBe(code)
    expect(emulator.jobNames()).toEqual(['nightly-sync', 'another-job', 'retry'])
  })
})

describe('an unknown resource', () => {
  test.each([
    ['POST', '/job/nightly-sync', 'MethodNotAllowed'],
    ['PUT', '/joblist', 'MethodNotAllowed'],
    ['GET', '/job', 'MethodNotAllowed'],
    ['GET', '/', 'NoSuchResource'],
    ['GET', '/UpdateJob/nightly-sync', 'NoSuchResource'],
    ['GET', '/job/nightly-sync/', 'NoSuchResource']
  ])('%s %s: %s', async (method, target, code) => {
    expect(await codeOf(method, target)).toBe(code)
  })

  test('is not revealed to anonymous clients', async () => {
    const response = await sendRaw(emulator.url, { method: 'GET', target: '/job/no-such-job' })
    expect(element(response.body, 'Code')).toBe('AccessDenied')
  })
})

describe('close', () => {
  test('closes idle connections, and connections with an incomplete request', async () => {
    const { headers } = signed('GET', '/job/nightly-sync', '', { time: now })
    await sendRaw(emulator.url, {
      method: 'GET',
      target: '/job/nightly-sync',
      headers: { ...headers, ...CONNECTION }
    })
    const unfinished = sendRaw(emulator.url, {
      method: 'PUT',
      target: '/job/nightly-sync',
      headers: { 'transfer-encoding': 'chunked', expect: '100-continue' }
    })
    unfinished.catch(() => {})
    await emulator.close()
    await expect(sendRaw(emulator.url, { method: 'GET', target: '/' })).rejects.toMatchObject({
      code: 'ECONNREFUSED'
    })
  })

  test('can be called twice', async () => {
    await emulator.close()
    await emulator.close()
  })
})
