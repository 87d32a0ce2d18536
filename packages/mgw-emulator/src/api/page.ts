import { serviceError } from '../protocol/errors.ts'
import type { XmlElements } from '../protocol/xml.ts'
import type { Compare } from './order.ts'

const MAX_COUNT = 1000

/** How to sort a list and split it into pages. */
export interface Paging<Item> {
  /** The sort key of an item, which is also its marker. */
  keyOf: (item: Item) => string
  compare: Compare
  /** The largest page, even if `count` is larger. Default: 1000. */
  maxPageSize?: number
}

/** One page of a list, and the elements that describe it in the response. */
export interface Page<Item> {
  items: Item[]
  elements: XmlElements
}

function countOf(query: Map<string, string>): number {
  const text = query.get('count') ?? String(MAX_COUNT)
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_COUNT) {
    throw serviceError('InvalidArgument', `count is not a whole number from 1 to ${MAX_COUNT}.`)
  }
  return count
}

/**
 * Returns the page of a list that `count` and `marker` in the query select. The marker is the key of the last item of
 * the previous page.
 * @throws ServiceError InvalidArgument if count is invalid
 */
export function page<Item>(query: Map<string, string>, items: Item[], paging: Paging<Item>): Page<Item> {
  const { keyOf, compare, maxPageSize = MAX_COUNT } = paging
  const count = Math.min(countOf(query), maxPageSize)
  const marker = query.get('marker') ?? ''
  const rest = items
    .filter((item) => marker === '' || compare(keyOf(item), marker) > 0)
    .sort((left, right) => compare(keyOf(left), keyOf(right)))
  const selected = rest.slice(0, count)
  const last = selected.at(-1)
  const truncated = rest.length > count && last !== undefined
  return { items: selected, elements: { Truncated: truncated, NextMarker: truncated ? keyOf(last) : '' } }
}
