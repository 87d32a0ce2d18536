import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ACTION, CREDENTIALS_ACTION } from '../../scripts/examples/workflow.ts'
import { files } from './documents.ts'

interface Job {
  permissions?: Record<string, string>
  steps: { uses?: string; with?: Record<string, unknown> }[]
}

test.each(files('examples/*.yml'))(
  '$name gives id-token to the job that signs in, and no other permission',
  ({ text }) => {
    const { permissions, jobs }: { permissions?: object; jobs: Record<string, Job> } = parse(text)
    expect(permissions).toEqual({})
    for (const job of Object.values(jobs))
      expect(job.permissions).toEqual(signsIn(job) ? { 'id-token': 'write' } : undefined)
  }
)

test('some example signs in as a role', () => {
  const [keyless] = files('examples/keyless.yml').map(({ text }) => parse(text))
  expect(Object.values<Job>(keyless.jobs).some(signsIn)).toBe(true)
})

function signsIn({ steps }: Job): boolean {
  return steps.some(
    ({ uses = '', with: inputs = {} }) =>
      'role-to-assume' in inputs && (uses === ACTION || uses.startsWith(CREDENTIALS_ACTION))
  )
}
