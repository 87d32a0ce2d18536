import { invalid } from '../action-error.ts'
import { didYouMean, editDistance, quote } from '../text.ts'
import { formatOffset, MINUTES_PER_DAY, parseOffset } from './calendar.ts'

/** A time zone, by the rules that Node ships with. An `instant` is in ms since 1970. */
export interface Zone {
  /** In Node's spelling, such as `Asia/Shanghai`. */
  name: string
  /** How many minutes local time is ahead of UTC. */
  offsetAt(instant: number): number
}

/**
 * Finds a time zone by its name: `UTC`, or a name with a `/`, in any case.
 *
 * @throws ActionError `InvalidArgument` for a name that Node doesn't know, or that is easily mistaken for another zone
 */
export function zoneOf(name: string, now = Date.now()): Zone {
  const zone = /^UTC$|\//i.test(name) && !INVERTED.test(name) ? knownZone(name) : undefined
  if (zone === undefined) throw invalid(`timezone is ${quote(name)}, ${problemOf(name, now)}`)
  return zone
}

/** In these names, the sign is the opposite of what people expect. */
const INVERTED = /^Etc\/GMT[+-]/i

function knownZone(timeZone = ''): Zone | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    return {
      name: format.resolvedOptions().timeZone,
      // Formatted as in `11/23/2026, GMT+08:00`.
      offsetAt: (instant) => parseOffset(format.format(instant).split('GMT')[1] ?? '')
    }
  } catch {
    return undefined
  }
}

function problemOf(name: string, now: number): string {
  const meant = suggestZone(name)
  const hint = meant
    ? `${didYouMean(meant.name)} It is at UTC${formatOffset(meant.offsetAt(now))} now.`
    : 'Write the name of a large city in the zone, as in Asia/Shanghai for all of China.'
  if (INVERTED.test(name)) return `whose sign is reversed: Etc/GMT+8 is UTC-8. ${hint}`
  if (/^(UTC|GMT)?[+-]/i.test(name)) return `but an offset has no summer time. ${hint}`
  if (knownZone(name) === undefined) {
    return `which isn't a time zone in the data of this runner's Node (${process.versions.tz}). ${hint}`
  }
  if (name.length === 3) return `but names of three letters are ambiguous (for Node, CST is Chicago). ${hint}`
  return `which isn't the name of a place. ${hint}`
}

function suggestZone(name: string): Zone | undefined {
  const text = name.trim().replaceAll(' ', '_').toLowerCase()
  const place = text.slice(text.lastIndexOf('/') + 1)
  if (CHINA.test(text.replace(/^asia\//, '').replace(/[_'-]/g, ''))) return knownZone('Asia/Shanghai')
  // Node knows older names too, such as Singapore.
  const known = knownZone(name)
  if (known?.name.includes('/') && !known.name.startsWith('Etc/') && name.length > 3) return known
  if (text.length > 40 || HAS_NO_ZONE.test(place)) return undefined
  const typosIn = (zone: string): number => (zone.slice(zone.indexOf('/') + 1) === text ? 0 : editDistance(text, zone))
  const [closest, other] = [...CURRENT_NAMES, ...Intl.supportedValuesOf('timeZone')]
    .filter((zone) => zone.includes('/'))
    .map((zone) => ({ zone, typos: typosIn(zone.toLowerCase()) }))
    .filter(({ zone, typos }) => typos <= (zone.length - zone.lastIndexOf('/') > LONG ? 2 : 1))
    .sort((a, b) => a.typos - b.typos)
  const zone = closest && knownZone(closest.zone)
  const isUnique = other?.typos !== closest?.typos || zone?.name === knownZone(other?.zone)?.name
  return zone && isUnique ? { ...zone, name: closest.zone } : undefined
}

/** In names of places with this many letters, two typos are still unmistakable. */
const LONG = 8

/** Node lists only older names of these zones. */
const CURRENT_NAMES = 'Asia/Kolkata Asia/Kathmandu Asia/Ho_Chi_Minh Asia/Yangon Europe/Kyiv America/Nuuk'.split(' ')

/** What people in China are likely to write, also in Chinese: China, Beijing and Shanghai, with or without "time". */
const CHINA =
  /^(CST|PRC|(UTC|GMT)\+?0?8(:?00)?|\+0?8(:?00)?|\u4e2d\u56fd|\u5317\u4eac|\u4e0a\u6d77|China|Beijing|Peking|Tianjin|Shijiazhuang|Taiyuan|Hohhot|Ulanqab|Wulanchabu|Zhangjiakou|Shenyang|Dalian|Changchun|Harbin|Nanjing|Suzhou|Wuxi|Hangzhou|Ningbo|Wenzhou|Hefei|Fuzhou|Xiamen|Nanchang|Jinan|Qingdao|Zhengzhou|Wuhan|Changsha|Guangzhou|Canton|Shenzhen|Dongguan|Foshan|Zhuhai|Heyuan|Nanning|Guilin|Haikou|Hainan|Sanya|Chongqing|Chengdu|Guiyang|Kunming|Dali|Lhasa|Tibet|Xizang|Xian|Lanzhou|Xining|Yinchuan)(standard)?(time|\u65f6\u95f4)?$/i

/** Places without a zone of their own whose names look like a mistyped one in another country. */
const HAS_NO_ZONE =
  /^(ajman|babul|baru|batu|cajamarca|chiba|cordova|deli|dilli|dinapore|dongyang|dumai|gaya|granada|guadalupe|guayana|guiana|harar|juja|khandwa|kiel|lewisville|lublin|male|orai|orsk|rawson|samarang|san_pablo|vijayapura|yalta|yongkang)$/

const MINUTE = 60_000

/** The moment that local clocks show. */
export function localTime(zone: Zone, instant: number): number {
  const minute = Math.floor(instant / MINUTE)
  return minute + zone.offsetAt(minute * MINUTE)
}

/**
 * The moment that the timetable's clock shows. It never goes back, so that no change is made twice: when the zone's
 * clocks are set back, it stays at the last minute before until they have caught up.
 */
export function momentAt(zone: Zone, instant: number): number {
  const local = localTime(zone, instant)
  const minute = Math.floor(instant / MINUTE)
  const wasAhead = (at: number): boolean => zone.offsetAt(at * MINUTE) > local - minute
  // No zone sets its clocks back by more than a day.
  const dayBefore = minute - MINUTES_PER_DAY
  if (!wasAhead(dayBefore)) return local
  const change = firstMinute(dayBefore, minute, (at) => !wasAhead(at))
  return Math.max(local, localTime(zone, (change - 1) * MINUTE))
}

/** The instant at which `momentAt` reaches a moment. */
export function instantOf(zone: Zone, moment: number): number {
  // A zone's offset and the change of its clocks are each less than a day.
  const [from, to] = [moment - 2 * MINUTES_PER_DAY, moment + 2 * MINUTES_PER_DAY]
  return MINUTE * firstMinute(from, to, (minute) => momentAt(zone, minute * MINUTE) >= moment)
}

/** Binary search in minutes since 1970. `isReached` must be false at `low`, true at `high`, and change only once. */
function firstMinute(low: number, high: number, isReached: (minute: number) => boolean): number {
  if (high - low <= 1) return high
  const middle = Math.floor((low + high) / 2)
  return isReached(middle) ? firstMinute(low, middle, isReached) : firstMinute(middle, high, isReached)
}
