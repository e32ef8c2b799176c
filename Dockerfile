# One file in an empty image: the executable that scripts/executable.js built.
# docker build --build-arg PLATFORM=linux-x64 -t svc . ; docker run --rm -v "$PWD:/work" svc lint .
FROM gcr.io/distroless/cc-debian12:nonroot
ARG PLATFORM=linux-x64
COPY --chmod=755 build/svc-${PLATFORM} /usr/local/bin/svc
COPY --chmod=755 build/svc-${PLATFORM} /usr/local/bin/kubectl-svc
USER nonroot
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/svc"]
