import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { completeWorkflow, documentedWorkflows, files, type YamlDocument } from './documents.ts'

const valid = [...files('action.yml'), ...documentedWorkflows()]
const invalid: [problem: string, name: string, text: string][] = [
  ["Unexpected value 'mian'", 'action.yml', 'name: a\ndescription: b\nruns:\n  using: node24\n  mian: c\n'],
  ["Unexpected value 'rum'", 'a workflow', completeWorkflow('- rum: echo')],
  ["Unrecognized named-value: 'setps'", 'a workflow', completeWorkflow('- if: setps.a.outputs.b\n  run: echo')],
  ['Context access might be invalid: a', 'a workflow', completeWorkflow('- if: steps.a.outcome\n  run: echo')],
  [
    "'queue: max' cannot be",
    'a workflow',
    completeWorkflow('concurrency: { group: a, queue: max, cancel-in-progress: true }\n')
  ]
]
const problems = parseWorkflows([...valid, ...invalid.map(([, name, text]) => ({ name, text }))])

test.each(valid.map(({ name }, index) => [name, problems[index]]))("GitHub's parser accepts %s", (_, found) => {
  expect(found).toEqual([])
})

test.each(invalid.map(([problem], index) => [problem, problems[valid.length + index]] as const))(
  "GitHub's parser reports a mistake: %s",
  (problem, found) => {
    expect(found?.join()).toContain(problem)
  }
)

test.each(files('examples/*.yml'))('$name queues runs that change the same jobs', ({ text }) => {
  const { concurrency, jobs } = parse(text)
  const settings = concurrency
    ? [concurrency]
    : Object.values<{ concurrency?: object }>(jobs).map((job) => job.concurrency)
  // Without `queue: max`, GitHub drops a waiting run when a newer one starts.
  for (const setting of settings) expect(setting).toEqual({ group: expect.stringMatching(/^mgw-/), queue: 'max' })
})

/** Returns the problems that GitHub's parser finds in each document. */
function parseWorkflows(documents: YamlDocument[]): string[][] {
  const program = join(import.meta.dirname, 'github-parser.ts')
  const input = JSON.stringify(documents)
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8', input }))
}
