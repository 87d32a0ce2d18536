import type { Run } from '../run.ts'
import type { Exchange } from '../runner/exchange.ts'
import { type Job, type Moment, type Round, RUNNING, type State } from '../world/job.ts'
import type { Change } from '../world/region.ts'
import type { ShownEntry } from '../world/views.ts'
import type { Kind } from './kinds.ts'

/** One finding of the judge. */
export interface Finding {
  /** `lie`: the report is false, or the run broke a rule. `doubt`: the run couldn't have known better. */
  severity: 'lie' | 'doubt'
  kind: Kind
  job: string
  text: string
}

export const lie = (kind: Kind, job: string, text: string): Finding => ({
  severity: 'lie',
  kind,
  job,
  text
})
export const doubt = (kind: Kind, job: string, text: string): Finding => ({
  severity: 'doubt',
  kind,
  job,
  text
})

/** The truth about one job, and the answers that the run received about it. */
export class Evidence {
  readonly run: Run
  readonly name: string
  readonly job: Job | undefined
  /** When this job was reported; several jobs are, one by one, as they end. Later events are ignored. */
  readonly reportedAt: number
  readonly exchanges: Exchange[]
  /** Changes requested by this run, and by others. */
  readonly own: Change[]
  readonly others: Change[]

  constructor(run: Run, name: string) {
    this.run = run
    this.name = name
    this.job = run.region.jobs.get(name)
    const group = run.lines.findLast(({ text }) => text.startsWith(`::group::${name}: `))
    this.reportedAt = (group ?? run.lines.at(-1))?.at ?? run.ending.endedAt
    this.exchanges = run.exchanges.filter(({ path }) => jobOf(path) === name)
    const changes = run.region.changes.filter(({ job }) => job === name)
    this.own = changes.filter(({ by }) => by === 'run')
    this.others = changes.filter(({ by }) => by === 'other')
  }

  get updates(): Exchange[] {
    return this.exchanges.filter(({ method }) => method === 'PUT')
  }

  get effects(): Change[] {
    return this.own.filter(({ effectAt }) => effectAt !== undefined)
  }

  /** Whether an UpdateJob request was sent without a conclusive answer. */
  get hasLostAnswer(): boolean {
    return this.updates.some((update) => update.sentAt !== undefined && !isClear(update))
  }

  /** The received answers of GetJob and ListJob, oldest first. */
  get reads(): { at: number; sentAt: number; moment: Moment }[] {
    const listed = this.run.exchanges.flatMap(({ note, answeredAt, at, reply, answer }) => {
      const moment = note?.listed?.find(({ name }) => name === this.name)?.moment
      return moment === undefined || answeredAt === undefined || reply !== answer
        ? []
        : [{ at: answeredAt, sentAt: at, moment }]
    })
    const got = this.exchanges.flatMap(({ note, answeredAt, at, reply, answer }) =>
      note?.moment === undefined || answeredAt === undefined || reply !== answer
        ? []
        : [{ at: answeredAt, sentAt: at, moment: note.moment }]
    )
    return [...listed, ...got].sort((left, right) => left.at - right.at)
  }

  /** The received history entries, oldest answer first. A history without one of its pages shows nothing. */
  get entries(): { at: number; entry: ShownEntry }[] {
    const histories = this.exchanges.filter(({ path }) => path.startsWith('/jobhistory/'))
    const isReceived = ({ answeredAt, reply, answer }: Exchange): boolean =>
      answeredAt !== undefined && reply === answer
    return histories.filter(isReceived).flatMap((exchange) => {
      const from = histories.indexOf(exchange)
      const next = histories.findIndex(({ path }, index) => index > from && !path.includes('marker='))
      const last = histories.slice(from, next === -1 ? undefined : next).at(-1)
      const at = last !== undefined && isReceived(last) ? last.answeredAt : undefined
      return at === undefined ? [] : (exchange.note?.entries ?? []).map((entry) => ({ at, entry }))
    })
  }

  /** The maximum lag of GetJob and ListJob, in ms. */
  get lagMs(): number {
    const { getLag, listLag } = this.run.scenario.behavior
    return Math.max(getLag.maxMs, listLag.maxMs)
  }

