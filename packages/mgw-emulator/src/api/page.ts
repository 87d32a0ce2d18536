import { refusal } from '../protocol/errors.ts'
import type { XmlElements } from '../protocol/xml.ts'
import type { Compare } from './order.ts'

const MAX_COUNT = 1000

function countOf(query: Map<string, string>): number {
  const text = query.get('count') ?? String(MAX_COUNT)
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > MAX_COUNT) {
    throw refusal('InvalidArgument', `count is not a whole number from 1 to ${MAX_COUNT}.`)
  }
  return count
}

/**
 * One page of a list, by the `count` and `marker` of a query. A marker is the key of the last item that was shown.
 * `most` is how many items a page has, however many are asked for.
 * @throws ServiceError when count is not one
 */
export function page<Item>(
  query: Map<string, string>,
  items: Item[],
  keyOf: (item: Item) => string,
  compare: Compare,
  most = MAX_COUNT
): { items: Item[]; elements: XmlElements } {
  const count = Math.min(countOf(query), most)
  const marker = query.get('marker') ?? ''
  const rest = items
    .filter((item) => marker === '' || compare(keyOf(item), marker) > 0)
    .sort((left, right) => compare(keyOf(left), keyOf(right)))
  const shown = rest.slice(0, count)
  const last = shown.at(-1)
  const truncated = rest.length > count && last !== undefined
  return { items: shown, elements: { Truncated: truncated, NextMarker: truncated ? keyOf(last) : '' } }
}
