import { describe, expect, test } from '@jest/globals'
import { listenClues, portClues } from '../../src/diagnose/port-clues.ts'

/** `env 8080 http all at env.0.value`: who says it, the port, what for, where it listens, and the place. */
function told(fields: object): string[] {
  return listenClues({ containers: [{ name: 'web', ...fields }] }).map(
    ({ by, port = '-', role = '-', binds = '-', at, container }) =>
      `${by} ${port} ${role || "''"} ${binds} ${at.slice(2).join('.')}${container === 0 ? '' : ' wrong container'}`,
  )
}
const env = (...pairs: [string, string?][]) => ({
  env: pairs.map(([name, value]) => ({ name, ...(value === undefined ? {} : { value }) })),
})

describe('what speaks of the port or the address of a program', () => {
  test.each<[object, string[]]>([
    [{ readinessProbe: { httpGet: { port: 8080 } } }, ['readiness 8080 - - readinessProbe']],
    [{ livenessProbe: { tcpSocket: { port: 8080 } } }, ['liveness 8080 - - livenessProbe']],
    [{ startupProbe: { grpc: { port: 8080 } } }, ['startup 8080 - - startupProbe']],
    [{ readinessProbe: { httpGet: { port: 'http' } } }, []],
    [
      { readinessProbe: { httpGet: { port: 'http' } }, ports: [{ name: 'http', containerPort: 81 }] },
      ['readiness 81 - - readinessProbe'],
    ],
    // with a host it is not the pod that is asked
    [{ readinessProbe: { httpGet: { port: 8080, host: 'other' } } }, []],
    [{ livenessProbe: { tcpSocket: { port: 8080, host: 'other' } } }, []],
    [{ readinessProbe: { exec: { command: ['true'] } } }, []],

    [env(['PORT', '8080']), ["env 8080 '' - env.0.value"]],
    [env(['A', 'b'], ['HTTP_PORT', '8080']), ['env 8080 http - env.1.value']],
    [env(['SUPPORT', '8080']), []],
    [env(['PORT', 'tcp://10.0.0.1:80']), []],
    [env(['PORT']), []],
    [env(['PORT', '1']), ["env 1 '' - env.0.value"]],
    [env(['PORT', '65535']), ["env 65535 '' - env.0.value"]],
    [env(['PORT', '65536']), []],
    [env(['PORT', '0']), []],
    // a port of another host
    [env(['DB_PORT', '5432'], ['DB_HOST', 'db']), []],
    [env(['DB_PORT', '5432'], ['DB_ADDR', '127.0.0.1']), []],
    [env(['DB_PORT', '5432'], ['DB_HOST', '0.0.0.0']), ['env 5432 db - env.0.value']],
    [env(['DB_PORT', '5432'], ['CACHE_HOST', 'cache']), ['env 5432 db - env.0.value']],
    [env(['PORT', '80'], ['_HOST', 'db']), ["env 80 '' - env.0.value"]],
    [env(['HOST', 'localhost']), ['env - - loopback env.0.value']],
    [env(['BIND_ADDR', '0.0.0.0:8080']), ['env 8080 - all env.0.value']],
    [env(['ASPNETCORE_URLS', 'http://+:5000']), ['env 5000 - all env.0.value']],
    [env(['HOST', '$(POD_IP)']), ['env - - all env.0.value']],
    [env(['HOST', 'db']), []],
    [env(['HOST', '::1']), ['env - - loopback env.0.value']],
    [env(['HOST', '::']), ['env - - all env.0.value']],
    [env(['HOST', 'db:5432/x']), []],
    [env(['HOST', '']), []],
    [env(['HOST', '0.0.0.0:99999']), []],
    [env(['DB_HOST', 'localhost']), []],

    [{ args: ['--port=8080'] }, ["argument 8080 '' - args.0"]],
    [{ args: ['serve', '--http-port', '8080'] }, ['argument 8080 http - args.2']],
    [{ args: ['-port', 'x'] }, []],
    [{ args: ['--port'] }, []],
    [{ args: ['--port=0'] }, []],
    [{ command: ['serve', ':8080'] }, ['argument 8080 - all command.1']],
    [{ args: ['0.0.0.0:8080'] }, ['argument 8080 - all args.0']],
    // may as well be what it calls
    [{ args: ['localhost:8080'] }, []],
    [
      { command: ['sh', '-c', 'app --port 81 --host ::1'] },
      ["argument 81 '' - command.2", 'argument - - loopback command.2'],
    ],
    [{ args: ['-p', '127.0.0.1:8080'] }, ['argument 8080 - loopback args.1']],
    [{ args: ['-p', 'db'] }, []],
    [{ args: ['-p', '0.0.0.0'] }, []],
    [{ args: ['-x', '127.0.0.1:8080'] }, []],
    [{ command: ['python', '-m', 'http.server', '8000'] }, ["argument 8000 '' - command.3"]],
    [{ command: ['python', '-m', 'other', '8000'] }, []],
    [{ args: ['--bind=[::]:8080'] }, ["argument 8080 '' all args.0"]],
    [{ args: ['--host=127.0.0.1'] }, ['argument - - loopback args.0']],
    // whom it calls, not where it listens
    [{ args: ['--host=127.0.0.1'], image: 'redis-exporter' }, []],
    [{ args: ['--host=0.0.0.0'], image: 'redis-exporter' }, ['argument - - all args.0']],
    [{ command: ['psql', '--host=127.0.0.1'] }, []],
    [{ args: ['curl', '--host=127.0.0.1'] }, []],
    [{ args: ['--address=http://localhost:3000'] }, []],
    [{ args: ['--bind-address=http://localhost:3000'] }, ['argument 3000 - loopback args.0']],
  ])('%j', (fields, expected) => {
    expect(told(fields)).toEqual(expected)
  })

  test('of two containers each has its own place, and a port is not an address', () => {
    const clues = portClues({
      containers: [{ name: 'a' }, { name: 'b', ...env(['HOST', '0.0.0.0'], ['PORT', '81']) }],
    })
    expect(clues).toEqual([
      {
        by: 'env',
        port: 81,
        role: '',
        text: 'env PORT=81',
        container: 1,
        at: ['containers', 1, 'env', 1, 'value'],
      },
    ])
    expect(portClues({})).toEqual([])
  })
})
