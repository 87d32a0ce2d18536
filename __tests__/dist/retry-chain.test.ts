import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'
import { type Outcome, runStep } from '../../scripts/runner.ts'
import {
  type ContraryOptions,
  type ContraryServer,
  KEY_ID,
  KEY_SECRET,
  PATH,
  STEPS,
  type StepName,
  startContraryServer
} from '../support/contrary-server.ts'
import { errors, warnings } from './support.ts'

const SOURCE_SECRET = 'the secret of the source, 1'
const OWN_SECRET = 'the-secret-of-the-step-1'

interface ChainRun {
  outcome: Outcome
  server: ContraryServer
  /** The sub-jobs and the addresses in the end. */
  jobs: string[]
  addresses: string[]
}

/** Runs a retry of nightly-sync, with time that passes faster, and checks what holds for every end. */
async function retry(
  { factor = 40, ...options }: ContraryOptions & { factor?: number },
  inputs: Record<string, string> = {},
  during?: Parameters<typeof runStep>[0]['during']
): Promise<ChainRun> {
  const server = await startContraryServer(options)
  try {
    const outcome = await runStep({
      inputs: {
        operation: 'retry-job',
        'job-name': 'nightly-sync',
        region: 'cn-hangzhou',
        endpoint: server.url,
        'access-key-id': 'LTAI5tTheKeyOfTheStep',
        'access-key-secret': OWN_SECRET,
        'source-access-secret': SOURCE_SECRET,
        'wait-for': 'finished',
        'poll-interval-seconds': '5',
        ...inputs
      },
      env: {
        RUNNER_DEBUG: '1',
        ACTIONS_STEP_DEBUG: 'true',
        TIME_FACTOR: String(factor),
        TIME_ORIGIN: String(Date.now()),
        NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/fast-time.mjs')}`
      },
      ...(during && { during })
    })
    expectNoSecret(outcome)
    const run = { outcome, server, jobs: [...server.jobs.keys()], addresses: [...server.addresses.keys()] }
    expect(run.jobs.length).toBeLessThan(2)
    return run
  } finally {
    await server.close()
  }
}

/** The keys appear nowhere in what a run leaves behind, in no form. */
function expectNoSecret({ log, stderr, outputs, summary, env, state }: Outcome): void {
  const left = [log.replace(/^::add-mask::.*$/gm, ''), stderr, JSON.stringify(outputs), summary, env, state].join('\n')
  const forms = [KEY_ID, KEY_SECRET, SOURCE_SECRET, OWN_SECRET].flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64')
  ])
  expect(forms.filter((form) => left.includes(form))).toEqual([])
}

function expectRetried({ outcome, jobs, addresses, server }: ChainRun): void {
  expect({ code: outcome.outputs.code, error: outcome.outputs['error-message'] }).toEqual({
    code: 'success',
    error: ''
  })
  expect(jobs).toEqual([outcome.outputs['retry-job']])
  // The one address that is left is the one that the sub-job uses.
  expect(addresses).toHaveLength(1)
  expect(server.jobs.get(jobs[0] ?? '')?.xml).toContain(`<SrcAddress>${addresses[0]}</SrcAddress>`)
  expect(outcome.outputs).toMatchObject({
    changed: 'true',
    'total-count': '3',
    'copied-count': '3',
    'failed-count': '0'
  })
  expect(JSON.parse(outcome.outputs.result ?? '').Data).toEqual({
    WaitRetryJob: 'nightly-sync',
    RetryJob: jobs[0],
    RootJob: 'nightly-sync'
  })
}

function expectNothingLeft({ outcome, jobs, addresses }: ChainRun): void {
  expect({ jobs, addresses }).toEqual({ jobs: [], addresses: [] })
  expect(outcome.outputs).toMatchObject({ code: 'fail', changed: 'false', 'retry-job': '' })
}

