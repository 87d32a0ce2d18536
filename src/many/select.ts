import { isExcluded, isJobName, type Selection } from '../inputs/job-name.ts'
import { isPattern, matches } from '../text/glob.ts'
import { likeliest } from '../text/nearest.ts'
import { list, quote, some } from '../text/words.ts'

/** What a selection comes to. */
export interface Selected {
  /** Each job once: in the order of the text, the matches of a pattern by name. */
  names: string[]
  /** What the user should know although the step goes on. */
  warnings: string[]
}

/** Of how many names and patterns a message tells, each with what it may have been meant as. */
const MOST_SHOWN = 10

/** Whether the jobs of the account must be asked for. */
export function needsList({ wanted }: Selection): boolean {
  return wanted.some(isPattern)
}

/** @param listed the names that ListJob told; undefined where it was not asked */
export function select(selection: Selection, listed: readonly string[] | undefined): Selected {
  const legal = [...new Set(listed)].filter(isJobName).sort()
  const found = new Set<string>()
  for (const text of selection.wanted) {
    for (const name of isPattern(text) ? legal.filter((one) => matches(text, one)) : [text]) found.add(name)
  }
  const names = [...found].filter((name) => !isExcluded(name, selection))
  if (names.length === 0) return { names, warnings: [] }
  return { names, warnings: [...illegal(listed ?? []), ...matchless(selection, legal, [...found])] }
}

/** Why a selection came to nothing. */
export function describeNothing(selection: Selection, listed: readonly string[] | undefined): string {
  const text = [...selection.wanted, ...selection.excluded.map((name) => `!${name}`)].join(', ')
  const problem = `No job matches job-name, ${quote(text)}`
  if (listed === undefined) return `${problem}: what it names is also left out.`
  const legal = listed.filter(isJobName).sort()
  if (legal.length === 0) return `${problem}: there are no jobs in this account and region.`
  const matched = legal.filter((name) => selection.wanted.some((wanted) => matches(wanted, name)))
  if (matched.length > 0) return `${problem}: what it matches (${some(matched)}) is also left out.`
  const near = selection.wanted
    .slice(0, MOST_SHOWN)
    .flatMap((wanted) => likeliest(wanted.replace(/[*?]+/g, ''), legal))
  const advice =
    near.length === 0
      ? `There are ${some(legal)}.`
      : `The nearest are ${list([...new Set(near)].slice(0, 5))}.`
  return `${problem}. ${advice} Case counts; check region and user-id, too.`
}

/** One warning for the names that no job can have: what they are used for, such as a path, would mean something else. */
function illegal(listed: readonly string[]): string[] {
  const names = listed.filter((name) => !isJobName(name))
  if (names.length === 0) return []
  const shown = names.slice(0, 3).map((name) => quote(name.slice(0, 80)))
  const subject =
    names.length === 1 ? 'a name that is none of a job' : `${names.length} names that are none of a job`
  return [`ListJob told ${subject}, left out: ${shown.join(', ')}${names.length > 3 ? ', …' : ''}.`]
}

/** One warning for all that matches nothing: what was to be left out may now be worked on. */
function matchless({ wanted, excluded }: Selection, legal: string[], found: string[]): string[] {
  const missed = [
    ...wanted.filter((text) => isPattern(text) && !legal.some((name) => matches(text, name))),
    ...excluded.filter((text) => !found.some((name) => matches(text, name))).map((text) => `!${text}`)
  ]
  if (missed.length === 0) return []
  const shown = missed.slice(0, MOST_SHOWN)
  const known = [...new Set([...legal, ...found])]
  const near = shown.flatMap((text) => likeliest(text.replace(/[!*?]+/g, ''), known))
  const hint = near.length === 0 ? '' : ` The nearest are ${list([...new Set(near)].slice(0, 5))}.`
  return [
    `In job-name, ${some(missed, MOST_SHOWN)} ${missed.length === 1 ? 'matches' : 'match'} no job.${hint}`
  ]
}
