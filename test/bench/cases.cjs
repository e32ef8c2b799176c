'use strict'
// What is measured of svc itself; CommonJS, which a test can load, too.
const path = require('node:path')

const sizes = [2000, 20_000]

/** In: the program, the folder of the bench and the one with its inputs. `documents`: of the folder that is read, to compare. */
function casesFor({ svc, bench, work }) {
  const small = path.join(work, 'one.yaml')
  return [
    { name: 'svc --version', args: [svc, '--version'], rounds: 9 },
    { name: 'svc new clusterip', args: [svc, 'new', 'clusterip', 'web', '--port', '80'], rounds: 9 },
    { name: 'svc lint, one small file', args: [svc, 'lint', small], rounds: 9 },
    {
      name: 'svc trace, one small file',
      args: [svc, 'trace', 'svc/model-1', '-n', 'team-1', '-f', small],
      rounds: 9,
      // nothing there says more than that the port is declared
      ends: [0, 1, 3],
    },
    {
      name: 'checkService of 10,000 Services, with the import',
      args: [path.join(bench, 'check-services.js')],
      rounds: 3,
    },
    ...sizes.map((documents) => ({
      name: `svc lint, ${whatOf(documents)}`,
      args: [svc, 'lint', '-o', 'json', folderOf(work, documents)],
      rounds: documents > 2000 ? 1 : 3,
      documents,
    })),
  ]
}

function whatOf(documents) {
  return `${documents.toLocaleString('en')} documents`
}

function folderOf(work, documents) {
  return path.join(work, String(documents))
}

module.exports = { casesFor, folderOf, sizes, whatOf }
