// Makes manifests to measure with: pairs of a Service and its Deployment, every tenth with a slip in it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const pairsPerFile = 50

/** Writes `documents` documents below `folder`, 100 to a file, and returns their size in bytes. */
export function writeCorpus(folder, documents) {
  mkdirSync(folder, { recursive: true })
  let bytes = 0
  for (let start = 0; start < documents / 2; start += pairsPerFile) {
    const end = Math.min(start + pairsPerFile, documents / 2)
    const text = Array.from({ length: end - start }, (_, index) => pair(start + index)).join('---\n')
    writeFileSync(join(folder, `apps-${String(start).padStart(6, '0')}.yaml`), text)
    bytes += text.length
  }
  return bytes
}

export function pair(number) {
  const app = `model-${number}`
  const selected = number % 10 === 0 ? `modle-${number}` : app
  return `apiVersion: v1
kind: Service
metadata:
  name: ${app}
  namespace: team-${number % 20}
  labels:
    app.kubernetes.io/name: ${app}
    app.kubernetes.io/managed-by: bench
spec:
  selector:
    app: ${selected}
  ports:
    - name: http # what clients call
      port: 80
      targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
  namespace: team-${number % 20}
spec:
  replicas: 3
  selector:
    matchLabels:
      app: ${app}
  template:
    metadata:
      labels:
        app: ${app}
        tier: serving
    spec:
      containers:
        - name: server
          image: registry.example.com/models/${app}:1.0.${number}
          args: ["--model", "/models/${app}", "--port=8080"]
          env:
            - name: TOKENIZER_URL
              value: http://model-${number}/v1
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          resources:
            limits:
              nvidia.com/gpu: "1"
`
}
