import { expect, test } from '@jest/globals'
import { completeWorkflow, documentedWorkflows } from './documents.ts'
import { inputErrors, unknownNames, usesOf } from './steps.ts'

const documents = documentedWorkflows()
const uses = documents.flatMap(({ name, text }) => usesOf(text).map((use, index) => ({ name, index, use })))

test('every workflow uses the action', () => {
  expect(documents.filter(({ text }) => usesOf(text).length === 0)).toEqual([])
  expect(uses.length).toBeGreaterThan(15)
})

test.each(documents)('$name uses existing inputs and outputs', ({ text }) => {
  expect(unknownNames(text)).toEqual([])
})

test.each(uses)('the action accepts the inputs of $name, step $index', async ({ use }) => {
  expect(await inputErrors(use)).toEqual([])
})

test('finds unknown inputs and outputs', () => {
  const text = `
- id: check
  uses: owner/mgw-job-action@v1
  with:
    job: nightly-sync
- if: steps.check.outputs.status == steps.other.outputs.state
  run: exit`
  expect(unknownNames(completeWorkflow(text))).toEqual(['job', 'status'])
})

test.each([
  ["operation is 'stop-job'", { operation: `\${{ github.event_name && 'stop-job' || 'pause-job' }}` }],
  ["operation is 'halt-job'", { operation: `\${{ inputs.operation }}` }],
  ["job-name is 'my photos'", { 'job-name': `\${{ matrix.job }}` }],
  ['wait-for is finished', { 'wait-for': 'finished' }],
  ["idempotent is 'yes'", { idempotent: 'yes' }],
  ["user-id is '1.23456789012346e+15'", { 'user-id': 1234567890123456 }]
])('finds a step that the action rejects: %s', async (problem, input) => {
  const options = ['pause-job', 'halt-job']
  const workflow = {
    on: { workflow_dispatch: { inputs: { operation: { type: 'choice', options } } } },
    jobs: {}
  }
  const job = { strategy: { matrix: { job: ['photos', 'my photos'] } }, steps: [] }
  const valid = { operation: 'pause-job', 'job-name': 'photos', region: 'cn-hangzhou', 'user-id': '1' }
  const step = { with: { ...valid, ...input } }
  expect(await inputErrors({ workflow, job, step })).toEqual([expect.stringContaining(problem)])
})