  /** All moments that a read during this run can show. */
  get observable(): Moment[] {
    return this.during(-this.lagMs, this.reportedAt)
  }

  during(from: number, to: number): Moment[] {
    return this.job?.during(from, to) ?? []
  }

  /** The moments since this run's first accepted change, or all observable ones if there is none. */
  get sinceChange(): Moment[] {
    const [first] = this.own.filter(({ code }) => code === undefined)
    return first === undefined ? this.observable : this.during(first.effectAt ?? first.at, this.reportedAt)
  }

  /** The rounds that a verdict can be about: those this run started, else those that ran. A start finds only running ones. */
  get rounds(): Round[] {
    const { started } = this
    if (started.length > 0) return started
    // A resume that finds nothing to do waits like get-job.
    const isStart = this.#isStart && this.run.scenario.step.operation !== 'resume-job'
    return isStart ? roundsOf(this.#current.filter(isRunning)) : roundsOf(this.#current)
  }

  /**
   * The rounds that figures can belong to at a time: those this run started. A run that started none reports the newest
   * round that it has been shown.
   */
  shownRounds(time: number): Round[] {
    const { started } = this
    if (started.length > 0) return started
    const shown = this.entries.flatMap(({ at, entry }) => (at <= time ? (entry.moment.round ?? []) : []))
    const newest = shown.sort((left, right) => right.id - left.id).slice(0, 1)
    return [...new Set([...newest, ...roundsOf(this.#current)])]
  }

  /** The moments that a read during this run can show, from the first one on. */
  get #current(): Moment[] {
    const first = this.exchanges.find(({ answeredAt }) => answeredAt !== undefined)
    return this.during((first?.at ?? this.reportedAt) - this.lagMs, this.reportedAt)
  }

  /**
   * Rounds that this run started, or that its accepted start found running. Until a start takes effect, a round that someone
   * else starts looks the same; and if the answer to it was lost, any later round does.
   */
  get started(): Round[] {
    const starts = this.#acceptedStarts.flatMap(({ at, effectAt, after }) => [
      ...this.during(at, effectAt ?? this.reportedAt).filter(isRunning),
      ...(after === undefined ? [] : [after])
    ])
    const [first] = this.updates
    const isLost = this.#isStart && this.hasLostAnswer && first !== undefined
    return roundsOf([...starts, ...(isLost ? this.during(first.at, this.reportedAt).filter(isRunning) : [])])
  }

  get #isStart(): boolean {
    const { operation } = this.run.scenario.step
    return operation === 'start-job' || operation === 'resume-job'
  }

  /** Whether a start was accepted, but someone closed the job before it was applied. */
  get hasVoidStart(): boolean {
    return this.#acceptedStarts.some(({ after }) => after === undefined)
  }

  get #acceptedStarts(): Change[] {
    return this.own.filter(({ type, code }) => type === 'start' && code === undefined)
  }

  /** The moments of a round until the report. */
  momentsOf(round: Round): Moment[] {
    return (this.job?.moments ?? []).filter((moment) => moment.round === round && moment.at <= this.reportedAt)
  }

  /** The first moment of a round in one of these states. */
  endOf(round: Round, states: readonly State[]): Moment | undefined {
    return this.momentsOf(round).find(({ state }) => states.includes(state))
  }

  /** Whether the history showed a later round, so that the run could tell them apart. */
  hasSeenLater(round: Round): boolean {
    return this.entries.some(({ entry }) => (entry.moment.round?.id ?? 0) > round.id)
  }
}

function roundsOf(moments: Moment[]): Round[] {
  return [...new Set(moments.flatMap(({ round }) => (round === undefined ? [] : [round])))]
}

export const isRunning = ({ state }: Moment): boolean => RUNNING.includes(state)

/** The job name in `/job/{name}` or `/jobhistory/{name}`. */
function jobOf(path: string): string | undefined {
  return /^\/(?:job|jobhistory)\/([^/?]+)/.exec(path)?.[1]
}

/** Whether the answer shows what the service did with the request. */
export function isClear({ answer, reply }: Exchange): boolean {
  if (answer === undefined) return false
  return answer === reply || answer.status === 429
}