test('the failed files are retried: what is created, from what', async () => {
  const run = await retry({})
  expectRetried(run)
  const [address = ''] = run.addresses
  const [job = ''] = run.jobs
  expect(job).toMatch(/^nightly-sync_retry_\d{14}$/)
  expect(run.server.addresses.get(address)?.xml).toBe(
    `<ImportAddress><Name>${address}</Name><AddressDetail><Bucket>b</Bucket><AddressType>ossinv</AddressType><Role>mgw</Role><RegionId>oss-cn-hangzhou</RegionId><InvLocation>oss</InvLocation><InvBucket>inv</InvBucket><InvDomain>d</InvDomain><InvRegionId>r</InvRegionId><InvPath>${PATH}</InvPath><InvAccessId>${KEY_ID}</InvAccessId><InvAccessSecret>contrary+inventory/secret=1&#38;&#60;2&#62;</InvAccessSecret><DataType>oss</DataType></AddressDetail></ImportAddress>`
  )
  expect(run.server.jobs.get(job)?.xml).toContain(
    `<Name>${job}</Name><SrcAddress>${address}</SrcAddress><ParentVersion>v1</ParentVersion><DestAddress>dst</DestAddress><OverwriteMode>always</OverwriteMode><TransferMode>all</TransferMode><ImportQos><MaxBandWidth>100</MaxBandWidth><MaxImportTaskQps>7</MaxImportTaskQps></ImportQos><ParentName>`
  )
  expect(run.server.log.map((line) => line.split(' ')[0]).slice(0, 9)).toEqual([
    'GetJob',
    'ListJobHistory',
    'GetJobResult',
    'ListJob',
    'GetAddress',
    'CreateAddress',
    'VerifyAddress',
    'VerifyAddress',
    'CreateJob'
  ])
})

const CREATIONS = ['CreateAddress', 'CreateJob'] as const

test.each(STEPS)('each step can lose its answer once: %s', async (step) => {
  expectRetried(await retry({ step, trick: 'lose' }))
})

test.each(STEPS)('each step can be refused once: %s', async (step) => {
  expectRetried(await retry({ step, trick: 'refuse' }))
})

test('every step loses its answer once', async () => {
  expectRetried(await retry({ trick: 'lose', everyStep: true }))
})

test('every step is refused once', async () => {
  expectRetried(await retry({ trick: 'refuse', everyStep: true }))
})

test.each(CREATIONS)('what %s has created shows late', async (step) => {
  expectRetried(await retry({ step, trick: 'lag' }))
})

test.each(['CreateJob', 'UpdateJob', 'VerifyAddress'] as const)('%s is carried out twice', async (step) => {
  expectRetried(await retry({ step, trick: 'repeat' }))
})

test.each(CREATIONS)('%s answers HTTP 200 with an error, and has created it', async (step) => {
  expectRetried(await retry({ step, trick: 'error in 200' }))
})

test('CreateAddress gets no answer and has no effect: another name is taken', async () => {
  const run = await retry({ step: 'CreateAddress', trick: 'drop' })
  expectRetried(run)
  const names = run.server.log.filter((line) => line.startsWith('CreateAddress '))
  expect(new Set(names).size).toBe(2)
})

test('an address that shows only after another one was created is deleted', async () => {
  const run = await retry({ step: 'CreateAddress', trick: 'lose late' })
  expectRetried(run)
  const [first, second] = run.server.log.filter((line) => line.startsWith('CreateAddress '))
  expect(run.server.log).toContain(first?.replace('Create', 'Delete'))
  expect(run.addresses).toEqual([second?.split(' ')[1]])
})

test('CreateJob gets no answer, and no job shows: nothing is claimed, and the address stays and is named', async () => {
  const run = await retry({ step: 'CreateJob', trick: 'drop' })
  const { outputs, log } = run.outcome
  expect(run.jobs).toEqual([])
  expect(run.addresses).toHaveLength(1)
  expect(outputs).toMatchObject({ code: 'fail', changed: '', 'error-code': 'ECONNRESET' })
  expect(errors(log)[0]?.text).toContain(`Its address ${run.addresses[0]} was kept`)
  expect(run.server.log.filter((line) => line.startsWith('CreateJob '))).toHaveLength(1)
})

const without = (element: string) => (xml: string) => xml.replace(new RegExp(`<${element}>.*?</${element}>`), '')

test('CreateJob lost its answer, and GetJob lacks ParentVersion: the sub-job is used', async () => {
  expectRetried(await retry({ step: 'CreateJob', trick: 'lose', show: without('ParentVersion') }))
})

test('CreateJob answers that the job exists, by another code, and has created it', async () => {
  expectRetried(await retry({ step: 'CreateJob', trick: 'exists' }))
})

function expectKept({ outcome, addresses, jobs }: ChainRun): void {
  expect(jobs).toHaveLength(1)
  expect(addresses).toHaveLength(1)
  expect(outcome.outputs).toMatchObject({ code: 'fail', changed: '' })
  expect(errors(outcome.log)[0]?.text).toContain(`Its address ${addresses[0]} was kept`)
}

test.each(['lose', 'exists'] as const)(
  'CreateJob (%s), and GetJob lacks SrcAddress: the address stays',
  async (trick) => {
    const run = await retry({ step: 'CreateJob', trick, show: without('SrcAddress') })
    expectKept(run)
    expect(run.server.log.filter((line) => line.startsWith('CreateJob '))).toHaveLength(1)
  }
)

