/**
 * `npm run screenshots`: regenerates the images in docs/images. Runs the built action against the emulator, and renders its
 * job summaries like GitHub, in light and dark mode. The first run installs the packages of screenshots/package.json and,
 * on Debian as root, Chromium.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EXAMPLE_CREDENTIALS, type JobOptions, STILL, startEmulator } from 'mgw-emulator'
import { root } from './action-yml.ts'
import { runStep } from './runner.ts'

const TOOLS = join(root, 'screenshots')
/** The maximum size of an image, in bytes. */
const MAX_BYTES = 150_000
/** How much faster time passes in a step that waits: a quarter of an hour takes 6 s. */
const TIME_FACTOR = 150

/** GitHub's colors and the matching Mermaid themes, by the end of the file's name. */
const SCHEMES = {
  '': {
    background: '#fff',
    text: '#1f2328',
    border: '#d1d9e0',
    code: '#eff1f3',
    link: '#0969da',
    mermaid: 'default'
  },
  '-dark': {
    background: '#0d1117',
    text: '#f0f6fc',
    border: '#3d444d',
    code: '#262c36',
    link: '#4493f8',
    mermaid: 'dark'
  }
}
type Scheme = (typeof SCHEMES)[keyof typeof SCHEMES]

/** A picture: the step whose summary it shows, and the emulator that the step uses. */
interface Picture {
  inputs: Record<string, string>
  env: Record<string, string>
  emulator: Parameters<typeof startEmulator>[0]
  /** In CSS pixels. */
  width: number
}

const PICTURES: Record<string, () => Picture> = { summary: startAndWait, jobs: allJobs, week: timetable }

installTools()
const load = createRequire(join(TOOLS, 'package.json'))
const { marked } = load('marked') as { marked: { parse(markdown: string): string } }
const sharp = load('sharp') as (png: Buffer) => { png(options: object): { toBuffer(): Promise<Buffer> } }
const chromium = findChromium() ?? installChromium()
const folder = mkdtempSync(join(tmpdir(), 'mgw-screenshots-'))
try {
  mkdirSync(join(root, 'docs/images'), { recursive: true })
  for (const [name, picture] of Object.entries(PICTURES)) {
    const step = picture()
    const html = marked.parse(await summaryOf(step))
    for (const [suffix, scheme] of Object.entries(SCHEMES))
      await save(`${name}${suffix}`, page(scheme, html), step.width)
  }
} finally {
  rmSync(folder, { recursive: true })
}

function installTools(): void {
  if (existsSync(join(TOOLS, 'node_modules'))) return
  execFileSync('npm', ['ci'], { cwd: TOOLS, stdio: 'inherit', shell: process.platform === 'win32' })
}

function findChromium(): string | undefined {
  return [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => name !== undefined && spawnSync(name, ['--version']).status === 0
  )
}

function installChromium(): string {
  const packages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji']
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    const { status } = spawnSync('apt-get', args, { stdio: 'inherit' })
    if (status !== 0) throw new Error('Chromium could not be installed. Install it, or set CHROMIUM to its path.')
  }
  return 'chromium'
}

/** Converts minutes to ms. */
function minutes(count: number): number {
  return count * 60_000
}

/** A migration that is started and waited for, while time passes faster. */
function startAndWait(): Picture {
  const origin = Date.now()
  const plan = {
    totalCount: 48_210,
    totalSize: 84_000_000_000,
    skippedCount: 1_204,
    listingMs: minutes(1),
    copyMs: minutes(8)
  }
  return {
    inputs: {
      operation: 'start-job',
      'job-name': 'nightly-sync',
      'wait-for': 'finished',
      'poll-interval-seconds': '40'
    },
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(root, '__tests__/preload/fast-time.mjs'))}`,
      TIME_FACTOR: String(TIME_FACTOR),
      TIME_ORIGIN: String(origin),
      TIME_REAL_MS: '30000'
    },
    emulator: {
      now: () => origin + (Date.now() - origin) * TIME_FACTOR,
      jobs: [
        { name: 'nightly-sync', status: 'IMPORT_JOB_BEGIN', maxBandWidth: 2_000_000_000, maxImportTaskQps: 500, plan }
      ],
      durations: { launching: minutes(0.2), preparing: minutes(0.4), closing: minutes(0.2) }
    },
    width: 820
  }
}

/** All jobs of a region. */
function allJobs(): Picture {
  const job = (name: string, status: NonNullable<JobOptions['status']>, failedCount = 0): JobOptions => ({
    name,
    status,
    maxBandWidth: 2_000_000_000,
    maxImportTaskQps: 2000,
    plan: { totalCount: 12_500, totalSize: 31_000_000_000, failedCount, copyMs: minutes(30), listingMs: 1 }
  })
  return {
    inputs: { operation: 'get-job', 'job-name': '*' },
    env: {},
    emulator: {
      durations: STILL,
      jobs: [
        job('archive', 'IMPORT_JOB_SUSPEND'),
        job('backups-2024', 'IMPORT_JOB_FINISHED'),
        job('backups-2025', 'IMPORT_JOB_FINISHED', 3),
        job('invoices', 'IMPORT_JOB_INTERRUPTED'),
        job('nightly-sync', 'IMPORT_JOB_DOING'),
        job('photos', 'IMPORT_JOB_BEGIN')
      ]
    },
    width: 1280
  }
}

/** A dry run of a timetable, on the Wednesday before a change freeze. */
function timetable(): Picture {
  const aheadMs = Date.parse('2027-11-24T10:07:00+08:00') - Date.now()
  return {
    inputs: {
      operation: 'apply-timetable',
      'job-name': 'nightly-sync',
      timezone: 'Asia/Shanghai',
      timetable: `Mon-Fri 08:00 run 50Mbit/s 200files/s
