import { MgwError } from '@alicloud/hcs-mgw20240626'
import { expect, test } from '@jest/globals'
import { findJobs } from '../../src/many/find.ts'
import { testRetries } from '../support/retry-options.ts'

/** What a selection comes to where ListJob tells these names, or fails. */
async function find(
  wanted: string[],
  listed: string[] | Error,
  { excluded = [] as string[], maxJobs = 50 } = {}
) {
  const options = testRetries()
  let asked = 0
  const list = {
    async names() {
      asked += 1
      if (listed instanceof Error) throw listed
      return listed
    },
    lastStatus: () => (asked === 0 ? undefined : 200)
  }
  const many = { selection: { wanted, excluded }, maxJobs, maxParallel: 5, failFast: false }
  const found = await findJobs(many, list, options)
  return { ...found, asked, warnings: options.logger.warnings }
}

test('names alone are taken as they are, and nothing is asked for', async () => {
  expect(await find(['b', 'a'], [])).toEqual({ names: ['b', 'a'], asked: 0, warnings: [] })
})

test('a pattern is looked up, and what matches nothing is a warning', async () => {
  expect(await find(['photos-*', 'x-*'], ['photos-a', 'invoices'])).toEqual({
    names: ['photos-a'],
    asked: 1,
    warnings: [expect.stringContaining('x-* matches no job')]
  })
})

test.each<[what: string, listed: string[] | Error, maxJobs: number, code: string, note: string | undefined]>([
  ['no match', ['invoices'], 50, 'NoSuchImportJob', undefined],
  ['too many', ['photos-a', 'photos-b'], 1, 'InvalidArgument', undefined],
  ['a refusal', new MgwError('InternalError', '', {}), 50, 'InternalError', undefined],
  ['no right to list', new MgwError('AccessDenied', '', {}), 50, 'AccessDenied', 'mgw:ListImportJob']
])('%s is a failure of the step, of which nothing was changed', async (_, listed, maxJobs, code, note) => {
  const { names, failure, warnings } = await find(['photos-*', 'x-*'], listed, { maxJobs })
  expect(names).toBeUndefined()
  expect(failure).toMatchObject({ error: { code }, changed: false, statusCode: 200 })
  expect(failure?.note).toEqual(note === undefined ? undefined : expect.stringContaining(note))
  // Nothing is said of a selection that is not worked on.
  expect(warnings).toEqual([])
})
