import { describe, expect, test } from '@jest/globals'
import { read, testRejected } from './support.ts'

const NAME_RULE = '3 to 63 letters, digits, - and _'
const SEPARATORS = 'Separate names with commas or line breaks'
const jobNames = (count: number): string => Array.from({ length: count }, (_, index) => `job-${index}`).join()

describe('job-name', () => {
  testRejected([
    ['InvalidArgument', ['job-name is not set'], { 'job-name': '' }],
    ['InvalidArgument', ['"ab"', NAME_RULE], { 'job-name': 'ab' }],
    ['InvalidArgument', [NAME_RULE], { 'job-name': 'a'.repeat(64) }],
    ['InvalidArgument', ['"-abc"', NAME_RULE], { 'job-name': '-abc' }],
    ['InvalidArgument', ['"_abc"', NAME_RULE], { 'job-name': '_abc' }],
    ['InvalidArgument', ['"my job"', NAME_RULE], { 'job-name': 'my job' }],
    ['InvalidArgument', ['"../joblist"', NAME_RULE], { 'job-name': '../joblist' }],
    ['InvalidArgument', ['"jöb"', NAME_RULE], { 'job-name': 'jöb' }],
    ['InvalidArgument', ['","', NAME_RULE], { 'job-name': ',' }],
    ['InvalidArgument', ['"-bad"', NAME_RULE], { 'job-name': 'photos, -bad' }],
    ['InvalidArgument', ['"-bad"', NAME_RULE], { 'job-name': '*, !-bad' }],
    ['InvalidArgument', ['"two words"', NAME_RULE], { 'job-name': 'photos\ntwo words' }],
    ['InvalidArgument', ['"[photos"', SEPARATORS], { 'job-name': '[photos, invoices]' }],
    ['InvalidArgument', ['"photos，invoices"', SEPARATORS], { 'job-name': 'photos，invoices' }],
    ['InvalidArgument', ['"photos-* invoices"', SEPARATORS], { 'job-name': 'photos-* invoices' }],
    ['InvalidArgument', ['"*, !"', 'a ! that no name follows'], { 'job-name': '*, !' }],
    ['InvalidArgument', ['"!"', 'a ! that no name follows'], { 'job-name': '!' }],
    [
      'InvalidArgument',
      ['job-name contains 101 patterns', '100 are allowed'],
      {
        'job-name': `${Array.from({ length: 60 }, (_, index) => `a${index}*`)},${Array.from({ length: 41 }, (_, index) => `!b${index}*`)}`
      }
    ],
    [
      'InvalidArgument',
      ['job-name contains 19000 patterns'],
      { 'job-name': `${Array.from({ length: 19_000 }, (_, index) => `a${index}*`)}` }
    ],
    ['InvalidArgument', ['the pattern "prod/*"', 'Use * for any'], { 'job-name': 'prod/*' }],
    ['InvalidArgument', ['"!photos"', 'only excludes jobs'], { 'job-name': '!photos' }],
    ['InvalidArgument', ['"!a*, !b*"', 'only excludes jobs'], { 'job-name': '!a*, !b*' }]
  ])

  test.each(['nightly-sync', 'nightly-sync,', ' ,\n nightly-sync'])('%j is a single job', (text) => {
    expect(read({ 'job-name': text }).jobs).toEqual({
      include: ['nightly-sync'],
      exclude: [],
      isSingle: true
    })
  })

  test.each([
    ['a-a,a-a', ['a-a'], []],
    ['b-b\r\na-a', ['b-b', 'a-a'], []],
    ['*', ['*'], []],
    ['a-a, !b-b', ['a-a'], ['b-b']],
    ['!old-*, prod-?, ! b-b ,a-a', ['prod-?', 'a-a'], ['old-*', 'b-b']]
  ])('%j is a list', (text, include, exclude) => {
    expect(read({ 'job-name': text }).jobs).toEqual({ include, exclude, isSingle: false })
  })
})

describe('max-jobs', () => {
  testRejected([
    [
      'InvalidArgument',
      ['the pattern old-*', 'close-job', 'Set max-jobs', 'dry-run'],
      { operation: 'close-job', 'job-name': 'photos, old-*' }
    ],
    [
      'InvalidArgument',
      ['3 jobs, but max-jobs is 2.', 'Set max-jobs to 3'],
      { 'job-name': 'aaa,bbb,ccc,aaa', 'max-jobs': '2' }
    ],
    ['InvalidArgument', ['51 jobs, but max-jobs is 50 by default'], { 'job-name': jobNames(51) }],
    [
      'InvalidArgument',
      ['501 jobs, but max-jobs is 500.', 'at most 500: split them up'],
      { 'job-name': jobNames(501), 'max-jobs': '500' }
    ]
  ])

  test('is 50 by default', () => {
    expect(read({ 'job-name': '*' }).batch).toEqual({ maxJobs: 50, maxParallel: 5, failFast: false })
    expect(read({ 'job-name': '*', 'max-jobs': '500', 'max-parallel': '20', 'fail-fast': 'TRUE' }).batch).toEqual({
      maxJobs: 500,
      maxParallel: 20,
      failFast: true
    })
  })

  test("doesn't count excluded names", () => {
    const { jobs } = read({ 'job-name': 'aaa,bbb,ccc,!c*', 'max-jobs': '2' })
    expect(jobs.include).toEqual(['aaa', 'bbb', 'ccc'])
  })

  test('is required to close jobs by a pattern, but not for a dry run or plain names', () => {
    const toClose = (text: string, inputs: Record<string, string> = {}): string[] =>
      read({ operation: 'close-job', 'job-name': text, ...inputs }).jobs.include
    expect(toClose('old-*', { 'max-jobs': '50' })).toEqual(['old-*'])
    expect(toClose('old-*', { 'dry-run': 'true' })).toEqual(['old-*'])
    expect(toClose('a-a,b-b,!old-*')).toEqual(['a-a', 'b-b'])
  })
})
