import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { RUNS } from '../../scripts/examples/runs.ts'
import { ACTION, CREDENTIALS_ACTION, otherActions, prepare } from '../../scripts/examples/workflow.ts'
import { files } from './documents.ts'

const examples = files('examples/*.yml')
const TOKEN = { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token' }

test('npm run examples knows what must come of each example, and of no other', () => {
  expect(Object.keys(RUNS).sort()).toEqual(examples.map(({ name }) => name.replace('examples/', '')))
  expect(Object.entries(RUNS).filter(([, runs]) => runs.length === 0)).toEqual([])
})

test('it has a stand-in for each other action that an example uses', () => {
  const used = examples.flatMap(({ text }) => otherActions(text))
  expect(used.filter((uses) => !uses.startsWith(CREDENTIALS_ACTION))).toEqual([])
})

describe('what npm run examples changes in a workflow', () => {
  const step = { uses: ACTION, with: { 'job-name': 'a', region: 'cn-beijing' } }
  const changed = (workflow: object) => parse(prepare(JSON.stringify(workflow), TOKEN))

  test('is where the action finds its servers, and nothing else of its inputs', () => {
    const [inputs] = changed({ jobs: { a: { steps: [step] } } }).jobs.a.steps.map(
      (one: typeof step) => one.with
    )
    expect(inputs).toEqual({
      ...step.with,
      endpoint: `\${{ fromJSON(env.MGW_ENDPOINTS)['cn-beijing'] }}`,
      'sts-endpoint': `\${{ env.STS_ENDPOINT }}`
    })
  })

  test.each([
    [`\${{ matrix.region }}`, 'matrix.region'],
    [undefined, 'env.ALIBABA_CLOUD_REGION_ID']
  ])('is the endpoint of the region, with %s', (region, key) => {
    const { jobs } = changed({ jobs: { a: { steps: [{ uses: step.uses, with: { region } }] } } })
    expect(jobs.a.steps[0].with.endpoint).toBe(`\${{ fromJSON(env.MGW_ENDPOINTS)[${key}] }}`)
  })

  test('is a token endpoint for a job that may have one, and for no other', () => {
    const mayGetToken = { permissions: { 'id-token': 'write' }, steps: [] }
    const { jobs } = changed({ permissions: {}, jobs: { a: mayGetToken, b: { steps: [] } } })
    expect([jobs.a.env, jobs.b.env]).toEqual([TOKEN, undefined])
  })

  test('is the queue, which act does not know', () => {
    const concurrency = { group: 'mgw-a', queue: 'max' }
    const workflow = changed({ concurrency, jobs: { a: { concurrency, steps: [] } } })
    expect([workflow.concurrency, workflow.jobs.a.concurrency]).toEqual([
      { group: 'mgw-a' },
      { group: 'mgw-a' }
    ])
  })
})
