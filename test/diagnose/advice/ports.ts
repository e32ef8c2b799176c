import { first, isHeadless, type Application, type Json } from '../broken-applications.ts'
import type { Row } from './rows.ts'

const declared = (app: Application) => (app.container['ports'] as Json[])[0] as Json
const byName = (app: Application) => !isHeadless(app) && first(app)['targetPort'] === 'http'
const isLone = (app: Application) => (app.container['ports'] as Json[]).length === 1

export const portRows: readonly Row[] = [
  {
    what: 'a number in quotes',
    rule: 'target-port-name-unknown',
    put: (app) => {
      const number = first(app)['targetPort']
      first(app)['targetPort'] = String(number)
      return !isHeadless(app) && typeof number === 'number'
    },
  },
  {
    what: 'a name for a port that has none',
    rule: 'target-port-name-unknown',
    put: (app) => {
      delete declared(app)['name']
      return byName(app) && isLone(app)
    },
  },
  {
    what: 'a Service that forgets UDP',
    rule: 'target-port-name-other-protocol',
    around: (app) => {
      first(app)['protocol'] = 'UDP'
      declared(app)['protocol'] = 'UDP'
      delete (app.client['spec'] as { containers: Json[] }).containers[0]?.['env']
    },
    put: (app) => {
      delete first(app)['protocol']
      return byName(app)
    },
  },
  {
    what: 'a container that forgets UDP',
    rule: 'target-port-name-other-protocol',
    around: (app) => {
      first(app)['protocol'] = 'UDP'
      declared(app)['protocol'] = 'UDP'
      delete (app.client['spec'] as { containers: Json[] }).containers[0]?.['env']
      app.asked = { target: `${app.target}:${app.port}/udp`, from: 'pod/client' }
    },
    put: (app) => {
      delete declared(app)['protocol']
      return byName(app)
    },
  },
  {
    what: 'a declared port of a headless Service that the arguments contradict',
    rule: 'headless-target-port-ignored',
    around: (app) => {
      app.container['args'] = [`--port=${app.port}`]
      first(app)['targetPort'] = 'http'
    },
    put: (app) => {
      declared(app)['containerPort'] = app.port + 7
      return isHeadless(app) && isLone(app)
    },
    works: true,
  },
  {
    what: 'an image that listens on its own port',
    rule: 'target-port-not-served',
    around: (app) => {
      app.container['image'] = 'nginx:1.27'
      declared(app)['containerPort'] = 80
      if (typeof first(app)['targetPort'] === 'number') first(app)['targetPort'] = 80
    },
    put: (app) => {
      const wrong = 84
      declared(app)['containerPort'] = wrong
      if (typeof first(app)['targetPort'] === 'number') first(app)['targetPort'] = wrong
      return !isHeadless(app) && isLone(app)
    },
    works: true,
  },
  {
    what: 'a server that listens on loopback by default',
    rule: 'target-port-not-served',
    around: (app) => {
      app.container['command'] = ['uvicorn', 'main:app']
      app.container['args'] = ['--host=0.0.0.0', `--port=${String(declared(app)['containerPort'])}`]
    },
    put: (app) => {
      app.container['args'] = [`--port=${String(declared(app)['containerPort'])}`]
      return true
    },
  },
  {
    what: 'a field that nothing knows',
    rule: 'api-server-rejects',
    put: (app) => {
      const port = first(app)
      port['targetport'] = port['targetPort']
      delete port['targetPort']
      return !isHeadless(app)
    },
  },
  {
    what: 'a kind that is misspelt',
    rule: 'manifest-misspelt',
    put: (app) => {
      app.service['kind'] = 'Servcie'
      return true
    },
    silent: 'there is no such object for the API server',
  },
  {
    what: 'a node port that another Service has',
    rule: 'allocation-taken',
    around: (app) => {
      const copy = structuredClone(app.service)
      copy.metadata['name'] = 'aaa'
      Object.assign(copy.spec, { type: 'NodePort' })
      ;((copy.spec['ports'] as Json[])[0] as Json)['nodePort'] = 30_080
      app.around.push(copy)
      app.service.spec['type'] = 'NodePort'
    },
    put: (app) => {
      first(app)['nodePort'] = 30_080
      return !isHeadless(app)
    },
    works: true,
  },
]
