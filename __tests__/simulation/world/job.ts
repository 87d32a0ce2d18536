/** The states of a job without the prefix `IMPORT_JOB_`. */
export type State =
  | 'BEGIN'
  | 'LAUNCHING'
  | 'PREPARING'
  | 'DOING'
  | 'SUSPEND'
  | 'CLOSING'
  | 'FINISHED'
  | 'INTERRUPTED'
  | 'CONFIRMED'
  | 'DELETING'
  /** There is no such job (any more). */
  | 'GONE'

export const RUNNING: readonly State[] = ['LAUNCHING', 'PREPARING', 'DOING']
export const ENDED: readonly State[] = ['FINISHED', 'INTERRUPTED', 'CONFIRMED']

/** One execution of a job, planned in advance. */
export interface Round {
  /** The RuntimeId. */
  readonly id: number
  readonly files: number
  readonly bytesPerFile: number
  /** The final numbers of failed and skipped files. */
  readonly failing: number
  readonly skipping: number
  /** The time it migrates, the part of it that is listing, and the time of an interruption, in ms. */
  readonly workMs: number
  readonly listMs: number
  readonly breaksAtMs: number | undefined
  /** The durations of LAUNCHING, PREPARING, and CLOSING, in ms. */
  readonly launchMs: number
  readonly prepareMs: number
  readonly closeMs: number
}

export interface Throttling {
  bandwidth: number
  qps: number
}

/** Who caused a change: this run, someone else, or the job itself. */
export type Actor = 'run' | 'other' | 'itself'

/** The state of a job from a point in time until the next moment. */
export interface Moment {
  readonly at: number
  readonly state: State
  /** When this state began. */
  readonly since: number
  readonly round: Round | undefined
  /** How long the round had migrated, in ms. */
  readonly done: number
  readonly version: string
  readonly throttling: Throttling
  readonly settingsAt: number
  readonly by: Actor
  /** The change, such as `start`, or the state reached on its own. */
  readonly why: string
}

export interface Counters {
  total: number
  /** Excludes skipped files. */
  copied: number
  failed: number
  skipped: number
  totalSize: number
  copiedSize: number
  skippedSize: number
  isListing: boolean
}

/** The true history of a job. */
export class Job {
  readonly name: string
  readonly moments: Moment[] = []

  constructor(name: string) {
    this.name = name
  }

  get now(): Moment {
    return this.moments.at(-1) as Moment
  }

  /** The moment at a time, or the first one if that is later. */
  at(time: number): Moment {
    for (let index = this.moments.length - 1; index > 0; index -= 1) {
      const moment = this.moments[index] as Moment
      if (moment.at <= time) return moment
    }
    return this.moments[0] as Moment
  }

  /** All moments between two times, inclusive. */
  during(from: number, to: number): Moment[] {
    const first = this.at(from)
    return this.moments.filter((moment) => moment === first || (moment.at > from && moment.at <= to))
  }
}

/** How long the round has migrated at a time, in ms. */
export function doneAt({ state, done, at, round }: Moment, time: number): number {
  if (state !== 'DOING' || round === undefined) return done
  return Math.min(round.breaksAtMs ?? round.workMs, done + Math.max(0, time - at))
}

/** The true counters of a round after migrating for `done` ms. */
export function countersAfter(round: Round, done: number): Counters {
  const { files, bytesPerFile, failing, skipping, workMs, listMs } = round
  const part = (of: number): number => (done >= workMs ? of : Math.floor((of * done) / workMs))
  const handled = part(files)
  const failed = part(failing)
  const skipped = Math.min(part(skipping), handled - failed)
  const isListing = done < listMs
  const total = isListing ? Math.max(handled, Math.floor((files * done) / listMs)) : files
  const copied = handled - failed - skipped
  return {
    total,
    copied,
    failed,
    skipped,
    totalSize: total * bytesPerFile,
    copiedSize: copied * bytesPerFile,
    skippedSize: skipped * bytesPerFile,
    isListing
  }
}

/** Whether a round ended early. */
export function isCutShort({ round, done }: Moment): boolean {
  return round !== undefined && done < round.workMs
}

/** Whether a round ended with unprocessed files. */
export function hasFilesLeft(moment: Moment): boolean {
  return isCutShort(moment) && (moment.round?.files ?? 0) > 0
}
