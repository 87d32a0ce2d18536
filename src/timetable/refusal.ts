import { ClientError, quote } from '@alicloud/hcs-mgw20240626'
import type { Line } from './timetable.ts'

/**
 * What a timetable is refused with.
 *
 * @param lines those that it is about
 */
export function refusal(lines: readonly Line[], problem: string): ClientError {
  const [numbers, texts] = [lines.map(({ number }) => number), lines.map(({ text }) => quote(text))]
  const where =
    lines.length === 0
      ? 'timetable'
      : `timetable, line${lines.length > 1 ? 's' : ''} ${numbers.join(' and ')} (${texts.join(' and ')})`
  return new ClientError('InvalidArgument', `${where}: ${problem}`)
}
