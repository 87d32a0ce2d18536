import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { documented, files, wholeWorkflow, type YamlDocument } from './documents.ts'

const sound = [...files(['action.yml', '.github/workflows/*.yml']), ...documented()]
const broken: [problem: string, name: string, text: string][] = [
  ["Unexpected value 'mian'", 'action.yml', 'name: a\ndescription: b\nruns:\n  using: node24\n  mian: c\n'],
  ["Unexpected value 'rum'", 'a workflow', wholeWorkflow('- rum: echo')],
  ["Unrecognized named-value: 'setps'", 'a workflow', wholeWorkflow('- if: setps.a.outputs.b\n  run: echo')],
  ['Context access might be invalid: a', 'a workflow', wholeWorkflow('- if: steps.a.outcome\n  run: echo')],
  [
    "'queue: max' cannot be",
    'a workflow',
    wholeWorkflow('concurrency: { group: a, queue: max, cancel-in-progress: true }\n')
  ]
]
const problems = askGitHub([...sound, ...broken.map(([, name, text]) => ({ name, text }))])

test.each(sound.map(({ name }, index) => [name, problems[index]]))('%s is sound', (_, found) => {
  expect(found).toEqual([])
})

test.each(broken.map(([problem], index) => [problem, problems[sound.length + index]] as const))(
  'a mistake is found: %s',
  (problem, found) => {
    expect(found?.join()).toContain(problem)
  }
)

test.each(files('examples/*.yml'))('$name says what it is for, and lets runs take turns', ({ text }) => {
  expect(text).toMatch(/^# [A-Z].{30,}\n/)
  const { concurrency, jobs } = parse(text)
  const settings = concurrency
    ? [concurrency]
    : Object.values<{ concurrency?: object }>(jobs).map((job) => job.concurrency)
  // Without `queue: max`, a newer run takes the place of the one that waits, which is dropped.
  for (const setting of settings)
    expect(setting).toEqual({ group: expect.stringMatching(/^mgw-/), queue: 'max' })
})

/** What GitHub's parser finds in each document. */
function askGitHub(documents: YamlDocument[]): string[][] {
  const program = join(import.meta.dirname, 'github-parser.ts')
  const input = JSON.stringify(documents)
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8', input }))
}
