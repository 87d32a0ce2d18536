import type { Verdict } from './judge/judge.ts'
import type { Run } from './run.ts'
import type { Exchange, Fault } from './runner/exchange.ts'
import type { Counters, Moment } from './world/job.ts'

interface Entry {
  at: number
  text: string
}

/** Formats a run as a timeline of requests, answers, truth, and log, by virtual time in ms. */
export function timelineOf(run: Run, verdict: Verdict): string {
  const entries = [...truth(run), ...interventions(run), ...run.exchanges.flatMap(exchangeEntries), ...log(run)]
  const sorted = entries.map((entry, order) => ({ ...entry, order })).sort((a, b) => a.at - b.at || a.order - b.order)
  return [
    ...setting(run),
    '',
    ...sorted.map(({ at, text }) => `${at.toFixed(0).padStart(10)}  ${text}`),
    `${run.ending.endedAt.toFixed(0).padStart(10)}  the process ${run.ending.how}, exit code ${run.ending.exitCode}`,
    ...(run.ending.error === undefined ? [] : [run.ending.error]),
    '',
    ...run.outputs.split('\n').filter((line) => line !== '' && !line.startsWith('ghadelimiter')),
    '',
    ...verdict.findings.map(({ severity, kind, job, text }) => `${severity} ${kind} ${job}: ${text}`)
  ].join('\n')
}

function setting({ scenario }: Run): string[] {
  const { seed, level, step, behavior, interventions: planned, clock, outages, targets } = scenario
  const { timetable, ...plain } = step
  return [
    `seed ${seed}, ${level}, starts at ${new Date(scenario.startsAt).toISOString()}`,
    `step ${JSON.stringify({ ...plain, targets })}`,
    ...(timetable === undefined ? [] : [timetable.zone, ...timetable.lines.map(({ text }) => `  ${text}`)]),
    `behavior ${JSON.stringify(behavior)}`,
    `others ${JSON.stringify(planned)}`,
    `clock ${JSON.stringify(clock)}, outages ${JSON.stringify(outages)}`
  ]
}

function truth({ region, scenario }: Run): Entry[] {
  return scenario.targets.flatMap((name) =>
    (region.jobs.get(name)?.moments ?? []).map((moment) => ({
      at: moment.at,
      text: `    TRUTH ${name} ${momentText(moment)} by ${moment.by} (${moment.why})`
    }))
  )
}

function momentText({ state, round, done, throttling }: Moment): string {
  const work = round === undefined ? '' : `, ${done} of ${round.workMs} ms done, ${round.files} files`
  return `${state}, round ${round?.id ?? '-'}${work}, ${throttling.bandwidth} bit/s`
}

function interventions({ region }: Run): Entry[] {
  return region.changes
    .filter(({ by }) => by === 'other')
    .map(({ at, job, type, code }) => ({
      at,
      text: `    OTHER ${type} ${job}${code === undefined ? '' : `: ${code}`}`
    }))
}

function log({ lines }: Run): Entry[] {
  return lines.map(({ at, text }) => ({ at, text: `| ${text}` }))
}

function exchangeEntries(exchange: Exchange): Entry[] {
  const { id, at, method, path, body, fault, note, deliveredAt } = exchange
  const entries: Entry[] = [
    {
      at,
      text: `#${id} -> ${method} ${path.slice(0, 90)} ${contentOf(body)}${fault ? ` [${faultText(fault)}]` : ''}`
    }
  ]
  if (deliveredAt !== undefined) entries.push({ at: deliveredAt, text: `#${id}    ${note?.call}: ${shown(exchange)}` })
  const { answeredAt, failedAt, abortedAt, failure, answer } = exchange
  if (answeredAt !== undefined) entries.push({ at: answeredAt, text: `#${id} <- ${answer?.status}` })
  if (failedAt !== undefined) entries.push({ at: failedAt, text: `#${id} <- ${failure}` })
  if (abortedAt !== undefined) entries.push({ at: abortedAt, text: `#${id} given up` })
  return entries
}

function contentOf(body: string): string {
  return body.replace(/<\?.*?\?>|<\/[^>]*>/g, '').replace(/OIDCToken=[^&]*/, 'OIDCToken=…')
}

function faultText(fault: Fault): string {
  const isDelivered = 'isDelivered' in fault ? `, ${fault.isDelivered ? '' : 'not '}delivered` : ''
  if (fault.kind === 'reset') return `reset while ${fault.when}${isDelivered}`
  if (fault.kind === 'replaced') return `answered ${fault.reply.status} in between${isDelivered}`
  return fault.kind === 'unconnected' ? fault.code : `${fault.kind}${isDelivered}`
}

function shown({ note }: Exchange): string {
  if (note === undefined) return ''
  const { code, change, moment, listed, entries } = note
  if (code !== undefined) return code
  if (change !== undefined) return `${change.type} accepted`
  if (moment !== undefined) return `${momentText(moment)} (as of ${moment.at.toFixed(0)})`
  if (listed !== undefined) return listed.map(({ name, moment: of }) => `${name} ${of.state}`).join(', ')
  const texts = entries?.map(({ moment: of, counters }) => `${of.round?.id} ${of.state} ${countersText(counters)}`)
  return texts?.join(' | ') ?? 'done'
}

function countersText(counters: Counters | undefined): string {
  if (counters === undefined) return '?'
  const { total, copied, failed, skipped, isListing } = counters
  return `${copied}+${skipped}+${failed}/${total}${isListing ? ' listing' : ''}`
}
