import { ClientError, quote } from '@alicloud/hcs-mgw20240626'
import { input, rawInput } from '../runner/environment.ts'
import { parseTimetable, warnOfFolded } from '../timetable/text.ts'
import type { Timetable } from '../timetable/timetable.ts'
import { type Zone, zoneOf } from '../timetable/zone.ts'

/**
 * The timetable that apply-timetable asks for, its zone, and warnings about them.
 *
 * @throws ClientError `InvalidArgument` when one is missing or cannot be read
 */
export function readTimetable(): { timetable: Timetable; zone: Zone; warnings: string[] } {
  const [text, name] = [rawInput('timetable'), input('timezone')]
  if (text.trim() === '') {
    throw new ClientError(
      'InvalidArgument',
      'apply-timetable needs timetable, which is not set: one switch a line, as in "Mon-Fri 08:00 pause".'
    )
  }
  if (name === '') {
    throw new ClientError(
      'InvalidArgument',
      "apply-timetable needs timezone, which is not set: the zone that the timetable's hours are meant in, as in Asia/Shanghai."
    )
  }
  return { timetable: parseTimetable(text), zone: zoneOf(name), warnings: warnOfFolded(text) }
}

/** A warning for each of the two that stands beside another operation. */
export function unusedTimetable(): string[] {
  return (['timetable', 'timezone'] as const)
    .filter((name) => input(name) !== '')
    .map(
      (name) =>
        `${name} was ignored: ${quote(input('operation'))} does not look at the hour. Use operation apply-timetable for that.`
    )
}
