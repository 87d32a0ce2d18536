import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ACTION, CREDENTIALS_ACTION } from '../../scripts/examples/workflow.ts'
import { files } from './documents.ts'

type Permissions = Record<string, string>

interface Job {
  permissions?: Permissions
  steps: { uses?: string; with?: Record<string, unknown> }[]
}

/** What is wrong with who may do what: only a job that signs in without keys gets `id-token`, and nothing gets more. */
function excesses(text: string): string[] {
  const { permissions, jobs }: { permissions?: Permissions; jobs: Record<string, Job> } = parse(text)
  return [
    ...(isEmpty(permissions) ? [] : ['the workflow has permissions']),
    ...Object.entries(jobs).flatMap(([name, job]) => {
      const needed = signsIn(job) ? { 'id-token': 'write' } : {}
      const given = job.permissions ?? {}
      return JSON.stringify(given) === JSON.stringify(needed) ? [] : [`${name} has ${JSON.stringify(given)}`]
    })
  ]
}

function isEmpty(permissions: Permissions | undefined): boolean {
  return permissions !== undefined && Object.keys(permissions).length === 0
}

function signsIn({ steps }: Job): boolean {
  return steps.some(
    ({ uses = '', with: inputs = {} }) =>
      'role-to-assume' in inputs && (uses === ACTION || uses.startsWith(CREDENTIALS_ACTION))
  )
}

const examples = files('examples/*.yml')

test.each(examples)(
  '$name gives id-token to the job that signs in, and nothing else to anybody',
  ({ text }) => {
    expect(excesses(text)).toEqual([])
  }
)

test('some examples sign in without keys', () => {
  const signing = examples.filter(({ text }) => Object.values<Job>(parse(text).jobs).some(signsIn))
  expect(signing.map(({ name }) => name)).toContain('examples/keyless.yml')
})

describe('a workflow that gives too much is found', () => {
  const keyless = `{ steps: [{ uses: ${ACTION}, with: { role-to-assume: a } }]`
  const stored = `{ steps: [{ uses: ${ACTION}, with: { access-key-id: a } }]`
  const mayGetToken = ', permissions: { id-token: write } }'

  test.each([
    ['the workflow has permissions', `permissions: { id-token: write }\njobs: { a: ${stored} } }`],
    ['the workflow has permissions', `jobs: { a: ${stored} } }`],
    [
      'b has {"id-token":"write"}',
      `permissions: {}\njobs: { a: ${keyless}${mayGetToken}, b: ${stored}${mayGetToken} }`
    ],
    ['a has {}', `permissions: {}\njobs: { a: ${keyless} } }`],
    [
      'a has {"contents":"read","id-token":"write"}',
      `permissions: {}\njobs: { a: ${keyless}, permissions: { contents: read, id-token: write } } }`
    ]
  ])('%s', (problem, text) => {
    expect(excesses(text)).toEqual([problem])
  })
})
