import { expect, test } from '@jest/globals'
import { documented, wholeWorkflow } from './documents.ts'
import { refusals, unknownNames, usesOf } from './steps.ts'

const documents = documented()
const uses = documents.flatMap(({ name, text }) => usesOf(text).map((use, index) => ({ name, index, use })))

test('there are steps to check', () => {
  expect(documents.filter(({ text }) => usesOf(text).length === 0)).toEqual([])
  expect(uses.length).toBeGreaterThan(15)
})

test.each(documents)('$name uses inputs and outputs that there are', ({ text }) => {
  expect(unknownNames(text)).toEqual([])
})

test.each(uses)('the action accepts the inputs of $name, step $index', async ({ use }) => {
  expect(await refusals(use)).toEqual([])
})

test('inputs and outputs that there are not are found', () => {
  const text = `
- id: look
  uses: owner/mgw-job-action@v1
  with:
    job: nightly-sync
- if: steps.look.outputs.status == steps.other.outputs.state
  run: exit`
  expect(unknownNames(wholeWorkflow(text))).toEqual(['job', 'status'])
})

test.each([
  ["operation is 'stop-job'", { operation: `\${{ github.event_name && 'stop-job' || 'pause-job' }}` }],
  ["operation is 'halt-job'", { operation: `\${{ inputs.operation }}` }],
  ["job-name is 'my photos'", { 'job-name': `\${{ matrix.job }}` }],
  ['wait-for is finished', { 'wait-for': 'finished' }],
  ["idempotent is 'yes'", { idempotent: 'yes' }],
  ["user-id is '1.23456789012346e+15'", { 'user-id': 1234567890123456 }]
])('a step that the action refuses is found: %s', async (problem, input) => {
  const options = ['pause-job', 'halt-job']
  const workflow = {
    on: { workflow_dispatch: { inputs: { operation: { type: 'choice', options } } } },
    jobs: {}
  }
  const job = { strategy: { matrix: { job: ['photos', 'my photos'] } }, steps: [] }
  const sound = { operation: 'pause-job', 'job-name': 'photos', region: 'cn-hangzhou', 'user-id': '1' }
  const step = { with: { ...sound, ...input } }
  expect(await refusals({ workflow, job, step })).toEqual([expect.stringContaining(problem)])
})
