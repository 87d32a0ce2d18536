import type { Random } from './random.ts'
import type { Throttling } from './world/job.ts'

/** Time zones without daylight saving time, and their offsets in minutes. */
const ZONES = { UTC: 0, 'Asia/Shanghai': 480, 'Asia/Kolkata': 330 } as const
type Zone = keyof typeof ZONES

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const WORKDAYS = [1, 2, 3, 4, 5]
const MINUTE = 60_000
const DAY = 1440

export interface TimetableLine {
  /** The text without a comment. */
  text: string
  /** Weekdays from 0 (Sunday), or one date in days since 1970. */
  days: readonly number[] | { date: number }
  /** The minute of the day. */
  minute: number
  run: { throttling: Throttling | undefined } | undefined
}

export interface Timetable {
  zone: Zone
  lines: TimetableLine[]
}

/** Minutes since 1970 in local time. */
function localMinute(zone: Zone, instant: number): number {
  return Math.floor(instant / MINUTE) + ZONES[zone]
}

const weekdayOf = (day: number): number => (day + 4) % 7

/** The active line at an instant. Dated lines override weekly ones. */
export function activeLine({ zone, lines }: Timetable, instant: number): TimetableLine {
  const now = localMinute(zone, instant)
  const today = Math.floor(now / DAY)
  const dated = lines.find(({ days }) => 'date' in days && days.date === today)
  if (dated !== undefined) return dated
  for (let day = today; day > today - 8; day -= 1) {
    const minute = day === today ? now - today * DAY : DAY
    const passed = lines.filter((line) => isOn(line, day) && line.minute <= minute)
    const latest = passed.sort((left, right) => right.minute - left.minute)[0]
    if (latest !== undefined) return latest
  }
  throw new Error('A timetable has a weekly line.')
}

function isOn({ days }: TimetableLine, day: number): boolean {
  return !('date' in days) && days.includes(weekdayOf(day))
}

/** The next instant at which the requested state changes, if any. */
export function nextChange(timetable: Timetable, instant: number): number | undefined {
  const { zone, lines } = timetable
  const state = stateText(activeLine(timetable, instant))
  const now = localMinute(zone, instant)
  const today = Math.floor(now / DAY)
  const minutes = new Set([0, ...lines.map(({ minute }) => minute)])
  const candidates: number[] = []
  for (let day = today; day <= today + 9; day += 1) {
    for (const minute of minutes) candidates.push(day * DAY + minute)
  }
  const next = candidates
    .filter((candidate) => candidate > now)
    .sort((left, right) => left - right)
    .map((candidate) => (candidate - ZONES[zone]) * MINUTE)
    .find((candidate) => stateText(activeLine(timetable, candidate)) !== state)
  return next
}

function stateText({ run }: TimetableLine): string {
  return JSON.stringify(run ?? 'pause')
}

/** Draws a timetable. About one in three switches within minutes of the run's start. */
export function drawTimetable(random: Random, start: number): Timetable {
  const zone = random.pick(Object.keys(ZONES) as Zone[])
  const hasRates = random.chance(0.5)
  const now = localMinute(zone, start)
  const soon = random.chance(0.35) ? [(now + random.int(1, 3)) % DAY] : []
  const minutes = new Set([...soon, ...Array.from({ length: random.int(1, 3) }, () => random.int(0, DAY - 1))])
  const lines = [...minutes].map((minute, index) => drawLine(random, minute, { hasRates, isEvery: index === 0 }))
  if (random.chance(0.15)) lines.push(datedLine(Math.floor(now / DAY)))
  return { zone, lines }
}

function drawLine(
  random: Random,
  minute: number,
  { hasRates, isEvery }: { hasRates: boolean; isEvery: boolean }
): TimetableLine {
  const days = isEvery || random.chance(0.7) ? [0, 1, 2, 3, 4, 5, 6] : WORKDAYS
  const run = random.chance(0.55) ? { throttling: hasRates ? drawRates(random) : undefined } : undefined
  const text = [...(days === WORKDAYS ? [`${DAYS[1]}-${DAYS[5]}`] : []), timeText(minute), runText(run)].join(' ')
  return { text, days, minute, run }
}

function datedLine(date: number): TimetableLine {
  const text = `${new Date(date * DAY * MINUTE).toISOString().slice(0, 10)} pause`
  return { text, days: { date }, minute: 0, run: undefined }
}

function drawRates(random: Random): Throttling {
  return { bandwidth: random.pick([50, 200, 1000]) * 1_000_000, qps: random.pick([100, 500, 2000]) }
}

function runText(run: TimetableLine['run']): string {
  if (run === undefined) return 'pause'
  if (run.throttling === undefined) return 'run'
  return `run ${run.throttling.bandwidth / 1_000_000}Mbit/s ${run.throttling.qps}files/s`
}

function timeText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
