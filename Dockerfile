# The image of one function, or of the whole command: docker build --build-arg FUNCTION=generate-delivery .
# The root file system is made by the program that `make images` uses too, which needs no container engine.
ARG GO_IMAGE=docker.io/library/golang:1.26
FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
ARG FUNCTION=fairlead
ARG VERSION=v0.0.0-devel
ARG TARGETOS=linux
ARG TARGETARCH
ARG GOPROXY
WORKDIR /src
COPY . .
RUN go -C tools/release run ./cmd/rootfs --function "${FUNCTION}" --version "${VERSION}" --os "${TARGETOS}" --arch "${TARGETARCH}" --out /rootfs

FROM scratch
ARG FUNCTION=fairlead
ARG VERSION=v0.0.0-devel
ARG REVISION
ARG DESCRIPTION="A KRM function for kpt and kustomize"
LABEL org.opencontainers.image.title="${FUNCTION}" \
      org.opencontainers.image.description="${DESCRIPTION}" \
      org.opencontainers.image.documentation="https://github.com/fairlead-krm/fairlead/tree/main/functions/${FUNCTION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/fairlead-krm/fairlead" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /rootfs/ /
USER 65534:65534
ENTRYPOINT ["/function"]