Mon-Fri 20:00 run 2Gbit/s 2000files/s
2027-11-26 18:00..2027-11-29 08:00 pause`,
      'dry-run': 'true'
    },
    env: {
      NODE_OPTIONS: `--import=${pathToFileURL(join(root, 'scripts/examples/clock.mjs'))}`,
      CLOCK_AHEAD_MS: String(aheadMs)
    },
    emulator: {
      now: () => Date.now() + aheadMs,
      durations: STILL,
      jobs: [{ name: 'nightly-sync', status: 'IMPORT_JOB_DOING', maxBandWidth: 50_000_000, maxImportTaskQps: 200 }]
    },
    width: 820
  }
}

/** Runs a step, and returns its job summary. */
async function summaryOf({ inputs, env, emulator: options }: Picture): Promise<string> {
  const emulator = await startEmulator(options)
  try {
    const { exitCode, log, summary } = await runStep({
      inputs: {
        region: 'cn-hangzhou',
        endpoint: emulator.url,
        'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
        'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret,
        ...inputs
      },
      env
    })
    if (exitCode !== 0) throw new Error(`The step failed:\n${log}`)
    return summary
  } finally {
    await emulator.close()
  }
}

/** Renders a page to docs/images. */
async function save(name: string, html: string, width: number): Promise<void> {
  // 48 colors are enough for text and keep the file small.
  const png = await sharp(render(name, html, width))
    .png({ palette: true, colours: 48, dither: 0 })
    .toBuffer()
  if (png.length > MAX_BYTES) throw new Error(`${name}.png has ${png.length} bytes, but the maximum is ${MAX_BYTES}.`)
  writeFileSync(join(root, 'docs/images', `${name}.png`), png)
  console.log(`docs/images/${name}.png: ${png.length} bytes`)
}

/** Renders a page as a PNG that is as high as its content. */
function render(name: string, content: string, width: number): Buffer {
  const [html, png] = [join(folder, `${name}.html`), join(folder, `${name}.png`)]
  writeFileSync(html, content)
  const url = pathToFileURL(html).href
  const dom = runChromium(['--dump-dom', `--window-size=${width},400`, url])
  const height = Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? 400)
  runChromium([`--screenshot=${png}`, `--window-size=${width},${height}`, '--force-device-scale-factor=1.5', url])
  return readFileSync(png)
}

function page(scheme: Scheme, html: string): string {
  const charts = html.replace(
    /<pre><code class="language-mermaid">(.*?)<\/code><\/pre>/gs,
    '<pre class="mermaid">$1</pre>'
  )
  const mermaid = pathToFileURL(join(TOOLS, 'node_modules/mermaid/dist/mermaid.min.js'))
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${styleOf(scheme)}</style><body><main><section>
<h2>migrate summary</h2>${charts}</section></main><script src="${mermaid}"></script>
<script>mermaid.initialize({ startOnLoad: true, theme: '${scheme.mermaid}' })
setInterval(() => { document.documentElement.dataset.height = document.querySelector('main').scrollHeight }, 50)</script></body></html>`
}

function styleOf({ background, text, border, code, link }: Scheme): string {
  return `
    body { margin: 0; background: ${background}; color: ${text}; font: 14px/1.5 "Segoe UI", "Helvetica Neue", "Open Sans", "DejaVu Sans", sans-serif }
    main { padding: 16px; box-sizing: border-box }
    h2 { font-size: 18px; margin: 0 0 8px }
    a { color: ${link} }
    section { border: 1px solid ${border}; border-radius: 6px; padding: 16px }
    table { border-collapse: collapse; margin-bottom: 16px }
    th, td { border: 1px solid ${border}; padding: 5px 12px }
    code, pre { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 12px }
    code { background: ${code}; border-radius: 6px; padding: 2px 5px }`
}

function runChromium(args: string[]): string {
  // The sandbox doesn't work in a container, and isn't needed for this script's own pages.
  const commonArgs = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--disable-lcd-text',
    '--virtual-time-budget=4000'
  ]
  return execFileSync(chromium, [...commonArgs, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore']
  })
}
