import { describe, expect, test } from '@jest/globals'
import type { Selection } from '../../src/inputs/job-name.ts'
import { describeNothing, needsList, select } from '../../src/many/select.ts'
import { matches } from '../../src/text/glob.ts'

/** A selection as `job-name` writes it. */
function selection(text: string): Selection {
  const parts = text.split(', ')
  return {
    wanted: parts.filter((part) => !part.startsWith('!')),
    excluded: parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1))
  }
}

const LISTED = ['photos-b', 'photos-a', 'Photos-c', 'invoices', 'backups-2024', 'backups-2025']

test.each<[text: string, names: string[]]>([
  ['photos-*', ['photos-a', 'photos-b']],
  ['*', ['Photos-c', 'backups-2024', 'backups-2025', 'invoices', 'photos-a', 'photos-b']],
  ['invoices, photos-*, backups-2025', ['invoices', 'photos-a', 'photos-b', 'backups-2025']],
  ['photos-b, photos-*', ['photos-b', 'photos-a']],
  ['photos-*, photos-a, *-a', ['photos-a', 'photos-b']],
  ['!*-2024, backups-*', ['backups-2025']],
  ['backups-*, !backups-2025', ['backups-2024']],
  ['not-there, photos-?', ['not-there', 'photos-a', 'photos-b']],
  ['Photos-*', ['Photos-c']]
])('%s: in the order of the text, a pattern by name, each job once', (text, names) => {
  expect(select(selection(text), LISTED).names).toEqual(names)
})

test('names alone need no list, a pattern does, and one of what is left out does not', () => {
  expect(needsList(selection('photos, invoices'))).toBe(false)
  expect(needsList(selection('photos, !in*'))).toBe(false)
  expect(needsList(selection('photos, in*'))).toBe(true)
  expect(select(selection('photos, invoices, !in*'), undefined).names).toEqual(['photos'])
})

describe('a warning', () => {
  const warnings = (text: string, listed = LISTED): string[] => select(selection(text), listed).warnings

  test('for all names that are none of a job, as one', () => {
    const strange = ['::error::x\n::stop-commands::y', '<b>', '__proto__', 'a/../b', 'good-job']
    expect(select(selection('*'), strange).names).toEqual(['good-job'])
    expect(warnings('*', strange)).toEqual([
      'ListJob told 4 names that are none of a job, left out: "::error::x\\n::stop-commands::y", "<b>", "__proto__", ….'
    ])
    expect(warnings('*', ['x'.repeat(10_000_000), 'good-job'])[0]?.length).toBeLessThan(200)
  })

  test('for what matches nothing beside what does, with the nearest', () => {
    expect(warnings('photos-*, bakcups-*')).toEqual([
      'In job-name, bakcups-* matches no job. The nearest are backups-2024 and backups-2025.'
    ])
    expect(warnings('*, !photos-d')).toEqual([
      'In job-name, !photos-d matches no job. The nearest are Photos-c, photos-a and photos-b.'
    ])
    expect(warnings('*, !photos-*')).toEqual([])
  })
})

test.each<[text: string, listed: string[] | undefined, says: string]>([
  ['phtos-*', LISTED, 'No job matches job-name, "phtos-*". The nearest are Photos-c'],
  ['PHOTOS-A*', LISTED, 'The nearest are photos-a'],
  ['zzz*', LISTED, 'There are Photos-c, backups-2024, backups-2025'],
  ['?', LISTED, 'There are Photos-c'],
  ['zzz*', [], 'there are no jobs in this account and region'],
  ['photos-a*, !photos-*', LISTED, 'what it matches (photos-a) is also left out'],
  ['photos, !ph*', undefined, '"photos, !ph*": what it names is also left out']
])('nothing matches %s: it is told what there is', (text, listed, says) => {
  expect(select(selection(text), listed).names).toEqual([])
  expect(describeNothing(selection(text), listed)).toContain(says)
})

test.each<[pattern: string, name: string, expected: boolean]>([
  ['*', '', true],
  ['a*', 'a', true],
  ['a*', 'ba', false],
  ['*a', 'ba', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['**', 'abc', true],
  ['a.c', 'abc', false],
  ['abc', 'abc', true],
  ['abc', 'abcd', false]
])('the pattern %j and %j: %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected)
})

test('a pattern of many stars takes no time', () => {
  const begun = performance.now()
  expect(matches(`${'*a'.repeat(31)}*b`, 'a'.repeat(63))).toBe(false)
  expect(performance.now() - begun).toBeLessThan(100)
})

test('many patterns that match nothing take no time, and the first of them are told', () => {
  const listed = Array.from({ length: 500 }, (_, index) => `${'a'.repeat(20)}${index}`)
  const wanted = Array.from({ length: 500 }, (_, index) => `*${'b'.repeat(20)}${index}`)
  const begun = performance.now()
  expect(describeNothing({ wanted, excluded: [] }, listed)).toContain('There are aaa')
  expect(select({ wanted: ['*', ...wanted], excluded: [] }, listed).warnings[0]).toMatch(
    /bbb9 and 490 more match no job\.$/
  )
  expect(performance.now() - begun).toBeLessThan(3000)
})