test('a job on the address means that there is one, whatever GetJob shows: the address stays', async () => {
  const show = (xml: string) => xml.replace(/<SrcAddress>.*?</, '<SrcAddress>another<')
  expectKept(await retry({ step: 'CreateJob', trick: 'lose', show }))
})

describe('an address that may be left is named', () => {
  test.each<[string, ContraryOptions]>([
    ['lost its answer, and GetAddress is denied', { trick: 'lose', show: () => undefined }],
    ['lost its answer, and GetAddress lacks InvPath', { trick: 'lose', show: without('InvPath') }],
    ['exists after HTTP 503, and GetAddress lacks InvPath', { trick: 'refuse late', show: without('InvPath') }]
  ])('CreateAddress %s', async (_, options) => {
    const run = await retry({ step: 'CreateAddress', ...options }, { 'wait-for': 'accepted' })
    expect(run.outcome.outputs).toMatchObject({ code: 'success', changed: 'true', 'retry-job': run.jobs[0] })
    const [first, second] = run.addresses
    expect(run.server.jobs.get(run.jobs[0] ?? '')?.xml).toContain(`<SrcAddress>${second}</SrcAddress>`)
    expect(warnings(run.outcome.log)).toEqual([
      `The address ${first} may exist, and then contains a live key. Delete ${first} in the console, or with mgwutil delete-address.`
    ])
  })

  test('one whose creation took all of the time can still show later', async () => {
    const delay = (step: StepName) => (step === 'CreateAddress' ? 3000 : 0)
    const run = await retry({ step: 'CreateAddress', trick: 'drop', delay, factor: 5 }, { 'timeout-seconds': '5' })
    const address = run.server.log.find((line) => line.startsWith('CreateAddress '))?.split(' ')[1]
    expect(run.outcome.outputs).toMatchObject({ code: 'fail', changed: '', 'error-code': 'ETIMEDOUT' })
    expect(errors(run.outcome.log)[0]?.text).toContain(`The address ${address} may exist`)
  })

  test('one that exists after HTTP 503 is used', async () => {
    const run = await retry({ step: 'CreateAddress', trick: 'refuse late' })
    expectRetried(run)
    expect(warnings(run.outcome.log)).toEqual([])
  })

  test('one that cannot be deleted: also in a warning, which the annotation for several jobs lists', async () => {
    const run = await retry({ verification: 'failed', step: 'DeleteAddress', trick: 'deny', always: true })
    const text = `The address ${run.addresses[0]} could not be deleted, and contains a live key.`
    expect(run.outcome.outputs).toMatchObject({ code: 'fail', changed: 'true' })
    expect(warnings(run.outcome.log)).toEqual([expect.stringContaining(text)])
    expect(errors(run.outcome.log)[0]?.text).toContain(text)
  })
})

test.each<[string, (number: number) => string]>([
  ['has no marker', () => '<Truncated>true</Truncated>'],
  ['repeats its marker', () => '<Truncated>true</Truncated><NextMarker>m</NextMarker>'],
  ['does not end', (number) => `<Truncated>true</Truncated><NextMarker>m${number}</NextMarker>`]
])('nothing is created if a list of sub-jobs %s', async (_, page) => {
  const run = await retry({ page })
  expectNothingLeft(run)
  expect(run.outcome.outputs['error-code']).toBe('InvalidResponse')
  expect(run.server.log.filter((line) => line.startsWith('Create'))).toEqual([])
})

test('a secret that GetAddress shows, which it never should, is not sent on', async () => {
  const secret = 'a-secret-of-the-source'
  const source = `<AddressType>oss</AddressType><AccessId>LTAI5tOfTheSource</AccessId><AccessSecret>${secret}</AccessSecret>`
  const run = await retry({ source }, { 'source-access-secret': '' })
  expectRetried(run)
  expect(run.server.addresses.get(run.addresses[0] ?? '')?.xml).not.toContain(secret)
})

test.each<StepName>([
  'GetJob',
  'ListJobHistory',
  'GetJobResult',
  'ListJob',
  'GetAddress',
  'CreateAddress',
  'VerifyAddress',
  'CreateJob'
])('%s is denied: nothing is left behind, and the missing permission is named', async (step) => {
  const run = await retry({ step, trick: 'deny', always: true })
  expectNothingLeft(run)
  expect(run.outcome.outputs['error-code']).toBe('AccessDenied')
  const action = step.replace('Address', 'ImportAddress').replace('Job', 'ImportJob')
  expect(errors(run.outcome.log)[0]?.text).toContain(`mgw:${action}.`)
})

