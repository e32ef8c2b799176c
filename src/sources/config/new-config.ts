/** What `svc config --init` writes: every setting with its default, as a comment. */
export const newConfig = `# What svc takes for granted in this project; a flag on the command line beats it.
# yaml-language-server: $schema=node_modules/kubectl-svc/schemas/config.schema.json

# The files are all there is: what they do not contain does not exist.
# complete: true

# The version of the cluster that the files are for.
# kubernetesVersion: "1.36"

# The domain of the cluster's names.
# clusterDomain: cluster.local

# The namespace of manifests that name none, here and in parts of the project.
# namespace: default
# sources:
#   - path: deploy/shop
#     namespace: shop

# Charts to render with helm template, and kustomizations to build with kubectl kustomize, where they are among the files.
# charts:
#   - path: charts/shop
#     values: [charts/shop/values-prod.yaml]
# kustomizations: [overlays/prod]

# Files that are not read.
# ignore:
#   - vendor/**

# Which findings fail a run, which are shown, and which were there before.
# failOn: error
# minSeverity: note
# baseline: svc-baseline.json

# error, warning, note or off, by rule (svc explain lists them); * for all others.
# rules:
#   selector-volatile-label: error
# overrides:
#   - paths: [legacy/**]
#     rules:
#       selector-volatile-label: off
#   - namespaces: ["preview-*"]
#     rules:
#       "*": note
`
