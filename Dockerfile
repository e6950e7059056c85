# The image of one function, or of the whole command: docker build --build-arg FUNCTION=generate-delivery .
# kpt and kustomize run it as `--user nobody`, so /etc/passwd must know that name.
ARG GO_IMAGE=docker.io/library/golang:1.26
FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS build
ARG FUNCTION=fairlead
ARG TARGETOS=linux
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN ["go", "mod", "download"]
COPY blueprint.go ./
COPY blueprint blueprint
COPY functions functions
COPY pkg pkg
RUN CGO_ENABLED=0 GOOS=${TARGETOS} GOARCH=${TARGETARCH} \
    go build -trimpath -buildvcs=false -ldflags '-s -w' -o /out/function ./functions/${FUNCTION} && \
    echo 'nobody:x:65534:65534:nobody:/:/sbin/nologin' > /out/passwd

FROM scratch
ARG FUNCTION=fairlead
LABEL org.opencontainers.image.title=${FUNCTION} \
      org.opencontainers.image.source=https://github.com/fairlead-krm/fairlead \
      org.opencontainers.image.licenses=Apache-2.0
COPY --from=build /out/passwd /etc/passwd
COPY --from=build /out/function /function
COPY LICENSE /LICENSES/fairlead
USER nobody
ENTRYPOINT ["/function"]