test('the start is denied: the sub-job stays and is named', async () => {
  const { outcome, jobs } = await retry({ step: 'UpdateJob', trick: 'deny', always: true })
  expect(outcome.outputs).toMatchObject({ 'error-code': 'AccessDenied', changed: 'true', 'retry-job': jobs[0] })
  expect(errors(outcome.log)[0]?.text).toContain(
    `${jobs[0]} was not started. Allow the RAM user or role mgw:UpdateImportJob.`
  )
})

test('CreateJob always fails: the address is deleted again, or named', async () => {
  expectNothingLeft(await retry({ verification: 'failed' }))
  const run = await retry({ step: 'CreateJob', trick: 'refuse', always: true }, { 'max-attempts': '2' })
  expectNothingLeft(run)
})

test('a failed verification names its reason and the missing secret', async () => {
  const source = '<AddressType>oss</AddressType><AccessId>LTAI5tOfTheSource</AccessId>'
  const run = await retry({ source, verification: 'failed' }, { 'source-access-secret': '' })
  expectNothingLeft(run)
  expect(errors(run.outcome.log)).toEqual([
    {
      title: 'VerifyAddressFailed',
      text: expect.stringMatching(/ended with "failed, no access"\. Set source-access-secret to the access key secret/)
    }
  ])
})

test('the secret of the source is sent if it is needed, and only then', async () => {
  const source = '<AddressType>s3</AddressType><AccessId>LTAI5tOfTheSource</AccessId>'
  const run = await retry({ source })
  expectRetried(run)
  const xml = run.server.addresses.get(run.addresses[0] ?? '')?.xml
  expect(xml).toContain(`<DataType>s3</DataType><AccessSecret>${SOURCE_SECRET}</AccessSecret>`)
  const without = await retry({ source }, { 'source-access-secret': '' })
  expectNothingLeft(without)
  expect(without.outcome.outputs['error-code']).toBe('InvalidArgument')
  expect(without.server.log.some((line) => line.startsWith('CreateAddress'))).toBe(false)
})

test('one that is not ready yet is waited for', async () => {
  expectRetried(await retry({ notReady: 3 }))
})

test('a second run uses the sub-job of the first one', async () => {
  const server = await startContraryServer()
  try {
    const inputs = {
      operation: 'retry-job',
      'job-name': 'nightly-sync',
      region: 'cn-hangzhou',
      endpoint: server.url,
      'access-key-id': 'LTAI5tTheKeyOfTheStep',
      'access-key-secret': OWN_SECRET
    }
    const first = await runStep({ inputs })
    const second = await runStep({ inputs })
    expect(first.outputs).toMatchObject({ code: 'success', changed: 'true' })
    expect(second.outputs).toMatchObject({ code: 'success', changed: 'false', 'retry-job': first.outputs['retry-job'] })
    expect([server.jobs.size, server.addresses.size]).toEqual([1, 1])
  } finally {
    await server.close()
  }
})

