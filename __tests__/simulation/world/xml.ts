import type { Behavior } from './behavior.ts'
import type { Counters, Moment } from './job.ts'
import type { ShownEntry } from './views.ts'

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}

type Fields = Readonly<Record<string, string | number | undefined>>

/** Formats fields as elements, without undefined ones. */
function elements(fields: Fields): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escapeXml(value) : value}</${name}>`)
    .join('')
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

export function errorXml(fields: Fields): string {
  return `${DECLARATION}<Error>${elements(fields)}</Error>`
}

/** How the service formats times. */
export interface Clock {
  /** The service's wall clock at a virtual time, in ms since 1970. */
  wallOf: (time: number) => number
  behavior: Behavior
}

function timeText({ wallOf, behavior: { timeFormat } }: Clock, time: number): string {
  const shift = timeFormat === 'utc+8' ? 8 * 3_600_000 : 0
  const text = new Date(wallOf(time) + shift).toISOString()
  return timeFormat === 'iso' ? text : text.slice(0, 19).replace('T', ' ')
}

export function jobXml(name: string, moment: Moment, createdAt: number, clock: Clock): string {
  const { modifyTime } = clock.behavior
  const { bandwidth, qps } = moment.throttling
  const modifiedAt = modifyTime === 'settings' ? moment.settingsAt : moment.since
  const shown = elements({
    Name: name,
    Status: `IMPORT_JOB_${moment.state}`,
    SrcAddress: 'source',
    DestAddress: 'destination',
    Version: moment.version,
    CreateTime: timeText(clock, createdAt),
    ModifyTime: modifyTime === 'absent' ? undefined : timeText(clock, Math.max(modifiedAt, moment.settingsAt)),
    OverwriteMode: 'always',
    Owner: 'user'
  })
  return `<ImportJob>${shown}<ImportQos>${elements({ MaxBandWidth: bandwidth, MaxImportTaskQps: qps })}</ImportQos></ImportJob>`
}

export function historyEntryXml(name: string, entry: ShownEntry, clock: Clock, message: string): string {
  const { moment, startedAt, endedAt, counters, isListing } = entry
  const { behavior } = clock
  const isBroken = moment.state === 'INTERRUPTED'
  return `<JobHistory>${elements({
    Name: name,
    JobVersion: moment.version,
    RuntimeId: moment.round?.id,
    StartTime: timeText(clock, startedAt),
    EndTime: endedAt === undefined || !behavior.hasEndTime ? '' : timeText(clock, endedAt),
    Status: `IMPORT_JOB_${moment.state}`,
    RuntimeState: isBroken ? 'Interrupt' : 'Normal',
    Message: isBroken ? message : '',
    Operator: moment.by === 'itself' ? 'system' : 'user',
    ListStatus: behavior.hasListStatus ? (isListing ? 'Listing' : 'Finished') : undefined,
    ...counterFields(counters, behavior)
  })}</JobHistory>`
}

function counterFields(counters: Counters | undefined, behavior: Behavior): Fields {
  if (counters === undefined) {
    const value = behavior.missingCounters === 'absent' ? undefined : -1
    return {
      TotalCount: value,
      CopiedCount: value,
      FailedCount: value,
      SkippedCount: value,
      TotalSize: value,
      CopiedSize: value,
      SkippedSize: value
    }
  }
  const { total, copied, failed, skipped, totalSize, copiedSize, skippedSize } = counters
  return {
    TotalCount: total,
    CopiedCount: copied + skipped,
    FailedCount: failed,
    SkippedCount: skipped,
    TotalSize: totalSize,
    CopiedSize: behavior.copiedSizeWithSkipped ? copiedSize + skippedSize : copiedSize,
    SkippedSize: skippedSize
  }
}

export function listXml(root: string, items: string[], nextMarker: string | undefined): string {
  const truncated = nextMarker !== undefined
  return `${DECLARATION}<${root}><Truncated>${truncated}</Truncated><NextMarker>${nextMarker ?? ''}</NextMarker>${items.join('')}</${root}>`
}
