/**
 * Which folder may import from which. Each list names the folders of a package, lowest floor first: a file imports from
 * its own floor and from those below. Files outside the folders are a floor too, named FILES. Type imports count.
 */
const FILES = 'files'

const FLOORS = {
  src: [
    'text',
    'runner',
    'timetable',
    'retry',
    'inputs',
    'auth',
    'job',
    'wait',
    'operations',
    'many',
    'report',
    FILES
  ],
  'packages/mgw-emulator/src': [
    'protocol',
    'http',
    'auth',
    'jobs',
    'faults',
    'api',
    'oidc',
    'sts',
    FILES,
    'cli'
  ]
}

/** A regular expression for all files on some floors of a package. */
function filesOn(root, floors) {
  const folders = floors.map((floor) => (floor === FILES ? '[^/]+$' : `${floor}/`))
  return `^${root}/(${folders.join('|')})`
}

const noImportFromAbove = Object.entries(FLOORS).flatMap(([root, floors]) =>
  floors.slice(0, -1).map((floor, index) => ({
    name: `no import from above: ${root}, ${floor}`,
    severity: 'error',
    from: { path: filesOn(root, [floor]) },
    to: { path: filesOn(root, floors.slice(index + 1)) }
  }))
)

/** A folder that is in no list would escape the rules. */
const noUnknownFolder = Object.entries(FLOORS).map(([root, floors]) => ({
  name: `no folder without a floor: ${root}`,
  severity: 'error',
  from: {},
  to: { path: `^${root}/`, pathNot: filesOn(root, [...floors, FILES]) }
}))

const noCircle = {
  name: 'no circle',
  severity: 'error',
  from: {},
  to: { circular: true }
}

export default {
  forbidden: [noCircle, ...noImportFromAbove, ...noUnknownFolder],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' }
  }
}