describe('cancelled while a request is under way', () => {
  /** Cancels when a step's request arrives, whose answer takes a while. The 5 s that it may take are 1 s here. */
  async function cancelDuring(step: StepName, ms: number, options: ContraryOptions = {}): Promise<ChainRun> {
    let child: ChildProcess | undefined
    const onRequest = (one: StepName): void => void (one === step && child?.kill('SIGINT'))
    const delay = (one: StepName): number => (one === step ? ms : 0)
    const run = await retry({ ...options, onRequest, delay, factor: 5 }, {}, (started) => {
      child = started
    })
    expect(run.outcome.exitCode).toBe(1)
    expect(run.outcome.outputs['error-code']).toBe('CancelOperation')
    return run
  }

  test('CreateAddress is answered in time: the address is deleted again', async () => {
    const run = await cancelDuring('CreateAddress', 20)
    expectNothingLeft(run)
    expect(run.server.log.at(-1)).toMatch(/^DeleteAddress /)
  })

  test('CreateAddress is not answered: it is read back, and deleted again', async () => {
    const run = await cancelDuring('CreateAddress', 2500, { step: 'CreateAddress', trick: 'early' })
    expectNothingLeft(run)
    expect(run.server.log.slice(-2)).toEqual([
      expect.stringMatching(/^GetAddress /),
      expect.stringMatching(/^DeleteAddress /)
    ])
  })

  test('CreateJob is answered in time: the sub-job stays, and is named', async () => {
    const { outcome, jobs, addresses, server } = await cancelDuring('CreateJob', 20)
    expect({ jobs: jobs.length, addresses: addresses.length }).toEqual({ jobs: 1, addresses: 1 })
    expect(outcome.outputs).toMatchObject({ changed: 'true', 'retry-job': jobs[0] })
    expect(errors(outcome.log)[0]?.text).toContain(`The sub-job ${jobs[0]} was created, and not started.`)
    expect(server.log.at(-1)).toMatch(/^CreateJob /)
  })

  test('CreateJob is not answered: it is read back, and the sub-job stays', async () => {
    const { outcome, jobs } = await cancelDuring('CreateJob', 2500, { step: 'CreateJob', trick: 'early' })
    expect(outcome.outputs).toMatchObject({ changed: 'true', 'retry-job': jobs[0] })
  })

  test('CreateJob is not answered, and can take effect later: the address stays, and both are named', async () => {
    const run = await cancelDuring('CreateJob', 2500, { step: 'CreateJob', trick: 'drop' })
    const job = run.server.log.find((line) => line.startsWith('CreateJob '))?.split(' ')[1]
    expect(run.addresses).toHaveLength(1)
    expect(run.outcome.outputs).toMatchObject({ changed: '', 'retry-job': '' })
    expect(errors(run.outcome.log)[0]?.text).toContain(
      `It isn't known whether the sub-job ${job} was created. Its address ${run.addresses[0]} was kept.`
    )
  })

  test('CreateAddress is not answered, and can take effect later: the address is named', async () => {
    const run = await cancelDuring('CreateAddress', 2500, { step: 'CreateAddress', trick: 'drop' })
    const address = run.server.log.find((line) => line.startsWith('CreateAddress '))?.split(' ')[1]
    expect(run.outcome.outputs).toMatchObject({ changed: '', 'retry-job': '' })
    expect(errors(run.outcome.log)[0]?.text).toContain(`The address ${address} may exist`)
  })

  test('the verification: the address is deleted', async () => {
    expectNothingLeft(await cancelDuring('VerifyAddress', 0))
  })

  test('the wait for the sub-job: it stays', async () => {
    const { outcome, jobs } = await cancelDuring('UpdateJob', 0)
    expect(outcome.outputs).toMatchObject({ changed: 'true', 'retry-job': jobs[0] })
  })
})

const KEYS_IN_XML = `<InvAccessId>${KEY_ID}</InvAccessId><InvAccessSecret>${KEY_SECRET.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</InvAccessSecret>`

test.each<[shape: string, status: number, body: string]>([
  ['a page of a proxy', 200, `<html>${KEYS_IN_XML}</html>`],
  ['half of the XML', 200, `<ImportJobResult>${KEYS_IN_XML.slice(0, -8)}`],
  ['JSON', 200, JSON.stringify({ InvAccessId: KEY_ID, InvAccessSecret: KEY_SECRET })],
  [
    'an error around it',
    500,
    `<Error><Code>InternalError</Code><Message>InvAccessId=${KEY_ID}</Message>${KEYS_IN_XML}</Error>`
  ],
  ['an error that quotes it', 403, `<Error><Code>AccessDenied</Code><Message>${KEY_ID}</Message>${KEYS_IN_XML}</Error>`]
])('the keys are shown by no operation, whatever GetJobResult answers: %s', async (_, status, body) => {
  for (const operation of ['get-job-status', 'retry-job']) {
    const inputs = { operation, 'max-attempts': '1', 'wait-for': 'accepted' }
    const { outcome, jobs } = await retry({ result: [status, body] }, inputs)
    expect(jobs).toEqual([])
    expect(outcome.outputs.code).toBe(operation === 'retry-job' ? 'fail' : 'success')
    expect(outcome.log).toContain(`::add-mask::${KEY_ID}`)
  }
})

test('the keys are not shown in a crash either', async () => {
  const crash = encodeURIComponent(`
    import http from 'node:http'
    const { request } = http
    http.request = (...args) => {
      const sent = request(...args)
      if (args.some((arg) => arg?.method === 'POST')) setImmediate(() => { throw new Error('a crash') })
      return sent
    }`)
  const server = await startContraryServer()
  try {
    const outcome = await runStep({
      inputs: {
        operation: 'retry-job',
        'job-name': 'nightly-sync',
        region: 'cn-hangzhou',
        endpoint: server.url,
        'access-key-id': 'LTAI5tTheKeyOfTheStep',
        'access-key-secret': OWN_SECRET,
        'source-access-secret': SOURCE_SECRET
      },
      env: { NODE_OPTIONS: `--import=data:text/javascript,${crash}` }
    })
    expect(outcome.outputs['error-message']).toContain('a crash')
    expect(outcome.exitCode).not.toBe(0)
    expectNoSecret(outcome)
  } finally {
    await server.close()
  }
})
